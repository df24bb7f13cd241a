/**
 * Who is logged in.
 *
 * The session itself is an HttpOnly cookie; what is kept here is the session key that must accompany
 * it, and who it belongs to. It lies in localStorage because all tabs share the cookie: a second tab
 * that logged in again would end the first one's session.
 */

import { useSyncExternalStore } from 'react';

export interface Session {
  readonly sessionkey: string;
  readonly username: string;
  readonly userid: string;
  readonly account: string;
  readonly domainid: string;
  /** account type: 0 user, 1 root administrator, 2 domain administrator */
  readonly type: string;
}

const SLOT = 'pileus.session';
const watchers = new Set<() => void>();
let current = read();

function read(): Session | null {
  const kept = localStorage.getItem(SLOT);
  return kept === null ? null : (JSON.parse(kept) as Session);
}

function announce(): void {
  for (const watcher of watchers) watcher();
}

export function session(): Session | null {
  return current;
}

export function keepSession(next: Session | null): void {
  current = next;
  if (next === null) localStorage.removeItem(SLOT);
  else localStorage.setItem(SLOT, JSON.stringify(next));
  announce();
}

export function watchSession(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useSession(): Session | null {
  return useSyncExternalStore(watchSession, session);
}

/** For pages that are only shown to somebody who is logged in. */
export function useCaller(): Session {
  const caller = useSession();
  if (caller === null) throw new Error('this page needs a session');
  return caller;
}

globalThis.addEventListener('storage', (event) => {
  if (event.key !== SLOT) return;
  current = read();
  announce();
});
