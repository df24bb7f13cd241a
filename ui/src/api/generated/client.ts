// Generated from the server's command registry. Do not edit.

export interface Account {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  taggedresources?: Tagged[];
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
  defaultzoneid?: string;
  created?: string;
  accountdetails?: Record<string, string>;
  groups?: string[];
  user?: User[];
  vmrunning?: number;
  vmstopped?: number;
  icon?: Icon;
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
  jobid?: string;
  jobstatus?: number;
  name?: string;
  description?: string;
  type?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  virtualmachineIds?: string[];
}

export interface AffinityRef {
  id?: string;
  name?: string;
  description?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  type?: string;
}

export interface AffinityType {
  type?: string;
}

export interface Alert {
  id?: string;
  type?: number;
  name?: string;
  description?: string;
  sent?: string;
}

export interface AlertType {
  alerttypeid?: number;
  name?: string;
}

export interface Allowed {
  isallowed?: boolean;
}

export interface Annotation {
  id?: string;
  annotation?: string;
  entitytype?: string;
  entityid?: string;
  entityname?: string;
  userid?: string;
  username?: string;
  adminsonly?: boolean;
  created?: string;
  removed?: string;
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

export interface ApiLimit {
  account?: string;
  accountid?: string;
  apiIssued?: number;
  apiAllowed?: number;
  expireAfter?: number;
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
  jobid?: string;
  jobstatus?: number;
  nspid?: string;
  enabled?: boolean;
}

export interface Capabilities {
  id?: string;
  hypervisor?: string;
  hypervisorversion?: string;
  maxguestslimit?: number;
  maxdatavolumeslimit?: number;
  maxhostspercluster?: number;
  securitygroupenabled?: boolean;
  storagemotionenabled?: boolean;
  vmsnapshotenabled?: boolean;
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
  sharedfsvmmincpucount?: number;
  sharedfsvmminramsize?: number;
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
  tag?: string;
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
  resourcedetails?: Record<string, string>;
  capacity?: Capacity[];
  hasannotations?: boolean;
}

export interface ClusterMetrics {
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
  resourcedetails?: Record<string, string>;
  capacity?: Capacity[];
  hasannotations?: boolean;
  hosts?: string;
  state?: string;
  cputotal?: string;
  cpuused?: string;
  cpuallocated?: string;
  cpumaxdeviation?: string;
  memorytotal?: string;
  memoryused?: string;
  memoryallocated?: string;
  memorymaxdeviation?: string;
  cputhreshold?: boolean;
  cpudisablethreshold?: boolean;
  cpuallocatedthreshold?: boolean;
  cpuallocateddisablethreshold?: boolean;
  memorythreshold?: boolean;
  memorydisablethreshold?: boolean;
  memoryallocatedthreshold?: boolean;
  memoryallocateddisablethreshold?: boolean;
}

export interface Configuration {
  name?: string;
  displaytext?: string;
  description?: string;
  category?: string;
  group?: string;
  subgroup?: string;
  component?: string;
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

export interface DbMetrics {
  collectiontime?: string;
  hostname?: string;
  version?: string;
  versioncomment?: string;
  uptime?: number;
  connections?: number;
  queries?: number;
  dbloadaverages?: number[];
  replicas?: string[];
}

export interface DedicatedCluster {
  id?: string;
  domainid?: string;
  accountid?: string;
  clusterid?: string;
  clustername?: string;
}

export interface DedicatedHost {
  id?: string;
  domainid?: string;
  accountid?: string;
  hostid?: string;
  hostname?: string;
}

export interface DedicatedPod {
  id?: string;
  domainid?: string;
  accountid?: string;
  podid?: string;
  podname?: string;
}

export interface DedicatedZone {
  id?: string;
  domainid?: string;
  accountid?: string;
  zoneid?: string;
  zonename?: string;
}

export interface Delivery {
  id?: string;
  eventid?: string;
  eventtype?: string;
  webhookid?: string;
  webhookname?: string;
  payload?: string;
  headers?: string;
  response?: string;
  success: boolean;
  startdate?: string;
  enddate?: string;
}

export interface DestroyedRouter {
  id?: string;
  state?: string;
}

export interface Detail {
  key?: string;
  value?: string;
  resourceid?: string;
  resourcetype?: string;
  fordisplay?: boolean;
}

export interface DetailOptions {
  details?: Record<string, unknown>;
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
  hasannotations?: boolean;
  created?: string;
}

export interface Domain {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  taggedresources?: Tagged[];
  name?: string;
  path?: string;
  level?: number;
  state?: string;
  parentdomainid?: string;
  parentdomainname?: string;
  haschild?: boolean;
  networkdomain?: string;
  created?: string;
  icon?: Icon;
  hasannotations?: boolean;
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
  projectid?: string;
  project?: string;
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
  id?: string;
  nicid?: string;
  extradhcpoptioncode?: number;
  extradhcpoptionname?: string;
  extradhcpvalue?: string;
}

export interface FactorSetupProvider {
  name?: string;
  description?: string;
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

export interface Group {
  name?: string;
  description?: string;
  precedence?: number;
  subgroup?: Subgroup[];
}

export interface GroupRef {
  id?: string;
  name?: string;
  description?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
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
  network?: Network[];
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
  status?: string;
  details?: string;
  lastupdated?: string;
}

export interface HealthChecks {
  routerid?: string;
  healthchecks?: Health[];
}

export interface History {
  id?: string;
  name?: string;
  displayname?: string;
  stats?: Sample[];
}

export interface Host {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  oscategoryid?: string;
  oscategoryname?: string;
  cpunumber?: number;
  cpusockets?: number;
  cpuspeed?: number;
  cpuallocated?: string;
  cpuallocatedvalue?: number;
  cpuallocatedpercentage?: string;
  cpuallocatedwithoverprovisioning?: string;
  cpuwithoverprovisioning?: string;
  cpuused?: string;
  cpuloadaverage?: number;
  memorytotal?: number;
  memoryallocated?: number;
  memoryallocatedbytes?: number;
  memoryallocatedpercentage?: string;
  memorywithoverprovisioning?: string;
  memoryused?: number;
  disksizetotal?: number;
  disksizeallocated?: number;
  networkkbsread?: number;
  networkkbswrite?: number;
  hosttags?: string;
  explicithosttags?: string;
  istagarule?: boolean;
  hahost?: boolean;
  hostha?: HostHa;
  outofbandmanagement?: OutOfBand;
  ueficapability?: boolean;
  annotation?: string;
  lastannotated?: string;
  hasannotations?: boolean;
  encryptionsupported?: boolean;
  instanceconversionsupported?: boolean;
  islocalstorageactive?: boolean;
  hasenoughcapacity?: boolean;
  suitableformigration?: boolean;
  details?: Record<string, string>;
  created?: string;
  lastpinged?: string;
  disconnected?: string;
  removed?: string;
}

export interface HostForMigration {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  oscategoryid?: string;
  oscategoryname?: string;
  cpunumber?: number;
  cpusockets?: number;
  cpuspeed?: number;
  cpuallocated?: string;
  cpuallocatedvalue?: number;
  cpuallocatedpercentage?: string;
  cpuallocatedwithoverprovisioning?: string;
  cpuwithoverprovisioning?: string;
  cpuused?: string;
  cpuloadaverage?: number;
  memorytotal?: number;
  memoryallocated?: number;
  memoryallocatedbytes?: number;
  memoryallocatedpercentage?: string;
  memorywithoverprovisioning?: string;
  memoryused?: number;
  disksizetotal?: number;
  disksizeallocated?: number;
  networkkbsread?: number;
  networkkbswrite?: number;
  hosttags?: string;
  explicithosttags?: string;
  istagarule?: boolean;
  hahost?: boolean;
  hostha?: HostHa;
  outofbandmanagement?: OutOfBand;
  ueficapability?: boolean;
  annotation?: string;
  lastannotated?: string;
  hasannotations?: boolean;
  encryptionsupported?: boolean;
  instanceconversionsupported?: boolean;
  islocalstorageactive?: boolean;
  hasenoughcapacity?: boolean;
  suitableformigration?: boolean;
  details?: Record<string, string>;
  created?: string;
  lastpinged?: string;
  disconnected?: string;
  removed?: string;
  requiresStorageMotion?: boolean;
}

export interface HostHa {
  hostid?: string;
  haenable?: boolean;
  hastate?: string;
}

export interface HostMetrics {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  oscategoryid?: string;
  oscategoryname?: string;
  cpunumber?: number;
  cpusockets?: number;
  cpuspeed?: number;
  cpuallocated?: string;
  cpuallocatedvalue?: number;
  cpuallocatedpercentage?: string;
  cpuallocatedwithoverprovisioning?: string;
  cpuwithoverprovisioning?: string;
  cpuused?: string;
  cpuloadaverage?: number;
  memorytotal?: number;
  memoryallocated?: number;
  memoryallocatedbytes?: number;
  memoryallocatedpercentage?: string;
  memorywithoverprovisioning?: string;
  memoryused?: number;
  disksizetotal?: number;
  disksizeallocated?: number;
  networkkbsread?: number;
  networkkbswrite?: number;
  hosttags?: string;
  explicithosttags?: string;
  istagarule?: boolean;
  hahost?: boolean;
  hostha?: HostHa;
  outofbandmanagement?: OutOfBand;
  ueficapability?: boolean;
  annotation?: string;
  lastannotated?: string;
  hasannotations?: boolean;
  encryptionsupported?: boolean;
  instanceconversionsupported?: boolean;
  islocalstorageactive?: boolean;
  hasenoughcapacity?: boolean;
  suitableformigration?: boolean;
  details?: Record<string, string>;
  created?: string;
  lastpinged?: string;
  disconnected?: string;
  removed?: string;
  powerstate?: string;
  instances?: string;
  systeminstances?: string;
  cputotalghz?: string;
  cpuusedghz?: string;
  cpuallocatedghz?: string;
  memorytotalgb?: string;
  memoryusedgb?: string;
  memoryallocatedgb?: string;
  networkread?: string;
  networkwrite?: string;
  cputhreshold?: boolean;
  cpudisablethreshold?: boolean;
  cpuallocatedthreshold?: boolean;
  cpuallocateddisablethreshold?: boolean;
  memorythreshold?: boolean;
  memorydisablethreshold?: boolean;
  memoryallocatedthreshold?: boolean;
  memoryallocateddisablethreshold?: boolean;
}

export interface HostTag {
  id?: string;
  name?: string;
  hostid?: string;
  isimplicit?: boolean;
}

export interface Hypervisor {
  name?: string;
}

export interface Icon {
  base64image?: string;
  resourcetype?: string;
  resourceid?: string;
}

export interface Idp {
  id?: string;
  orgName?: string;
  orgUrl?: string;
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
  hasannotations?: boolean;
}

export interface Implementor {
  traffictype?: string;
  traffictypeimplementor?: string;
}

export interface Infrastructure {
  zones?: number;
  pods?: number;
  clusters?: number;
  hosts?: number;
  cpusockets?: number;
  storagepools?: number;
  imagestores?: number;
  objectstores?: number;
  systemvms?: number;
  routers?: number;
  ilbvms?: number;
  alerts?: number;
  managementservers?: number;
  backuprepositories?: number;
}

export interface Instance {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  icon?: Icon;
  readonlydetails?: string;
  rootdeviceid?: number;
  rootdevicetype?: string;
  pooltype?: string;
  ipaddress?: string;
  publicip?: string;
  nic?: Nic[];
  securitygroup?: GroupRef[];
  affinitygroup?: AffinityRef[];
  tags?: ResourceTag[];
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
  project?: string;
  projectid?: string;
  created?: string;
  hasannotations?: boolean;
}

export interface InstanceMetrics {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  icon?: Icon;
  readonlydetails?: string;
  rootdeviceid?: number;
  rootdevicetype?: string;
  pooltype?: string;
  ipaddress?: string;
  publicip?: string;
  nic?: Nic[];
  securitygroup?: GroupRef[];
  affinitygroup?: AffinityRef[];
  tags?: ResourceTag[];
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

export interface Invitation {
  id?: string;
  project?: string;
  projectid?: string;
  account?: string;
  userid?: string;
  email?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  state?: string;
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

export interface KeyPairsKeyPair {
  id?: string;
  name?: string;
  fingerprint?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  project?: string;
  projectid?: string;
  hasannotations?: boolean;
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
  issuerfor2fa?: string;
  providerfor2fa?: string;
  managementserverid?: string;
}

export interface Logout {
  description?: string;
}

export interface ManagementServer {
  id?: string;
  name?: string;
  state?: string;
  version?: string;
  osdistribution?: string;
  kernelversion?: string;
  lastserverstart?: string;
  lastboottime?: string;
  serviceip?: string;
  ipaddress?: string;
  agents?: string[];
  agentscount?: number;
  pendingjobscount?: number;
  peers?: string[];
}

export interface Network {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  displaytext?: string;
  type?: string;
  acltype?: string;
  state?: string;
  account?: string;
  project?: string;
  projectid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  zoneid?: string;
  zonename?: string;
  traffictype?: string;
  broadcastdomaintype?: string;
  broadcasturi?: string;
  vlan?: string;
  cidr?: string;
  networkcidr?: string;
  gateway?: string;
  netmask?: string;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  internetprotocol?: string;
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
  supportsvmautoscaling?: boolean;
  privatemtu?: number;
  publicmtu?: number;
  externalid?: string;
  egressdefaultpolicy?: boolean;
  networkofferingid?: string;
  networkofferingname?: string;
  networkofferingdisplaytext?: string;
  networkofferingavailability?: string;
  networkofferingconservemode?: boolean;
  physicalnetworkid?: string;
  related?: string;
  service?: OfferedService[];
  tags?: ResourceTag[];
  created?: string;
  icon?: Icon;
  hasannotations?: boolean;
}

export interface NetworkOffering {
  id?: string;
  name?: string;
  displaytext?: string;
  state?: string;
  isdefault?: boolean;
  fornsx?: boolean;
  specifyasnumber?: boolean;
  internetprotocol?: string;
  networkmode?: string;
  service?: OfferedService[];
  domainid?: string;
  domain?: string;
  zoneid?: string;
  zone?: string;
  created?: string;
  guestiptype?: string;
  traffictype?: string;
  availability?: string;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  conservemode?: boolean;
  ispersistent?: boolean;
  forvpc?: boolean;
  fortungsten?: boolean;
  egressdefaultpolicy?: boolean;
  networkrate?: number;
  maxconnections?: number;
  serviceofferingid?: string;
  tags?: string;
  details?: Record<string, string>;
  supportspublicaccess?: boolean;
  supportsinternallb?: boolean;
  supportsstrechedl2subnet?: boolean;
  hasannotations?: boolean;
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
  project?: string;
  projectid?: string;
  hasannotations?: boolean;
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
  broadcasturi?: string;
  isolationuri?: string;
  vlanid?: number;
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

export interface OfferedCapability {
  name?: string;
  value?: string;
  canchooseservicecapability?: boolean;
}

export interface OfferedService {
  name?: string;
  provider?: ServiceProvider[];
  capability?: OfferedCapability[];
}

export interface OsCategory {
  id?: string;
  name?: string;
  isfeatured?: boolean;
  created?: string;
  icon?: Icon;
}

export interface OsType {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  description?: string;
  oscategoryid?: string;
  oscategoryname?: string;
  isuserdefined?: boolean;
  fordisplay?: boolean;
}

export interface OutOfBand {
  hostid?: string;
  enabled?: boolean;
  powerstate?: string;
}

export interface OwnedElement {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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

export interface Permission {
  networkid?: string;
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  project?: string;
  projectid?: string;
}

export interface Permissions {
  id?: string;
  ispublic?: boolean;
  domainid?: string;
  account?: string[];
  projectids?: string[];
}

export interface PhysicalNetwork {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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

export interface Planner {
  name?: string;
}

export interface Pod {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  zoneid?: string;
  zonename?: string;
  gateway?: string;
  netmask?: string;
  startip?: string[];
  endip?: string[];
  forsystemvms?: string[];
  vlanid?: string[];
  ipranges?: Span[];
  allocationstate?: string;
  capacity?: Capacity[];
  hasannotations?: boolean;
}

export interface Pool {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  capacitybytes?: number;
  capacityiops?: number;
  overprovisionfactor?: string;
  managed?: boolean;
  tags?: string;
  istagarule?: boolean;
  details?: Record<string, string>;
  suitableformigration?: boolean;
  hasannotations?: boolean;
  created?: string;
}

export interface PoolMetrics {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  capacitybytes?: number;
  capacityiops?: number;
  overprovisionfactor?: string;
  managed?: boolean;
  tags?: string;
  istagarule?: boolean;
  details?: Record<string, string>;
  suitableformigration?: boolean;
  hasannotations?: boolean;
  created?: string;
  disksizetotalgb?: string;
  disksizeusedgb?: string;
  disksizeallocatedgb?: string;
  disksizeunallocatedgb?: string;
  storageusagethreshold?: boolean;
  storageusagedisablethreshold?: boolean;
  storageallocatedthreshold?: boolean;
  storageallocateddisablethreshold?: boolean;
}

export interface PoolsProvider {
  name?: string;
  type?: string;
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
  jobid?: string;
  jobstatus?: number;
  regionid?: number;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  vlan?: string;
  portableipaddress?: PortableAddress[];
}

export interface Project {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  taggedresources?: Tagged[];
  name?: string;
  displaytext?: string;
  state?: string;
  domain?: string;
  domainid?: string;
  projectaccountname?: string;
  owner?: Record<string, string>[];
  tags?: string[];
  created?: string;
  vmrunning?: number;
  vmstopped?: number;
  icon?: Icon;
}

export interface ProjectAccount {
  account?: string;
  accountid?: string;
  accounttype?: number;
  userid?: string;
  username?: string;
  user?: User[];
  role?: string;
  projectroleid?: string;
  project?: string;
  projectid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
}

export interface ProjectRole {
  id?: string;
  name?: string;
  description?: string;
  projectid?: string;
  ispublic?: boolean;
}

export interface ProjectRolePermission {
  id?: string;
  projectid?: string;
  projectroleid?: string;
  projectrolename?: string;
  rule?: string;
  permission?: string;
  description?: string;
}

export interface ProvidersCapability {
  name?: string;
  value?: string;
  canchooseservicecapability?: boolean;
}

export interface ProvidersProvider {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  state?: string;
  physicalnetworkid?: string;
  destinationphysicalnetworkid?: string;
  servicelist?: string[];
  canenableindividualservice?: boolean;
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
  hasannotations?: boolean;
}

export interface Readiness {
  managementserverid?: string;
  state?: string;
  readyforshutdown?: boolean;
  shutdowntriggered?: boolean;
  maintenanceinitiated?: boolean;
  pendingjobscount?: number;
  agents?: string[];
  agentscount?: number;
}

export interface Region {
  id?: number;
  name?: string;
  endpoint?: string;
  gslbserviceenabled?: boolean;
  portableipserviceenabled?: boolean;
}

export interface ResourceCount {
  account?: string;
  project?: string;
  projectid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  resourcetype?: string;
  resourcetypename?: string;
  tag?: string;
  resourcecount?: number;
}

export interface ResourceLimit {
  account?: string;
  project?: string;
  projectid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  resourcetype?: string;
  resourcetypename?: string;
  tag?: string;
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
  domainpath?: string;
  project?: string;
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
  jobid?: string;
  jobstatus?: number;
  name?: string;
  state?: string;
  role?: string;
  redundantstate?: string;
  isredundantrouter?: boolean;
  requiresupgrade?: boolean;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  created?: string;
  arch?: string;
  version?: string;
  podid?: string;
  podname?: string;
  zoneid?: string;
  zonename?: string;
  hostid?: string;
  hostname?: string;
  hostcontrolstate?: string;
  hypervisor?: string;
  guestnetworkid?: string;
  guestnetworkname?: string;
  guestipaddress?: string;
  guestnetmask?: string;
  gateway?: string;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  healthchecksfailed?: boolean;
  healthcheckresults?: Health[];
  hasannotations?: boolean;
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

export interface Sample {
  timestamp?: string;
  cpuused?: string;
  memorykbs?: number;
  memoryintfreekbs?: number;
  memorytargetkbs?: number;
  networkkbsread?: number;
  networkkbswrite?: number;
  networkread?: string;
  networkwrite?: string;
  diskkbsread?: number;
  diskkbswrite?: number;
  diskioread?: number;
  diskiowrite?: number;
  diskiopstotal?: number;
}

export interface SecurityGroup {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  description?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  ingressrule?: Rule[];
  egressrule?: Rule[];
  virtualmachinecount?: number;
  virtualmachineids?: string[];
  tags?: ResourceTag[];
}

export interface ServerMetrics {
  id?: string;
  name?: string;
  state?: string;
  version?: string;
  osdistribution?: string;
  kernelversion?: string;
  lastserverstart?: string;
  lastboottime?: string;
  serviceip?: string;
  ipaddress?: string;
  agents?: string[];
  agentscount?: number;
  pendingjobscount?: number;
  peers?: string[];
  collectiontime?: string;
  availableprocessors?: number;
  cpuload?: string;
  systemloadaverages?: number[];
  heapmemoryused?: number;
  heapmemorytotal?: number;
  systemmemorytotal?: string;
  systemmemoryfree?: string;
  systemmemoryused?: string;
  systemmemoryvirtualsize?: string;
  systemtotalcpucycles?: number;
  systemcycleusage?: number[];
  sessions?: number;
  threadstotalcount?: number;
  threadsdaemoncount?: number;
  agentcount?: number;
  dbislocal?: boolean;
  usageislocal?: boolean;
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
  hasannotations?: boolean;
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

export interface Setup {
  id?: string;
  accountid?: string;
  username?: string;
  secretcode?: string;
}

export interface Span {
  gateway?: string;
  cidr?: string;
  startip?: string;
  endip?: string;
  vlanid?: string;
  forsystemvms?: string;
}

export interface StorageRange {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  zoneid?: string;
  podid?: string;
  networkid?: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  vlan?: number;
}

export interface StorageTag {
  id?: string;
  name?: string;
  poolid?: string;
}

export interface Subgroup {
  name?: string;
  precedence?: number;
}

export interface Success {
  success: boolean;
  displaytext?: string;
}

export interface SwitchElement {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  jobid?: string;
  jobstatus?: number;
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

export interface Tag {
  key?: string;
  value?: string;
  resourcetype?: string;
  resourceid?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  project?: string;
}

export interface Tagged {
  resourcetype?: number;
  resourcetypename?: string;
  tag?: string;
  limit?: number;
  total?: number;
  available?: number;
}

export interface Template {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  displaytext?: string;
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
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
  templatetag?: string;
  details?: Record<string, string>;
  crossZones?: boolean;
  forcks?: boolean;
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
  icon?: Icon;
  hasannotations?: boolean;
}

export interface Theme {
  id?: string;
  name?: string;
}

export interface TrafficType {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  traffictype?: string;
  physicalnetworkid?: string;
  kvmnetworklabel?: string;
  xennetworklabel?: string;
  vmwarenetworklabel?: string;
  hypervnetworklabel?: string;
  ovm3networklabel?: string;
}

export interface Usage {
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  zoneid?: string;
  description?: string;
  usage?: string;
  usagetype?: number;
  rawusage?: string;
  usageid?: string;
  name?: string;
  startdate?: string;
  enddate?: string;
  offeringid?: string;
  templateid?: string;
  ostypeid?: string;
  osdisplayname?: string;
  oscategoryid?: string;
  oscategoryname?: string;
  type?: string;
  virtualmachineid?: string;
  cpunumber?: number;
  cpuspeed?: number;
  memory?: number;
  size?: number;
  virtualsize?: number;
  tags?: ResourceTag[];
}

export interface UsageMetrics {
  collectiontime?: string;
  hostname?: string;
  state?: string;
  lastheartbeat?: string;
  lastsuccessfuljob?: string;
}

export interface UsageType {
  id?: number;
  name?: string;
  description?: string;
}

export interface User {
  id?: string;
  jobid?: string;
  jobstatus?: number;
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
  secretkey?: string;
  apikeyaccess?: string;
  usersource?: string;
  isdefault?: boolean;
  iscallerchilddomain?: boolean;
  is2faenabled?: boolean;
  is2famandated?: boolean;
  icon?: Icon;
}

export interface UserDataUserData {
  id?: string;
  name?: string;
  account?: string;
  accountid?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
  projectid?: string;
  userdata?: string;
  params?: string;
  hasannotations?: boolean;
}

export interface UserKeysKeyPair {
  apikey?: string;
  secretkey?: string;
  apikeyaccess?: boolean;
  id?: string;
  name?: string;
  description?: string;
  startdate?: string;
  enddate?: string;
  created?: string;
  state?: string;
  userid?: string;
  username?: string;
  accountid?: string;
  accountname?: string;
  accounttype?: string;
  roleid?: string;
  rolename?: string;
  roletype?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
}

export interface Volume {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  type?: string;
  state?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
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
  diskBytesReadRate?: number;
  diskBytesWriteRate?: number;
  diskIopsReadRate?: number;
  diskIopsWriteRate?: number;
  tags?: ResourceTag[];
  attached?: string;
  created?: string;
  hasannotations?: boolean;
}

export interface VolumeHistory {
  id?: string;
  name?: string;
  stats?: Sample[];
}

export interface VolumeMetrics {
  id?: string;
  jobid?: string;
  jobstatus?: number;
  name?: string;
  type?: string;
  state?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  project?: string;
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
  diskBytesReadRate?: number;
  diskBytesWriteRate?: number;
  diskIopsReadRate?: number;
  diskIopsWriteRate?: number;
  tags?: ResourceTag[];
  attached?: string;
  created?: string;
  hasannotations?: boolean;
  sizegb?: string;
}

export interface VpcOffering {
  id?: string;
  name?: string;
  displaytext?: string;
  state?: string;
  isdefault?: boolean;
  fornsx?: boolean;
  specifyasnumber?: boolean;
  internetprotocol?: string;
  networkmode?: string;
  service?: OfferedService[];
  domainid?: string;
  domain?: string;
  zoneid?: string;
  zone?: string;
  created?: string;
  distributedvpcrouter?: boolean;
  supportsregionLevelvpc?: boolean;
}

export interface WebSocket {
  token?: string;
  host?: string;
  port?: string;
  path?: string;
  extra?: string;
}

export interface Webhook {
  id?: string;
  name?: string;
  description?: string;
  state?: string;
  payloadurl?: string;
  secretkey?: string;
  sslverification?: boolean;
  scope?: string;
  account?: string;
  domain?: string;
  domainid?: string;
  domainpath?: string;
  projectid?: string;
  project?: string;
  created?: string;
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
  ip6dns1?: string;
  ip6dns2?: string;
  guestcidraddress?: string;
  domain?: string;
  domainid?: string;
  domainname?: string;
  dhcpprovider?: string;
  zonetoken?: string;
  ismultiarch?: boolean;
  isnsxenabled?: boolean;
  routedmodeenabled?: boolean;
  allowuserspecifyvrmtu?: boolean;
  routerprivateinterfacemaxmtu?: number;
  routerpublicinterfacemaxmtu?: number;
  resourcedetails?: Record<string, string>;
  capacity?: Capacity[];
  icon?: Icon;
  hasannotations?: boolean;
}

export interface ZoneMetrics {
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
  ip6dns1?: string;
  ip6dns2?: string;
  guestcidraddress?: string;
  domain?: string;
  domainid?: string;
  domainname?: string;
  dhcpprovider?: string;
  zonetoken?: string;
  ismultiarch?: boolean;
  isnsxenabled?: boolean;
  routedmodeenabled?: boolean;
  allowuserspecifyvrmtu?: boolean;
  routerprivateinterfacemaxmtu?: number;
  routerpublicinterfacemaxmtu?: number;
  resourcedetails?: Record<string, string>;
  capacity?: Capacity[];
  icon?: Icon;
  hasannotations?: boolean;
  clusters?: string;
  state?: string;
  cputotal?: string;
  cpuused?: string;
  cpuallocated?: string;
  cpumaxdeviation?: string;
  memorytotal?: string;
  memoryused?: string;
  memoryallocated?: string;
  memorymaxdeviation?: string;
  cputhreshold?: boolean;
  cpudisablethreshold?: boolean;
  cpuallocatedthreshold?: boolean;
  cpuallocateddisablethreshold?: boolean;
  memorythreshold?: boolean;
  memorydisablethreshold?: boolean;
  memoryallocatedthreshold?: boolean;
  memoryallocateddisablethreshold?: boolean;
}

export interface ActivateProjectParams {
  id: string;
}

export interface AddAccountToProjectParams {
  projectid: string;
  projectroleid?: string;
  roletype?: string;
  email?: string;
  account?: string;
}

export interface AddAnnotationParams {
  annotation: string;
  entitytype: string;
  entityid: string;
  adminsonly?: boolean;
}

export interface AddClusterParams {
  zoneid: string;
  podid: string;
  clustername: string;
  clustertype: string;
  hypervisor: string;
  allocationstate?: string;
  arch?: string;
  url?: string;
  username?: string;
  password?: string;
  guestvswitchname?: string;
  guestvswitchtype?: string;
  publicvswitchname?: string;
  publicvswitchtype?: string;
  ovm3cluster?: string;
  ovm3pool?: string;
  ovm3vip?: string;
  vsmipaddress?: string;
  vsmusername?: string;
  vsmpassword?: string;
  extensionid?: string;
  externaldetails?: Readonly<Record<string, string>>;
  storageaccessgroups?: readonly string[];
}

export interface AddGuestOsParams {
  oscategoryid: string;
  osdisplayname: string;
  name?: string;
  details?: Readonly<Record<string, string>>;
  forDisplay?: boolean;
}

export interface AddHostParams {
  zoneid: string;
  podid: string;
  clusterid?: string;
  clustername?: string;
  url: string;
  hypervisor: string;
  username?: string;
  password?: string;
  allocationstate?: string;
  hosttags?: readonly string[];
  externaldetails?: Readonly<Record<string, string>>;
  storageaccessgroups?: readonly string[];
}

export interface AddImageStoreParams {
  provider: string;
  url?: string;
  name?: string;
  zoneid?: string;
  details?: Readonly<Record<string, string>>;
}

export interface AddNetworkServiceProviderParams {
  name: string;
  physicalnetworkid: string;
  destinationphysicalnetworkid?: string;
  servicelist?: readonly string[];
}

export interface AddOsCategoryParams {
  name: string;
  isfeatured?: boolean;
}

export interface AddRegionParams {
  id: number;
  name: string;
  endpoint: string;
}

export interface AddResourceDetailParams {
  resourcetype: string;
  resourceid: string;
  details: Readonly<Record<string, string>>;
  fordisplay?: boolean;
}

export interface AddSecondaryStorageParams {
  url: string;
  zoneid?: string;
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

export interface AddUserToProjectParams {
  projectid: string;
  projectroleid?: string;
  roletype?: string;
  email?: string;
  username: string;
}

export interface ArchiveAlertsParams {
  ids?: readonly string[];
  type?: string;
  startdate?: string;
  enddate?: string;
}

export interface ArchiveEventsParams {
  ids?: readonly string[];
  type?: string;
  startdate?: string;
  enddate?: string;
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

export interface CancelHostMaintenanceParams {
  id: string;
}

export interface CancelStorageMaintenanceParams {
  id: string;
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

export interface CreateManagementNetworkIpRangeParams {
  podid: string;
  gateway: string;
  netmask: string;
  startip: string;
  endip?: string;
  vlan?: string;
  forsystemvms?: boolean;
}

export interface CreateNetworkParams {
  name: string;
  displaytext?: string;
  networkofferingid: string;
  zoneid: string;
  physicalnetworkid?: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  routerip?: string;
  vlan?: string;
  bypassvlanoverlapcheck?: boolean;
  acltype?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
  subdomainaccess?: boolean;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  privatemtu?: number;
  publicmtu?: number;
  displaynetwork?: boolean;
  hideipaddressusage?: boolean;
  externalid?: string;
  vpcid?: string;
  aclid?: string;
  associatednetworkid?: string;
  sourcenatipaddress?: string;
  cidrsize?: number;
  asnumber?: number;
  bgppeerids?: readonly string[];
  isolatedpvlan?: string;
  isolatedpvlantype?: string;
  tungstenvirtualrouteruuid?: string;
  ip6gateway?: string;
  ip6cidr?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  startipv6?: string;
  endipv6?: string;
  routeripv6?: string;
}

export interface CreateNetworkOfferingParams {
  name: string;
  displaytext?: string;
  supportedservices?: readonly string[];
  serviceproviderlist?: readonly Readonly<Record<string, string | number>>[];
  servicecapabilitylist?: readonly Readonly<Record<string, string | number>>[];
  serviceofferingid?: string;
  domainid?: readonly string[];
  zoneid?: readonly string[];
  enable?: boolean;
  internetprotocol?: string;
  networkmode?: string;
  routingmode?: string;
  specifyasnumber?: boolean;
  fornsx?: boolean;
  nsxsupportlb?: boolean;
  provider?: string;
  guestiptype: string;
  traffictype: string;
  availability?: string;
  specifyvlan?: boolean;
  specifyipranges?: boolean;
  conservemode?: boolean;
  ispersistent?: boolean;
  forvpc?: boolean;
  egressdefaultpolicy?: boolean;
  keepaliveenabled?: boolean;
  maxconnections?: number;
  networkrate?: number;
  tags?: string;
  details?: Readonly<Record<string, string>>;
  fortungsten?: boolean;
  nsxsupportsinternallb?: boolean;
}

export interface CreateNetworkPermissionsParams {
  networkid: string;
  accountids?: readonly string[];
  accounts?: readonly string[];
  projectids?: readonly string[];
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

export interface CreatePodParams {
  zoneid: string;
  name: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  allocationstate?: string;
  storageaccessgroups?: readonly string[];
}

export interface CreatePortableIpRangeParams {
  regionid: number;
  startip: string;
  endip: string;
  gateway: string;
  netmask: string;
  vlan?: string;
}

export interface CreateProjectParams {
  name: string;
  displaytext?: string;
  account?: string;
  accountid?: string;
  userid?: string;
  domainid?: string;
}

export interface CreateProjectRoleParams {
  projectid: string;
  name: string;
  description?: string;
}

export interface CreateProjectRolePermissionParams {
  projectid: string;
  projectroleid: string;
  rule: string;
  permission: string;
  description?: string;
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

export interface CreateStoragePoolParams {
  name: string;
  url: string;
  zoneid: string;
  podid?: string;
  clusterid?: string;
  scope?: string;
  hypervisor?: string;
  provider?: string;
  tags?: string;
  istagarule?: boolean;
  details?: Readonly<Record<string, string>>;
  managed?: boolean;
  capacitybytes?: number;
  capacityiops?: number;
  storageaccessgroups?: string;
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

export interface CreateVPCOfferingParams {
  name: string;
  displaytext?: string;
  supportedservices?: readonly string[];
  serviceproviderlist?: readonly Readonly<Record<string, string | number>>[];
  servicecapabilitylist?: readonly Readonly<Record<string, string | number>>[];
  serviceofferingid?: string;
  domainid?: readonly string[];
  zoneid?: readonly string[];
  enable?: boolean;
  internetprotocol?: string;
  networkmode?: string;
  routingmode?: string;
  specifyasnumber?: boolean;
  fornsx?: boolean;
  nsxsupportlb?: boolean;
  provider?: string;
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

export interface CreateWebhookParams {
  name: string;
  payloadurl: string;
  description?: string;
  secretkey?: string;
  sslverification?: boolean;
  state?: string;
  scope?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface CreateZoneParams {
  name: string;
  networktype: string;
  dns1: string;
  dns2?: string;
  internaldns1: string;
  internaldns2?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  guestcidraddress?: string;
  domain?: string;
  domainid?: string;
  allocationstate?: string;
  securitygroupenabled?: boolean;
  localstorageenabled?: boolean;
  isedge?: boolean;
  storageaccessgroups?: readonly string[];
}

export interface DedicateClusterParams {
  domainid: string;
  account?: string;
  clusterid: string;
}

export interface DedicateGuestVlanRangeParams {
  physicalnetworkid: string;
  vlanrange: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DedicateHostParams {
  domainid: string;
  account?: string;
  hostid: string;
}

export interface DedicatePodParams {
  domainid: string;
  account?: string;
  podid: string;
}

export interface DedicatePublicIpRangeParams {
  id: string;
  domainid: string;
  account?: string;
  projectid?: string;
}

export interface DedicateZoneParams {
  domainid: string;
  account?: string;
  zoneid: string;
}

export interface DeleteAccountParams {
  id: string;
}

export interface DeleteAccountFromProjectParams {
  projectid: string;
  account: string;
}

export interface DeleteAffinityGroupParams {
  id?: string;
  name?: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteAlertsParams {
  ids?: readonly string[];
  type?: string;
  startdate?: string;
  enddate?: string;
}

export interface DeleteClusterParams {
  id: string;
}

export interface DeleteDiskOfferingParams {
  id: string;
}

export interface DeleteDomainParams {
  id: string;
  cleanup?: boolean;
}

export interface DeleteEventsParams {
  ids?: readonly string[];
  type?: string;
  startdate?: string;
  enddate?: string;
}

export interface DeleteHostParams {
  id: string;
  forced?: boolean;
  forcedestroylocalstorage?: boolean;
}

export interface DeleteImageStoreParams {
  id: string;
}

export interface DeleteInstanceGroupParams {
  id: string;
}

export interface DeleteIsoParams {
  id: string;
  zoneid?: string;
}

export interface DeleteManagementNetworkIpRangeParams {
  podid: string;
  startip: string;
  endip: string;
  vlan: string;
}

export interface DeleteNetworkParams {
  id: string;
  forced?: boolean;
}

export interface DeleteNetworkOfferingParams {
  id: string;
}

export interface DeleteNetworkServiceProviderParams {
  id: string;
}

export interface DeleteOsCategoryParams {
  id: string;
}

export interface DeletePhysicalNetworkParams {
  id: string;
}

export interface DeletePodParams {
  id: string;
}

export interface DeletePortableIpRangeParams {
  id: string;
}

export interface DeleteProjectParams {
  id: string;
  cleanup?: boolean;
}

export interface DeleteProjectInvitationParams {
  id: string;
}

export interface DeleteProjectRoleParams {
  id: string;
  projectid: string;
}

export interface DeleteProjectRolePermissionParams {
  id: string;
  projectid: string;
}

export interface DeleteResourceIconParams {
  resourcetype: string;
  resourceids: readonly string[];
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

export interface DeleteStoragePoolParams {
  id: string;
  forced?: boolean;
}

export interface DeleteTagsParams {
  resourcetype: string;
  resourceids: readonly string[];
  tags?: readonly Readonly<Record<string, string | number>>[];
}

export interface DeleteTemplateParams {
  id: string;
  zoneid?: string;
  forced?: boolean;
  issystem?: boolean;
}

export interface DeleteTrafficTypeParams {
  id: string;
}

export interface DeleteUserParams {
  id: string;
}

export interface DeleteUserDataParams {
  id: string;
  account?: string;
  domainid?: string;
  projectid?: string;
}

export interface DeleteUserFromProjectParams {
  projectid: string;
  userid: string;
}

export interface DeleteUserKeysParams {
  keypairid: string;
}

export interface DeleteVPCOfferingParams {
  id: string;
}

export interface DeleteVlanIpRangeParams {
  id: string;
}

export interface DeleteVolumeParams {
  id: string;
}

export interface DeleteWebhookParams {
  id: string;
}

export interface DeleteWebhookDeliveryParams {
  id?: string;
  webhookid?: string;
  startdate?: string;
  enddate?: string;
  managementserverid?: string;
}

export interface DeleteZoneParams {
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

export interface DestroyRouterParams {
  id: string;
}

export interface DestroySystemVmParams {
  id: string;
}

export interface DestroyVirtualMachineParams {
  id: string;
  expunge?: boolean;
  volumeids?: readonly string[];
}

export interface DisableAccountParams {
  id?: string;
  account?: string;
  domainid?: string;
  lock: boolean;
}

export interface DisableRoleParams {
  id: string;
}

export interface DisableUserParams {
  id: string;
}

export interface EnableAccountParams {
  id?: string;
  account?: string;
  domainid?: string;
}

export interface EnableRoleParams {
  id: string;
}

export interface EnableStorageMaintenanceParams {
  id: string;
}

export interface EnableUserParams {
  id: string;
}

export interface ExecuteWebhookDeliveryParams {
  id?: string;
  webhookid?: string;
  payloadurl?: string;
  payload?: string;
  secretkey?: string;
  sslverification?: boolean;
}

export interface ExpungeVirtualMachineParams {
  id: string;
}

export interface FindHostsForMigrationParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  virtualmachineid: string;
}

export interface FindStoragePoolsForMigrationParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id: string;
}

export interface ForgotPasswordParams {
  username: string;
  domain?: string;
}

export interface GenerateAlertParams {
  type: number;
  name: string;
  description: string;
  zoneid?: string;
  podid?: string;
}

export interface GenerateUsageRecordsParams {
  startdate?: string;
  enddate?: string;
  domainid?: string;
}

export type GetApiLimitParams = Record<never, never>;

export interface GetRouterHealthCheckResultsParams {
  routerid: string;
  performfreshchecks?: boolean;
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

export interface IsAccountAllowedToCreateOfferingsWithTagsParams {
  id: string;
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

export type ListAlertTypesParams = Record<never, never>;

export interface ListAlertsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  type?: string;
  name?: string;
}

export interface ListAnnotationsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  entitytype?: string;
  entityid?: string;
  userid?: string;
  annotationfilter?: string;
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

export interface ListClustersMetricsParams {
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

export interface ListConfigurationGroupsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  group?: string;
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

export type ListDbMetricsParams = Record<never, never>;

export interface ListDedicatedClustersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  domainid?: string;
  account?: string;
  affinitygroupid?: string;
  clusterid?: string;
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

export interface ListDedicatedHostsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  domainid?: string;
  account?: string;
  affinitygroupid?: string;
  hostid?: string;
}

export interface ListDedicatedPodsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  domainid?: string;
  account?: string;
  affinitygroupid?: string;
  podid?: string;
}

export interface ListDedicatedZonesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  domainid?: string;
  account?: string;
  affinitygroupid?: string;
  zoneid?: string;
}

export interface ListDeploymentPlannersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
}

export interface ListDetailOptionsParams {
  resourcetype: string;
  resourceid?: string;
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

export interface ListDomainChildrenParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  isrecursive?: boolean;
  listall?: boolean;
  showicon?: boolean;
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

export interface ListHostTagsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
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

export interface ListHostsMetricsParams {
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

export interface ListHypervisorCapabilitiesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  hypervisor?: string;
}

export interface ListHypervisorsParams {
  zoneid?: string;
}

export type ListIdpsParams = Record<never, never>;

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

export type ListInfrastructureParams = Record<never, never>;

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

export interface ListIsoPermissionsParams {
  id: string;
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

export interface ListManagementServersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  peers?: boolean;
}

export interface ListManagementServersMetricsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  peers?: boolean;
  system?: boolean;
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
  name?: string;
  displaytext?: string;
  zoneid?: string;
  domainid?: string;
  isdefault?: boolean;
  supportedservices?: readonly string[];
  state?: string;
  id?: string;
  networkid?: string;
  guestiptype?: string;
  traffictype?: string;
  availability?: string;
  istagged?: boolean;
  tags?: string;
  specifyipranges?: boolean;
  specifyvlan?: boolean;
  sourcenatsupported?: boolean;
  forvpc?: boolean;
  routingmode?: string;
}

export interface ListNetworkPermissionsParams {
  networkid: string;
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

export interface ListProjectAccountsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  projectid: string;
  account?: string;
  userid?: string;
  role?: string;
  projectroleid?: string;
}

export interface ListProjectInvitationsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  id?: string;
  state?: string;
  activeonly?: boolean;
  userid?: string;
}

export interface ListProjectRolePermissionsParams {
  projectid: string;
  projectroleid?: string;
}

export interface ListProjectRolesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  projectid: string;
  projectroleid?: string;
  name?: string;
}

export interface ListProjectsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  name?: string;
  displaytext?: string;
  state?: string;
  account?: string;
  username?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  tags?: readonly Readonly<Record<string, string | number>>[];
  details?: readonly string[];
  showicon?: boolean;
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

export interface ListResourceDetailsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  account?: string;
  domainid?: string;
  isrecursive?: boolean;
  listall?: boolean;
  projectid?: string;
  resourcetype: string;
  resourceid?: string;
  key?: string;
  value?: string;
  fordisplay?: boolean;
}

export interface ListResourceIconParams {
  resourcetype: string;
  resourceids: readonly string[];
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

export interface ListStoragePoolsMetricsParams {
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

export interface ListStorageProvidersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  type: string;
}

export interface ListStorageTagsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
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

export interface ListSystemVmsUsageHistoryParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  ids?: readonly string[];
  name?: string;
  startdate?: string;
  enddate?: string;
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

export interface ListTemplatePermissionsParams {
  id: string;
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

export interface ListUsageRecordsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  startdate: string;
  enddate: string;
  account?: string;
  accountid?: string;
  domainid?: string;
  isrecursive?: boolean;
  projectid?: string;
  type?: number;
  usageid?: string;
  includetags?: boolean;
  oldformat?: boolean;
}

export type ListUsageServerMetricsParams = Record<never, never>;

export type ListUsageTypesParams = Record<never, never>;

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

export interface ListUserKeysParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  userid?: string;
  keypairid?: string;
  apikeyfilter?: string;
  listall?: boolean;
  showpermissions?: boolean;
}

export interface ListUserTwoFactorAuthenticatorProvidersParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
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

export interface ListVPCOfferingsParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  name?: string;
  displaytext?: string;
  zoneid?: string;
  domainid?: string;
  isdefault?: boolean;
  supportedservices?: readonly string[];
  state?: string;
  id?: string;
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

export interface ListVirtualMachinesUsageHistoryParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  ids?: readonly string[];
  name?: string;
  startdate?: string;
  enddate?: string;
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

export interface ListVolumesMetricsParams {
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

export interface ListVolumesUsageHistoryParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  ids?: readonly string[];
  name?: string;
  startdate?: string;
  enddate?: string;
}

export interface ListWebhookDeliveriesParams {
  keyword?: string;
  page?: number;
  pagesize?: number;
  id?: string;
  webhookid?: string;
  eventtype?: string;
  startdate?: string;
  enddate?: string;
  managementserverid?: string;
}

export interface ListWebhooksParams {
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
  scope?: string;
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

export interface ListZonesMetricsParams {
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

export interface LockAccountParams {
  account: string;
  domainid: string;
}

export interface LockUserParams {
  id: string;
}

export interface LoginParams {
  username: string;
  password: string;
  domain?: string;
  domainid?: string;
}

export type LogoutParams = Record<never, never>;

export interface MarkDefaultZoneForAccountParams {
  account: string;
  domainid: string;
  zoneid: string;
}

export interface MoveDomainParams {
  domainid: string;
  parentdomainid: string;
}

export interface MoveUserParams {
  id: string;
  account?: string;
  accountid?: string;
}

export interface PrepareHostForMaintenanceParams {
  id: string;
}

export interface QueryAsyncJobResultParams {
  jobid: string;
}

export interface ReadyForShutdownParams {
  managementserverid: string;
}

export interface RebootRouterParams {
  id: string;
  forced?: boolean;
}

export interface RebootSystemVmParams {
  id: string;
  forced?: boolean;
}

export interface RebootVirtualMachineParams {
  id: string;
  forced?: boolean;
}

export interface ReconnectHostParams {
  id: string;
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
  name?: string;
  description?: string;
  startdate?: string;
  enddate?: string;
  rules?: readonly Readonly<Record<string, string | number>>[];
}

export interface ReleaseDedicatedClusterParams {
  clusterid: string;
}

export interface ReleaseDedicatedGuestVlanRangeParams {
  id: string;
}

export interface ReleaseDedicatedHostParams {
  hostid: string;
}

export interface ReleaseDedicatedPodParams {
  podid: string;
}

export interface ReleaseDedicatedZoneParams {
  zoneid: string;
}

export interface ReleaseHostReservationParams {
  id: string;
}

export interface ReleasePublicIpRangeParams {
  id: string;
}

export interface RemoveAnnotationParams {
  id: string;
}

export interface RemoveGuestOsParams {
  id: string;
}

export interface RemoveNetworkPermissionsParams {
  networkid: string;
  accountids?: readonly string[];
  accounts?: readonly string[];
  projectids?: readonly string[];
}

export interface RemoveRawUsageRecordsParams {
  interval: number;
}

export interface RemoveRegionParams {
  id: number;
}

export interface RemoveResourceDetailParams {
  resourcetype: string;
  resourceid: string;
  key?: string;
}

export interface ResetApiLimitParams {
  account?: string;
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

export interface ResetNetworkPermissionsParams {
  networkid: string;
}

export interface ResetPasswordParams {
  username: string;
  domain?: string;
  token: string;
  password: string;
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

export interface SetupUserTwoFactorAuthenticationParams {
  enable?: boolean;
  provider?: string;
  userid?: string;
}

export interface StartRouterParams {
  id: string;
}

export interface StartSystemVmParams {
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

export interface StopRouterParams {
  id: string;
  forced?: boolean;
}

export interface StopSystemVmParams {
  id: string;
  forced?: boolean;
}

export interface StopVirtualMachineParams {
  id: string;
  forced?: boolean;
}

export interface SuspendProjectParams {
  id: string;
}

export interface SyncStoragePoolParams {
  id: string;
}

export interface UpdateAccountParams {
  id?: string;
  account?: string;
  domainid?: string;
  newname?: string;
  roleid?: string;
  networkdomain?: string;
  accountdetails?: Readonly<Record<string, string>>;
  apikeyaccess?: string;
}

export interface UpdateAnnotationVisibilityParams {
  id: string;
  adminsonly: boolean;
}

export interface UpdateClusterParams {
  id: string;
  clustername?: string;
  clustertype?: string;
  hypervisor?: string;
  allocationstate?: string;
  managedstate?: string;
  arch?: string;
  externaldetails?: Readonly<Record<string, string>>;
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

export interface UpdateDomainParams {
  id: string;
  name?: string;
  networkdomain?: string;
}

export interface UpdateGuestOsParams {
  id: string;
  osdisplayname?: string;
  oscategoryid?: string;
  details?: Readonly<Record<string, string>>;
  forDisplay?: boolean;
}

export interface UpdateHostParams {
  id: string;
  name?: string;
  allocationstate?: string;
  hosttags?: readonly string[];
  istagarule?: boolean;
  oscategoryid?: string;
  url?: string;
  annotation?: string;
  externaldetails?: Readonly<Record<string, string>>;
  cleanupexternaldetails?: boolean;
}

export interface UpdateHostPasswordParams {
  hostid?: string;
  clusterid?: string;
  username: string;
  password: string;
  update_passwd_on_host?: boolean;
}

export interface UpdateHypervisorCapabilitiesParams {
  id?: string;
  hypervisor?: string;
  hypervisorversion?: string;
  maxguestslimit?: number;
  maxdatavolumeslimit?: number;
  maxhostspercluster?: number;
  securitygroupenabled?: boolean;
  storagemotionenabled?: boolean;
  vmsnapshotenabled?: boolean;
}

export interface UpdateImageStoreParams {
  id: string;
  name?: string;
  readonly?: boolean;
  capacitybytes?: number;
}

export interface UpdateInstanceGroupParams {
  id: string;
  name?: string;
}

export interface UpdateIsoParams {
  id: string;
  name?: string;
  displaytext?: string;
  arch?: string;
  bootable?: boolean;
  details?: Readonly<Record<string, string>>;
  cleanupdetails?: boolean;
  format?: string;
  isdynamicallyscalable?: boolean;
  ostypeid?: string;
  forceupdateostype?: boolean;
  passwordenabled?: boolean;
  sshkeyenabled?: boolean;
  requireshvm?: boolean;
  isrouting?: boolean;
  sortkey?: number;
}

export interface UpdateIsoPermissionsParams {
  id: string;
  accounts?: readonly string[];
  projectids?: readonly string[];
  op?: string;
  ispublic?: boolean;
  isfeatured?: boolean;
  isextractable?: boolean;
}

export interface UpdateNetworkParams {
  id: string;
  name?: string;
  displaytext?: string;
  networkdomain?: string;
  dns1?: string;
  dns2?: string;
  privatemtu?: number;
  publicmtu?: number;
  displaynetwork?: boolean;
  hideipaddressusage?: boolean;
  networkofferingid?: string;
  customid?: string;
  guestvmcidr?: string;
  sourcenatipaddress?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  changecidr?: boolean;
  forced?: boolean;
  updateinsequence?: boolean;
}

export interface UpdateNetworkOfferingParams {
  name?: string;
  displaytext?: string;
  state?: string;
  sortkey?: number;
  domainid?: string;
  zoneid?: string;
  id: string;
  availability?: string;
  tags?: string;
  keepaliveenabled?: boolean;
  maxconnections?: number;
}

export interface UpdateNetworkServiceProviderParams {
  id: string;
  state?: string;
  servicelist?: readonly string[];
}

export interface UpdateOsCategoryParams {
  id: string;
  name?: string;
  isfeatured?: boolean;
  sortkey?: number;
}

export interface UpdatePhysicalNetworkParams {
  id: string;
  state?: string;
  networkspeed?: string;
  tags?: readonly string[];
  vlan?: string;
}

export interface UpdatePodParams {
  id: string;
  name?: string;
  gateway?: string;
  netmask?: string;
  startip?: string;
  endip?: string;
  allocationstate?: string;
}

export interface UpdatePodManagementNetworkIpRangeParams {
  podid: string;
  currentstartip: string;
  currentendip: string;
  newstartip?: string;
  newendip?: string;
}

export interface UpdateProjectParams {
  id: string;
  name?: string;
  displaytext?: string;
  account?: string;
  userid?: string;
  roletype?: string;
  swapowner?: boolean;
}

export interface UpdateProjectInvitationParams {
  projectid: string;
  account?: string;
  userid?: string;
  token?: string;
  accept?: boolean;
}

export interface UpdateProjectRoleParams {
  id: string;
  projectid: string;
  name?: string;
  description?: string;
}

export interface UpdateProjectRolePermissionParams {
  projectid: string;
  projectroleid: string;
  ruleorder?: readonly string[];
  projectrolepermissionid?: string;
  permission?: string;
}

export interface UpdateRegionParams {
  id: number;
  name?: string;
  endpoint?: string;
}

export interface UpdateResourceCountParams {
  domainid: string;
  account?: string;
  projectid?: string;
  resourcetype?: number;
  tag?: string;
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

export interface UpdateSecurityGroupParams {
  id: string;
  name?: string;
  customid?: string;
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

export interface UpdateStorageCapabilitiesParams {
  id: string;
}

export interface UpdateStorageNetworkIpRangeParams {
  id: string;
  startip?: string;
  endip?: string;
  netmask?: string;
  vlan?: number;
}

export interface UpdateStoragePoolParams {
  id: string;
  name?: string;
  tags?: readonly string[];
  enabled?: boolean;
  details?: readonly Readonly<Record<string, string | number>>[];
  url?: string;
  istagarule?: boolean;
  capacitybytes?: number;
  capacityiops?: number;
}

export interface UpdateTemplateParams {
  id: string;
  name?: string;
  displaytext?: string;
  arch?: string;
  bootable?: boolean;
  details?: Readonly<Record<string, string>>;
  cleanupdetails?: boolean;
  format?: string;
  isdynamicallyscalable?: boolean;
  ostypeid?: string;
  forceupdateostype?: boolean;
  passwordenabled?: boolean;
  sshkeyenabled?: boolean;
  requireshvm?: boolean;
  isrouting?: boolean;
  sortkey?: number;
  templatetype?: string;
  templatetag?: string;
  forcks?: boolean;
}

export interface UpdateTemplatePermissionsParams {
  id: string;
  accounts?: readonly string[];
  projectids?: readonly string[];
  op?: string;
  ispublic?: boolean;
  isfeatured?: boolean;
  isextractable?: boolean;
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

export interface UpdateVPCOfferingParams {
  name?: string;
  displaytext?: string;
  state?: string;
  sortkey?: number;
  domainid?: string;
  zoneid?: string;
  id: string;
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

export interface UpdateWebhookParams {
  id: string;
  name?: string;
  payloadurl?: string;
  description?: string;
  secretkey?: string;
  sslverification?: boolean;
  state?: string;
  scope?: string;
}

export interface UpdateZoneParams {
  id: string;
  name?: string;
  allocationstate?: string;
  dns1?: string;
  dns2?: string;
  internaldns1?: string;
  internaldns2?: string;
  ip6dns1?: string;
  ip6dns2?: string;
  guestcidraddress?: string;
  domain?: string;
  dnssearchorder?: readonly string[];
  dhcpprovider?: string;
  ispublic?: boolean;
  localstorageenabled?: boolean;
  details?: Readonly<Record<string, string>>;
  sortkey?: number;
}

export interface UploadResourceIconParams {
  resourcetype: string;
  resourceids: readonly string[];
  base64image: string;
}

export interface ValidateUserTwoFactorAuthenticationCodeParams {
  codefor2fa: string;
}

export interface Calls {
  activateProject: { params: ActivateProjectParams; answer: Project };
  addAccountToProject: { params: AddAccountToProjectParams; answer: Success };
  addAnnotation: { params: AddAnnotationParams; answer: Annotation };
  addCluster: { params: AddClusterParams; answer: Cluster };
  addGuestOs: { params: AddGuestOsParams; answer: OsType };
  addHost: { params: AddHostParams; answer: Host };
  addImageStore: { params: AddImageStoreParams; answer: ImageStore };
  addNetworkServiceProvider: { params: AddNetworkServiceProviderParams; answer: ProvidersProvider };
  addOsCategory: { params: AddOsCategoryParams; answer: OsCategory };
  addRegion: { params: AddRegionParams; answer: Region };
  addResourceDetail: { params: AddResourceDetailParams; answer: Success };
  addSecondaryStorage: { params: AddSecondaryStorageParams; answer: ImageStore };
  addTrafficType: { params: AddTrafficTypeParams; answer: TrafficType };
  addUserToProject: { params: AddUserToProjectParams; answer: Success };
  archiveAlerts: { params: ArchiveAlertsParams; answer: Success };
  archiveEvents: { params: ArchiveEventsParams; answer: Success };
  authorizeSecurityGroupEgress: { params: AuthorizeSecurityGroupEgressParams; answer: SecurityGroup };
  authorizeSecurityGroupIngress: { params: AuthorizeSecurityGroupIngressParams; answer: SecurityGroup };
  cancelHostMaintenance: { params: CancelHostMaintenanceParams; answer: Host };
  cancelStorageMaintenance: { params: CancelStorageMaintenanceParams; answer: Pool };
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
  createManagementNetworkIpRange: { params: CreateManagementNetworkIpRangeParams; answer: Pod };
  createNetwork: { params: CreateNetworkParams; answer: Network };
  createNetworkOffering: { params: CreateNetworkOfferingParams; answer: NetworkOffering };
  createNetworkPermissions: { params: CreateNetworkPermissionsParams; answer: Success };
  createPhysicalNetwork: { params: CreatePhysicalNetworkParams; answer: PhysicalNetwork };
  createPod: { params: CreatePodParams; answer: Pod };
  createPortableIpRange: { params: CreatePortableIpRangeParams; answer: PortableRange };
  createProject: { params: CreateProjectParams; answer: Project };
  createProjectRole: { params: CreateProjectRoleParams; answer: ProjectRole };
  createProjectRolePermission: { params: CreateProjectRolePermissionParams; answer: ProjectRolePermission };
  createRole: { params: CreateRoleParams; answer: Role };
  createRolePermission: { params: CreateRolePermissionParams; answer: RolePermission };
  createSSHKeyPair: { params: CreateSSHKeyPairParams; answer: NewKeyPair };
  createSecurityGroup: { params: CreateSecurityGroupParams; answer: SecurityGroup };
  createServiceOffering: { params: CreateServiceOfferingParams; answer: ServiceOffering };
  createStorageNetworkIpRange: { params: CreateStorageNetworkIpRangeParams; answer: StorageRange };
  createStoragePool: { params: CreateStoragePoolParams; answer: Pool };
  createTags: { params: CreateTagsParams; answer: Success };
  createUser: { params: CreateUserParams; answer: User };
  createVPCOffering: { params: CreateVPCOfferingParams; answer: VpcOffering };
  createVirtualRouterElement: { params: CreateVirtualRouterElementParams; answer: OwnedElement };
  createVlanIpRange: { params: CreateVlanIpRangeParams; answer: IpRange };
  createWebhook: { params: CreateWebhookParams; answer: Webhook };
  createZone: { params: CreateZoneParams; answer: Zone };
  dedicateCluster: { params: DedicateClusterParams; answer: DedicatedCluster };
  dedicateGuestVlanRange: { params: DedicateGuestVlanRangeParams; answer: GuestVlanRange };
  dedicateHost: { params: DedicateHostParams; answer: DedicatedHost };
  dedicatePod: { params: DedicatePodParams; answer: DedicatedPod };
  dedicatePublicIpRange: { params: DedicatePublicIpRangeParams; answer: IpRange };
  dedicateZone: { params: DedicateZoneParams; answer: DedicatedZone };
  deleteAccount: { params: DeleteAccountParams; answer: Success };
  deleteAccountFromProject: { params: DeleteAccountFromProjectParams; answer: Success };
  deleteAffinityGroup: { params: DeleteAffinityGroupParams; answer: Success };
  deleteAlerts: { params: DeleteAlertsParams; answer: Success };
  deleteCluster: { params: DeleteClusterParams; answer: Success };
  deleteDiskOffering: { params: DeleteDiskOfferingParams; answer: Success };
  deleteDomain: { params: DeleteDomainParams; answer: Success };
  deleteEvents: { params: DeleteEventsParams; answer: Success };
  deleteHost: { params: DeleteHostParams; answer: Success };
  deleteImageStore: { params: DeleteImageStoreParams; answer: Success };
  deleteInstanceGroup: { params: DeleteInstanceGroupParams; answer: Success };
  deleteIso: { params: DeleteIsoParams; answer: Success };
  deleteManagementNetworkIpRange: { params: DeleteManagementNetworkIpRangeParams; answer: Success };
  deleteNetwork: { params: DeleteNetworkParams; answer: Success };
  deleteNetworkOffering: { params: DeleteNetworkOfferingParams; answer: Success };
  deleteNetworkServiceProvider: { params: DeleteNetworkServiceProviderParams; answer: Success };
  deleteOsCategory: { params: DeleteOsCategoryParams; answer: Success };
  deletePhysicalNetwork: { params: DeletePhysicalNetworkParams; answer: Success };
  deletePod: { params: DeletePodParams; answer: Success };
  deletePortableIpRange: { params: DeletePortableIpRangeParams; answer: Success };
  deleteProject: { params: DeleteProjectParams; answer: Success };
  deleteProjectInvitation: { params: DeleteProjectInvitationParams; answer: Success };
  deleteProjectRole: { params: DeleteProjectRoleParams; answer: Success };
  deleteProjectRolePermission: { params: DeleteProjectRolePermissionParams; answer: Success };
  deleteResourceIcon: { params: DeleteResourceIconParams; answer: Success };
  deleteRole: { params: DeleteRoleParams; answer: Success };
  deleteRolePermission: { params: DeleteRolePermissionParams; answer: Success };
  deleteSSHKeyPair: { params: DeleteSSHKeyPairParams; answer: Success };
  deleteSecurityGroup: { params: DeleteSecurityGroupParams; answer: Success };
  deleteServiceOffering: { params: DeleteServiceOfferingParams; answer: Success };
  deleteStorageNetworkIpRange: { params: DeleteStorageNetworkIpRangeParams; answer: Success };
  deleteStoragePool: { params: DeleteStoragePoolParams; answer: Success };
  deleteTags: { params: DeleteTagsParams; answer: Success };
  deleteTemplate: { params: DeleteTemplateParams; answer: Success };
  deleteTrafficType: { params: DeleteTrafficTypeParams; answer: Success };
  deleteUser: { params: DeleteUserParams; answer: Success };
  deleteUserData: { params: DeleteUserDataParams; answer: Success };
  deleteUserFromProject: { params: DeleteUserFromProjectParams; answer: Success };
  deleteUserKeys: { params: DeleteUserKeysParams; answer: Success };
  deleteVPCOffering: { params: DeleteVPCOfferingParams; answer: Success };
  deleteVlanIpRange: { params: DeleteVlanIpRangeParams; answer: Success };
  deleteVolume: { params: DeleteVolumeParams; answer: Success };
  deleteWebhook: { params: DeleteWebhookParams; answer: Success };
  deleteWebhookDelivery: { params: DeleteWebhookDeliveryParams; answer: Success };
  deleteZone: { params: DeleteZoneParams; answer: Success };
  deployVirtualMachine: { params: DeployVirtualMachineParams; answer: Instance };
  destroyRouter: { params: DestroyRouterParams; answer: DestroyedRouter };
  destroySystemVm: { params: DestroySystemVmParams; answer: SystemVm };
  destroyVirtualMachine: { params: DestroyVirtualMachineParams; answer: Instance };
  disableAccount: { params: DisableAccountParams; answer: Account };
  disableRole: { params: DisableRoleParams; answer: Success };
  disableUser: { params: DisableUserParams; answer: User };
  enableAccount: { params: EnableAccountParams; answer: Account };
  enableRole: { params: EnableRoleParams; answer: Success };
  enableStorageMaintenance: { params: EnableStorageMaintenanceParams; answer: Pool };
  enableUser: { params: EnableUserParams; answer: User };
  executeWebhookDelivery: { params: ExecuteWebhookDeliveryParams; answer: Delivery };
  expungeVirtualMachine: { params: ExpungeVirtualMachineParams; answer: Success };
  findHostsForMigration: { params: FindHostsForMigrationParams; answer: HostForMigration };
  findStoragePoolsForMigration: { params: FindStoragePoolsForMigrationParams; answer: Pool };
  forgotPassword: { params: ForgotPasswordParams; answer: Success };
  generateAlert: { params: GenerateAlertParams; answer: Success };
  generateUsageRecords: { params: GenerateUsageRecordsParams; answer: Success };
  getApiLimit: { params: GetApiLimitParams; answer: ApiLimit };
  getRouterHealthCheckResults: { params: GetRouterHealthCheckResultsParams; answer: HealthChecks };
  getUser: { params: GetUserParams; answer: User };
  getUserKeys: { params: GetUserKeysParams; answer: Keys };
  getVMPassword: { params: GetVMPasswordParams; answer: Password };
  getVirtualMachineUserData: { params: GetVirtualMachineUserDataParams; answer: CredentialsUserData };
  importRole: { params: ImportRoleParams; answer: Role };
  isAccountAllowedToCreateOfferingsWithTags: { params: IsAccountAllowedToCreateOfferingsWithTagsParams; answer: Allowed };
  linkUserDataToTemplate: { params: LinkUserDataToTemplateParams; answer: Template };
  listAccounts: { params: ListAccountsParams; answer: Account };
  listAffinityGroupTypes: { params: ListAffinityGroupTypesParams; answer: AffinityType };
  listAffinityGroups: { params: ListAffinityGroupsParams; answer: AffinityGroup };
  listAlertTypes: { params: ListAlertTypesParams; answer: AlertType };
  listAlerts: { params: ListAlertsParams; answer: Alert };
  listAnnotations: { params: ListAnnotationsParams; answer: Annotation };
  listApis: { params: ListApisParams; answer: Api };
  listAsyncJobs: { params: ListAsyncJobsParams; answer: Job };
  listCapabilities: { params: ListCapabilitiesParams; answer: CapabilitiesCapability };
  listCapacity: { params: ListCapacityParams; answer: Capacity };
  listClusters: { params: ListClustersParams; answer: Cluster };
  listClustersMetrics: { params: ListClustersMetricsParams; answer: ClusterMetrics };
  listConfigurationGroups: { params: ListConfigurationGroupsParams; answer: Group };
  listConfigurations: { params: ListConfigurationsParams; answer: Configuration };
  listDbMetrics: { params: ListDbMetricsParams; answer: DbMetrics };
  listDedicatedClusters: { params: ListDedicatedClustersParams; answer: DedicatedCluster };
  listDedicatedGuestVlanRanges: { params: ListDedicatedGuestVlanRangesParams; answer: GuestVlanRange };
  listDedicatedHosts: { params: ListDedicatedHostsParams; answer: DedicatedHost };
  listDedicatedPods: { params: ListDedicatedPodsParams; answer: DedicatedPod };
  listDedicatedZones: { params: ListDedicatedZonesParams; answer: DedicatedZone };
  listDeploymentPlanners: { params: ListDeploymentPlannersParams; answer: Planner };
  listDetailOptions: { params: ListDetailOptionsParams; answer: DetailOptions };
  listDiskOfferings: { params: ListDiskOfferingsParams; answer: DiskOffering };
  listDomainChildren: { params: ListDomainChildrenParams; answer: Domain };
  listDomains: { params: ListDomainsParams; answer: Domain };
  listEventTypes: { params: ListEventTypesParams; answer: EventType };
  listEvents: { params: ListEventsParams; answer: Event };
  listGuestVlans: { params: ListGuestVlansParams; answer: GuestVlan };
  listGuiThemes: { params: ListGuiThemesParams; answer: Theme };
  listHostTags: { params: ListHostTagsParams; answer: HostTag };
  listHosts: { params: ListHostsParams; answer: Host };
  listHostsMetrics: { params: ListHostsMetricsParams; answer: HostMetrics };
  listHypervisorCapabilities: { params: ListHypervisorCapabilitiesParams; answer: Capabilities };
  listHypervisors: { params: ListHypervisorsParams; answer: Hypervisor };
  listIdps: { params: ListIdpsParams; answer: Idp };
  listImageStores: { params: ListImageStoresParams; answer: ImageStore };
  listInfrastructure: { params: ListInfrastructureParams; answer: Infrastructure };
  listInstanceGroups: { params: ListInstanceGroupsParams; answer: InstanceGroup };
  listInternalLoadBalancerElements: { params: ListInternalLoadBalancerElementsParams; answer: BalancerElement };
  listIpForwardingRules: { params: ListIpForwardingRulesParams; answer: AddressForwardingRule };
  listIsoPermissions: { params: ListIsoPermissionsParams; answer: Permissions };
  listIsos: { params: ListIsosParams; answer: Template };
  listLdapConfigurations: { params: ListLdapConfigurationsParams; answer: Ldap };
  listManagementServers: { params: ListManagementServersParams; answer: ManagementServer };
  listManagementServersMetrics: { params: ListManagementServersMetricsParams; answer: ServerMetrics };
  listNetworkIsolationMethods: { params: ListNetworkIsolationMethodsParams; answer: IsolationMethod };
  listNetworkOfferings: { params: ListNetworkOfferingsParams; answer: NetworkOffering };
  listNetworkPermissions: { params: ListNetworkPermissionsParams; answer: Permission };
  listNetworkServiceProviders: { params: ListNetworkServiceProvidersParams; answer: ProvidersProvider };
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
  listProjectAccounts: { params: ListProjectAccountsParams; answer: ProjectAccount };
  listProjectInvitations: { params: ListProjectInvitationsParams; answer: Invitation };
  listProjectRolePermissions: { params: ListProjectRolePermissionsParams; answer: ProjectRolePermission };
  listProjectRoles: { params: ListProjectRolesParams; answer: ProjectRole };
  listProjects: { params: ListProjectsParams; answer: Project };
  listPublicIpAddresses: { params: ListPublicIpAddressesParams; answer: PublicAddress };
  listRegions: { params: ListRegionsParams; answer: Region };
  listResourceDetails: { params: ListResourceDetailsParams; answer: Detail };
  listResourceIcon: { params: ListResourceIconParams; answer: Icon };
  listResourceLimits: { params: ListResourceLimitsParams; answer: ResourceLimit };
  listRolePermissions: { params: ListRolePermissionsParams; answer: RolePermission };
  listRoles: { params: ListRolesParams; answer: Role };
  listRouters: { params: ListRoutersParams; answer: Router };
  listSSHKeyPairs: { params: ListSSHKeyPairsParams; answer: KeyPairsKeyPair };
  listSecurityGroups: { params: ListSecurityGroupsParams; answer: SecurityGroup };
  listServiceOfferings: { params: ListServiceOfferingsParams; answer: ServiceOffering };
  listStorageNetworkIpRange: { params: ListStorageNetworkIpRangeParams; answer: StorageRange };
  listStoragePools: { params: ListStoragePoolsParams; answer: Pool };
  listStoragePoolsMetrics: { params: ListStoragePoolsMetricsParams; answer: PoolMetrics };
  listStorageProviders: { params: ListStorageProvidersParams; answer: PoolsProvider };
  listStorageTags: { params: ListStorageTagsParams; answer: StorageTag };
  listSupportedNetworkServices: { params: ListSupportedNetworkServicesParams; answer: NetworkService };
  listSystemVms: { params: ListSystemVmsParams; answer: SystemVm };
  listSystemVmsUsageHistory: { params: ListSystemVmsUsageHistoryParams; answer: History };
  listTags: { params: ListTagsParams; answer: Tag };
  listTemplatePermissions: { params: ListTemplatePermissionsParams; answer: Permissions };
  listTemplates: { params: ListTemplatesParams; answer: Template };
  listTrafficTypeImplementors: { params: ListTrafficTypeImplementorsParams; answer: Implementor };
  listTrafficTypes: { params: ListTrafficTypesParams; answer: TrafficType };
  listUsageRecords: { params: ListUsageRecordsParams; answer: Usage };
  listUsageServerMetrics: { params: ListUsageServerMetricsParams; answer: UsageMetrics };
  listUsageTypes: { params: ListUsageTypesParams; answer: UsageType };
  listUserData: { params: ListUserDataParams; answer: UserDataUserData };
  listUserKeys: { params: ListUserKeysParams; answer: UserKeysKeyPair };
  listUserTwoFactorAuthenticatorProviders: { params: ListUserTwoFactorAuthenticatorProvidersParams; answer: FactorSetupProvider };
  listUsers: { params: ListUsersParams; answer: User };
  listVPCOfferings: { params: ListVPCOfferingsParams; answer: VpcOffering };
  listVirtualMachines: { params: ListVirtualMachinesParams; answer: Instance };
  listVirtualMachinesMetrics: { params: ListVirtualMachinesMetricsParams; answer: InstanceMetrics };
  listVirtualMachinesUsageHistory: { params: ListVirtualMachinesUsageHistoryParams; answer: History };
  listVirtualRouterElements: { params: ListVirtualRouterElementsParams; answer: OwnedElement };
  listVlanIpRanges: { params: ListVlanIpRangesParams; answer: IpRange };
  listVolumes: { params: ListVolumesParams; answer: Volume };
  listVolumesMetrics: { params: ListVolumesMetricsParams; answer: VolumeMetrics };
  listVolumesUsageHistory: { params: ListVolumesUsageHistoryParams; answer: VolumeHistory };
  listWebhookDeliveries: { params: ListWebhookDeliveriesParams; answer: Delivery };
  listWebhooks: { params: ListWebhooksParams; answer: Webhook };
  listZones: { params: ListZonesParams; answer: Zone };
  listZonesMetrics: { params: ListZonesMetricsParams; answer: ZoneMetrics };
  lockAccount: { params: LockAccountParams; answer: Account };
  lockUser: { params: LockUserParams; answer: User };
  login: { params: LoginParams; answer: Login };
  logout: { params: LogoutParams; answer: Logout };
  markDefaultZoneForAccount: { params: MarkDefaultZoneForAccountParams; answer: Account };
  moveDomain: { params: MoveDomainParams; answer: Domain };
  moveUser: { params: MoveUserParams; answer: Success };
  prepareHostForMaintenance: { params: PrepareHostForMaintenanceParams; answer: Host };
  queryAsyncJobResult: { params: QueryAsyncJobResultParams; answer: Job };
  readyForShutdown: { params: ReadyForShutdownParams; answer: Readiness };
  rebootRouter: { params: RebootRouterParams; answer: Router };
  rebootSystemVm: { params: RebootSystemVmParams; answer: SystemVm };
  rebootVirtualMachine: { params: RebootVirtualMachineParams; answer: Instance };
  reconnectHost: { params: ReconnectHostParams; answer: Host };
  recoverVirtualMachine: { params: RecoverVirtualMachineParams; answer: Instance };
  registerSSHKeyPair: { params: RegisterSSHKeyPairParams; answer: KeyPairsKeyPair };
  registerUserData: { params: RegisterUserDataParams; answer: UserDataUserData };
  registerUserKeys: { params: RegisterUserKeysParams; answer: UserKeysKeyPair };
  releaseDedicatedCluster: { params: ReleaseDedicatedClusterParams; answer: Success };
  releaseDedicatedGuestVlanRange: { params: ReleaseDedicatedGuestVlanRangeParams; answer: Success };
  releaseDedicatedHost: { params: ReleaseDedicatedHostParams; answer: Success };
  releaseDedicatedPod: { params: ReleaseDedicatedPodParams; answer: Success };
  releaseDedicatedZone: { params: ReleaseDedicatedZoneParams; answer: Success };
  releaseHostReservation: { params: ReleaseHostReservationParams; answer: Success };
  releasePublicIpRange: { params: ReleasePublicIpRangeParams; answer: Success };
  removeAnnotation: { params: RemoveAnnotationParams; answer: Annotation };
  removeGuestOs: { params: RemoveGuestOsParams; answer: Success };
  removeNetworkPermissions: { params: RemoveNetworkPermissionsParams; answer: Success };
  removeRawUsageRecords: { params: RemoveRawUsageRecordsParams; answer: Success };
  removeRegion: { params: RemoveRegionParams; answer: Success };
  removeResourceDetail: { params: RemoveResourceDetailParams; answer: Success };
  resetApiLimit: { params: ResetApiLimitParams; answer: Success };
  resetConfiguration: { params: ResetConfigurationParams; answer: Configuration };
  resetNetworkPermissions: { params: ResetNetworkPermissionsParams; answer: Success };
  resetPassword: { params: ResetPasswordParams; answer: Success };
  resetPasswordForVirtualMachine: { params: ResetPasswordForVirtualMachineParams; answer: Instance };
  resetSSHKeyForVirtualMachine: { params: ResetSSHKeyForVirtualMachineParams; answer: Instance };
  resetUserDataForVirtualMachine: { params: ResetUserDataForVirtualMachineParams; answer: Instance };
  revokeSecurityGroupEgress: { params: RevokeSecurityGroupEgressParams; answer: Success };
  revokeSecurityGroupIngress: { params: RevokeSecurityGroupIngressParams; answer: Success };
  setupUserTwoFactorAuthentication: { params: SetupUserTwoFactorAuthenticationParams; answer: Setup };
  startRouter: { params: StartRouterParams; answer: Router };
  startSystemVm: { params: StartSystemVmParams; answer: SystemVm };
  startVirtualMachine: { params: StartVirtualMachineParams; answer: Instance };
  stopRouter: { params: StopRouterParams; answer: Router };
  stopSystemVm: { params: StopSystemVmParams; answer: SystemVm };
  stopVirtualMachine: { params: StopVirtualMachineParams; answer: Instance };
  suspendProject: { params: SuspendProjectParams; answer: Project };
  syncStoragePool: { params: SyncStoragePoolParams; answer: Pool };
  updateAccount: { params: UpdateAccountParams; answer: Account };
  updateAnnotationVisibility: { params: UpdateAnnotationVisibilityParams; answer: Annotation };
  updateCluster: { params: UpdateClusterParams; answer: Cluster };
  updateConfiguration: { params: UpdateConfigurationParams; answer: Configuration };
  updateDiskOffering: { params: UpdateDiskOfferingParams; answer: DiskOffering };
  updateDomain: { params: UpdateDomainParams; answer: Domain };
  updateGuestOs: { params: UpdateGuestOsParams; answer: OsType };
  updateHost: { params: UpdateHostParams; answer: Host };
  updateHostPassword: { params: UpdateHostPasswordParams; answer: Success };
  updateHypervisorCapabilities: { params: UpdateHypervisorCapabilitiesParams; answer: Capabilities };
  updateImageStore: { params: UpdateImageStoreParams; answer: ImageStore };
  updateInstanceGroup: { params: UpdateInstanceGroupParams; answer: InstanceGroup };
  updateIso: { params: UpdateIsoParams; answer: Template };
  updateIsoPermissions: { params: UpdateIsoPermissionsParams; answer: Success };
  updateNetwork: { params: UpdateNetworkParams; answer: Network };
  updateNetworkOffering: { params: UpdateNetworkOfferingParams; answer: NetworkOffering };
  updateNetworkServiceProvider: { params: UpdateNetworkServiceProviderParams; answer: ProvidersProvider };
  updateOsCategory: { params: UpdateOsCategoryParams; answer: OsCategory };
  updatePhysicalNetwork: { params: UpdatePhysicalNetworkParams; answer: PhysicalNetwork };
  updatePod: { params: UpdatePodParams; answer: Pod };
  updatePodManagementNetworkIpRange: { params: UpdatePodManagementNetworkIpRangeParams; answer: Success };
  updateProject: { params: UpdateProjectParams; answer: Project };
  updateProjectInvitation: { params: UpdateProjectInvitationParams; answer: Success };
  updateProjectRole: { params: UpdateProjectRoleParams; answer: ProjectRole };
  updateProjectRolePermission: { params: UpdateProjectRolePermissionParams; answer: Success };
  updateRegion: { params: UpdateRegionParams; answer: Region };
  updateResourceCount: { params: UpdateResourceCountParams; answer: ResourceCount };
  updateResourceLimit: { params: UpdateResourceLimitParams; answer: ResourceLimit };
  updateRole: { params: UpdateRoleParams; answer: Role };
  updateRolePermission: { params: UpdateRolePermissionParams; answer: Success };
  updateSecurityGroup: { params: UpdateSecurityGroupParams; answer: SecurityGroup };
  updateServiceOffering: { params: UpdateServiceOfferingParams; answer: ServiceOffering };
  updateStorageCapabilities: { params: UpdateStorageCapabilitiesParams; answer: Pool };
  updateStorageNetworkIpRange: { params: UpdateStorageNetworkIpRangeParams; answer: StorageRange };
  updateStoragePool: { params: UpdateStoragePoolParams; answer: Pool };
  updateTemplate: { params: UpdateTemplateParams; answer: Template };
  updateTemplatePermissions: { params: UpdateTemplatePermissionsParams; answer: Success };
  updateTrafficType: { params: UpdateTrafficTypeParams; answer: TrafficType };
  updateUser: { params: UpdateUserParams; answer: User };
  updateVMAffinityGroup: { params: UpdateVMAffinityGroupParams; answer: Instance };
  updateVPCOffering: { params: UpdateVPCOfferingParams; answer: VpcOffering };
  updateVirtualMachine: { params: UpdateVirtualMachineParams; answer: Instance };
  updateVlanIpRange: { params: UpdateVlanIpRangeParams; answer: IpRange };
  updateWebhook: { params: UpdateWebhookParams; answer: Webhook };
  updateZone: { params: UpdateZoneParams; answer: Zone };
  uploadResourceIcon: { params: UploadResourceIconParams; answer: Success };
  validateUserTwoFactorAuthenticationCode: { params: ValidateUserTwoFactorAuthenticationCodeParams; answer: Success };
}

export const commands = {
  activateProject: { isAsync: true, wrapper: 'activaterojectresponse', object: 'project', shape: 'object' },
  addAccountToProject: { isAsync: true, wrapper: 'addaccounttoprojectresponse', object: null, shape: 'success' },
  addAnnotation: { isAsync: false, wrapper: 'addannotationresponse', object: 'annotation', shape: 'object' },
  addCluster: { isAsync: false, wrapper: 'addclusterresponse', object: 'cluster', shape: 'list' },
  addGuestOs: { isAsync: true, wrapper: 'addguestosresponse', object: 'ostype', shape: 'object' },
  addHost: { isAsync: false, wrapper: 'addhostresponse', object: 'host', shape: 'list' },
  addImageStore: { isAsync: false, wrapper: 'addimagestoreresponse', object: 'imagestore', shape: 'object' },
  addNetworkServiceProvider: { isAsync: true, wrapper: 'addnetworkserviceproviderresponse', object: 'networkserviceprovider', shape: 'object' },
  addOsCategory: { isAsync: false, wrapper: 'addoscategoryresponse', object: 'oscategory', shape: 'object' },
  addRegion: { isAsync: false, wrapper: 'addregionresponse', object: 'region', shape: 'object' },
  addResourceDetail: { isAsync: true, wrapper: 'addresourcedetailresponse', object: null, shape: 'success' },
  addSecondaryStorage: { isAsync: false, wrapper: 'addsecondarystorageresponse', object: 'secondarystorage', shape: 'object' },
  addTrafficType: { isAsync: true, wrapper: 'addtraffictyperesponse', object: 'traffictype', shape: 'object' },
  addUserToProject: { isAsync: true, wrapper: 'addusertoprojectresponse', object: null, shape: 'success' },
  archiveAlerts: { isAsync: false, wrapper: 'archivealertsresponse', object: null, shape: 'success' },
  archiveEvents: { isAsync: false, wrapper: 'archiveeventsresponse', object: null, shape: 'success' },
  authorizeSecurityGroupEgress: { isAsync: true, wrapper: 'authorizesecuritygroupegressresponse', object: 'securitygroup', shape: 'object' },
  authorizeSecurityGroupIngress: { isAsync: true, wrapper: 'authorizesecuritygroupingressresponse', object: 'securitygroup', shape: 'object' },
  cancelHostMaintenance: { isAsync: true, wrapper: 'cancelhostmaintenanceresponse', object: 'host', shape: 'object' },
  cancelStorageMaintenance: { isAsync: true, wrapper: 'cancelprimarystoragemaintenanceresponse', object: 'storagepool', shape: 'object' },
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
  createManagementNetworkIpRange: { isAsync: true, wrapper: 'createmanagementnetworkiprangeresponse', object: 'pod', shape: 'object' },
  createNetwork: { isAsync: false, wrapper: 'createnetworkresponse', object: 'network', shape: 'object' },
  createNetworkOffering: { isAsync: false, wrapper: 'createnetworkofferingresponse', object: 'networkoffering', shape: 'object' },
  createNetworkPermissions: { isAsync: false, wrapper: 'createnetworkpermissionsresponse', object: null, shape: 'success' },
  createPhysicalNetwork: { isAsync: true, wrapper: 'createphysicalnetworkresponse', object: 'physicalnetwork', shape: 'object' },
  createPod: { isAsync: false, wrapper: 'createpodresponse', object: 'pod', shape: 'object' },
  createPortableIpRange: { isAsync: true, wrapper: 'createportableiprangeresponse', object: 'portableiprange', shape: 'object' },
  createProject: { isAsync: true, wrapper: 'createprojectresponse', object: 'project', shape: 'object' },
  createProjectRole: { isAsync: false, wrapper: 'createprojectroleresponse', object: 'projectrole', shape: 'object' },
  createProjectRolePermission: { isAsync: false, wrapper: 'createprojectrolepermissionresponse', object: 'projectrolepermission', shape: 'object' },
  createRole: { isAsync: false, wrapper: 'createroleresponse', object: 'role', shape: 'object' },
  createRolePermission: { isAsync: false, wrapper: 'createrolepermissionresponse', object: 'rolepermission', shape: 'object' },
  createSSHKeyPair: { isAsync: false, wrapper: 'createsshkeypairresponse', object: 'keypair', shape: 'object' },
  createSecurityGroup: { isAsync: false, wrapper: 'createsecuritygroupresponse', object: 'securitygroup', shape: 'object' },
  createServiceOffering: { isAsync: false, wrapper: 'createserviceofferingresponse', object: 'serviceoffering', shape: 'object' },
  createStorageNetworkIpRange: { isAsync: true, wrapper: 'createstoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'object' },
  createStoragePool: { isAsync: false, wrapper: 'createstoragepoolresponse', object: 'storagepool', shape: 'object' },
  createTags: { isAsync: true, wrapper: 'createtagsresponse', object: null, shape: 'success' },
  createUser: { isAsync: false, wrapper: 'createuserresponse', object: 'user', shape: 'object' },
  createVPCOffering: { isAsync: true, wrapper: 'createvpcofferingresponse', object: 'vpcoffering', shape: 'object' },
  createVirtualRouterElement: { isAsync: true, wrapper: 'createvirtualrouterelementresponse', object: 'virtualrouterelement', shape: 'object' },
  createVlanIpRange: { isAsync: false, wrapper: 'createvlaniprangeresponse', object: 'vlan', shape: 'object' },
  createWebhook: { isAsync: false, wrapper: 'createwebhookresponse', object: 'webhook', shape: 'object' },
  createZone: { isAsync: false, wrapper: 'createzoneresponse', object: 'zone', shape: 'object' },
  dedicateCluster: { isAsync: true, wrapper: 'dedicateclusterresponse', object: 'dedicatedcluster', shape: 'list' },
  dedicateGuestVlanRange: { isAsync: false, wrapper: 'dedicateguestvlanrangeresponse', object: 'dedicatedguestvlanrange', shape: 'object' },
  dedicateHost: { isAsync: true, wrapper: 'dedicatehostresponse', object: 'dedicatedhost', shape: 'list' },
  dedicatePod: { isAsync: true, wrapper: 'dedicatepodresponse', object: 'dedicatedpod', shape: 'list' },
  dedicatePublicIpRange: { isAsync: false, wrapper: 'dedicatepubliciprangeresponse', object: 'vlan', shape: 'object' },
  dedicateZone: { isAsync: true, wrapper: 'dedicatezoneresponse', object: 'dedicatedzone', shape: 'list' },
  deleteAccount: { isAsync: true, wrapper: 'deleteaccountresponse', object: null, shape: 'success' },
  deleteAccountFromProject: { isAsync: true, wrapper: 'deleteaccountfromprojectresponse', object: null, shape: 'success' },
  deleteAffinityGroup: { isAsync: true, wrapper: 'deleteaffinitygroupresponse', object: null, shape: 'success' },
  deleteAlerts: { isAsync: false, wrapper: 'deletealertsresponse', object: null, shape: 'success' },
  deleteCluster: { isAsync: false, wrapper: 'deleteclusterresponse', object: null, shape: 'success' },
  deleteDiskOffering: { isAsync: false, wrapper: 'deletediskofferingresponse', object: null, shape: 'success' },
  deleteDomain: { isAsync: true, wrapper: 'deletedomainresponse', object: null, shape: 'success' },
  deleteEvents: { isAsync: false, wrapper: 'deleteeventsresponse', object: null, shape: 'success' },
  deleteHost: { isAsync: false, wrapper: 'deletehostresponse', object: null, shape: 'success' },
  deleteImageStore: { isAsync: false, wrapper: 'deleteimagestoreresponse', object: null, shape: 'success' },
  deleteInstanceGroup: { isAsync: false, wrapper: 'deleteinstancegroupresponse', object: null, shape: 'success' },
  deleteIso: { isAsync: true, wrapper: 'deleteisoresponse', object: null, shape: 'success' },
  deleteManagementNetworkIpRange: { isAsync: true, wrapper: 'deletemanagementnetworkiprangeresponse', object: null, shape: 'success' },
  deleteNetwork: { isAsync: true, wrapper: 'deletenetworkresponse', object: null, shape: 'success' },
  deleteNetworkOffering: { isAsync: false, wrapper: 'deletenetworkofferingresponse', object: null, shape: 'success' },
  deleteNetworkServiceProvider: { isAsync: true, wrapper: 'deletenetworkserviceproviderresponse', object: null, shape: 'success' },
  deleteOsCategory: { isAsync: false, wrapper: 'deleteoscategoryresponse', object: null, shape: 'success' },
  deletePhysicalNetwork: { isAsync: true, wrapper: 'deletephysicalnetworkresponse', object: null, shape: 'success' },
  deletePod: { isAsync: false, wrapper: 'deletepodresponse', object: null, shape: 'success' },
  deletePortableIpRange: { isAsync: true, wrapper: 'deleteportablepublicipresponse', object: null, shape: 'success' },
  deleteProject: { isAsync: true, wrapper: 'deleteprojectresponse', object: null, shape: 'success' },
  deleteProjectInvitation: { isAsync: true, wrapper: 'deleteprojectinvitationresponse', object: null, shape: 'success' },
  deleteProjectRole: { isAsync: false, wrapper: 'deleteprojectroleresponse', object: null, shape: 'success' },
  deleteProjectRolePermission: { isAsync: false, wrapper: 'deleteprojectrolepermissionresponse', object: null, shape: 'success' },
  deleteResourceIcon: { isAsync: false, wrapper: 'deleteresourceiconresponse', object: null, shape: 'success' },
  deleteRole: { isAsync: false, wrapper: 'deleteroleresponse', object: null, shape: 'success' },
  deleteRolePermission: { isAsync: false, wrapper: 'deleterolepermissionresponse', object: null, shape: 'success' },
  deleteSSHKeyPair: { isAsync: false, wrapper: 'deletesshkeypairresponse', object: null, shape: 'success' },
  deleteSecurityGroup: { isAsync: false, wrapper: 'deletesecuritygroupresponse', object: null, shape: 'success' },
  deleteServiceOffering: { isAsync: false, wrapper: 'deleteserviceofferingresponse', object: null, shape: 'success' },
  deleteStorageNetworkIpRange: { isAsync: true, wrapper: 'deletestoragenetworkiprangeresponse', object: null, shape: 'success' },
  deleteStoragePool: { isAsync: false, wrapper: 'deletestoragepoolresponse', object: null, shape: 'success' },
  deleteTags: { isAsync: true, wrapper: 'deletetagsresponse', object: null, shape: 'success' },
  deleteTemplate: { isAsync: true, wrapper: 'deletetemplateresponse', object: null, shape: 'success' },
  deleteTrafficType: { isAsync: true, wrapper: 'deletetraffictyperesponse', object: null, shape: 'success' },
  deleteUser: { isAsync: false, wrapper: 'deleteuserresponse', object: null, shape: 'success' },
  deleteUserData: { isAsync: false, wrapper: 'deleteuserdataresponse', object: null, shape: 'success' },
  deleteUserFromProject: { isAsync: true, wrapper: 'deleteuserfromprojectresponse', object: null, shape: 'success' },
  deleteUserKeys: { isAsync: true, wrapper: 'deleteuserkeysresponse', object: null, shape: 'success' },
  deleteVPCOffering: { isAsync: true, wrapper: 'deletevpcofferingresponse', object: null, shape: 'success' },
  deleteVlanIpRange: { isAsync: false, wrapper: 'deletevlaniprangeresponse', object: null, shape: 'success' },
  deleteVolume: { isAsync: false, wrapper: 'deletevolumeresponse', object: null, shape: 'success' },
  deleteWebhook: { isAsync: false, wrapper: 'deletewebhookresponse', object: null, shape: 'success' },
  deleteWebhookDelivery: { isAsync: false, wrapper: 'deletewebhookdeliveryresponse', object: null, shape: 'success' },
  deleteZone: { isAsync: false, wrapper: 'deletezoneresponse', object: null, shape: 'success' },
  deployVirtualMachine: { isAsync: true, wrapper: 'deployvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  destroyRouter: { isAsync: true, wrapper: 'destroyrouterresponse', object: 'router', shape: 'object' },
  destroySystemVm: { isAsync: true, wrapper: 'destroysystemvmresponse', object: 'systemvm', shape: 'object' },
  destroyVirtualMachine: { isAsync: true, wrapper: 'destroyvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  disableAccount: { isAsync: true, wrapper: 'disableaccountresponse', object: 'account', shape: 'object' },
  disableRole: { isAsync: false, wrapper: 'disableroleresponse', object: null, shape: 'success' },
  disableUser: { isAsync: true, wrapper: 'disableuserresponse', object: 'user', shape: 'object' },
  enableAccount: { isAsync: false, wrapper: 'enableaccountresponse', object: 'account', shape: 'object' },
  enableRole: { isAsync: false, wrapper: 'enableroleresponse', object: null, shape: 'success' },
  enableStorageMaintenance: { isAsync: true, wrapper: 'prepareprimarystorageformaintenanceresponse', object: 'storagepool', shape: 'object' },
  enableUser: { isAsync: false, wrapper: 'enableuserresponse', object: 'user', shape: 'object' },
  executeWebhookDelivery: { isAsync: false, wrapper: 'executewebhookdeliveryresponse', object: 'webhookdelivery', shape: 'object' },
  expungeVirtualMachine: { isAsync: true, wrapper: 'expungevirtualmachineresponse', object: null, shape: 'success' },
  findHostsForMigration: { isAsync: false, wrapper: 'findhostsformigrationresponse', object: 'host', shape: 'list' },
  findStoragePoolsForMigration: { isAsync: false, wrapper: 'findstoragepoolsformigrationresponse', object: 'storagepool', shape: 'list' },
  forgotPassword: { isAsync: false, wrapper: 'forgotpasswordresponse', object: null, shape: 'success' },
  generateAlert: { isAsync: true, wrapper: 'generatealertresponse', object: null, shape: 'success' },
  generateUsageRecords: { isAsync: false, wrapper: 'generateusagerecordsresponse', object: null, shape: 'success' },
  getApiLimit: { isAsync: false, wrapper: 'getapilimitresponse', object: 'apilimit', shape: 'object' },
  getRouterHealthCheckResults: { isAsync: false, wrapper: 'getrouterhealthcheckresultsresponse', object: 'routerhealthchecks', shape: 'object' },
  getUser: { isAsync: false, wrapper: 'getuserresponse', object: 'user', shape: 'object' },
  getUserKeys: { isAsync: false, wrapper: 'getuserkeysresponse', object: 'userkeys', shape: 'object' },
  getVMPassword: { isAsync: false, wrapper: 'getvmpasswordresponse', object: 'password', shape: 'object' },
  getVirtualMachineUserData: { isAsync: false, wrapper: 'getvirtualmachineuserdataresponse', object: 'virtualmachineuserdata', shape: 'object' },
  importRole: { isAsync: false, wrapper: 'importroleresponse', object: 'role', shape: 'object' },
  isAccountAllowedToCreateOfferingsWithTags: { isAsync: false, wrapper: 'isaccountallowedtocreateofferingswithtagsresponse', object: 'isallowed', shape: 'object' },
  linkUserDataToTemplate: { isAsync: false, wrapper: 'linkuserdatatotemplateresponse', object: 'template', shape: 'object' },
  listAccounts: { isAsync: false, wrapper: 'listaccountsresponse', object: 'account', shape: 'list' },
  listAffinityGroupTypes: { isAsync: false, wrapper: 'listaffinitygrouptypesresponse', object: 'affinityGroupType', shape: 'list' },
  listAffinityGroups: { isAsync: false, wrapper: 'listaffinitygroupsresponse', object: 'affinitygroup', shape: 'list' },
  listAlertTypes: { isAsync: false, wrapper: 'listalerttypesresponse', object: 'alerttype', shape: 'list' },
  listAlerts: { isAsync: false, wrapper: 'listalertsresponse', object: 'alert', shape: 'list' },
  listAnnotations: { isAsync: false, wrapper: 'listannotationsresponse', object: 'annotation', shape: 'list' },
  listApis: { isAsync: false, wrapper: 'listapisresponse', object: 'api', shape: 'list' },
  listAsyncJobs: { isAsync: false, wrapper: 'listasyncjobsresponse', object: 'asyncjobs', shape: 'list' },
  listCapabilities: { isAsync: false, wrapper: 'listcapabilitiesresponse', object: 'capability', shape: 'object' },
  listCapacity: { isAsync: false, wrapper: 'listcapacityresponse', object: 'capacity', shape: 'list' },
  listClusters: { isAsync: false, wrapper: 'listclustersresponse', object: 'cluster', shape: 'list' },
  listClustersMetrics: { isAsync: false, wrapper: 'listclustersmetricsresponse', object: 'cluster', shape: 'list' },
  listConfigurationGroups: { isAsync: false, wrapper: 'listconfigurationgroupsresponse', object: 'configurationgroup', shape: 'list' },
  listConfigurations: { isAsync: false, wrapper: 'listconfigurationsresponse', object: 'configuration', shape: 'list' },
  listDbMetrics: { isAsync: false, wrapper: 'listdbmetricsresponse', object: 'dbMetrics', shape: 'object' },
  listDedicatedClusters: { isAsync: false, wrapper: 'listdedicatedclustersresponse', object: 'dedicatedcluster', shape: 'list' },
  listDedicatedGuestVlanRanges: { isAsync: false, wrapper: 'listdedicatedguestvlanrangesresponse', object: 'dedicatedguestvlanrange', shape: 'list' },
  listDedicatedHosts: { isAsync: false, wrapper: 'listdedicatedhostsresponse', object: 'dedicatedhost', shape: 'list' },
  listDedicatedPods: { isAsync: false, wrapper: 'listdedicatedpodsresponse', object: 'dedicatedpod', shape: 'list' },
  listDedicatedZones: { isAsync: false, wrapper: 'listdedicatedzonesresponse', object: 'dedicatedzone', shape: 'list' },
  listDeploymentPlanners: { isAsync: false, wrapper: 'listdeploymentplannersresponse', object: 'deploymentPlanner', shape: 'list' },
  listDetailOptions: { isAsync: false, wrapper: 'listdetailoptionsresponse', object: 'detailoptions', shape: 'object' },
  listDiskOfferings: { isAsync: false, wrapper: 'listdiskofferingsresponse', object: 'diskoffering', shape: 'list' },
  listDomainChildren: { isAsync: false, wrapper: 'listdomainchildrenresponse', object: 'domain', shape: 'list' },
  listDomains: { isAsync: false, wrapper: 'listdomainsresponse', object: 'domain', shape: 'list' },
  listEventTypes: { isAsync: false, wrapper: 'listeventtypesresponse', object: 'eventtype', shape: 'list' },
  listEvents: { isAsync: false, wrapper: 'listeventsresponse', object: 'event', shape: 'list' },
  listGuestVlans: { isAsync: false, wrapper: 'listguestvlansresponse', object: 'guestvlan', shape: 'list' },
  listGuiThemes: { isAsync: false, wrapper: 'listguithemesresponse', object: 'guiThemes', shape: 'list' },
  listHostTags: { isAsync: false, wrapper: 'listhosttagsresponse', object: 'hosttag', shape: 'list' },
  listHosts: { isAsync: false, wrapper: 'listhostsresponse', object: 'host', shape: 'list' },
  listHostsMetrics: { isAsync: false, wrapper: 'listhostsmetricsresponse', object: 'host', shape: 'list' },
  listHypervisorCapabilities: { isAsync: false, wrapper: 'listhypervisorcapabilitiesresponse', object: 'hypervisorCapabilities', shape: 'list' },
  listHypervisors: { isAsync: false, wrapper: 'listhypervisorsresponse', object: 'hypervisor', shape: 'list' },
  listIdps: { isAsync: false, wrapper: 'listidpsresponse', object: 'idp', shape: 'list' },
  listImageStores: { isAsync: false, wrapper: 'listimagestoresresponse', object: 'imagestore', shape: 'list' },
  listInfrastructure: { isAsync: false, wrapper: 'listinfrastructureresponse', object: 'infrastructure', shape: 'object' },
  listInstanceGroups: { isAsync: false, wrapper: 'listinstancegroupsresponse', object: 'instancegroup', shape: 'list' },
  listInternalLoadBalancerElements: { isAsync: false, wrapper: 'listinternalloadbalancerelementsresponse', object: 'internalloadbalancerelement', shape: 'list' },
  listIpForwardingRules: { isAsync: false, wrapper: 'listipforwardingrulesresponse', object: 'ipforwardingrule', shape: 'list' },
  listIsoPermissions: { isAsync: false, wrapper: 'listtemplatepermissionsresponse', object: 'templatepermission', shape: 'object' },
  listIsos: { isAsync: false, wrapper: 'listisosresponse', object: 'iso', shape: 'list' },
  listLdapConfigurations: { isAsync: false, wrapper: 'ldapconfigurationresponse', object: 'LdapConfiguration', shape: 'list' },
  listManagementServers: { isAsync: false, wrapper: 'listmanagementserversresponse', object: 'managementserver', shape: 'list' },
  listManagementServersMetrics: { isAsync: false, wrapper: 'listmanagementserversmetricsresponse', object: 'managementserver', shape: 'list' },
  listNetworkIsolationMethods: { isAsync: false, wrapper: 'listnetworkisolationmethodsresponse', object: 'isolationmethod', shape: 'list' },
  listNetworkOfferings: { isAsync: false, wrapper: 'listnetworkofferingsresponse', object: 'networkoffering', shape: 'list' },
  listNetworkPermissions: { isAsync: false, wrapper: 'listnetworkpermissionsresponse', object: 'networkpermission', shape: 'list' },
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
  listProjectAccounts: { isAsync: false, wrapper: 'listprojectaccountsresponse', object: 'projectaccount', shape: 'list' },
  listProjectInvitations: { isAsync: false, wrapper: 'listprojectinvitationsresponse', object: 'projectinvitation', shape: 'list' },
  listProjectRolePermissions: { isAsync: false, wrapper: 'listprojectrolepermissionsresponse', object: 'projectrolepermission', shape: 'list' },
  listProjectRoles: { isAsync: false, wrapper: 'listprojectrolesresponse', object: 'projectrole', shape: 'list' },
  listProjects: { isAsync: false, wrapper: 'listprojectsresponse', object: 'project', shape: 'list' },
  listPublicIpAddresses: { isAsync: false, wrapper: 'listpublicipaddressesresponse', object: 'publicipaddress', shape: 'list' },
  listRegions: { isAsync: false, wrapper: 'listregionsresponse', object: 'region', shape: 'list' },
  listResourceDetails: { isAsync: false, wrapper: 'listresourcedetailsresponse', object: 'resourcedetail', shape: 'list' },
  listResourceIcon: { isAsync: false, wrapper: 'listresourceiconresponse', object: 'icon', shape: 'list' },
  listResourceLimits: { isAsync: false, wrapper: 'listresourcelimitsresponse', object: 'resourcelimit', shape: 'list' },
  listRolePermissions: { isAsync: false, wrapper: 'listrolepermissionsresponse', object: 'rolepermission', shape: 'list' },
  listRoles: { isAsync: false, wrapper: 'listrolesresponse', object: 'role', shape: 'list' },
  listRouters: { isAsync: false, wrapper: 'listroutersresponse', object: 'router', shape: 'list' },
  listSSHKeyPairs: { isAsync: false, wrapper: 'listsshkeypairsresponse', object: 'sshkeypair', shape: 'list' },
  listSecurityGroups: { isAsync: false, wrapper: 'listsecuritygroupsresponse', object: 'securitygroup', shape: 'list' },
  listServiceOfferings: { isAsync: false, wrapper: 'listserviceofferingsresponse', object: 'serviceoffering', shape: 'list' },
  listStorageNetworkIpRange: { isAsync: false, wrapper: 'liststoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'list' },
  listStoragePools: { isAsync: false, wrapper: 'liststoragepoolsresponse', object: 'storagepool', shape: 'list' },
  listStoragePoolsMetrics: { isAsync: false, wrapper: 'liststoragepoolsmetricsresponse', object: 'storagepool', shape: 'list' },
  listStorageProviders: { isAsync: false, wrapper: 'liststorageprovidersresponse', object: 'dataStoreProvider', shape: 'list' },
  listStorageTags: { isAsync: false, wrapper: 'liststoragetagsresponse', object: 'storagetag', shape: 'list' },
  listSupportedNetworkServices: { isAsync: false, wrapper: 'listsupportednetworkservicesresponse', object: 'networkservice', shape: 'list' },
  listSystemVms: { isAsync: false, wrapper: 'listsystemvmsresponse', object: 'systemvm', shape: 'list' },
  listSystemVmsUsageHistory: { isAsync: false, wrapper: 'listsystemvmsusagehistoryresponse', object: 'virtualmachine', shape: 'list' },
  listTags: { isAsync: false, wrapper: 'listtagsresponse', object: 'tag', shape: 'list' },
  listTemplatePermissions: { isAsync: false, wrapper: 'listtemplatepermissionsresponse', object: 'templatepermission', shape: 'object' },
  listTemplates: { isAsync: false, wrapper: 'listtemplatesresponse', object: 'template', shape: 'list' },
  listTrafficTypeImplementors: { isAsync: false, wrapper: 'listtraffictypeimplementorsresponse', object: 'traffictypeimplementorresponse', shape: 'list' },
  listTrafficTypes: { isAsync: false, wrapper: 'listtraffictypesresponse', object: 'traffictype', shape: 'list' },
  listUsageRecords: { isAsync: false, wrapper: 'listusagerecordsresponse', object: 'usagerecord', shape: 'list' },
  listUsageServerMetrics: { isAsync: false, wrapper: 'listusageservermetricsresponse', object: 'usageMetrics', shape: 'object' },
  listUsageTypes: { isAsync: false, wrapper: 'listusagetypesresponse', object: 'usagetype', shape: 'list' },
  listUserData: { isAsync: false, wrapper: 'listuserdataresponse', object: 'userdata', shape: 'list' },
  listUserKeys: { isAsync: false, wrapper: 'listuserkeysresponse', object: 'userapikey', shape: 'list' },
  listUserTwoFactorAuthenticatorProviders: { isAsync: false, wrapper: 'listusertwofactorauthenticatorprovidersresponse', object: 'providers', shape: 'list' },
  listUsers: { isAsync: false, wrapper: 'listusersresponse', object: 'user', shape: 'list' },
  listVPCOfferings: { isAsync: false, wrapper: 'listvpcofferingsresponse', object: 'vpcoffering', shape: 'list' },
  listVirtualMachines: { isAsync: false, wrapper: 'listvirtualmachinesresponse', object: 'virtualmachine', shape: 'list' },
  listVirtualMachinesMetrics: { isAsync: false, wrapper: 'listvirtualmachinesmetricsresponse', object: 'virtualmachine', shape: 'list' },
  listVirtualMachinesUsageHistory: { isAsync: false, wrapper: 'listvirtualmachinesusagehistoryresponse', object: 'virtualmachine', shape: 'list' },
  listVirtualRouterElements: { isAsync: false, wrapper: 'listvirtualrouterelementsresponse', object: 'virtualrouterelement', shape: 'list' },
  listVlanIpRanges: { isAsync: false, wrapper: 'listvlaniprangesresponse', object: 'vlaniprange', shape: 'list' },
  listVolumes: { isAsync: false, wrapper: 'listvolumesresponse', object: 'volume', shape: 'list' },
  listVolumesMetrics: { isAsync: false, wrapper: 'listvolumesresponse', object: 'volume', shape: 'list' },
  listVolumesUsageHistory: { isAsync: false, wrapper: 'listvolumesusagehistoryresponse', object: 'volume', shape: 'list' },
  listWebhookDeliveries: { isAsync: false, wrapper: 'listwebhookdeliveriesresponse', object: 'webhookdelivery', shape: 'list' },
  listWebhooks: { isAsync: false, wrapper: 'listwebhooksresponse', object: 'webhook', shape: 'list' },
  listZones: { isAsync: false, wrapper: 'listzonesresponse', object: 'zone', shape: 'list' },
  listZonesMetrics: { isAsync: false, wrapper: 'listzonesmetricsresponse', object: 'zone', shape: 'list' },
  lockAccount: { isAsync: false, wrapper: 'lockaccountresponse', object: 'account', shape: 'object' },
  lockUser: { isAsync: false, wrapper: 'lockuserresponse', object: 'user', shape: 'object' },
  login: { isAsync: false, wrapper: 'loginresponse', object: null, shape: 'flat' },
  logout: { isAsync: false, wrapper: 'logoutresponse', object: null, shape: 'flat' },
  markDefaultZoneForAccount: { isAsync: true, wrapper: 'markdefaultzoneforaccountresponse', object: 'account', shape: 'object' },
  moveDomain: { isAsync: false, wrapper: 'movedomainresponse', object: 'domain', shape: 'object' },
  moveUser: { isAsync: false, wrapper: 'moveuserresponse', object: null, shape: 'success' },
  prepareHostForMaintenance: { isAsync: true, wrapper: 'preparehostformaintenanceresponse', object: 'host', shape: 'object' },
  queryAsyncJobResult: { isAsync: false, wrapper: 'queryasyncjobresultresponse', object: null, shape: 'flat' },
  readyForShutdown: { isAsync: false, wrapper: 'readyforshutdownresponse', object: 'readyforshutdown', shape: 'object' },
  rebootRouter: { isAsync: true, wrapper: 'rebootrouterresponse', object: 'router', shape: 'object' },
  rebootSystemVm: { isAsync: true, wrapper: 'rebootsystemvmresponse', object: 'systemvm', shape: 'object' },
  rebootVirtualMachine: { isAsync: true, wrapper: 'rebootvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  reconnectHost: { isAsync: true, wrapper: 'reconnecthostresponse', object: 'host', shape: 'object' },
  recoverVirtualMachine: { isAsync: false, wrapper: 'recovervirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  registerSSHKeyPair: { isAsync: false, wrapper: 'registersshkeypairresponse', object: 'keypair', shape: 'object' },
  registerUserData: { isAsync: false, wrapper: 'registeruserdataresponse', object: 'userdata', shape: 'object' },
  registerUserKeys: { isAsync: false, wrapper: 'registeruserkeysresponse', object: 'userkeys', shape: 'object' },
  releaseDedicatedCluster: { isAsync: true, wrapper: 'releasededicatedclusterresponse', object: null, shape: 'success' },
  releaseDedicatedGuestVlanRange: { isAsync: true, wrapper: 'releasededicatedguestvlanrangeresponse', object: null, shape: 'success' },
  releaseDedicatedHost: { isAsync: true, wrapper: 'releasededicatedhostresponse', object: null, shape: 'success' },
  releaseDedicatedPod: { isAsync: true, wrapper: 'releasededicatedpodresponse', object: null, shape: 'success' },
  releaseDedicatedZone: { isAsync: true, wrapper: 'releasededicatedzoneresponse', object: null, shape: 'success' },
  releaseHostReservation: { isAsync: true, wrapper: 'releasehostreservationresponse', object: null, shape: 'success' },
  releasePublicIpRange: { isAsync: false, wrapper: 'releasepubliciprangeresponse', object: null, shape: 'success' },
  removeAnnotation: { isAsync: false, wrapper: 'removeannotationresponse', object: 'annotation', shape: 'object' },
  removeGuestOs: { isAsync: true, wrapper: 'removeguestosresponse', object: null, shape: 'success' },
  removeNetworkPermissions: { isAsync: false, wrapper: 'removenetworkpermissionsresponse', object: null, shape: 'success' },
  removeRawUsageRecords: { isAsync: false, wrapper: 'removerawusagerecordsresponse', object: null, shape: 'success' },
  removeRegion: { isAsync: false, wrapper: 'removeregionresponse', object: null, shape: 'success' },
  removeResourceDetail: { isAsync: true, wrapper: 'removeresourcedetailresponse', object: null, shape: 'success' },
  resetApiLimit: { isAsync: false, wrapper: 'resetapilimitresponse', object: null, shape: 'success' },
  resetConfiguration: { isAsync: false, wrapper: 'resetconfigurationresponse', object: 'configuration', shape: 'object' },
  resetNetworkPermissions: { isAsync: false, wrapper: 'resetnetworkpermissionsresponse', object: null, shape: 'success' },
  resetPassword: { isAsync: false, wrapper: 'resetpasswordresponse', object: null, shape: 'success' },
  resetPasswordForVirtualMachine: { isAsync: true, wrapper: 'resetpasswordforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  resetSSHKeyForVirtualMachine: { isAsync: true, wrapper: 'resetSSHKeyforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  resetUserDataForVirtualMachine: { isAsync: false, wrapper: 'resetuserdataforvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  revokeSecurityGroupEgress: { isAsync: true, wrapper: 'revokesecuritygroupegressresponse', object: null, shape: 'success' },
  revokeSecurityGroupIngress: { isAsync: true, wrapper: 'revokesecuritygroupingressresponse', object: null, shape: 'success' },
  setupUserTwoFactorAuthentication: { isAsync: false, wrapper: 'setupusertwofactorauthenticationresponse', object: 'setup2fa', shape: 'object' },
  startRouter: { isAsync: true, wrapper: 'startrouterresponse', object: 'router', shape: 'object' },
  startSystemVm: { isAsync: true, wrapper: 'startsystemvmresponse', object: 'systemvm', shape: 'object' },
  startVirtualMachine: { isAsync: true, wrapper: 'startvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  stopRouter: { isAsync: true, wrapper: 'stoprouterresponse', object: 'router', shape: 'object' },
  stopSystemVm: { isAsync: true, wrapper: 'stopsystemvmresponse', object: 'systemvm', shape: 'object' },
  stopVirtualMachine: { isAsync: true, wrapper: 'stopvirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  suspendProject: { isAsync: true, wrapper: 'suspendprojectresponse', object: 'project', shape: 'object' },
  syncStoragePool: { isAsync: true, wrapper: 'syncstoragepoolresponse', object: 'storagepool', shape: 'object' },
  updateAccount: { isAsync: false, wrapper: 'updateaccountresponse', object: 'account', shape: 'object' },
  updateAnnotationVisibility: { isAsync: false, wrapper: 'updateannotationvisibilityresponse', object: 'annotation', shape: 'object' },
  updateCluster: { isAsync: false, wrapper: 'updateclusterresponse', object: 'cluster', shape: 'object' },
  updateConfiguration: { isAsync: false, wrapper: 'updateconfigurationresponse', object: 'configuration', shape: 'object' },
  updateDiskOffering: { isAsync: false, wrapper: 'updatediskofferingresponse', object: 'diskoffering', shape: 'object' },
  updateDomain: { isAsync: false, wrapper: 'updatedomainresponse', object: 'domain', shape: 'object' },
  updateGuestOs: { isAsync: true, wrapper: 'updateguestosresponse', object: 'ostype', shape: 'object' },
  updateHost: { isAsync: false, wrapper: 'updatehostresponse', object: 'host', shape: 'object' },
  updateHostPassword: { isAsync: false, wrapper: 'updatehostpasswordresponse', object: null, shape: 'success' },
  updateHypervisorCapabilities: { isAsync: false, wrapper: 'updatehypervisorcapabilitiesresponse', object: 'hypervisorcapabilities', shape: 'object' },
  updateImageStore: { isAsync: false, wrapper: 'updateImageStore', object: 'imagestore', shape: 'object' },
  updateInstanceGroup: { isAsync: false, wrapper: 'updateinstancegroupresponse', object: 'instancegroup', shape: 'object' },
  updateIso: { isAsync: false, wrapper: 'updateisoresponse', object: 'iso', shape: 'object' },
  updateIsoPermissions: { isAsync: false, wrapper: 'updateisopermissionsresponse', object: null, shape: 'success' },
  updateNetwork: { isAsync: true, wrapper: 'updatenetworkresponse', object: 'network', shape: 'object' },
  updateNetworkOffering: { isAsync: false, wrapper: 'updatenetworkofferingresponse', object: 'networkoffering', shape: 'object' },
  updateNetworkServiceProvider: { isAsync: true, wrapper: 'updatenetworkserviceproviderresponse', object: 'networkserviceprovider', shape: 'object' },
  updateOsCategory: { isAsync: false, wrapper: 'updateoscategoryresponse', object: 'oscategory', shape: 'object' },
  updatePhysicalNetwork: { isAsync: true, wrapper: 'updatephysicalnetworkresponse', object: 'physicalnetwork', shape: 'object' },
  updatePod: { isAsync: false, wrapper: 'updatepodresponse', object: 'pod', shape: 'object' },
  updatePodManagementNetworkIpRange: { isAsync: true, wrapper: 'updatepodmanagementnetworkiprangeresponse', object: null, shape: 'success' },
  updateProject: { isAsync: true, wrapper: 'updateprojectresponse', object: 'project', shape: 'object' },
  updateProjectInvitation: { isAsync: true, wrapper: 'updateprojectinvitationresponse', object: null, shape: 'success' },
  updateProjectRole: { isAsync: false, wrapper: 'updateprojectroleresponse', object: 'projectrole', shape: 'object' },
  updateProjectRolePermission: { isAsync: false, wrapper: 'updateprojectrolepermissionresponse', object: null, shape: 'success' },
  updateRegion: { isAsync: false, wrapper: 'updateregionresponse', object: 'region', shape: 'object' },
  updateResourceCount: { isAsync: false, wrapper: 'updateresourcecountresponse', object: 'resourcecount', shape: 'list' },
  updateResourceLimit: { isAsync: false, wrapper: 'updateresourcelimitresponse', object: 'resourcelimit', shape: 'object' },
  updateRole: { isAsync: false, wrapper: 'updateroleresponse', object: 'role', shape: 'object' },
  updateRolePermission: { isAsync: false, wrapper: 'updaterolepermissionresponse', object: null, shape: 'success' },
  updateSecurityGroup: { isAsync: false, wrapper: 'updatesecuritygroupresponse', object: 'securitygroup', shape: 'object' },
  updateServiceOffering: { isAsync: false, wrapper: 'updateserviceofferingresponse', object: 'serviceoffering', shape: 'object' },
  updateStorageCapabilities: { isAsync: false, wrapper: 'updatestoragecapabilitiesresponse', object: 'storagepool', shape: 'list' },
  updateStorageNetworkIpRange: { isAsync: true, wrapper: 'updatestoragenetworkiprangeresponse', object: 'storagenetworkiprange', shape: 'object' },
  updateStoragePool: { isAsync: false, wrapper: 'updatestoragepoolresponse', object: 'storagepool', shape: 'object' },
  updateTemplate: { isAsync: false, wrapper: 'updatetemplateresponse', object: 'template', shape: 'object' },
  updateTemplatePermissions: { isAsync: false, wrapper: 'updatetemplatepermissionsresponse', object: null, shape: 'success' },
  updateTrafficType: { isAsync: true, wrapper: 'updatetraffictyperesponse', object: 'traffictype', shape: 'object' },
  updateUser: { isAsync: false, wrapper: 'updateuserresponse', object: 'user', shape: 'object' },
  updateVMAffinityGroup: { isAsync: true, wrapper: 'updatevirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateVPCOffering: { isAsync: true, wrapper: 'updatevpcofferingresponse', object: 'vpcoffering', shape: 'object' },
  updateVirtualMachine: { isAsync: false, wrapper: 'updatevirtualmachineresponse', object: 'virtualmachine', shape: 'object' },
  updateVlanIpRange: { isAsync: false, wrapper: 'updatevlaniprangeresponse', object: 'vlan', shape: 'object' },
  updateWebhook: { isAsync: false, wrapper: 'updatewebhookresponse', object: 'webhook', shape: 'object' },
  updateZone: { isAsync: false, wrapper: 'updatezoneresponse', object: 'zone', shape: 'object' },
  uploadResourceIcon: { isAsync: false, wrapper: 'uploadresourceiconresponse', object: null, shape: 'success' },
  validateUserTwoFactorAuthenticationCode: { isAsync: false, wrapper: 'validateusertwofactorauthenticationcoderesponse', object: null, shape: 'success' },
} as const;
