/** How an instance is spoken of. */

import type { Instance } from '../../api/types';
import { mebibytes } from '../../format';

export function nameOf(instance: Instance): string {
  return instance.displayname ?? instance.name ?? instance.id ?? '';
}

export function addressesOf(instance: Instance): readonly string[] {
  return (instance.nic ?? []).map((nic) => nic.ipaddress).filter((address) => address !== undefined);
}

export function sizeOf(instance: Instance): string {
  const cpus = instance.cpunumber ?? 0;
  return `${cpus} CPU${cpus === 1 ? '' : 's'}, ${mebibytes(instance.memory ?? 0)}`;
}
