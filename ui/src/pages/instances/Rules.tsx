import { Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import { useRead } from '../../api/queries';
import type { Instance } from '../../api/types';
import { Empty } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { to } from '../../routes/links';
import { RuleTable } from '../securitygroups/RuleTable';
import classes from './InstancePage.module.css';

/** The security groups of an instance, with their rules. */
export function Rules({ instance }: { readonly instance: Instance }) {
  const groups = instance.securitygroup ?? [];
  if (groups.length === 0) {
    return <Empty title="In no security group">Its network does without security groups, or the instance was made without one.</Empty>;
  }
  return groups.map((group) => <GroupRules key={group.id} id={group.id ?? ''} />);
}

function GroupRules({ id }: { readonly id: string }) {
  const { data } = useRead('listSecurityGroups', { id, listall: true });
  const group = data?.items[0];
  if (group === undefined) return <Waiting />;
  return (
    <section className={classes.group} aria-label={`Security group ${group.name ?? ''}`}>
      <Title order={2} fz="lg">
        <Link {...to.securityGroup(id)} className="link">
          {group.name}
        </Link>
      </Title>
      <Text c="dimmed" mb="md">
        {group.description}
      </Text>
      <RuleTable group={group} direction="ingress" level={3} />
      <RuleTable group={group} direction="egress" level={3} />
    </section>
  );
}
