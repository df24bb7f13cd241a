import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

import { order } from '../../api/commands';
import type { SecurityGroup } from '../../api/types';
import { FormDialog } from '../../components/FormDialog';
import { COMMANDS, paramsOf, wrongWith, type Direction, type Draft } from './rules';

const PROTOCOLS = [
  { label: 'TCP', value: 'tcp' },
  { label: 'UDP', value: 'udp' },
  { label: 'ICMP (ping)', value: 'icmp' },
  { label: 'Everything', value: 'all' },
];

interface Props {
  readonly group: SecurityGroup;
  readonly direction: Direction;
  readonly onClose: () => void;
}

export function AddRule({ group, direction, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>({ protocol: 'tcp', ports: '22', cidr: '0.0.0.0/0' });
  const { authorize, title } = COMMANDS[direction];
  const name = group.name ?? '';
  const ported = draft.protocol === 'tcp' || draft.protocol === 'udp';
  return (
    <FormDialog
      title={`${title} rule for ${name}`}
      about={direction === 'egress' && (group.egressrule ?? []).length === 0 ? 'With the first outgoing rule, everything else that goes out is refused.' : undefined}
      submit="Add rule"
      missing={wrongWith(draft)}
      onSubmit={() =>
        order({
          command: authorize, params: { securitygroupid: group.id, ...paramsOf(draft) }, type: 'SecurityGroup', id: group.id,
          label: `Allow ${draft.protocol}${ported ? ` ${draft.ports}` : ''} in ${name}`,
        })
      }
      onClose={onClose}
    >
      <Stack gap={6}>
        <Text fz="sm" fw={560} id="rule-protocol">
          Protocol
        </Text>
        <SegmentedControl
          aria-labelledby="rule-protocol"
          data={PROTOCOLS}
          value={draft.protocol}
          onChange={(protocol) => setDraft({ ...draft, protocol: protocol as Draft['protocol'] })}
        />
      </Stack>
      {ported && (
        <TextInput label="Ports" description="One port, or a range such as 8000-8010." value={draft.ports} onChange={(event) => setDraft({ ...draft, ports: event.currentTarget.value })} />
      )}
      <TextInput
        label={direction === 'ingress' ? 'From' : 'To'}
        description="Addresses in CIDR form, separated by commas. 0.0.0.0/0 is everybody."
        value={draft.cidr}
        onChange={(event) => setDraft({ ...draft, cidr: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
