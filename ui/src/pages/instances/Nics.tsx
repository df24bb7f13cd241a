import { Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import type { Instance } from '../../api/types';
import { Code } from '../../components/bits';
import { Facts } from '../../components/Facts';
import { Empty } from '../../components/Trouble';
import { to } from '../../routes/links';
import classes from './InstancePage.module.css';

/** The network cards of an instance. */
export function Nics({ instance }: { readonly instance: Instance }) {
  const nics = instance.nic ?? [];
  if (nics.length === 0) return <Empty title="No network card">This instance is connected to no network.</Empty>;
  return nics.map((nic) => (
    <section key={nic.id} className={classes.group} aria-label={`Card in ${nic.networkname ?? 'a network'}`}>
      <Title order={2} fz="lg" mb="xs">
        {nic.networkid === undefined ? (
          nic.networkname
        ) : (
          <Link {...to.detail('networks', nic.networkid)} className="link">
            {nic.networkname}
          </Link>
        )}
        {nic.isdefault && ' (default)'}
      </Title>
      <Facts
        facts={[
          { name: 'Address', value: nic.ipaddress && <Code value={nic.ipaddress} what="the address" /> },
          { name: 'Gateway', value: nic.gateway && <code>{nic.gateway}</code> },
          { name: 'Netmask', value: nic.netmask && <code>{nic.netmask}</code> },
          { name: 'MAC', value: nic.macaddress && <Code value={nic.macaddress} what="the MAC address" /> },
          { name: 'Type', value: nic.type },
        ]}
      />
    </section>
  ));
}
