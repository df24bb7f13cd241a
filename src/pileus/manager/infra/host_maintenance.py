"""Hosts: into maintenance and out of it, reconnecting, and where an instance could move.

A host in PrepareForMaintenance takes no instances; a reconciler above stops those on it, and moves it on to Maintenance.
"""

from typing import Annotated

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import placement
from pileus.manager.infra.hosts import ENTITY, HostView, around, fields, shown
from pileus.manager.infra.liveness import RESERVED_MEMORY, note
from pileus.manager.infra.standing import SHOWN
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, Wire
from pileus.manager.kernel.errors import Conflict, InUse
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import text
from pileus.manager.model.infrastructure import Host, ResourceState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.storage import StoragePool, Volume
from pileus.wire.hosts import Facts, ReadFacts, ReadStats, Stats

MIB = 1 << 20
ERROR, FORCE_STOP = "Error", "ForceStop"


def _strategy(value: str) -> str | None:
    return None if value in (ERROR, FORCE_STOP) else f"must be {ERROR} or {FORCE_STOP}; instances cannot migrate yet"


STRATEGY = text(
    "host.maintenance.local.storage.strategy",
    ERROR,
    "What becomes of instances on a host that is put into maintenance: Error refuses while there are any, ForceStop stops them.",
    check=_strategy,
)


class OneHost(Params, frozen=True, kw_only=True):
    """Which host."""

    id: Annotated[Id, Names("Host"), Doc("the host")]


@command("prepareHostForMaintenance", access=ADMINS, event="MAINT.PREPARE", entity=ENTITY)
def prepare(ctx: Ctx, p: OneHost) -> Started[HostView]:
    """Puts a host into maintenance: it takes no instances, and those on it are stopped if a setting allows that."""
    host = ctx.get(Host, p.id)
    if host.resource_state in (ResourceState.PREPARE_FOR_MAINTENANCE, ResourceState.MAINTENANCE):
        raise Conflict(f"host {host.name} is in {host.resource_state} already; cancelHostMaintenance ends that")
    there = list(ctx.db.scalars(select(Instance.name).where(Instance.host_id == host.id).order_by(Instance.name)))
    if there and ctx.settings.get(STRATEGY) != FORCE_STOP:
        names = ", ".join(there[:SHOWN]) + (" and more" if len(there) > SHOWN else "")
        raise InUse(
            f"host {host.name} cannot be put into maintenance: instances {names} run on it and cannot move to another host yet. "
            f"Stop them, or set {STRATEGY.name} to {FORCE_STOP} to have them stopped"
        )
    host.resource_state = ResourceState.PREPARE_FOR_MAINTENANCE if there else ResourceState.MAINTENANCE
    return ops.settled(ctx, ENTITY, host.id, f"preparing host {host.name} for maintenance")


@command("cancelHostMaintenance", access=ADMINS, event="MAINT.CANCEL", entity=ENTITY)
def cancel(ctx: Ctx, p: OneHost) -> Started[HostView]:
    """Ends the maintenance of a host, or its preparation; what was stopped for it stays stopped."""
    host = ctx.get(Host, p.id)
    if host.resource_state not in (ResourceState.PREPARE_FOR_MAINTENANCE, ResourceState.MAINTENANCE):
        raise Conflict(f"host {host.name} is not in maintenance, but {host.resource_state}; there is nothing to cancel")
    host.resource_state = ResourceState.ENABLED
    return ops.settled(ctx, ENTITY, host.id, f"cancelling maintenance of host {host.name}")


class Heard(Struct, frozen=True):
    """What a host said of itself."""

    facts: Facts
    stats: Stats
    reserve: int


def _host(db: Session, sealer: Sealer, id: str) -> HostView:
    del sealer
    return shown(db, id)


@command("reconnectHost", access=ADMINS, event="HOST.RECONNECT", entity=ENTITY)
def reconnect_host(ctx: Ctx, p: OneHost) -> Started[HostView]:
    """Asks a host anew for what it is; fails while its agent has no link."""
    host = ctx.get(Host, p.id)
    return ops.start(ctx, reconnect, host.id, about=(ENTITY, host.id), description=f"reconnecting host {host.name}")


@ops.operation(result=_host)
def reconnect(op: ops.Op, id: str) -> None:
    """Reads facts and load of a host, and marks it Up."""
    heard = op.run(ask, id)
    op.run(write_down, id, heard)


@ops.effect
def ask(to: ops.Drivers, id: str) -> Heard:
    """Asks the agent; changes nothing there."""
    facts = to.hosts.call(id, ReadFacts(), timeout=120)
    return Heard(facts, to.hosts.call(id, ReadStats()), to.settings.get(RESERVED_MEMORY) * MIB)


@ops.step
def write_down(db: Session, op: ops.OpId, id: str, heard: Heard) -> None:
    """The host is Up, with what it said."""
    del op
    note(db.get_one(Host, id), heard.facts, heard.stats, heard.reserve)


@command("releaseHostReservation", access=ADMINS, event="HOST.RESERVATION.RELEASE", entity=ENTITY)
def release_reservation(ctx: Ctx, p: OneHost) -> Started[Success]:
    """Releases capacity kept on a host for stopped instances: none is ever kept."""
    host = ctx.get(Host, p.id)
    return ops.settled(ctx, ENTITY, host.id, f"releasing reservations on host {host.name}", gone=True)


class HostForMigrationView(HostView, kw_only=True):
    """A host that an instance could move to, or could not."""

    requires_storage_motion: Annotated[bool, Wire("requiresStorageMotion")]


class FindHosts(ListParams, frozen=True, kw_only=True):
    """For which instance."""

    virtual_machine_id: Annotated[Id, Names("Instance"), Doc("the running instance")]


@command("findHostsForMigration", access=ADMINS)
def find_hosts(ctx: Ctx, p: FindHosts) -> Page[HostForMigrationView]:
    """Lists the other hosts of an instance's zone, and whether it could move there."""
    instance = ctx.get(Instance, p.virtual_machine_id, "virtualmachineid")
    if instance.state is not InstanceState.RUNNING:
        raise Conflict(f"instance {instance.name} is {instance.state}; only a running one can move, a stopped one starts anywhere")
    pool = ctx.db.scalars(
        select(StoragePool).join(Volume, Volume.pool_id == StoragePool.id).where(Volume.instance_id == instance.id).limit(1)
    ).one_or_none()
    wanted = placement.Ask(instance=instance, offering=ctx.db.get_one(ServiceOffering, instance.service_offering_id), disk_bytes=0)
    judged = placement.judge(ctx.db, wanted)
    there = around(ctx.db, [host.id for host, _ in judged])
    is_local = pool is not None and pool.scope == "HOST"
    found = [
        HostForMigrationView(
            **fields(ctx.db, host, there), suitable_for_migration=why is None and not is_local, requires_storage_motion=is_local
        )
        for host, why in judged
        if host.id != instance.host_id and (p.keyword or "").lower() in host.name.lower()
    ]
    return ctx.slice(found, p)
