"""Clusters: list, add, update, delete."""

from typing import Annotated, ClassVar, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.infra import capacity, standing
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.infra.dedications import release
from pileus.manager.infra.overcommit import Clusters
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Secret, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RESOURCE_ADMINS
from pileus.manager.model.dedication import Dedicable
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.rows import Flag, utcnow

ENTITY = "Cluster"
HYPERVISORS = ("KVM", "Simulator")
ARCHITECTURE = "x86_64"


class ClusterView(View, kw_only=True):
    """A cluster."""

    object_name: ClassVar[str] = "cluster"
    annotated = ("CLUSTER",)
    id: str
    name: str
    zone_id: str
    zone_name: str
    pod_id: str
    pod_name: str
    hypervisor_type: str
    cluster_type: str = "CloudManaged"
    allocation_state: Flag
    managed_state: str
    arch: str = ARCHITECTURE
    cpu_overcommit_ratio: str
    memory_overcommit_ratio: str
    resource_details: dict[str, str]
    capacity: list[CapacityView] | None = None
    has_annotations: bool | None = None


def view(db: Session, cluster: Cluster, factors: Clusters | None = None, *, with_capacity: bool = False) -> ClusterView:
    """A cluster as root admins see it."""
    own = (factors or Clusters.read(db)).of(cluster.id)
    return ClusterView(
        id=cluster.id,
        name=cluster.name,
        zone_id=cluster.zone_id,
        zone_name=db.get_one(Zone, cluster.zone_id).name,
        pod_id=cluster.pod_id,
        pod_name=db.get_one(Pod, cluster.pod_id).name,
        hypervisor_type=cluster.hypervisor,
        allocation_state=cluster.allocation_state,
        managed_state=cluster.managed_state,
        cpu_overcommit_ratio=str(own.cpu),
        memory_overcommit_ratio=str(own.memory),
        resource_details={"cpuOvercommitRatio": str(own.cpu), "memoryOvercommitRatio": str(own.memory)},
        capacity=capacity.of_cluster(db, cluster.id) if with_capacity else None,
    )


class ListClusters(ListParams, frozen=True, kw_only=True):
    """Which clusters."""

    id: Annotated[Id | None, Names("Cluster"), Doc("only this cluster")] = None
    name: Annotated[str | None, Doc("only the cluster of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only clusters of this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only clusters of this pod")] = None
    hypervisor: Annotated[str | None, Doc("only clusters of this hypervisor: KVM or Simulator")] = None
    allocation_state: Annotated[Flag | None, Doc("only clusters in this state: Enabled or Disabled")] = None
    managed_state: Annotated[str | None, Doc("only clusters that are Managed, or Unmanaged")] = None
    cluster_type: Annotated[str | None, Doc("only clusters of this type; all are CloudManaged")] = None
    arch: Annotated[str | None, Doc("only clusters of this processor architecture; all are x86_64")] = None
    storage_access_group: Annotated[str | None, Doc("only clusters of this storage access group; there are none")] = None
    show_capacities: Annotated[bool, Doc("with the capacity of each cluster")] = False


@command("listClusters", access=RESOURCE_ADMINS)
def list_clusters(ctx: Ctx, p: ListClusters) -> Page[ClusterView]:
    """Lists the clusters."""
    return clusters(ctx, p)


def clusters(ctx: Ctx, p: ListClusters) -> Page[ClusterView]:
    """One page of what a list of clusters asks for."""
    if p.cluster_type not in (None, "CloudManaged") or p.arch not in (None, ARCHITECTURE) or p.storage_access_group:
        return Page(0, [])
    query = ctx.visible(Cluster, p).order_by(Cluster.name)
    query = narrow(
        query,
        (Cluster.id, p.id),
        (Cluster.name, p.name),
        (Cluster.zone_id, p.zone_id),
        (Cluster.pod_id, p.pod_id),
        (Cluster.hypervisor, p.hypervisor),
        (Cluster.allocation_state, p.allocation_state),
        (Cluster.managed_state, p.managed_state),
    )
    query = containing(query, p.keyword, Cluster.name)
    factors = Clusters.read(ctx.db)
    return ctx.page(query, p, lambda cluster: view(ctx.db, cluster, factors, with_capacity=p.show_capacities))


FOREIGN = NoEffect("it belongs to VMware, OVM3 or Nexus, which do not run here")


class AddCluster(Params, frozen=True, kw_only=True):
    """What the cluster is."""

    zone_id: Annotated[Id, Names("Zone"), Doc("zone it lies in")]
    pod_id: Annotated[Id, Names("Pod"), Doc("pod it lies in")]
    cluster_name: Annotated[Name, Doc("name of the cluster, unique in its pod")]
    cluster_type: Annotated[Literal["CloudManaged"], Doc("CloudManaged, the only type: hosts are added by their own addresses")]
    hypervisor: Annotated[str, Doc("hypervisor of its hosts: KVM, or Simulator")]
    allocation_state: Annotated[Flag, Doc("whether instances may start in it: Enabled or Disabled")] = Flag.ENABLED
    arch: Annotated[Literal["x86_64"] | None, Doc("processor architecture of its hosts: x86_64, the only one")] = None
    url: Annotated[str | None, Doc("address of an external manager of the cluster"), FOREIGN] = None
    username: Annotated[str | None, Doc("user there"), FOREIGN] = None
    password: Annotated[str | None, Secret(), Doc("password there"), FOREIGN] = None
    guest_vswitch_name: Annotated[str | None, Doc("virtual switch for guest traffic"), FOREIGN] = None
    guest_vswitch_type: Annotated[str | None, Doc("its type"), FOREIGN] = None
    public_vswitch_name: Annotated[str | None, Doc("virtual switch for public traffic"), FOREIGN] = None
    public_vswitch_type: Annotated[str | None, Doc("its type"), FOREIGN] = None
    ovm3_cluster: Annotated[str | None, Doc("OVM3: native clustering"), FOREIGN] = None
    ovm3_pool: Annotated[str | None, Doc("OVM3: native pooling"), FOREIGN] = None
    ovm3_vip: Annotated[str | None, Doc("OVM3: virtual address of the pool"), FOREIGN] = None
    vsm_ip_address: Annotated[str | None, Doc("Nexus VSM: its address"), FOREIGN] = None
    vsm_username: Annotated[str | None, Doc("Nexus VSM: user there"), FOREIGN] = None
    vsm_password: Annotated[str | None, Secret(), Doc("Nexus VSM: password there"), FOREIGN] = None
    extension_id: Annotated[Id | None, Doc("extension that manages an External cluster"), NoEffect("there are no extensions")] = None
    external_details: Annotated[dict[str, str] | None, Doc("details for the extension"), NoEffect("there are no extensions")] = None
    storage_access_groups: Annotated[
        list[str] | None, Doc("groups that hosts and pools must share"), NoEffect("every host reaches every pool of its zone")
    ] = None


@command("addCluster", access=ADMINS, entity=ENTITY)
def add_cluster(ctx: Ctx, p: AddCluster) -> Page[ClusterView]:
    """Adds an empty cluster to a pod."""
    zone = ctx.get(Zone, p.zone_id, "zoneid")
    pod = pod_in(ctx, p.pod_id, zone)
    cluster = ctx.insert(
        Cluster(
            zone_id=zone.id,
            pod_id=pod.id,
            name=p.cluster_name,
            hypervisor=_hypervisor(p.hypervisor),
            allocation_state=p.allocation_state,
        )
    )
    return Page(1, [view(ctx.db, cluster)])


def pod_in(ctx: Ctx, pod_id: str, zone: Zone) -> Pod:
    """The pod, which must lie in that zone."""
    pod = ctx.get(Pod, pod_id, "podid")
    if pod.zone_id != zone.id:
        raise InvalidValue(f"pod {pod.name} does not lie in zone {zone.name}; give the pod's own zone, or a pod of that zone")
    return pod


def _hypervisor(name: str) -> str:
    known = next((known for known in HYPERVISORS if known.lower() == name.lower()), None)
    if known is None:
        raise InvalidValue(f"hypervisor {name} is not supported; choose {' or '.join(HYPERVISORS)}")
    return known


class UpdateCluster(Params, frozen=True, kw_only=True):
    """Which cluster, and what of it changes."""

    id: Annotated[Id, Names("Cluster"), Doc("the cluster")]
    cluster_name: Annotated[Name | None, Doc("new name")] = None
    cluster_type: Annotated[Literal["CloudManaged"] | None, Doc("CloudManaged, the only type")] = None
    hypervisor: Annotated[str | None, Doc("hypervisor of its hosts; only while it has none")] = None
    allocation_state: Annotated[Flag | None, Doc("whether instances may start in it: Enabled or Disabled")] = None
    managed_state: Annotated[
        Literal["Managed", "Unmanaged"] | None, Doc("Unmanaged: its hosts are let go of until it is Managed again")
    ] = None
    arch: Annotated[Literal["x86_64"] | None, Doc("processor architecture of its hosts: x86_64, the only one")] = None
    external_details: Annotated[dict[str, str] | None, Doc("details for an extension"), NoEffect("there are no extensions")] = None


@command("updateCluster", access=ADMINS, entity=ENTITY)
def update_cluster(ctx: Ctx, p: UpdateCluster) -> ClusterView:
    """Updates a cluster."""
    cluster = ctx.get(Cluster, p.id)
    if p.cluster_name is not None:
        cluster.name = p.cluster_name
    if p.hypervisor is not None and _hypervisor(p.hypervisor) != cluster.hypervisor:
        hosts = ctx.db.scalars(select(Host.name).where(Host.cluster_id == cluster.id, Host.removed.is_(None))).all()
        if hosts:
            raise InvalidValue(
                f"cluster {cluster.name} has hosts of {cluster.hypervisor}: {', '.join(hosts)}; delete them before its hypervisor changes"
            )
        cluster.hypervisor = _hypervisor(p.hypervisor)
    if p.allocation_state is not None:
        cluster.allocation_state = p.allocation_state
    if p.managed_state is not None:
        cluster.managed_state = p.managed_state
    ctx.save()
    return view(ctx.db, cluster)


class DeleteCluster(Params, frozen=True, kw_only=True):
    """Which cluster."""

    id: Annotated[Id, Names("Cluster"), Doc("the cluster")]


@command("deleteCluster", access=ADMINS, entity=ENTITY)
def delete_cluster(ctx: Ctx, p: DeleteCluster) -> Success:
    """Deletes a cluster in which nothing stands any more."""
    cluster = ctx.get(Cluster, p.id)
    standing.refuse(ctx.db, cluster, standing.IN_CLUSTER)
    release(ctx, Dedicable.CLUSTER, cluster.id)
    cluster.removed = utcnow()
    return Success()
