/** Log-in and log-out. */

import { call, callRaw } from './call';
import { keepSession, session } from './session';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly domain: string;
}

export async function logIn({ username, password, domain }: Credentials): Promise<void> {
  const answer = await call('login', { username, password, domain: domain || undefined });
  const { sessionkey, userid, domainid, account, type } = answer;
  if (!sessionkey || !userid || !domainid || !account) throw new Error('The log-in answer is incomplete.');
  keepSession({ sessionkey, username: answer.username ?? username, userid, domainid, account, type: type ?? '0' });
}

/** Forgets the session here first, so that nothing asks in its name any more, then ends it at the server. */
export async function logOut(): Promise<void> {
  const sessionkey = session()?.sessionkey;
  keepSession(null);
  if (sessionkey !== undefined) await callRaw('logout', { sessionkey });
}
