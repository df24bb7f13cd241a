/** A list page's body: search, filters, the table, paging; and what to show when there is nothing. */

import { Group, Pagination, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

import type { Page } from '../api/wire';
import { DataTable, type Column } from './DataTable';
import { Empty, Trouble } from './Trouble';

export const PAGE_SIZE = 20;

/** What a list page keeps in the URL. */
export interface ListSearch {
  readonly keyword?: string;
  readonly page?: number;
  readonly sort?: string;
}

interface Props<T> {
  readonly label: string;
  readonly query: UseQueryResult<Page<T>>;
  readonly columns: readonly Column<T>[];
  readonly rowId: (row: T, index: number) => string;
  readonly search: ListSearch;
  readonly onSearch: (change: ListSearch) => void;
  /** more filters beside the search field */
  readonly filters?: ReactNode;
  /** whether a filter other than the search word is set */
  readonly filtered?: boolean;
  readonly searchable?: boolean;
  readonly empty: ReactNode;
}

export function ListView<T extends object>({ label, query, columns, rowId, search, onSearch, filters, filtered = false, searchable = true, empty }: Props<T>) {
  const { data, error, refetch } = query;
  const narrowed = filtered || (search.keyword ?? '') !== '';
  const pages = Math.ceil((data?.count ?? 0) / PAGE_SIZE);
  const whole = data !== undefined && data.items.length === data.count;
  const nothing = data?.count === 0;
  return (
    <>
      {(searchable || filters !== undefined) && !(nothing && !narrowed) && (
        <Group gap="sm" mb="md">
          {searchable && <SearchField label={label} value={search.keyword ?? ''} onChange={(keyword) => onSearch({ keyword: keyword || undefined, page: undefined })} />}
          {filters}
        </Group>
      )}
      {error ? (
        <Trouble error={error} what={`${label} could not be read.`} onRetry={() => void refetch()} />
      ) : nothing ? (
        narrowed ? <Empty title="Nothing matches">Another word or filter may find it.</Empty> : empty
      ) : (
        <DataTable label={label} columns={columns} rows={data?.items} rowId={rowId} sort={search.sort} onSort={whole ? (sort) => onSearch({ sort }) : undefined} />
      )}
      {pages > 1 && (
        <Group justify="space-between" mt="md">
          <Text c="dimmed" fz="sm">
            {data?.count} in all
          </Text>
          <Pagination
            total={pages}
            value={search.page ?? 1}
            onChange={(page) => onSearch({ page: page === 1 ? undefined : page })}
            getItemProps={(page) => ({ 'aria-label': `Page ${page}` })}
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
            size="sm"
          />
        </Group>
      )}
    </>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (keyword: string) => void;
}

function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      type="search"
      aria-label={`Search ${label.toLowerCase()}`}
      placeholder="Search"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value.trim());
      }}
      w={260}
    />
  );
}
