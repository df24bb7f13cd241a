"""System VMs: of each zone, the console proxy and the secondary storage service, with the live health of what is behind them.

CloudStack has machines for both. Here the management server is the console proxy, and secondary storage is a folder; nothing is in between
that could be stopped by itself.
"""

from datetime import datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated, ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.appliances.routers import HealthView
from pileus.manager.kernel import actions
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Started, WorkedOn
from pileus.manager.kernel.errors import Conflict, NotFound, Unavailable
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RESOURCE_ADMINS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Zone
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import ImageStore
from pileus.manager.ops import event_log
from pileus.manager.storage import image_stores

ENTITY = "SystemVm"

actions.declare(ENTITY, {"Running": ["rebootSystemVm"], "Stopped": ["rebootSystemVm", "startSystemVm"]})


class Kind(StrEnum):
    """CloudStack's words for the two."""

    CONSOLE = "consoleproxy"
    STORAGE = "secondarystoragevm"


PREFIX = {Kind.CONSOLE: "v", Kind.STORAGE: "s"}
EVENTS = {Kind.CONSOLE: "PROXY", Kind.STORAGE: "SSVM"}
event_log.declare(*(f"{kind}.{what}" for kind in EVENTS.values() for what in ("REBOOT", "START")))
WHAT = {
    Kind.CONSOLE: "the management server itself passes consoles on",
    Kind.STORAGE: "secondary storage is a folder that the management server and the hosts use directly",
}


class SystemVmView(WorkedOn, kw_only=True):
    """A system VM. It is Running while its service works, and Stopped with a failed check where it does not."""

    object_name: ClassVar[str] = "systemvm"
    id: str
    name: str
    system_vm_type: Kind
    state: str
    agent_state: str
    zone_id: str
    zone_name: str
    hypervisor: str
    dns1: str
    dns2: str | None
    network_domain: str | None
    version: str
    arch: str = "x86_64"
    is_dynamically_scalable: bool = False
    health_checks_failed: bool
    health_check_results: list[HealthView]
    created: datetime


def _check(name: str, fault: str | None, now: datetime) -> HealthView:
    return HealthView(check_name=name, success=fault is None, details=fault, last_updated=now)


def _checks(db: Session, zone: Zone, kind: Kind, now: datetime) -> list[HealthView]:
    """What is looked at, now."""
    if kind is Kind.STORAGE:
        stores = list(db.scalars(select(ImageStore).where(ImageStore.zone_id.is_(None) | (ImageStore.zone_id == zone.id))))
        if not stores:
            return [_check("image store", f"zone {zone.name} has no image store; add one", now)]
        return [_check(f"image store {store.name}", image_stores.fault_of(store), now) for store in stores]
    hosts = db.execute(select(Host.name, Host.state).where(Host.zone_id == zone.id, Host.removed.is_(None)).order_by(Host.name)).all()
    socket = [_check("console socket", None, now)]
    return socket + [
        _check(
            f"host {name}",
            None if state is HostState.UP else f"host {name} is {state}; the consoles of its guests open when its agent is back",
            now,
        )
        for name, state in hosts
    ]


def _works(kind: Kind, checks: list[HealthView]) -> bool:
    """Storage works while each store does; consoles while one host, if there are any, can be reached."""
    if kind is Kind.STORAGE:
        return all(check.success for check in checks)
    hosts = checks[1:]
    return not hosts or any(check.success for check in hosts)


def _id(zone: Zone, kind: Kind) -> str:
    return derived_id(zone.id, kind)


def _view(db: Session, zone: Zone, kind: Kind, now: datetime) -> SystemVmView:
    checks = _checks(db, zone, kind, now)
    works = _works(kind, checks)
    return SystemVmView(
        id=_id(zone, kind),
        name=f"{PREFIX[kind]}-{zone.name}",
        system_vm_type=kind,
        state="Running" if works else "Stopped",
        agent_state="Up" if works else "Down",
        zone_id=zone.id,
        zone_name=zone.name,
        hypervisor=db.scalar(select(func.min(Cluster.hypervisor)).where(Cluster.zone_id == zone.id)) or "KVM",
        dns1=zone.dns1,
        dns2=zone.dns2,
        network_domain=zone.domain,
        version=version("pileus"),
        health_checks_failed=any(not check.success for check in checks),
        health_check_results=checks,
        created=zone.created,
    )


def _found(db: Session, id: str) -> tuple[Zone, Kind]:
    for zone in db.scalars(select(Zone).where(Zone.removed.is_(None))):
        for kind in Kind:
            if _id(zone, kind) == id:
                return zone, kind
    raise NotFound("id", id)


class ListSystemVms(ListParams, frozen=True, kw_only=True):
    """Which system VMs."""

    id: Annotated[Id | None, Names("SystemVm"), Doc("only this one")] = None
    name: Annotated[str | None, Doc("only the one of this name")] = None
    system_vm_type: Annotated[Kind | None, Doc("only those of this kind: consoleproxy or secondarystoragevm")] = None
    state: Annotated[str | None, Doc("only those in this state: Running or Stopped")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only those of this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only those in this pod; they are in none")] = None
    host_id: Annotated[Id | None, Names("Host"), Doc("only those on this host; they are the management server's")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("only those with a disk on this pool; they have none")] = None
    arch: Annotated[str | None, Doc("only those of this processor architecture; all are x86_64")] = None


@command("listSystemVms", access=RESOURCE_ADMINS)
def list_system_vms(ctx: Ctx, p: ListSystemVms) -> Page[SystemVmView]:
    """Lists the console proxy and the secondary storage service of each zone, with the health they have at this moment."""
    nowhere = p.pod_id is not None or p.host_id is not None or p.storage_id is not None or p.arch not in (None, "x86_64")
    if nowhere:
        return Page(0, [])
    zones = ctx.db.scalars(ctx.visible(Zone, p).where(Zone.removed.is_(None)).order_by(Zone.name))
    views = [_view(ctx.db, zone, kind, ctx.now) for zone in zones for kind in Kind if p.zone_id in (None, zone.id)]
    return ctx.slice([view for view in views if _wanted(view, p)], p)


def _wanted(view: SystemVmView, p: ListSystemVms) -> bool:
    return (
        p.id in (None, view.id)
        and p.name in (None, view.name)
        and p.system_vm_type in (None, view.system_vm_type)
        and (p.state is None or p.state.lower() == view.state.lower())
        and (p.keyword is None or p.keyword.lower() in view.name.lower())
    )


class RebootSystemVm(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("SystemVm"), Doc("the system VM")]
    forced: Annotated[bool, Doc("at once"), NoEffect("there is no machine that could take its time")] = False


def _shown(db: Session, sealer: Sealer, id: str) -> SystemVmView:
    del sealer
    zone, kind = _found(db, id)
    return _view(db, zone, kind, utcnow())


@command("rebootSystemVm", access=ADMINS, entity=ENTITY)
def reboot_system_vm(ctx: Ctx, p: RebootSystemVm) -> Started[SystemVmView]:
    """Checks the service behind a system VM anew; fails with the cause and the next step while it does not work."""
    zone, kind = _found(ctx.db, p.id)
    told = f"checking system VM {PREFIX[kind]}-{zone.name}"
    return ops.start(ctx, check_again, p.id, about=(ENTITY, p.id), description=told, event=f"{EVENTS[kind]}.REBOOT")


@ops.operation(result=_shown)
def check_again(op: ops.Op, id: str) -> None:
    """Looks whether the service works; there is nothing to restart between it and what it stands on."""
    op.run(check_service, id)


@ops.effect
def check_service(to: ops.Drivers, id: str) -> None:
    """Fails with what is wrong."""
    with to.db_read() as db:
        zone, kind = _found(db, id)
        checks = _checks(db, zone, kind, to.clock.now())
    if not _works(kind, checks):
        raise Unavailable("; ".join(check.details or check.check_name for check in checks if not check.success))


class StartSystemVm(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("SystemVm"), Doc("the system VM")]


@command("startSystemVm", access=ADMINS, entity=ENTITY)
def start_system_vm(ctx: Ctx, p: StartSystemVm) -> Started[SystemVmView]:
    """Checks the service behind a system VM: it runs whenever it can, and the job fails with what keeps it from running."""
    zone, kind = _found(ctx.db, p.id)
    told = f"starting system VM {PREFIX[kind]}-{zone.name}"
    return ops.start(ctx, check_again, p.id, about=(ENTITY, p.id), description=told, event=f"{EVENTS[kind]}.START")


class StopSystemVm(RebootSystemVm, frozen=True, kw_only=True):
    """Which one."""


@command("stopSystemVm", access=ADMINS, entity=ENTITY)
def stop_system_vm(ctx: Ctx, p: StopSystemVm) -> Started[SystemVmView]:
    """Refuses: the services behind system VMs are the management server's own."""
    raise _refusal(ctx, p.id, "stopped")


class DestroySystemVm(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("SystemVm"), Doc("the system VM")]


@command("destroySystemVm", access=ADMINS, entity=ENTITY)
def destroy_system_vm(ctx: Ctx, p: DestroySystemVm) -> Started[SystemVmView]:
    """Refuses: there is no machine to destroy and make again."""
    raise _refusal(ctx, p.id, "destroyed")


def _refusal(ctx: Ctx, id: str, what: str) -> Conflict:
    zone, kind = _found(ctx.db, id)
    return Conflict(
        f"system VM {PREFIX[kind]}-{zone.name} cannot be {what}: {WHAT[kind]}. rebootSystemVm checks it anew; "
        "`pileus down` stops the management server and leaves the guests running"
    )
