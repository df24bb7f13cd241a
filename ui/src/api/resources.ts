/**
 * Every kind of thing the app lists: its page, its command, its words.
 *
 * Only what a list command cannot tell about itself stands here. Columns that are not named follow
 * from the command's answer in listApis; a list command without a row here is found under "All resources".
 */

export type Section = 'Compute' | 'Network' | 'Storage' | 'Images' | 'Infrastructure' | 'Identity' | 'System';

export interface Resource {
  /** the page's name in the URL */
  readonly slug: string;
  readonly section: Section;
  readonly title: string;
  /** one of them, in a sentence */
  readonly one: string;
  readonly list: string;
  /** the noun of its commands: createDomain, deleteDomain */
  readonly noun: string;
  /** the type that change notices and jobs use */
  readonly type: string;
  /** what the list call needs besides the caller's filters */
  readonly params?: Readonly<Record<string, string | boolean>>;
  /** its list takes listall, so that an administrator sees everybody's */
  readonly owned?: boolean;
  readonly columns?: readonly string[];
  /** commands on one of them whose name does not end with the noun */
  readonly more?: readonly string[];
  readonly empty: string;
}

export const resources: readonly Resource[] = [
  {
    slug: 'instances', section: 'Compute', title: 'Instances', one: 'instance', list: 'listVirtualMachines', noun: 'VirtualMachine',
    type: 'VirtualMachine', owned: true, empty: 'An instance is a virtual machine: a template, a size and a network.',
  },
  {
    slug: 'keypairs', section: 'Compute', title: 'SSH keys', one: 'SSH key', list: 'listSSHKeyPairs', noun: 'SSHKeyPair',
    type: 'SSHKeyPair', owned: true, empty: 'A key pair lets you log in to an instance without a password.',
  },
  {
    slug: 'offerings', section: 'Compute', title: 'Sizes', one: 'service offering', list: 'listServiceOfferings', noun: 'ServiceOffering',
    type: 'ServiceOffering', columns: ['name', 'cpunumber', 'cpuspeed', 'memory', 'storagetype', 'displaytext'],
    empty: 'A service offering says how many CPUs and how much memory an instance gets.',
  },
  {
    slug: 'networks', section: 'Network', title: 'Networks', one: 'network', list: 'listNetworks', noun: 'Network', type: 'Network', owned: true,
    columns: ['name', 'state', 'type', 'cidr', 'gateway', 'zonename', 'account'], empty: 'A network connects instances with each other and the outside.',
  },
  {
    slug: 'securitygroups', section: 'Network', title: 'Security groups', one: 'security group', list: 'listSecurityGroups', noun: 'SecurityGroup',
    type: 'SecurityGroup', owned: true, empty: 'A security group says who may reach the instances in it.',
  },
  {
    slug: 'addresses', section: 'Network', title: 'Public addresses', one: 'public address', list: 'listPublicIpAddresses', noun: 'IpAddress',
    type: 'IpAddress', owned: true, columns: ['ipaddress', 'state', 'associatednetworkname', 'zonename', 'account'],
    empty: 'The default network needs none: instances go out through the host.',
  },
  {
    slug: 'routers', section: 'Network', title: 'Routers', one: 'router', list: 'listRouters', noun: 'Router', type: 'DomainRouter',
    params: { listall: true }, columns: ['name', 'state', 'guestnetworkname', 'guestipaddress', 'hostname', 'zonename'],
    empty: 'The router of a network starts with its first instance.',
  },
  {
    slug: 'volumes', section: 'Storage', title: 'Volumes', one: 'volume', list: 'listVolumes', noun: 'Volume', type: 'Volume', owned: true,
    columns: ['name', 'state', 'type', 'size', 'vmname', 'storage', 'account'], empty: 'Each instance brings a root volume with it.',
  },
  {
    slug: 'pools', section: 'Storage', title: 'Primary storage', one: 'storage pool', list: 'listStoragePools', noun: 'StoragePool',
    type: 'StoragePool', columns: ['name', 'state', 'type', 'path', 'disksizetotal', 'disksizeused', 'zonename'], empty: 'Volumes live on primary storage.',
  },
  {
    slug: 'imagestores', section: 'Storage', title: 'Secondary storage', one: 'image store', list: 'listImageStores', noun: 'ImageStore',
    type: 'ImageStore', columns: ['name', 'protocol', 'providername', 'url', 'zonename'], empty: 'Templates and ISOs live on secondary storage.',
  },
  {
    slug: 'diskofferings', section: 'Storage', title: 'Disk sizes', one: 'disk offering', list: 'listDiskOfferings', noun: 'DiskOffering',
    type: 'DiskOffering', columns: ['name', 'disksize', 'iscustomized', 'storagetype', 'displaytext'], empty: 'A disk offering says how large a data disk is.',
  },
  {
    slug: 'templates', section: 'Images', title: 'Templates', one: 'template', list: 'listTemplates', noun: 'Template', type: 'Template', owned: true,
    params: { templatefilter: 'executable' }, columns: ['name', 'isready', 'status', 'ostypename', 'size', 'isfeatured', 'account', 'created'],
    empty: 'A template is the disk that an instance starts from.',
  },
  {
    slug: 'isos', section: 'Images', title: 'ISOs', one: 'ISO', list: 'listIsos', noun: 'Iso', type: 'Iso', owned: true,
    params: { isofilter: 'executable' }, columns: ['name', 'isready', 'status', 'ostypename', 'size', 'account', 'created'],
    empty: 'An ISO is a disc image to install from.',
  },
  {
    slug: 'zones', section: 'Infrastructure', title: 'Zones', one: 'zone', list: 'listZones', noun: 'Zone', type: 'Zone',
    columns: ['name', 'allocationstate', 'networktype', 'securitygroupsenabled', 'dns1', 'localstorageenabled'], empty: 'A zone holds pods, clusters and hosts.',
  },
  {
    slug: 'pods', section: 'Infrastructure', title: 'Pods', one: 'pod', list: 'listPods', noun: 'Pod', type: 'Pod',
    columns: ['name', 'allocationstate', 'gateway', 'netmask', 'zonename'], empty: 'A pod groups clusters that share a rack.',
  },
  {
    slug: 'clusters', section: 'Infrastructure', title: 'Clusters', one: 'cluster', list: 'listClusters', noun: 'Cluster', type: 'Cluster',
    columns: ['name', 'allocationstate', 'managedstate', 'hypervisortype', 'podname', 'zonename'], empty: 'A cluster groups hosts that can take over from each other.',
  },
  {
    slug: 'hosts', section: 'Infrastructure', title: 'Hosts', one: 'host', list: 'listHosts', noun: 'Host', type: 'Host', params: { type: 'Routing' },
    columns: ['name', 'state', 'resourcestate', 'ipaddress', 'hypervisor', 'cpunumber', 'memorytotal', 'clustername'],
    empty: 'A host is a machine that instances run on.',
  },
  {
    slug: 'systemvms', section: 'Infrastructure', title: 'System services', one: 'system service', list: 'listSystemVms', noun: 'SystemVm',
    type: 'SystemVm', columns: ['name', 'systemvmtype', 'state', 'agentstate', 'hostname', 'zonename'], empty: 'Console and storage services appear with the first zone.',
  },
  {
    slug: 'domains', section: 'Identity', title: 'Domains', one: 'domain', list: 'listDomains', noun: 'Domain', type: 'Domain',
    params: { listall: true }, columns: ['name', 'path', 'state', 'haschild'], empty: 'A domain holds accounts, and domains below it.',
  },
  {
    slug: 'accounts', section: 'Identity', title: 'Accounts', one: 'account', list: 'listAccounts', noun: 'Account', type: 'Account',
    params: { listall: true }, columns: ['name', 'state', 'rolename', 'domain', 'vmtotal', 'cputotal', 'memorytotal'], empty: 'An account owns instances; its users share them.',
  },
  {
    slug: 'users', section: 'Identity', title: 'Users', one: 'user', list: 'listUsers', noun: 'User', type: 'User',
    params: { listall: true }, columns: ['username', 'state', 'firstname', 'lastname', 'account', 'domain', 'rolename'],
    more: ['getUserKeys', 'registerUserKeys'], empty: 'A user logs in and acts for an account.',
  },
  {
    slug: 'roles', section: 'Identity', title: 'Roles', one: 'role', list: 'listRoles', noun: 'Role', type: 'Role',
    columns: ['name', 'type', 'isdefault', 'description'], empty: 'A role says which commands its accounts may call.',
  },
  {
    slug: 'eventlog', section: 'System', title: 'Events', one: 'event', list: 'listEvents', noun: 'Event', type: 'Event', owned: true,
    empty: 'Whatever happens is written down here.',
  },
  {
    slug: 'jobs', section: 'System', title: 'Jobs', one: 'job', list: 'listAsyncJobs', noun: 'AsyncJob', type: 'AsyncJob', owned: true,
    columns: ['cmd', 'jobstatus', 'jobinstancetype', 'account', 'created', 'completed'], empty: 'Long work shows up here while it runs, and for a day after.',
  },
  {
    slug: 'settings', section: 'System', title: 'Settings', one: 'setting', list: 'listConfigurations', noun: 'Configuration', type: 'Configuration',
    empty: 'No setting matches.',
  },
];

export const sections: readonly Section[] = ['Compute', 'Network', 'Storage', 'Images', 'Infrastructure', 'Identity', 'System'];

export const bySlug: ReadonlyMap<string, Resource> = new Map(resources.map((resource) => [resource.slug, resource]));
export const byType: ReadonlyMap<string, Resource> = new Map(resources.map((resource) => [resource.type, resource]));
const byList = new Map(resources.map((resource) => [resource.list, resource]));

/** The type whose change notices concern the answer of a list command. */
export function typeOfList(command: string): string {
  return byList.get(command)?.type ?? command.replace(/^list/, '');
}

/** A row for a list command that has none: everything follows from its name. */
export function unknownResource(list: string): Resource {
  const noun = list.replace(/^list/, '');
  const words = noun.replace(/([a-z])([A-Z])/g, '$1 $2');
  const title = words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
  const single = noun.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
  return { slug: list, section: 'System', title, one: title.toLowerCase(), list, noun: single, type: single, empty: 'Nothing here yet.' };
}

export function resourceOf(slug: string): Resource {
  return bySlug.get(slug) ?? unknownResource(slug);
}
