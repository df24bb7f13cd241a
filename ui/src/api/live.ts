/**
 * What keeps every page fresh: the meaning of the event stream's messages.
 *
 * `change` says what to read again, `job` feeds the job store, `event` the event lists, `reset` that
 * too much was missed.
 */

import { useSyncExternalStore } from 'react';

import { words } from '../format';
import { catchUp, forgetJobs, isRunning, noteJob, readJob, type Job } from './jobs';
import { invalidate, queryClient } from './queries';
import { session, watchSession } from './session';
import { listen, type Link, type Message } from './stream';

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

let link: Link = 'closed';
let stop: (() => void) | undefined;
let listensFor: string | undefined;
const watchers = new Set<() => void>();
const gathered = new Map<string, Change>();

function tell(next: Link): void {
  link = next;
  for (const watcher of watchers) watcher();
}

/** A burst of changes is one reading. */
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

/** A job as the stream tells it; why it failed is asked for. */
interface JobNews {
  readonly id: string;
  readonly command: string;
  readonly status: number;
  readonly step: number;
  readonly steps: number;
  readonly stepname: string;
  readonly entity?: string | null;
  readonly instanceid?: string | null;
}

function onJob(news: JobNews): void {
  const { id, command, status, step, steps, stepname, entity, instanceid } = news;
  const progress = step > 0 ? { step, of: steps, name: words(stepname) } : undefined;
  const job: Job = { jobid: id, cmd: command, jobstatus: status, instancetype: entity ?? undefined, instanceid: instanceid ?? undefined, progress };
  noteJob(job);
  void invalidate('AsyncJob');
  if (isRunning(job)) return;
  if (job.jobstatus === 2) readJob(job).catch(() => undefined);
  if (job.instancetype && job.instanceid) gather({ type: job.instancetype, id: job.instanceid });
}

function onMessage({ name, data }: Message): void {
  if (name === 'change') gather(JSON.parse(data) as Change);
  else if (name === 'job') onJob(JSON.parse(data) as JobNews);
  else if (name === 'event') void invalidate('Event');
  else onGap();
}

function onGap(): void {
  void queryClient.invalidateQueries();
  // When it fails, the manager is away, and so is the stream: its return is the next gap.
  catchUp().catch(() => undefined);
}

function follow(): void {
  const sessionkey = session()?.sessionkey;
  if (sessionkey === listensFor) return;
  stop?.();
  stop = undefined;
  listensFor = sessionkey;
  forgetJobs();
  void queryClient.cancelQueries();
  queryClient.clear();
  if (sessionkey === undefined) tell('closed');
  else stop = listen(sessionkey, { onMessage, onLink: tell, onGap });
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
