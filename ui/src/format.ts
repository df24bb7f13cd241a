/** Numbers, times and names as people read them. Pure functions. */

const KIB = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= KIB && unit < UNITS.length - 1) {
    value /= KIB;
    unit += 1;
  }
  const digits = value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

export function mebibytes(count: number): string {
  return bytes(count * KIB * KIB);
}

export function megahertz(count: number): string {
  return count >= 1000 ? `${(count / 1000).toFixed(1)} GHz` : `${count} MHz`;
}

/** CloudStack writes zones as +0000, which not every browser reads. */
export function moment(stamp: string): Date {
  return new Date(stamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

export function clock(stamp: string): string {
  return moment(stamp).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function since(stamp: string, now = Date.now()): string {
  const seconds = Math.round((now - moment(stamp).getTime()) / 1000);
  if (Math.abs(seconds) < 45) return 'just now';
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.round(seconds / size), unit);
  }
  return 'a minute ago';
}

const ABBREVIATIONS = new Set(['2fa', 'api', 'vm', 'ip', 'id', 'cpu', 'os', 'iso', 'ssh', 'dns', 'ha', 'url', 'cidr', 'vpc', 'vlan', 'nic', 'mac', 'ip6', 'gpu']);

/** "stopVirtualMachine" → "Stop virtual machine", "createSSHKeyPair" → "Create SSH key pair". */
export function words(camel: string): string {
  const parts = camel.replaceAll('_', ' ').replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').split(' ');
  return parts
    .map((part, index) => {
      const lower = part.toLowerCase();
      if (ABBREVIATIONS.has(lower)) return lower.toUpperCase();
      return index === 0 ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
    })
    .join(' ');
}

/** What people call a command: CloudStack's "virtual machine" is an instance here. */
export function commandTitle(command: string): string {
  return words(command.replace('VirtualMachine', 'Instance').replace(/^deploy/, 'create').replace(/ForInstance$/, ''));
}

const FIELD_PARTS = [
  'securitygroup', 'service', 'offering', 'network', 'template', 'instance', 'account', 'domain', 'zone', 'pod', 'cluster', 'host', 'name', 'type', 'state',
  'count', 'memory', 'storage', 'display', 'text', 'created', 'address', 'allocated', 'total', 'used', 'available', 'limit', 'virtual', 'machine', 'cpu',
  'number', 'speed', 'resource', 'vm', 'volume', 'snapshot', 'project', 'disk', 'size', 'image', 'path', 'role', 'user', 'public', 'guest', 'enabled', 'default',
  'category', 'hypervisor', 'version', 'capacity', 'traffic', 'physical', 'broadcast', 'uri', 'mac', 'gateway', 'netmask', 'server', 'os', 'is', 'has', 'ip',
  'id', 'ready', 'percentage', 'value', 'of', 'group', 'allocation', 'local', 'read', 'write', 'on', 'first', 'last', 'full', 'child', 'dns', 'acceleration', 'reason', 'uuid', 'tags', 'event', 'events', 'start', 'end', 'completed', 'date', 'interval', 'password', 'key', 'api', 'secret', 'job', 'status', 'dynamically', 'scalable', 'health', 'check', 'checks', 'failed', 'access', 'source',
  'mandated', 'updated', 'redundant', 'router', 'featured', 'caller', 'requires', 'upgrade', 'system', 'agent', 'vpc', 'arch', 'dynamic', 'provider', 'protocol',
  'allowed', 'physicalsize', 'iso', 'bits', 'details', 'primary', 'secondary', 'project', 'crypto', 'hosts', 'success', 'managed', 'tags', 'cidr', 'vlan', 'nic', '2fa',
  'with', 'overprovisioning', 'overcommit', 'ratio', 'load', 'average', 'bytes', 'kbs', 'pinged', 'active', 'supported', 'encryption', 'migration', 'suitable', 'for',
  'enough', 'format', 'annotations', 'delete', 'protection', 'device', 'mode', 'boot', 'pool', 'removed', 'disconnected',
].sort((a, b) => b.length - a.length);

/** "serviceofferingname" → "Service offering name": field names on the wire have no word breaks. */
export function fieldTitle(field: string): string {
  const found: string[] = [];
  let rest = field.toLowerCase();
  while (rest !== '') {
    const part = FIELD_PARTS.find((known) => rest.startsWith(known));
    if (part === undefined) return words(field);
    found.push(part);
    rest = rest.slice(part.length);
  }
  return words(found.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(''));
}

/** A value whose type is only known at run time, as text. */
export function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}
