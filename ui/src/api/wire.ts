/** How parameters are written and answers are read on CloudStack's wire. No command is known here. */

export type ParamValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string>>
  | readonly Readonly<Record<string, string | number>>[]
  | undefined;

export type Params = Readonly<Record<string, ParamValue>>;

/** An error as the server tells it: which command, which code, and a text that names cause and next step. */
export class ApiError extends Error {
  constructor(
    readonly command: string,
    readonly code: number,
    readonly detail: number | undefined,
    text: string,
  ) {
    super(text);
    this.name = 'ApiError';
  }
}

/** Lists are joined by commas; maps become `name[0].field=value`, as many entries as there are. */
export function encode(params: Params): URLSearchParams {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === '') continue;
    if (typeof value !== 'object') out.append(name, String(value));
    else if (Array.isArray(value)) encodeArray(out, name, value as readonly (string | Record<string, string>)[]);
    else for (const [field, entry] of Object.entries(value as Record<string, string>)) out.append(`${name}[0].${field}`, entry);
  }
  return out;
}

function encodeArray(out: URLSearchParams, name: string, items: readonly (string | Record<string, string>)[]): void {
  const words = items.filter((item) => typeof item === 'string');
  if (words.length > 0) out.append(name, words.join(','));
  items.forEach((item, index) => {
    if (typeof item === 'string') return;
    for (const [field, entry] of Object.entries(item)) out.append(`${name}[${index}].${field}`, entry);
  });
}

/** An answer has exactly one key, the wrapper; what counts is inside. */
export function unwrap(command: string, status: number, answer: unknown): Record<string, unknown> {
  const inner = isRecord(answer) ? Object.values(answer)[0] : undefined;
  if (!isRecord(inner)) {
    throw new ApiError(command, status, undefined, `${command}: the server sent an answer that is not CloudStack's (HTTP ${status}).`);
  }
  if (status !== 200 || typeof inner.errorcode === 'number') {
    const code = typeof inner.errorcode === 'number' ? inner.errorcode : status;
    const detail = typeof inner.cserrorcode === 'number' ? inner.cserrorcode : undefined;
    const text = typeof inner.errortext === 'string' ? inner.errortext : `${command} was refused (HTTP ${status}).`;
    throw new ApiError(command, code, detail, text);
  }
  return inner;
}

export interface Page<T> {
  readonly count: number;
  readonly items: readonly T[];
}

/** A list answer: `{}` when nothing matches, the array under a name that depends on the command otherwise. */
export function asPage<T>(inner: Record<string, unknown>): Page<T> {
  const items = Object.values(inner).find((value) => Array.isArray(value)) as readonly T[] | undefined;
  const count = inner.count;
  return { count: typeof count === 'number' ? count : (items?.length ?? 0), items: items ?? [] };
}

/** An object answer: the one nested object. */
export function asObject(command: string, inner: Record<string, unknown>): Record<string, unknown> {
  const found = Object.values(inner).find((value) => isRecord(value));
  if (found === undefined) throw new ApiError(command, 200, undefined, `${command}: the answer holds no object.`);
  return found;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
