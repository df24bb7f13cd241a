/** The pages and their addresses. */

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';

import { session, watchSession } from '../api/session';
import { Shell } from '../app/Shell';
import { Dashboard } from '../pages/dashboard/Dashboard';
import { AllResources } from '../pages/generic/AllResources';
import { GenericDetail } from '../pages/generic/GenericDetail';
import { GenericList } from '../pages/generic/GenericList';
import { InstanceList } from '../pages/instances/InstanceList';
import { InstancePage } from '../pages/instances/InstancePage';
import { NewInstance } from '../pages/instances/NewInstance';
import { KeyPairs } from '../pages/keypairs/KeyPairs';
import { Login } from '../pages/login/Login';
import { SecurityGroupList } from '../pages/securitygroups/SecurityGroupList';
import { SecurityGroupPage } from '../pages/securitygroups/SecurityGroupPage';
import { Settings } from '../pages/settings/Settings';
import { Broken, NotFound } from '../pages/system/Broken';
import { EventList } from '../pages/system/EventList';
import { consoleSearch, eventsSearch, genericSearch, instanceSearch, instancesSearch, listSearch, loginSearch, settingsSearch } from './search';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  component: Login,
  validateSearch: loginSearch,
  beforeLoad: () => {
    if (session() !== null) throw redirect({ to: '/' });
  },
});

function askForLogin(href: string): void {
  if (session() === null) throw redirect({ to: '/login', search: { next: href === '/' ? undefined : href } });
}

/** Everything else is for callers who are logged in. */
const inside = createRoute({
  getParentRoute: () => rootRoute,
  id: 'inside',
  beforeLoad: ({ location }) => askForLogin(location.href),
});

const framed = createRoute({ getParentRoute: () => inside, id: 'framed', component: Shell });

/** The address that createConsoleEndpoint hands out: its token is enough to come in. */
const consolePage = createRoute({
  getParentRoute: () => rootRoute,
  path: '/console/$id',
  component: lazyRouteComponent(() => import('../pages/console/ConsolePage'), 'ConsolePage'),
  validateSearch: consoleSearch,
  beforeLoad: ({ location, search }) => {
    if (search.token === undefined) askForLogin(location.href);
  },
});

// /client/api, /client/events and /client/console/ws are the server's own: no page may have those addresses.
const pages = [
  createRoute({ getParentRoute: () => framed, path: '/', component: Dashboard }),
  createRoute({ getParentRoute: () => framed, path: '/instances', component: InstanceList, validateSearch: instancesSearch }),
  createRoute({ getParentRoute: () => framed, path: '/instances/new', component: NewInstance }),
  createRoute({ getParentRoute: () => framed, path: '/instances/$id', component: InstancePage, validateSearch: instanceSearch }),
  createRoute({ getParentRoute: () => framed, path: '/keypairs', component: KeyPairs, validateSearch: listSearch }),
  createRoute({ getParentRoute: () => framed, path: '/securitygroups', component: SecurityGroupList, validateSearch: listSearch }),
  createRoute({ getParentRoute: () => framed, path: '/securitygroups/$id', component: SecurityGroupPage }),
  createRoute({ getParentRoute: () => framed, path: '/eventlog', component: EventList, validateSearch: eventsSearch }),
  createRoute({ getParentRoute: () => framed, path: '/settings', component: Settings, validateSearch: settingsSearch }),
  createRoute({ getParentRoute: () => framed, path: '/all', component: AllResources }),
  createRoute({ getParentRoute: () => framed, path: '/$slug', component: GenericList, validateSearch: genericSearch }),
  createRoute({ getParentRoute: () => framed, path: '/$slug/$id', component: GenericDetail }),
] as const;

const tree = rootRoute.addChildren([login, consolePage, inside.addChildren([framed.addChildren(pages)])]);

export const router = createRouter({
  routeTree: tree,
  basepath: '/client',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

// A session that ends, here or in another tab, leads to the log-in page.
watchSession(() => void router.invalidate());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
