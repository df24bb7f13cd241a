import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import { order } from '../../api/commands';
import { isRecord } from '../../api/wire';
import { FormDialog } from '../../components/FormDialog';
import type { MadeKey } from './PrivateKey';

const WAYS = [
  { label: 'Make a new pair', value: 'create' },
  { label: 'Use my public key', value: 'register' },
];

interface Props {
  readonly onMade: (made: MadeKey) => void;
  readonly onClose: () => void;
}

export function NewKeyPair({ onMade, onClose }: Props) {
  const [way, setWay] = useState('create');
  const [name, setName] = useState('');
  const [publickey, setPublickey] = useState('');
  const register = way === 'register';
  const make = async () => {
    const command = register ? 'registerSSHKeyPair' : 'createSSHKeyPair';
    const params = register ? { name, publickey: publickey.trim() } : { name };
    const { answer } = await order({ command, params, type: 'SSHKeyPair' });
    const pair = answer.keypair;
    if (isRecord(pair) && typeof pair.privatekey === 'string') onMade({ name, privatekey: pair.privatekey });
  };
  const missing = name.trim() === '' ? 'Give it a name.' : register && publickey.trim() === '' ? 'Paste a public key.' : undefined;
  return (
    <FormDialog title="New SSH key" submit={register ? 'Register' : 'Create'} missing={missing} onSubmit={make} onClose={onClose}>
      <SegmentedControl aria-label="Where the key comes from" data={WAYS} value={way} onChange={setWay} />
      <TextInput label="Name" data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {register && (
        <Textarea
          label="Public key"
          description="The line in ~/.ssh/id_ed25519.pub"
          placeholder="ssh-ed25519 AAAA…"
          autosize
          minRows={3}
          classNames={{ input: 'mono' }}
          value={publickey}
          onChange={(event) => setPublickey(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}
