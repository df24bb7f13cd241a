/** Changing things: a command's job, if it has one, goes to the job store. */

import { callRaw } from './call';
import { noteJob } from './jobs';
import { invalidate } from './queries';
import type { Params } from './wire';

export interface Order {
  readonly command: string;
  readonly params: Params;
  /** what it works on, for the job list and for reading again */
  readonly type: string;
  readonly id?: string;
  /** what a person would call it: "Start web1" */
  readonly label?: string;
}

export interface Outcome {
  readonly jobid?: string;
  readonly id?: string;
  readonly answer: Record<string, unknown>;
}

/** Carries an order out; for an asynchronous command it is done when the job has started. */
export async function order({ command, params, type, id, label }: Order): Promise<Outcome> {
  const answer = await callRaw(command, params);
  const jobid = typeof answer.jobid === 'string' ? answer.jobid : undefined;
  const made = typeof answer.id === 'string' ? answer.id : undefined;
  if (jobid !== undefined) {
    noteJob({ jobid, cmd: command, jobstatus: 0, instancetype: type, instanceid: made ?? id, description: label, own: true });
  }
  await invalidate(type);
  return { jobid, id: made, answer };
}
