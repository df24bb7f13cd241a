import { Checkbox, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';

import { useMay } from '../../api/apis';
import { useRead } from '../../api/queries';
import type { Draft } from './draft';

interface Props {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

/** What few need to say about a new instance. */
export function Advanced({ draft, onChange }: Props) {
  const may = useMay();
  const disks = useRead('listDiskOfferings', {}, { enabled: may('listDiskOfferings') });
  const fixed = (disks.data?.items ?? []).filter((disk) => disk.iscustomized !== true);
  return (
    <Stack gap={22} maw={620}>
      <NumberInput
        label="Root disk"
        description="In GiB. Left empty, as large as the template."
        min={1}
        suffix=" GiB"
        maw={220}
        value={draft.rootdisksize ?? ''}
        onChange={(size) => onChange({ rootdisksize: typeof size === 'number' ? size : undefined })}
      />
      <Select
        label="Data disk"
        placeholder="None"
        clearable
        maw={420}
        data={fixed.map((disk) => ({ value: disk.id ?? '', label: disk.displaytext ?? disk.name ?? '' }))}
        value={draft.diskoffering ?? null}
        onChange={(id) => onChange({ diskoffering: id ?? undefined })}
      />
      <TextInput label="Group" description="A word that gathers instances." maw={420} value={draft.group} onChange={(event) => onChange({ group: event.currentTarget.value })} />
      <Textarea
        label="User data"
        description="A cloud-init document or a script that the guest runs at its first start."
        placeholder="#cloud-config"
        autosize
        minRows={4}
        maxRows={16}
        classNames={{ input: 'mono' }}
        value={draft.userdata}
        onChange={(event) => onChange({ userdata: event.currentTarget.value })}
      />
      <Checkbox label="Start it at once" checked={draft.start} onChange={(event) => onChange({ start: event.currentTarget.checked })} />
    </Stack>
  );
}
