import { Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

import { useMay } from '../../api/apis';
import { useJobOf } from '../../api/jobs';
import { useRead } from '../../api/queries';
import type { Instance } from '../../api/types';
import { JobLine } from '../../components/JobTray';
import { PageHeader } from '../../components/PageHeader';
import { StateMark } from '../../components/StateMark';
import { Empty, Trouble } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { to, type InstanceTab } from '../../routes/links';
import { ActionBar } from './ActionBar';
import { Details } from './Details';
import { InstanceEvents } from './InstanceEvents';
import { NewPassword } from './NewPassword';
import { Nics } from './Nics';
import { Rules } from './Rules';
import { nameOf } from './words';
import classes from './InstancePage.module.css';

const ConsoleTab = lazy(() => import('../console/ConsoleTab').then((module) => ({ default: module.ConsoleTab })));

const TABS: readonly { readonly tab: InstanceTab; readonly title: string; readonly needs?: string }[] = [
  { tab: 'details', title: 'Details' },
  { tab: 'network', title: 'Network' },
  { tab: 'rules', title: 'Security groups', needs: 'listSecurityGroups' },
  { tab: 'console', title: 'Console', needs: 'createConsoleEndpoint' },
  { tab: 'events', title: 'Events', needs: 'listEvents' },
];

function Panel({ tab, instance }: { readonly tab: InstanceTab; readonly instance: Instance }) {
  switch (tab) {
    case 'details':
      return <Details instance={instance} />;
    case 'network':
      return <Nics instance={instance} />;
    case 'rules':
      return <Rules instance={instance} />;
    case 'events':
      return <InstanceEvents id={instance.id ?? ''} />;
    case 'console':
      return (
        <Suspense fallback={<Waiting />}>
          <ConsoleTab instance={instance} />
        </Suspense>
      );
  }
}

export function InstancePage() {
  const { id } = useParams({ from: '/inside/framed/instances/$id' });
  const { tab = 'details' } = useSearch({ from: '/inside/framed/instances/$id' });
  const navigate = useNavigate();
  const may = useMay();
  const job = useJobOf(id);
  const { data, error, refetch } = useRead('listVirtualMachines', { id, listall: true });
  const back = <Link {...to.instances()} className="link">Instances</Link>;
  if (error) return <Trouble error={error} what="This instance could not be read." onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  const instance = data.items[0];
  if (instance === undefined) {
    return <Empty title="No such instance" action={back}>It was expunged, or it belongs to somebody else.</Empty>;
  }
  return (
    <>
      <PageHeader title={nameOf(instance)} mark={<StateMark state={instance.state ?? 'Unknown'} />} back={back}>
        <ActionBar instance={instance} />
      </PageHeader>
      {job && (
        <div className={classes.job} aria-live="polite">
          <JobLine job={job} />
        </div>
      )}
      <NewPassword id={id} />
      <Tabs value={tab} onChange={(next) => void navigate({ ...to.instance(id, (next ?? 'details') as InstanceTab), replace: true })} keepMounted={false}>
        <Tabs.List mb="lg">
          {TABS.filter(({ needs }) => needs === undefined || may(needs)).map((entry) => (
            <Tabs.Tab key={entry.tab} value={entry.tab}>
              {entry.title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Panel tab={tab} instance={instance} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
