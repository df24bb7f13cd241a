/** What pages keep in the URL, read leniently: what cannot be understood is left out. */

import type { ListSearch } from '../components/ListView';
import type { ConsoleKind, InstanceTab } from './links';

type Raw = Record<string, unknown>;

function word(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function oneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

export function listSearch(raw: Raw): ListSearch {
  const page = Number(raw.page);
  return { keyword: word(raw.keyword), page: Number.isInteger(page) && page > 1 ? page : undefined, sort: word(raw.sort) };
}

export interface InstancesSearch extends ListSearch {
  readonly state?: string;
}

export function instancesSearch(raw: Raw): InstancesSearch {
  return { ...listSearch(raw), state: word(raw.state) };
}

export interface EventsSearch extends ListSearch {
  readonly level?: string;
}

export function eventsSearch(raw: Raw): EventsSearch {
  return { ...listSearch(raw), level: oneOf(raw.level, ['INFO', 'WARN', 'ERROR'] as const) };
}

/** A generic list also takes any parameter of its command, so that a link may say `virtualmachineid=…`. */
export type GenericSearch = ListSearch & Readonly<Record<string, unknown>>;

export function genericSearch(raw: Raw): GenericSearch {
  return { ...raw, ...listSearch(raw) };
}

const TABS: readonly InstanceTab[] = ['details', 'network', 'rules', 'events', 'console'];

export function instanceSearch(raw: Raw): { readonly tab?: InstanceTab } {
  return { tab: oneOf(raw.tab, TABS) };
}

const KINDS: readonly ConsoleKind[] = ['vnc', 'serial'];

export interface ConsoleSearch {
  readonly kind?: ConsoleKind;
  /** a way in that createConsoleEndpoint handed out */
  readonly token?: string;
}

export function consoleSearch(raw: Raw): ConsoleSearch {
  return { kind: oneOf(raw.kind, KINDS), token: word(raw.token) };
}

export function loginSearch(raw: Raw): { readonly next?: string } {
  const next = word(raw.next);
  return { next: next?.startsWith('/') && !next.startsWith('//') ? next : undefined };
}

export interface SettingsSearch extends ListSearch {
  readonly group?: string;
}

export function settingsSearch(raw: Raw): SettingsSearch {
  return { ...listSearch(raw), group: word(raw.group) };
}
