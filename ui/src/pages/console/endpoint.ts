/** Where a console's socket is. Each token is good for one connection. */

import { call } from '../../api/call';
import type { ConsoleKind } from '../../routes/links';

/** The socket for a token that was handed out elsewhere, or for one asked for now. */
export async function socketUrl(id: string, kind: ConsoleKind, handed?: string): Promise<string> {
  const token = handed ?? (await newToken(id, kind));
  const url = new URL('/client/console/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ token }).toString();
  return url.toString();
}

async function newToken(id: string, kind: ConsoleKind): Promise<string> {
  const { websocket, details } = await call('createConsoleEndpoint', { virtualmachineid: id, kind });
  if (websocket?.token === undefined) throw new Error(details ?? 'The server named no console for this instance.');
  return websocket.token;
}
