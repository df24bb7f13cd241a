import { Title } from '@mantine/core';

import type { ApiField } from '../../api/listed';
import type { Row } from '../../api/queries';
import { DataTable } from '../../components/DataTable';
import { fieldTitle } from '../../format';
import { Value } from './Value';

const MOST_COLUMNS = 6;

/** A list inside a thing, such as the services of a network. */
export function NestedTable({ field, rows }: { readonly field: ApiField; readonly rows: readonly Row[] }) {
  const title = fieldTitle(field.name ?? '');
  const known = (field.response ?? []).filter(({ name = '' }) => name !== '' && name !== 'id' && name !== 'jobid' && name !== 'jobstatus' && rows.some((row) => row[name] !== undefined));
  const names = known.length > 0 ? known.map(({ name = '' }) => name) : Object.keys(rows[0] ?? {});
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const columns = names.slice(0, MOST_COLUMNS).map((name) => ({
    id: name,
    header: fieldTitle(name),
    cell: (row: Row) => <Value row={row} field={name} type={types.get(name)} />,
  }));
  if (columns.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={2} fz="lg" mt="xl" mb="sm">
        {title}
      </Title>
      <DataTable label={title} columns={columns} rows={rows} rowId={(row, index) => (typeof row.id === 'string' ? row.id : String(index))} />
    </section>
  );
}
