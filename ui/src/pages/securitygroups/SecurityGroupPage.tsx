import { Space } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { order } from '../../api/commands';
import { useRead } from '../../api/queries';
import type { SecurityGroup } from '../../api/types';
import { ActionButton } from '../../components/ActionButton';
import { Code } from '../../components/bits';
import { Facts } from '../../components/Facts';
import { FormDialog } from '../../components/FormDialog';
import { PageHeader } from '../../components/PageHeader';
import { Empty, Trouble } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { to } from '../../routes/links';
import { RuleTable } from './RuleTable';

function whyKept(group: SecurityGroup): string | undefined {
  if (group.name === 'default') return 'The default group of an account stays.';
  const count = group.virtualmachinecount ?? 0;
  return count > 0 ? `${count} instance${count === 1 ? ' is' : 's are'} in it.` : undefined;
}

export function SecurityGroupPage() {
  const { id } = useParams({ from: '/inside/framed/securitygroups/$id' });
  const navigate = useNavigate();
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const { data, error, refetch } = useRead('listSecurityGroups', { id, listall: true });
  const back = <Link {...to.securityGroups()} className="link">Security groups</Link>;
  if (error) return <Trouble error={error} what="This security group could not be read." onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  const group = data.items[0];
  if (group === undefined) return <Empty title="No such security group" action={back} />;
  const drop = async () => {
    await order({ command: 'deleteSecurityGroup', params: { id }, type: 'SecurityGroup', id });
    await navigate(to.securityGroups());
  };
  return (
    <>
      <PageHeader title={group.name ?? ''} about={group.description} back={back}>
        {may('deleteSecurityGroup') && (
          <ActionButton leftSection={<IconTrash size={17} stroke={1.7} aria-hidden />} refusal={whyKept(group)} onClick={() => setAsked(true)}>
            Delete
          </ActionButton>
        )}
      </PageHeader>
      <Facts
        facts={[
          { name: 'Owner', value: `${group.account ?? ''} in ${group.domain ?? ''}` },
          { name: 'Instances', value: group.virtualmachinecount },
          { name: 'Id', value: <Code value={id} what="the id" /> },
        ]}
      />
      <Space h="lg" />
      <RuleTable group={group} direction="ingress" level={2} />
      <Space h="md" />
      <RuleTable group={group} direction="egress" level={2} />
      {asked && <FormDialog title={`Delete ${group.name ?? ''}`} about="Its rules go with it." submit="Delete" danger onSubmit={drop} onClose={() => setAsked(false)} />}
    </>
  );
}
