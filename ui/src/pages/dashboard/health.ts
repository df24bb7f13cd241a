/** From the rows of hosts, routers and services to what to say about them. Pure. */

import type { Host } from '../../api/types';
import { text } from '../../format';

export interface Finding {
  readonly what: string;
  readonly state: string;
  readonly tone: 'ok' | 'warn' | 'bad' | 'idle';
  readonly why?: string;
  readonly slug: string;
}

export interface Part {
  readonly name?: unknown;
  readonly state?: unknown;
}

/** `none` is said when there is no such part, which `needed` tells to be a trouble. */
export function partsFinding(what: string, slug: string, parts: readonly Part[], healthy: string, none: string, needed = true): Finding {
  const ill = parts.filter((part) => part.state !== healthy);
  if (parts.length === 0) return { what, slug, state: 'None', tone: needed ? 'warn' : 'idle', why: none };
  if (ill.length === 0) return { what, slug, state: healthy, tone: 'ok', why: parts.length === 1 ? text(parts[0]?.name) : `all ${parts.length}` };
  return { what, slug, state: `${ill.length} of ${parts.length} not ${healthy.toLowerCase()}`, tone: 'bad', why: ill.map((part) => `${text(part.name)}: ${text(part.state) || 'unknown'}`).join(', ') };
}

const ACCELERATED = 'kvm';

/** Whether guests run on the processor itself; said plainly when they do not. */
export function accelerationFinding(hosts: readonly Host[]): Finding | undefined {
  const told = hosts.filter((host) => host.details?.acceleration !== undefined);
  if (told.length === 0) return undefined;
  const slow = told.filter((host) => host.details?.acceleration?.toLowerCase() !== ACCELERATED);
  if (slow.length === 0) return { what: 'Acceleration', slug: 'hosts', state: 'KVM', tone: 'ok', why: 'Guests run on the processor itself.' };
  const names = slow.length === told.length ? '' : ` on ${slow.map((host) => host.name).join(', ')}`;
  const reason = slow[0]?.details?.accelerationreason;
  return { what: 'Acceleration', slug: 'hosts', state: `Emulated${names}`, tone: 'warn', why: reason ?? 'Guests are emulated, and slow.' };
}
