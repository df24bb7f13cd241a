/** The menu: a page appears when its command is listed for the caller. */

import {
  IconActivity, IconAdjustments, IconBox, IconBuilding, IconCalendarEvent, IconCloudNetwork, IconCpu, IconDatabase, IconDeviceDesktop, IconDisc,
  IconFolders, IconKey, IconLayoutGrid, IconMap2, IconMapPin, IconNetwork, IconPhoto, IconRouter, IconRuler2, IconServer2, IconServerCog,
  IconShieldLock, IconStack2, IconUser, IconUsers, IconUserShield, IconHome, type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { useMay } from '../api/apis';
import { resources, sections } from '../api/resources';
import { to } from '../routes/links';
import classes from './Nav.module.css';

const icons: Readonly<Record<string, Icon>> = {
  instances: IconDeviceDesktop, keypairs: IconKey, offerings: IconCpu, networks: IconNetwork, securitygroups: IconShieldLock,
  addresses: IconMapPin, routers: IconRouter, volumes: IconDatabase, pools: IconStack2, imagestores: IconBox, diskofferings: IconRuler2,
  templates: IconPhoto, isos: IconDisc, zones: IconMap2, pods: IconBuilding, clusters: IconCloudNetwork, hosts: IconServer2,
  systemvms: IconServerCog, domains: IconFolders, accounts: IconUsers, users: IconUser, roles: IconUserShield, eventlog: IconCalendarEvent,
  jobs: IconActivity, settings: IconAdjustments,
};

interface ItemProps {
  readonly icon: Icon;
  readonly title: string;
}

function Inside({ icon: Icon, title }: ItemProps) {
  return (
    <>
      <Icon size={18} stroke={1.6} aria-hidden />
      {title}
    </>
  );
}

interface Props {
  readonly onFollow?: () => void;
  /** above the menu */
  readonly children?: ReactNode;
}

/** The menu is longer than some windows; the current page's item is always in sight. */
function bringIntoView(item: HTMLAnchorElement | null): void {
  if (item?.getAttribute('aria-current') === 'page') item.scrollIntoView({ block: 'nearest' });
}

export function Nav({ onFollow, children }: Props) {
  const may = useMay();
  const shown = resources.filter((resource) => may(resource.list));
  return (
    <nav className={classes.nav} aria-label="Main">
      {children}
      <ul className={classes.list}>
        <li>
          <Link {...to.home()} className={classes.item} activeOptions={{ exact: true }} onClick={onFollow}>
            <Inside icon={IconHome} title="Dashboard" />
          </Link>
        </li>
      </ul>
      {sections.map((section) => {
        const items = shown.filter((resource) => resource.section === section);
        if (items.length === 0) return null;
        return (
          <div key={section}>
            <div className={classes.section} id={`menu-${section}`}>
              {section}
            </div>
            <ul className={classes.list} aria-labelledby={`menu-${section}`}>
              {items.map(({ slug, title }) => (
                <li key={slug}>
                  <Link {...to.list(slug)} className={classes.item} onClick={onFollow} ref={bringIntoView}>
                    <Inside icon={icons[slug] ?? IconBox} title={title} />
                  </Link>
                </li>
              ))}
              {section === 'System' && (
                <li>
                  <Link {...to.everything()} className={classes.item} onClick={onFollow}>
                    <Inside icon={IconLayoutGrid} title="All resources" />
                  </Link>
                </li>
              )}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
