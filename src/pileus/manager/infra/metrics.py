"""Zones, clusters and hosts with how full and how busy they are. Nothing is measured here: the numbers are the hosts' last reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pileus.manager.infra import alerting, capacity, clusters, hosts, overcommit, zones
from pileus.manager.infra.clusters import ClusterView, ListClusters
from pileus.manager.infra.hosts import HostView, ListHosts
from pileus.manager.infra.overcommit import Clusters
from pileus.manager.infra.zones import ListZones, ZoneView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Page
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.settings import Scope, Setting
from pileus.manager.model.infrastructure import Cluster, Host, HostState, ResourceState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.network import Router
from pileus.manager.model.rows import Flag

GIB = 1 << 30
FULL = 100
MHZ_IN_GHZ = 1000


@dataclass(frozen=True)
class Load:
    """What some hosts have, with over-provisioning, what of it is given away, and what is really used. In bytes and MHz."""

    cpu: int
    cpu_given: int
    cpu_used: float
    memory: int
    memory_given: int
    memory_used: int
    cpu_deviation: float
    memory_deviation: float


def _load(some: Sequence[Host], factors: Clusters) -> Load:
    busy = [float(host.stats.get("cpu_busy") or 0) for host in some]
    filled = [(host.stats.get("memory_used") or 0) / host.memory if host.memory else 0.0 for host in some]
    return Load(
        cpu=sum(factors.of(host.cluster_id).cpu_mhz(host) for host in some),
        cpu_given=sum(host.used_cpu_mhz for host in some),
        cpu_used=sum(share * host.cpus * host.cpu_mhz for share, host in zip(busy, some, strict=True)),
        memory=sum(factors.of(host.cluster_id).memory_bytes(host) for host in some),
        memory_given=sum(host.used_memory for host in some),
        memory_used=sum(host.stats.get("memory_used") or 0 for host in some),
        cpu_deviation=_deviation(busy),
        memory_deviation=_deviation(filled),
    )


def _deviation(shares: Sequence[float]) -> float:
    """How far the busiest is above the mean, as a part of the mean."""
    mean = sum(shares) / len(shares) if shares else 0.0
    return (max(shares) - mean) / mean if mean else 0.0


def _percent(part: float, whole: float) -> str:
    return f"{FULL * part / whole:.2f}%" if whole else "0.00%"


def _above(part: float, whole: float, most: float) -> bool:
    return whole > 0 and part / whole > most


def _ghz(mhz: float, factor: float | None = None) -> str:
    return f"{mhz / MHZ_IN_GHZ:.2f} Ghz" + (f" (x {factor:.1f})" if factor is not None else "")


def _gib(size: float, factor: float | None = None) -> str:
    return f"{size / GIB:.2f} GB" + (f" (x {factor:.1f})" if factor is not None else "")


class _Thresholds:
    """Where it becomes scarce, and where it is full; of a cluster, or for all."""

    def __init__(self, ctx: Ctx, cluster_id: str | None = None) -> None:
        def read(wanted: Setting[float]) -> float:
            return ctx.settings.get(wanted, scope=Scope.CLUSTER, of=cluster_id)

        self.cpu = read(alerting.OF_CLUSTERS[capacity.CPU][1])
        self.memory = read(alerting.OF_CLUSTERS[capacity.MEMORY][1])
        self.cpu_full = read(overcommit.CPU_FULL)
        self.memory_full = read(overcommit.MEMORY_FULL)


def _shown(load: Load, limits: _Thresholds) -> dict[str, Any]:
    """The fields that zones and clusters share; the thresholds tell whether it is above them."""
    return {
        "cpu_total": _ghz(load.cpu),
        "cpu_used": _percent(load.cpu_used, load.cpu),
        "cpu_allocated": _percent(load.cpu_given, load.cpu),
        "cpu_max_deviation": f"{FULL * load.cpu_deviation:.2f}%",
        "memory_total": _gib(load.memory),
        "memory_used": _percent(load.memory_used, load.memory),
        "memory_allocated": _percent(load.memory_given, load.memory),
        "memory_max_deviation": f"{FULL * load.memory_deviation:.2f}%",
        "cpu_threshold": _above(load.cpu_used, load.cpu, limits.cpu),
        "cpu_disable_threshold": _above(load.cpu_used, load.cpu, limits.cpu_full),
        "cpu_allocated_threshold": _above(load.cpu_given, load.cpu, limits.cpu),
        "cpu_allocated_disable_threshold": _above(load.cpu_given, load.cpu, limits.cpu_full),
        "memory_threshold": _above(load.memory_used, load.memory, limits.memory),
        "memory_disable_threshold": _above(load.memory_used, load.memory, limits.memory_full),
        "memory_allocated_threshold": _above(load.memory_given, load.memory, limits.memory),
        "memory_allocated_disable_threshold": _above(load.memory_given, load.memory, limits.memory_full),
    }


def _hosts(db: Session, where: ColumnElement[bool]) -> list[Host]:
    return list(db.scalars(select(Host).where(Host.removed.is_(None), where)))


class ZoneMetricsView(ZoneView, kw_only=True):
    """A zone, and how full and busy it is."""

    object_name: ClassVar[str] = "zone"
    clusters: str
    state: str
    cpu_total: str
    cpu_used: str
    cpu_allocated: str
    cpu_max_deviation: str
    memory_total: str
    memory_used: str
    memory_allocated: str
    memory_max_deviation: str
    cpu_threshold: bool
    cpu_disable_threshold: bool
    cpu_allocated_threshold: bool
    cpu_allocated_disable_threshold: bool
    memory_threshold: bool
    memory_disable_threshold: bool
    memory_allocated_threshold: bool
    memory_allocated_disable_threshold: bool


@command("listZonesMetrics", access=ADMINS)
def list_zones(ctx: Ctx, p: ListZones) -> Page[ZoneMetricsView]:
    """Lists zones with how full and busy they are."""
    page = zones.list_zones(ctx, p)
    factors, limits = Clusters.read(ctx.db), _Thresholds(ctx)

    def one(zone: ZoneView) -> ZoneMetricsView:
        load = _load(_hosts(ctx.db, Host.zone_id == zone.id), factors)
        here = select(func.count()).select_from(Cluster).where(Cluster.zone_id == zone.id, Cluster.removed.is_(None))
        enabled = ctx.db.scalar(here.where(Cluster.allocation_state == Flag.ENABLED)) or 0
        known = asdict(zone) | _shown(load, limits)
        return ZoneMetricsView(**known, state=zone.allocation_state, clusters=f"{enabled} / {ctx.db.scalar(here) or 0}")

    return Page(page.count, [one(zone) for zone in page.items])


class ClusterMetricsView(ClusterView, kw_only=True):
    """A cluster, and how full and busy it is."""

    object_name: ClassVar[str] = "cluster"
    hosts: str
    state: str
    cpu_total: str
    cpu_used: str
    cpu_allocated: str
    cpu_max_deviation: str
    memory_total: str
    memory_used: str
    memory_allocated: str
    memory_max_deviation: str
    cpu_threshold: bool
    cpu_disable_threshold: bool
    cpu_allocated_threshold: bool
    cpu_allocated_disable_threshold: bool
    memory_threshold: bool
    memory_disable_threshold: bool
    memory_allocated_threshold: bool
    memory_allocated_disable_threshold: bool


@command("listClustersMetrics", access=ADMINS)
def list_clusters(ctx: Ctx, p: ListClusters) -> Page[ClusterMetricsView]:
    """Lists clusters with how full and busy they are."""
    page = clusters.clusters(ctx, p)
    factors = Clusters.read(ctx.db)

    def one(cluster: ClusterView) -> ClusterMetricsView:
        some = _hosts(ctx.db, Host.cluster_id == cluster.id)
        state = cluster.allocation_state if cluster.managed_state == "Managed" else cluster.managed_state
        known = asdict(cluster) | _shown(_load(some, factors), _Thresholds(ctx, cluster.id))
        return ClusterMetricsView(**known, state=state, hosts=f"{sum(host.state is HostState.UP for host in some)} / {len(some)}")

    return Page(page.count, [one(cluster) for cluster in page.items])


class HostMetricsView(HostView, kw_only=True):
    """A host, and how full and busy it is."""

    power_state: str
    instances: str
    system_instances: str
    cpu_total_ghz: str
    cpu_used_ghz: str
    cpu_allocated_ghz: str
    memory_total_gb: str
    memory_used_gb: str
    memory_allocated_gb: str
    network_read: str
    network_write: str
    cpu_threshold: bool
    cpu_disable_threshold: bool
    cpu_allocated_threshold: bool
    cpu_allocated_disable_threshold: bool
    memory_threshold: bool
    memory_disable_threshold: bool
    memory_allocated_threshold: bool
    memory_allocated_disable_threshold: bool


@command("listHostsMetrics", access=ADMINS)
def list_hosts(ctx: Ctx, p: ListHosts) -> Page[HostMetricsView]:
    """Lists hosts with how full and busy they are."""
    query = hosts.asked(ctx, p)
    return Page(0, []) if query is None else ctx.page(query, p, load=lambda ids: _views(ctx, ids))


def _views(ctx: Ctx, ids: Sequence[str]) -> list[HostMetricsView]:
    there = hosts.around(ctx.db, ids)
    return [_host(ctx, host, there) for host in hosts.named(ctx.db, ids)]


def _host(ctx: Ctx, host: Host, there: hosts.Around) -> HostMetricsView:
    load, own = _load([host], there.clusters), there.clusters.of(host.cluster_id)
    shown = _shown(load, _Thresholds(ctx, host.cluster_id))
    here = select(func.count()).select_from(Instance).where(Instance.host_id == host.id)
    running = ctx.db.scalar(here.where(Instance.state == InstanceState.RUNNING)) or 0
    stopped = select(func.count()).select_from(Instance).where(Instance.last_host_id == host.id, Instance.host_id.is_(None))
    routers = ctx.db.scalars(select(Router.state).where(Router.host_id == host.id)).all()
    return HostMetricsView(
        **hosts.fields(ctx.db, host, there),
        power_state="Disabled" if host.resource_state is ResourceState.DISABLED else "Unknown",
        instances=f"{running} / {(ctx.db.scalar(here) or 0) + (ctx.db.scalar(stopped) or 0)}",
        system_instances=f"{sum(state == 'Running' for state in routers)} / {len(routers)}",
        cpu_total_ghz=_ghz(host.cpus * host.cpu_mhz, own.cpu),
        cpu_used_ghz=_ghz(load.cpu_used),
        cpu_allocated_ghz=_ghz(load.cpu_given),
        memory_total_gb=_gib(host.memory, own.memory),
        memory_used_gb=_gib(load.memory_used),
        memory_allocated_gb=_gib(load.memory_given),
        network_read=_gib(host.stats.get("net_received_bytes") or 0),
        network_write=_gib(host.stats.get("net_sent_bytes") or 0),
        **{name: value for name, value in shown.items() if name.endswith("_threshold")},
    )
