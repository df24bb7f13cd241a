import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';

import { useApis } from '../../api/apis';
import { takes, type Api } from '../../api/listed';
import { usePage, type Row } from '../../api/queries';
import { resourceOf, type Resource } from '../../api/resources';
import type { Params, ParamValue } from '../../api/wire';
import type { Column } from '../../components/DataTable';
import { ListView, PAGE_SIZE } from '../../components/ListView';
import { PageHeader } from '../../components/PageHeader';
import { Empty } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { commandTitle, fieldTitle, text } from '../../format';
import { to } from '../../routes/links';
import type { GenericSearch } from '../../routes/search';
import { CommandDialog } from './CommandDialog';
import { fieldsFor, titleOf } from './fields';
import { makersOf } from './operations';
import { Value } from './Value';

const PAGING = new Set(['keyword', 'page', 'pagesize', 'sort']);

function paramsOf(resource: Resource, api: Api, search: GenericSearch): Params {
  const { keyword, page } = search;
  const extra = Object.entries(search).filter((entry): entry is [string, ParamValue & (string | number | boolean)] => takes(api, entry[0]) && !PAGING.has(entry[0]) && typeof entry[1] !== 'object');
  return {
    ...resource.params,
    ...Object.fromEntries(extra),
    listall: resource.owned && takes(api, 'listall') ? true : resource.params?.listall,
    keyword: takes(api, 'keyword') ? keyword : undefined,
    page: page ?? 1,
    pagesize: PAGE_SIZE,
  };
}

function columnsOf(resource: Resource, api: Api, rows: readonly Row[] | undefined): readonly Column<Row>[] {
  const linked = takes(api, 'id');
  return fieldsFor(api, resource.columns, rows).map(({ name = '', type }, index) => ({
    id: name,
    header: fieldTitle(name),
    value: (row) => {
      const value = row[name];
      return typeof value === 'number' ? value : text(value);
    },
    cell: (row) =>
      index === 0 && linked && typeof row.id === 'string' ? (
        <Link {...to.detail(resource.slug, row.id)} className="link">
          {titleOf(row)}
        </Link>
      ) : (
        <Value row={row} field={name} type={type} />
      ),
  }));
}

/** The list of a resource that has no page of its own: everything follows from listApis. */
export function GenericList() {
  const { slug } = useParams({ from: '/inside/framed/$slug' });
  const apis = useApis();
  const resource = resourceOf(slug);
  const api = apis.get(resource.list);
  if (apis.size === 0) return <Waiting />;
  if (api === undefined) return <Empty title="No such page">Your role has no command {resource.list}.</Empty>;
  return <ListOf key={slug} resource={resource} api={api} />;
}

function ListOf({ resource, api }: { readonly resource: Resource; readonly api: Api }) {
  const search = useSearch({ from: '/inside/framed/$slug' });
  const navigate = useNavigate();
  const apis = useApis();
  const [making, setMaking] = useState<Api>();
  const query = usePage(resource.list, paramsOf(resource, api, search));
  const rows = query.data?.items;
  const columns = useMemo(() => columnsOf(resource, api, rows), [resource, api, rows]);
  const makers = makersOf(resource, apis);
  const buttons = makers.map((maker, index) => (
    <Button key={maker.name} variant={index === 0 ? 'filled' : 'default'} leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setMaking(maker)}>
      {commandTitle(maker.name)}
    </Button>
  ));
  return (
    <>
      <PageHeader title={resource.title}>{buttons.length > 0 && buttons}</PageHeader>
      <ListView
        label={resource.title}
        query={query}
        columns={columns}
        rowId={(row, index) => (typeof row.id === 'string' ? row.id : String(index))}
        search={search}
        onSearch={(change) => void navigate({ ...to.list(resource.slug), search: { ...search, ...change }, replace: true })}
        searchable={takes(api, 'keyword')}
        empty={<Empty title={`No ${resource.title.toLowerCase()}`}>{resource.empty}</Empty>}
      />
      {making && <CommandDialog api={making} type={resource.type} onClose={() => setMaking(undefined)} />}
    </>
  );
}
