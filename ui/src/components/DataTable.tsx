/** The one table. Rows come from the server page by page; sorting is offered when a page holds them all. */

import { Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import {
  createColumnHelper, createSortedRowModel, rowSortingFeature, sortFn_alphanumeric, tableFeatures, useTable, type SortingState,
} from '@tanstack/react-table';
import { useMemo, type ReactNode } from 'react';

import classes from './DataTable.module.css';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { alphanumeric: sortFn_alphanumeric } });

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** what to sort by; a column without cannot be sorted */
  readonly value?: (row: T) => string | number;
  readonly align?: 'right';
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[] | undefined;
  readonly rowId: (row: T, index: number) => string;
  /** a column's id, with a minus in front for descending */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
}

function sortingOf(sort: string | undefined): SortingState {
  if (sort === undefined || sort === '') return [];
  return sort.startsWith('-') ? [{ id: sort.slice(1), desc: true }] : [{ id: sort, desc: false }];
}

const WAITING = [0, 1, 2, 3];

export function DataTable<T extends object>({ label, columns, rows, rowId, sort, onSort }: Props<T>) {
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return columns.map((column) =>
      helper.accessor((row: T): unknown => column.value?.(row) ?? '', {
        id: column.id,
        header: column.header,
        enableSorting: column.value !== undefined,
        sortFn: 'alphanumeric',
        cell: ({ row }) => column.cell(row.original),
      }),
    );
  }, [columns]);
  const data = useMemo(() => [...(rows ?? [])], [rows]);
  const sorting = useMemo(() => sortingOf(sort), [sort]);
  const table = useTable({ features, columns: defs, data, state: { sorting }, getRowId: rowId });
  const aligned = new Map(columns.map((column) => [column.id, column.align]));
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.frame} role="group" aria-label={label} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const direction = header.column.getIsSorted();
                const sortable = onSort !== undefined && header.column.getCanSort();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    data-align={aligned.get(header.column.id)}
                    aria-sort={direction === false ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
                  >
                    {sortable ? (
                      <button type="button" className={classes.sorter} onClick={() => onSort(direction === 'asc' ? `-${header.column.id}` : header.column.id)}>
                        <table.FlexRender header={header} />
                        <Arrow direction={direction} />
                      </button>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {rows === undefined
            ? WAITING.map((line) => (
                <tr key={line}>
                  {columns.map((column) => (
                    <td key={column.id}>
                      <Skeleton height={12} width="70%" my={5} />
                    </td>
                  ))}
                </tr>
              ))
            : table.getRowModel().rows.map((row) => (
                <tr key={row.id}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-align={aligned.get(cell.column.id)}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

function Arrow({ direction }: { readonly direction: false | 'asc' | 'desc' }) {
  if (direction === 'asc') return <IconArrowUp size={14} aria-hidden />;
  if (direction === 'desc') return <IconArrowDown size={14} aria-hidden />;
  return <IconArrowsSort size={14} aria-hidden className={classes.quiet} />;
}
