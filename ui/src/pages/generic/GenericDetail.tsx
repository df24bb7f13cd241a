import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';

import { useApis } from '../../api/apis';
import type { Api, ApiField } from '../../api/listed';
import { useJobOf } from '../../api/jobs';
import { usePage, type Row } from '../../api/queries';
import { resourceOf, type Resource } from '../../api/resources';
import { Code } from '../../components/bits';
import { Facts } from '../../components/Facts';
import { JobLine } from '../../components/JobTray';
import { PageHeader } from '../../components/PageHeader';
import { StateMark } from '../../components/StateMark';
import { Empty, Trouble } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { commandTitle, fieldTitle } from '../../format';
import { to } from '../../routes/links';
import { CommandDialog } from './CommandDialog';
import { ranked, titleOf } from './fields';
import { NestedTable } from './NestedTable';
import { isDanger, operationsOn } from './operations';
import { Value } from './Value';

const HIDDEN = new Set(['id', 'state', 'jobid', 'jobstatus', 'hasannotations', 'icon']);

/** An id whose name stands beside it is not worth a line of its own. */
function isShown({ name = '' }: ApiField, row: Row): boolean {
  if (HIDDEN.has(name) || row[name] === undefined || row[name] === '') return false;
  if (!name.endsWith('id')) return true;
  const stem = name.slice(0, -2);
  return row[`${stem}name`] === undefined && row[stem] === undefined;
}

function isNested(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null);
}

/** One thing of a resource that has no page of its own. */
export function GenericDetail() {
  const { slug, id } = useParams({ from: '/inside/framed/$slug/$id' });
  const apis = useApis();
  const resource = resourceOf(slug);
  const api = apis.get(resource.list);
  const { data, error, refetch } = usePage(resource.list, { ...resource.params, id, listall: resource.owned ? true : resource.params?.listall }, { enabled: api !== undefined });
  const back = (
    <Link {...to.list(slug)} className="link">
      {resource.title}
    </Link>
  );
  if (error) return <Trouble error={error} what={`This ${resource.one} could not be read.`} onRetry={() => void refetch()} />;
  if (api === undefined || data === undefined) return <Waiting />;
  const row = data.items.find((item) => item.id === id);
  if (row === undefined) return <Empty title={`No such ${resource.one}`} action={back}>It may have been deleted meanwhile.</Empty>;
  return <DetailOf resource={resource} api={api} row={row} id={id} back={back} />;
}

interface Props {
  readonly resource: Resource;
  readonly api: Api;
  readonly row: Row;
  readonly id: string;
  readonly back: React.ReactNode;
}

function DetailOf({ resource, api, row, id, back }: Props) {
  const job = useJobOf(id);
  const fields = ranked(api.response).filter((field) => isShown(field, row));
  const plain = fields.filter(({ name = '' }) => !isNested(row[name]));
  const nested = fields.filter(({ name = '' }) => isNested(row[name]));
  return (
    <>
      <PageHeader title={titleOf(row)} mark={typeof row.state === 'string' ? <StateMark state={row.state} /> : undefined} back={back}>
        <Operations resource={resource} row={row} id={id} />
      </PageHeader>
      {job && <JobLine job={job} />}
      <Facts
        facts={[
          ...plain.map(({ name = '', type }) => ({ name: fieldTitle(name), value: <Value row={row} field={name} type={type} /> })),
          { name: 'Id', value: <Code value={id} what="the id" /> },
        ]}
      />
      {nested.map((field) => (
        <NestedTable key={field.name} field={field} rows={row[field.name ?? ''] as readonly Row[]} />
      ))}
    </>
  );
}

function Operations({ resource, row, id }: { readonly resource: Resource; readonly row: Row; readonly id: string }) {
  const apis = useApis();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Api>();
  const operations = operationsOn(resource, apis);
  if (operations.length === 0) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={240}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {operations.map((operation) => (
            <Menu.Item key={operation.name} className={isDanger(operation.name) ? 'danger' : undefined} onClick={() => setAsked(operation)}>
              {commandTitle(operation.name)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <CommandDialog
          api={asked}
          type={resource.type}
          row={row}
          id={id}
          onDone={() => (/^(delete|remove|expunge)/.test(asked.name) ? void navigate(to.list(resource.slug)) : undefined)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
