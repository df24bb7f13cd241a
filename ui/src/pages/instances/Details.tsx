import { Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { usePage } from '../../api/queries';
import { useMay } from '../../api/apis';
import type { Instance } from '../../api/types';
import { Code, When } from '../../components/bits';
import { Facts, type Fact } from '../../components/Facts';
import { bytes } from '../../format';
import { to } from '../../routes/links';
import { sizeOf } from './words';

function other(slug: string, id: string | undefined, name: string | undefined) {
  if (id === undefined || name === undefined) return name;
  return (
    <Link {...to.detail(slug, id)} className="link">
      {name}
    </Link>
  );
}

function factsOf(instance: Instance): readonly Fact[] {
  return [
    { name: 'Name', value: instance.name },
    { name: 'Size', value: <>{other('offerings', instance.serviceofferingid, instance.serviceofferingname)}, {sizeOf(instance)}</> },
    { name: 'Template', value: other('templates', instance.templateid, instance.templatename) },
    { name: 'Operating system', value: instance.osdisplayname },
    { name: 'Host', value: other('hosts', instance.hostid, instance.hostname) },
    { name: 'Zone', value: other('zones', instance.zoneid, instance.zonename) },
    { name: 'SSH keys', value: instance.keypairs },
    { name: 'Group', value: instance.group },
    { name: 'Owner', value: instance.domain === undefined ? instance.account : `${instance.account ?? ''} in ${instance.domain}` },
    { name: 'Created', value: <When at={instance.created} /> },
    { name: 'Name on the host', value: instance.instancename && <code>{instance.instancename}</code> },
    { name: 'Id', value: instance.id && <Code value={instance.id} what="the id" /> },
  ];
}

export function Details({ instance }: { readonly instance: Instance }) {
  return (
    <>
      <Facts facts={factsOf(instance)} />
      <Disks id={instance.id ?? ''} />
    </>
  );
}

function Disks({ id }: { readonly id: string }) {
  const may = useMay();
  const { data } = usePage('listVolumes', { virtualmachineid: id, listall: true }, { enabled: may('listVolumes') });
  if (data === undefined || data.items.length === 0) return null;
  const facts = data.items.map((row) => ({
    name: String(row.type),
    value: (
      <>
        {other('volumes', String(row.id), String(row.name))}{' '}
        <Text span c="dimmed">
          {bytes(Number(row.size ?? 0))}
          {typeof row.storage === 'string' && ` on ${row.storage}`}
        </Text>
      </>
    ),
  }));
  return (
    <>
      <Title order={2} fz="lg" mt="xl" mb="xs">
        Disks
      </Title>
      <Facts facts={facts} />
    </>
  );
}
