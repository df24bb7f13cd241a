"""Instances: list and update."""

from typing import Annotated

from sqlalchemy import Select, and_, false, func, or_, select

from pileus.manager.compute import instance_view
from pileus.manager.compute.instance_view import InstanceView, Part
from pileus.manager.kernel import actions
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, NoEffect, Only, OwnedParams, Page
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS, RoleType
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.affinity import affinity
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.security_group import membership
from pileus.manager.model.storage import Volume
from pileus.manager.model.tag import Tag

ENTITY = "VirtualMachine"

GONE = (InstanceState.DESTROYED, InstanceState.EXPUNGING)
"""States that the pseudo state Present leaves out, and that mere users do not see unless a setting says so."""

VIEW_GONE = flag(
    "allow.user.view.destroyed.vm",
    default=False,
    doc="Whether users see their destroyed instances until these are expunged.",
    scopes=(Scope.ACCOUNT,),
)

actions.declare(
    "virtualmachine",
    {
        InstanceState.RUNNING: [
            "stopVirtualMachine", "rebootVirtualMachine", "destroyVirtualMachine", "createConsoleEndpoint", "updateVirtualMachine",
        ],
        InstanceState.STOPPED: [
            "startVirtualMachine", "destroyVirtualMachine", "expungeVirtualMachine", "updateVirtualMachine",
            "resetPasswordForVirtualMachine", "resetSSHKeyForVirtualMachine",
        ],
        InstanceState.STARTING: [],
        InstanceState.STOPPING: [],
        InstanceState.DESTROYED: ["recoverVirtualMachine", "expungeVirtualMachine"],
        InstanceState.EXPUNGING: ["expungeVirtualMachine"],
        InstanceState.ERROR: ["destroyVirtualMachine", "expungeVirtualMachine"],
    },
)  # fmt: skip


class ListInstances(OwnedParams, frozen=True, kw_only=True):
    """Which instances."""

    id: Annotated[Id | None, Names("Instance"), Doc("only this instance")] = None
    ids: Annotated[list[Id] | None, Doc("only these instances")] = None
    name: Annotated[str | None, Doc("only instances whose name contains this")] = None
    state: Annotated[str | None, Doc("only instances in this state; Present means all but Destroyed and Expunging")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only instances in this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Only(ADMINS), Doc("only instances in this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Only(ADMINS), Doc("only instances in this cluster")] = None
    host_id: Annotated[Id | None, Names("Host"), Only(ADMINS), Doc("only instances on this host")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Only(ADMINS), Doc("only instances with a disk on this pool")] = None
    group_id: Annotated[Id | None, Names("InstanceGroup"), Doc("only instances of this group")] = None
    hypervisor: Annotated[str | None, Doc("only instances of this hypervisor: KVM or Simulator")] = None
    key_pair: Annotated[str | None, Doc("only instances with this SSH key pair")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only instances with a card on this network")] = None
    security_group_id: Annotated[Id | None, Names("SecurityGroup"), Doc("only instances in this security group")] = None
    service_offering_id: Annotated[Id | None, Names("ServiceOffering"), Doc("only instances of this offering")] = None
    template_id: Annotated[Id | None, Names("Template"), Doc("only instances from this template")] = None
    affinity_group_id: Annotated[Id | None, Names("AffinityGroup"), Doc("only instances in this affinity group")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("only instances that this user made")] = None
    ha_enable: Annotated[bool | None, Doc("only instances with, or without, high availability")] = None
    arch: Annotated[str | None, Doc("only instances of this processor architecture; all are x86_64")] = None
    for_virtual_network: Annotated[bool | None, Doc("only instances with, or without, a card on an isolated network")] = None
    iso_id: Annotated[Id | None, Names("Template"), Doc("only instances with this ISO in their drive; none has one yet")] = None
    vpc_id: Annotated[Id | None, Doc("only instances in this VPC; there are none yet")] = None
    autoscale_vm_group_id: Annotated[Id | None, Doc("only instances of this autoscale group; there are none yet")] = None
    backup_offering_id: Annotated[Id | None, Doc("only instances with this backup offering; there are none yet")] = None
    extension_id: Annotated[Id | None, Doc("only instances of this extension; there are none")] = None
    gpu_enabled: Annotated[bool | None, Doc("only instances with, or without, a GPU; none has one")] = None
    is_vnf: Annotated[bool | None, Doc("only instances that are, or are not, network appliances; none is")] = None
    leased: Annotated[bool | None, Doc("true: only instances with a lease; there are none")] = None
    accumulate: Annotated[bool, Doc("figures summed up"), NoEffect("figures are rates of the last reading")] = False
    show_icon: Annotated[bool, Doc("with its icon")] = False
    display_vm: Annotated[bool | None, Only(ADMINS), Doc("only instances that are, or are not, shown to their owner")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only instances with all of these tags: key and value")] = None
    user_data_id: Annotated[Id | None, Names("UserData"), Doc("only instances with this registered user data")] = None
    user_data: Annotated[bool, Doc("with the user data of each instance")] = False
    details: Annotated[
        list[Part] | None, Doc("parts of the answer wanted beside the bare instance, which min alone asks for; all when left out")
    ] = None
    retrieve_only_resource_count: Annotated[bool, Doc("only the number of matches")] = False


@command("listVirtualMachines", access=USERS)
def list_instances(ctx: Ctx, p: ListInstances) -> Page[InstanceView]:
    """Lists the instances the caller may see."""
    query = filtered(ctx, p)
    return ctx.page(query, p, load=lambda ids: [] if p.retrieve_only_resource_count else _load(ctx, p, list(ids)))


def _load(ctx: Ctx, p: ListInstances, ids: list[str]) -> list[InstanceView]:
    return instance_view.only(instance_view.load(ctx.db, ids, user_data=p.user_data), p.details)


def filtered(ctx: Ctx, p: ListInstances) -> Select[Instance]:
    """The instances that the parameters choose."""
    # By `removed` first, which is the same in all of them: PostgreSQL sees only so that its index has the order of the list.
    query = ctx.visible(Instance, p).where(Instance.removed.is_(None)).order_by(Instance.removed, Instance.name)
    if _asks_for_none(p):
        return query.where(false())
    if not ctx.caller.is_root:
        query = query.where(Instance.display_vm)
    if ctx.caller.role_type is RoleType.USER and not ctx.settings.get(VIEW_GONE, scope=Scope.ACCOUNT, of=ctx.caller.account_id):
        query = query.where(Instance.state.not_in(GONE))
    query = narrow(
        query,
        (Instance.id, p.id),
        (Instance.id, p.ids),
        (Instance.zone_id, p.zone_id),
        (Instance.host_id, p.host_id),
        (Instance.group_id, p.group_id),
        (func.lower(Instance.hypervisor), p.hypervisor.lower() if p.hypervisor else None),
        (Instance.service_offering_id, p.service_offering_id),
        (Instance.template_id, p.template_id),
        (Instance.user_id, p.user_id),
        (Instance.user_data_id, p.user_data_id),
        (Instance.ha_enabled, p.ha_enable),
        (Instance.display_vm, p.display_vm),
    )
    query = _in_state(query, p.state)
    query = containing(query, p.name, Instance.name, Instance.display_name)
    query = containing(query, p.keyword, Instance.name, Instance.display_name)
    return _related(query, p)


def _asks_for_none(p: ListInstances) -> bool:
    """Whether only what no instance is or has was asked for."""
    ids = (p.iso_id, p.vpc_id, p.autoscale_vm_group_id, p.backup_offering_id, p.extension_id)
    marks = (p.gpu_enabled, p.is_vnf, p.leased)
    return any(ids) or any(marks) or p.arch not in (None, "x86_64")


def _in_state(query: Select[Instance], state: str | None) -> Select[Instance]:
    if state is None:
        return query
    if state.lower() == "present":
        return query.where(Instance.state.not_in(GONE))
    wanted = next((known for known in InstanceState if known.lower() == state.lower()), None)
    if wanted is None:
        raise InvalidValue(f"state {state} is unknown; one of Present, {', '.join(InstanceState)}")
    return query.where(Instance.state == wanted)


def _related(query: Select[Instance], p: ListInstances) -> Select[Instance]:
    """Narrows by things that hang on an instance."""
    if p.key_pair is not None:
        query = query.where(
            or_(
                Instance.key_pairs == p.key_pair,
                Instance.key_pairs.startswith(f"{p.key_pair},", autoescape=True),
                Instance.key_pairs.contains(f",{p.key_pair},", autoescape=True),
                Instance.key_pairs.endswith(f",{p.key_pair}", autoescape=True),
            )
        )
    if p.network_id is not None:
        query = query.where(Instance.id.in_(select(Nic.instance_id).where(Nic.network_id == p.network_id)))
    if p.for_virtual_network is not None:
        isolated = select(Nic.instance_id).join(Network, Network.id == Nic.network_id).where(Network.type == "Isolated")
        query = query.where(Instance.id.in_(isolated) if p.for_virtual_network else Instance.id.not_in(isolated))
    if p.security_group_id is not None:
        query = query.where(Instance.id.in_(select(membership.c.instance_id).where(membership.c.group_id == p.security_group_id)))
    if p.affinity_group_id is not None:
        query = query.where(Instance.id.in_(select(affinity.c.instance_id).where(affinity.c.group_id == p.affinity_group_id)))
    if p.storage_id is not None:
        query = query.where(Instance.id.in_(select(Volume.instance_id).where(Volume.pool_id == p.storage_id)))
    if p.cluster_id is not None:
        query = query.where(Instance.host_id.in_(select(Host.id).where(Host.cluster_id == p.cluster_id)))
    if p.pod_id is not None:
        query = query.where(Instance.host_id.in_(select(Host.id).where(Host.pod_id == p.pod_id)))
    for tag in p.tags or []:
        named = and_(Tag.resource_type == "UserVm", Tag.key == tag.key, Tag.value == tag.value)
        query = query.where(Instance.id.in_(select(Tag.resource_id).where(named)))
    return query
