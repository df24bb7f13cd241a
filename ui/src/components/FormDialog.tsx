import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { Trouble } from './Trouble';

interface Props {
  readonly title: string;
  readonly about?: ReactNode;
  readonly submit: string;
  readonly danger?: boolean;
  /** what still has to be filled in */
  readonly missing?: string;
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  /** the caller closes it, for instance after it has shown what came out */
  readonly keepOpen?: boolean;
  readonly children?: ReactNode;
}

/** The one dialog with a form: closes when it was carried out, shows the server's refusal otherwise. */
export function FormDialog({ title, about, submit, danger = false, missing, onSubmit, onClose, keepOpen = false, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const carryOut = async () => {
    if (missing !== undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
      if (!keepOpen) onClose();
    } catch (caught) {
      setError(caught instanceof Error ? caught : new Error(String(caught)));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={650} fz="lg">{title}</Text>} closeButtonProps={{ 'aria-label': 'Close' }} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void carryOut();
        }}
      >
        <Stack gap="md">
          {about !== undefined && <Text c="dimmed">{about}</Text>}
          {children}
          {error && <Trouble error={error} />}
          <Group justify="flex-end" gap="sm">
            {missing !== undefined && (
              <Text fz="sm" c="dimmed" mr="auto">
                {missing}
              </Text>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={danger ? 'red.9' : undefined} loading={busy} disabled={missing !== undefined} data-autofocus={children === undefined || undefined}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
