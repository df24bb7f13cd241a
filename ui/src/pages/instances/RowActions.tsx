import { Group, Tooltip } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import type { Instance } from '../../api/types';
import { complain } from '../../components/complain';
import { LinkIcon } from '../../components/linked';
import { to } from '../../routes/links';
import { ActionDialog, actions, carryOut, type Action } from './actions';
import { MoreActions } from './MoreActions';
import { nameOf } from './words';

/** The end of an instance's row: its console, and the menu of what can be done. */
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
      <MoreActions name={name} state={instance.state} actions={actions.filter((action) => may(action.command))} onChoose={choose} />
      {asked && <ActionDialog action={asked} instance={instance} onClose={() => setAsked(undefined)} />}
    </Group>
  );
}
