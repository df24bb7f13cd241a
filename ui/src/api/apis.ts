/** What the caller may do, as listApis tells it: the menu, generic pages and forms follow from here. */

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { callRaw } from './call';
import { useSession } from './session';
import { asPage } from './wire';

export interface ApiParam {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly length?: number;
  readonly required: boolean;
  readonly related?: string;
}

export interface ApiField {
  readonly name?: string;
  readonly description?: string;
  readonly type?: string;
  readonly response?: readonly ApiField[];
}

export interface Api {
  readonly name: string;
  readonly description: string;
  readonly isasync: boolean;
  readonly related?: string;
  readonly params: readonly ApiParam[];
  readonly response: readonly ApiField[];
}

export type Apis = ReadonlyMap<string, Api>;

const NONE: Apis = new Map<string, Api>();

/** Empty until the answer is there. */
export function useApis(): Apis {
  const caller = useSession();
  const { data } = useQuery({
    queryKey: ['Api', 'listApis', caller?.userid],
    queryFn: async ({ signal }) => {
      const page = asPage<Api>(await callRaw('listApis', {}, signal));
      return new Map(page.items.map((api) => [api.name, api]));
    },
    staleTime: Infinity,
    enabled: caller !== null,
  });
  return data ?? NONE;
}

/** Whether a command is listed for the caller; what is not listed is not shown. */
export function useMay(): (command: string) => boolean {
  const apis = useApis();
  return useCallback((command: string) => apis.has(command), [apis]);
}

/** A command's parameter by name, if the caller may send it. */
export function takes(api: Api | undefined, name: string): boolean {
  return api?.params.some((param) => param.name === name) ?? false;
}
