/** What stands in a generated form, and how it becomes parameters. Pure. */

import type { ApiParam } from '../../api/listed';
import type { Row } from '../../api/queries';
import type { ParamValue } from '../../api/wire';
import { text } from '../../format';

export type DraftValue = string | boolean | readonly string[] | undefined;
export type Draft = Readonly<Record<string, DraftValue>>;

/** Fills a form from the thing it works on, as far as parameters and fields share their names. */
export function prefill(params: readonly ApiParam[], row: Row | undefined): Draft {
  const draft: Record<string, DraftValue> = {};
  for (const { name, type } of params) {
    const value = row?.[name];
    if (type === 'boolean') draft[name] = typeof value === 'boolean' ? value : undefined;
    else if (typeof value === 'string' || typeof value === 'number') draft[name] = String(value);
  }
  return draft;
}

export function isFilled(value: DraftValue): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
}

/** `key=value` lines, as maps are written in forms. */
function mapOf(lines: string): Readonly<Record<string, string>> {
  const pairs = lines.split('\n').map((line) => line.split('='));
  return Object.fromEntries(pairs.filter(([key]) => (key ?? '').trim() !== '').map(([key = '', ...rest]) => [key.trim(), rest.join('=').trim()]));
}

/** The parameter as it is sent; what is as it was in the thing is not sent. */
export function paramOf(param: ApiParam, value: DraftValue, row: Row | undefined): ParamValue {
  if (!isFilled(value)) return undefined;
  const before = row?.[param.name];
  if (!param.required && before !== undefined && text(before) === text(value)) return undefined;
  if (param.type === 'map' && typeof value === 'string') return mapOf(value);
  if (typeof value === 'object') return [...value];
  return value;
}
