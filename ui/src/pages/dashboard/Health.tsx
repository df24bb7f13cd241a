import { Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { useMay } from '../../api/apis';
import { usePage, useRead } from '../../api/queries';
import { StateMark } from '../../components/StateMark';
import { to } from '../../routes/links';
import classes from './Dashboard.module.css';
import { accelerationFinding, partsFinding, type Finding } from './health';

/** Each part of the system with its state, and the reason where it is not well. */
export function Health() {
  const may = useMay();
  const hosts = useRead('listHosts', { type: 'Routing' }, { enabled: may('listHosts') });
  const routers = useRead('listRouters', { listall: true }, { enabled: may('listRouters') });
  const services = usePage('listSystemVms', {}, { enabled: may('listSystemVms') });
  const pools = useRead('listStoragePools', {}, { enabled: may('listStoragePools') });
  const findings: readonly (Finding | undefined)[] = [
    hosts.data && partsFinding('Hosts', 'hosts', hosts.data.items, 'Up', 'No host has joined yet.'),
    hosts.data && accelerationFinding(hosts.data.items),
    routers.data && partsFinding('Routers', 'routers', routers.data.items, 'Running', 'Starts with the first instance of a network.', false),
    services.data && partsFinding('System services', 'systemvms', services.data.items, 'Running', 'No console or storage service.'),
    pools.data && partsFinding('Primary storage', 'pools', pools.data.items, 'Up', 'No storage for volumes.'),
  ];
  const shown = findings.filter((finding) => finding !== undefined);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="health">
      <Title order={2} fz="lg" mb="xs" id="health">
        Health
      </Title>
      <ul className={classes.health}>
        {shown.map((finding) => (
          <li key={finding.what}>
            <Link {...to.list(finding.slug)} className="link">
              {finding.what}
            </Link>
            <StateMark state={finding.state} tone={finding.tone} />
            <Text c="dimmed">{finding.why}</Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
