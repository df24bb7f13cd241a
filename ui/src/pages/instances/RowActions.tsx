import { ActionIcon, Group, Menu, Tooltip } from '@mantine/core';
import { IconDots, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { refusal } from '../../api/states';
import type { Instance } from '../../api/types';
import { to } from '../../routes/links';
import { LinkIcon } from '../../components/linked';
import { complain } from '../../components/complain';
import { ActionDialog, actions, carryOut, type Action } from './actions';
import { nameOf } from './words';

/** The menu at the end of an instance's row: what its state allows, and why not the rest. */
export function RowActions({ instance }: { readonly instance: Instance }) {
  const may = useMay();
  const [asked, setAsked] = useState<Action>();
  const name = nameOf(instance);
  const choose = (action: Action) => {
    if (action.about === undefined) carryOut(action, instance).catch(complain(`${action.label} ${name}`));
    else setAsked(action);
  };
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      {may('createConsoleEndpoint') && instance.state === 'Running' && (
        <Tooltip label="Console">
          <LinkIcon {...to.instance(instance.id ?? '', 'console')} variant="subtle" color="gray" aria-label={`Console of ${name}`}>
            <IconTerminal2 size={18} stroke={1.6} />
          </LinkIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end" shadow="md" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actions
            .filter((action) => may(action.command))
            .map((action) => {
              const why = refusal('VirtualMachine', instance.state, action.command);
              const Icon = action.icon;
              return (
                <Menu.Item
                  key={action.command}
                  leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
                  aria-disabled={why !== undefined || undefined}
                  data-disabled={why !== undefined || undefined}
                  closeMenuOnClick={why === undefined}
                  title={why}
                  onClick={() => {
                    if (why === undefined) choose(action);
                  }}
                >
                  {action.label}
                </Menu.Item>
              );
            })}
        </Menu.Dropdown>
      </Menu>
      {asked && <ActionDialog action={asked} instance={instance} onClose={() => setAsked(undefined)} />}
    </Group>
  );
}
