"""A sample of each kind of object that a parameter can name: how it is made, and who may see it.

A new model needs one entry in SAMPLES. Where `make` is called as the owner, the sample is made once more for the owner's project.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import inspect
from tests.access.stage import OF_SALES, Kind, Stage
from tests.world import World, offering

from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.alert import Alert
from pileus.manager.model.hypervisor import HypervisorCapabilities
from pileus.manager.model.ip_range import AddressState, IpRange, PortableIpRange, PublicAddress, StorageIpRange
from pileus.manager.model.network import Network
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.physical_network import GuestVlanRange
from pileus.manager.model.project import ProjectInvitation
from pileus.manager.model.role import RolePermission
from pileus.manager.model.rows import Base
from pileus.manager.model.storage import Template
from pileus.manager.model.webhook import WebhookDelivery

Whose = dict[str, str]
"""The parameters that say for whom an object is made: none, or the project."""

EVERYBODY = frozenset(Kind)
OWNERS = frozenset({Kind.ROOT, Kind.BOSS, Kind.OWNER})
PROJECT = OWNERS | {Kind.MEMBER}
DOMAIN_ADMINS = frozenset({Kind.ROOT, Kind.BOSS, Kind.SIBLING, Kind.BELOW})
ROOT = frozenset({Kind.ROOT})


@dataclass(frozen=True)
class Sample:
    """How a model's sample is made, and who may see it."""

    make: Callable[[Stage, Whose], str]
    seen_by: frozenset[Kind]
    of_project: bool = False
    """Whether there is one of the project's too."""


def sample_id(stage: Stage, model: str, whose: Whose, *, private: bool = False) -> str:
    """The sample's id; the sample is made when it is first asked for."""
    key = (model, private, *whose.items())
    if key not in stage.made:
        sample = PRIVATE[model] if private else SAMPLES[model]
        stage.made[key] = sample.make(stage, whose)
    return stage.made[key]


def _first(command: str, **parameters: Any) -> Callable[[Stage, Whose], str]:
    """The first of what the root admin lists."""

    def make(stage: Stage, _: Whose) -> str:
        found = stage.world.call(command, **parameters).items
        assert found, f"{command} lists nothing to take a sample of"
        return cast("str", found[0].id)

    return make


def _newest(command: str) -> Callable[[Stage, Whose], str]:
    """Something of the owner's that an instance brought with it."""

    def make(stage: Stage, whose: Whose) -> str:
        sample_id(stage, "Instance", whose)
        return cast("str", stage.owner.call(command, **whose).items[0].id)

    return make


def _created(command: str, *, by_root: bool = False, **parameters: Any) -> Callable[[Stage, Whose], str]:
    """What a command makes for the owner, or for the root admin."""

    def make(stage: Stage, whose: Whose) -> str:
        given = {name: value(stage, whose) if callable(value) else value for name, value in parameters.items()}
        return made(stage.world if by_root else stage.owner, command, given | whose)

    return make


def made(world: World, command: str, parameters: dict[str, Any]) -> str:
    """Calls a command that makes something, waits for its job, and answers the new object's id."""
    answer = world.call(command, **parameters)
    if isinstance(answer, Started):
        world.ended(cast("Started[Any]", answer))
    return cast("str", answer.id)


def _instance(stage: Stage, whose: Whose) -> str:
    started = stage.owner.deploy(name="project" if whose else "sample", startvm=False, **whose)
    stage.owner.ended(started)
    return cast("str", started.id)


def _job(stage: Stage, whose: Whose) -> str:
    sample_id(stage, "Instance", whose)
    return cast("str", stage.owner.call("listAsyncJobs").items[0].job_id)


def _router(stage: Stage, whose: Whose) -> str:
    """A network's router comes with its first guest."""
    stage.world.running(name="routed")
    return _first("listRouters")(stage, whose)


def _nic(stage: Stage, whose: Whose) -> str:
    return cast("str", stage.owner.call("listNics", virtualmachineid=sample_id(stage, "Instance", whose)).items[0].id)


def _rule(stage: Stage, whose: Whose) -> str:
    group = sample_id(stage, "SecurityGroup", whose)
    started = stage.owner.call(
        "authorizeSecurityGroupIngress", securitygroupid=group, protocol="TCP", startport=1, endport=2, cidrlist="0.0.0.0/0"
    )
    stage.owner.ended(started)
    return cast("str", stage.owner.call("listSecurityGroups", id=group).items[0].ingress_rule[0].rule_id)


def _row(model: type[Base], **values: Any) -> Callable[[Stage, Whose], str]:
    """A row of its own, for what no command makes alone. Values that are functions are asked, with the stage and whose it is."""

    def make(stage: Stage, whose: Whose) -> str:
        id = new_id()
        given = {name: value(stage, whose) if callable(value) else value for name, value in values.items()}
        with stage.world.db.write() as db:
            db.add(model(id=id, **given))
        return id

    return make


def _copy(model: type[Base], first: str, **changes: Any) -> Callable[[Stage, Whose], str]:
    """A row like the sample of `first`, less what makes that one everybody's."""

    def make(stage: Stage, whose: Whose) -> str:
        row = cast("Any", stage.world.row(model, sample_id(stage, first, {})))
        values = {column.key: getattr(row, column.key) for column in inspect(model).column_attrs if column.key != "id"}
        return _row(model, **(values | {"name": "private"} | changes))(stage, whose)

    return make


def _of(model: str) -> Callable[[Stage, Whose], str]:
    """The sample of another model, of the same owner where it has one."""

    def of(stage: Stage, whose: Whose) -> str:
        return sample_id(stage, model, whose if SAMPLES[model].of_project else {})

    return of


def _domain(stage: Stage, _: Whose) -> str:
    return stage.domain


def _ann(stage: Stage, _: Whose) -> str:
    caller = stage.owner.caller
    assert caller is not None
    return caller.account_id


SPAN = {"gateway": "10.99.0.1", "netmask": "255.255.255.0", "first_ip": "10.99.0.10", "last_ip": "10.99.0.20"}
DUE = datetime(2100, 1, 1, tzinfo=UTC)

SAMPLES: dict[str, Sample] = {
    "AffinityGroup": Sample(_created("createAffinityGroup", name="sample", type="host anti-affinity"), OWNERS, of_project=True),
    "Alert": Sample(_row(Alert, type=0, name="sample", subject="sample"), ROOT),
    "ApiKeyPair": Sample(_created("registerUserKeys", id=_of("User"), name="sample"), OWNERS),
    "Annotation": Sample(_created("addAnnotation", by_root=True, annotation="sample", entitytype="VM", entityid=_of("Instance")), OWNERS),
    "GuestVlanRange": Sample(_row(GuestVlanRange, physical_network_id=_of("PhysicalNetwork"), account_id=_ann, first=7, last=8), ROOT),
    "HypervisorCapabilities": Sample(_row(HypervisorCapabilities, hypervisor="Simulator", hypervisor_version="sample"), ROOT),
    "IpRange": Sample(_row(IpRange, zone_id=_of("Zone"), physical_network_id=_of("PhysicalNetwork"), **SPAN), OWNERS),  # of ann's address
    "Iso": Sample(_copy(Template, "Template", format="ISO"), EVERYBODY),
    "PortableIpRange": Sample(_row(PortableIpRange, region_id=1, **SPAN), ROOT),
    "ProjectInvitation": Sample(
        _row(ProjectInvitation, project_id=_of("Project"), account_id=_ann),
        PROJECT,
    ),
    "ProjectRole": Sample(_created("createProjectRole", name="sample", projectid=_of("Project")), PROJECT),
    "ProjectRolePermission": Sample(
        _created(
            "createProjectRolePermission", projectid=_of("Project"), projectroleid=_of("ProjectRole"), rule="listZones", permission="allow"
        ),
        PROJECT,
    ),
    "ProviderElement": Sample(_first("listVirtualRouterElements"), ROOT),
    "PublicAddress": Sample(
        _row(
            PublicAddress,
            range_id=_of("IpRange"),
            zone_id=_of("Zone"),
            number=0,
            ip=SPAN["first_ip"],
            state=AddressState.ALLOCATED,
            account_id=_ann,
        ),
        OWNERS,
    ),
    "RolePermission": Sample(_row(RolePermission, role_id=_of("Role"), position=99, rule="sample", allow=True), DOMAIN_ADMINS),
    "ServiceProvider": Sample(_first("listNetworkServiceProviders"), ROOT),
    "StorageIpRange": Sample(_row(StorageIpRange, zone_id=_of("Zone"), pod_id=_of("Pod"), **SPAN), ROOT),
    "TrafficType": Sample(
        lambda stage, _: stage.world.call("listTrafficTypes", physicalnetworkid=sample_id(stage, "PhysicalNetwork", {})).items[0].id, ROOT
    ),
    "UserData": Sample(_created("registerUserData", name="sample", userdata="aGVsbG8="), OWNERS, of_project=True),
    "VpcOffering": Sample(
        _created("createVPCOffering", by_root=True, name="sample", displaytext="sample", supportedservices="SourceNat"), EVERYBODY
    ),
    "Webhook": Sample(_created("createWebhook", name="sample", payloadurl="http://192.0.2.1/", state="Disabled"), OWNERS),
    "WebhookDelivery": Sample(
        _row(WebhookDelivery, webhook_id=_of("Webhook"), account_id=_ann, event_type="sample", payload="{}", due=DUE), OWNERS
    ),
    "Account": Sample(_ann, OWNERS),
    "Cluster": Sample(_first("listClusters"), ROOT),
    "DiskOffering": Sample(_first("listDiskOfferings", name="Small"), EVERYBODY),
    "Domain": Sample(_domain, OF_SALES),
    "Event": Sample(_newest("listEvents"), OWNERS, of_project=True),
    "Host": Sample(_first("listHosts", type="Routing"), ROOT),
    "ImageStore": Sample(_first("listImageStores"), ROOT),
    "Instance": Sample(_instance, OWNERS, of_project=True),
    "InstanceGroup": Sample(_created("createInstanceGroup", name="sample"), OWNERS, of_project=True),
    "Job": Sample(_job, OWNERS),
    "Network": Sample(_first("listNetworks"), EVERYBODY),
    "NetworkOffering": Sample(_first("listNetworkOfferings", name="DefaultSharedNetworkOfferingWithSGService"), EVERYBODY),
    "Nic": Sample(_nic, OWNERS, of_project=True),
    "OsCategory": Sample(_first("listOsCategories"), EVERYBODY),
    "OsType": Sample(_first("listOsTypes"), EVERYBODY),
    "PhysicalNetwork": Sample(_first("listPhysicalNetworks"), EVERYBODY),
    "Pod": Sample(_first("listPods"), ROOT),
    "Project": Sample(lambda stage, _: stage.project, PROJECT),
    "Role": Sample(_created("createRole", by_root=True, name="sample", type="User"), DOMAIN_ADMINS),
    "Router": Sample(_router, ROOT),
    "SecurityGroup": Sample(_created("createSecurityGroup", name="sample"), OWNERS, of_project=True),
    "SecurityGroupRule": Sample(_rule, OWNERS, of_project=True),
    "ServiceOffering": Sample(lambda _stage, _whose: offering("Tiny Instance"), EVERYBODY),
    "SshKeyPair": Sample(_created("createSSHKeyPair", name="sample"), OWNERS, of_project=True),
    "StoragePool": Sample(_first("listStoragePools"), ROOT),
    "SystemVm": Sample(_first("listSystemVms"), ROOT),
    "Template": Sample(_first("listTemplates", templatefilter="all"), EVERYBODY),
    "User": Sample(lambda stage, _: stage.owner.call("listUsers", username="ann").items[0].id, OWNERS),
    "Volume": Sample(_newest("listVolumes"), OWNERS, of_project=True),
    "Zone": Sample(_first("listZones"), EVERYBODY),
}
"""By the name that a parameter's `Names` says."""

NEAR_SALES = OF_SALES | {Kind.BELOW}

PRIVATE = {
    "DiskOffering": Sample(_copy(DiskOffering, "DiskOffering", domain_ids=_domain), NEAR_SALES),
    "Iso": Sample(_copy(Template, "Template", format="ISO", account_id=_ann, is_public=False, is_featured=False), OWNERS),
    "Network": Sample(_copy(Network, "Network", account_id=_ann, acl_type="Account", is_default=False), OWNERS),
    "ServiceOffering": Sample(_copy(ServiceOffering, "ServiceOffering", domain_ids=_domain), NEAR_SALES),
    "Template": Sample(_copy(Template, "Template", account_id=_ann, type="USER", is_public=False, is_featured=False), OWNERS),
}
"""Samples that are not everybody's, of models whose first sample is."""
