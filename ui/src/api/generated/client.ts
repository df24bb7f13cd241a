// Generated from the server's command registry. Do not edit.

export interface Success {
  success: boolean;
  displaytext?: string;
}

export interface Account {
  accountdetails?: Record<string, string>;
  accounttype?: number;
  apikeyaccess?: string;
  backupavailable?: string;
  backuplimit?: string;
  backupstorageavailable?: string;
  backupstoragelimit?: string;
  backupstoragetotal?: number;
  backuptotal?: number;
  bucketavailable?: string;
  bucketlimit?: string;
  buckettotal?: number;
  cpuavailable?: string;
  cpulimit?: string;
  cputotal?: number;
  created?: string;
  defaultzoneid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  gpuavailable?: string;
  gpulimit?: string;
  gputotal?: number;
  groups?: string[];
  icon?: ResourceIcon;
  id?: string;
  ipavailable?: string;
  iplimit?: string;
  iptotal?: number;
  iscleanuprequired?: boolean;
  isdefault?: boolean;
  jobid?: string;
  jobstatus?: number;
  memoryavailable?: string;
  memorylimit?: string;
  memorytotal?: number;
  name?: string;
  networkavailable?: string;
  networkdomain?: string;
  networklimit?: string;
  networktotal?: number;
  objectstorageavailable?: string;
  objectstoragelimit?: string;
  objectstoragetotal?: number;
  primarystorageavailable?: string;
  primarystoragelimit?: string;
  primarystoragetotal?: number;
  projectavailable?: string;
  projectlimit?: string;
  projecttotal?: number;
  receivedbytes?: number;
  roleid?: string;
  rolename?: string;
  roletype?: string;
  secondarystorageavailable?: string;
  secondarystoragelimit?: string;
  secondarystoragetotal?: number;
  sentbytes?: number;
  snapshotavailable?: string;
  snapshotlimit?: string;
  snapshottotal?: number;
  state?: string;
  taggedresources?: TaggedResourceLimitAndCount[];
  templateavailable?: string;
  templatelimit?: string;
  templatetotal?: number;
  user?: User[];
  vmavailable?: string;
  vmlimit?: string;
  vmrunning?: number;
  vmstopped?: number;
  vmtotal?: number;
  volumeavailable?: string;
  volumelimit?: string;
  volumetotal?: number;
  vpcavailable?: string;
  vpclimit?: string;
  vpctotal?: number;
}

export interface AffinityGroup {
  account?: string;
  dedicatedresources?: DedicatedResource[];
  description?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  project?: string;
  projectid?: string;
  type?: string;
  virtualmachineIds?: string[];
}

export interface ApiDiscovery {
  description?: string;
  isasync?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  params?: ApiParameter[];
  related?: string;
  response?: ApiResponse[];
  since?: string;
  type?: string;
}

export interface ApiParameter {
  description?: string;
  jobid?: string;
  jobstatus?: number;
  length?: number;
  name?: string;
  related?: string;
  required?: boolean;
  since?: string;
  type?: string;
}

export interface ApiResponse {
  description?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  response?: ApiResponse[];
  type?: string;
}

export interface AsyncJob {
  account?: string;
  accountid?: string;
  cmd?: string;
  completed?: string;
  created?: string;
  domainid?: string;
  domainpath?: string;
  jobid?: string;
  jobinstanceid?: string;
  jobinstancetype?: string;
  jobprocstatus?: number;
  jobresult?: Record<string, unknown>;
  jobresultcode?: number;
  jobresulttype?: string;
  jobstatus?: number;
  managementserverid?: string;
  managementservername?: string;
  userid?: string;
}

export interface BgpPeer {
  account?: string;
  asnumber?: number;
  created?: string;
  details?: Record<string, string>;
  domain?: string;
  domainid?: string;
  id?: string;
  ip6address?: string;
  ipaddress?: string;
  jobid?: string;
  jobstatus?: number;
  password?: string;
  project?: string;
  projectid?: string;
  zoneid?: string;
  zonename?: string;
}

export interface Capabilities {
  additionalconfigenabled?: boolean;
  allowusercreateprojects?: boolean;
  allowuserexpungerecovervm?: boolean;
  allowuserexpungerecovervolume?: boolean;
  allowuserforcestopvm?: boolean;
  allowuserviewalldomainaccounts?: boolean;
  allowuserviewdestroyedvm?: boolean;
  apilimitinterval?: number;
  apilimitmax?: number;
  cloudstackversion?: string;
  customdiskofferingmaxsize?: number;
  customdiskofferingminsize?: number;
  customhypervisordisplayname?: string;
  defaultuipagesize?: number;
  dynamicrolesenabled?: boolean;
  dynamicscalingenabled?: boolean;
  extensionspath?: string;
  instanceleaseenabled?: boolean;
  instancesdisksstatsretentionenabled?: boolean;
  instancesdisksstatsretentiontime?: number;
  instancesstatsretentiontime?: number;
  instancesstatsuseronly?: boolean;
  jobid?: string;
  jobstatus?: number;
  kubernetesclusterexperimentalfeaturesenabled?: boolean;
  kubernetesserviceenabled?: boolean;
  kvmsnapshotenabled?: boolean;
  projectinviterequired?: boolean;
  regionsecondaryenabled?: boolean;
  securitygroupsenabled?: boolean;
  sharedfsvmmincpucount?: number;
  sharedfsvmminramsize?: number;
  supportELB?: string;
  userpublictemplateenabled?: boolean;
}

export interface Capability {
  canchooseservicecapability?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  value?: string;
}

export interface Capacity {
  capacityallocated?: number;
  capacitytotal?: number;
  capacityused?: number;
  clusterid?: string;
  clustername?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  percentused?: string;
  podid?: string;
  podname?: string;
  tag?: string;
  type?: number;
  zoneid?: string;
  zonename?: string;
}

export interface ChildTemplate {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  size?: number;
  templatetype?: string;
}

export interface Cluster {
  allocationstate?: string;
  arch?: string;
  capacity?: Capacity[];
  clustertype?: string;
  cpuovercommitratio?: string;
  extensionid?: string;
  extensionname?: string;
  hasannotations?: boolean;
  hypervisortype?: string;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  managedstate?: string;
  memoryovercommitratio?: string;
  name?: string;
  ovm3vip?: string;
  podid?: string;
  podname?: string;
  podstorageaccessgroups?: string;
  resourcedetails?: Record<string, string>;
  storageaccessgroups?: string;
  zoneid?: string;
  zonename?: string;
  zonestorageaccessgroups?: string;
}

export interface Configuration {
  category?: string;
  component?: string;
  defaultvalue?: string;
  description?: string;
  displaytext?: string;
  group?: string;
  id?: number;
  isdynamic?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  options?: string;
  parent?: string;
  scope?: string;
  subgroup?: string;
  type?: string;
  value?: string;
}

export interface ConsoleEndpointWebsocket {
  extra?: string;
  host?: string;
  jobid?: string;
  jobstatus?: number;
  path?: string;
  port?: string;
  token?: string;
}

export interface CreateConsoleEndpoint {
  details?: string;
  jobid?: string;
  jobstatus?: number;
  success?: boolean;
  url?: string;
  websocket?: ConsoleEndpointWebsocket;
}

export interface CreateSSHKeyPair {
  account?: string;
  domain?: string;
  domainid?: string;
  fingerprint?: string;
  hasannotations?: boolean;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  privatekey?: string;
  project?: string;
  projectid?: string;
}

export interface DedicatedResource {
  jobid?: string;
  jobstatus?: number;
  resourceid?: string;
  resourcename?: string;
  resourcetype?: string;
}

export interface DiskOffering {
  cacheMode?: string;
  created?: string;
  details?: Record<string, string>;
  diskBytesReadRate?: number;
  diskBytesReadRateMax?: number;
  diskBytesReadRateMaxLength?: number;
  diskBytesWriteRate?: number;
  diskBytesWriteRateMax?: number;
  diskBytesWriteRateMaxLength?: number;
  diskIopsReadRate?: number;
  diskIopsReadRateMax?: number;
  diskIopsReadRateMaxLength?: number;
  diskIopsWriteRate?: number;
  diskIopsWriteRateMax?: number;
  diskIopsWriteRateMaxLength?: number;
  disksize?: number;
  disksizestrictness?: boolean;
  displayoffering?: boolean;
  displaytext?: string;
  domain?: string;
  domainid?: string;
  encrypt?: boolean;
  hasannotations?: boolean;
  hypervisorsnapshotreserve?: number;
  id?: string;
  iscustomized?: boolean;
  iscustomizediops?: boolean;
  jobid?: string;
  jobstatus?: number;
  maxiops?: number;
  miniops?: number;
  name?: string;
  provisioningtype?: string;
  state?: string;
  storagetype?: string;
  suitableforvirtualmachine?: boolean;
  tags?: string;
  vspherestoragepolicy?: string;
  zone?: string;
  zoneid?: string;
}

export interface Domain {
  backupavailable?: string;
  backuplimit?: string;
  backupstorageavailable?: string;
  backupstoragelimit?: string;
  backupstoragetotal?: number;
  backuptotal?: number;
  bucketavailable?: string;
  bucketlimit?: string;
  buckettotal?: number;
  cpuavailable?: string;
  cpulimit?: string;
  cputotal?: number;
  created?: string;
  domaindetails?: Record<string, string>;
  gpuavailable?: string;
  gpulimit?: string;
  gputotal?: number;
  hasannotations?: boolean;
  haschild?: boolean;
  icon?: ResourceIcon;
  id?: string;
  ipavailable?: string;
  iplimit?: string;
  iptotal?: number;
  jobid?: string;
  jobstatus?: number;
  level?: number;
  memoryavailable?: string;
  memorylimit?: string;
  memorytotal?: number;
  name?: string;
  networkavailable?: string;
  networkdomain?: string;
  networklimit?: string;
  networktotal?: number;
  objectstorageavailable?: string;
  objectstoragelimit?: string;
  objectstoragetotal?: number;
  parentdomainid?: string;
  parentdomainname?: string;
  path?: string;
  primarystorageavailable?: string;
  primarystoragelimit?: string;
  primarystoragetotal?: number;
  projectavailable?: string;
  projectlimit?: string;
  projecttotal?: number;
  secondarystorageavailable?: string;
  secondarystoragelimit?: string;
  secondarystoragetotal?: number;
  snapshotavailable?: string;
  snapshotlimit?: string;
  snapshottotal?: number;
  state?: string;
  taggedresources?: TaggedResourceLimitAndCount[];
  templateavailable?: string;
  templatelimit?: string;
  templatetotal?: number;
  vmavailable?: string;
  vmlimit?: string;
  vmtotal?: number;
  volumeavailable?: string;
  volumelimit?: string;
  volumetotal?: number;
  vpcavailable?: string;
  vpclimit?: string;
  vpctotal?: number;
}

export interface DomainRouter {
  account?: string;
  arch?: string;
  created?: string;
  dns1?: string;
  dns2?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  gateway?: string;
  guestipaddress?: string;
  guestmacaddress?: string;
  guestnetmask?: string;
  guestnetworkid?: string;
  guestnetworkname?: string;
  hasannotations?: boolean;
  healthcheckresults?: RouterHealthCheckResult[];
  healthchecksfailed?: boolean;
  hostcontrolstate?: string;
  hostid?: string;
  hostname?: string;
  hypervisor?: string;
  id?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  isredundantrouter?: boolean;
  jobid?: string;
  jobstatus?: number;
  linklocalip?: string;
  linklocalmacaddress?: string;
  linklocalnetmask?: string;
  linklocalnetworkid?: string;
  name?: string;
  networkdomain?: string;
  nic?: Nic[];
  podid?: string;
  podname?: string;
  project?: string;
  projectid?: string;
  publicip?: string;
  publicmacaddress?: string;
  publicnetmask?: string;
  publicnetworkid?: string;
  redundantstate?: string;
  requiresupgrade?: boolean;
  role?: string;
  scriptsversion?: string;
  serviceofferingid?: string;
  serviceofferingname?: string;
  softwareversion?: string;
  state?: string;
  templateid?: string;
  templatename?: string;
  version?: string;
  vpcid?: string;
  vpcname?: string;
  zoneid?: string;
  zonename?: string;
}

export interface Event {
  account?: string;
  archived?: boolean;
  created?: string;
  description?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  level?: string;
  parentid?: string;
  project?: string;
  projectid?: string;
  resourceid?: string;
  resourcename?: string;
  resourcetype?: string;
  state?: string;
  type?: string;
  username?: string;
}

export interface EventType {
  jobid?: string;
  jobstatus?: number;
  name?: string;
}

export interface Gpu {
  gpugroupname?: string;
  jobid?: string;
  jobstatus?: number;
  vgpu?: Vgpu[];
}

export interface HostHA {
  haenable?: boolean;
  haprovider?: string;
  hastate?: string;
  hostid?: string;
  jobid?: string;
  jobstatus?: number;
  status?: boolean;
}

export interface Host {
  annotation?: string;
  arch?: string;
  capabilities?: string;
  clusterid?: string;
  clustername?: string;
  clusterstorageaccessgroups?: string;
  clustertype?: string;
  cpuallocated?: string;
  cpuallocatedpercentage?: string;
  cpuallocatedvalue?: number;
  cpuallocatedwithoverprovisioning?: string;
  cpuloadaverage?: number;
  cpunumber?: number;
  cpusockets?: number;
  cpuspeed?: number;
  cpuused?: string;
  cpuwithoverprovisioning?: string;
  created?: string;
  details?: Record<string, string>;
  disconnected?: string;
  disksizeallocated?: number;
  disksizetotal?: number;
  encryptionsupported?: boolean;
  events?: string;
  explicithosttags?: string;
  extensionid?: string;
  extensionname?: string;
  gpugroup?: Gpu[];
  gputotal?: number;
  gpuused?: number;
  hahost?: boolean;
  hasannotations?: boolean;
  hasenoughcapacity?: boolean;
  hostha?: HostHA;
  hosttags?: string;
  hypervisor?: string;
  hypervisorversion?: string;
  id?: string;
  implicithosttags?: string;
  instanceconversionsupported?: boolean;
  ipaddress?: string;
  islocalstorageactive?: boolean;
  istagarule?: boolean;
  jobid?: string;
  jobstatus?: number;
  lastannotated?: string;
  lastpinged?: string;
  managementserverid?: string;
  managementservername?: string;
  memoryallocated?: number;
  memoryallocatedbytes?: number;
  memoryallocatedpercentage?: string;
  memorytotal?: number;
  memoryused?: number;
  memorywithoverprovisioning?: string;
  name?: string;
  networkkbsread?: number;
  networkkbswrite?: number;
  oscategoryid?: string;
  oscategoryname?: string;
  outofbandmanagement?: OutOfBandManagement;
  podid?: string;
  podname?: string;
  podstorageaccessgroups?: string;
  removed?: string;
  resourcestate?: string;
  state?: string;
  storageaccessgroups?: string;
  suitableformigration?: boolean;
  type?: string;
  ueficapability?: boolean;
  username?: string;
  version?: string;
  virtualmachineid?: string;
  zoneid?: string;
  zonename?: string;
  zonestorageaccessgroups?: string;
}

export interface ImageStore {
  disksizetotal?: number;
  disksizeused?: number;
  hasannotations?: boolean;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  protocol?: string;
  providername?: string;
  readonly?: boolean;
  scope?: string;
  url?: string;
  zoneid?: string;
  zonename?: string;
}

export interface IpRange {
  cidr?: string;
  endip?: string;
  forsystemvms?: string;
  gateway?: string;
  jobid?: string;
  jobstatus?: number;
  startip?: string;
  vlanid?: string;
}

export interface Ipv4Route {
  gateway?: string;
  jobid?: string;
  jobstatus?: number;
  subnet?: string;
}

export interface Ipv6Route {
  gateway?: string;
  jobid?: string;
  jobstatus?: number;
  subnet?: string;
}

export interface LoginCmd {
  account?: string;
  domainid?: string;
  firstname?: string;
  is2faenabled?: string;
  is2faverified?: string;
  issuerfor2fa?: string;
  jobid?: string;
  jobstatus?: number;
  lastname?: string;
  managementserverid?: string;
  providerfor2fa?: string;
  registered?: string;
  sessionkey?: string;
  timeout?: number;
  timezone?: string;
  timezoneoffset?: string;
  type?: string;
  userid?: string;
  username?: string;
}

export interface LogoutCmd {
  description?: string;
  jobid?: string;
  jobstatus?: number;
}

export interface NetworkOffering {
  availability?: string;
  conservemode?: boolean;
  created?: string;
  details?: Record<string, string>;
  displaytext?: string;
  domain?: string;
  domainid?: string;
  egressdefaultpolicy?: boolean;
  fornsx?: boolean;
  fortungsten?: boolean;
  forvpc?: boolean;
  guestiptype?: string;
  hasannotations?: boolean;
  id?: string;
  internetprotocol?: string;
  isdefault?: boolean;
  ispersistent?: boolean;
  jobid?: string;
  jobstatus?: number;
  maxconnections?: number;
  name?: string;
  networkmode?: string;
  networkrate?: number;
  routingmode?: string;
  service?: Service[];
  serviceofferingid?: string;
  specifyasnumber?: boolean;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  state?: string;
  supportsinternallb?: boolean;
  supportspublicaccess?: boolean;
  supportsstrechedl2subnet?: boolean;
  tags?: string;
  traffictype?: string;
  zone?: string;
  zoneid?: string;
}

export interface Network {
  account?: string;
  aclid?: string;
  aclname?: string;
  acltype?: string;
  asnumber?: number;
  asnumberid?: string;
  associatednetwork?: string;
  associatednetworkid?: string;
  bgppeers?: BgpPeer[];
  broadcastdomaintype?: string;
  broadcasturi?: string;
  canusefordeploy?: boolean;
  cidr?: string;
  created?: string;
  details?: Record<string, string>;
  displaynetwork?: boolean;
  displaytext?: string;
  dns1?: string;
  dns2?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  egressdefaultpolicy?: boolean;
  externalid?: string;
  gateway?: string;
  hasannotations?: boolean;
  icon?: ResourceIcon;
  id?: string;
  internetprotocol?: string;
  ip4routes?: Ipv4Route[];
  ip4routing?: string;
  ip6cidr?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  ip6gateway?: string;
  ip6routes?: Ipv6Route[];
  ip6routing?: string;
  isdefault?: boolean;
  ispersistent?: boolean;
  issystem?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  netmask?: string;
  networkcidr?: string;
  networkdomain?: string;
  networkofferingavailability?: string;
  networkofferingconservemode?: boolean;
  networkofferingdisplaytext?: string;
  networkofferingid?: string;
  networkofferingname?: string;
  physicalnetworkid?: string;
  privatemtu?: number;
  project?: string;
  projectid?: string;
  publicmtu?: number;
  receivedbytes?: number;
  redundantrouter?: boolean;
  related?: string;
  reservediprange?: string;
  restartrequired?: boolean;
  sentbytes?: number;
  service?: Service[];
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  state?: string;
  strechedl2subnet?: boolean;
  subdomainaccess?: boolean;
  supportsvmautoscaling?: boolean;
  tags?: ResourceTag[];
  traffictype?: string;
  tungstenvirtualrouteruuid?: string;
  type?: string;
  vlan?: string;
  vpcid?: string;
  vpcname?: string;
  zoneid?: string;
  zonename?: string;
  zonesnetworkspans?: string[];
}

export interface NicExtraDhcpOption {
  extradhcpoptioncode?: number;
  extradhcpoptionname?: string;
  extradhcpvalue?: string;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  nicid?: string;
}

export interface Nic {
  adaptertype?: string;
  broadcasturi?: string;
  deviceid?: string;
  extradhcpoption?: NicExtraDhcpOption[];
  gateway?: string;
  id?: string;
  ip6address?: string;
  ip6cidr?: string;
  ip6gateway?: string;
  ipaddress?: string;
  ipaddresses?: string[];
  isdefault?: boolean;
  isolatedpvlan?: number;
  isolatedpvlantype?: string;
  isolationuri?: string;
  jobid?: string;
  jobstatus?: number;
  macaddress?: string;
  mtu?: number;
  netmask?: string;
  networkid?: string;
  networkname?: string;
  nsxlogicalswitch?: string;
  nsxlogicalswitchport?: string;
  publicip?: string;
  publicipid?: string;
  secondaryip?: NicSecondaryIp[];
  traffictype?: string;
  type?: string;
  virtualmachineid?: string;
  vlanid?: number;
  vpcid?: string;
  vpcname?: string;
}

export interface NicSecondaryIp {
  id?: string;
  ipaddress?: string;
  jobid?: string;
  jobstatus?: number;
  networkid?: string;
  nicid?: string;
  secondaryip?: NicSecondaryIp[];
  virtualmachineid?: string;
}

export interface OutOfBandManagement {
  action?: string;
  address?: string;
  description?: string;
  driver?: string;
  enabled?: boolean;
  hostid?: string;
  jobid?: string;
  jobstatus?: number;
  password?: string;
  port?: string;
  powerstate?: string;
  status?: boolean;
  username?: string;
}

export interface Pod {
  allocationstate?: string;
  capacity?: Capacity[];
  endip?: string[];
  forsystemvms?: string[];
  gateway?: string;
  hasannotations?: boolean;
  id?: string;
  ipranges?: IpRange[];
  jobid?: string;
  jobstatus?: number;
  name?: string;
  netmask?: string;
  startip?: string[];
  storageaccessgroups?: string;
  vlanid?: string[];
  zoneid?: string;
  zonename?: string;
  zonestorageaccessgroups?: string;
}

export interface Provider {
  canenableindividualservice?: boolean;
  destinationphysicalnetworkid?: string;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  physicalnetworkid?: string;
  servicelist?: string[];
  state?: string;
}

export interface ResourceIcon {
  base64image?: string;
  jobid?: string;
  jobstatus?: number;
  resourceid?: string;
  resourcetype?: string;
}

export interface ResourceTag {
  account?: string;
  customer?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  jobid?: string;
  jobstatus?: number;
  key?: string;
  project?: string;
  projectid?: string;
  resourceid?: string;
  resourcetype?: string;
  value?: string;
}

export interface Role {
  description?: string;
  id?: string;
  isdefault?: boolean;
  ispublic?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  state?: string;
  type?: string;
}

export interface RouterHealthCheckResult {
  checkname?: string;
  checktype?: string;
  details?: string;
  jobid?: string;
  jobstatus?: number;
  lastupdated?: string;
  status?: string;
  success?: boolean;
}

export interface SSHKeyPair {
  account?: string;
  domain?: string;
  domainid?: string;
  fingerprint?: string;
  hasannotations?: boolean;
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  project?: string;
  projectid?: string;
}

export interface SecurityGroup {
  account?: string;
  description?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  egressrule?: SecurityGroupRule[];
  id?: string;
  ingressrule?: SecurityGroupRule[];
  jobid?: string;
  jobstatus?: number;
  name?: string;
  project?: string;
  projectid?: string;
  tags?: ResourceTag[];
  virtualmachinecount?: number;
  virtualmachineids?: string[];
}

export interface SecurityGroupRule {
  account?: string;
  cidr?: string;
  endport?: number;
  icmpcode?: number;
  icmptype?: number;
  jobid?: string;
  jobstatus?: number;
  protocol?: string;
  ruleid?: string;
  securitygroupname?: string;
  startport?: number;
  tags?: ResourceTag[];
}

export interface ServiceOffering {
  cacheMode?: string;
  cpunumber?: number;
  cpuspeed?: number;
  created?: string;
  defaultuse?: boolean;
  deploymentplanner?: string;
  diskBytesReadRate?: number;
  diskBytesReadRateMax?: number;
  diskBytesReadRateMaxLength?: number;
  diskBytesWriteRate?: number;
  diskBytesWriteRateMax?: number;
  diskBytesWriteRateMaxLength?: number;
  diskIopsReadRate?: number;
  diskIopsReadRateMax?: number;
  diskIopsReadRateMaxLength?: number;
  diskIopsWriteRate?: number;
  diskIopsWriteRateMax?: number;
  diskIopsWriteRateMaxLength?: number;
  diskofferingdisplaytext?: string;
  diskofferingid?: string;
  diskofferingname?: string;
  diskofferingstrictness?: boolean;
  displaytext?: string;
  domain?: string;
  domainid?: string;
  dynamicscalingenabled?: boolean;
  encryptroot?: boolean;
  gpucardid?: string;
  gpucardname?: string;
  gpucount?: number;
  gpudisplay?: boolean;
  hasannotations?: boolean;
  hosttags?: string;
  hypervisorsnapshotreserve?: number;
  id?: string;
  iscustomized?: boolean;
  iscustomizediops?: boolean;
  issystem?: boolean;
  isvolatile?: boolean;
  jobid?: string;
  jobstatus?: number;
  leaseduration?: number;
  leaseexpiryaction?: string;
  limitcpuuse?: boolean;
  maxheads?: number;
  maxiops?: number;
  maxresolutionx?: number;
  maxresolutiony?: number;
  memory?: number;
  miniops?: number;
  name?: string;
  networkrate?: number;
  offerha?: boolean;
  provisioningtype?: string;
  purgeresources?: boolean;
  rootdisksize?: number;
  serviceofferingdetails?: Record<string, string>;
  state?: string;
  storagetags?: string;
  storagetype?: string;
  systemvmtype?: string;
  vgpuprofileid?: string;
  vgpuprofilename?: string;
  videoram?: number;
  vspherestoragepolicy?: string;
  zone?: string;
  zoneid?: string;
}

export interface Service {
  capability?: Capability[];
  jobid?: string;
  jobstatus?: number;
  name?: string;
  provider?: Provider[];
}

export interface StoragePool {
  allocatediops?: number;
  capacitybytes?: number;
  capacityiops?: number;
  clusterid?: string;
  clustername?: string;
  created?: string;
  details?: Record<string, string>;
  disksizeallocated?: number;
  disksizetotal?: number;
  disksizeused?: number;
  hasannotations?: boolean;
  hypervisor?: string;
  id?: string;
  ipaddress?: string;
  istagarule?: boolean;
  jobid?: string;
  jobstatus?: number;
  managed?: boolean;
  name?: string;
  nfsmountopts?: string;
  overprovisionfactor?: string;
  path?: string;
  podid?: string;
  podname?: string;
  provider?: string;
  scope?: string;
  state?: string;
  storageaccessgroups?: string;
  storagecapabilities?: Record<string, string>;
  storagecustomstats?: Record<string, string>;
  suitableformigration?: boolean;
  tags?: string;
  type?: string;
  usediops?: number;
  zoneid?: string;
  zonename?: string;
}

export interface SystemVm {
  activeviewersessions?: number;
  agentstate?: string;
  arch?: string;
  created?: string;
  disconnected?: string;
  dns1?: string;
  dns2?: string;
  gateway?: string;
  guestvlan?: string;
  hasannotations?: boolean;
  hostcontrolstate?: string;
  hostid?: string;
  hostname?: string;
  hypervisor?: string;
  id?: string;
  isdynamicallyscalable?: boolean;
  jobid?: string;
  jobstatus?: number;
  linklocalip?: string;
  linklocalmacaddress?: string;
  linklocalnetmask?: string;
  name?: string;
  networkdomain?: string;
  podid?: string;
  podname?: string;
  privateip?: string;
  privatemacaddress?: string;
  privatenetmask?: string;
  publicip?: string;
  publicmacaddress?: string;
  publicnetmask?: string;
  publicvlan?: string[];
  serviceofferingid?: string;
  serviceofferingname?: string;
  state?: string;
  systemvmtype?: string;
  templateid?: string;
  templatename?: string;
  version?: string;
  zoneid?: string;
  zonename?: string;
}

export interface TaggedResourceLimitAndCount {
  available?: number;
  jobid?: string;
  jobstatus?: number;
  limit?: number;
  resourcetype?: number;
  resourcetypename?: string;
  tag?: string;
  total?: number;
}

export interface Template {
  account?: string;
  accountid?: string;
  arch?: string;
  bits?: number;
  bootable?: boolean;
  checksum?: string;
  childtemplates?: ChildTemplate[];
  created?: string;
  crossZones?: boolean;
  deployasis?: boolean;
  deployasisdetails?: Record<string, string>;
  details?: Record<string, string>;
  directdownload?: boolean;
  displaytext?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  downloaddetails?: unknown[];
  extensionid?: string;
  extensionname?: string;
  forcks?: boolean;
  format?: string;
  hasannotations?: boolean;
  hostid?: string;
  hostname?: string;
  hypervisor?: string;
  icon?: ResourceIcon;
  id?: string;
  isdynamicallyscalable?: boolean;
  isextractable?: boolean;
  isfeatured?: boolean;
  ispublic?: boolean;
  isready?: boolean;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  ostypeid?: string;
  ostypename?: string;
  parenttemplateid?: string;
  passwordenabled?: boolean;
  physicalsize?: number;
  project?: string;
  projectid?: string;
  removed?: string;
  requireshvm?: boolean;
  size?: number;
  sourcetemplateid?: string;
  sshkeyenabled?: boolean;
  status?: string;
  tags?: ResourceTag[];
  templatetag?: string;
  templatetype?: string;
  url?: string;
  userdataid?: string;
  userdataname?: string;
  userdataparams?: string;
  userdatapolicy?: string;
  zoneid?: string;
  zonename?: string;
}

export interface User {
  account?: string;
  accountid?: string;
  accounttype?: number;
  apikey?: string;
  apikeyaccess?: string;
  created?: string;
  domain?: string;
  domainid?: string;
  email?: string;
  firstname?: string;
  icon?: ResourceIcon;
  id?: string;
  is2faenabled?: boolean;
  is2famandated?: boolean;
  iscallerchilddomain?: boolean;
  isdefault?: boolean;
  jobid?: string;
  jobstatus?: number;
  lastname?: string;
  roleid?: string;
  rolename?: string;
  roletype?: string;
  secretkey?: string;
  state?: string;
  timezone?: string;
  username?: string;
  usersource?: string;
}

export interface UserVm {
  account?: string;
  affinitygroup?: AffinityGroup[];
  arch?: string;
  autoscalevmgroupid?: string;
  autoscalevmgroupname?: string;
  backupofferingid?: string;
  backupofferingname?: string;
  bootmode?: string;
  boottype?: string;
  cpunumber?: number;
  cpuspeed?: number;
  cpuused?: string;
  created?: string;
  deleteprotection?: boolean;
  details?: Record<string, string>;
  diskioread?: number;
  diskiowrite?: number;
  diskkbsread?: number;
  diskkbswrite?: number;
  diskofferingid?: string;
  diskofferingname?: string;
  displayname?: string;
  displayvm?: boolean;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  forvirtualnetwork?: boolean;
  gpucardid?: string;
  gpucardname?: string;
  gpucount?: number;
  group?: string;
  groupid?: string;
  guestosid?: string;
  haenable?: boolean;
  hasannotations?: boolean;
  hostcontrolstate?: string;
  hostid?: string;
  hostname?: string;
  hypervisor?: string;
  icon?: ResourceIcon;
  id?: string;
  instancename?: string;
  ipaddress?: string;
  isdynamicallyscalable?: boolean;
  isodisplaytext?: string;
  isoid?: string;
  isoname?: string;
  jobid?: string;
  jobstatus?: number;
  keypairs?: string;
  lastupdated?: string;
  leaseduration?: number;
  leaseexpiryaction?: string;
  leaseexpirydate?: string;
  maxheads?: number;
  maxresolutionx?: number;
  maxresolutiony?: number;
  memory?: number;
  memoryintfreekbs?: number;
  memorykbs?: number;
  memorytargetkbs?: number;
  name?: string;
  networkkbsread?: number;
  networkkbswrite?: number;
  nic?: Nic[];
  osdisplayname?: string;
  ostypeid?: string;
  password?: string;
  passwordenabled?: boolean;
  pooltype?: string;
  project?: string;
  projectid?: string;
  publicip?: string;
  publicipid?: string;
  readonlydetails?: string;
  receivedbytes?: number;
  rootdeviceid?: number;
  rootdevicetype?: string;
  securitygroup?: SecurityGroup[];
  sentbytes?: number;
  serviceofferingid?: string;
  serviceofferingname?: string;
  servicestate?: string;
  state?: string;
  tags?: ResourceTag[];
  templatedisplaytext?: string;
  templateformat?: string;
  templateid?: string;
  templatename?: string;
  templatetype?: string;
  userdata?: string;
  userdatadetails?: string;
  userdataid?: string;
  userdataname?: string;
  userdatapolicy?: string;
  userid?: string;
  username?: string;
  vgpu?: string;
  vgpuprofileid?: string;
  vgpuprofilename?: string;
  videoram?: number;
  vmtype?: string;
  vnfdetails?: Record<string, string>;
  vnfnics?: VnfNic[];
  zoneid?: string;
  zonename?: string;
}

export interface Vgpu {
  jobid?: string;
  jobstatus?: number;
  maxcapacity?: number;
  maxheads?: number;
  maxresolutionx?: number;
  maxresolutiony?: number;
  maxvgpuperpgpu?: number;
  remainingcapacity?: number;
  vgputype?: string;
  videoram?: number;
}

export interface VnfNic {
  description?: string;
  deviceid?: number;
  management?: boolean;
  name?: string;
  networkid?: string;
  networkname?: string;
  required?: boolean;
}

export interface Volume {
  account?: string;
  attached?: string;
  chaininfo?: string;
  clusterid?: string;
  clustername?: string;
  created?: string;
  deleteprotection?: boolean;
  destroyed?: boolean;
  deviceid?: number;
  diskBytesReadRate?: number;
  diskBytesWriteRate?: number;
  diskIopsReadRate?: number;
  diskIopsWriteRate?: number;
  diskioread?: number;
  diskiowrite?: number;
  diskkbsread?: number;
  diskkbswrite?: number;
  diskofferingdisplaytext?: string;
  diskofferingid?: string;
  diskofferingname?: string;
  displayvolume?: boolean;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  encryptformat?: string;
  externaluuid?: string;
  hasannotations?: boolean;
  hypervisor?: string;
  id?: string;
  isextractable?: boolean;
  isodisplaytext?: string;
  isoid?: string;
  isoname?: string;
  jobid?: string;
  jobstatus?: number;
  maxiops?: number;
  miniops?: number;
  name?: string;
  path?: string;
  physicalsize?: number;
  podid?: string;
  podname?: string;
  project?: string;
  projectid?: string;
  provisioningtype?: string;
  quiescevm?: boolean;
  serviceofferingdisplaytext?: string;
  serviceofferingid?: string;
  serviceofferingname?: string;
  size?: number;
  snapshotid?: string;
  state?: string;
  status?: string;
  storage?: string;
  storageid?: string;
  storagetype?: string;
  supportsstoragesnapshot?: boolean;
  tags?: ResourceTag[];
  templatedisplaytext?: string;
  templateid?: string;
  templatename?: string;
  type?: string;
  utilization?: string;
  virtualmachineid?: string;
  virtualsize?: number;
  vmdisplayname?: string;
  vmname?: string;
  vmstate?: string;
  vmtype?: string;
  volumecheckresult?: Record<string, string>;
  volumerepairresult?: Record<string, string>;
  zoneid?: string;
  zonename?: string;
}

export interface Zone {
  allocationstate?: string;
  allowuserspecifyvrmtu?: boolean;
  asnrange?: string;
  capacity?: Capacity[];
  description?: string;
  dhcpprovider?: string;
  displaytext?: string;
  dns1?: string;
  dns2?: string;
  domain?: string;
  domainid?: string;
  domainname?: string;
  gputotal?: number;
  gpuused?: number;
  guestcidraddress?: string;
  hasannotations?: boolean;
  icon?: ResourceIcon;
  id?: string;
  internaldns1?: string;
  internaldns2?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  ismultiarch?: boolean;
  isnsxenabled?: boolean;
  jobid?: string;
  jobstatus?: number;
  localstorageenabled?: boolean;
  name?: string;
  networktype?: string;
  provider?: string;
  resourcedetails?: Record<string, string>;
  routedmodeenabled?: boolean;
  routerprivateinterfacemaxmtu?: number;
  routerpublicinterfacemaxmtu?: number;
  securitygroupsenabled?: boolean;
  storageaccessgroups?: string;
  tags?: ResourceTag[];
  type?: string;
  zonetoken?: string;
}

export interface AuthorizeSecurityGroupEgressParams {
  account?: string;
  cidrlist?: readonly string[];
  domainid?: string;
  endport?: number;
  icmpcode?: number;
  icmptype?: number;
  projectid?: string;
  protocol?: string;
  securitygroupid?: string;
  securitygroupname?: string;
  startport?: number;
  usersecuritygrouplist?: Readonly<Record<string, string>>;
}

export interface AuthorizeSecurityGroupIngressParams {
  account?: string;
  cidrlist?: readonly string[];
  domainid?: string;
  endport?: number;
  icmpcode?: number;
  icmptype?: number;
  projectid?: string;
  protocol?: string;
  securitygroupid?: string;
  securitygroupname?: string;
  startport?: number;
  usersecuritygrouplist?: Readonly<Record<string, string>>;
}

export interface CreateConsoleEndpointParams {
  kind?: string;
  token?: string;
  virtualmachineid: string;
}

export interface CreateSSHKeyPairParams {
  account?: string;
  domainid?: string;
  name: string;
  projectid?: string;
}

export interface CreateSecurityGroupParams {
  account?: string;
  description?: string;
  domainid?: string;
  name: string;
  projectid?: string;
}

export interface DeleteSSHKeyPairParams {
  account?: string;
  domainid?: string;
  name: string;
  projectid?: string;
}

export interface DeleteSecurityGroupParams {
  account?: string;
  domainid?: string;
  id?: string;
  name?: string;
  projectid?: string;
}

export interface DeployVirtualMachineParams {
  account?: string;
  affinitygroupids?: readonly string[];
  affinitygroupnames?: readonly string[];
  bootintosetup?: boolean;
  bootmode?: string;
  boottype?: string;
  clusterid?: string;
  copyimagetags?: boolean;
  customid?: string;
  datadiskofferinglist?: readonly Readonly<Record<string, string | number>>[];
  datadisksdetails?: readonly Readonly<Record<string, string | number>>[];
  deploymentplanner?: string;
  details?: Readonly<Record<string, string>>;
  dhcpoptionsnetworklist?: readonly Readonly<Record<string, string | number>>[];
  diskofferingid?: string;
  displayname?: string;
  displayvm?: boolean;
  domainid?: string;
  dynamicscalingenabled?: boolean;
  externaldetails?: Readonly<Record<string, string>>;
  extraconfig?: string;
  group?: string;
  hostid?: string;
  hypervisor?: string;
  iodriverpolicy?: string;
  iothreadsenabled?: boolean;
  ip6address?: string;
  ipaddress?: string;
  iptonetworklist?: Readonly<Record<string, string>>;
  keyboard?: string;
  keypair?: string;
  keypairs?: readonly string[];
  leaseduration?: number;
  leaseexpiryaction?: string;
  macaddress?: string;
  name?: string;
  networkids?: readonly string[];
  nicmultiqueuenumber?: number;
  nicnetworklist?: readonly Readonly<Record<string, string | number>>[];
  nicpackedvirtqueuesenabled?: boolean;
  overridediskofferingid?: string;
  password?: string;
  podid?: string;
  projectid?: string;
  properties?: readonly Readonly<Record<string, string | number>>[];
  rootdisksize?: number;
  securitygroupids?: readonly string[];
  securitygroupnames?: readonly string[];
  serviceofferingid: string;
  size?: number;
  snapshotid?: string;
  startvm?: boolean;
  templateid?: string;
  userdata?: string;
  userdatadetails?: Readonly<Record<string, string>>;
  userdataid?: string;
  volumeid?: string;
  zoneid: string;
}

export interface DestroyVirtualMachineParams {
  expunge?: boolean;
  id: string;
  volumeids?: readonly string[];
}

export interface ExpungeVirtualMachineParams {
  id: string;
}

export interface ListAccountsParams {
  accounttype?: number;
  apikeyaccess?: string;
  details?: readonly string[];
  domainid?: string;
  id?: string;
  iscleanuprequired?: boolean;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  page?: number;
  pagesize?: number;
  showicon?: boolean;
  state?: string;
  tag?: string;
}

export interface ListApisParams {
  name?: string;
}

export interface ListAsyncJobsParams {
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  managementserverid?: string;
  page?: number;
  pagesize?: number;
  startdate?: string;
}

export type ListCapabilitiesParams = Record<never, never>;

export interface ListCapacityParams {
  clusterid?: string;
  fetchlatest?: boolean;
  keyword?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  sortby?: string;
  tag?: string;
  type?: number;
  zoneid?: string;
}

export interface ListClustersParams {
  allocationstate?: string;
  arch?: string;
  clustertype?: string;
  hypervisor?: string;
  id?: string;
  keyword?: string;
  managedstate?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  showcapacities?: boolean;
  storageaccessgroup?: string;
  zoneid?: string;
}

export interface ListConfigurationsParams {
  accountid?: string;
  category?: string;
  clusterid?: string;
  domainid?: string;
  group?: string;
  imagestoreuuid?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  parent?: string;
  storageid?: string;
  subgroup?: string;
  zoneid?: string;
}

export interface ListDiskOfferingsParams {
  account?: string;
  domainid?: string;
  encrypt?: boolean;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  page?: number;
  pagesize?: number;
  projectid?: string;
  state?: string;
  storageid?: string;
  storagetype?: string;
  virtualmachineid?: string;
  volumeid?: string;
  zoneid?: string;
}

export interface ListDomainsParams {
  details?: readonly string[];
  id?: string;
  keyword?: string;
  level?: number;
  listall?: boolean;
  name?: string;
  page?: number;
  pagesize?: number;
  showicon?: boolean;
  tag?: string;
}

export type ListEventTypesParams = Record<never, never>;

export interface ListEventsParams {
  account?: string;
  archived?: boolean;
  domainid?: string;
  duration?: number;
  enddate?: string;
  entrytime?: number;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  level?: string;
  listall?: boolean;
  page?: number;
  pagesize?: number;
  projectid?: string;
  resourceid?: string;
  resourcetype?: string;
  startdate?: string;
  startid?: string;
  state?: string;
  type?: string;
}

export interface ListHostsParams {
  arch?: string;
  clusterid?: string;
  details?: readonly string[];
  hahost?: boolean;
  hypervisor?: string;
  id?: string;
  keyword?: string;
  managementserverid?: string;
  name?: string;
  outofbandmanagementenabled?: boolean;
  outofbandmanagementpowerstate?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  resourcestate?: string;
  state?: string;
  storageaccessgroup?: string;
  type?: string;
  virtualmachineid?: string;
  zoneid?: string;
}

export interface ListImageStoresParams {
  id?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  protocol?: string;
  provider?: string;
  readonly?: boolean;
  zoneid?: string;
}

export interface ListIsosParams {
  account?: string;
  arch?: string;
  bootable?: boolean;
  domainid?: string;
  hypervisor?: string;
  id?: string;
  imagestoreid?: string;
  isofilter?: string;
  ispublic?: boolean;
  isready?: boolean;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  oscategoryid?: string;
  page?: number;
  pagesize?: number;
  projectid?: string;
  showicon?: boolean;
  showremoved?: boolean;
  showunique?: boolean;
  storageid?: string;
  tags?: Readonly<Record<string, string>>;
  zoneid?: string;
}

export interface ListNetworkOfferingsParams {
  availability?: string;
  displaytext?: string;
  domainid?: string;
  forvpc?: boolean;
  guestiptype?: string;
  id?: string;
  isdefault?: boolean;
  istagged?: boolean;
  keyword?: string;
  name?: string;
  networkid?: string;
  page?: number;
  pagesize?: number;
  routingmode?: string;
  sourcenatsupported?: boolean;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  state?: string;
  supportedservices?: readonly string[];
  tags?: string;
  traffictype?: string;
  zoneid?: string;
}

export interface ListNetworksParams {
  account?: string;
  acltype?: string;
  associatednetworkid?: string;
  canusefordeploy?: boolean;
  displaynetwork?: boolean;
  domainid?: string;
  forvpc?: boolean;
  id?: string;
  isrecursive?: boolean;
  issystem?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  networkfilter?: string;
  networkofferingid?: string;
  page?: number;
  pagesize?: number;
  physicalnetworkid?: string;
  projectid?: string;
  restartrequired?: boolean;
  retrieveonlyresourcecount?: boolean;
  showicon?: boolean;
  specifyipranges?: boolean;
  supportedservices?: readonly string[];
  tags?: Readonly<Record<string, string>>;
  traffictype?: string;
  type?: string;
  vlan?: string;
  vpcid?: string;
  zoneid?: string;
}

export interface ListNicsParams {
  fordisplay?: boolean;
  keyword?: string;
  networkid?: string;
  nicid?: string;
  page?: number;
  pagesize?: number;
  virtualmachineid: string;
}

export interface ListPodsParams {
  allocationstate?: string;
  id?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  showcapacities?: boolean;
  storageaccessgroup?: string;
  zoneid?: string;
}

export interface ListRolesParams {
  id?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  state?: string;
  type?: string;
}

export interface ListRoutersParams {
  account?: string;
  arch?: string;
  clusterid?: string;
  domainid?: string;
  fetchhealthcheckresults?: boolean;
  forvpc?: boolean;
  healthchecksfailed?: boolean;
  hostid?: string;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  networkid?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  projectid?: string;
  state?: string;
  version?: string;
  vpcid?: string;
  zoneid?: string;
}

export interface ListSSHKeyPairsParams {
  account?: string;
  domainid?: string;
  fingerprint?: string;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  page?: number;
  pagesize?: number;
  projectid?: string;
}

export interface ListSecurityGroupsParams {
  account?: string;
  domainid?: string;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  page?: number;
  pagesize?: number;
  projectid?: string;
  securitygroupname?: string;
  tags?: Readonly<Record<string, string>>;
  virtualmachineid?: string;
}

export interface ListServiceOfferingsParams {
  account?: string;
  cpunumber?: number;
  cpuspeed?: number;
  domainid?: string;
  encryptroot?: boolean;
  gpuenabled?: boolean;
  id?: string;
  isrecursive?: boolean;
  issystem?: boolean;
  keyword?: string;
  listall?: boolean;
  memory?: number;
  name?: string;
  page?: number;
  pagesize?: number;
  projectid?: string;
  state?: string;
  storagetype?: string;
  systemvmtype?: string;
  templateid?: string;
  vgpuprofileid?: string;
  virtualmachineid?: string;
  zoneid?: string;
}

export interface ListStoragePoolsParams {
  clusterid?: string;
  hostid?: string;
  id?: string;
  ipaddress?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  path?: string;
  podid?: string;
  scope?: string;
  status?: string;
  storageaccessgroup?: string;
  storagecustomstats?: boolean;
  zoneid?: string;
}

export interface ListSystemVmsParams {
  arch?: string;
  hostid?: string;
  id?: string;
  keyword?: string;
  name?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  state?: string;
  storageid?: string;
  systemvmtype?: string;
  zoneid?: string;
}

export interface ListTemplatesParams {
  account?: string;
  arch?: string;
  details?: readonly string[];
  domainid?: string;
  extensionid?: string;
  forcks?: boolean;
  hypervisor?: string;
  id?: string;
  ids?: readonly string[];
  imagestoreid?: string;
  isready?: boolean;
  isrecursive?: boolean;
  isvnf?: boolean;
  keyword?: string;
  listall?: boolean;
  name?: string;
  oscategoryid?: string;
  page?: number;
  pagesize?: number;
  parenttemplateid?: string;
  projectid?: string;
  showicon?: boolean;
  showremoved?: boolean;
  showunique?: boolean;
  storageid?: string;
  tags?: Readonly<Record<string, string>>;
  templatefilter: string;
  templatetype?: string;
  zoneid?: string;
}

export interface ListUsersParams {
  account?: string;
  accounttype?: number;
  apikeyaccess?: string;
  domainid?: string;
  id?: string;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  page?: number;
  pagesize?: number;
  showicon?: boolean;
  state?: string;
  username?: string;
  usersource?: string;
}

export interface ListVirtualMachinesParams {
  account?: string;
  accumulate?: boolean;
  affinitygroupid?: string;
  arch?: string;
  autoscalevmgroupid?: string;
  backupofferingid?: string;
  clusterid?: string;
  details?: readonly string[];
  displayvm?: boolean;
  domainid?: string;
  extensionid?: string;
  forvirtualnetwork?: boolean;
  gpuenabled?: boolean;
  groupid?: string;
  haenable?: boolean;
  hostid?: string;
  hypervisor?: string;
  id?: string;
  ids?: readonly string[];
  isoid?: string;
  isrecursive?: boolean;
  isvnf?: boolean;
  keypair?: string;
  keyword?: string;
  leased?: boolean;
  listall?: boolean;
  name?: string;
  networkid?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  projectid?: string;
  retrieveonlyresourcecount?: boolean;
  securitygroupid?: string;
  serviceofferingid?: string;
  showicon?: boolean;
  state?: string;
  storageid?: string;
  tags?: Readonly<Record<string, string>>;
  templateid?: string;
  userdata?: boolean;
  userdataid?: string;
  userid?: string;
  vpcid?: string;
  zoneid?: string;
}

export interface ListVolumesParams {
  account?: string;
  clusterid?: string;
  diskofferingid?: string;
  displayvolume?: boolean;
  domainid?: string;
  hostid?: string;
  id?: string;
  ids?: readonly string[];
  isencrypted?: boolean;
  isrecursive?: boolean;
  keyword?: string;
  listall?: boolean;
  listsystemvms?: boolean;
  name?: string;
  page?: number;
  pagesize?: number;
  podid?: string;
  projectid?: string;
  retrieveonlyresourcecount?: boolean;
  serviceofferingid?: string;
  state?: string;
  storageid?: string;
  tags?: Readonly<Record<string, string>>;
  type?: string;
  virtualmachineid?: string;
  zoneid?: string;
}

export interface ListZonesParams {
  available?: boolean;
  domainid?: string;
  id?: string;
  ids?: readonly string[];
  keyword?: string;
  name?: string;
  networktype?: string;
  page?: number;
  pagesize?: number;
  showcapacities?: boolean;
  showicon?: boolean;
  storageaccessgroup?: string;
  tags?: Readonly<Record<string, string>>;
}

export interface LoginParams {
  domain?: string;
  password: string;
  username: string;
}

export type LogoutParams = Record<never, never>;

export interface QueryAsyncJobResultParams {
  jobid: string;
}

export interface RebootVirtualMachineParams {
  bootintosetup?: boolean;
  forced?: boolean;
  id: string;
}

export interface RecoverVirtualMachineParams {
  id: string;
}

export interface RegisterSSHKeyPairParams {
  account?: string;
  domainid?: string;
  name: string;
  projectid?: string;
  publickey: string;
}

export interface ResetPasswordForVirtualMachineParams {
  id: string;
  password?: string;
}

export interface ResetSSHKeyForVirtualMachineParams {
  account?: string;
  domainid?: string;
  id: string;
  keypair?: string;
  keypairs?: readonly string[];
  projectid?: string;
}

export interface RevokeSecurityGroupEgressParams {
  id: string;
}

export interface RevokeSecurityGroupIngressParams {
  id: string;
}

export interface StartVirtualMachineParams {
  bootintosetup?: boolean;
  clusterid?: string;
  considerlasthost?: boolean;
  deploymentplanner?: string;
  hostid?: string;
  id: string;
  podid?: string;
}

export interface StopVirtualMachineParams {
  forced?: boolean;
  id: string;
}

export interface UpdateConfigurationParams {
  accountid?: string;
  clusterid?: string;
  domainid?: string;
  imagestoreuuid?: string;
  name: string;
  storageid?: string;
  value?: string;
  zoneid?: string;
}

export interface UpdateVirtualMachineParams {
  cleanupdetails?: boolean;
  customid?: string;
  deleteprotection?: boolean;
  details?: Readonly<Record<string, string>>;
  dhcpoptionsnetworklist?: readonly Readonly<Record<string, string | number>>[];
  displayname?: string;
  displayvm?: boolean;
  extraconfig?: string;
  group?: string;
  haenable?: boolean;
  id: string;
  instancename?: string;
  isdynamicallyscalable?: boolean;
  leaseduration?: number;
  leaseexpiryaction?: string;
  name?: string;
  ostypeid?: string;
  securitygroupids?: readonly string[];
  securitygroupnames?: readonly string[];
  userdata?: string;
  userdatadetails?: Readonly<Record<string, string>>;
  userdataid?: string;
}

export interface Calls {
  authorizeSecurityGroupEgress: { params: AuthorizeSecurityGroupEgressParams; answer: SecurityGroup };
  authorizeSecurityGroupIngress: { params: AuthorizeSecurityGroupIngressParams; answer: SecurityGroup };
  createConsoleEndpoint: { params: CreateConsoleEndpointParams; answer: CreateConsoleEndpoint };
  createSSHKeyPair: { params: CreateSSHKeyPairParams; answer: CreateSSHKeyPair };
  createSecurityGroup: { params: CreateSecurityGroupParams; answer: SecurityGroup };
  deleteSSHKeyPair: { params: DeleteSSHKeyPairParams; answer: Success };
  deleteSecurityGroup: { params: DeleteSecurityGroupParams; answer: Success };
  deployVirtualMachine: { params: DeployVirtualMachineParams; answer: UserVm };
  destroyVirtualMachine: { params: DestroyVirtualMachineParams; answer: UserVm };
  expungeVirtualMachine: { params: ExpungeVirtualMachineParams; answer: Success };
  listAccounts: { params: ListAccountsParams; answer: Account };
  listApis: { params: ListApisParams; answer: ApiDiscovery };
  listAsyncJobs: { params: ListAsyncJobsParams; answer: AsyncJob };
  listCapabilities: { params: ListCapabilitiesParams; answer: Capabilities };
  listCapacity: { params: ListCapacityParams; answer: Capacity };
  listClusters: { params: ListClustersParams; answer: Cluster };
  listConfigurations: { params: ListConfigurationsParams; answer: Configuration };
  listDiskOfferings: { params: ListDiskOfferingsParams; answer: DiskOffering };
  listDomains: { params: ListDomainsParams; answer: Domain };
  listEventTypes: { params: ListEventTypesParams; answer: EventType };
  listEvents: { params: ListEventsParams; answer: Event };
  listHosts: { params: ListHostsParams; answer: Host };
  listImageStores: { params: ListImageStoresParams; answer: ImageStore };
  listIsos: { params: ListIsosParams; answer: Template };
  listNetworkOfferings: { params: ListNetworkOfferingsParams; answer: NetworkOffering };
  listNetworks: { params: ListNetworksParams; answer: Network };
  listNics: { params: ListNicsParams; answer: Nic };
  listPods: { params: ListPodsParams; answer: Pod };
  listRoles: { params: ListRolesParams; answer: Role };
  listRouters: { params: ListRoutersParams; answer: DomainRouter };
  listSSHKeyPairs: { params: ListSSHKeyPairsParams; answer: SSHKeyPair };
  listSecurityGroups: { params: ListSecurityGroupsParams; answer: SecurityGroup };
  listServiceOfferings: { params: ListServiceOfferingsParams; answer: ServiceOffering };
  listStoragePools: { params: ListStoragePoolsParams; answer: StoragePool };
  listSystemVms: { params: ListSystemVmsParams; answer: SystemVm };
  listTemplates: { params: ListTemplatesParams; answer: Template };
  listUsers: { params: ListUsersParams; answer: User };
  listVirtualMachines: { params: ListVirtualMachinesParams; answer: UserVm };
  listVolumes: { params: ListVolumesParams; answer: Volume };
  listZones: { params: ListZonesParams; answer: Zone };
  login: { params: LoginParams; answer: LoginCmd };
  logout: { params: LogoutParams; answer: LogoutCmd };
  queryAsyncJobResult: { params: QueryAsyncJobResultParams; answer: AsyncJob };
  rebootVirtualMachine: { params: RebootVirtualMachineParams; answer: UserVm };
  recoverVirtualMachine: { params: RecoverVirtualMachineParams; answer: UserVm };
  registerSSHKeyPair: { params: RegisterSSHKeyPairParams; answer: SSHKeyPair };
  resetPasswordForVirtualMachine: { params: ResetPasswordForVirtualMachineParams; answer: UserVm };
  resetSSHKeyForVirtualMachine: { params: ResetSSHKeyForVirtualMachineParams; answer: UserVm };
  revokeSecurityGroupEgress: { params: RevokeSecurityGroupEgressParams; answer: Success };
  revokeSecurityGroupIngress: { params: RevokeSecurityGroupIngressParams; answer: Success };
  startVirtualMachine: { params: StartVirtualMachineParams; answer: UserVm };
  stopVirtualMachine: { params: StopVirtualMachineParams; answer: UserVm };
  updateConfiguration: { params: UpdateConfigurationParams; answer: Configuration };
  updateVirtualMachine: { params: UpdateVirtualMachineParams; answer: UserVm };
}

export const commands = {
  authorizeSecurityGroupEgress: { isAsync: true, wrapper: 'authorizesecuritygroupegressresponse', object: 'securitygroup', shape: 'object' },
  authorizeSecurityGroupIngress: { isAsync: true, wrapper: 'authorizesecuritygroupingressresponse', object: 'securitygroup', shape: 'object' },
  createConsoleEndpoint: { isAsync: false, wrapper: 'createconsoleendpointresponse', object: 'consoleendpoint', shape: 'object' },
  createSSHKeyPair: { isAsync: false, wrapper: 'createsshkeypairresponse', object: 'keypair', shape: 'object' },
  createSecurityGroup: { isAsync: false, wrapper: 'createsecuritygroupresponse', object: 'securitygroup', shape: 'object' },
  deleteSSHKeyPair: { isAsync: false, wrapper: 'deletesshkeypairresponse', object: null, shape: 'success' },
  deleteSecurityGroup: { isAsync: false, wrapper: 'deletesecuritygroupresponse', object: null, shape: 'success' },
  deployVirtualMachine: { isAsync: true, wrapper: 'deployvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  destroyVirtualMachine: { isAsync: true, wrapper: 'destroyvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  expungeVirtualMachine: { isAsync: true, wrapper: 'expungevirtualmachineresponse', object: null, shape: 'success' },
  listAccounts: { isAsync: false, wrapper: 'listaccountsresponse', object: 'account', shape: 'list' },
  listApis: { isAsync: false, wrapper: 'listapisresponse', object: 'api', shape: 'list' },
  listAsyncJobs: { isAsync: false, wrapper: 'listasyncjobsresponse', object: 'asyncjobs', shape: 'list' },
  listCapabilities: { isAsync: false, wrapper: 'listcapabilitiesresponse', object: 'capability', shape: 'object' },
  listCapacity: { isAsync: false, wrapper: 'listcapacityresponse', object: 'capacity', shape: 'list' },
  listClusters: { isAsync: false, wrapper: 'listclustersresponse', object: 'cluster', shape: 'list' },
  listConfigurations: { isAsync: false, wrapper: 'listconfigurationsresponse', object: 'configuration', shape: 'list' },
  listDiskOfferings: { isAsync: false, wrapper: 'listdiskofferingsresponse', object: 'diskoffering', shape: 'list' },
  listDomains: { isAsync: false, wrapper: 'listdomainsresponse', object: 'domain', shape: 'list' },
  listEventTypes: { isAsync: false, wrapper: 'listeventtypesresponse', object: 'eventtype', shape: 'list' },
  listEvents: { isAsync: false, wrapper: 'listeventsresponse', object: 'event', shape: 'list' },
  listHosts: { isAsync: false, wrapper: 'listhostsresponse', object: 'host', shape: 'list' },
  listImageStores: { isAsync: false, wrapper: 'listimagestoresresponse', object: 'imagestore', shape: 'list' },
  listIsos: { isAsync: false, wrapper: 'listisosresponse', object: 'iso', shape: 'list' },
  listNetworkOfferings: { isAsync: false, wrapper: 'listnetworkofferingsresponse', object: 'networkoffering', shape: 'list' },
  listNetworks: { isAsync: false, wrapper: 'listnetworksresponse', object: 'network', shape: 'list' },
  listNics: { isAsync: false, wrapper: 'listnicsresponse', object: 'nic', shape: 'list' },
  listPods: { isAsync: false, wrapper: 'listpodsresponse', object: 'pod', shape: 'list' },
  listRoles: { isAsync: false, wrapper: 'listrolesresponse', object: 'role', shape: 'list' },
  listRouters: { isAsync: false, wrapper: 'listroutersresponse', object: 'router', shape: 'list' },
  listSSHKeyPairs: { isAsync: false, wrapper: 'listsshkeypairsresponse', object: 'sshkeypair', shape: 'list' },
  listSecurityGroups: { isAsync: false, wrapper: 'listsecuritygroupsresponse', object: 'securitygroup', shape: 'list' },
  listServiceOfferings: { isAsync: false, wrapper: 'listserviceofferingsresponse', object: 'serviceoffering', shape: 'list' },
  listStoragePools: { isAsync: false, wrapper: 'liststoragepoolsresponse', object: 'storagepool', shape: 'list' },
  listSystemVms: { isAsync: false, wrapper: 'listsystemvmsresponse', object: 'systemvm', shape: 'list' },
  listTemplates: { isAsync: false, wrapper: 'listtemplatesresponse', object: 'template', shape: 'list' },
  listUsers: { isAsync: false, wrapper: 'listusersresponse', object: 'user', shape: 'list' },
  listVirtualMachines: { isAsync: false, wrapper: 'listvirtualmachinesresponse', object: 'virtualmachine', shape: 'list' },
  listVolumes: { isAsync: false, wrapper: 'listvolumesresponse', object: 'volume', shape: 'list' },
  listZones: { isAsync: false, wrapper: 'listzonesresponse', object: 'zone', shape: 'list' },
  login: { isAsync: false, wrapper: 'loginresponse', object: null, shape: 'flat' },
  logout: { isAsync: false, wrapper: 'logoutresponse', object: null, shape: 'flat' },
  queryAsyncJobResult: { isAsync: false, wrapper: 'queryasyncjobresultresponse', object: null, shape: 'flat' },
  rebootVirtualMachine: { isAsync: true, wrapper: 'rebootvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  recoverVirtualMachine: { isAsync: false, wrapper: 'recovervirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  registerSSHKeyPair: { isAsync: false, wrapper: 'registersshkeypairresponse', object: 'keypair', shape: 'object' },
  resetPasswordForVirtualMachine: { isAsync: true, wrapper: 'resetpasswordforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  resetSSHKeyForVirtualMachine: { isAsync: true, wrapper: 'resetSSHKeyforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  revokeSecurityGroupEgress: { isAsync: true, wrapper: 'revokesecuritygroupegressresponse', object: null, shape: 'success' },
  revokeSecurityGroupIngress: { isAsync: true, wrapper: 'revokesecuritygroupingressresponse', object: null, shape: 'success' },
  startVirtualMachine: { isAsync: true, wrapper: 'startvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  stopVirtualMachine: { isAsync: true, wrapper: 'stopvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateConfiguration: { isAsync: false, wrapper: 'updateconfigurationresponse', object: 'configuration', shape: 'object' },
  updateVirtualMachine: { isAsync: false, wrapper: 'updatevirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
} as const;
