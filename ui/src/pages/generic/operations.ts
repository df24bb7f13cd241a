/** Which of the listed commands make a thing, and which work on one. Pure. */

import { takes, type Api, type Apis } from '../../api/listed';
import type { Resource } from '../../api/resources';

const MAKES = ['create', 'register', 'add', 'associate'];

export function makersOf(resource: Resource, apis: Apis): readonly Api[] {
  return MAKES.map((verb) => apis.get(verb + resource.noun)).filter((api) => api !== undefined);
}

/** Commands on one thing: a verb and exactly the noun, taking its id. */
export function operationsOn(resource: Resource, apis: Apis): readonly Api[] {
  const pattern = new RegExp(`^(?!list|get|query|find)[a-z]+${resource.noun}$`);
  return [...apis.values()].filter((api) => takes(api, 'id') && (pattern.test(api.name) || (resource.more ?? []).includes(api.name)));
}

export function isDanger(command: string): boolean {
  return /^(delete|destroy|expunge|remove|disable)/.test(command);
}
