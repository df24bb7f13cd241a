"""Hosts that come and go: their link, their facts, their load, their pools."""

from typing import Any

from msgspec import to_builtins
from sqlalchemy import select

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault, HostUnreachable
from pileus.manager.infra import reach
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import number
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import PoolState, StoragePool
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
            _read_pools(db, to, host_id, report)
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


def _read_pools(db: Database, to: ops.Drivers, host_id: str, report: ops.Report) -> None:
    """Sizes of the pools that a host reaches. A pool that it cannot use keeps the host from nothing else."""
    with db.read() as session:
        host = session.get_one(Host, host_id)
        pools = [(reach.ref(pool), pool.name) for pool in session.scalars(select(StoragePool).where(reach.reached_from(host)))]
    for ref, name in pools:
        if (fault := measure_pool(db, to, host_id, ref)) is not None:
            report.wrong.append(f"storage pool {name} on host {host_id}: {fault}")


def measure_pool(db: Database, to: ops.Drivers, host_id: str, ref: PoolRef) -> str | None:
    """Writes a pool's sizes, or why the host cannot use it, which is answered too. A host that does not answer raises its fault."""
    try:
        there, fault = to.hosts.call(host_id, ReadPool(pool=ref)), None
    except HostFault as refused:
        if isinstance(refused, HostUnreachable) or refused.kind == "timeout":
            raise
        there, fault = None, str(refused)
    with db.write() as session:
        pool = session.get(StoragePool, ref.pool_id)
        if pool is None:
            return None
        pool.fault = (fault or "")[:1024]
        if there is not None:
            pool.capacity, pool.used = there.capacity, there.used
    return fault


@ops.reconciler(every=30, also_on=("StoragePool",))
def new_pools_measured(db: Database, to: ops.Drivers) -> ops.Report:
    """Opens and measures pools that were just added: only then disks fit on them."""
    report = ops.Report()
    with db.read() as session:
        new = select(StoragePool).where(StoragePool.capacity == 0, StoragePool.state == PoolState.UP, StoragePool.fault == "")
        asked = [(reach.ref(pool), pool.name, [host.id for host in reach.hosts_of(session, pool)]) for pool in session.scalars(new)]
    for ref, name, hosts in asked:
        for host_id in hosts:
            try:
                fault = measure_pool(db, to, host_id, ref)
            except HostFault as away:
                fault = str(away)
            report.wrong += [f"storage pool {name} on host {host_id}: {fault}"] if fault else []
    return report
