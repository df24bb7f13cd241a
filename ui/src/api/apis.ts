/** What the caller may do, as listApis tells it: the menu, generic pages and forms follow from here. */

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';

import { callRaw } from './call';
import type { Api, Apis } from './listed';
import { useSession } from './session';
import { asPage } from './wire';

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
