import { Group } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { useJobOf } from '../../api/jobs';
import { refusal } from '../../api/states';
import type { Instance } from '../../api/types';
import { ActionButton } from '../../components/ActionButton';
import { complain } from '../../components/complain';
import { to } from '../../routes/links';
import { ActionDialog, actions, carryOut, type Action } from './actions';
import { MoreActions } from './MoreActions';
import { nameOf } from './words';

const PRIMARY = ['startVirtualMachine', 'stopVirtualMachine', 'rebootVirtualMachine'];

/** What can be done with the instance now; what cannot stays visible and says why. */
export function ActionBar({ instance }: { readonly instance: Instance }) {
  const may = useMay();
  const navigate = useNavigate();
  const job = useJobOf(instance.id ?? '');
  const [asked, setAsked] = useState<Action>();
  const choose = (action: Action) => {
    if (action.about === undefined) carryOut(action, instance).catch(complain(`${action.label} ${nameOf(instance)}`));
    else setAsked(action);
  };
  const listed = actions.filter((action) => may(action.command));
  return (
    <Group gap="xs">
      {may('createConsoleEndpoint') && (
        <ActionButton
          variant="filled"
          leftSection={<IconTerminal2 size={17} aria-hidden />}
          refusal={refusal('VirtualMachine', instance.state, 'createConsoleEndpoint')}
          onClick={() => void navigate(to.instance(instance.id ?? '', 'console'))}
        >
          Console
        </ActionButton>
      )}
      {listed
        .filter(({ command }) => PRIMARY.includes(command))
        .map((action) => {
          const Icon = action.icon;
          return (
            <ActionButton
              key={action.command}
              leftSection={<Icon size={17} stroke={1.7} aria-hidden />}
              refusal={refusal('VirtualMachine', instance.state, action.command)}
              busy={job?.cmd === action.command}
              onClick={() => choose(action)}
            >
              {action.label}
            </ActionButton>
          );
        })}
      <MoreActions label="More" name={nameOf(instance)} state={instance.state} actions={listed.filter(({ command }) => !PRIMARY.includes(command))} onChoose={choose} />
      {asked && <ActionDialog action={asked} instance={instance} onClose={() => setAsked(undefined)} />}
    </Group>
  );
}
