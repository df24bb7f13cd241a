/** Calls commands of the API. The only module that fetches from it. */

import { commands, type Calls } from './generated/client';
import { keepSession, session } from './session';
import { ApiError, asObject, asPage, encode, unwrap, type Page, type Params } from './wire';

export type CommandName = keyof Calls;
export type ParamsOf<N extends CommandName> = Calls[N]['params'];
export type AnswerOf<N extends CommandName> = Calls[N]['answer'];

/** What the first answer of an asynchronous command holds; `id` when it made the object at once. */
export interface Started {
  readonly jobid: string;
  readonly id?: string;
}

type Commands = typeof commands;
export type Result<N extends CommandName> = Commands[N] extends { isAsync: true }
  ? Started
  : Commands[N] extends { shape: 'list' }
    ? Page<AnswerOf<N>>
    : AnswerOf<N>;

const ENDPOINT = '/client/api';
const READS = /^(list|get|query|find)/;

/** Calls a command by name and gives back what is inside the wrapper. */
export async function callRaw(command: string, params: Params = {}, signal?: AbortSignal): Promise<Record<string, unknown>> {
  const body = encode({ sessionkey: session()?.sessionkey, ...params, command, response: 'json' });
  const answer = await send(command, body, signal);
  const text = await answer.text();
  try {
    return unwrap(command, answer.status, parse(text));
  } catch (error) {
    if (error instanceof ApiError && error.code === 401 && !error.message.includes('not available for user')) keepSession(null);
    throw error;
  }
}

async function send(command: string, body: URLSearchParams, signal?: AbortSignal): Promise<Response> {
  const stop = signal ?? null;
  try {
    return READS.test(command)
      ? await fetch(`${ENDPOINT}?${body.toString()}`, { signal: stop })
      : await fetch(ENDPOINT, { method: 'POST', body, signal: stop });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(command, 0, undefined, 'The manager does not answer. Is it running? `pileus status` on the host tells.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function call<N extends CommandName>(command: N, params: ParamsOf<N>, signal?: AbortSignal): Promise<Result<N>> {
  const inner = await callRaw(command, params as Params, signal);
  const { isAsync, shape } = commands[command];
  if (isAsync || shape === 'success' || shape === 'flat') return inner as unknown as Result<N>;
  return (shape === 'list' ? asPage<AnswerOf<N>>(inner) : asObject(command, inner)) as Result<N>;
}
