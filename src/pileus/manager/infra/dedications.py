"""Dedication: zones, pods, clusters and hosts that one domain or account has for itself. `placement` asks `refusal`."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.dedication import Dedicable, Dedication
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance

MODELS: dict[Dedicable, type[Zone | Pod | Cluster | Host]] = {
    Dedicable.ZONE: Zone,
    Dedicable.POD: Pod,
    Dedicable.CLUSTER: Cluster,
    Dedicable.HOST: Host,
}


# ---- what placement asks


@dataclass(frozen=True)
class Owners:
    """Who has what for himself, read once for many hosts."""

    rows: dict[str, Dedication]
    account_id: str
    lineage: frozenset[str]
    """Ids of the account's domain and those above."""

    def refusal(self, host: Host) -> str | None:
        """Why the host is not for this account's instances."""
        for kind, id in ((Dedicable.HOST, host.id), (Dedicable.CLUSTER, host.cluster_id), (Dedicable.POD, host.pod_id)):
            if (why := self._refused(kind, id)) is not None:
                return why
        return self._refused(Dedicable.ZONE, host.zone_id)

    def _refused(self, kind: Dedicable, id: str) -> str | None:
        row = self.rows.get(id)
        if row is None:
            return None
        if row.account_id == self.account_id or (row.account_id is None and row.domain_id in self.lineage):
            return None
        return f"the {kind} is dedicated to another {'account' if row.account_id else 'domain'}"


def owners(db: Session, account_id: str) -> Owners | None:
    """What is dedicated to whom, as an account's instances meet it; None while nothing is."""
    rows = {row.resource_id: row for row in db.scalars(select(Dedication))}
    if not rows:
        return None
    domain = db.get_one(Domain, db.get_one(Account, account_id).domain_id)
    lineage = db.scalars(select(Domain.id).where(Domain.path.in_(_paths(domain.path))))
    return Owners(rows, account_id, frozenset(lineage))


def _paths(path: str) -> list[str]:
    steps = path.strip("/").split("/")
    return ["/", *("/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps)))]


# ---- changes


def dedicate(ctx: Ctx, kind: Dedicable, id: str, domain_id: str, account: str | None) -> Dedication:
    """Gives it to a domain, or to an account in it. Refused while another's instances run there."""
    row = ctx.get(MODELS[kind], id, f"{kind}id")
    owner = _account(ctx, domain_id, account) if account else None
    domain = ctx.get(Domain, domain_id, "domainid")
    if ctx.db.scalar(select(Dedication.id).where(Dedication.kind == kind, Dedication.resource_id == id)):
        raise Conflict(f"{kind} {row.name} is dedicated already; release it first with releaseDedicated{kind.capitalize()}")
    _refuse_inside(ctx.db, kind, row)
    made = ctx.insert(Dedication(kind=kind, resource_id=id, domain_id=domain.id, account_id=owner.id if owner else None))
    _refuse_others(ctx.db, kind, row)
    return made


def _account(ctx: Ctx, domain_id: str, name: str) -> Account:
    query = ctx.visible(Account).where(Account.name == name, Account.domain_id == domain_id, Account.removed.is_(None))
    found = ctx.db.scalars(query).one_or_none()
    if found is None:
        raise NotFound("account", name)
    return found


def _refuse_inside(db: Session, kind: Dedicable, row: Zone | Pod | Cluster | Host) -> None:
    """What is within something dedicated, or holds something dedicated, is given away once only."""
    around = {getattr(row, name, None) for name in ("zone_id", "pod_id", "cluster_id")} - {None}
    column = {Dedicable.ZONE: "zone_id", Dedicable.POD: "pod_id", Dedicable.CLUSTER: "cluster_id"}.get(kind)
    within = [
        id
        for model in (Pod, Cluster, Host)
        if column and hasattr(model, column)
        for id in db.scalars(select(model.id).where(getattr(model, column) == row.id))
    ]
    other = db.scalars(select(Dedication).where(Dedication.resource_id.in_([*around, *within]))).first()
    if other is not None:
        name = db.get_one(MODELS[other.kind], other.resource_id).name
        raise Conflict(f"{kind} {row.name} cannot be dedicated: {other.kind} {name} is dedicated already; release that first")


def _refuse_others(db: Session, kind: Dedicable, row: Zone | Pod | Cluster | Host) -> None:
    """Whoever has instances there already keeps it from being another's."""
    hosts = {h.id: h for h in db.scalars(select(Host).where(getattr(Host, "id" if kind is Dedicable.HOST else f"{kind}_id") == row.id))}
    for instance in db.scalars(select(Instance).where(Instance.host_id.in_(hosts))):
        found = owners(db, instance.account_id)
        if found and found.refusal(hosts[instance.host_id or ""]):
            raise InUse(f"{kind} {row.name} cannot be dedicated: instance {instance.name} of another account runs there; stop or move it")


def release(ctx: Ctx, kind: Dedicable, id: str) -> bool:
    """Takes a dedication away; answers whether there was one."""
    row = ctx.db.scalars(select(Dedication).where(Dedication.kind == kind, Dedication.resource_id == id)).one_or_none()
    if row is None:
        return False
    ctx.db.delete(row)
    return True


# ---- commands: four of each kind


class DedicatedView(View, kw_only=True):
    """Something dedicated."""

    object_name: ClassVar[str] = "dedicatedresource"
    id: str
    domain_id: str
    account_id: str | None


class DedicatedZoneView(DedicatedView, kw_only=True):
    """A dedicated zone."""

    object_name: ClassVar[str] = "dedicatedzone"
    zone_id: str
    zone_name: str


class DedicatedPodView(DedicatedView, kw_only=True):
    """A dedicated pod."""

    object_name: ClassVar[str] = "dedicatedpod"
    pod_id: str
    pod_name: str


class DedicatedClusterView(DedicatedView, kw_only=True):
    """A dedicated cluster."""

    object_name: ClassVar[str] = "dedicatedcluster"
    cluster_id: str
    cluster_name: str


class DedicatedHostView(DedicatedView, kw_only=True):
    """A dedicated host."""

    object_name: ClassVar[str] = "dedicatedhost"
    host_id: str
    host_name: str


VIEWS: dict[Dedicable, type[DedicatedView]] = {
    Dedicable.ZONE: DedicatedZoneView,
    Dedicable.POD: DedicatedPodView,
    Dedicable.CLUSTER: DedicatedClusterView,
    Dedicable.HOST: DedicatedHostView,
}


def _view(db: Session, row: Dedication) -> Any:
    named: dict[str, Any] = {f"{row.kind}_id": row.resource_id, f"{row.kind}_name": db.get_one(MODELS[row.kind], row.resource_id).name}
    return VIEWS[row.kind](id=row.id, domain_id=row.domain_id, account_id=row.account_id, **named)


class _To(Params, frozen=True, kw_only=True):
    """Who gets it."""

    domain_id: Annotated[Id, Names("Domain"), Doc("domain whose instances alone it takes, with all below it")]
    account: Annotated[str | None, Doc("account of that domain whose instances alone it takes")] = None


class _Asked(ListParams, frozen=True, kw_only=True):
    """Whose."""

    domain_id: Annotated[Id | None, Names("Domain"), Doc("only what is dedicated to this domain or accounts in it")] = None
    account: Annotated[str | None, Doc("only what is dedicated to this account; goes with domainid")] = None
    affinity_group_id: Annotated[
        Id | None, Names("AffinityGroup"), Doc("only what belongs to this affinity group; dedication needs no group here, so none does")
    ] = None


def _start(ctx: Ctx, kind: Dedicable, id: str, p: _To) -> Started[Any]:
    row = dedicate(ctx, kind, id, p.domain_id, p.account)
    name = ctx.db.get_one(MODELS[kind], id).name
    return ops.settled(ctx, "Dedication", row.id, f"dedicating {kind} {name}")


def _release(ctx: Ctx, kind: Dedicable, id: str) -> Started[Success]:
    row = ctx.get(MODELS[kind], id, f"{kind}id")
    if not release(ctx, kind, id):
        raise InvalidValue(f"{kind} {row.name} is not dedicated; listDedicated{kind.capitalize()}s tells which are")
    return ops.settled(ctx, "Dedication", id, f"releasing dedicated {kind} {row.name}", gone=True)


def _list(ctx: Ctx, p: _Asked, kind: Dedicable, id: str | None) -> Page[Any]:
    if p.affinity_group_id:
        return Page(0, [])
    if p.account and not p.domain_id:
        raise InvalidValue("account needs domainid; give both")
    account = _account(ctx, p.domain_id, p.account) if p.account and p.domain_id else None
    query = narrow(
        ctx.visible(Dedication).where(Dedication.kind == kind).order_by(Dedication.created),
        (Dedication.resource_id, id),
        (Dedication.domain_id, p.domain_id),
        (Dedication.account_id, account.id if account else None),
    )
    if p.keyword:
        model = MODELS[kind]
        query = query.where(Dedication.resource_id.in_(select(model.id).where(model.name.icontains(p.keyword, autoescape=True))))
    return ctx.page(query, p, lambda row: _view(ctx.db, row))


EVENT, RELEASE = "DEDICATE.RESOURCE", "DEDICATE.RESOURCE.RELEASE"


@ops.shows("Dedication")
def _shown(db: Session, id: str) -> DedicatedView:
    return _view(db, db.get_one(Dedication, id))


class DedicateZone(_To, frozen=True, kw_only=True):
    """Which zone, and to whom."""

    zone_id: Annotated[Id, Names("Zone"), Doc("the zone")]


@command("dedicateZone", access=ADMINS, event=EVENT, entity="Zone", shape=Shape.LIST)
def dedicate_zone(ctx: Ctx, p: DedicateZone) -> Started[DedicatedZoneView]:
    """Dedicates a zone to a domain or account: it takes no other's instances."""
    return _start(ctx, Dedicable.ZONE, p.zone_id, p)


class ListDedicatedZones(_Asked, frozen=True, kw_only=True):
    """Which dedicated zones."""

    zone_id: Annotated[Id | None, Names("Zone"), Doc("only this zone")] = None


@command("listDedicatedZones", access=ADMINS)
def list_dedicated_zones(ctx: Ctx, p: ListDedicatedZones) -> Page[DedicatedZoneView]:
    """Lists the dedicated zones."""
    return _list(ctx, p, Dedicable.ZONE, p.zone_id)


class ReleaseDedicatedZone(Params, frozen=True, kw_only=True):
    """Which zone."""

    zone_id: Annotated[Id, Names("Zone"), Doc("the zone")]


@command("releaseDedicatedZone", access=ADMINS, event=RELEASE, entity="Zone")
def release_dedicated_zone(ctx: Ctx, p: ReleaseDedicatedZone) -> Started[Success]:
    """Releases a dedicated zone: it takes everybody's instances again."""
    return _release(ctx, Dedicable.ZONE, p.zone_id)


class DedicatePod(_To, frozen=True, kw_only=True):
    """Which pod, and to whom."""

    pod_id: Annotated[Id, Names("Pod"), Doc("the pod")]


@command("dedicatePod", access=ADMINS, event=EVENT, entity="Pod", shape=Shape.LIST)
def dedicate_pod(ctx: Ctx, p: DedicatePod) -> Started[DedicatedPodView]:
    """Dedicates a pod to a domain or account: it takes no other's instances."""
    return _start(ctx, Dedicable.POD, p.pod_id, p)


class ListDedicatedPods(_Asked, frozen=True, kw_only=True):
    """Which dedicated pods."""

    pod_id: Annotated[Id | None, Names("Pod"), Doc("only this pod")] = None


@command("listDedicatedPods", access=ADMINS)
def list_dedicated_pods(ctx: Ctx, p: ListDedicatedPods) -> Page[DedicatedPodView]:
    """Lists the dedicated pods."""
    return _list(ctx, p, Dedicable.POD, p.pod_id)


class ReleaseDedicatedPod(Params, frozen=True, kw_only=True):
    """Which pod."""

    pod_id: Annotated[Id, Names("Pod"), Doc("the pod")]


@command("releaseDedicatedPod", access=ADMINS, event=RELEASE, entity="Pod")
def release_dedicated_pod(ctx: Ctx, p: ReleaseDedicatedPod) -> Started[Success]:
    """Releases a dedicated pod: it takes everybody's instances again."""
    return _release(ctx, Dedicable.POD, p.pod_id)


class DedicateCluster(_To, frozen=True, kw_only=True):
    """Which cluster, and to whom."""

    cluster_id: Annotated[Id, Names("Cluster"), Doc("the cluster")]


@command("dedicateCluster", access=ADMINS, event=EVENT, entity="Cluster", shape=Shape.LIST)
def dedicate_cluster(ctx: Ctx, p: DedicateCluster) -> Started[DedicatedClusterView]:
    """Dedicates a cluster to a domain or account: it takes no other's instances."""
    return _start(ctx, Dedicable.CLUSTER, p.cluster_id, p)


class ListDedicatedClusters(_Asked, frozen=True, kw_only=True):
    """Which dedicated clusters."""

    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("only this cluster")] = None


@command("listDedicatedClusters", access=ADMINS)
def list_dedicated_clusters(ctx: Ctx, p: ListDedicatedClusters) -> Page[DedicatedClusterView]:
    """Lists the dedicated clusters."""
    return _list(ctx, p, Dedicable.CLUSTER, p.cluster_id)


class ReleaseDedicatedCluster(Params, frozen=True, kw_only=True):
    """Which cluster."""

    cluster_id: Annotated[Id, Names("Cluster"), Doc("the cluster")]


@command("releaseDedicatedCluster", access=ADMINS, event=RELEASE, entity="Cluster")
def release_dedicated_cluster(ctx: Ctx, p: ReleaseDedicatedCluster) -> Started[Success]:
    """Releases a dedicated cluster: it takes everybody's instances again."""
    return _release(ctx, Dedicable.CLUSTER, p.cluster_id)


class DedicateHost(_To, frozen=True, kw_only=True):
    """Which host, and to whom."""

    host_id: Annotated[Id, Names("Host"), Doc("the host")]


@command("dedicateHost", access=ADMINS, event=EVENT, entity="Host", shape=Shape.LIST)
def dedicate_host(ctx: Ctx, p: DedicateHost) -> Started[DedicatedHostView]:
    """Dedicates a host to a domain or account: it takes no other's instances."""
    return _start(ctx, Dedicable.HOST, p.host_id, p)


class ListDedicatedHosts(_Asked, frozen=True, kw_only=True):
    """Which dedicated hosts."""

    host_id: Annotated[Id | None, Names("Host"), Doc("only this host")] = None


@command("listDedicatedHosts", access=ADMINS)
def list_dedicated_hosts(ctx: Ctx, p: ListDedicatedHosts) -> Page[DedicatedHostView]:
    """Lists the dedicated hosts."""
    return _list(ctx, p, Dedicable.HOST, p.host_id)


class ReleaseDedicatedHost(Params, frozen=True, kw_only=True):
    """Which host."""

    host_id: Annotated[Id, Names("Host"), Doc("the host")]


@command("releaseDedicatedHost", access=ADMINS, event=RELEASE, entity="Host")
def release_dedicated_host(ctx: Ctx, p: ReleaseDedicatedHost) -> Started[Success]:
    """Releases a dedicated host: it takes everybody's instances again."""
    return _release(ctx, Dedicable.HOST, p.host_id)
