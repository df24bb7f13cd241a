"""Clusters: list."""

from typing import Annotated, ClassVar

from pileus.manager.infra import capacity
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS
from pileus.manager.model.infrastructure import Cluster, Pod, Zone
from pileus.manager.model.rows import Flag


class ClusterView(View, kw_only=True):
    """A cluster."""

    object_name: ClassVar[str] = "cluster"
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
    arch: str = "x86_64"
    cpu_overcommit_ratio: str = "1.0"
    memory_overcommit_ratio: str = "1.0"
    capacity: list[CapacityView] | None = None


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
    if p.cluster_type not in (None, "CloudManaged") or p.arch not in (None, "x86_64") or p.storage_access_group:
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

    def view(cluster: Cluster) -> ClusterView:
        return ClusterView(
            id=cluster.id,
            name=cluster.name,
            zone_id=cluster.zone_id,
            zone_name=ctx.db.get_one(Zone, cluster.zone_id).name,
            pod_id=cluster.pod_id,
            pod_name=ctx.db.get_one(Pod, cluster.pod_id).name,
            hypervisor_type=cluster.hypervisor,
            allocation_state=cluster.allocation_state,
            managed_state=cluster.managed_state,
            capacity=capacity.of_cluster(ctx.db, cluster.id) if p.show_capacities else None,
        )

    return ctx.page(query, p, view)
