/**
 * The one event stream, which keeps every page fresh.
 *
 * `change` says what to read again, `job` feeds the job store, `event` the event lists, `reset` that
 * too much was missed. The browser resumes a broken stream by itself; when the server refuses it
 * for good (a restart, an ended session), it is opened anew after a growing pause.
 */

import { useSyncExternalStore } from 'react';

import { catchUp, forgetJobs, isRunning, noteJob, type Job } from './jobs';
import { invalidate, queryClient } from './queries';
import { session, watchSession } from './session';

export type Link = 'closed' | 'connecting' | 'live';

interface Change {
  readonly type: string;
  readonly id: string;
  readonly deleted?: boolean;
}

/** What else shows a change of a type: numbers that are sums over it. */
const SHOWN_IN: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: ['Capacity', 'SecurityGroup'],
  Volume: ['Capacity'],
  Host: ['Capacity'],
  StoragePool: ['Capacity'],
  SecurityGroupRule: ['SecurityGroup'],
  Nic: ['VirtualMachine'],
};

const GATHER_MS = 120;
const LONGEST_PAUSE_MS = 20_000;

let link: Link = 'closed';
let stream: EventSource | null = null;
let openedFor: string | null = null;
let pause = 500;
const watchers = new Set<() => void>();
const gathered = new Map<string, Change>();

function tell(next: Link): void {
  link = next;
  for (const watcher of watchers) watcher();
}

function gather(change: Change): void {
  if (gathered.size === 0) setTimeout(flush, GATHER_MS);
  gathered.set(`${change.type} ${change.id}`, change);
}

function flush(): void {
  const changes = [...gathered.values()];
  gathered.clear();
  const sums = new Set<string>();
  for (const { type, id } of changes) {
    void invalidate(type, id);
    for (const other of SHOWN_IN[type] ?? []) sums.add(other);
  }
  for (const type of sums) void invalidate(type);
}

function onJob(job: Job): void {
  noteJob(job);
  void invalidate('AsyncJob');
  if (!isRunning(job) && job.instancetype && job.instanceid) gather({ type: job.instancetype, id: job.instanceid });
}

function dataOf(event: Event): unknown {
  return JSON.parse((event as MessageEvent<string>).data);
}

function open(sessionkey: string): void {
  openedFor = sessionkey;
  tell('connecting');
  const opened = new EventSource(`/client/events?${new URLSearchParams({ sessionkey }).toString()}`);
  stream = opened;
  opened.onopen = () => {
    pause = 500;
    tell('live');
    void catchUp();
  };
  opened.onerror = () => {
    tell('connecting');
    if (opened.readyState === EventSource.CLOSED) reopenLater(opened);
  };
  opened.addEventListener('change', (event) => gather(dataOf(event) as Change));
  opened.addEventListener('job', (event) => onJob(dataOf(event) as Job));
  opened.addEventListener('event', () => void invalidate('Event'));
  opened.addEventListener('reset', () => void queryClient.invalidateQueries());
}

function reopenLater(failed: EventSource): void {
  setTimeout(() => {
    const current = session();
    if (stream !== failed || current === null) return;
    void queryClient.invalidateQueries();
    open(current.sessionkey);
  }, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

function follow(): void {
  const sessionkey = session()?.sessionkey ?? null;
  if (sessionkey === openedFor) return;
  stream?.close();
  stream = null;
  openedFor = null;
  forgetJobs();
  queryClient.clear();
  if (sessionkey === null) tell('closed');
  else open(sessionkey);
}

/** Keeps a stream open for as long as there is a session. */
export function startLive(): void {
  watchSession(follow);
  follow();
}

export function useLink(): Link {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => link,
  );
}
