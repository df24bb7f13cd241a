"""Routers: the namespace on a host that serves a network there. Rows, live health, and bringing hosts up to the present state."""

from datetime import datetime
from importlib.metadata import version
from ipaddress import ip_network
from typing import Annotated, Any, ClassVar, cast

from msgspec import structs, to_builtins
from sqlalchemy import Table, and_, bindparam, delete, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Names, Only, OwnedParams, Page, View, WorkedOn
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Host, HostState, Pod, Zone, control_state
from pileus.manager.model.network import Network, Router
from pileus.manager.model.rows import utcnow
from pileus.manager.model.sequence import next_number
from pileus.manager.network import wiring
from pileus.manager.ops import event_log
from pileus.wire.networks import ListNetworks, NetworkIs, RemoveNetwork

event_log.declare("ROUTER.HEALTH.CHECKS")


ROUTERS = cast("Table", Router.__table__)
TOLD_OF_GUEST = (
    update(ROUTERS)
    .where(
        ROUTERS.c.network_id == bindparam("network"), ROUTERS.c.host_id == bindparam("host"), ROUTERS.c.generation == bindparam("before")
    )
    .values(generation=bindparam("of"))
)


def ensure(db: Session, network: Network, host: Host) -> Router:
    """The router row of a network on a host; made with the first instance there."""
    router = db.scalars(select(Router).where(Router.network_id == network.id, Router.host_id == host.id)).one_or_none()
    if router is None:
        router = Router(
            name=f"r-{next_number(db, 'router')}-VM",
            account_id=network.account_id,
            zone_id=network.zone_id,
            network_id=network.id,
            host_id=host.id,
        )
        db.add(router)
        db.flush()
    return router


def known(db: Session, host_id: str, network_id: str) -> bool:
    """Whether a host was told of a network before."""
    query = select(Router.id).where(Router.network_id == network_id, Router.host_id == host_id, Router.generation > 0)
    return db.scalar(query) is not None


def told(db: Session, host_id: str, networks: dict[str, int]) -> None:
    """Notes which generation of networks a host has been told."""
    for network_id, generation in networks.items():
        db.execute(
            update(Router)
            .where(Router.network_id == network_id, Router.host_id == host_id, Router.generation < generation)
            .values(generation=generation, state="Running", held_down=False)
            .execution_options(synchronize_session=False)
        )


def told_of_guests(db: Session, host_id: str, networks: dict[str, int]) -> None:
    """Notes which change of networks, each the coming of one guest, a host has been told.

    That says how far it is only where it knew all before; else its reconciler tells it the whole.
    """
    for network_id, generation in networks.items():
        db.connection().execute(TOLD_OF_GUEST, {"network": network_id, "host": host_id, "of": generation, "before": generation - 1})


@ops.reconciler(every=15, also_on=("Network",))
def routers_up_to_date(db: Database, to: ops.Drivers) -> ops.Report:
    """Tells hosts what changed in their networks, and reads the health of every router service."""
    report = ops.Report()
    behind = (
        select(Router.host_id, Router.network_id)
        .join(Network, Network.id == Router.network_id)
        .join(Host, and_(Host.id == Router.host_id, Host.state == HostState.UP))
        .where(Router.generation < Network.generation, Network.removed.is_(None), Router.held_down.is_(False))
    )
    with db.read() as session:
        pairs = [(host_id, network_id) for host_id, network_id in session.execute(behind) if host_id]
        states = {
            id: wiring.ensure_network(session, to.sealer, to.settings, session.get_one(Network, id), key=new_id())
            for id in {id for _, id in pairs}
        }
        requests = [(host_id, structs.replace(states[network_id], key=new_id())) for host_id, network_id in pairs]
        hosts = [id for id in session.scalars(select(Router.host_id).distinct()) if id]
    for host_id, request in requests:
        try:
            to.hosts.call(host_id, request)
        except HostFault as fault:
            report.wrong.append(f"router of network {request.spec.name} on host {host_id}: {fault}")
            continue
        with db.write() as session:
            told(session, host_id, {request.target: request.epoch})
        report.repaired.append(f"router of network {request.spec.name} on host {host_id}: told of generation {request.epoch}")
    for host_id in hosts:
        _read_health(db, to, host_id, report)
    return report


@ops.reconciler(every=15, also_on=("Network",))
def routers_of_deleted_networks_gone(db: Database, to: ops.Drivers) -> ops.Report:
    """Takes the routers of deleted networks off their hosts, as soon as those can be reached."""
    report = ops.Report()
    left = select(Router.id, Router.host_id, Router.network_id, Network.generation, Network.name).join(Network)
    with db.read() as session:
        rows = session.execute(left.where(Network.removed.is_not(None))).all()
    for id, host_id, network_id, generation, name in rows:
        try:
            if host_id is not None:
                to.hosts.call(host_id, RemoveNetwork(key=new_id(), target=network_id, epoch=generation + 1, network_id=network_id))
        except HostFault as fault:
            report.wrong.append(f"router of the deleted network {name} on host {host_id}: {fault}")
            continue
        with db.write() as session:
            session.execute(delete(Router).where(Router.id == id))
        report.repaired.append(f"router of the deleted network {name} on host {host_id}: removed")
    return report


def _read_health(db: Database, to: ops.Drivers, host_id: str, report: ops.Report) -> None:
    try:
        there = {n.network_id: n for n in to.hosts.call(host_id, ListNetworks()).networks}
    except HostFault as fault:
        report.wrong.append(f"routers on host {host_id}: {fault}")
        there = None
    with db.write() as session:
        for router in session.scalars(select(Router).where(Router.host_id == host_id)):
            before = _failed(router)
            _note(router, there)
            if news := [text for name, text in _failed(router).items() if name not in before]:
                owner = session.get_one(Account, router.account_id)
                told = f"router {router.name}: {'; '.join(news)}"
                event_log.noticed(session, to.clock.now(), "ROUTER.HEALTH.CHECKS", told, owner=owner, entity="DomainRouter", id=router.id)


def _failed(router: Router) -> dict[str, str]:
    """The services that do not work, and what is said of each."""
    return {
        service["name"]: f"{service['name']} {service['detail'] or 'does not work'}" for service in router.services if not service["up"]
    }


def _note(router: Router, there: dict[str, NetworkIs] | None) -> None:
    """Writes what was seen, if it is news: an unchanged row makes no event."""
    found = there.get(router.network_id) if there is not None else None
    services: list[dict[str, Any]] = to_builtins(found.services) if found else []
    state = "Unknown" if there is None else "Stopped" if found is None else "Running"
    if router.state != state or router.services != services:
        router.state, router.services, router.checked = state, services, utcnow()


class HealthView(View, kw_only=True):
    """One service of a router."""

    object_name: ClassVar[str] = "healthcheckresult"
    check_name: str
    check_type: str = "basic"
    success: bool
    status: Annotated[str, Doc("SUCCESS or FAILED")] = "SUCCESS"
    details: str | None
    last_updated: datetime | None

    def __post_init__(self) -> None:
        self.status = "SUCCESS" if self.success else "FAILED"


class RouterView(WorkedOn, kw_only=True):
    """A router."""

    object_name: ClassVar[str] = "router"
    annotated = ("VR",)
    id: str
    name: str
    state: str
    role: str = "VIRTUAL_ROUTER"
    redundant_state: str = "UNKNOWN"
    is_redundant_router: bool = False
    requires_upgrade: bool = False
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    created: datetime
    arch: str = "x86_64"
    version: str
    pod_id: Annotated[str | None, Only(ADMINS)]
    pod_name: Annotated[str | None, Only(ADMINS)]
    zone_id: str
    zone_name: str
    host_id: Annotated[str | None, Only(ADMINS)]
    host_name: Annotated[str | None, Only(ADMINS)]
    host_control_state: Annotated[str | None, Only(ADMINS)]
    hypervisor: str
    guest_network_id: str
    guest_network_name: str
    guest_ip_address: str
    guest_netmask: str
    gateway: str
    network_domain: str
    dns1: str | None
    dns2: str | None
    health_checks_failed: bool
    health_check_results: list[HealthView] | None
    has_annotations: bool | None = None


class ListRouters(OwnedParams, frozen=True, kw_only=True):
    """Which routers."""

    id: Annotated[Id | None, Names("Router"), Doc("only this router")] = None
    name: Annotated[str | None, Doc("only the router of this name")] = None
    state: Annotated[str | None, Doc("only routers in this state: Starting, Running, Stopped or Unknown")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only routers in this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only routers in this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("only routers in this cluster")] = None
    host_id: Annotated[Id | None, Names("Host"), Only(ADMINS), Doc("only routers on this host")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only routers of this network")] = None
    for_vpc: Annotated[bool | None, Doc("true: only routers of a VPC; there are none yet")] = None
    vpc_id: Annotated[Id | None, Doc("only routers of this VPC; there are none yet")] = None
    arch: Annotated[str | None, Doc("only routers of this processor architecture; all are x86_64")] = None
    version: Annotated[str | None, Doc("only routers of this version; a router has none of its own")] = None
    health_checks_failed: Annotated[bool | None, Doc("only routers with, or without, a failed service")] = None
    fetch_health_check_results: Annotated[bool, Doc("with the health of each service")] = False


@command("listRouters", access=DOMAIN_ADMINS)
def list_routers(ctx: Ctx, p: ListRouters) -> Page[RouterView]:
    """Lists the routers and how their services do."""
    if p.for_vpc or p.vpc_id or p.arch not in (None, "x86_64") or p.version:
        return Page(0, [])
    query = ctx.visible(Router, p).order_by(Router.name)
    query = narrow(
        query,
        (Router.id, p.id),
        (Router.name, p.name),
        (Router.state, p.state),
        (Router.zone_id, p.zone_id),
        (Router.host_id, p.host_id),
        (Router.network_id, p.network_id),
    )
    if p.pod_id:
        query = query.where(Router.host_id.in_(select(Host.id).where(Host.pod_id == p.pod_id)))
    if p.cluster_id:
        query = query.where(Router.host_id.in_(select(Host.id).where(Host.cluster_id == p.cluster_id)))
    query = containing(query, p.keyword, Router.name)
    if p.health_checks_failed is None:
        return ctx.page(query, p, lambda router: view(ctx.db, router, results=p.fetch_health_check_results))
    views = [view(ctx.db, router, results=p.fetch_health_check_results) for router in ctx.db.scalars(query)]
    return ctx.slice([view for view in views if view.health_checks_failed == p.health_checks_failed], p)


def view(db: Session, router: Router, *, results: bool = False) -> RouterView:
    """A router as administrators see it, with the health of each service if that is asked for."""
    network = db.get_one(Network, router.network_id)
    owner = db.get_one(Account, router.account_id)
    zone = db.get_one(Zone, router.zone_id)
    host = db.get(Host, router.host_id) if router.host_id else None
    pod = db.get(Pod, host.pod_id) if host else None
    health = [
        HealthView(check_name=service["name"], success=service["up"], details=service["detail"] or None, last_updated=router.checked)
        for service in router.services
    ]
    return RouterView(
        id=router.id,
        name=router.name,
        state=router.state,
        account=owner.name,
        domain=owner.domain.name,
        domain_id=owner.domain_id,
        domain_path=owner.domain.shown_path,
        project=owner.project_name,
        project_id=owner.project_id,
        created=router.created,
        version=version("pileus"),
        pod_id=pod.id if pod else None,
        pod_name=pod.name if pod else None,
        zone_id=zone.id,
        zone_name=zone.name,
        host_id=router.host_id,
        host_name=host.name if host else None,
        host_control_state=control_state(host.state, host.resource_state) if host else None,
        hypervisor=host.hypervisor if host else "KVM",
        guest_network_id=network.id,
        guest_network_name=network.name,
        guest_ip_address=network.router_ip,
        guest_netmask=str(ip_network(network.cidr).netmask) if network.cidr else "",
        gateway=network.gateway,
        network_domain=network.dns_domain or zone.domain or "",
        dns1=network.dns1 or zone.dns1 or None,
        dns2=network.dns2 or zone.dns2,
        health_checks_failed=any(not result.success for result in health),
        health_check_results=health if results else None,
    )
