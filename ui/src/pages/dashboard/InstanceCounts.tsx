import { Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { useRead } from '../../api/queries';
import { statesOf } from '../../api/states';
import { StateMark } from '../../components/StateMark';
import { to } from '../../routes/links';
import classes from './Dashboard.module.css';

const ALWAYS = ['Running', 'Stopped'];
const WHEN_ANY = statesOf('VirtualMachine').filter((state) => !ALWAYS.includes(state));

function Count({ state, always }: { readonly state: string; readonly always: boolean }) {
  const { data } = useRead('listVirtualMachines', { state, listall: true, details: ['min'], page: 1, pagesize: 1 });
  if (!always && (data?.count ?? 0) === 0) return null;
  return (
    <li>
      <Link {...to.instancesIn(state)} className={classes.count}>
        <span className={classes.number}>{data?.count ?? '–'}</span>
        <StateMark state={state} />
      </Link>
    </li>
  );
}

/** How many instances are in which state, each a way to their list. */
export function InstanceCounts() {
  return (
    <section aria-labelledby="instances">
      <Title order={2} fz="lg" mb="xs" id="instances">
        Instances
      </Title>
      <ul className={classes.counts}>
        {ALWAYS.map((state) => (
          <Count key={state} state={state} always />
        ))}
        {WHEN_ANY.map((state) => (
          <Count key={state} state={state} always={false} />
        ))}
      </ul>
    </section>
  );
}
