/** The frame around every page: menu, bar, running jobs. */

import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';

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
    <svg className={classes.ridge} viewBox="0 0 236 150" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path d="M0 150V96l38-30 30 26 47-58c5-6 12-6 17 0l39 50 23-18 42 38v46z" />
      <path d="M84 26c12-11 25-16 39-16s27 5 39 16c-12-5-25-8-39-8s-27 3-39 8z" />
    </svg>
  );
}

export function Shell() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.side}>
        <Link {...to.home()} className={`plain ${classes.brand ?? ''}`} aria-label="Pileus, dashboard">
          <Logo />
        </Link>
        <Ridge />
        <Nav />
      </header>
      <Drawer opened={opened} onClose={close} title={<Logo />} size={280} closeButtonProps={{ 'aria-label': 'Close the menu' }}>
        <Nav onFollow={close} />
      </Drawer>
      <div className={classes.main}>
        <div className={classes.bar} role="toolbar" aria-label="Pileus">
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
        </div>
        <main id="content" className={classes.sheet} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <JobTray />
    </div>
  );
}
