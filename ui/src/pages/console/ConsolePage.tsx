import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

import { useRead } from '../../api/queries';
import { LinkButton } from '../../components/linked';
import { StateMark } from '../../components/StateMark';
import { to } from '../../routes/links';
import { nameOf } from '../instances/words';
import classes from './Console.module.css';
import { ConsoleView } from './ConsoleView';

/** A window that is all console. */
export function ConsolePage() {
  const { id } = useParams({ from: '/inside/console/$id' });
  const { kind = 'vnc' } = useSearch({ from: '/inside/console/$id' });
  const navigate = useNavigate();
  const { data } = useRead('listVirtualMachines', { id, listall: true });
  const instance = data?.items[0];
  const name = instance === undefined ? 'an instance' : nameOf(instance);
  useDocumentTitle(`Console of ${name} · Pileus`);
  return (
    <main className={classes.page}>
      <h1 className={classes.title}>
        {name} {instance?.state && <StateMark state={instance.state} />}
      </h1>
      <ConsoleView id={id} name={name} kind={kind} onKind={(next) => void navigate({ ...to.console(id, next), replace: true })}>
        <LinkButton {...to.instance(id)} size="xs" variant="default">
          Instance page
        </LinkButton>
      </ConsoleView>
    </main>
  );
}
