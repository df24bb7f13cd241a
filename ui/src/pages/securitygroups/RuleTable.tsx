import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { order } from '../../api/commands';
import type { SecurityGroup, SecurityGroupRule } from '../../api/types';
import { complain } from '../../components/complain';
import { DataTable, type Column } from '../../components/DataTable';
import { AddRule } from './AddRule';
import { COMMANDS, peerOf, portsOf, type Direction } from './rules';

interface Props {
  readonly group: SecurityGroup;
  readonly direction: Direction;
  /** of its heading */
  readonly level: 2 | 3;
}

const NONE = {
  ingress: 'Nobody may reach the instances in this group.',
  egress: 'The instances in this group may reach everything.',
} as const;

/** The rules of a group in one direction, to add to and to remove from. */
export function RuleTable({ group, direction, level }: Props) {
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const { authorize, revoke, title, from } = COMMANDS[direction];
  const rules = (direction === 'ingress' ? group.ingressrule : group.egressrule) ?? [];
  const remove = (rule: SecurityGroupRule) => {
    const label = `Remove ${rule.protocol ?? ''} ${portsOf(rule)} from ${group.name ?? ''}`;
    order({ command: revoke, params: { id: rule.ruleid }, type: 'SecurityGroup', id: group.id, label }).catch(complain(label));
  };
  const columns: readonly Column<SecurityGroupRule>[] = [
    { id: 'protocol', header: 'Protocol', cell: (rule) => rule.protocol?.toUpperCase() },
    { id: 'ports', header: 'Ports', cell: portsOf },
    { id: 'peer', header: from, cell: (rule) => <code>{peerOf(rule)}</code> },
    {
      id: 'remove', header: 'Actions', align: 'right',
      cell: (rule) => may(revoke) && (
        <Tooltip label="Remove this rule">
          <ActionIcon variant="subtle" color="gray" onClick={() => remove(rule)} aria-label={`Remove the rule ${rule.protocol ?? ''} ${portsOf(rule)} ${peerOf(rule)}`}>
            <IconTrash size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ),
    },
  ];
  return (
    <section aria-label={`${title} rules of ${group.name ?? ''}`}>
      <Group justify="space-between" mb="xs" mt="sm">
        <Title order={level} fz="md">
          {title}
        </Title>
        {may(authorize) && (
          <Button variant="subtle" size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
            Add a rule
          </Button>
        )}
      </Group>
      {rules.length === 0 ? (
        <Text c="dimmed" mb="md">
          {NONE[direction]}
        </Text>
      ) : (
        <DataTable label={`${title} rules`} columns={columns} rows={rules} rowId={(rule, index) => rule.ruleid ?? String(index)} />
      )}
      {adding && <AddRule group={group} direction={direction} onClose={() => setAdding(false)} />}
    </section>
  );
}
