import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { useMay } from '../../api/apis';
import { order } from '../../api/commands';
import { useRead } from '../../api/queries';
import { resourceOf } from '../../api/resources';
import type { KeyPair } from '../../api/types';
import type { Column } from '../../components/DataTable';
import { FormDialog } from '../../components/FormDialog';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { Empty } from '../../components/Trouble';
import { NewKeyPair } from './NewKeyPair';
import { PrivateKey, type MadeKey } from './PrivateKey';

export function KeyPairs() {
  const search = useSearch({ from: '/inside/framed/keypairs' });
  const navigate = useNavigate({ from: '/keypairs' });
  const may = useMay();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey>();
  const [dropping, setDropping] = useState<KeyPair>();
  const query = useRead('listSSHKeyPairs', { listall: true, keyword: search.keyword, page: search.page ?? 1, pagesize: PAGE_SIZE });
  const create = (may('createSSHKeyPair') || may('registerSSHKeyPair')) && (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setMaking(true)}>
      New SSH key
    </Button>
  );
  const columns: readonly Column<KeyPair>[] = [
    { id: 'name', header: 'Name', value: (row) => row.name ?? '', cell: (row) => row.name },
    { id: 'fingerprint', header: 'Fingerprint', cell: (row) => <code>{row.fingerprint}</code> },
    { id: 'account', header: 'Account', value: (row) => row.account ?? '', cell: (row) => row.account },
    {
      id: 'actions', header: 'Actions', align: 'right',
      cell: (row) => may('deleteSSHKeyPair') && (
        <Group justify="flex-end">
          <Tooltip label="Delete this key">
            <ActionIcon variant="subtle" color="gray" aria-label={`Delete the key ${row.name ?? ''}`} onClick={() => setDropping(row)}>
              <IconTrash size={17} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHeader title="SSH keys" about="Put into new instances, so that you log in without a password. Only the public half is kept here.">
        {create}
      </PageHeader>
      <ListView
        label="SSH keys"
        query={query}
        columns={columns}
        rowId={(row, index) => row.id ?? String(index)}
        search={search}
        onSearch={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        empty={<Empty title="No SSH keys yet" action={create}>{resourceOf('keypairs').empty}</Empty>}
      />
      {making && <NewKeyPair onMade={setMade} onClose={() => setMaking(false)} />}
      {made && <PrivateKey made={made} onClose={() => setMade(undefined)} />}
      {dropping && (
        <FormDialog
          title={`Delete ${dropping.name ?? ''}`}
          about="Instances that were made with it keep it; new ones cannot use it any more."
          submit="Delete"
          danger
          onSubmit={() =>
            order({ command: 'deleteSSHKeyPair', params: { name: dropping.name, account: dropping.account, domainid: dropping.domainid }, type: 'SSHKeyPair' })
          }
          onClose={() => setDropping(undefined)}
        />
      )}
    </>
  );
}
