import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { useMay } from '../../api/apis';
import { useRead } from '../../api/queries';
import { bytes, mebibytes } from '../../format';
import type { Choices, Settled } from './draft';
import classes from './NewInstance.module.css';

const MEMORY = 0;

interface Props {
  readonly settled: Settled;
  readonly choices: Choices;
  readonly children: ReactNode;
}

/** What would be made, and whether there is room for it. */
export function Summary({ settled, choices, children }: Props) {
  const offering = choices.offerings.find(({ id }) => id === settled.offering);
  const fixed = offering?.iscustomized ? undefined : offering;
  const cpus = settled.cpunumber ?? fixed?.cpunumber;
  const memory = settled.memory ?? fixed?.memory;
  const name = (things: readonly { readonly id?: string; readonly name?: string }[], id: string | undefined) => things.find((thing) => thing.id === id)?.name;
  return (
    <aside className={classes.summary} aria-label="Summary">
      <Title order={2} fz="md">
        What you get
      </Title>
      <dl>
        <dt>Template</dt>
        <dd>{name(choices.templates, settled.template) ?? 'none yet'}</dd>
        <dt>CPUs</dt>
        <dd>{cpus ?? 'yours to choose'}</dd>
        <dt>Memory</dt>
        <dd>{memory === undefined ? 'yours to choose' : mebibytes(memory)}</dd>
        <dt>Network</dt>
        <dd>{settled.networks.map((id) => name(choices.networks, id)).join(', ') || 'default'}</dd>
        <dt>SSH key</dt>
        <dd>{settled.keypair ?? 'none'}</dd>
      </dl>
      <Room needed={memory} zone={settled.zone} />
      {children}
    </aside>
  );
}

function Room({ needed, zone }: { readonly needed: number | undefined; readonly zone: string | undefined }) {
  const may = useMay();
  const { data } = useRead('listCapacity', { type: MEMORY, zoneid: zone }, { enabled: may('listCapacity') && zone !== undefined });
  const memory = data?.items[0];
  if (memory?.capacitytotal === undefined || needed === undefined) return null;
  const free = memory.capacitytotal - (memory.capacityused ?? 0);
  const fits = needed * 1024 * 1024 <= free;
  return (
    <Text fz="sm" mb="md" c={fits ? 'dimmed' : 'var(--p-bad)'}>
      {fits ? `${bytes(free)} of memory are free in this zone.` : `Only ${bytes(free)} of memory are free in this zone. Choose a smaller size, or stop an instance.`}
    </Text>
  );
}
