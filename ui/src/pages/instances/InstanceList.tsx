import { Select, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';

import { useMay } from '../../api/apis';
import { useRead } from '../../api/queries';
import { resourceOf } from '../../api/resources';
import { statesOf } from '../../api/states';
import { useCaller } from '../../api/session';
import type { Instance } from '../../api/types';
import { When } from '../../components/bits';
import type { Column } from '../../components/DataTable';
import { LinkButton } from '../../components/linked';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { StateMark } from '../../components/StateMark';
import { Empty } from '../../components/Trouble';
import { to } from '../../routes/links';
import { RowActions } from './RowActions';
import { addressesOf, nameOf, sizeOf } from './words';

const columns: readonly Column<Instance>[] = [
  {
    id: 'name', header: 'Name', value: nameOf,
    cell: (row) => (
      <Link {...to.instance(row.id ?? '')} className="link">
        {nameOf(row)}
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state ?? '', cell: (row) => <StateMark state={row.state ?? 'Unknown'} /> },
  { id: 'address', header: 'Address', value: (row) => addressesOf(row)[0] ?? '', cell: (row) => <code>{addressesOf(row).join(', ')}</code> },
  { id: 'template', header: 'Template', value: (row) => row.templatename ?? '', cell: (row) => row.templatename },
  { id: 'size', header: 'Size', value: (row) => row.memory ?? 0, cell: sizeOf },
];

const owner: Column<Instance> = { id: 'account', header: 'Account', value: (row) => row.account ?? '', cell: (row) => row.account };
const host: Column<Instance> = { id: 'host', header: 'Host', value: (row) => row.hostname ?? '', cell: (row) => row.hostname ?? <Text c="dimmed" component="span">none</Text> };
const last: readonly Column<Instance>[] = [
  { id: 'created', header: 'Created', value: (row) => row.created ?? '', cell: (row) => <When at={row.created} /> },
  { id: 'actions', header: 'Actions', align: 'right', cell: (row) => <RowActions instance={row} /> },
];

const forUsers = [...columns, ...last];
const forAdmins = [...columns, host, owner, ...last];

const STATES = [...statesOf('VirtualMachine')];

export function InstanceList() {
  const search = useSearch({ from: '/inside/framed/instances' });
  const navigate = useNavigate({ from: '/instances' });
  const may = useMay();
  const caller = useCaller();
  const query = useRead('listVirtualMachines', {
    listall: true, keyword: search.keyword, state: search.state, page: search.page ?? 1, pagesize: PAGE_SIZE,
  });
  const onSearch = (change: object) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  const create = may('deployVirtualMachine') && (
    <LinkButton {...to.newInstance()} leftSection={<IconPlus size={17} aria-hidden />}>
      New instance
    </LinkButton>
  );
  return (
    <>
      <PageHeader title="Instances">{create}</PageHeader>
      <ListView
        label="Instances"
        query={query}
        columns={caller.type === '1' ? forAdmins : forUsers}
        rowId={(row, index) => row.id ?? String(index)}
        search={search}
        onSearch={onSearch}
        filtered={search.state !== undefined}
        filters={<Select aria-label="State" placeholder="Any state" clearable data={STATES} value={search.state ?? null} onChange={(state) => onSearch({ state: state ?? undefined, page: undefined })} w={170} />}
        empty={
          <Empty title="No instances yet" action={create}>
            {resourceOf('instances').empty} The form has a default for everything; a name is enough.
          </Empty>
        }
      />
    </>
  );
}
