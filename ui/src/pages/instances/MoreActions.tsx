import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconDots } from '@tabler/icons-react';

import { refusal } from '../../api/states';
import type { Action } from './actions';

interface Props {
  /** the button's word; without one it is three dots */
  readonly label?: string;
  readonly name: string;
  readonly state: string | undefined;
  readonly actions: readonly Action[];
  readonly onChoose: (action: Action) => void;
}

/** A menu of actions; those that the state forbids can be reached and say why. */
export function MoreActions({ label, name, state, actions, onChoose }: Props) {
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        {label === undefined ? (
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        ) : (
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
            {label}
          </Button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => {
          const why = refusal('VirtualMachine', state, action.command);
          const Icon = action.icon;
          return (
            <Menu.Item
              key={action.command}
              leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
              className={action.danger && why === undefined ? 'danger' : undefined}
              aria-disabled={why !== undefined || undefined}
              closeMenuOnClick={why === undefined}
              onClick={() => {
                if (why === undefined) onChoose(action);
              }}
            >
              <Text component="span" c={why === undefined ? undefined : 'dimmed'}>
                {action.label}
              </Text>
              {why !== undefined && (
                <Text fz="xs" c="dimmed">
                  {why}
                </Text>
              )}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
