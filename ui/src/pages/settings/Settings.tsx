import { Select, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { useRead } from '../../api/queries';
import { resourceOf } from '../../api/resources';
import type { Configuration } from '../../api/types';
import type { Column } from '../../components/DataTable';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { Empty } from '../../components/Trouble';
import { SettingValue } from './SettingValue';

const columns: readonly Column<Configuration>[] = [
  {
    id: 'name', header: 'Setting', value: (row) => row.name ?? '',
    cell: (row) => (
      <>
        <code>{row.name}</code>
        <Text fz="sm" c="dimmed" maw="62ch">
          {row.description}
        </Text>
      </>
    ),
  },
  { id: 'group', header: 'Group', value: (row) => row.group ?? '', cell: (row) => row.group },
  { id: 'value', header: 'Value', cell: (row) => <SettingValue setting={row} /> },
];

/** Every setting with its value; a click changes it, and it counts at once. */
export function Settings() {
  const search = useSearch({ from: '/inside/framed/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const query = useRead('listConfigurations', { keyword: search.keyword, group: search.group, page: search.page ?? 1, pagesize: PAGE_SIZE });
  const groups = useRead('listConfigurations', { pagesize: 500, page: 1 });
  const names = [...new Set((groups.data?.items ?? []).map((row) => row.group).filter((group) => group !== undefined))].sort();
  const onSearch = (change: object) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <PageHeader title="Settings" about="What the whole cloud goes by. A change counts at once, unless its row says otherwise." />
      <ListView
        label="Settings"
        query={query}
        columns={columns}
        rowId={(row, index) => row.name ?? String(index)}
        search={search}
        onSearch={onSearch}
        filtered={search.group !== undefined}
        filters={names.length > 1 ? <Select aria-label="Group" placeholder="Every group" clearable data={names} value={search.group ?? null} onChange={(group) => onSearch({ group: group ?? undefined, page: undefined })} /> : undefined}
        empty={<Empty title="No settings">{resourceOf('settings').empty}</Empty>}
      />
    </>
  );
}
