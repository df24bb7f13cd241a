/** Log-in and log-out. */

import { call, callRaw } from './call';
import { keepSession, session, type Session } from './session';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly domain: string;
}

/** A log-in whose password was right, and that still needs a code. Nobody is logged in until it is shown. */
export interface Challenge {
  readonly session: Session;
  readonly issuer: string;
  /** What the authenticator app is to be told, or the PIN: of a second factor that had to be set up just now. */
  readonly secret: string | undefined;
}

/** Logs in, or answers what is needed besides the password. */
export async function logIn({ username, password, domain }: Credentials): Promise<Challenge | null> {
  const answer = await call('login', { username, password, domain: domain || undefined });
  const { sessionkey, userid, domainid, account, type } = answer;
  if (!sessionkey || !userid || !domainid || !account) throw new Error('The log-in answer is incomplete.');
  const made = { sessionkey, username: answer.username ?? username, userid, domainid, account, type: type ?? '0' };
  if (answer.is2faenabled !== 'true' || answer.is2faverified === 'true') {
    keepSession(made);
    return null;
  }
  const secret = answer.providerfor2fa === undefined ? await newSecret(sessionkey) : undefined;
  return { session: made, issuer: answer.issuerfor2fa ?? 'Pileus', secret };
}

/** Whoever must have a second factor and has none gets one now. */
async function newSecret(sessionkey: string): Promise<string | undefined> {
  const { setup2fa } = await callRaw('setupUserTwoFactorAuthentication', { sessionkey });
  return (setup2fa as { secretcode?: string } | undefined)?.secretcode;
}

/** Shows a code. A wrong one ends the log-in that was begun. */
export async function showCode(challenge: Challenge, code: string): Promise<void> {
  await callRaw('validateUserTwoFactorAuthenticationCode', { sessionkey: challenge.session.sessionkey, codefor2fa: code });
  keepSession(challenge.session);
}

/** Forgets the session here first, so that nothing asks in its name any more, then ends it at the server. */
export async function logOut(): Promise<void> {
  const sessionkey = session()?.sessionkey;
  keepSession(null);
  if (sessionkey !== undefined) await callRaw('logout', { sessionkey });
}
