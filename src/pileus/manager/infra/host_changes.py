"""Hosts: add, update, delete, and their tags."""

from typing import Annotated, ClassVar, Literal

from msgspec import to_builtins
from sqlalchemy import func, select

from pileus.manager.infra import capacity, first_images, standing
from pileus.manager.infra.clusters import HYPERVISORS, pod_in
from pileus.manager.infra.dedications import release
from pileus.manager.infra.hosts import ENTITY, HostView, shown
from pileus.manager.infra.zones import add_local_pool
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Page, Params, Secret, Success, View, Wire
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, RESOURCE_ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.dedication import Dedicable
from pileus.manager.model.hypervisor import HypervisorCapabilities
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, ResourceState, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Router
from pileus.manager.model.os_type import OsCategory
from pileus.manager.model.rows import Flag, utcnow
from pileus.manager.model.storage import StoragePool
from pileus.manager.ops import event_log
from pileus.manager.system.annotations import AddAnnotation, add_annotation

AGENTS = NoEffect("agents link themselves; no password reaches a machine")


class AddHost(Params, frozen=True, kw_only=True):
    """Which machine, and where it goes."""

    zone_id: Annotated[Id, Names("Zone"), Doc("zone it lies in")]
    pod_id: Annotated[Id, Names("Pod"), Doc("pod it lies in")]
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("cluster it lies in; or give clustername")] = None
    cluster_name: Annotated[Name | None, Doc("name of its cluster, which is made if the pod has none of that name")] = None
    url: Annotated[str, Doc("address of the machine; a simulator makes a host for any")]
    hypervisor: Annotated[str, Doc("hypervisor of the host: that of its cluster")]
    username: Annotated[str | None, Doc("user there"), AGENTS] = None
    password: Annotated[str | None, Secret(), Doc("password there"), AGENTS] = None
    allocation_state: Annotated[Flag, Doc("whether instances may start on it: Enabled or Disabled")] = Flag.ENABLED
    host_tags: Annotated[list[str] | None, Doc("tags that offerings can ask for")] = None
    external_details: Annotated[dict[str, str] | None, Doc("details for an extension"), NoEffect("there are no extensions")] = None
    storage_access_groups: Annotated[
        list[str] | None, Doc("groups that hosts and pools must share"), NoEffect("every host reaches every pool of its zone")
    ] = None


@command("addHost", access=RESOURCE_ADMINS, entity=ENTITY)
def add_host(ctx: Ctx, p: AddHost) -> Page[HostView]:
    """Adds a host to a cluster."""
    zone = ctx.get(Zone, p.zone_id, "zoneid")
    pod = pod_in(ctx, p.pod_id, zone)
    cluster = _cluster(ctx, p, pod)
    if p.hypervisor.lower() != cluster.hypervisor.lower():
        raise InvalidValue(f"host {p.url} of hypervisor {p.hypervisor} does not fit cluster {cluster.name}, which is {cluster.hypervisor}")
    _check_number(ctx, cluster)
    same = ctx.db.scalars(select(Host).where(Host.url == p.url, Host.removed.is_(None))).first()
    if same is not None:
        raise Conflict(f"host {p.url} is part of the cloud already, as {same.name}; delete it first to add it elsewhere")
    host, room = _returned(ctx, p, cluster) or _joined(ctx, p, cluster)
    host.tags = tags_of(p.host_tags)
    host.resource_state = ResourceState.ENABLED if p.allocation_state is Flag.ENABLED else ResourceState.DISABLED
    add_local_pool(ctx.db, zone, host, room)
    first_images.provide(ctx, zone)
    ctx.after_commit(lambda: ctx.machines.announce(host.id))
    return Page(1, [shown(ctx.db, host.id)])


def _cluster(ctx: Ctx, p: AddHost, pod: Pod) -> Cluster:
    if (p.cluster_id is None) == (p.cluster_name is None):
        raise InvalidValue(f"host {p.url} goes into one cluster: give clusterid or clustername")
    if p.cluster_id is not None:
        cluster = ctx.get(Cluster, p.cluster_id, "clusterid")
        if cluster.pod_id != pod.id:
            raise InvalidValue(f"cluster {cluster.name} does not lie in pod {pod.name}; give its own pod, or a cluster of that pod")
        return cluster
    there = ctx.db.scalars(ctx.visible(Cluster).where(Cluster.pod_id == pod.id, Cluster.name == p.cluster_name)).one_or_none()
    if there is not None:
        return there
    hypervisor = next((known for known in HYPERVISORS if known.lower() == p.hypervisor.lower()), None)
    if hypervisor is None:
        raise InvalidValue(f"hypervisor {p.hypervisor} is not supported; choose {' or '.join(HYPERVISORS)}")
    return ctx.insert(Cluster(zone_id=pod.zone_id, pod_id=pod.id, name=p.cluster_name or "", hypervisor=hypervisor))


def _check_number(ctx: Ctx, cluster: Cluster) -> None:
    most = ctx.db.scalar(
        select(func.min(HypervisorCapabilities.max_hosts_per_cluster)).where(HypervisorCapabilities.hypervisor == cluster.hypervisor)
    )
    there = ctx.db.scalar(select(func.count()).select_from(Host).where(Host.cluster_id == cluster.id, Host.removed.is_(None))) or 0
    if most is not None and there >= most:
        raise InvalidValue(
            f"cluster {cluster.name} has {there} hosts, and {cluster.hypervisor} is limited to {most} in a cluster; "
            "use another cluster, or raise maxhostspercluster with updateHypervisorCapabilities"
        )


def _returned(ctx: Ctx, p: AddHost, cluster: Cluster) -> tuple[Host, int] | None:
    """A host that was deleted, and whose machine is still linked, comes back under its own id; the room on it is read later."""
    linked = ctx.machines.linked()
    for host in ctx.db.scalars(select(Host).where(Host.id.in_(linked), Host.removed.is_not(None))):
        words = p.url.rstrip("/").rsplit("/", 1)[-1].split(":", 1)[0]
        if words in (host.name, host.address, host.facts.get("hostname")):
            host.removed = None
            host.zone_id, host.pod_id, host.cluster_id = cluster.zone_id, cluster.pod_id, cluster.id
            host.hypervisor, host.state, host.url = cluster.hypervisor, HostState.CONNECTING, p.url
            ctx.save()
            return host, 0
    return None


def _joined(ctx: Ctx, p: AddHost, cluster: Cluster) -> tuple[Host, int]:
    """A machine that was never a host, and the bytes of its own storage."""
    made = ctx.machines.join(p.url)
    facts = made.facts
    host = ctx.insert(
        Host(
            id=made.id,
            zone_id=cluster.zone_id,
            pod_id=cluster.pod_id,
            cluster_id=cluster.id,
            name=facts.hostname,
            url=p.url,
            address=facts.address,
            local_path=made.local_path,
            hypervisor=cluster.hypervisor,
            state=HostState.UP,
            cpus=facts.cpus,
            cpu_mhz=facts.cpu_mhz,
            memory=facts.memory,
            boot_id=facts.boot_id,
            acceleration=facts.acceleration,
            acceleration_reason=facts.acceleration_reason,
            facts=to_builtins(facts),
            last_seen=ctx.now,
        )
    )
    return host, made.local_capacity


def tags_of(tags: list[str] | None) -> str:
    """Tags as rows keep them. A comma cannot be part of one."""
    return ",".join(dict.fromkeys(tag.strip() for tag in tags or [] if tag.strip()))


class UpdateHost(Params, frozen=True, kw_only=True):
    """Which host, and what of it changes."""

    id: Annotated[Id, Names("Host"), Doc("the host")]
    name: Annotated[Name | None, Doc("new name")] = None
    allocation_state: Annotated[
        Literal["Enable", "Disable", "Enabled", "Disabled"] | None, Doc("Enable or Disable: whether instances may start on it")
    ] = None
    host_tags: Annotated[list[str] | None, Doc("its tags from now on")] = None
    is_tag_a_rule: Annotated[bool, Wire("istagarule"), Doc("whether hosttags is a rule in JavaScript; only false works here")] = False
    os_category_id: Annotated[Id | None, Names("OsCategory"), Doc("guests of this family of systems go to it first")] = None
    url: Annotated[str | None, Doc("new address"), NoEffect("agents link themselves, from whatever address")] = None
    annotation: Annotated[str | None, Length(4096), Doc("a comment to leave on it, as addAnnotation does")] = None
    external_details: Annotated[dict[str, str] | None, Doc("details for an extension"), NoEffect("there are no extensions")] = None
    cleanup_external_details: Annotated[bool, Doc("remove those details"), NoEffect("there are no extensions")] = False


@command("updateHost", access=ADMINS, entity=ENTITY)
def update_host(ctx: Ctx, p: UpdateHost) -> HostView:
    """Updates a host."""
    host = ctx.get(Host, p.id)
    if p.is_tag_a_rule:
        raise InvalidValue(f"hosttags of host {host.name} cannot be a rule in JavaScript; give plain tags and istagarule=false")
    if p.allocation_state is not None:
        wanted = ResourceState.ENABLED if p.allocation_state.startswith("Enable") else ResourceState.DISABLED
        if host.resource_state not in (ResourceState.ENABLED, ResourceState.DISABLED):
            raise Conflict(f"host {host.name} is in {host.resource_state}; end that first with cancelHostMaintenance")
        host.resource_state = wanted
    if p.name is not None:
        host.name = p.name
    if p.host_tags is not None or any(name.lower() == "hosttags" for name in ctx.raw):  # an empty list takes them away
        host.tags = tags_of(p.host_tags)
    if p.annotation:
        add_annotation(ctx, AddAnnotation(annotation=p.annotation, entity_type="HOST", entity_id=host.id))
    if p.os_category_id is not None:
        host.os_category_id = ctx.see(OsCategory, p.os_category_id, "oscategoryid").id
    ctx.save()
    return shown(ctx.db, host.id)


class DeleteHost(Params, frozen=True, kw_only=True):
    """Which host, and how."""

    id: Annotated[Id, Names("Host"), Doc("the host")]
    forced: Annotated[bool, Doc("also when it is not in maintenance; instances on a host without link count as stopped then")] = False
    force_destroy_local_storage: Annotated[
        bool, Doc("also when disks lie on its own storage"), NoEffect("disks are destroyed with their instances, never with a host")
    ] = False


@command("deleteHost", access=RESOURCE_ADMINS, entity=ENTITY)
def delete_host(ctx: Ctx, p: DeleteHost) -> Success:
    """Deletes a host that is in maintenance, or with forced any that runs no instance."""
    host = ctx.get(Host, p.id)
    if not p.forced and host.resource_state is not ResourceState.MAINTENANCE:
        raise Conflict(
            f"host {host.name} cannot be deleted: it is not in maintenance. "
            "Put it there with prepareHostForMaintenance, or send forced=true"
        )
    instances = list(ctx.db.scalars(select(Instance).where(Instance.host_id == host.id)))
    if instances and host.state is HostState.UP:
        names = ", ".join(instance.name for instance in instances[: standing.SHOWN])
        raise InUse(f"host {host.name} cannot be deleted: {len(instances)} instances run on it ({names}); stop them first")
    standing.refuse_local(ctx.db, host)
    for instance in instances:
        capacity.release(ctx.db, instance)
        instance.move("seen off")
        instance.wanted = "stopped"
        owner = ctx.db.get_one(Account, instance.account_id)
        told = f"instance {instance.name} is given up with its host {host.name}"
        event_log.also(ctx, "VM.STOP", told, entity="VirtualMachine", id=instance.id, owner=owner)
    for router in ctx.db.scalars(select(Router).where(Router.host_id == host.id)):
        ctx.db.delete(router)
    for pool in ctx.db.scalars(select(StoragePool).where(StoragePool.host_id == host.id)):
        ctx.db.delete(pool)
    release(ctx, Dedicable.HOST, host.id)
    host.state, host.resource_state, host.removed = HostState.REMOVED, ResourceState.DISABLED, utcnow()
    ctx.after_commit(lambda: ctx.machines.leave(host.id))
    return Success()


class UpdateHostPassword(Params, frozen=True, kw_only=True):
    """Whose password."""

    host_id: Annotated[Id | None, Names("Host"), Doc("the host")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("all hosts of this cluster")] = None
    username: Annotated[str, Doc("user there")]
    password: Annotated[str, Secret(), Doc("password there")]
    update_passwd_on_host: Annotated[bool, Wire("update_passwd_on_host"), Doc("also set it on the machine")] = False


@command("updateHostPassword", access=ADMINS)
def update_host_password(ctx: Ctx, p: UpdateHostPassword) -> Success:
    """Refuses: no host has a password here."""
    if (p.host_id is None) == (p.cluster_id is None):
        raise InvalidValue("give hostid or clusterid, and not both")
    row = ctx.get(Host, p.host_id, "hostid") if p.host_id else ctx.get(Cluster, p.cluster_id or "", "clusterid")
    raise InvalidValue(
        f"no password is kept for {row.__label__} {row.name}: agents link themselves and prove who they are by a certificate; "
        "change passwords of the machine on the machine"
    )


class HostTagView(View, kw_only=True):
    """A tag of a host."""

    object_name: ClassVar[str] = "hosttag"
    id: str
    name: str
    host_id: str
    is_implicit: bool = False


class ListHostTags(ListParams, frozen=True, kw_only=True):
    """Which tags."""


@command("listHostTags", access=DOMAIN_ADMINS)
def list_host_tags(ctx: Ctx, p: ListHostTags) -> Page[HostTagView]:
    """Lists the tags of hosts, one for each host that has it."""
    hosts = ctx.db.execute(select(Host.id, Host.tags).where(Host.removed.is_(None), Host.tags != "").order_by(Host.name))
    tags = [HostTagView(id=derived_id(id, "tag", name), name=name, host_id=id) for id, names in hosts for name in names.split(",")]
    return ctx.slice([tag for tag in tags if (p.keyword or "").lower() in tag.name.lower()], p)
