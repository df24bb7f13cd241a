/** Every link of the app is made here; pages spread what these give into <Link> or navigate(). */

import { linkOptions } from '@tanstack/react-router';

export type InstanceTab = 'details' | 'network' | 'rules' | 'events' | 'console';
export type ConsoleKind = 'vnc' | 'serial';

export const to = {
  home: () => linkOptions({ to: '/' }),
  login: () => linkOptions({ to: '/login' }),
  instances: () => linkOptions({ to: '/instances' }),
  instancesIn: (state: string) => linkOptions({ to: '/instances', search: { state } }),
  newInstance: () => linkOptions({ to: '/instances/new' }),
  instance: (id: string, tab: InstanceTab = 'details') => linkOptions({ to: '/instances/$id', params: { id }, search: { tab } }),
  console: (id: string, kind: ConsoleKind = 'vnc') => linkOptions({ to: '/console/$id', params: { id }, search: { kind } }),
  keypairs: () => linkOptions({ to: '/keypairs' }),
  securityGroups: () => linkOptions({ to: '/securitygroups' }),
  securityGroup: (id: string) => linkOptions({ to: '/securitygroups/$id', params: { id } }),
  events: () => linkOptions({ to: '/eventlog' }),
  settings: () => linkOptions({ to: '/settings' }),
  everything: () => linkOptions({ to: '/all' }),
  list: (slug: string) => linkOptions({ to: '/$slug', params: { slug } }),
  detail: (slug: string, id: string) => linkOptions({ to: '/$slug/$id', params: { slug, id } }),
};
