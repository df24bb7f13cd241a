import { ActionIcon, Button, Group, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { order } from '../../api/commands';
import type { Configuration } from '../../api/types';
import classes from './Settings.module.css';

function useChange(name: string) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const change = async (value: string): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await order({ command: 'updateConfiguration', params: { name, value }, type: 'Configuration' });
      return true;
    } catch (caught) {
      setError(caught instanceof Error ? caught.message : String(caught));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, change };
}

/** A setting's value, edited where it stands. */
export function SettingValue({ setting }: { readonly setting: Configuration }) {
  const may = useMay();
  const { name = '', value = '', defaultvalue } = setting;
  const { busy, error, change } = useChange(name);
  const editable = may('updateConfiguration');
  const changed = defaultvalue !== undefined && defaultvalue !== value;
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        {setting.type?.toLowerCase() === 'boolean' ? (
          <Switch aria-label={name} checked={value === 'true'} disabled={!editable || busy} onChange={(event) => void change(String(event.currentTarget.checked))} />
        ) : (
          <TextValue name={name} value={value} editable={editable} busy={busy} onChange={change} />
        )}
        {changed && editable && (
          <Tooltip label={`Back to the default: ${defaultvalue || 'empty'}`}>
            <ActionIcon variant="subtle" color="gray" loading={busy} onClick={() => void change(defaultvalue)} aria-label={`Set ${name} back to its default`}>
              <IconArrowBackUp size={17} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {changed && (
        <Text fz="sm" c="dimmed">
          Default: {defaultvalue || 'empty'}
        </Text>
      )}
      {setting.isdynamic === false && (
        <Text fz="sm" c="dimmed">
          Counts from the next start of the manager.
        </Text>
      )}
      {error && (
        <Text fz="sm" c="var(--p-bad)" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}

interface TextValueProps {
  readonly name: string;
  readonly value: string;
  readonly editable: boolean;
  readonly busy: boolean;
  readonly onChange: (value: string) => Promise<boolean>;
}

function TextValue({ name, value, editable, busy, onChange }: TextValueProps) {
  const [typed, setTyped] = useState<string>();
  if (typed === undefined) {
    return (
      <Group gap={4} wrap="nowrap">
        <code className={classes.value}>{value === '' ? '—' : value}</code>
        {editable && (
          <ActionIcon variant="subtle" color="gray" onClick={() => setTyped(value)} aria-label={`Change ${name}`}>
            <IconPencil size={16} stroke={1.6} />
          </ActionIcon>
        )}
      </Group>
    );
  }
  const save = async () => {
    if (await onChange(typed)) setTyped(undefined);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        aria-label={name}
        value={typed}
        // Opened by the pencil beside it, to type into.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped(undefined);
        }}
      />
      <Button type="submit" size="xs" loading={busy}>
        Save
      </Button>
      <Button size="xs" variant="default" onClick={() => setTyped(undefined)}>
        Cancel
      </Button>
    </form>
  );
}
