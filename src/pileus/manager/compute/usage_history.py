"""What instances used some time ago: keeping a sample of the readings now and then, and listing them."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from sqlalchemy import delete, func, insert, select

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.instance import Instance
from pileus.manager.model.statistics import InstanceSample, InstanceStatistics, Load
from pileus.manager.model.storage import Volume

INTERVAL = number("vm.stats.interval", 60000, "Milliseconds between two samples of what instances use; 0 takes none.", check=within(0))
KEPT = number("vm.stats.max.retention.time", 720, "Minutes that samples of what instances use are kept; 0 keeps none.", check=within(0))

FIGURES = tuple(Load.__annotations__)
"""What a sample keeps of a reading."""


@ops.reconciler(every=20)
def samples_taken(db: Database, to: ops.Drivers) -> ops.Report:
    """Keeps a sample of the latest readings when the interval has passed, and forgets old ones."""
    now = to.clock.now()
    interval, kept = to.settings.get(INTERVAL), to.settings.get(KEPT)
    with db.write() as session:
        session.execute(delete(InstanceSample).where(InstanceSample.taken < now - timedelta(minutes=kept)))
        last = session.scalar(select(func.max(InstanceSample.taken)))
        if not interval or not kept or (last is not None and now - last < timedelta(milliseconds=interval)):
            return ops.Report()
        columns = [getattr(InstanceStatistics, name) for name in FIGURES]
        rows = session.execute(select(InstanceStatistics.instance_id, *columns)).mappings().all()
        if rows:
            session.execute(insert(InstanceSample), [{**row, "taken": now} for row in rows])
    return ops.Report()


class SampleView(View, kw_only=True):
    """What an instance used at one moment."""

    object_name: ClassVar[str] = "stats"
    timestamp: datetime
    cpu_used: str | None
    memory_kbs: int
    memory_int_free_kbs: int
    memory_target_kbs: int
    network_kbs_read: int | None
    network_kbs_write: int | None
    network_read: str | None
    network_write: str | None
    disk_kbs_read: int | None
    disk_kbs_write: int | None
    disk_io_read: int | None
    disk_io_write: int | None
    disk_iops_total: int | None


class HistoryView(View, kw_only=True):
    """An instance, and what it used."""

    object_name: ClassVar[str] = "virtualmachine"
    id: str
    name: str
    display_name: str | None
    stats: list[SampleView]


class ListHistory(ListParams, frozen=True, kw_only=True):
    """Of which, and when."""

    id: Annotated[Id | None, Names("Instance"), Doc("only of this one")] = None
    ids: Annotated[list[Id] | None, Names("Instance"), Doc("only of these")] = None
    name: Annotated[str | None, Doc("only of those whose name contains this")] = None
    start_date: Annotated[datetime | None, Doc("samples since then")] = None
    end_date: Annotated[datetime | None, Doc("samples until then")] = None


@command("listVirtualMachinesUsageHistory", access=USERS, since="4.17")
def list_history(ctx: Ctx, p: ListHistory) -> Page[HistoryView]:
    """Lists instances with the samples of what they used."""
    query = ctx.visible(Instance, p).where(Instance.removed.is_(None)).order_by(Instance.name)
    query = containing(narrow(query, (Instance.id, p.id), (Instance.id, p.ids)), p.name, Instance.name)
    query = containing(query, p.keyword, Instance.name, Instance.display_name)

    def load(ids: Any) -> list[HistoryView]:
        rows = {row.id: row for row in ctx.db.scalars(select(Instance).where(Instance.id.in_(ids)))}
        samples: dict[str, list[SampleView]] = defaultdict(list)
        taken = select(InstanceSample).where(InstanceSample.instance_id.in_(ids)).order_by(InstanceSample.taken)
        if p.start_date:
            taken = taken.where(InstanceSample.taken >= p.start_date)
        if p.end_date:
            taken = taken.where(InstanceSample.taken <= p.end_date)
        for sample in ctx.db.scalars(taken):
            samples[sample.instance_id].append(_sample(sample))
        return [HistoryView(id=id, name=rows[id].name, display_name=rows[id].display_name or None, stats=samples[id]) for id in ids]

    return ctx.page(query, p, load=load)


def _sample(row: InstanceSample) -> SampleView:
    requests = [rate for rate in (row.disk_read_request_rate, row.disk_write_request_rate) if rate is not None]
    received, sent = _kilobytes(row.net_received_rate), _kilobytes(row.net_sent_rate)
    return SampleView(
        timestamp=row.taken,
        cpu_used=None if row.cpu_share is None else f"{100 * row.cpu_share:.2f}%",
        memory_kbs=row.memory_kib,
        memory_int_free_kbs=row.memory_free_kib,
        memory_target_kbs=row.memory_kib,
        network_kbs_read=received,
        network_kbs_write=sent,
        network_read=None if received is None else f"{received / 1024:.2f} MB",
        network_write=None if sent is None else f"{sent / 1024:.2f} MB",
        disk_kbs_read=_kilobytes(row.disk_read_rate),
        disk_kbs_write=_kilobytes(row.disk_write_rate),
        disk_io_read=None if row.disk_read_request_rate is None else int(row.disk_read_request_rate),
        disk_io_write=None if row.disk_write_request_rate is None else int(row.disk_write_request_rate),
        disk_iops_total=int(sum(requests)) if requests else None,
    )


def _kilobytes(rate: float | None) -> int | None:
    return None if rate is None else int(rate / 1024)


@command("listSystemVmsUsageHistory", access=ADMINS, since="4.18.0")
def list_system_history(ctx: Ctx, p: ListHistory) -> Page[HistoryView]:
    """Lists what system VMs used; they are services of this cloud and no machines, so there is nothing."""
    del ctx, p
    return Page(0, [])


class VolumeHistoryView(View, kw_only=True):
    """A volume, and what was read and written of it."""

    object_name: ClassVar[str] = "volume"
    id: str
    name: str
    stats: list[SampleView]


class ListVolumeHistory(ListHistory, frozen=True, kw_only=True):
    """Of which, and when."""

    id: Annotated[Id | None, Names("Volume"), Doc("only of this one")] = None
    ids: Annotated[list[Id] | None, Names("Volume"), Doc("only of these")] = None


@command("listVolumesUsageHistory", access=USERS, since="4.18.0")
def list_volume_history(ctx: Ctx, p: ListVolumeHistory) -> Page[VolumeHistoryView]:
    """Lists volumes; hosts count what is read and written by instance and not by disk, so each one's samples are empty."""
    query = ctx.visible(Volume, p).where(Volume.removed.is_(None)).order_by(Volume.name)
    query = containing(narrow(query, (Volume.id, p.id), (Volume.id, p.ids)), p.name, Volume.name)
    return ctx.page(containing(query, p.keyword, Volume.name), p, lambda row: VolumeHistoryView(id=row.id, name=row.name, stats=[]))
