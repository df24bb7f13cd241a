/** What can be done with an instance: which command, its words, and what it asks before it does it. */

import { Checkbox, Select, Stack } from '@mantine/core';
import { IconKey, IconPlayerPlay, IconPlayerStop, IconRefresh, IconRestore, IconTrash, IconTrashX, IconPassword, type Icon } from '@tabler/icons-react';
import { useState } from 'react';

import { order } from '../../api/commands';
import { ended, resultOf } from '../../api/jobs';
import { useRead } from '../../api/queries';
import type { Instance } from '../../api/types';
import type { Params } from '../../api/wire';
import { FormDialog } from '../../components/FormDialog';
import { handOver } from './handover';
import { nameOf } from './words';

export interface Action {
  readonly command: string;
  readonly label: string;
  readonly icon: Icon;
  /** what it means, asked before it is done; without, it is done at once */
  readonly about?: string;
  readonly danger?: boolean;
  readonly form?: 'stop' | 'destroy' | 'sshkey';
  /** the job's result holds a new password */
  readonly secret?: boolean;
}

export const actions: readonly Action[] = [
  { command: 'startVirtualMachine', label: 'Start', icon: IconPlayerPlay },
  {
    command: 'stopVirtualMachine', label: 'Stop', icon: IconPlayerStop, form: 'stop',
    about: 'The guest is asked to shut down. It keeps its disks and addresses.',
  },
  { command: 'rebootVirtualMachine', label: 'Reboot', icon: IconRefresh, about: 'The guest is restarted; whoever works on it is interrupted.' },
  {
    command: 'resetPasswordForVirtualMachine', label: 'New password', icon: IconPassword, secret: true,
    about: 'A new password is made, shown once here, and set in the guest when it next starts.',
  },
  {
    command: 'resetSSHKeyForVirtualMachine', label: 'Change SSH key', icon: IconKey, form: 'sshkey', secret: true,
    about: 'The key is put into the guest when it next starts.',
  },
  { command: 'recoverVirtualMachine', label: 'Recover', icon: IconRestore },
  {
    command: 'destroyVirtualMachine', label: 'Destroy', icon: IconTrash, danger: true, form: 'destroy',
    about: 'The instance is stopped and marked as destroyed. Until it is expunged, it can be recovered. Its data disks are detached and stay.',
  },
  {
    command: 'expungeVirtualMachine', label: 'Expunge', icon: IconTrashX, danger: true,
    about: 'The instance, its root disk and its addresses are gone for good.',
  },
];

export async function carryOut(action: Action, instance: Instance, more: Params = {}): Promise<void> {
  const id = instance.id ?? '';
  const name = nameOf(instance);
  const { jobid } = await order({ command: action.command, params: { id, ...more }, type: 'VirtualMachine', id, label: `${action.label}: ${name}` });
  if (action.secret === true && jobid !== undefined) void passOn(jobid, id);
}

/** Once the job is done, keeps the password it made for the page of the instance to show. */
export async function passOn(jobid: string, id: string): Promise<void> {
  const job = await ended(jobid);
  if (job.jobstatus !== 1) return;
  const { password } = await resultOf(jobid);
  if (typeof password === 'string' && password !== '') handOver(id, password);
}

interface Props {
  readonly action: Action;
  readonly instance: Instance;
  readonly onClose: () => void;
}

export function ActionDialog({ action, instance, onClose }: Props) {
  const [forced, setForced] = useState(false);
  const [expunge, setExpunge] = useState(false);
  const [keypair, setKeypair] = useState<string | null>(null);
  const params: Params = {
    forced: action.form === 'stop' && forced ? true : undefined,
    expunge: action.form === 'destroy' && expunge ? true : undefined,
    keypair: action.form === 'sshkey' ? (keypair ?? undefined) : undefined,
  };
  return (
    <FormDialog
      title={`${action.label} ${nameOf(instance)}`}
      about={action.about}
      submit={action.label}
      danger={action.danger}
      missing={action.form === 'sshkey' && keypair === null ? 'Choose a key pair.' : undefined}
      onSubmit={() => carryOut(action, instance, params)}
      onClose={onClose}
    >
      {action.form === 'stop' && (
        <Checkbox label="Force: pull the plug" description="For a guest that does not answer. It may lose what it has not written." checked={forced} onChange={(event) => setForced(event.currentTarget.checked)} />
      )}
      {action.form === 'destroy' && (
        <Checkbox label="Expunge at once" description="Its root disk and addresses are gone for good." checked={expunge} onChange={(event) => setExpunge(event.currentTarget.checked)} />
      )}
      {action.form === 'sshkey' && <KeyChoice value={keypair} onChange={setKeypair} />}
    </FormDialog>
  );
}

function KeyChoice({ value, onChange }: { readonly value: string | null; readonly onChange: (name: string | null) => void }) {
  const keys = useRead('listSSHKeyPairs', {});
  const names = (keys.data?.items ?? []).map((key) => key.name).filter((name) => name !== undefined);
  return (
    <Stack gap="xs">
      <Select label="SSH key" placeholder={names.length === 0 ? 'You have no key yet' : 'Choose a key'} data={names} value={value} onChange={onChange} />
    </Stack>
  );
}
