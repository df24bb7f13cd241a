import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { order } from '../../api/commands';
import { useRead } from '../../api/queries';
import { resourceOf } from '../../api/resources';
import type { SecurityGroup } from '../../api/types';
import type { Column } from '../../components/DataTable';
import { FormDialog } from '../../components/FormDialog';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { Empty } from '../../components/Trouble';
import { to } from '../../routes/links';

const columns: readonly Column<SecurityGroup>[] = [
  {
    id: 'name', header: 'Name', value: (row) => row.name ?? '',
    cell: (row) => (
      <Link {...to.securityGroup(row.id ?? '')} className="link">
        {row.name}
      </Link>
    ),
  },
  { id: 'description', header: 'Description', cell: (row) => row.description },
  { id: 'ingress', header: 'Incoming rules', align: 'right', value: (row) => row.ingressrule?.length ?? 0, cell: (row) => row.ingressrule?.length ?? 0 },
  { id: 'egress', header: 'Outgoing rules', align: 'right', value: (row) => row.egressrule?.length ?? 0, cell: (row) => row.egressrule?.length ?? 0 },
  { id: 'instances', header: 'Instances', align: 'right', value: (row) => row.virtualmachinecount ?? 0, cell: (row) => row.virtualmachinecount ?? 0 },
  { id: 'account', header: 'Account', value: (row) => row.account ?? '', cell: (row) => row.account },
];

export function SecurityGroupList() {
  const search = useSearch({ from: '/inside/framed/securitygroups' });
  const navigate = useNavigate({ from: '/securitygroups' });
  const may = useMay();
  const [making, setMaking] = useState(false);
  const query = useRead('listSecurityGroups', { listall: true, keyword: search.keyword, page: search.page ?? 1, pagesize: PAGE_SIZE });
  const create = may('createSecurityGroup') && (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setMaking(true)}>
      New security group
    </Button>
  );
  return (
    <>
      <PageHeader title="Security groups" about="Who may reach your instances. A group without incoming rules lets nobody in.">
        {create}
      </PageHeader>
      <ListView
        label="Security groups"
        query={query}
        columns={columns}
        rowId={(row, index) => row.id ?? String(index)}
        search={search}
        onSearch={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        empty={<Empty title="No security groups yet" action={create}>{resourceOf('securitygroups').empty}</Empty>}
      />
      {making && <NewGroup onClose={() => setMaking(false)} />}
    </>
  );
}

function NewGroup({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const make = async () => {
    const { answer } = await order({ command: 'createSecurityGroup', params: { name, description }, type: 'SecurityGroup' });
    const { id } = (answer.securitygroup ?? {}) as SecurityGroup;
    if (id !== undefined) await navigate(to.securityGroup(id));
  };
  return (
    <FormDialog title="New security group" submit="Create" missing={name.trim() === '' ? 'Give it a name.' : undefined} onSubmit={make} onClose={onClose}>
      <TextInput label="Name" data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label="Description" value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
    </FormDialog>
  );
}
