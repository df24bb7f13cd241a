import { useMay } from '../../api/apis';
import { useRead } from '../../api/queries';
import type { Choices } from './draft';

interface Read {
  readonly choices: Choices;
  readonly keys: readonly string[];
  readonly ready: boolean;
  readonly error: Error | null;
}

/** Everything that a new instance is chosen from. */
export function useChoices(): Read {
  const may = useMay();
  const zones = useRead('listZones', { available: true });
  const templates = useRead('listTemplates', { templatefilter: 'executable' });
  const offerings = useRead('listServiceOfferings', {});
  const networks = useRead('listNetworks', { canusefordeploy: true });
  const groups = useRead('listSecurityGroups', {}, { enabled: may('listSecurityGroups') });
  const keypairs = useRead('listSSHKeyPairs', {}, { enabled: may('listSSHKeyPairs') });
  const needed = [zones, templates, offerings, networks];
  return {
    choices: {
      zones: (zones.data?.items ?? []).filter((zone) => zone.allocationstate !== 'Disabled'),
      templates: (templates.data?.items ?? []).filter((template) => template.isready),
      offerings: offerings.data?.items ?? [],
      networks: networks.data?.items ?? [],
      groups: groups.data?.items ?? [],
    },
    keys: (keypairs.data?.items ?? []).map((key) => key.name).filter((name) => name !== undefined),
    ready: needed.every((query) => query.data !== undefined),
    error: needed.find((query) => query.error)?.error ?? null,
  };
}
