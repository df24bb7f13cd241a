import { SegmentedControl } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';

import type { Event } from '../../api/types';
import { useRead } from '../../api/queries';
import { byType, resourceOf } from '../../api/resources';
import { When } from '../../components/bits';
import type { Column } from '../../components/DataTable';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { StateMark } from '../../components/StateMark';
import { Empty } from '../../components/Trouble';
import { to } from '../../routes/links';

function Subject({ event }: { readonly event: Event }) {
  const resource = byType.get(event.resourcetype ?? '');
  const name = resource?.one ?? event.resourcetype;
  if (resource === undefined || event.resourceid === undefined) return name;
  return (
    <Link {...to.detail(resource.slug, event.resourceid)} className="link">
      {name}
    </Link>
  );
}

export const eventColumns: readonly Column<Event>[] = [
  { id: 'created', header: 'When', cell: (event) => <When at={event.created} /> },
  { id: 'level', header: 'Level', cell: (event) => <StateMark state={event.level ?? 'INFO'} tone={event.level === 'ERROR' ? 'bad' : event.level === 'WARN' ? 'warn' : 'idle'} /> },
  { id: 'type', header: 'Type', cell: (event) => <code>{event.type}</code> },
  { id: 'description', header: 'What happened', cell: (event) => event.description },
  { id: 'resource', header: 'On', cell: (event) => <Subject event={event} /> },
  { id: 'state', header: 'State', cell: (event) => event.state },
  { id: 'user', header: 'By', cell: (event) => event.username ?? event.account },
];

const LEVELS = [
  { label: 'All', value: '' },
  { label: 'Warnings', value: 'WARN' },
  { label: 'Errors', value: 'ERROR' },
];

export function EventList() {
  const search = useSearch({ from: '/inside/framed/eventlog' });
  const navigate = useNavigate({ from: '/eventlog' });
  const query = useRead('listEvents', { listall: true, keyword: search.keyword, level: search.level, page: search.page ?? 1, pagesize: PAGE_SIZE });
  const onSearch = (change: object) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <PageHeader title="Events" about="What was done, by whom, and how it ended. New events appear by themselves." />
      <ListView
        label="Events"
        query={query}
        columns={eventColumns}
        rowId={(event, index) => event.id ?? String(index)}
        search={search}
        onSearch={onSearch}
        filtered={search.level !== undefined}
        filters={<SegmentedControl aria-label="Level" data={LEVELS} value={search.level ?? ''} onChange={(level) => onSearch({ level: level || undefined, page: undefined })} />}
        empty={<Empty title="No events yet">{resourceOf('eventlog').empty}</Empty>}
      />
    </>
  );
}
