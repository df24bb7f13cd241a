"""Which parameters hold ids, of what they are, and what else a call needs to come as far as looking them up."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.access.samples import SAMPLES, sample_id
from tests.access.stage import Stage
from tests.fuzz.values import usual
from tools.compatibility import Facts

from pileus.manager.http.catalog import entry_of
from pileus.manager.http.kinds import Kind, element_of, kind_of
from pileus.manager.kernel.registry import Command, Field, fields_of

BY_NAME = {
    "accountids": "Account",
    "affinitygroupids": "AffinityGroup",
    "domainids": "Domain",
    "networkids": "Network",
    "projectids": "Project",
    "securitygroupids": "SecurityGroup",
    "userids": "User",
    "volumeids": "Volume",
    "zoneids": "Zone",
}
"""What ids are of where no `Names` says it. `ids` are of what `id` is of."""

ANY_KIND = {"resourceid": "resourcetype", "resourceids": "resourcetype", "entityid": "entitytype"}
"""Parameters whose ids are of a kind that another parameter says: tried with an instance."""
INSTANCE = {"resourcetype": "UserVm", "entitytype": "VM"}

CHOSEN = frozenset({"customid", "createAccount.userid", "createAccount.accountid", "createUser.userid", "createDomain.domainid"})
"""Ids that the caller chooses for something new."""

NOTHING = {
    "aclid": "access lists of VPCs",
    "bgppeerids": "BGP peers",
    "managementserverid": "management servers in plenty",
    "listManagementServers.id": "management servers in plenty",
    "listManagementServersMetrics.id": "management servers in plenty",
    "usageid": "usage under numbers",
    "autoscalevmgroupid": "autoscale groups",
    "backupofferingid": "backup offerings",
    "extensionid": "extensions",
    "ipaddressid": "public addresses",
    "listIpForwardingRules.id": "forwarding rules",
    "listPortForwardingRules.id": "forwarding rules",
    "vgpuprofileid": "virtual graphics cards",
    "vpcid": "VPCs",
}
"""Parameters that name what does not exist yet: nothing to see, and nothing to hide."""

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

GIVEN = {
    "addAccountToProject": {"account": "amy"},
    "addImageStore": {"provider": "Pileus", "url": "file:///srv/images"},
    "addNetworkServiceProvider": {"name": "Ovs"},
    "addSecondaryStorage": {"url": "file:///srv/images"},
    "addUserToProject": {"username": "amy"},
    "authorizeSecurityGroupEgress": {"securitygroupid": "@SecurityGroup", "startport": "1", "endport": "2", "cidrlist": "10.0.0.0/8"},
    "authorizeSecurityGroupIngress": {"securitygroupid": "@SecurityGroup", "startport": "1", "endport": "2", "cidrlist": "10.0.0.0/8"},
    "createAccount": {"accounttype": "0", "account": "another"},
    "createDiskOffering": {"displaytext": "usual", "disksize": "1"},
    "createNetwork": {"startip": "10.66.0.10", "endip": "10.66.0.20", "gateway": "10.66.0.1", "netmask": "255.255.255.0", "vlan": "66"},
    "createNetworkOffering": {
        "displaytext": "usual",
        "guestiptype": "Shared",
        "supportedservices": "Dhcp",
        "traffictype": "Guest",
        "specifyvlan": "true",
        "specifyipranges": "true",
    },
    "createNetworkPermissions": {"networkid": "@!Network"},
    "createProject.accountid": {"userid": "@User"},
    "createProject.userid": {"accountid": "@Account"},
    "createStoragePool": {"url": "SharedMountPoint://localhost/primary", "podid": "@Pod", "clusterid": "@Cluster"},
    "createVPCOffering": {"displaytext": "usual", "supportedservices": "SourceNat"},
    "createVlanIpRange": {
        "startip": "10.66.0.10",
        "endip": "10.66.0.20",
        "gateway": "10.66.0.1",
        "netmask": "255.255.255.0",
        "vlan": "untagged",
        "forvirtualnetwork": "true",
        "zoneid": "@Zone",
    },
    "createZone": {"networktype": "Advanced", "dns1": "10.0.0.1", "internaldns1": "10.0.0.1"},
    "deleteAffinityGroup.domainid": {"name": "sample"},
    "deleteAffinityGroup.projectid": {"name": "sample"},
    "deleteIso": {"id": "@!Iso"},
    "deleteTemplate": {"id": "@!Template"},
    "deployVirtualMachine": {"templateid": "@Template", "name": "another"},
    "deployVirtualMachine.datadiskofferinglist[0].datadisktemplateid": {"datadiskofferinglist[0].diskofferingid": "@DiskOffering"},
    "deployVirtualMachine.datadiskofferinglist[0].diskofferingid": {"datadiskofferinglist[0].datadisktemplateid": "@Template"},
    "linkUserDataToTemplate.userdataid": {"templateid": "@!Template"},
    "markDefaultZoneForAccount": {"account": "ann"},
    "moveUser": {"accountid": "@Account"},
    "registerSSHKeyPair": {"publickey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKDGnJ5aXDYBf0NIBA1Gs5GmFV4Qd0IvfYJ8iyIVWz7A sample"},
    "removeNetworkPermissions": {"networkid": "@!Network"},
    "resetSSHKeyForVirtualMachine": {"keypair": "sample"},
    "updateAccount.roleid": {"id": "@Account"},
    "updateIsoPermissions": {"id": "@!Iso", "op": "add"},
    "updateProjectRolePermission.projectrolepermissionid": {"permission": "deny"},
    "updateResourceLimit": {"resourcetype": "0", "max": "5"},
    "updateRolePermission.ruleid": {"permission": "deny"},
    "updateTemplatePermissions": {"id": "@!Template", "op": "add"},
    "uploadResourceIcon": {"base64image": PNG},
}
"""Values that a command wants, or one parameter of it, where those of ORDINARY and the usual ones are refused before any id is looked up.

`@Model` is its sample, `@!Model` its private one.
"""

ORDINARY = {
    "accounttype": "0",
    "cidr": "10.77.0.0/24",
    "email": "someone@example.org",
    "password": "a good Passw0rd",
    "protocol": "TCP",
    "resourcetype": "UserVm",
    "templatefilter": "all",
    "isofilter": "all",
}
"""Values that are wanted under these names, whatever the command."""


@dataclass(frozen=True)
class IdParameter:
    """A parameter that holds an id."""

    command: Command
    name: str
    model: str | None
    """None where nothing says of what it is."""
    with_it: dict[str, str] = field(default_factory=dict[str, str])
    """What has to be sent with it."""

    @property
    def title(self) -> str:
        return f"{self.command.name}.{self.name}"


def id_parameters(command: Command, facts: Facts) -> Iterator[IdParameter]:
    """Every parameter of a command that holds an id and has an effect."""
    known = facts.commands[command.name].parameters if command.name in facts.commands else {}
    for f in command.fields:
        if f.no_effect is not None or not {f.wire, f"{command.name}.{f.wire}"}.isdisjoint(CHOSEN | NOTHING.keys()):
            continue
        if f.wire in ANY_KIND:
            kind = ANY_KIND[f.wire]
            yield IdParameter(command, f.wire, "Instance", {kind: INSTANCE[kind]} if kind in command.by_wire else {})
            continue
        if _holds_id(f) or (f.wire in known and "uuid" in known[f.wire].type):
            yield IdParameter(command, f.wire, _model(command, f))
        if (entry := entry_of(f.type)) is not None:
            for inner in fields_of(entry):
                if _holds_id(inner) and inner.wire not in NOTHING:
                    yield IdParameter(command, f"{f.wire}[0].{inner.wire}", inner.names or BY_NAME.get(inner.wire))


def _holds_id(f: Field) -> bool:
    element = element_of(f.type)
    return (
        f.names is not None
        or kind_of(f.type) is Kind.UUID
        or (element is not None and kind_of(f.type) is Kind.LIST and kind_of(element) is Kind.UUID)
    )


def _model(command: Command, f: Field) -> str | None:
    if f.names is not None:
        return "Iso" if f.names == "Template" and "Iso" in command.name and f.wire in {"id", "ids"} else f.names
    if f.wire == "ids" and "id" in command.by_wire:
        return command.by_wire["id"].names
    return BY_NAME.get(f.wire)


def rest_of(stage: Stage, parameter: IdParameter, facts: Facts) -> dict[str, str]:
    """The other parameters that the command wants: what is sent with every value of the one."""
    sent: dict[str, str] = {}
    for other in id_parameters(parameter.command, facts):
        f = parameter.command.by_wire.get(other.name)
        if f is not None and f.required and other.model in SAMPLES:
            sent[other.name] = sample_id(stage, other.model, {})
    for f in parameter.command.fields:
        if f.required and f.wire not in sent:
            sent |= {f.wire: ORDINARY[f.wire]} if f.wire in ORDINARY else usual(f)
    given = GIVEN.get(parameter.command.name, {}) | GIVEN.get(parameter.title, {}) | parameter.with_it
    for name, value in given.items():
        if value.startswith("@"):
            sent[name] = sample_id(stage, value.lstrip("@!"), {}, private="!" in value)
        else:
            sent[name] = value
    if parameter.name == "domainid" and "account" in parameter.command.by_wire and parameter.command.writes and "account" not in sent:
        sent["account"] = "ann"
    sent.pop(parameter.name, None)
    return sent
