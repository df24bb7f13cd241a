import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

import { useRead } from '../../api/queries';
import { useSession } from '../../api/session';
import { LinkButton } from '../../components/linked';
import { StateMark } from '../../components/StateMark';
import { to } from '../../routes/links';
import { nameOf } from '../instances/words';
import classes from './Console.module.css';
import { ConsoleView } from './ConsoleView';

/** A window that is all console. */
export function ConsolePage() {
  const { id } = useParams({ from: '/console/$id' });
  const { kind = 'vnc', token } = useSearch({ from: '/console/$id' });
  const navigate = useNavigate();
  const caller = useSession();
  const { data } = useRead('listVirtualMachines', { id, listall: true }, { enabled: caller !== null });
  const instance = data?.items[0];
  const name = instance === undefined ? 'an instance' : nameOf(instance);
  useDocumentTitle(`Console of ${name} · Pileus`);
  return (
    <main className={classes.page}>
      <h1 className={classes.title}>
        {name} {instance?.state && <StateMark state={instance.state} />}
      </h1>
      <ConsoleView id={id} name={name} kind={kind} token={token} onKind={(next) => void navigate({ ...to.console(id, next), replace: true })}>
        {caller !== null && (
          <LinkButton {...to.instance(id)} size="xs" variant="default">
            Instance page
          </LinkButton>
        )}
      </ConsoleView>
    </main>
  );
}
