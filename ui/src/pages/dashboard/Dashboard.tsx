import { Group, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import { useMay } from '../../api/apis';
import { useRead } from '../../api/queries';
import { DataTable } from '../../components/DataTable';
import { LinkButton } from '../../components/linked';
import { PageHeader } from '../../components/PageHeader';
import { to } from '../../routes/links';
import { eventColumns } from '../system/EventList';
import { CapacityMeters } from './CapacityMeters';
import classes from './Dashboard.module.css';
import { Health } from './Health';
import { InstanceCounts } from './InstanceCounts';

const LATEST = 6;

function LatestEvents() {
  const { data } = useRead('listEvents', { listall: true, page: 1, pagesize: LATEST });
  return (
    <section aria-labelledby="latest-events">
      <Group justify="space-between" mb="sm">
        <Title order={2} fz="lg" id="latest-events">
          Latest events
        </Title>
        <Link {...to.events()} className="link">
          All events
        </Link>
      </Group>
      <DataTable label="Latest events" columns={eventColumns.filter(({ id }) => id !== 'type' && id !== 'state')} rows={data?.items} rowId={(event, index) => event.id ?? String(index)} />
    </section>
  );
}

/** What is there, how full it is, and whether it is well. */
export function Dashboard() {
  const may = useMay();
  return (
    <>
      <PageHeader title="Dashboard">
        {may('deployVirtualMachine') && (
          <LinkButton {...to.newInstance()} leftSection={<IconPlus size={17} aria-hidden />}>
            New instance
          </LinkButton>
        )}
      </PageHeader>
      <div className={classes.page}>
        <Health />
        {may('listVirtualMachines') && <InstanceCounts />}
        {may('listCapacity') && <CapacityMeters />}
        {may('listEvents') && <LatestEvents />}
      </div>
    </>
  );
}
