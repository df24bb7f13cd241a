// Generated from the server's command registry. Do not edit.

export interface Account {
  vmlimit?: string;
  vmtotal?: number;
  vmavailable?: string;
  iplimit?: string;
  iptotal?: number;
  ipavailable?: string;
  volumelimit?: string;
  volumetotal?: number;
  volumeavailable?: string;
  snapshotlimit?: string;
  snapshottotal?: number;
  snapshotavailable?: string;
  templatelimit?: string;
  templatetotal?: number;
  templateavailable?: string;
  projectlimit?: string;
  projecttotal?: number;
  projectavailable?: string;
  networklimit?: string;
  networktotal?: number;
  networkavailable?: string;
  vpclimit?: string;
  vpctotal?: number;
  vpcavailable?: string;
  cpulimit?: string;
  cputotal?: number;
  cpuavailable?: string;
  memorylimit?: string;
  memorytotal?: number;
  memoryavailable?: string;
  primarystoragelimit?: string;
  primarystoragetotal?: number;
  primarystorageavailable?: string;
  secondarystoragelimit?: string;
  secondarystoragetotal?: number;
  secondarystorageavailable?: string;
  id?: string;
  name?: string;
  accounttype?: number;
  state?: string;
  roleid?: string;
  rolename?: string;
  roletype?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  networkdomain?: string;
  apikeyaccess?: string;
  isdefault?: boolean;
  iscleanuprequired?: boolean;
  created?: string;
  accountdetails?: Record<string, string>;
  groups?: string[];
  user?: User[];
  vmrunning?: number;
  vmstopped?: number;
}

export interface AddressForwardingRule {
  id?: string;
  protocol?: string;
  startport?: number;
  endport?: number;
  ipaddress?: string;
  ipaddressid?: string;
  virtualmachineid?: string;
  virtualmachinename?: string;
  state?: string;
}

export interface AffinityGroup {
  id?: string;
  name?: string;
  description?: string;
  type?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  virtualmachineIds?: string[];
}

export interface AffinityRef {
  id?: string;
  name?: string;
  description?: string;
  type?: string;
}

export interface AffinityType {
  type?: string;
}

export interface Api {
  name?: string;
  description?: string;
  isasync?: boolean;
  related?: string;
  since?: string;
  params?: ApiParameter[];
  response?: ApiField[];
}

export interface ApiField {
  name?: string;
  description?: string;
  type?: string;
  response?: ApiField[];
}

export interface ApiParameter {
  name?: string;
  description?: string;
  type?: string;
  length?: number;
  required?: boolean;
  related?: string;
  since?: string;
}

export interface BalancerElement {
  id?: string;
  nspid?: string;
  enabled?: boolean;
}

export interface CapabilitiesCapability {
  cloudstackversion?: string;
  securitygroupsenabled?: boolean;
  dynamicrolesenabled?: boolean;
  userpublictemplateenabled?: boolean;
  supportELB?: string;
  allowusercreateprojects?: boolean;
  projectinviterequired?: boolean;
  customdiskofferingminsize?: number;
  customdiskofferingmaxsize?: number;
  regionsecondaryenabled?: boolean;
  kvmsnapshotenabled?: boolean;
  apilimitmax?: number;
  apilimitinterval?: number;
  allowuserviewdestroyedvm?: boolean;
  allowuserexpungerecovervm?: boolean;
  allowuserexpungerecovervolume?: boolean;
  allowuserviewalldomainaccounts?: boolean;
  allowuserforcestopvm?: boolean;
  kubernetesserviceenabled?: boolean;
  kubernetesclusterexperimentalfeaturesenabled?: boolean;
  customhypervisordisplayname?: string;
  defaultuipagesize?: number;
  instancesstatsretentiontime?: number;
  instancesstatsuseronly?: boolean;
  instancesdisksstatsretentionenabled?: boolean;
  instancesdisksstatsretentiontime?: number;
  instanceleaseenabled?: boolean;
  dynamicscalingenabled?: boolean;
  additionalconfigenabled?: boolean;
}

export interface Capacity {
  type?: number;
  name?: string;
  zoneid?: string;
  zonename?: string;
  podid?: string;
  podname?: string;
  clusterid?: string;
  clustername?: string;
  capacitytotal?: number;
  capacityused?: number;
  capacityallocated?: number;
  percentused?: string;
}

export interface Cloudian {
  enabled?: boolean;
}

export interface Cluster {
  id?: string;
  name?: string;
  zoneid?: string;
  zonename?: string;
  podid?: string;
  podname?: string;
  hypervisortype?: string;
  clustertype?: string;
  allocationstate?: string;
  managedstate?: string;
  arch?: string;
  cpuovercommitratio?: string;
  memoryovercommitratio?: string;
  capacity?: Capacity[];
}

export interface Configuration {
  name?: string;
  displaytext?: string;
  description?: string;
  category?: string;
  group?: string;
  type?: string;
  scope?: string;
  value?: string;
  defaultvalue?: string;
  ischanged?: boolean;
  isdynamic?: boolean;
}

export interface Console {
  success: boolean;
  details?: string;
  url?: string;
  websocket?: WebSocket;
}

export interface CredentialsUserData {
  virtualmachineid?: string;
  userdata?: string;
}

export interface DiskOffering {
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
  id?: string;
  name?: string;
  displaytext?: string;
  disksize?: number;
  iscustomized?: boolean;
  iscustomizediops?: boolean;
  storagetype?: string;
  provisioningtype?: string;
  cacheMode?: string;
  disksizestrictness?: boolean;
  displayoffering?: boolean;
  encrypt?: boolean;
  tags?: string;
  details?: Record<string, string>;
  state?: string;
  suitableforvirtualmachine?: boolean;
  domainid?: string;
  domain?: string;
  zoneid?: string;
  zone?: string;
  created?: string;
}

export interface Domain {
  vmlimit?: string;
  vmtotal?: number;
  vmavailable?: string;
  iplimit?: string;
  iptotal?: number;
  ipavailable?: string;
  volumelimit?: string;
  volumetotal?: number;
  volumeavailable?: string;
  snapshotlimit?: string;
  snapshottotal?: number;
  snapshotavailable?: string;
  templatelimit?: string;
  templatetotal?: number;
  templateavailable?: string;
  projectlimit?: string;
  projecttotal?: number;
  projectavailable?: string;
  networklimit?: string;
  networktotal?: number;
  networkavailable?: string;
  vpclimit?: string;
  vpctotal?: number;
  vpcavailable?: string;
  cpulimit?: string;
  cputotal?: number;
  cpuavailable?: string;
  memorylimit?: string;
  memorytotal?: number;
  memoryavailable?: string;
  primarystoragelimit?: string;
  primarystoragetotal?: number;
  primarystorageavailable?: string;
  secondarystoragelimit?: string;
  secondarystoragetotal?: number;
  secondarystorageavailable?: string;
  id?: string;
  name?: string;
  path?: string;
  level?: number;
  state?: string;
  parentdomainid?: string;
  parentdomainname?: string;
  haschild?: boolean;
  networkdomain?: string;
  created?: string;
}

export interface Event {
  id?: string;
  type?: string;
  level?: string;
  state?: string;
  description?: string;
  username?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  parentid?: string;
  resourcename?: string;
  resourcetype?: string;
  resourceid?: string;
  archived?: boolean;
  created?: string;
}

export interface EventType {
  name?: string;
}

export interface ExtraOption {
  nicid?: string;
  extradhcpoptioncode?: number;
  extradhcpoptionname?: string;
  extradhcpvalue?: string;
}

export interface ForwardingRule {
  id?: string;
  protocol?: string;
  privateport?: string;
  privateendport?: string;
  publicport?: string;
  publicendport?: string;
  ipaddress?: string;
  ipaddressid?: string;
  networkid?: string;
  virtualmachineid?: string;
  virtualmachinename?: string;
  state?: string;
}

export interface GroupRef {
  id?: string;
  name?: string;
  description?: string;
}

export interface GuestVlan {
  id?: number;
  vlan?: string;
  allocationstate?: string;
  taken?: string;
  isdedicated?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  physicalnetworkid?: string;
  physicalnetworkname?: string;
  zoneid?: string;
  zonename?: string;
  network?: VlanNetwork[];
}

export interface GuestVlanRange {
  id?: string;
  guestvlanrange?: string;
  physicalnetworkid?: string;
  zoneid?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
}

export interface Health {
  checkname?: string;
  checktype?: string;
  success: boolean;
  details?: string;
  lastupdated?: string;
}

export interface Host {
  id?: string;
  name?: string;
  state?: string;
  resourcestate?: string;
  type?: string;
  ipaddress?: string;
  zoneid?: string;
  zonename?: string;
  podid?: string;
  podname?: string;
  clusterid?: string;
  clustername?: string;
  clustertype?: string;
  hypervisor?: string;
  hypervisorversion?: string;
  arch?: string;
  version?: string;
  capabilities?: string;
  cpunumber?: number;
  cpuspeed?: number;
  cpuallocated?: string;
  cpuallocatedvalue?: number;
  cpuallocatedpercentage?: string;
  cpuwithoverprovisioning?: string;
  cpuused?: string;
  cpuloadaverage?: number;
  memorytotal?: number;
  memoryallocated?: number;
  memoryallocatedbytes?: number;
  memoryallocatedpercentage?: string;
  memorywithoverprovisioning?: string;
  memoryused?: number;
  networkkbsread?: number;
  networkkbswrite?: number;
  hosttags?: string;
  islocalstorageactive?: boolean;
  hasenoughcapacity?: boolean;
  details?: Record<string, string>;
  created?: string;
  lastpinged?: string;
  removed?: string;
}

export interface Hypervisor {
  name?: string;
}

export interface ImageStore {
  id?: string;
  name?: string;
  zoneid?: string;
  zonename?: string;
  url?: string;
  protocol?: string;
  providername?: string;
  scope?: string;
  readonly?: boolean;
  disksizetotal?: number;
  disksizeused?: number;
}

export interface Implementor {
  traffictype?: string;
  traffictypeimplementor?: string;
}

export interface Instance {
  id?: string;
  name?: string;
  displayname?: string;
  state?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  project?: string;
  userid?: string;
  username?: string;
  created?: string;
  lastupdated?: string;
  zoneid?: string;
  zonename?: string;
  hostid?: string;
  hostname?: string;
  hostcontrolstate?: string;
  instancename?: string;
  displayvm?: boolean;
  templateid?: string;
  templatename?: string;
  templatedisplaytext?: string;
  templatetype?: string;
  templateformat?: string;
  serviceofferingid?: string;
  serviceofferingname?: string;
  diskofferingid?: string;
  diskofferingname?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  ostypeid?: string;
  guestosid?: string;
  osdisplayname?: string;
  hypervisor?: string;
  arch?: string;
  vmtype?: string;
  boottype?: string;
  bootmode?: string;
  hasannotations?: boolean;
  readonlydetails?: string;
  rootdeviceid?: number;
  rootdevicetype?: string;
  pooltype?: string;
  ipaddress?: string;
  publicip?: string;
  nic?: Nic[];
  securitygroup?: GroupRef[];
  affinitygroup?: AffinityRef[];
  tags?: InstanceViewTag[];
  details?: Record<string, string>;
  group?: string;
  groupid?: string;
  keypairs?: string;
  passwordenabled?: boolean;
  password?: string;
  userdata?: string;
  userdataid?: string;
  userdataname?: string;
  userdatapolicy?: string;
  userdatadetails?: string;
  haenable?: boolean;
  deleteprotection?: boolean;
  isdynamicallyscalable?: boolean;
  forvirtualnetwork?: boolean;
  cpuused?: string;
  networkkbsread?: number;
  networkkbswrite?: number;
  diskkbsread?: number;
  diskkbswrite?: number;
  diskioread?: number;
  diskiowrite?: number;
  receivedbytes?: number;
  sentbytes?: number;
  memorytargetkbs?: number;
  memorykbs?: number;
  memoryintfreekbs?: number;
}

export interface InstanceGroup {
  id?: string;
  name?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  created?: string;
}

export interface InstanceMetrics {
  id?: string;
  name?: string;
  displayname?: string;
  state?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  project?: string;
  userid?: string;
  username?: string;
  created?: string;
  lastupdated?: string;
  zoneid?: string;
  zonename?: string;
  hostid?: string;
  hostname?: string;
  hostcontrolstate?: string;
  instancename?: string;
  displayvm?: boolean;
  templateid?: string;
  templatename?: string;
  templatedisplaytext?: string;
  templatetype?: string;
  templateformat?: string;
  serviceofferingid?: string;
  serviceofferingname?: string;
  diskofferingid?: string;
  diskofferingname?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  ostypeid?: string;
  guestosid?: string;
  osdisplayname?: string;
  hypervisor?: string;
  arch?: string;
  vmtype?: string;
  boottype?: string;
  bootmode?: string;
  hasannotations?: boolean;
  readonlydetails?: string;
  rootdeviceid?: number;
  rootdevicetype?: string;
  pooltype?: string;
  ipaddress?: string;
  publicip?: string;
  nic?: Nic[];
  securitygroup?: GroupRef[];
  affinitygroup?: AffinityRef[];
  tags?: InstanceViewTag[];
  details?: Record<string, string>;
  group?: string;
  groupid?: string;
  keypairs?: string;
  passwordenabled?: boolean;
  password?: string;
  userdata?: string;
  userdataid?: string;
  userdataname?: string;
  userdatapolicy?: string;
  userdatadetails?: string;
  haenable?: boolean;
  deleteprotection?: boolean;
  isdynamicallyscalable?: boolean;
  forvirtualnetwork?: boolean;
  cpuused?: string;
  networkkbsread?: number;
  networkkbswrite?: number;
  diskkbsread?: number;
  diskkbswrite?: number;
  diskioread?: number;
  diskiowrite?: number;
  receivedbytes?: number;
  sentbytes?: number;
  memorytargetkbs?: number;
  memorykbs?: number;
  memoryintfreekbs?: number;
  cputotal?: string;
  memorytotal?: string;
  networkread?: string;
  networkwrite?: string;
  diskread?: string;
  diskwrite?: string;
  diskiopstotal?: number;
}

export interface InstanceViewTag {
  key?: string;
  value?: string;
  resourcetype?: string;
  resourceid?: string;
  account?: string;
  domain?: string;
  domainid?: string;
}

export interface IpRange {
  id?: string;
  zoneid?: string;
  physicalnetworkid?: string;
  networkid?: string;
  podid?: string;
  podname?: string;
  vlan?: string;
  gateway?: string;
  netmask?: string;
  cidr?: string;
  startip?: string;
  endip?: string;
  description?: string;
  forvirtualnetwork?: boolean;
  forsystemvms?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
}

export interface IsolationMethod {
  name?: string;
}

export interface Job {
  jobid?: string;
  cmd?: string;
  jobstatus?: number;
  jobprocstatus?: number;
  jobresultcode?: number;
  jobresulttype?: string;
  jobresult?: Record<string, unknown>;
  jobinstancetype?: string;
  jobinstanceid?: string;
  account?: string;
  accountid?: string;
  domainid?: string;
  domainpath?: string;
  userid?: string;
  managementserverid?: string;
  managementservername?: string;
  created?: string;
  completed?: string;
}

export interface KeyPair {
  id?: string;
  name?: string;
  fingerprint?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  projectid?: string;
}

export interface Keys {
  apikey?: string;
  secretkey?: string;
  apikeyaccess?: boolean;
}

export interface Ldap {
  id?: string;
  hostname?: string;
}

export interface Login {
  username?: string;
  userid?: string;
  domainid?: string;
  timeout?: number;
  account?: string;
  firstname?: string;
  lastname?: string;
  type?: string;
  timezone?: string;
  timezoneoffset?: string;
  registered?: string;
  sessionkey?: string;
  is2faenabled?: string;
  is2faverified?: string;
}

export interface Logout {
  description?: string;
}

export interface Network {
  id?: string;
  name?: string;
  displaytext?: string;
  type?: string;
  acltype?: string;
  state?: string;
  account?: string;
  projectid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  zoneid?: string;
  zonename?: string;
  traffictype?: string;
  broadcastdomaintype?: string;
  cidr?: string;
  gateway?: string;
  netmask?: string;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  isdefault?: boolean;
  issystem?: boolean;
  ispersistent?: boolean;
  canusefordeploy?: boolean;
  displaynetwork?: boolean;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  subdomainaccess?: boolean;
  restartrequired?: boolean;
  redundantrouter?: boolean;
  privatemtu?: number;
  networkofferingid?: string;
  networkofferingname?: string;
  networkofferingdisplaytext?: string;
  networkofferingavailability?: string;
  physicalnetworkid?: string;
  related?: string;
  service?: Service[];
  tags?: string[];
  created?: string;
}

export interface NetworkOffering {
  id?: string;
  name?: string;
  displaytext?: string;
  state?: string;
  guestiptype?: string;
  traffictype?: string;
  availability?: string;
  isdefault?: boolean;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  conservemode?: boolean;
  ispersistent?: boolean;
  forvpc?: boolean;
  egressdefaultpolicy?: boolean;
  supportspublicaccess?: boolean;
  internetprotocol?: string;
  service?: OfferedService[];
  created?: string;
}

export interface NetworkService {
  name?: string;
  capability?: ProvidersCapability[];
  provider?: ServiceProviderName[];
}

export interface NewKeyPair {
  id?: string;
  name?: string;
  fingerprint?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  projectid?: string;
  privatekey?: string;
}

export interface Nic {
  id?: string;
  deviceid?: string;
  networkid?: string;
  networkname?: string;
  netmask?: string;
  gateway?: string;
  ipaddress?: string;
  isdefault?: boolean;
  macaddress?: string;
  traffictype?: string;
  type?: string;
  mtu?: number;
  virtualmachineid?: string;
  secondaryip?: string[];
  extradhcpoption?: ExtraOption[];
}

export interface OauthProvider {
  id?: string;
  provider?: string;
}

export interface OfferedService {
  name?: string;
  provider?: ServiceProvider[];
}

export interface OsCategory {
  id?: string;
  name?: string;
  isfeatured?: boolean;
  created?: string;
}

export interface OsType {
  id?: string;
  name?: string;
  description?: string;
  oscategoryid?: string;
  oscategoryname?: string;
  isuserdefined?: boolean;
  fordisplay?: boolean;
}

export interface OwnedElement {
  id?: string;
  nspid?: string;
  enabled?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
}

export interface Password {
  encryptedpassword?: string;
}

export interface PhysicalNetwork {
  id?: string;
  name?: string;
  state?: string;
  zoneid?: string;
  zonename?: string;
  domainid?: string;
  broadcastdomainrange?: string;
  isolationmethods?: string;
  networkspeed?: string;
  tags?: string;
  vlan?: string;
}

export interface Pod {
  id?: string;
  name?: string;
  zoneid?: string;
  zonename?: string;
  gateway?: string;
  netmask?: string;
  startip?: string[];
  endip?: string[];
  allocationstate?: string;
  capacity?: Capacity[];
}

export interface Pool {
  id?: string;
  name?: string;
  zoneid?: string;
  zonename?: string;
  podid?: string;
  podname?: string;
  clusterid?: string;
  clustername?: string;
  type?: string;
  scope?: string;
  state?: string;
  path?: string;
  ipaddress?: string;
  provider?: string;
  hypervisor?: string;
  disksizetotal?: number;
  disksizeused?: number;
  disksizeallocated?: number;
  overprovisionfactor?: string;
  managed?: boolean;
  tags?: string;
  created?: string;
}

export interface PortableAddress {
  regionid?: number;
  ipaddress?: string;
  state?: string;
  allocated?: string;
  accountid?: string;
  domainid?: string;
  zoneid?: string;
  networkid?: string;
  physicalnetworkid?: string;
  vpcid?: string;
}

export interface PortableRange {
  id?: string;
  regionid?: number;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  vlan?: string;
  portableipaddress?: PortableAddress[];
}

export interface Provider {
  id?: string;
  name?: string;
  state?: string;
  physicalnetworkid?: string;
  destinationphysicalnetworkid?: string;
  servicelist?: string[];
  canenableindividualservice?: boolean;
}

export interface ProvidersCapability {
  name?: string;
  value?: string;
  canchooseservicecapability?: boolean;
}

export interface PublicAddress {
  id?: string;
  ipaddress?: string;
  state?: string;
  allocated?: string;
  zoneid?: string;
  zonename?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  vlanid?: string;
  vlanname?: string;
  physicalnetworkid?: string;
  networkid?: string;
  networkname?: string;
  associatednetworkid?: string;
  associatednetworkname?: string;
  issourcenat?: boolean;
  isstaticnat?: boolean;
  issystem?: boolean;
  isportable?: boolean;
  hasrules?: boolean;
  forvirtualnetwork?: boolean;
  forsystemvms?: boolean;
  forprovider?: boolean;
  fordisplay?: boolean;
  virtualmachineid?: string;
  virtualmachinename?: string;
  virtualmachinedisplayname?: string;
  virtualmachinetype?: string;
  tags?: ResourceTag[];
}

export interface Region {
  id?: number;
  name?: string;
  endpoint?: string;
  gslbserviceenabled?: boolean;
  portableipserviceenabled?: boolean;
}

export interface ResourceLimit {
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  resourcetype?: string;
  resourcetypename?: string;
  max?: number;
}

export interface ResourceTag {
  key?: string;
  value?: string;
  resourcetype?: string;
  resourceid?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  projectid?: string;
}

export interface Role {
  id?: string;
  name?: string;
  type?: string;
  description?: string;
  state?: string;
  isdefault?: boolean;
  ispublic?: boolean;
}

export interface RolePermission {
  id?: string;
  roleid?: string;
  rolename?: string;
  rule?: string;
  permission?: string;
  description?: string;
}

export interface Router {
  id?: string;
  name?: string;
  state?: string;
  role?: string;
  redundantstate?: string;
  isredundantrouter?: boolean;
  requiresupgrade?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  created?: string;
  zoneid?: string;
  zonename?: string;
  hostid?: string;
  hostname?: string;
  hypervisor?: string;
  guestnetworkid?: string;
  guestnetworkname?: string;
  guestipaddress?: string;
  gateway?: string;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  healthchecksfailed?: boolean;
  healthcheckresults?: Health[];
}

export interface Rule {
  ruleid?: string;
  protocol?: string;
  startport?: number;
  endport?: number;
  icmptype?: number;
  icmpcode?: number;
  cidr?: string;
  account?: string;
  securitygroupname?: string;
  tags?: ResourceTag[];
}

export interface SecurityGroup {
  id?: string;
  name?: string;
  description?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  ingressrule?: Rule[];
  egressrule?: Rule[];
  virtualmachinecount?: number;
  virtualmachineids?: string[];
  tags?: ResourceTag[];
}

export interface Service {
  name?: string;
}

export interface ServiceOffering {
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
  id?: string;
  name?: string;
  displaytext?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  iscustomized?: boolean;
  iscustomizediops?: boolean;
  rootdisksize?: number;
  diskofferingid?: string;
  diskofferingname?: string;
  diskofferingdisplaytext?: string;
  diskofferingstrictness?: boolean;
  storagetype?: string;
  provisioningtype?: string;
  cacheMode?: string;
  offerha?: boolean;
  limitcpuuse?: boolean;
  networkrate?: number;
  deploymentplanner?: string;
  isvolatile?: boolean;
  issystem?: boolean;
  defaultuse?: boolean;
  dynamicscalingenabled?: boolean;
  encryptroot?: boolean;
  purgeresources?: boolean;
  hosttags?: string;
  storagetags?: string;
  state?: string;
  serviceofferingdetails?: Record<string, string>;
  domainid?: string;
  domain?: string;
  zoneid?: string;
  zone?: string;
  created?: string;
}

export interface ServiceProvider {
  name?: string;
}

export interface ServiceProviderName {
  name?: string;
  servicelist?: string[];
  canenableindividualservice?: boolean;
}

export interface StorageRange {
  id?: string;
  zoneid?: string;
  podid?: string;
  networkid?: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  vlan?: number;
}

export interface Success {
  success: boolean;
  displaytext?: string;
}

export interface SwitchElement {
  id?: string;
  nspid?: string;
  enabled?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
}

export interface SystemVm {
  id?: string;
  name?: string;
  systemvmtype?: string;
  state?: string;
  agentstate?: string;
  zoneid?: string;
  zonename?: string;
  hypervisor?: string;
  dns1?: string;
  dns2?: string;
  networkdomain?: string;
  version?: string;
  arch?: string;
  isdynamicallyscalable?: boolean;
  healthchecksfailed?: boolean;
  healthcheckresults?: Health[];
  created?: string;
}

export interface TagsTag {
  key?: string;
  value?: string;
  resourcetype?: string;
  resourceid?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
}

export interface Template {
  id?: string;
  name?: string;
  displaytext?: string;
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  zoneid?: string;
  zonename?: string;
  format?: string;
  hypervisor?: string;
  arch?: string;
  bits?: number;
  ostypeid?: string;
  ostypename?: string;
  status?: string;
  isready?: boolean;
  ispublic?: boolean;
  isfeatured?: boolean;
  isextractable?: boolean;
  bootable?: boolean;
  isdynamicallyscalable?: boolean;
  passwordenabled?: boolean;
  sshkeyenabled?: boolean;
  requireshvm?: boolean;
  crosszones?: boolean;
  directdownload?: boolean;
  deployasis?: boolean;
  templatetype?: string;
  size?: number;
  physicalsize?: number;
  checksum?: string;
  userdataid?: string;
  userdataname?: string;
  userdataparams?: string;
  userdatapolicy?: string;
  tags?: ResourceTag[];
  created?: string;
  removed?: string;
}

export interface Theme {
  id?: string;
  name?: string;
}

export interface TrafficType {
  id?: string;
  traffictype?: string;
  physicalnetworkid?: string;
  kvmnetworklabel?: string;
  xennetworklabel?: string;
  vmwarenetworklabel?: string;
  hypervnetworklabel?: string;
  ovm3networklabel?: string;
}

export interface User {
  id?: string;
  username?: string;
  firstname?: string;
  lastname?: string;
  email?: string;
  state?: string;
  timezone?: string;
  created?: string;
  account?: string;
  accountid?: string;
  accounttype?: number;
  roleid?: string;
  rolename?: string;
  roletype?: string;
  domain?: string;
  domainid?: string;
  apikey?: string;
  apikeyaccess?: string;
  usersource?: string;
  isdefault?: boolean;
  iscallerchilddomain?: boolean;
  is2faenabled?: boolean;
  is2famandated?: boolean;
}

export interface UserDataUserData {
  id?: string;
  name?: string;
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  userdata?: string;
  params?: string;
}

export interface VlanNetwork {
  id?: string;
  name?: string;
  type?: string;
}

export interface Volume {
  id?: string;
  name?: string;
  type?: string;
  state?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  zoneid?: string;
  zonename?: string;
  deviceid?: number;
  virtualmachineid?: string;
  vmname?: string;
  vmdisplayname?: string;
  vmstate?: string;
  vmtype?: string;
  size?: number;
  virtualsize?: number;
  physicalsize?: number;
  utilization?: string;
  provisioningtype?: string;
  storagetype?: string;
  hypervisor?: string;
  storageid?: string;
  storage?: string;
  path?: string;
  podid?: string;
  podname?: string;
  clusterid?: string;
  clustername?: string;
  displayvolume?: boolean;
  diskofferingid?: string;
  diskofferingname?: string;
  diskofferingdisplaytext?: string;
  serviceofferingid?: string;
  serviceofferingname?: string;
  serviceofferingdisplaytext?: string;
  templateid?: string;
  templatename?: string;
  templatedisplaytext?: string;
  isextractable?: boolean;
  destroyed?: boolean;
  deleteprotection?: boolean;
  supportsstoragesnapshot?: boolean;
  tags?: ResourceTag[];
  attached?: string;
  created?: string;
}

export interface WebSocket {
  token?: string;
  host?: string;
  port?: string;
  path?: string;
  extra?: string;
}

export interface Zone {
  id?: string;
  name?: string;
  networktype?: string;
  type?: string;
  securitygroupsenabled?: boolean;
  localstorageenabled?: boolean;
  allocationstate?: string;
  dns1?: string;
  dns2?: string;
  internaldns1?: string;
  internaldns2?: string;
  domain?: string;
  dhcpprovider?: string;
  zonetoken?: string;
  capacity?: Capacity[];
}

export interface AddNetworkServiceProviderParams {
  name: string;
  physicalnetworkid: string;
  destinationphysicalnetworkid?: string;
  servicelist?: readonly string[];
}

export interface AddRegionParams {
  id: number;
  name: string;
  endpoint: string;
}

export interface AddTrafficTypeParams {
  kvmnetworklabel?: string;
  xennetworklabel?: string;
  vmwarenetworklabel?: string;
  hypervnetworklabel?: string;
  ovm3networklabel?: string;
  physicalnetworkid: string;
  traffictype: string;
  vlan?: string;
  isolationmethod?: string;
}

export interface AuthorizeSecurityGroupEgressParams {
  securitygroupid?: string;
  securitygroupname?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  protocol?: string;
  startport?: number;
  endport?: number;
  icmptype?: number;
  icmpcode?: number;
  cidrlist?: readonly string[];
  usersecuritygrouplist?: readonly Readonly<Record<string, string | number>>[];
}

export interface AuthorizeSecurityGroupIngressParams {
  securitygroupid?: string;
  securitygroupname?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  protocol?: string;
  startport?: number;
  endport?: number;
  icmptype?: number;
  icmpcode?: number;
  cidrlist?: readonly string[];
  usersecuritygrouplist?: readonly Readonly<Record<string, string | number>>[];
}

export type CloudianIsEnabledParams = Record<never, never>;

export interface ConfigureInternalLoadBalancerElementParams {
  id: string;
  enabled: boolean;
}

export interface ConfigureOvsElementParams {
  id: string;
  enabled: boolean;
}

export interface ConfigureVirtualRouterElementParams {
  id: string;
  enabled: boolean;
}

export interface CreateAccountParams {
  username: string;
  password: string;
  email: string;
  firstname: string;
  lastname: string;
  timezone?: string;
  userid?: string;
  account?: string;
  accounttype?: number;
  roleid?: string;
  domainid?: string;
  networkdomain?: string;
  accountdetails?: Readonly<Record<string, string>>;
  accountid?: string;
}

export interface CreateAffinityGroupParams {
  name: string;
  type: string;
  description?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface CreateConsoleEndpointParams {
  virtualmachineid: string;
  kind?: string;
  token?: string;
}

export interface CreateDiskOfferingParams {
  bytesreadrate?: number;
  bytesreadratemax?: number;
  bytesreadratemaxlength?: number;
  byteswriterate?: number;
  byteswriteratemax?: number;
  byteswriteratemaxlength?: number;
  iopsreadrate?: number;
  iopsreadratemax?: number;
  iopsreadratemaxlength?: number;
  iopswriterate?: number;
  iopswriteratemax?: number;
  iopswriteratemaxlength?: number;
  name: string;
  displaytext?: string;
  disksize?: number;
  customized?: boolean;
  disksizestrictness?: boolean;
  displayoffering?: boolean;
  storagetype?: string;
  provisioningtype?: string;
  cachemode?: string;
  tags?: string;
  domainid?: readonly string[];
  zoneid?: readonly string[];
  details?: Readonly<Record<string, string>>;
  customizediops?: boolean;
  miniops?: number;
  maxiops?: number;
  hypervisorsnapshotreserve?: number;
  storagepolicy?: string;
  encrypt?: boolean;
}

export interface CreateDomainParams {
  name: string;
  parentdomainid?: string;
  networkdomain?: string;
  domainid?: string;
}

export interface CreateInstanceGroupParams {
  name: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface CreateInternalLoadBalancerElementParams {
  nspid: string;
}

export interface CreatePhysicalNetworkParams {
  zoneid: string;
  name: string;
  broadcastdomainrange?: string;
  domainid?: string;
  isolationmethods?: readonly string[];
  networkspeed?: string;
  tags?: readonly string[];
  vlan?: string;
}

export interface CreatePortableIpRangeParams {
  regionid: number;
  startip: string;
  endip: string;
  gateway: string;
  netmask: string;
  vlan?: string;
}

export interface CreateRoleParams {
  name: string;
  type?: string;
  description?: string;
  ispublic?: boolean;
  roleid?: string;
}

export interface CreateRolePermissionParams {
  roleid: string;
  rule: string;
  permission: string;
  description?: string;
}

export interface CreateSSHKeyPairParams {
  name: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface CreateSecurityGroupParams {
  name: string;
  description?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface CreateServiceOfferingParams {
  bytesreadrate?: number;
  bytesreadratemax?: number;
  bytesreadratemaxlength?: number;
  byteswriterate?: number;
  byteswriteratemax?: number;
  byteswriteratemaxlength?: number;
  iopsreadrate?: number;
  iopsreadratemax?: number;
  iopsreadratemaxlength?: number;
  iopswriterate?: number;
  iopswriteratemax?: number;
  iopswriteratemaxlength?: number;
  name: string;
  displaytext?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  customized?: boolean;
  mincpunumber?: number;
  maxcpunumber?: number;
  minmemory?: number;
  maxmemory?: number;
  limitcpuuse?: boolean;
  networkrate?: number;
  offerha?: boolean;
  dynamicscalingenabled?: boolean;
  deploymentplanner?: string;
  hosttags?: string;
  tags?: string;
  rootdisksize?: number;
  diskofferingid?: string;
  diskofferingstrictness?: boolean;
  storagetype?: string;
  provisioningtype?: string;
  cachemode?: string;
  domainid?: readonly string[];
  zoneid?: readonly string[];
  serviceofferingdetails?: Readonly<Record<string, string>>;
  issystem?: boolean;
  systemvmtype?: string;
  encryptroot?: boolean;
  isvolatile?: boolean;
  customizediops?: boolean;
  miniops?: number;
  maxiops?: number;
  hypervisorsnapshotreserve?: number;
  storagepolicy?: string;
  gpucount?: number;
  gpudisplay?: boolean;
  vgpuprofileid?: string;
  leaseduration?: number;
  leaseexpiryaction?: string;
  purgeresources?: boolean;
  externaldetails?: Readonly<Record<string, string>>;
}

export interface CreateStorageNetworkIpRangeParams {
  podid: string;
  gateway: string;
  netmask: string;
  startip: string;
  endip?: string;
  vlan?: number;
}

export interface CreateTagsParams {
  resourcetype: string;
  resourceids: readonly string[];
  tags: readonly Readonly<Record<string, string | number>>[];
  customer?: string;
}

export interface CreateUserParams {
  username: string;
  password: string;
  email: string;
  firstname: string;
  lastname: string;
  timezone?: string;
  userid?: string;
  account: string;
  domainid?: string;
}

export interface CreateVirtualRouterElementParams {
  nspid: string;
  providertype?: string;
}

export interface CreateVlanIpRangeParams {
  startipv6?: string;
  endipv6?: string;
  ip6cidr?: string;
  ip6gateway?: string;
  zoneid?: string;
  physicalnetworkid?: string;
  networkid?: string;
  podid?: string;
  vlan?: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  forvirtualnetwork?: boolean;
  forsystemvms?: boolean;
  account?: string;
  domainid?: string;
  projectid?: string;
  provider?: string;
}

export interface DedicateGuestVlanRangeParams {
  physicalnetworkid: string;
  vlanrange: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DedicatePublicIpRangeParams {
  id: string;
  domainid: string;
  account?: string;
  projectid?: string;
}

export interface DeleteAffinityGroupParams {
  id?: string;
  name?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteDiskOfferingParams {
  id: string;
}

export interface DeleteInstanceGroupParams {
  id: string;
}

export interface DeleteNetworkServiceProviderParams {
  id: string;
}

export interface DeletePhysicalNetworkParams {
  id: string;
}

export interface DeletePortableIpRangeParams {
  id: string;
}

export interface DeleteRoleParams {
  id: string;
}

export interface DeleteRolePermissionParams {
  id: string;
}

export interface DeleteSSHKeyPairParams {
  name: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteSecurityGroupParams {
  id?: string;
  name?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteServiceOfferingParams {
  id: string;
}

export interface DeleteStorageNetworkIpRangeParams {
  id: string;
}

export interface DeleteTagsParams {
  resourcetype: string;
  resourceids: readonly string[];
  tags?: readonly Readonly<Record<string, string | number>>[];
}

export interface DeleteTrafficTypeParams {
  id: string;
}

export interface DeleteUserDataParams {
  id: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteVlanIpRangeParams {
  id: string;
}

export interface DeployVirtualMachineParams {
  zoneid: string;
  templateid?: string;
  serviceofferingid: string;
  name?: string;
  displayname?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  networkids?: readonly string[];
  iptonetworklist?: readonly Readonly<Record<string, string | number>>[];
  ipaddress?: string;
  macaddress?: string;
  securitygroupids?: readonly string[];
  securitygroupnames?: readonly string[];
  overridediskofferingid?: string;
  rootdisksize?: number;
  diskofferingid?: string;
  size?: number;
  datadisksdetails?: readonly Readonly<Record<string, string | number>>[];
  datadiskofferinglist?: readonly Readonly<Record<string, string | number>>[];
  dhcpoptionsnetworklist?: readonly Readonly<Record<string, string | number>>[];
  copyimagetags?: boolean;
  iodriverpolicy?: string;
  iothreadsenabled?: boolean;
  nicmultiqueuenumber?: number;
  nicpackedvirtqueuesenabled?: boolean;
  keypair?: string;
  keypairs?: readonly string[];
  userdata?: string;
  userdataid?: string;
  userdatadetails?: Readonly<Record<string, string>>;
  password?: string;
  affinitygroupids?: readonly string[];
  affinitygroupnames?: readonly string[];
  group?: string;
  startvm?: boolean;
  details?: Readonly<Record<string, string>>;
  displayvm?: boolean;
  hostid?: string;
  podid?: string;
  clusterid?: string;
  deploymentplanner?: string;
  customid?: string;
  hypervisor?: string;
  boottype?: string;
  bootmode?: string;
  keyboard?: string;
  dynamicscalingenabled?: boolean;
}

export interface DestroySystemVmParams {
  id: string;
}

export interface DestroyVirtualMachineParams {
  id: string;
  expunge?: boolean;
  volumeids?: readonly string[];
}

export interface DisableRoleParams {
  id: string;
}

export interface EnableRoleParams {
  id: string;
}

export interface EnableUserParams {
  id: string;
}

export interface ExpungeVirtualMachineParams {
  id: string;
}

export interface ForgotPasswordParams {
  username?: string;
  domain?: string;
}

export interface GetUserParams {
  userapikey: string;
}

export interface GetUserKeysParams {
  id: string;
}

export interface GetVMPasswordParams {
  id: string;
}

export interface GetVirtualMachineUserDataParams {
  virtualmachineid: string;
}

export interface ImportRoleParams {
  name: string;
  type?: string;
  description?: string;
  ispublic?: boolean;
  rules: readonly Readonly<Record<string, string | number>>[];
  forced?: boolean;
}

export interface LinkUserDataToTemplateParams {
  templateid?: string;
  isoid?: string;
  userdataid?: string;
  userdatapolicy?: string;
}

export interface ListAccountsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  accounttype?: number;
  state?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  apikeyaccess?: string;
  details?: readonly string[];
  iscleanuprequired?: boolean;
  tag?: string;
  showicon?: boolean;
}

export interface ListAffinityGroupTypesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
}

export interface ListAffinityGroupsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  type?: string;
  virtualmachineid?: string;
}

export interface ListApisParams {
  name?: string;
}

export interface ListAsyncJobsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  startdate?: string;
  managementserverid?: string;
}

export type ListCapabilitiesParams = Record<never, never>;

export interface ListCapacityParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  type?: number;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  fetchlatest?: boolean;
  tag?: string;
  sortby?: string;
}

export interface ListClustersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  zoneid?: string;
  podid?: string;
  hypervisor?: string;
  allocationstate?: string;
  managedstate?: string;
  clustertype?: string;
  arch?: string;
  storageaccessgroup?: string;
  showcapacities?: boolean;
}

export interface ListConfigurationsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  name?: string;
  category?: string;
  group?: string;
  subgroup?: string;
  parent?: string;
  zoneid?: string;
  clusterid?: string;
  storageid?: string;
  imagestoreuuid?: string;
  accountid?: string;
  domainid?: string;
}

export interface ListDedicatedGuestVlanRangesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  guestvlanrange?: string;
  physicalnetworkid?: string;
  zoneid?: string;
}

export interface ListDiskOfferingsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  zoneid?: string;
  storagetype?: string;
  storageid?: string;
  volumeid?: string;
  virtualmachineid?: string;
  encrypt?: boolean;
  state?: string;
}

export interface ListDomainsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  level?: number;
  listall?: boolean;
  details?: readonly string[];
  tag?: string;
  showicon?: boolean;
}

export type ListEventTypesParams = Record<never, never>;

export interface ListEventsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  type?: string;
  level?: string;
  state?: string;
  startdate?: string;
  enddate?: string;
  duration?: number;
  entrytime?: number;
  startid?: string;
  resourceid?: string;
  resourcetype?: string;
  archived?: boolean;
}

export interface ListGuestVlansParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: number;
  vnet?: string;
  physicalnetworkid?: string;
  zoneid?: string;
  allocatedonly?: boolean;
}

export interface ListGuiThemesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  commonname?: string;
  accountid?: string;
  domainid?: string;
  listall?: boolean;
  listonlydefaulttheme?: boolean;
  showremoved?: boolean;
  showpublic?: boolean;
}

export interface ListHostsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  type?: string;
  state?: string;
  resourcestate?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hypervisor?: string;
  virtualmachineid?: string;
  details?: readonly string[];
  hahost?: boolean;
  arch?: string;
  managementserverid?: string;
  storageaccessgroup?: string;
  outofbandmanagementenabled?: boolean;
  outofbandmanagementpowerstate?: string;
}

export interface ListHypervisorsParams {
  zoneid?: string;
}

export interface ListImageStoresParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  zoneid?: string;
  protocol?: string;
  provider?: string;
  readonly?: boolean;
}

export interface ListInstanceGroupsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
}

export interface ListInternalLoadBalancerElementsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  nspid?: string;
  enabled?: boolean;
}

export interface ListIpForwardingRulesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ipaddressid?: string;
  virtualmachineid?: string;
}

export interface ListIsosParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  zoneid?: string;
  hypervisor?: string;
  arch?: string;
  isready?: boolean;
  oscategoryid?: string;
  imagestoreid?: string;
  storageid?: string;
  tags?: readonly Readonly<Record<string, string | number>>[];
  showremoved?: boolean;
  showunique?: boolean;
  showicon?: boolean;
  isofilter?: string;
  bootable?: boolean;
  ispublic?: boolean;
}

export interface ListLdapConfigurationsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  hostname?: string;
  port?: number;
  domainid?: string;
  listall?: boolean;
}

export interface ListNetworkIsolationMethodsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
}

export interface ListNetworkOfferingsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  displaytext?: string;
  zoneid?: string;
  domainid?: string;
  networkid?: string;
  guestiptype?: string;
  traffictype?: string;
  availability?: string;
  isdefault?: boolean;
  istagged?: boolean;
  tags?: string;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  sourcenatsupported?: boolean;
  supportedservices?: readonly string[];
  forvpc?: boolean;
  routingmode?: string;
  state?: string;
}

export interface ListNetworkServiceProvidersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  name?: string;
  physicalnetworkid?: string;
  state?: string;
}

export interface ListNetworksParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  zoneid?: string;
  type?: string;
  acltype?: string;
  traffictype?: string;
  networkofferingid?: string;
  physicalnetworkid?: string;
  supportedservices?: readonly string[];
  specifyipranges?: boolean;
  issystem?: boolean;
  restartrequired?: boolean;
  canusefordeploy?: boolean;
  forvpc?: boolean;
  vpcid?: string;
  associatednetworkid?: string;
  vlan?: string;
  showicon?: boolean;
  networkfilter?: string;
  displaynetwork?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
  retrieveonlyresourcecount?: boolean;
}

export interface ListNicsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  virtualmachineid: string;
  nicid?: string;
  networkid?: string;
  fordisplay?: boolean;
}

export interface ListOauthProviderParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  provider?: string;
}

export interface ListOsCategoriesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  isfeatured?: boolean;
  isiso?: boolean;
  isvnf?: boolean;
  zoneid?: string;
  arch?: string;
  showicon?: boolean;
}

export interface ListOsTypesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  description?: string;
  oscategoryid?: string;
  fordisplay?: boolean;
}

export interface ListOvsElementsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  nspid?: string;
  enabled?: boolean;
}

export interface ListPhysicalNetworksParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  zoneid?: string;
}

export interface ListPodsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  zoneid?: string;
  allocationstate?: string;
  storageaccessgroup?: string;
  showcapacities?: boolean;
}

export interface ListPortForwardingRulesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ipaddressid?: string;
  networkid?: string;
  fordisplay?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
}

export interface ListPortableIpRangesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  regionid?: number;
}

export interface ListPublicIpAddressesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ipaddress?: string;
  zoneid?: string;
  networkid?: string;
  associatednetworkid?: string;
  physicalnetworkid?: string;
  vlanid?: string;
  vpcid?: string;
  forprovider?: boolean;
  forsystemvms?: boolean;
  allocatedonly?: boolean;
  issourcenat?: boolean;
  isstaticnat?: boolean;
  forloadbalancing?: boolean;
  forvirtualnetwork?: boolean;
  fordisplay?: boolean;
  state?: string;
  tags?: readonly Readonly<Record<string, string | number>>[];
  retrieveonlyresourcecount?: boolean;
}

export interface ListRegionsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: number;
  name?: string;
}

export interface ListResourceLimitsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  resourcetype?: number;
  resourcetypename?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  id?: number;
  isrecursive?: boolean;
  listall?: boolean;
  tag?: string;
}

export interface ListRolePermissionsParams {
  roleid?: string;
}

export interface ListRolesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  type?: string;
  state?: string;
}

export interface ListRoutersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  state?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hostid?: string;
  networkid?: string;
  forvpc?: boolean;
  vpcid?: string;
  arch?: string;
  version?: string;
  healthchecksfailed?: boolean;
  fetchhealthcheckresults?: boolean;
}

export interface ListSSHKeyPairsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  fingerprint?: string;
}

export interface ListSecurityGroupsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  securitygroupname?: string;
  virtualmachineid?: string;
  tags?: readonly Readonly<Record<string, string | number>>[];
}

export interface ListServiceOfferingsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  virtualmachineid?: string;
  templateid?: string;
  zoneid?: string;
  storagetype?: string;
  issystem?: boolean;
  systemvmtype?: string;
  encryptroot?: boolean;
  gpuenabled?: boolean;
  vgpuprofileid?: string;
  state?: string;
}

export interface ListStorageNetworkIpRangeParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  podid?: string;
  zoneid?: string;
}

export interface ListStoragePoolsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hostid?: string;
  ipaddress?: string;
  path?: string;
  scope?: string;
  status?: string;
  storageaccessgroup?: string;
  storagecustomstats?: boolean;
}

export interface ListSupportedNetworkServicesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  provider?: string;
  service?: string;
}

export interface ListSystemVmsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  systemvmtype?: string;
  state?: string;
  zoneid?: string;
  podid?: string;
  hostid?: string;
  storageid?: string;
  arch?: string;
}

export interface ListTagsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  resourcetype?: string;
  resourceid?: string;
  key?: string;
  value?: string;
  customer?: string;
}

export interface ListTemplatesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
  zoneid?: string;
  hypervisor?: string;
  arch?: string;
  isready?: boolean;
  oscategoryid?: string;
  imagestoreid?: string;
  storageid?: string;
  tags?: readonly Readonly<Record<string, string | number>>[];
  showremoved?: boolean;
  showunique?: boolean;
  showicon?: boolean;
  templatefilter: string;
  ids?: readonly string[];
  templatetype?: string;
  parenttemplateid?: string;
  isvnf?: boolean;
  extensionid?: string;
  forcks?: boolean;
  details?: readonly string[];
}

export interface ListTrafficTypeImplementorsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  traffictype?: string;
}

export interface ListTrafficTypesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  physicalnetworkid: string;
}

export interface ListUserDataParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  name?: string;
}

export interface ListUsersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  username?: string;
  state?: string;
  account?: string;
  accounttype?: number;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  apikeyaccess?: string;
  usersource?: string;
  showicon?: boolean;
}

export interface ListVirtualMachinesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ids?: readonly string[];
  name?: string;
  state?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hostid?: string;
  storageid?: string;
  groupid?: string;
  hypervisor?: string;
  keypair?: string;
  networkid?: string;
  securitygroupid?: string;
  serviceofferingid?: string;
  templateid?: string;
  affinitygroupid?: string;
  userid?: string;
  haenable?: boolean;
  arch?: string;
  forvirtualnetwork?: boolean;
  isoid?: string;
  vpcid?: string;
  autoscalevmgroupid?: string;
  backupofferingid?: string;
  extensionid?: string;
  gpuenabled?: boolean;
  isvnf?: boolean;
  leased?: boolean;
  accumulate?: boolean;
  showicon?: boolean;
  displayvm?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
  userdataid?: string;
  userdata?: boolean;
  details?: readonly string[];
  retrieveonlyresourcecount?: boolean;
}

export interface ListVirtualMachinesMetricsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ids?: readonly string[];
  name?: string;
  state?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hostid?: string;
  storageid?: string;
  groupid?: string;
  hypervisor?: string;
  keypair?: string;
  networkid?: string;
  securitygroupid?: string;
  serviceofferingid?: string;
  templateid?: string;
  affinitygroupid?: string;
  userid?: string;
  haenable?: boolean;
  arch?: string;
  forvirtualnetwork?: boolean;
  isoid?: string;
  vpcid?: string;
  autoscalevmgroupid?: string;
  backupofferingid?: string;
  extensionid?: string;
  gpuenabled?: boolean;
  isvnf?: boolean;
  leased?: boolean;
  accumulate?: boolean;
  showicon?: boolean;
  displayvm?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
  userdataid?: string;
  userdata?: boolean;
  details?: readonly string[];
  retrieveonlyresourcecount?: boolean;
}

export interface ListVirtualRouterElementsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  nspid?: string;
  enabled?: boolean;
}

export interface ListVlanIpRangesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  zoneid?: string;
  physicalnetworkid?: string;
  networkid?: string;
  podid?: string;
  vlan?: string;
  forvirtualnetwork?: boolean;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface ListVolumesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  ids?: readonly string[];
  name?: string;
  type?: string;
  state?: string;
  virtualmachineid?: string;
  zoneid?: string;
  podid?: string;
  clusterid?: string;
  hostid?: string;
  storageid?: string;
  diskofferingid?: string;
  serviceofferingid?: string;
  displayvolume?: boolean;
  isencrypted?: boolean;
  listsystemvms?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
  retrieveonlyresourcecount?: boolean;
}

export interface ListZonesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  ids?: readonly string[];
  name?: string;
  networktype?: string;
  available?: boolean;
  domainid?: string;
  storageaccessgroup?: string;
  tags?: readonly Readonly<Record<string, string | number>>[];
  showicon?: boolean;
  showcapacities?: boolean;
}

export interface LoginParams {
  username: string;
  password: string;
  domain?: string;
  domainid?: string;
}

export type LogoutParams = Record<never, never>;

export interface QueryAsyncJobResultParams {
  jobid: string;
}

export interface RebootSystemVmParams {
  id: string;
  forced?: boolean;
}

export interface RebootVirtualMachineParams {
  id: string;
  forced?: boolean;
}

export interface RecoverVirtualMachineParams {
  id: string;
}

export interface RegisterSSHKeyPairParams {
  name: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  publickey: string;
}

export interface RegisterUserDataParams {
  name: string;
  userdata: string;
  params?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface RegisterUserKeysParams {
  id: string;
}

export interface ReleaseDedicatedGuestVlanRangeParams {
  id: string;
}

export interface ReleasePublicIpRangeParams {
  id: string;
}

export interface RemoveRegionParams {
  id: number;
}

export interface ResetConfigurationParams {
  name: string;
  zoneid?: string;
  clusterid?: string;
  storageid?: string;
  imagestoreid?: string;
  accountid?: string;
  domainid?: string;
}

export interface ResetPasswordForVirtualMachineParams {
  id: string;
  password?: string;
}

export interface ResetSSHKeyForVirtualMachineParams {
  id: string;
  keypair?: string;
  keypairs?: readonly string[];
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface ResetUserDataForVirtualMachineParams {
  id: string;
  userdata?: string;
  userdataid?: string;
  userdatadetails?: Readonly<Record<string, string>>;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface RevokeSecurityGroupEgressParams {
  id: string;
}

export interface RevokeSecurityGroupIngressParams {
  id: string;
}

export interface StartVirtualMachineParams {
  id: string;
  hostid?: string;
  podid?: string;
  clusterid?: string;
  considerlasthost?: boolean;
  deploymentplanner?: string;
}

export interface StopSystemVmParams {
  id: string;
  forced?: boolean;
}

export interface StopVirtualMachineParams {
  id: string;
  forced?: boolean;
}

export interface UpdateConfigurationParams {
  zoneid?: string;
  clusterid?: string;
  storageid?: string;
  imagestoreuuid?: string;
  accountid?: string;
  domainid?: string;
  name: string;
  value?: string;
}

export interface UpdateDiskOfferingParams {
  bytesreadrate?: number;
  bytesreadratemax?: number;
  bytesreadratemaxlength?: number;
  byteswriterate?: number;
  byteswriteratemax?: number;
  byteswriteratemaxlength?: number;
  iopsreadrate?: number;
  iopsreadratemax?: number;
  iopsreadratemaxlength?: number;
  iopswriterate?: number;
  iopswriteratemax?: number;
  iopswriteratemaxlength?: number;
  id: string;
  name?: string;
  displaytext?: string;
  displayoffering?: boolean;
  cachemode?: string;
  tags?: string;
  domainid?: string;
  zoneid?: string;
  sortkey?: number;
  state?: string;
}

export interface UpdateInstanceGroupParams {
  id: string;
  name?: string;
}

export interface UpdateNetworkServiceProviderParams {
  id: string;
  state?: string;
  servicelist?: readonly string[];
}

export interface UpdatePhysicalNetworkParams {
  id: string;
  state?: string;
  networkspeed?: string;
  tags?: readonly string[];
  vlan?: string;
}

export interface UpdateRegionParams {
  id: number;
  name?: string;
  endpoint?: string;
}

export interface UpdateResourceLimitParams {
  resourcetype: number;
  max?: number;
  account?: string;
  domainid?: string;
  projectid?: string;
  tag?: string;
}

export interface UpdateRoleParams {
  id: string;
  name?: string;
  type?: string;
  description?: string;
  ispublic?: boolean;
}

export interface UpdateRolePermissionParams {
  roleid: string;
  ruleorder?: readonly string[];
  ruleid?: string;
  permission?: string;
}

export interface UpdateServiceOfferingParams {
  id: string;
  name?: string;
  displaytext?: string;
  hosttags?: string;
  storagetags?: string;
  domainid?: string;
  zoneid?: string;
  sortkey?: number;
  state?: string;
  purgeresources?: boolean;
  externaldetails?: Readonly<Record<string, string>>;
  cleanupexternaldetails?: boolean;
}

export interface UpdateStorageNetworkIpRangeParams {
  id: string;
  startip?: string;
  endip?: string;
  netmask?: string;
  vlan?: number;
}

export interface UpdateTrafficTypeParams {
  kvmnetworklabel?: string;
  xennetworklabel?: string;
  vmwarenetworklabel?: string;
  hypervnetworklabel?: string;
  ovm3networklabel?: string;
  id: string;
}

export interface UpdateUserParams {
  id: string;
  username?: string;
  password?: string;
  currentpassword?: string;
  email?: string;
  firstname?: string;
  lastname?: string;
  timezone?: string;
  userapikey?: string;
  usersecretkey?: string;
  apikeyaccess?: string;
  mandate2fa?: boolean;
}

export interface UpdateVMAffinityGroupParams {
  id: string;
  affinitygroupids?: readonly string[];
  affinitygroupnames?: readonly string[];
}

export interface UpdateVirtualMachineParams {
  id: string;
  name?: string;
  displayname?: string;
  group?: string;
  ostypeid?: string;
  userdata?: string;
  userdataid?: string;
  userdatadetails?: Readonly<Record<string, string>>;
  details?: Readonly<Record<string, string>>;
  cleanupdetails?: boolean;
  securitygroupids?: readonly string[];
  securitygroupnames?: readonly string[];
  dhcpoptionsnetworklist?: readonly Readonly<Record<string, string | number>>[];
  deleteprotection?: boolean;
  haenable?: boolean;
  isdynamicallyscalable?: boolean;
  displayvm?: boolean;
}

export interface UpdateVlanIpRangeParams {
  startipv6?: string;
  endipv6?: string;
  ip6cidr?: string;
  ip6gateway?: string;
  id: string;
  startip?: string;
  endip?: string;
  gateway?: string;
  netmask?: string;
  forsystemvms?: boolean;
}

export interface Calls {
  addNetworkServiceProvider: { params: AddNetworkServiceProviderParams; answer: Provider };
  addRegion: { params: AddRegionParams; answer: Region };
  addTrafficType: { params: AddTrafficTypeParams; answer: TrafficType };
  authorizeSecurityGroupEgress: { params: AuthorizeSecurityGroupEgressParams; answer: SecurityGroup };
  authorizeSecurityGroupIngress: { params: AuthorizeSecurityGroupIngressParams; answer: SecurityGroup };
  cloudianIsEnabled: { params: CloudianIsEnabledParams; answer: Cloudian };
  configureInternalLoadBalancerElement: { params: ConfigureInternalLoadBalancerElementParams; answer: BalancerElement };
  configureOvsElement: { params: ConfigureOvsElementParams; answer: SwitchElement };
  configureVirtualRouterElement: { params: ConfigureVirtualRouterElementParams; answer: OwnedElement };
  createAccount: { params: CreateAccountParams; answer: Account };
  createAffinityGroup: { params: CreateAffinityGroupParams; answer: AffinityGroup };
  createConsoleEndpoint: { params: CreateConsoleEndpointParams; answer: Console };
  createDiskOffering: { params: CreateDiskOfferingParams; answer: DiskOffering };
  createDomain: { params: CreateDomainParams; answer: Domain };
  createInstanceGroup: { params: CreateInstanceGroupParams; answer: InstanceGroup };
  createInternalLoadBalancerElement: { params: CreateInternalLoadBalancerElementParams; answer: BalancerElement };
  createPhysicalNetwork: { params: CreatePhysicalNetworkParams; answer: PhysicalNetwork };
  createPortableIpRange: { params: CreatePortableIpRangeParams; answer: PortableRange };
  createRole: { params: CreateRoleParams; answer: Role };
  createRolePermission: { params: CreateRolePermissionParams; answer: RolePermission };
  createSSHKeyPair: { params: CreateSSHKeyPairParams; answer: NewKeyPair };
  createSecurityGroup: { params: CreateSecurityGroupParams; answer: SecurityGroup };
  createServiceOffering: { params: CreateServiceOfferingParams; answer: ServiceOffering };
  createStorageNetworkIpRange: { params: CreateStorageNetworkIpRangeParams; answer: StorageRange };
  createTags: { params: CreateTagsParams; answer: Success };
  createUser: { params: CreateUserParams; answer: User };
  createVirtualRouterElement: { params: CreateVirtualRouterElementParams; answer: OwnedElement };
  createVlanIpRange: { params: CreateVlanIpRangeParams; answer: IpRange };
  dedicateGuestVlanRange: { params: DedicateGuestVlanRangeParams; answer: GuestVlanRange };
  dedicatePublicIpRange: { params: DedicatePublicIpRangeParams; answer: IpRange };
  deleteAffinityGroup: { params: DeleteAffinityGroupParams; answer: Success };
  deleteDiskOffering: { params: DeleteDiskOfferingParams; answer: Success };
  deleteInstanceGroup: { params: DeleteInstanceGroupParams; answer: Success };
  deleteNetworkServiceProvider: { params: DeleteNetworkServiceProviderParams; answer: Success };
  deletePhysicalNetwork: { params: DeletePhysicalNetworkParams; answer: Success };
  deletePortableIpRange: { params: DeletePortableIpRangeParams; answer: Success };
  deleteRole: { params: DeleteRoleParams; answer: Success };
  deleteRolePermission: { params: DeleteRolePermissionParams; answer: Success };
  deleteSSHKeyPair: { params: DeleteSSHKeyPairParams; answer: Success };
  deleteSecurityGroup: { params: DeleteSecurityGroupParams; answer: Success };
  deleteServiceOffering: { params: DeleteServiceOfferingParams; answer: Success };
  deleteStorageNetworkIpRange: { params: DeleteStorageNetworkIpRangeParams; answer: Success };
  deleteTags: { params: DeleteTagsParams; answer: Success };
  deleteTrafficType: { params: DeleteTrafficTypeParams; answer: Success };
  deleteUserData: { params: DeleteUserDataParams; answer: Success };
  deleteVlanIpRange: { params: DeleteVlanIpRangeParams; answer: Success };
  deployVirtualMachine: { params: DeployVirtualMachineParams; answer: Instance };
  destroySystemVm: { params: DestroySystemVmParams; answer: SystemVm };
  destroyVirtualMachine: { params: DestroyVirtualMachineParams; answer: Instance };
  disableRole: { params: DisableRoleParams; answer: Success };
  enableRole: { params: EnableRoleParams; answer: Success };
  enableUser: { params: EnableUserParams; answer: User };
  expungeVirtualMachine: { params: ExpungeVirtualMachineParams; answer: Success };
  forgotPassword: { params: ForgotPasswordParams; answer: Success };
  getUser: { params: GetUserParams; answer: User };
  getUserKeys: { params: GetUserKeysParams; answer: Keys };
  getVMPassword: { params: GetVMPasswordParams; answer: Password };
  getVirtualMachineUserData: { params: GetVirtualMachineUserDataParams; answer: CredentialsUserData };
  importRole: { params: ImportRoleParams; answer: Role };
  linkUserDataToTemplate: { params: LinkUserDataToTemplateParams; answer: Template };
  listAccounts: { params: ListAccountsParams; answer: Account };
  listAffinityGroupTypes: { params: ListAffinityGroupTypesParams; answer: AffinityType };
  listAffinityGroups: { params: ListAffinityGroupsParams; answer: AffinityGroup };
  listApis: { params: ListApisParams; answer: Api };
  listAsyncJobs: { params: ListAsyncJobsParams; answer: Job };
  listCapabilities: { params: ListCapabilitiesParams; answer: CapabilitiesCapability };
  listCapacity: { params: ListCapacityParams; answer: Capacity };
  listClusters: { params: ListClustersParams; answer: Cluster };
  listConfigurations: { params: ListConfigurationsParams; answer: Configuration };
  listDedicatedGuestVlanRanges: { params: ListDedicatedGuestVlanRangesParams; answer: GuestVlanRange };
  listDiskOfferings: { params: ListDiskOfferingsParams; answer: DiskOffering };
  listDomains: { params: ListDomainsParams; answer: Domain };
  listEventTypes: { params: ListEventTypesParams; answer: EventType };
  listEvents: { params: ListEventsParams; answer: Event };
  listGuestVlans: { params: ListGuestVlansParams; answer: GuestVlan };
  listGuiThemes: { params: ListGuiThemesParams; answer: Theme };
  listHosts: { params: ListHostsParams; answer: Host };
  listHypervisors: { params: ListHypervisorsParams; answer: Hypervisor };
  listImageStores: { params: ListImageStoresParams; answer: ImageStore };
  listInstanceGroups: { params: ListInstanceGroupsParams; answer: InstanceGroup };
  listInternalLoadBalancerElements: { params: ListInternalLoadBalancerElementsParams; answer: BalancerElement };
  listIpForwardingRules: { params: ListIpForwardingRulesParams; answer: AddressForwardingRule };
  listIsos: { params: ListIsosParams; answer: Template };
  listLdapConfigurations: { params: ListLdapConfigurationsParams; answer: Ldap };
  listNetworkIsolationMethods: { params: ListNetworkIsolationMethodsParams; answer: IsolationMethod };
  listNetworkOfferings: { params: ListNetworkOfferingsParams; answer: NetworkOffering };
  listNetworkServiceProviders: { params: ListNetworkServiceProvidersParams; answer: Provider };
  listNetworks: { params: ListNetworksParams; answer: Network };
  listNics: { params: ListNicsParams; answer: Nic };
  listOauthProvider: { params: ListOauthProviderParams; answer: OauthProvider };
  listOsCategories: { params: ListOsCategoriesParams; answer: OsCategory };
  listOsTypes: { params: ListOsTypesParams; answer: OsType };
  listOvsElements: { params: ListOvsElementsParams; answer: SwitchElement };
  listPhysicalNetworks: { params: ListPhysicalNetworksParams; answer: PhysicalNetwork };
  listPods: { params: ListPodsParams; answer: Pod };
  listPortForwardingRules: { params: ListPortForwardingRulesParams; answer: ForwardingRule };
  listPortableIpRanges: { params: ListPortableIpRangesParams; answer: PortableRange };
  listPublicIpAddresses: { params: ListPublicIpAddressesParams; answer: PublicAddress };
  listRegions: { params: ListRegionsParams; answer: Region };
  listResourceLimits: { params: ListResourceLimitsParams; answer: ResourceLimit };
  listRolePermissions: { params: ListRolePermissionsParams; answer: RolePermission };
  listRoles: { params: ListRolesParams; answer: Role };
  listRouters: { params: ListRoutersParams; answer: Router };
  listSSHKeyPairs: { params: ListSSHKeyPairsParams; answer: KeyPair };
  listSecurityGroups: { params: ListSecurityGroupsParams; answer: SecurityGroup };
  listServiceOfferings: { params: ListServiceOfferingsParams; answer: ServiceOffering };
  listStorageNetworkIpRange: { params: ListStorageNetworkIpRangeParams; answer: StorageRange };
  listStoragePools: { params: ListStoragePoolsParams; answer: Pool };
  listSupportedNetworkServices: { params: ListSupportedNetworkServicesParams; answer: NetworkService };
  listSystemVms: { params: ListSystemVmsParams; answer: SystemVm };
  listTags: { params: ListTagsParams; answer: TagsTag };
  listTemplates: { params: ListTemplatesParams; answer: Template };
  listTrafficTypeImplementors: { params: ListTrafficTypeImplementorsParams; answer: Implementor };
  listTrafficTypes: { params: ListTrafficTypesParams; answer: TrafficType };
  listUserData: { params: ListUserDataParams; answer: UserDataUserData };
  listUsers: { params: ListUsersParams; answer: User };
  listVirtualMachines: { params: ListVirtualMachinesParams; answer: Instance };
  listVirtualMachinesMetrics: { params: ListVirtualMachinesMetricsParams; answer: InstanceMetrics };
  listVirtualRouterElements: { params: ListVirtualRouterElementsParams; answer: OwnedElement };
  listVlanIpRanges: { params: ListVlanIpRangesParams; answer: IpRange };
  listVolumes: { params: ListVolumesParams; answer: Volume };
  listZones: { params: ListZonesParams; answer: Zone };
  login: { params: LoginParams; answer: Login };
  logout: { params: LogoutParams; answer: Logout };
  queryAsyncJobResult: { params: QueryAsyncJobResultParams; answer: Job };
  rebootSystemVm: { params: RebootSystemVmParams; answer: SystemVm };
  rebootVirtualMachine: { params: RebootVirtualMachineParams; answer: Instance };
  recoverVirtualMachine: { params: RecoverVirtualMachineParams; answer: Instance };
  registerSSHKeyPair: { params: RegisterSSHKeyPairParams; answer: KeyPair };
  registerUserData: { params: RegisterUserDataParams; answer: UserDataUserData };
  registerUserKeys: { params: RegisterUserKeysParams; answer: Keys };
  releaseDedicatedGuestVlanRange: { params: ReleaseDedicatedGuestVlanRangeParams; answer: Success };
  releasePublicIpRange: { params: ReleasePublicIpRangeParams; answer: Success };
  removeRegion: { params: RemoveRegionParams; answer: Success };
  resetConfiguration: { params: ResetConfigurationParams; answer: Configuration };
  resetPasswordForVirtualMachine: { params: ResetPasswordForVirtualMachineParams; answer: Instance };
  resetSSHKeyForVirtualMachine: { params: ResetSSHKeyForVirtualMachineParams; answer: Instance };
  resetUserDataForVirtualMachine: { params: ResetUserDataForVirtualMachineParams; answer: Instance };
  revokeSecurityGroupEgress: { params: RevokeSecurityGroupEgressParams; answer: Success };
  revokeSecurityGroupIngress: { params: RevokeSecurityGroupIngressParams; answer: Success };
  startVirtualMachine: { params: StartVirtualMachineParams; answer: Instance };
  stopSystemVm: { params: StopSystemVmParams; answer: SystemVm };
  stopVirtualMachine: { params: StopVirtualMachineParams; answer: Instance };
  updateConfiguration: { params: UpdateConfigurationParams; answer: Configuration };
  updateDiskOffering: { params: UpdateDiskOfferingParams; answer: DiskOffering };
  updateInstanceGroup: { params: UpdateInstanceGroupParams; answer: InstanceGroup };
  updateNetworkServiceProvider: { params: UpdateNetworkServiceProviderParams; answer: Provider };
  updatePhysicalNetwork: { params: UpdatePhysicalNetworkParams; answer: PhysicalNetwork };
  updateRegion: { params: UpdateRegionParams; answer: Region };
  updateResourceLimit: { params: UpdateResourceLimitParams; answer: ResourceLimit };
  updateRole: { params: UpdateRoleParams; answer: Role };
  updateRolePermission: { params: UpdateRolePermissionParams; answer: Success };
  updateServiceOffering: { params: UpdateServiceOfferingParams; answer: ServiceOffering };
  updateStorageNetworkIpRange: { params: UpdateStorageNetworkIpRangeParams; answer: StorageRange };
  updateTrafficType: { params: UpdateTrafficTypeParams; answer: TrafficType };
  updateUser: { params: UpdateUserParams; answer: User };
  updateVMAffinityGroup: { params: UpdateVMAffinityGroupParams; answer: Instance };
  updateVirtualMachine: { params: UpdateVirtualMachineParams; answer: Instance };
  updateVlanIpRange: { params: UpdateVlanIpRangeParams; answer: IpRange };
}

export const commands = {
  addNetworkServiceProvider: { isAsync: true, wrapper: 'addnetworkserviceproviderresponse', object: 'networkserviceprovider', shape: 'object' },
  addRegion: { isAsync: false, wrapper: 'addregionresponse', object: 'region', shape: 'object' },
  addTrafficType: { isAsync: true, wrapper: 'addtraffictyperesponse', object: 'traffictype', shape: 'object' },
  authorizeSecurityGroupEgress: { isAsync: true, wrapper: 'authorizesecuritygroupegressresponse', object: 'securitygroup', shape: 'object' },
  authorizeSecurityGroupIngress: { isAsync: true, wrapper: 'authorizesecuritygroupingressresponse', object: 'securitygroup', shape: 'object' },
  cloudianIsEnabled: { isAsync: false, wrapper: 'cloudianisenabledresponse', object: 'cloudianisenabled', shape: 'object' },
  configureInternalLoadBalancerElement: { isAsync: true, wrapper: 'configureinternalloadbalancerelementresponse', object: 'internalloadbalancerelement', shape: 'object' },
  configureOvsElement: { isAsync: true, wrapper: 'configureovselementresponse', object: 'ovselement', shape: 'object' },
  configureVirtualRouterElement: { isAsync: true, wrapper: 'configurevirtualrouterelementresponse', object: 'virtualrouterelement', shape: 'object' },
  createAccount: { isAsync: false, wrapper: 'createaccountresponse', object: 'account', shape: 'object' },
  createAffinityGroup: { isAsync: true, wrapper: 'createaffinitygroupresponse', object: 'affinitygroup', shape: 'object' },
  createConsoleEndpoint: { isAsync: false, wrapper: 'createconsoleendpointresponse', object: 'consoleendpoint', shape: 'object' },
  createDiskOffering: { isAsync: false, wrapper: 'creatediskofferingresponse', object: 'diskoffering', shape: 'object' },
  createDomain: { isAsync: false, wrapper: 'createdomainresponse', object: 'domain', shape: 'object' },
  createInstanceGroup: { isAsync: false, wrapper: 'createinstancegroupresponse', object: 'instancegroup', shape: 'object' },
  createInternalLoadBalancerElement: { isAsync: true, wrapper: 'createinternalloadbalancerelementresponse', object: 'internalloadbalancerelement', shape: 'object' },
  createPhysicalNetwork: { isAsync: true, wrapper: 'createphysicalnetworkresponse', object: 'physicalnetwork', shape: 'object' },
  createPortableIpRange: { isAsync: true, wrapper: 'createportableiprangeresponse', object: 'portableiprange', shape: 'object' },
  createRole: { isAsync: false, wrapper: 'createroleresponse', object: 'role', shape: 'object' },
  createRolePermission: { isAsync: false, wrapper: 'createrolepermissionresponse', object: 'rolepermission', shape: 'object' },
  createSSHKeyPair: { isAsync: false, wrapper: 'createsshkeypairresponse', object: 'keypair', shape: 'object' },
  createSecurityGroup: { isAsync: false, wrapper: 'createsecuritygroupresponse', object: 'securitygroup', shape: 'object' },
  createServiceOffering: { isAsync: false, wrapper: 'createserviceofferingresponse', object: 'serviceoffering', shape: 'object' },
  createStorageNetworkIpRange: { isAsync: true, wrapper: 'createstoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'object' },
  createTags: { isAsync: true, wrapper: 'createtagsresponse', object: null, shape: 'success' },
  createUser: { isAsync: false, wrapper: 'createuserresponse', object: 'user', shape: 'object' },
  createVirtualRouterElement: { isAsync: true, wrapper: 'createvirtualrouterelementresponse', object: 'virtualrouterelement', shape: 'object' },
  createVlanIpRange: { isAsync: false, wrapper: 'createvlaniprangeresponse', object: 'vlan', shape: 'object' },
  dedicateGuestVlanRange: { isAsync: false, wrapper: 'dedicateguestvlanrangeresponse', object: 'dedicatedguestvlanrange', shape: 'object' },
  dedicatePublicIpRange: { isAsync: false, wrapper: 'dedicatepubliciprangeresponse', object: 'vlan', shape: 'object' },
  deleteAffinityGroup: { isAsync: true, wrapper: 'deleteaffinitygroupresponse', object: null, shape: 'success' },
  deleteDiskOffering: { isAsync: false, wrapper: 'deletediskofferingresponse', object: null, shape: 'success' },
  deleteInstanceGroup: { isAsync: false, wrapper: 'deleteinstancegroupresponse', object: null, shape: 'success' },
  deleteNetworkServiceProvider: { isAsync: true, wrapper: 'deletenetworkserviceproviderresponse', object: null, shape: 'success' },
  deletePhysicalNetwork: { isAsync: true, wrapper: 'deletephysicalnetworkresponse', object: null, shape: 'success' },
  deletePortableIpRange: { isAsync: true, wrapper: 'deleteportablepublicipresponse', object: null, shape: 'success' },
  deleteRole: { isAsync: false, wrapper: 'deleteroleresponse', object: null, shape: 'success' },
  deleteRolePermission: { isAsync: false, wrapper: 'deleterolepermissionresponse', object: null, shape: 'success' },
  deleteSSHKeyPair: { isAsync: false, wrapper: 'deletesshkeypairresponse', object: null, shape: 'success' },
  deleteSecurityGroup: { isAsync: false, wrapper: 'deletesecuritygroupresponse', object: null, shape: 'success' },
  deleteServiceOffering: { isAsync: false, wrapper: 'deleteserviceofferingresponse', object: null, shape: 'success' },
  deleteStorageNetworkIpRange: { isAsync: true, wrapper: 'deletestoragenetworkiprangeresponse', object: null, shape: 'success' },
  deleteTags: { isAsync: true, wrapper: 'deletetagsresponse', object: null, shape: 'success' },
  deleteTrafficType: { isAsync: true, wrapper: 'deletetraffictyperesponse', object: null, shape: 'success' },
  deleteUserData: { isAsync: false, wrapper: 'deleteuserdataresponse', object: null, shape: 'success' },
  deleteVlanIpRange: { isAsync: false, wrapper: 'deletevlaniprangeresponse', object: null, shape: 'success' },
  deployVirtualMachine: { isAsync: true, wrapper: 'deployvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  destroySystemVm: { isAsync: true, wrapper: 'destroysystemvmresponse', object: 'systemvm', shape: 'object' },
  destroyVirtualMachine: { isAsync: true, wrapper: 'destroyvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  disableRole: { isAsync: false, wrapper: 'disableroleresponse', object: null, shape: 'success' },
  enableRole: { isAsync: false, wrapper: 'enableroleresponse', object: null, shape: 'success' },
  enableUser: { isAsync: false, wrapper: 'enableuserresponse', object: 'user', shape: 'object' },
  expungeVirtualMachine: { isAsync: true, wrapper: 'expungevirtualmachineresponse', object: null, shape: 'success' },
  forgotPassword: { isAsync: false, wrapper: 'forgotpasswordresponse', object: null, shape: 'success' },
  getUser: { isAsync: false, wrapper: 'getuserresponse', object: 'user', shape: 'object' },
  getUserKeys: { isAsync: false, wrapper: 'getuserkeysresponse', object: 'userkeys', shape: 'object' },
  getVMPassword: { isAsync: false, wrapper: 'getvmpasswordresponse', object: 'password', shape: 'object' },
  getVirtualMachineUserData: { isAsync: false, wrapper: 'getvirtualmachineuserdataresponse', object: 'virtualmachineuserdata', shape: 'object' },
  importRole: { isAsync: false, wrapper: 'importroleresponse', object: 'role', shape: 'object' },
  linkUserDataToTemplate: { isAsync: false, wrapper: 'linkuserdatatotemplateresponse', object: 'template', shape: 'object' },
  listAccounts: { isAsync: false, wrapper: 'listaccountsresponse', object: 'account', shape: 'list' },
  listAffinityGroupTypes: { isAsync: false, wrapper: 'listaffinitygrouptypesresponse', object: 'affinityGroupType', shape: 'list' },
  listAffinityGroups: { isAsync: false, wrapper: 'listaffinitygroupsresponse', object: 'affinitygroup', shape: 'list' },
  listApis: { isAsync: false, wrapper: 'listapisresponse', object: 'api', shape: 'list' },
  listAsyncJobs: { isAsync: false, wrapper: 'listasyncjobsresponse', object: 'asyncjobs', shape: 'list' },
  listCapabilities: { isAsync: false, wrapper: 'listcapabilitiesresponse', object: 'capability', shape: 'object' },
  listCapacity: { isAsync: false, wrapper: 'listcapacityresponse', object: 'capacity', shape: 'list' },
  listClusters: { isAsync: false, wrapper: 'listclustersresponse', object: 'cluster', shape: 'list' },
  listConfigurations: { isAsync: false, wrapper: 'listconfigurationsresponse', object: 'configuration', shape: 'list' },
  listDedicatedGuestVlanRanges: { isAsync: false, wrapper: 'listdedicatedguestvlanrangesresponse', object: 'dedicatedguestvlanrange', shape: 'list' },
  listDiskOfferings: { isAsync: false, wrapper: 'listdiskofferingsresponse', object: 'diskoffering', shape: 'list' },
  listDomains: { isAsync: false, wrapper: 'listdomainsresponse', object: 'domain', shape: 'list' },
  listEventTypes: { isAsync: false, wrapper: 'listeventtypesresponse', object: 'eventtype', shape: 'list' },
  listEvents: { isAsync: false, wrapper: 'listeventsresponse', object: 'event', shape: 'list' },
  listGuestVlans: { isAsync: false, wrapper: 'listguestvlansresponse', object: 'guestvlan', shape: 'list' },
  listGuiThemes: { isAsync: false, wrapper: 'listguithemesresponse', object: 'guiThemes', shape: 'list' },
  listHosts: { isAsync: false, wrapper: 'listhostsresponse', object: 'host', shape: 'list' },
  listHypervisors: { isAsync: false, wrapper: 'listhypervisorsresponse', object: 'hypervisor', shape: 'list' },
  listImageStores: { isAsync: false, wrapper: 'listimagestoresresponse', object: 'imagestore', shape: 'list' },
  listInstanceGroups: { isAsync: false, wrapper: 'listinstancegroupsresponse', object: 'instancegroup', shape: 'list' },
  listInternalLoadBalancerElements: { isAsync: false, wrapper: 'listinternalloadbalancerelementsresponse', object: 'internalloadbalancerelement', shape: 'list' },
  listIpForwardingRules: { isAsync: false, wrapper: 'listipforwardingrulesresponse', object: 'ipforwardingrule', shape: 'list' },
  listIsos: { isAsync: false, wrapper: 'listisosresponse', object: 'iso', shape: 'list' },
  listLdapConfigurations: { isAsync: false, wrapper: 'ldapconfigurationresponse', object: 'LdapConfiguration', shape: 'list' },
  listNetworkIsolationMethods: { isAsync: false, wrapper: 'listnetworkisolationmethodsresponse', object: 'isolationmethod', shape: 'list' },
  listNetworkOfferings: { isAsync: false, wrapper: 'listnetworkofferingsresponse', object: 'networkoffering', shape: 'list' },
  listNetworkServiceProviders: { isAsync: false, wrapper: 'listnetworkserviceprovidersresponse', object: 'networkserviceprovider', shape: 'list' },
  listNetworks: { isAsync: false, wrapper: 'listnetworksresponse', object: 'network', shape: 'list' },
  listNics: { isAsync: false, wrapper: 'listnicsresponse', object: 'nic', shape: 'list' },
  listOauthProvider: { isAsync: false, wrapper: 'listoauthproviderresponse', object: 'oauthprovider', shape: 'list' },
  listOsCategories: { isAsync: false, wrapper: 'listoscategoriesresponse', object: 'oscategory', shape: 'list' },
  listOsTypes: { isAsync: false, wrapper: 'listostypesresponse', object: 'ostype', shape: 'list' },
  listOvsElements: { isAsync: false, wrapper: 'listovselementsresponse', object: 'ovselement', shape: 'list' },
  listPhysicalNetworks: { isAsync: false, wrapper: 'listphysicalnetworksresponse', object: 'physicalnetwork', shape: 'list' },
  listPods: { isAsync: false, wrapper: 'listpodsresponse', object: 'pod', shape: 'list' },
  listPortForwardingRules: { isAsync: false, wrapper: 'listportforwardingrulesresponse', object: 'portforwardingrule', shape: 'list' },
  listPortableIpRanges: { isAsync: false, wrapper: 'listportableipresponse', object: 'portableiprange', shape: 'list' },
  listPublicIpAddresses: { isAsync: false, wrapper: 'listpublicipaddressesresponse', object: 'publicipaddress', shape: 'list' },
  listRegions: { isAsync: false, wrapper: 'listregionsresponse', object: 'region', shape: 'list' },
  listResourceLimits: { isAsync: false, wrapper: 'listresourcelimitsresponse', object: 'resourcelimit', shape: 'list' },
  listRolePermissions: { isAsync: false, wrapper: 'listrolepermissionsresponse', object: 'rolepermission', shape: 'list' },
  listRoles: { isAsync: false, wrapper: 'listrolesresponse', object: 'role', shape: 'list' },
  listRouters: { isAsync: false, wrapper: 'listroutersresponse', object: 'router', shape: 'list' },
  listSSHKeyPairs: { isAsync: false, wrapper: 'listsshkeypairsresponse', object: 'sshkeypair', shape: 'list' },
  listSecurityGroups: { isAsync: false, wrapper: 'listsecuritygroupsresponse', object: 'securitygroup', shape: 'list' },
  listServiceOfferings: { isAsync: false, wrapper: 'listserviceofferingsresponse', object: 'serviceoffering', shape: 'list' },
  listStorageNetworkIpRange: { isAsync: false, wrapper: 'liststoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'list' },
  listStoragePools: { isAsync: false, wrapper: 'liststoragepoolsresponse', object: 'storagepool', shape: 'list' },
  listSupportedNetworkServices: { isAsync: false, wrapper: 'listsupportednetworkservicesresponse', object: 'networkservice', shape: 'list' },
  listSystemVms: { isAsync: false, wrapper: 'listsystemvmsresponse', object: 'systemvm', shape: 'list' },
  listTags: { isAsync: false, wrapper: 'listtagsresponse', object: 'tag', shape: 'list' },
  listTemplates: { isAsync: false, wrapper: 'listtemplatesresponse', object: 'template', shape: 'list' },
  listTrafficTypeImplementors: { isAsync: false, wrapper: 'listtraffictypeimplementorsresponse', object: 'traffictypeimplementorresponse', shape: 'list' },
  listTrafficTypes: { isAsync: false, wrapper: 'listtraffictypesresponse', object: 'traffictype', shape: 'list' },
  listUserData: { isAsync: false, wrapper: 'listuserdataresponse', object: 'userdata', shape: 'list' },
  listUsers: { isAsync: false, wrapper: 'listusersresponse', object: 'user', shape: 'list' },
  listVirtualMachines: { isAsync: false, wrapper: 'listvirtualmachinesresponse', object: 'virtualmachine', shape: 'list' },
  listVirtualMachinesMetrics: { isAsync: false, wrapper: 'listvirtualmachinesmetricsresponse', object: 'virtualmachine', shape: 'list' },
  listVirtualRouterElements: { isAsync: false, wrapper: 'listvirtualrouterelementsresponse', object: 'virtualrouterelement', shape: 'list' },
  listVlanIpRanges: { isAsync: false, wrapper: 'listvlaniprangesresponse', object: 'vlaniprange', shape: 'list' },
  listVolumes: { isAsync: false, wrapper: 'listvolumesresponse', object: 'volume', shape: 'list' },
  listZones: { isAsync: false, wrapper: 'listzonesresponse', object: 'zone', shape: 'list' },
  login: { isAsync: false, wrapper: 'loginresponse', object: null, shape: 'flat' },
  logout: { isAsync: false, wrapper: 'logoutresponse', object: null, shape: 'flat' },
  queryAsyncJobResult: { isAsync: false, wrapper: 'queryasyncjobresultresponse', object: null, shape: 'flat' },
  rebootSystemVm: { isAsync: true, wrapper: 'rebootsystemvmresponse', object: 'systemvm', shape: 'object' },
  rebootVirtualMachine: { isAsync: true, wrapper: 'rebootvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  recoverVirtualMachine: { isAsync: false, wrapper: 'recovervirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  registerSSHKeyPair: { isAsync: false, wrapper: 'registersshkeypairresponse', object: 'keypair', shape: 'object' },
  registerUserData: { isAsync: false, wrapper: 'registeruserdataresponse', object: 'userdata', shape: 'object' },
  registerUserKeys: { isAsync: false, wrapper: 'registeruserkeysresponse', object: 'userkeys', shape: 'object' },
  releaseDedicatedGuestVlanRange: { isAsync: true, wrapper: 'releasededicatedguestvlanrangeresponse', object: null, shape: 'success' },
  releasePublicIpRange: { isAsync: false, wrapper: 'releasepubliciprangeresponse', object: null, shape: 'success' },
  removeRegion: { isAsync: false, wrapper: 'removeregionresponse', object: null, shape: 'success' },
  resetConfiguration: { isAsync: false, wrapper: 'resetconfigurationresponse', object: 'configuration', shape: 'object' },
  resetPasswordForVirtualMachine: { isAsync: true, wrapper: 'resetpasswordforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  resetSSHKeyForVirtualMachine: { isAsync: true, wrapper: 'resetSSHKeyforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  resetUserDataForVirtualMachine: { isAsync: false, wrapper: 'resetuserdataforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  revokeSecurityGroupEgress: { isAsync: true, wrapper: 'revokesecuritygroupegressresponse', object: null, shape: 'success' },
  revokeSecurityGroupIngress: { isAsync: true, wrapper: 'revokesecuritygroupingressresponse', object: null, shape: 'success' },
  startVirtualMachine: { isAsync: true, wrapper: 'startvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  stopSystemVm: { isAsync: true, wrapper: 'stopsystemvmresponse', object: 'systemvm', shape: 'object' },
  stopVirtualMachine: { isAsync: true, wrapper: 'stopvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateConfiguration: { isAsync: false, wrapper: 'updateconfigurationresponse', object: 'configuration', shape: 'object' },
  updateDiskOffering: { isAsync: false, wrapper: 'updatediskofferingresponse', object: 'diskoffering', shape: 'object' },
  updateInstanceGroup: { isAsync: false, wrapper: 'updateinstancegroupresponse', object: 'instancegroup', shape: 'object' },
  updateNetworkServiceProvider: { isAsync: true, wrapper: 'updatenetworkserviceproviderresponse', object: 'networkserviceprovider', shape: 'object' },
  updatePhysicalNetwork: { isAsync: true, wrapper: 'updatephysicalnetworkresponse', object: 'physicalnetwork', shape: 'object' },
  updateRegion: { isAsync: false, wrapper: 'updateregionresponse', object: 'region', shape: 'object' },
  updateResourceLimit: { isAsync: false, wrapper: 'updateresourcelimitresponse', object: 'resourcelimit', shape: 'object' },
  updateRole: { isAsync: false, wrapper: 'updateroleresponse', object: 'role', shape: 'object' },
  updateRolePermission: { isAsync: false, wrapper: 'updaterolepermissionresponse', object: null, shape: 'success' },
  updateServiceOffering: { isAsync: false, wrapper: 'updateserviceofferingresponse', object: 'serviceoffering', shape: 'object' },
  updateStorageNetworkIpRange: { isAsync: true, wrapper: 'updatestoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'object' },
  updateTrafficType: { isAsync: true, wrapper: 'updatetraffictyperesponse', object: 'traffictype', shape: 'object' },
  updateUser: { isAsync: false, wrapper: 'updateuserresponse', object: 'user', shape: 'object' },
  updateVMAffinityGroup: { isAsync: true, wrapper: 'updatevirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateVirtualMachine: { isAsync: false, wrapper: 'updatevirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateVlanIpRange: { isAsync: false, wrapper: 'updatevlaniprangeresponse', object: 'vlan', shape: 'object' },
} as const;
