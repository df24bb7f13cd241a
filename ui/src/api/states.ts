/** What a state allows, from the server's own state tables. */

import tables from './generated/states.json';

type Table = Readonly<Record<string, readonly string[]>>;

const all: Readonly<Record<string, Table>> = tables;

/** The server names its tables by objects: virtualmachine. */
function tableOf(type: string): Table | undefined {
  return all[type.toLowerCase()];
}

/** The states that things of a type can be in. */
export function statesOf(type: string): readonly string[] {
  return Object.keys(tableOf(type) ?? {});
}

/** Why a command cannot be carried out now; undefined when it can. */
export function refusal(type: string, state: string | undefined, command: string): string | undefined {
  const table = tableOf(type);
  if (table === undefined || state === undefined) return undefined;
  const allowed = Object.keys(table).filter((name) => table[name]?.includes(command));
  if (allowed.length === 0 || allowed.includes(state)) return undefined;
  return `Possible when ${either(allowed)}; it is ${state} now.`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
