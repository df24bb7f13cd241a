/**
 * Reading through the query cache.
 *
 * A key is [type, command, parameters], so that a change notice for a type finds what it concerns.
 * Nothing here polls: the event stream (live.ts) says when to read again.
 */

import { keepPreviousData, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';

import { call, callRaw, type CommandName, type ParamsOf, type Result } from './call';
import { typeOfList } from './resources';
import { ApiError, asPage, type Page, type Params } from './wire';

export type Row = Readonly<Record<string, unknown>>;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // The manager may be on this very machine, which need not be online.
      networkMode: 'always',
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ApiError && error.code === 0,
    },
  },
});

export function keyOf(command: string, params: Params = {}): readonly [string, string, Params] {
  return [typeOfList(command), command, params];
}

interface Options {
  readonly enabled?: boolean;
}

export function useRead<N extends CommandName>(command: N, params: ParamsOf<N>, options: Options = {}): UseQueryResult<Result<N>> {
  return useQuery({
    queryKey: keyOf(command, params as Params),
    queryFn: ({ signal }) => call(command, params, signal),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
}

/** A page of rows of a command that is known only by its name. */
export function usePage(command: string, params: Params, options: Options = {}): UseQueryResult<Page<Row>> {
  return useQuery({
    queryKey: keyOf(command, params),
    queryFn: async ({ signal }) => asPage<Row>(await callRaw(command, params, signal)),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
}

/** Reads everything of a type again, or only what concerns one object of it: its own page and every list. */
export async function invalidate(type: string, id?: string): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => {
      const [ofType, , params] = queryKey as ReturnType<typeof keyOf>;
      const only = params.id;
      return ofType === type && (id === undefined || only === undefined || only === id);
    },
  });
}
