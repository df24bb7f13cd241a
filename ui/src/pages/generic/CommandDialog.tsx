/** A form for any command, from what listApis says about its parameters. */

import { Button, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';

import { takes, type Api, type ApiParam } from '../../api/listed';
import { callRaw } from '../../api/call';
import { order } from '../../api/commands';
import type { Row } from '../../api/queries';
import { isRecord, type Params } from '../../api/wire';
import { Code } from '../../components/bits';
import { Facts } from '../../components/Facts';
import { FormDialog } from '../../components/FormDialog';
import { commandTitle, fieldTitle } from '../../format';
import { titleOf } from './fields';
import { isFilled, paramOf, prefill, type Draft } from './draft';
import { ParamField } from './ParamField';
import { isDanger } from './operations';

interface Props {
  readonly api: Api;
  readonly type: string;
  /** what it works on; its fields fill the form */
  readonly row?: Row;
  readonly id?: string;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

const SECRETS = ['secretkey', 'privatekey', 'password'];
const UNASKED = new Set(['id', 'page', 'pagesize', 'keyword', 'customid', 'fordisplay']);

/** The answer's object when it hands a secret over, which is then the only time to see it. */
function handedOver(answer: Record<string, unknown>): Row | undefined {
  return Object.values(answer).find((value): value is Row => isRecord(value) && SECRETS.some((name) => typeof value[name] === 'string'));
}

export function CommandDialog({ api, type, row, id, onDone, onClose }: Props) {
  const fields = api.params.filter((param) => !UNASKED.has(param.name));
  const [draft, setDraft] = useState<Draft>(() => prefill(fields, row));
  const [secret, setSecret] = useState<Row>();
  const [more, { toggle }] = useDisclosure(false);
  const title = commandTitle(api.name);
  const needed = fields.filter((param) => param.required);
  const optional = fields.filter((param) => !param.required);
  const lacking = needed.find((param) => !isFilled(draft[param.name]));
  const field = (param: ApiParam) => (
    <ParamField key={param.name} param={param} value={draft[param.name]} onChange={(value) => setDraft((old) => ({ ...old, [param.name]: value }))} />
  );
  const carryOut = async () => {
    const params: Params = { ...Object.fromEntries(fields.map((param) => [param.name, paramOf(param, draft[param.name], row)])), ...(takes(api, 'id') ? { id } : {}) };
    const label = row === undefined ? title : `${title}: ${titleOf(row)}`;
    const answer = api.name.startsWith('get') ? await callRaw(api.name, params) : (await order({ command: api.name, params, type, id, label })).answer;
    const found = handedOver(answer);
    if (found !== undefined) {
      setSecret(found);
      return;
    }
    onDone?.();
    onClose();
  };
  if (secret !== undefined) return <Secret title={title} secret={secret} onClose={onClose} />;
  return (
    <FormDialog
      title={title}
      about={api.description}
      submit={title}
      danger={isDanger(api.name)}
      missing={lacking === undefined ? undefined : `${fieldTitle(lacking.name)} is needed.`}
      onSubmit={carryOut}
      onClose={onClose}
      keepOpen
    >
      {fields.length > 0 && (
        <Stack gap="md">
          {needed.map(field)}
          {optional.length > 0 && optional.length <= 3 && optional.map(field)}
          {optional.length > 3 && (
            <UnstyledButton className="fold" onClick={toggle} aria-expanded={more}>
              {more ? 'Hide what is optional' : `Show ${optional.length} more, all optional`}
            </UnstyledButton>
          )}
          {optional.length > 3 && more && optional.map(field)}
        </Stack>
      )}
    </FormDialog>
  );
}

function Secret({ title, secret, onClose }: { readonly title: string; readonly secret: Row; readonly onClose: () => void }) {
  const facts = Object.entries(secret)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([name, value]) => ({ name: fieldTitle(name), value: <Code value={value} what={fieldTitle(name).toLowerCase()} /> }));
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={650} fz="lg">{title}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text mb="md">Copy what you need before you close this.</Text>
      <Facts facts={facts} />
      <Button mt="lg" onClick={onClose} data-autofocus>
        Done
      </Button>
    </Modal>
  );
}
