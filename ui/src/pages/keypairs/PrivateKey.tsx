import { Button, Checkbox, CopyButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';

export interface MadeKey {
  readonly name: string;
  readonly privatekey: string;
}

function save({ name, privatekey }: MadeKey): void {
  const url = URL.createObjectURL(new Blob([privatekey], { type: 'application/x-pem-file' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.pem`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Hands the private half over. It exists nowhere else, so closing asks for a word that it was kept. */
export function PrivateKey({ made, onClose }: { readonly made: MadeKey; readonly onClose: () => void }) {
  const [kept, setKept] = useState(false);
  return (
    <Modal opened onClose={onClose} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false} size="lg" title={<Text fw={650} fz="lg">The private key of {made.name}</Text>}>
      <Stack gap="md">
        <Text>This is the only time it can be had: the server does not keep it.</Text>
        <Textarea aria-label="Private key" readOnly autosize maxRows={10} value={made.privatekey} classNames={{ input: 'mono' }} />
        <Group gap="sm">
          <Button leftSection={<IconDownload size={17} aria-hidden />} onClick={() => save(made)} data-autofocus>
            Save {made.name}.pem
          </Button>
          <CopyButton value={made.privatekey}>
            {({ copied, copy }) => (
              <Button variant="default" leftSection={copied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />} onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </Group>
        <Text fz="sm" c="dimmed">
          Then: <code>chmod 600 {made.name}.pem</code> and <code>ssh -i {made.name}.pem …</code>
        </Text>
        <Group justify="space-between" mt="sm">
          <Checkbox label="I have kept the private key" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
          <Button variant="default" disabled={!kept} onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
