/** What is known of fields by their names, for pages that know nothing else. Pure. */

import type { Api, ApiField } from '../../api/listed';
import type { Row } from '../../api/queries';

/** A field that holds the id of something: which page that has, and which field beside it holds its name. */
const REFERENCES: readonly { readonly id: string; readonly slug: string; readonly name: string }[] = [
  { id: 'zoneid', slug: 'zones', name: 'zonename' },
  { id: 'podid', slug: 'pods', name: 'podname' },
  { id: 'clusterid', slug: 'clusters', name: 'clustername' },
  { id: 'hostid', slug: 'hosts', name: 'hostname' },
  { id: 'networkid', slug: 'networks', name: 'networkname' },
  { id: 'guestnetworkid', slug: 'networks', name: 'guestnetworkname' },
  { id: 'associatednetworkid', slug: 'networks', name: 'associatednetworkname' },
  { id: 'templateid', slug: 'templates', name: 'templatename' },
  { id: 'serviceofferingid', slug: 'offerings', name: 'serviceofferingname' },
  { id: 'diskofferingid', slug: 'diskofferings', name: 'diskofferingname' },
  { id: 'virtualmachineid', slug: 'instances', name: 'vmname' },
  { id: 'storageid', slug: 'pools', name: 'storage' },
  { id: 'domainid', slug: 'domains', name: 'domain' },
  { id: 'parentdomainid', slug: 'domains', name: 'parentdomainname' },
  { id: 'accountid', slug: 'accounts', name: 'account' },
  { id: 'userid', slug: 'users', name: 'username' },
  { id: 'roleid', slug: 'roles', name: 'rolename' },
];

const byName = new Map(REFERENCES.map((reference) => [reference.name, reference]));
const byId = new Map(REFERENCES.map((reference) => [reference.id, reference]));

export interface Target {
  readonly slug: string;
  readonly id: string;
}

/** Where a field's value leads, if it names something that has a page. */
export function targetOf(row: Row, field: string): Target | undefined {
  const reference = byName.get(field) ?? byId.get(field);
  const id = reference === undefined ? undefined : row[reference.id];
  return reference !== undefined && typeof id === 'string' ? { slug: reference.slug, id } : undefined;
}

/** The page whose list offers the values of an id parameter. */
export function slugOfParam(param: string): string | undefined {
  return byId.get(param)?.slug;
}

export type Kind = 'state' | 'moment' | 'bytes' | 'mebibytes' | 'gibibytes' | 'megahertz' | 'job' | 'plain';

const STATES = new Set(['state', 'resourcestate', 'agentstate', 'allocationstate', 'managedstate']);

const BYTES = new Set(['size', 'physicalsize', 'virtualsize', 'memorytotal', 'memoryused', 'memoryallocated', 'memoryallocatedbytes', 'disksizetotal', 'disksizeused', 'disksizeallocated']);

export function kindOf(row: Row, field: string, type: string | undefined): Kind {
  // Accounts count what they own in MiB, hosts have their memory in bytes.
  if (row.accounttype !== undefined && field.startsWith("memory")) return Number.isFinite(Number(row[field])) ? 'mebibytes' : 'plain';
  if (field === 'jobstatus') return 'job';
  if (STATES.has(field)) return 'state';
  if (type === 'date' || field === 'created' || field === 'completed') return 'moment';
  if (BYTES.has(field)) return 'bytes';
  if (field === 'memory') return 'mebibytes';
  if (field === 'disksize') return 'gibibytes';
  if (field === 'cpuspeed') return 'megahertz';
  return 'plain';
}

/** What the value of a field is called by itself, where the list's answer names nothing better. */
export function titleOf(row: Row): string {
  const found = ['displayname', 'name', 'username', 'ipaddress', 'displaytext', 'id'].map((field) => row[field]).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : '';
}

const HIDDEN = new Set(['id', 'jobid', 'jobstatus', 'tags', 'hasannotations', 'icon']);
const FIRST = ['name', 'username', 'displaytext', 'state', 'status', 'type', 'description', 'account', 'domain', 'zonename', 'created'];
const MOST_COLUMNS = 7;

function isPlain(field: ApiField): boolean {
  return field.name !== undefined && (field.response ?? []).length === 0 && !HIDDEN.has(field.name) && !field.name.endsWith('id');
}

function rank(field: ApiField): number {
  const place = FIRST.indexOf(field.name ?? '');
  return place === -1 ? FIRST.length : place;
}

/** Fields as people look for them: what names a thing comes first. */
export function ranked(fields: readonly ApiField[]): readonly ApiField[] {
  return [...fields].sort((a, b) => rank(a) - rank(b));
}

/** The fields to show in a table: those of the resource, else what the answer has and the rows fill. */
export function fieldsFor(api: Api, wanted: readonly string[] | undefined, rows: readonly Row[] | undefined): readonly ApiField[] {
  const known = new Map(api.response.map((field) => [field.name, field]));
  if (wanted !== undefined) return wanted.map((name) => known.get(name)).filter((field) => field !== undefined);
  const filled = api.response.filter((field) => isPlain(field) && (rows === undefined || rows.some((row) => row[field.name ?? ''] !== undefined)));
  return ranked(filled).slice(0, MOST_COLUMNS);
}
