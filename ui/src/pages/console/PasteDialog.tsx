import { Textarea } from '@mantine/core';
import { useState } from 'react';

import { FormDialog } from '../../components/FormDialog';

interface Props {
  readonly onType: (text: string) => void;
  readonly onClose: () => void;
}

/** Guests share no clipboard with the browser: a text is typed instead. */
export function PasteDialog({ onType, onClose }: Props) {
  const [text, setText] = useState('');
  const carryOut = () => {
    onType(text);
    return Promise.resolve();
  };
  return (
    <FormDialog title="Type a text" about="It is typed key by key, as on a US keyboard." submit="Type it" missing={text === '' ? 'Nothing to type yet.' : undefined} onSubmit={carryOut} onClose={onClose}>
      <Textarea aria-label="Text" data-autofocus autosize minRows={4} maxRows={14} classNames={{ input: 'mono' }} value={text} onChange={(event) => setText(event.currentTarget.value)} />
    </FormDialog>
  );
}
