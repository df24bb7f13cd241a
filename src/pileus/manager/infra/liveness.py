"""Hosts that come and go: their link, their facts, their load, their pools."""

from typing import Any

from msgspec import to_builtins
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import number
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import StoragePool
from pileus.wire.hosts import Facts, ReadFacts, ReadStats, Stats
from pileus.wire.storage import PoolRef, ReadPool

RESERVED_MEMORY = number("host.reserved.mem.mb", 1024, "MiB of a host's memory that instances do not get; a quarter of it at the most.")

MIB = 1 << 20

LINKS = "links"
"""Signal: a link to a host came up or went down."""


@ops.reconciler(every=20, also_on=(LINKS,))
def hosts_alive(db: Database, to: ops.Drivers) -> ops.Report:
    """Reads facts, load and pools of every connected host, and marks those without a link as Disconnected."""
    report = ops.Report()
    connected = set(to.hosts.connected())
    with db.read() as session:
        known = list(session.scalars(select(Host.id).where(Host.removed.is_(None))))
    for host_id in known:
        if host_id not in connected:
            _disconnected(db, to, host_id, report)
            continue
        try:
            facts, stats = to.hosts.call(host_id, ReadFacts(), timeout=120), to.hosts.call(host_id, ReadStats())
            _read_pools(db, to, host_id)
        except HostFault as fault:
            report.wrong.append(f"host {host_id}: {fault}")
            continue
        with db.write() as session:
            note(session.get_one(Host, host_id), facts, stats, to.settings.get(RESERVED_MEMORY) * MIB)
    return report


def _disconnected(db: Database, to: ops.Drivers, host_id: str, report: ops.Report) -> None:
    with db.write() as session:
        host = session.get_one(Host, host_id)
        if host.state is HostState.UP and host_id not in to.hosts.connected():
            host.state = HostState.DISCONNECTED
            report.wrong.append(f"host {host.name}: its agent has no link")


def note(host: Host, facts: Facts, stats: Stats, reserve: int) -> None:
    """Writes what was read, if it is news; the load alone makes no event."""
    if host.state is not HostState.UP:
        host.state = HostState.UP
    seen: dict[str, Any] = to_builtins(facts)
    if host.facts != seen:
        host.facts = seen
        host.address, host.boot_id = facts.address, facts.boot_id
        host.cpus, host.cpu_mhz, host.memory = facts.cpus, facts.cpu_mhz, facts.memory
        host.acceleration, host.acceleration_reason = facts.acceleration, facts.acceleration_reason
    reserved = min(reserve, facts.memory // 4) + stats.foreign_memory
    if host.reserved_memory != reserved:
        host.reserved_memory = reserved
    host.stats = to_builtins(stats)
    host.last_seen = utcnow()


def _read_pools(db: Database, to: ops.Drivers, host_id: str) -> None:
    with db.read() as session:
        pools = [PoolRef(pool_id=p.id, path=p.path) for p in _pools_of(session, host_id)]
    for ref in pools:
        there = to.hosts.call(host_id, ReadPool(pool=ref))
        with db.write() as session:
            pool = session.get_one(StoragePool, ref.pool_id)
            pool.capacity, pool.used = there.capacity, there.used


def _pools_of(session: Session, host_id: str) -> list[StoragePool]:
    return list(session.scalars(select(StoragePool).where(StoragePool.host_id == host_id)))
