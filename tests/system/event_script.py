"""Calls of every command that leaves an event, in an order in which each goes well: what test_event_script.py plays.

A step is a command and its parameters. `$name` stands for an id: one the world came with, one that a step before it made (`keep`), or
one that a list answers (`found`).
"""

from dataclasses import dataclass
from typing import Any, cast

from tests.access.parameters import PNG
from tests.world import NETWORK, TEMPLATE, ZONE, World, offering

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKDGnJ5aXDYBf0NIBA1Gs5GmFV4Qd0IvfYJ8iyIVWz7A sample"
PERSON = {"password": "a good Passw0rd", "email": "someone@example.org", "firstname": "Some", "lastname": "One"}
SPAN = {"gateway": "10.66.0.1", "netmask": "255.255.255.0", "startip": "10.66.0.10", "endip": "10.66.0.20"}
STORAGE_SPAN = {"gateway": "10.68.0.1", "netmask": "255.255.255.0", "startip": "10.68.0.2", "endip": "10.68.0.9"}
POD_SPAN = {"gateway": "10.67.0.1", "netmask": "255.255.255.0", "startip": "10.67.0.10", "endip": "10.67.0.20"}
MORE_OF_POD = POD_SPAN | {"startip": "10.67.0.30", "endip": "10.67.0.40"}
GROUP: dict[str, Any] = {"securitygroupid": "$group", "protocol": "TCP", "startport": 1, "endport": 2, "cidrlist": "10.0.0.0/8"}
ANN = {"account": "ann", "domainid": "$domain"}
INSTANCE = {"zoneid": "$zone", "templateid": "$template", "serviceofferingid": "$tiny"}


@dataclass(frozen=True)
class Step:
    """One call."""

    command: str
    given: dict[str, Any]
    keep: str = ""
    """Under what the new id is known to the steps after it."""
    by: str = ""
    """Who calls; the root admin when empty."""
    leaves: str = ""
    """The event that a command leaves besides the declared one, or in its place."""

    def parameters(self, known: dict[str, str]) -> dict[str, Any]:
        """The parameters with the ids that are known by now."""
        return {name: _filled(value, known) for name, value in self.given.items()}


def _filled(value: Any, known: dict[str, str]) -> Any:
    return known[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def step(command: str, keep: str = "", by: str = "", leaves: str = "", **given: Any) -> Step:
    """One call, with its parameters."""
    return Step(command, given, keep, by, leaves)


def found(command: str, keep: str, pick: str = "id", **given: Any) -> Step:
    """Looks an id up in a list; `pick` leads to it from the first that is listed."""
    return Step(command, given, keep=f"{keep}:{pick}")


def at_first(world: World) -> dict[str, str]:
    """The ids that the world came with."""

    def first(command: str, **given: Any) -> str:
        return cast("str", world.call(command, **given).items[0].id)

    return {
        "zone": ZONE,
        "network": NETWORK,
        "template": TEMPLATE,
        "tiny": offering("Tiny Instance"),
        "root": world.admin_domain,
        "pod": first("listPods"),
        "cluster": first("listClusters"),
        "host": first("listHosts", type="Routing"),
        "pool": first("listStoragePools"),
        "store": first("listImageStores"),
        "physical": first("listPhysicalNetworks"),
    }


TENANTS = (
    step("createDomain", "domain", name="sales"),
    step("createDomain", "east", name="east"),
    step("updateDomain", id="$east", networkdomain="east.example.org"),
    step("moveDomain", domainid="$east", parentdomainid="$domain"),
    step("createAccount", "ann", username="ann", domainid="$domain", accounttype=0, **PERSON),
    step("createAccount", "bob", username="bob", domainid="$domain", accounttype=0, **PERSON, leaves="USER.CREATE"),
    step("createAccount", "carl", username="carl", accounttype=0, **PERSON),
    step("updateAccount", id="$ann", networkdomain="ann.example.org"),
    step("updateAccount", id="$ann", apikeyaccess="enabled", leaves="API.KEY.ACCESS.UPDATE"),
    step("markDefaultZoneForAccount", zoneid="$zone", **ANN),
    step("createUser", "eve", username="eve", **ANN, **PERSON),
    step("updateUser", id="$eve", lastname="Else"),
    step("updateUser", id="$eve", apikeyaccess="disabled", leaves="API.KEY.ACCESS.UPDATE"),
    step("registerUserKeys", id="$eve"),
    step("registerUserKeys", "pair", id="$eve", name="nightly", enddate="2100-01-01"),
    step("deleteUserKeys", keypairid="$pair"),
    step("lockUser", id="$eve"),
    step("enableUser", id="$eve"),
    step("disableUser", id="$eve"),
    step("moveUser", id="$eve", accountid="$bob"),
    step("deleteUser", id="$eve"),
    step("lockAccount", **ANN),
    step("enableAccount", **ANN),
    step("disableAccount", lock=False, **ANN),
    step("enableAccount", **ANN),
    step("updateResourceLimit", resourcetype=0, max=50, **ANN),
    step("createRole", "role", name="auditor", type="User"),
    step("createRolePermission", "rule", roleid="$role", rule="listZones", permission="allow"),
    step("updateRolePermission", roleid="$role", ruleid="$rule", permission="deny"),
    step("deleteRolePermission", id="$rule"),
    step("disableRole", id="$role"),
    step("enableRole", id="$role"),
    step("updateRole", id="$role", description="reads"),
    step("deleteRole", id="$role"),
    step("importRole", name="brought", type="User", rules={"rule": "listZones", "permission": "allow"}),
    step("deleteAccount", id="$bob"),
    step("deleteDomain", id="$east"),
)

PROJECTS = (
    step("createProject", "project", name="apollo", displaytext="apollo"),
    step("updateProject", id="$project", displaytext="Apollo"),
    step("suspendProject", id="$project"),
    step("activateProject", id="$project"),
    step("addAccountToProject", projectid="$project", account="carl"),
    step("createProjectRole", "prole", projectid="$project", name="reader"),
    step("updateProjectRole", projectid="$project", id="$prole", description="reads"),
    step("createProjectRolePermission", "prule", projectid="$project", projectroleid="$prole", rule="listZones", permission="allow"),
    step("updateProjectRolePermission", projectid="$project", projectroleid="$prole", projectrolepermissionid="$prule", permission="deny"),
    step("deleteProjectRolePermission", projectid="$project", id="$prule"),
    step("deleteProjectRole", projectid="$project", id="$prole"),
    step("deleteAccountFromProject", projectid="$project", account="carl"),
    step("addUserToProject", projectid="$project", username="carl"),
    found("listUsers", "carls_user", username="carl", listall=True),
    step("deleteUserFromProject", projectid="$project", userid="$carls_user"),
    step("updateConfiguration", name="project.invite.required", value="true"),
    step("addAccountToProject", projectid="$project", account="carl"),
    step("updateProjectInvitation", by="carl", projectid="$project", account="carl", accept=False),
    step("addAccountToProject", projectid="$project", account="carl"),
    found("listProjectInvitations", "invitation", projectid="$project", state="Pending"),
    step("deleteProjectInvitation", id="$invitation"),
    step("resetConfiguration", name="project.invite.required"),
    step("deleteProject", id="$project"),
)

OFFERINGS = (
    step("createServiceOffering", "service", name="own", displaytext="own", cpunumber=1, cpuspeed=500, memory=128),
    step("updateServiceOffering", id="$service", displaytext="changed"),
    step("deleteServiceOffering", id="$service"),
    step("createDiskOffering", "disk", name="own", displaytext="own", disksize=1),
    step("updateDiskOffering", id="$disk", displaytext="changed"),
    step("deleteDiskOffering", id="$disk"),
    step(
        "createNetworkOffering", "netoffer", name="own", displaytext="own", guestiptype="Shared", traffictype="Guest",
        supportedservices="Dhcp", serviceproviderlist={"service": "Dhcp", "provider": "VirtualRouter"},
        specifyvlan=True, specifyipranges=True,
    ),
    step("updateNetworkOffering", id="$netoffer", displaytext="changed"),
    step("deleteNetworkOffering", id="$netoffer"),
    step("createVPCOffering", "vpcoffer", name="own", displaytext="own", supportedservices="SourceNat"),
    step("updateVPCOffering", id="$vpcoffer", displaytext="changed"),
    step("deleteVPCOffering", id="$vpcoffer"),
    step("addOsCategory", "category", name="Own"),
    step("updateOsCategory", id="$category", name="Our own"),
    step("addGuestOs", "os", oscategoryid="$category", osdisplayname="Own 1"),
    step("updateGuestOs", id="$os", osdisplayname="Own 2"),
    step("removeGuestOs", id="$os"),
    step("deleteOsCategory", id="$category"),
)  # fmt: skip

PLACES = (
    step("createZone", "far", name="far", networktype="Advanced", dns1="10.0.0.1", internaldns1="10.0.0.1"),
    step("updateZone", id="$far", domain="far.example.org"),
    step("createPhysicalNetwork", "lan", zoneid="$far", name="lan"),
    step("updatePhysicalNetwork", id="$lan", vlan="100-200"),
    step("addTrafficType", "traffic", physicalnetworkid="$lan", traffictype="Guest"),
    step("addTrafficType", physicalnetworkid="$lan", traffictype="Public"),
    step("addTrafficType", physicalnetworkid="$lan", traffictype="Storage"),
    step("updateTrafficType", id="$traffic", kvmnetworklabel="br1"),
    step("dedicateGuestVlanRange", "vlans", physicalnetworkid="$lan", vlanrange="150-160", **ANN),
    step("releaseDedicatedGuestVlanRange", id="$vlans"),
    step("addNetworkServiceProvider", "provider", physicalnetworkid="$lan", name="Ovs"),
    found("listOvsElements", "ovs", nspid="$provider"),
    step("configureOvsElement", id="$ovs", enabled=True),
    step("updateNetworkServiceProvider", id="$provider", state="Enabled"),
    step("deleteNetworkServiceProvider", id="$provider"),
    found("listNetworkServiceProviders", "vr", physicalnetworkid="$lan", name="VirtualRouter"),
    found("listVirtualRouterElements", "element", nspid="$vr"),
    step("configureVirtualRouterElement", id="$element", enabled=True),
    found("listNetworkServiceProviders", "inner", physicalnetworkid="$lan", name="InternalLbVm"),
    found("listInternalLoadBalancerElements", "balancer", nspid="$inner"),
    step("configureInternalLoadBalancerElement", id="$balancer", enabled=True),
    step("createPod", "row", zoneid="$far", name="row", **POD_SPAN),
    step("updatePod", id="$row", name="first row"),
    step("createManagementNetworkIpRange", podid="$row", **MORE_OF_POD),
    step(
        "updatePodManagementNetworkIpRange",
        podid="$row", currentstartip="10.67.0.30", currentendip="10.67.0.40", newstartip="10.67.0.31", newendip="10.67.0.39",
    ),
    step("deleteManagementNetworkIpRange", podid="$row", startip="10.67.0.31", endip="10.67.0.39", vlan="untagged"),
    step("createStorageNetworkIpRange", "storage", podid="$row", **STORAGE_SPAN),
    step("updateStorageNetworkIpRange", id="$storage", endip="10.68.0.8"),
    step("deleteStorageNetworkIpRange", id="$storage"),
    step("createVlanIpRange", "public", zoneid="$far", physicalnetworkid="$lan", forvirtualnetwork=True, vlan="untagged", **SPAN),
    step("updateVlanIpRange", id="$public", endip="10.66.0.19"),
    step("dedicatePublicIpRange", id="$public", **ANN),
    step("releasePublicIpRange", id="$public"),
    step("deleteVlanIpRange", id="$public"),
    step("createPortableIpRange", "portable", regionid=1, **SPAN),
    step("deletePortableIpRange", id="$portable"),
    step("deletePod", id="$row"),
    step("deleteTrafficType", id="$traffic"),
    step("deletePhysicalNetwork", id="$lan"),
    step("deleteZone", id="$far"),
    step("dedicateZone", zoneid="$zone", domainid="$domain"),
    step("releaseDedicatedZone", zoneid="$zone"),
    step("dedicatePod", podid="$pod", domainid="$domain"),
    step("releaseDedicatedPod", podid="$pod"),
    step("dedicateCluster", clusterid="$cluster", domainid="$domain"),
    step("releaseDedicatedCluster", clusterid="$cluster"),
    step("dedicateHost", hostid="$host", domainid="$domain"),
    step("releaseDedicatedHost", hostid="$host"),
    step("updateNetwork", id="$network", displaytext="changed"),
    found("listNetworkOfferings", "shared", name="DefaultSharedNetworkOfferingWithSGService"),
    step("createNetwork", "second", name="second", displaytext="second", networkofferingid="$shared", zoneid="$zone", vlan="66", **SPAN),
    step("deleteNetwork", id="$second"),
)  # fmt: skip

INSTANCES = (
    step("createSSHKeyPair", name="made"),
    step("registerSSHKeyPair", name="mine", publickey=PUBLIC_KEY),
    step("registerUserData", "data", name="mine", userdata="aGVsbG8="),
    step("createAffinityGroup", "apart", name="apart", type="host anti-affinity"),
    step("createSecurityGroup", "group", name="web"),
    step("updateSecurityGroup", id="$group", name="webs"),
    step("authorizeSecurityGroupIngress", **GROUP),
    step("authorizeSecurityGroupEgress", **GROUP),
    found("listSecurityGroups", "inward", "ingress_rule.rule_id", id="$group"),
    found("listSecurityGroups", "outward", "egress_rule.rule_id", id="$group"),
    step("revokeSecurityGroupIngress", id="$inward"),
    step("revokeSecurityGroupEgress", id="$outward"),
    step("deleteSecurityGroup", id="$group"),
    step("deployVirtualMachine", "vm", name="web", **INSTANCE),
    step("rebootVirtualMachine", id="$vm"),
    step("stopVirtualMachine", id="$vm", forced=True),
    found("listRouters", "router"),
    step("stopRouter", id="$router"),
    step("startRouter", id="$router"),
    step("rebootRouter", id="$router"),
    step("updateVirtualMachine", id="$vm", displayname="changed"),
    step("resetUserDataForVirtualMachine", id="$vm", userdataid="$data"),
    step("resetSSHKeyForVirtualMachine", id="$vm", keypair="mine"),
    step("resetPasswordForVirtualMachine", id="$vm"),
    step("updateVMAffinityGroup", id="$vm", affinitygroupids="$apart"),
    step("startVirtualMachine", id="$vm"),
    step("createTags", resourcetype="UserVm", resourceids="$vm", tags={"key": "k", "value": "v"}),
    step("deleteTags", resourcetype="UserVm", resourceids="$vm"),
    step("addResourceDetail", resourcetype="UserVm", resourceid="$vm", details={"key": "k", "value": "v"}),
    step("removeResourceDetail", resourcetype="UserVm", resourceid="$vm", key="k"),
    step("uploadResourceIcon", resourcetype="UserVm", resourceids="$vm", base64image=PNG),
    step("deleteResourceIcon", resourcetype="UserVm", resourceids="$vm"),
    step("addAnnotation", "note", annotation="seen", entitytype="VM", entityid="$vm"),
    step("removeAnnotation", id="$note"),
    step("generateAlert", type=0, name="full", description="full"),
    step("removeRawUsageRecords", interval=1),
    step("destroyVirtualMachine", id="$vm"),
    step("recoverVirtualMachine", id="$vm"),
    step("destroyVirtualMachine", id="$vm"),
    step("expungeVirtualMachine", id="$vm"),
    step("deleteAffinityGroup", id="$apart"),
    step("destroyRouter", id="$router"),
    step("updateTemplate", id="$template", displaytext="changed"),
    step("updateTemplatePermissions", id="$template", isfeatured=True),
)

HOSTS = (
    step("reconnectHost", id="$host"),
    step("prepareHostForMaintenance", id="$host"),
    step("cancelHostMaintenance", id="$host"),
    step("releaseHostReservation", id="$host"),
    step("syncStoragePool", id="$pool"),
    step("updateStoragePool", id="$pool", tags="fast"),
    step("updateStoragePool", id="$pool", enabled=False, leaves="DISABLE.PS"),
    step("updateStoragePool", id="$pool", enabled=True, leaves="ENABLE.PS"),
    step("enableStorageMaintenance", id="$pool"),
    step("cancelStorageMaintenance", id="$pool"),
    step("updateImageStore", id="$store", name="changed"),
    found("listSystemVms", "console", systemvmtype="consoleproxy"),
    found("listSystemVms", "secondary", systemvmtype="secondarystoragevm"),
    step("rebootSystemVm", id="$console", leaves="PROXY.REBOOT"),
    step("startSystemVm", id="$console", leaves="PROXY.START"),
    step("rebootSystemVm", id="$secondary", leaves="SSVM.REBOOT"),
    step("startSystemVm", id="$secondary", leaves="SSVM.START"),
)

SCRIPT = TENANTS + PROJECTS + OFFERINGS + PLACES + INSTANCES + HOSTS

ELSEWHERE = {
    "createInternalLoadBalancerElement": "tests/network/test_elements.py: a provider has its element from the beginning",
    "createVirtualRouterElement": "tests/network/test_elements.py: a provider has its element from the beginning",
    "deleteIso": "tests/storage/test_template_changes.py: an ISO comes by a row only",
    "updateIso": "tests/storage/test_template_changes.py: an ISO comes by a row only",
    "updateIsoPermissions": "tests/storage/test_template_changes.py: an ISO comes by a row only",
    "deleteTemplate": "tests/storage/test_template_changes.py: the built-in template is not deleted",
    "deleteVolume": "tests/compute/test_destroyed_disks.py: only what a destroyed instance leaves is a volume of its own",
}
"""Commands whose events are proven by tests of their own, and why."""
