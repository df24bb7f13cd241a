"""What instances use: reading their hosts' counters, and listing instances with figures made of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

import msgspec
from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import instance_view, instances
from pileus.manager.compute.instance_view import InstanceView, load
from pileus.manager.compute.instances import ListInstances
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Page
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.statistics import InstanceStatistics
from pileus.wire.domains import DomainsStats, DomainStats, ReadDomainStats

AnyRow = Row[*tuple[Any, ...]]

FRESH = timedelta(seconds=120)
"""Older readings tell nothing of now: their host is out of reach."""

LEAST_SECONDS = 1.0
"""Readings nearer to each other make no rate."""


@ops.reconciler(every=20)
def instances_measured(db: Database, to: ops.Drivers) -> ops.Report:
    """Reads the counters of every running instance, and forgets those of instances that do not run or are out of reach."""
    report = ops.Report()
    for host_id in to.hosts.connected():
        try:
            reading = to.hosts.call(host_id, ReadDomainStats())
        except HostFault as fault:
            report.wrong.append(f"statistics of the instances on host {host_id}: {fault}")
            continue
        with db.write() as session:
            _note(session, host_id, reading, to.clock.now())
    with db.write() as session:
        running = select(Instance.id).where(Instance.state == InstanceState.RUNNING)
        stale = InstanceStatistics.seen < to.clock.now() - FRESH
        session.execute(delete(InstanceStatistics).where(InstanceStatistics.instance_id.not_in(running) | stale))
    return report


def _note(db: Session, host_id: str, readings: DomainsStats, now: datetime) -> None:
    """Writes a host's readings. One of a guest whose instance is not known to run there is left out."""
    taken = datetime.fromtimestamp(readings.at, UTC)
    here = (
        select(Instance.id, *(getattr(InstanceStatistics, name) for name in ("taken", "cpu_ns", *RATES)))
        .outerjoin(InstanceStatistics, InstanceStatistics.instance_id == Instance.id)
        .where(Instance.host_id == host_id, Instance.state == InstanceState.RUNNING)
    )
    known: dict[str, AnyRow] = {row.id: row for row in db.execute(here)}
    first: list[dict[str, Any]] = []
    further: list[dict[str, Any]] = []
    for reading in readings.stats:
        before = known.get(reading.instance_id)
        if before is None:
            continue
        values = {"taken": taken, "seen": now, **msgspec.structs.asdict(reading)}
        if before.taken is None:
            first.append(values)
        elif (seconds := (taken - before.taken).total_seconds()) >= LEAST_SECONDS:
            further.append(values | _rates(before, reading, seconds))
    if first:
        db.execute(insert(InstanceStatistics), first)
    if further:
        db.execute(update(InstanceStatistics), further)


RATES = {
    "disk_read_bytes": "disk_read_rate",
    "disk_write_bytes": "disk_write_rate",
    "disk_read_requests": "disk_read_request_rate",
    "disk_write_requests": "disk_write_request_rate",
    "net_received_bytes": "net_received_rate",
    "net_sent_bytes": "net_sent_rate",
}
"""Counters, and where their rates are kept."""


def _rates(before: AnyRow, now: DomainStats, seconds: float) -> dict[str, float | None]:
    """Rates from the last reading to this one. A counter that went back belongs to a guest that was started anew: no rate yet."""

    def by_second(counter: str) -> float | None:
        grown = getattr(now, counter) - getattr(before, counter)
        return grown / seconds if grown >= 0 else None

    busy = by_second("cpu_ns")
    share = None if busy is None else min(1.0, busy / 1e9 / max(1, now.vcpus))
    return {"cpu_share": share} | {rate: by_second(counter) for counter, rate in RATES.items()}


class InstanceMetricsView(InstanceView, kw_only=True):
    """An instance with figures for people: sizes as text, traffic in MiB by the second."""

    object_name: ClassVar[str] = "virtualmachine"
    cpu_total: Annotated[str, Doc("processors times their speed")]
    memory_total: Annotated[str, Doc("memory given to the guest")]
    network_read: str | None
    network_write: str | None
    disk_read: str | None
    disk_write: str | None
    disk_iops_total: Annotated[int | None, Doc("reads and writes of disks by the second")]


@command("listVirtualMachinesMetrics", access=USERS)
def list_instance_metrics(ctx: Ctx, p: ListInstances) -> Page[InstanceMetricsView]:
    """Lists the instances the caller may see, with figures of what they use."""

    def figures(ids: Sequence[str]) -> list[InstanceMetricsView]:
        if p.retrieve_only_resource_count:
            return []
        return instance_view.only([_figures(view) for view in load(ctx.db, ids, user_data=p.user_data)], p.details)

    return ctx.page(instances.filtered(ctx, p), p, load=figures)


def _figures(view: InstanceView) -> InstanceMetricsView:
    requests = [rate for rate in (view.disk_io_read, view.disk_io_write) if rate is not None]
    return InstanceMetricsView(
        **{name: getattr(view, name) for name in view.__struct_fields__},
        cpu_total=f"{view.cpu_number * view.cpu_speed / 1000:.2f} Ghz",
        memory_total=f"{view.memory / 1024:.2f} GB",
        network_read=_mebibytes(view.network_kbs_read),
        network_write=_mebibytes(view.network_kbs_write),
        disk_read=_mebibytes(view.disk_kbs_read),
        disk_write=_mebibytes(view.disk_kbs_write),
        disk_iops_total=sum(requests) if requests else None,
    )


def _mebibytes(kibibytes: int | None) -> str | None:
    return None if kibibytes is None else f"{kibibytes / 1024:.2f} MB"
