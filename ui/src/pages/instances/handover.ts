/** Passwords that jobs of this browser made, until somebody has taken them over. Kept nowhere else. */

import { useSyncExternalStore } from 'react';

let secrets: ReadonlyMap<string, string> = new Map();
const watchers = new Set<() => void>();

function replace(next: ReadonlyMap<string, string>): void {
  secrets = next;
  for (const watcher of watchers) watcher();
}

export function handOver(id: string, password: string): void {
  replace(new Map([...secrets, [id, password]]));
}

export function taken(id: string): void {
  replace(new Map([...secrets].filter(([other]) => other !== id)));
}

export function usePassword(id: string): string | undefined {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => secrets.get(id),
  );
}
