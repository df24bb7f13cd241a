import { Text, Title } from '@mantine/core';

import { useRead } from '../../api/queries';
import type { Capacity } from '../../api/types';
import { Meter } from '../../components/Meter';
import { bytes, megahertz } from '../../format';
import classes from './Dashboard.module.css';

const count = (value: number) => String(value);

/** CloudStack's capacity types that people ask about, in the order they ask. */
const KINDS: readonly { readonly type: number; readonly label: string; readonly write: (value: number) => string }[] = [
  { type: 0, label: 'Memory', write: bytes },
  { type: 1, label: 'CPU', write: megahertz },
  { type: 90, label: 'CPU cores', write: count },
  { type: 3, label: 'Primary storage, allocated', write: bytes },
  { type: 2, label: 'Primary storage, written', write: bytes },
  { type: 9, label: 'Local storage', write: bytes },
  { type: 6, label: 'Secondary storage', write: bytes },
  { type: 8, label: 'Addresses', write: count },
  { type: 4, label: 'Public addresses', write: count },
];

function sum(rows: readonly Capacity[], field: 'capacityused' | 'capacitytotal'): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

export function CapacityMeters() {
  const { data } = useRead('listCapacity', {});
  const rows = data?.items ?? [];
  const shown = KINDS.map((kind) => ({ ...kind, rows: rows.filter((row) => row.type === kind.type) })).filter((kind) => sum(kind.rows, 'capacitytotal') > 0);
  return (
    <section aria-labelledby="capacity">
      <Title order={2} fz="lg" mb="md" id="capacity">
        Capacity
      </Title>
      {data !== undefined && shown.length === 0 && <Text c="dimmed">No host has reported yet what it has.</Text>}
      <div className={classes.meters}>
        {shown.map((kind) => (
          <Meter key={kind.type} label={kind.label} used={sum(kind.rows, 'capacityused')} total={sum(kind.rows, 'capacitytotal')} write={kind.write} />
        ))}
      </div>
    </section>
  );
}
