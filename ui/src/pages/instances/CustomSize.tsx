import { Group, NumberInput } from '@mantine/core';

import type { ServiceOffering } from '../../api/types';
import type { Draft } from './draft';

interface Props {
  readonly offering: ServiceOffering;
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function limit(offering: ServiceOffering, name: string): number | undefined {
  const told = offering.serviceofferingdetails?.[name];
  return told === undefined ? undefined : Number(told);
}

/** CPUs and memory of a size that leaves them open, within its bounds. */
export function CustomSize({ offering, draft, onChange }: Props) {
  return (
    <Group gap="md" align="flex-end">
      <NumberInput
        label="CPUs"
        allowDecimal={false}
        min={limit(offering, 'mincpunumber') ?? 1}
        max={limit(offering, 'maxcpunumber')}
        value={draft.cpunumber ?? ''}
        onChange={(value) => onChange({ cpunumber: typeof value === 'number' ? value : undefined })}
        w={130}
      />
      <NumberInput
        label="Memory"
        suffix=" MiB"
        allowDecimal={false}
        step={256}
        min={limit(offering, 'minmemory') ?? 128}
        max={limit(offering, 'maxmemory')}
        value={draft.memory ?? ''}
        onChange={(value) => onChange({ memory: typeof value === 'number' ? value : undefined })}
        w={170}
      />
    </Group>
  );
}
