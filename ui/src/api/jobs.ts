/**
 * The one store of jobs: what runs, how far it is, how it ended.
 *
 * It is fed by the answers of asynchronous commands and by the event stream; after a gap in the
 * stream the running jobs are read again. Nothing is polled.
 */

import { useSyncExternalStore } from 'react';

import { call } from './call';
import { isRecord } from './wire';

export interface Progress {
  readonly step: number;
  readonly of: number;
  readonly name: string;
}

export interface Job {
  readonly jobid: string;
  readonly cmd: string;
  /** 0 running, 1 done, 2 failed, 3 cancelled */
  readonly jobstatus: number;
  readonly description?: string;
  readonly instancetype?: string;
  readonly instanceid?: string;
  readonly created?: string;
  readonly completed?: string;
  readonly errortext?: string;
  readonly progress?: Progress;
  /** started in this browser */
  readonly own?: boolean;
}

const KEPT = 30;
let jobs: readonly Job[] = [];
const watchers = new Set<() => void>();
const waiting = new Map<string, ((job: Job) => void)[]>();

export function isRunning(job: Job): boolean {
  return job.jobstatus === 0;
}

/** Takes over what is newly known of a job; a finished job never runs again, but may get its name late: the stream is quick. */
export function noteJob(news: Job): void {
  const known = jobs.find((job) => job.jobid === news.jobid);
  const late = known !== undefined && !isRunning(known) && isRunning(news);
  const told = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined)) as unknown as Job;
  const merged: Job = { ...(late ? { ...told, ...known } : { ...known, ...told }), own: (known?.own ?? false) || (news.own ?? false) };
  jobs = known ? jobs.map((job) => (job === known ? merged : job)) : [merged, ...jobs].slice(0, KEPT);
  for (const watcher of watchers) watcher();
  if (isRunning(merged)) return;
  for (const tell of waiting.get(merged.jobid) ?? []) tell(merged);
  waiting.delete(merged.jobid);
}

export function dismissJob(jobid: string): void {
  jobs = jobs.filter((job) => job.jobid !== jobid);
  for (const watcher of watchers) watcher();
}

export function forgetJobs(): void {
  jobs = [];
  waiting.clear();
  for (const watcher of watchers) watcher();
}

/** The job when it has ended, however it ended. */
export function ended(jobid: string): Promise<Job> {
  const known = jobs.find((job) => job.jobid === jobid);
  if (known && !isRunning(known)) return Promise.resolve(known);
  return new Promise((resolve) => {
    waiting.set(jobid, [...(waiting.get(jobid) ?? []), resolve]);
  });
}

/** What an ended job has to hand over, for instance a new password: `{virtualmachine: {...}}`. */
export async function resultOf(jobid: string): Promise<Record<string, unknown>> {
  const { jobresult } = await call('queryAsyncJobResult', { jobid });
  const inner = isRecord(jobresult) ? Object.values(jobresult).find(isRecord) : undefined;
  return inner ?? {};
}

/** Reads the running jobs, and those believed to run, which may have ended while the stream was away. */
export async function catchUp(): Promise<void> {
  const { items } = await call('listAsyncJobs', { listall: true, page: 1, pagesize: KEPT });
  const running = new Set<string>();
  for (const item of [...items].reverse()) {
    if (item.jobid === undefined || item.cmd === undefined || item.jobstatus !== 0) continue;
    running.add(item.jobid);
    noteJob({ jobid: item.jobid, cmd: item.cmd, jobstatus: 0, instancetype: item.jobinstancetype, instanceid: item.jobinstanceid, created: item.created });
  }
  const missed = jobs.filter((job) => isRunning(job) && !running.has(job.jobid));
  await Promise.all(missed.map((job) => readJob(job)));
}

/** Reads how a job stands, and why it failed if it did. */
export async function readJob(job: Job): Promise<void> {
  const now = await call('queryAsyncJobResult', { jobid: job.jobid });
  const errortext = isRecord(now.jobresult) ? now.jobresult.errortext : undefined;
  noteJob({ ...job, jobstatus: now.jobstatus ?? 0, completed: now.completed, errortext: typeof errortext === 'string' ? errortext : undefined });
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** All known jobs, newest first. */
export function useJobs(): readonly Job[] {
  return useSyncExternalStore(watch, () => jobs);
}

/** The running job of an object, if there is one. */
export function useJobOf(id: string): Job | undefined {
  return useJobs().find((job) => job.instanceid === id && isRunning(job));
}
