/** Where a console's socket is. Each token is good for one connection. */

import { call } from '../../api/call';
import { isRecord } from '../../api/wire';
import type { ConsoleKind } from '../../routes/links';

export async function socketUrl(id: string, kind: ConsoleKind): Promise<string> {
  const endpoint = await call('createConsoleEndpoint', { virtualmachineid: id, kind });
  const socket = endpoint.websocket as unknown;
  if (!isRecord(socket) || typeof socket.token !== 'string') {
    throw new Error(endpoint.details ?? 'The server named no console for this instance.');
  }
  const url = new URL('/client/console/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ token: socket.token }).toString();
  return url.toString();
}
