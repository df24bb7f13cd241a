import { useState } from 'react';

import { useRead } from '../../api/queries';
import { ListView, PAGE_SIZE, type ListSearch } from '../../components/ListView';
import { Empty } from '../../components/Trouble';
import { eventColumns } from '../system/EventList';

const columns = eventColumns.filter((column) => column.id !== 'resource');

export function InstanceEvents({ id }: { readonly id: string }) {
  const [search, setSearch] = useState<ListSearch>({});
  const query = useRead('listEvents', { resourceid: id, resourcetype: 'VirtualMachine', listall: true, page: search.page ?? 1, pagesize: PAGE_SIZE });
  return (
    <ListView
      label="Events"
      query={query}
      columns={columns}
      rowId={(event, index) => event.id ?? String(index)}
      search={search}
      onSearch={(change) => setSearch({ ...search, ...change })}
      searchable={false}
      empty={<Empty title="No events">Nothing has happened to this instance yet.</Empty>}
    />
  );
}
