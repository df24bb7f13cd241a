import { useState } from 'react';

import { refusal } from '../../api/states';
import type { Instance } from '../../api/types';
import { LinkButton } from '../../components/linked';
import { Empty } from '../../components/Trouble';
import { to, type ConsoleKind } from '../../routes/links';
import { nameOf } from '../instances/words';
import { ConsoleView } from './ConsoleView';

/** The console inside the page of an instance. */
export function ConsoleTab({ instance }: { readonly instance: Instance }) {
  const [kind, setKind] = useState<ConsoleKind>('vnc');
  const why = refusal('VirtualMachine', instance.state, 'createConsoleEndpoint');
  if (why !== undefined) return <Empty title="No console now">{why}</Empty>;
  const id = instance.id ?? '';
  return (
    <ConsoleView id={id} name={nameOf(instance)} kind={kind} onKind={setKind}>
      <LinkButton {...to.console(id, kind)} target="_blank" size="xs" variant="default">
        Own window
      </LinkButton>
    </ConsoleView>
  );
}
