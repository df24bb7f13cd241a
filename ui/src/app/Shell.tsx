/** The frame around every page: menu, bar, running jobs. */

import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';

import { useSession } from '../api/session';
import { JobTray } from '../components/JobTray';
import { to } from '../routes/links';
import { AccountMenu } from './AccountMenu';
import { JobsButton } from './JobsButton';
import { LinkState } from './LinkState';
import { Logo } from './Logo';
import { Nav } from './Nav';
import classes from './Shell.module.css';
import { ThemeSwitch } from './ThemeSwitch';

function Ridge() {
  return (
    <svg className={classes.ridge} viewBox="0 0 640 58" preserveAspectRatio="xMinYMax meet" aria-hidden="true" focusable="false">
      <path d="M0 58 60 46l44 7 67-30c5-2 10-2 14 1l45 27 38-9 52 16z" />
      <path className={classes.cap} d="M146 18c10-6 21-9 33-9s23 3 33 9c-11-4-22-5-33-5s-22 1-33 5z" />
    </svg>
  );
}

export function Shell() {
  const [opened, { open, close }] = useDisclosure(false);
  const caller = useSession();
  // Between the end of a session and the log-in page nothing may ask the server any more.
  if (caller === null) return null;
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <div className={classes.side}>
        <Nav>
          <Link {...to.home()} className={`plain ${classes.brand ?? ''}`} aria-label="Pileus, dashboard" activeProps={{ 'aria-current': undefined }}>
            <Logo />
          </Link>
        </Nav>
      </div>
      <Drawer opened={opened} onClose={close} title={<Logo />} size={280} closeButtonProps={{ 'aria-label': 'Close the menu' }}>
        <Nav onFollow={close} />
      </Drawer>
      <div className={classes.main}>
        <section className={classes.bar} aria-label="Status and account">
          <Ridge />
          <div className={classes.barLeft}>
            <ActionIcon variant="subtle" color="gray" onClick={open} aria-label="Open the menu">
              <IconMenu2 size={20} />
            </ActionIcon>
            <Logo />
          </div>
          <LinkState />
          <JobsButton />
          <ThemeSwitch />
          <AccountMenu />
        </section>
        <main id="content" className={classes.sheet} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <JobTray />
    </div>
  );
}
