"""The installation as a whole: how much there is of everything, its management servers, its database, its usage records."""

import os
import platform
import re
import resource
import socket
import sqlite3
import threading
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, ClassVar

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, NoEffect, Page, Params, View
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import Event
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Pod, Zone
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.membership import Member
from pileus.manager.model.network import Router
from pileus.manager.model.storage import ImageStore, StoragePool
from pileus.manager.model.user import LoginSession

MILLISECONDS = 1000
FORGOTTEN_MS = 10_000
"""A management server without a heartbeat for so long is Down."""
SYSTEM_VMS = 2
"""Of each zone: console proxy and secondary storage."""
STARTED = time.time()


class InfrastructureView(View, kw_only=True):
    """How much there is of everything."""

    object_name: ClassVar[str] = "infrastructure"
    zones: int
    pods: int
    clusters: int
    hosts: int
    cpu_sockets: int
    storage_pools: int
    image_stores: int
    object_stores: int = 0
    system_vms: int
    routers: int
    ilb_vms: int = 0
    alerts: int
    management_servers: int
    backup_repositories: int = 0


@command("listInfrastructure", access=ADMINS)
def list_infrastructure(ctx: Ctx, p: Params) -> InfrastructureView:
    """Tells how many zones, pods, clusters, hosts and so on there are."""
    del p

    def count(model: type[Any]) -> int:
        query = select(func.count()).select_from(model)
        return ctx.db.scalar(query.where(model.removed.is_(None)) if hasattr(model, "removed") else query) or 0

    zones = count(Zone)
    return InfrastructureView(
        zones=zones,
        pods=count(Pod),
        clusters=count(Cluster),
        hosts=count(Host),
        cpu_sockets=sum(facts.get("sockets", 1) for facts in ctx.db.scalars(select(Host.facts).where(Host.removed.is_(None)))),
        storage_pools=count(StoragePool),
        image_stores=count(ImageStore),
        system_vms=zones * SYSTEM_VMS,
        routers=count(Router),
        alerts=count(Alert),
        management_servers=len(_servers(ctx.db)),
    )


class ManagementServerView(View, kw_only=True):
    """A management server."""

    object_name: ClassVar[str] = "managementserver"
    id: str
    name: str
    state: str
    version: str
    os_distribution: str
    kernel_version: str
    last_server_start: datetime | None
    last_boot_time: datetime | None
    service_ip: str
    ip_address: str
    agents: list[str]
    agents_count: int
    pending_jobs_count: int
    peers: list[str] | None


class ListServers(ListParams, frozen=True, kw_only=True):
    """Which management servers."""

    id: Annotated[Id | None, Doc("only this management server")] = None
    name: Annotated[str | None, Doc("only the management server of this name")] = None
    peers: Annotated[bool, Doc("with the others that it works with")] = False


@command("listManagementServers", access=ADMINS)
def list_servers(ctx: Ctx, p: ListServers) -> Page[ManagementServerView]:
    """Lists the management servers."""
    return ctx.slice(_asked(ctx, p), p)


def _asked(ctx: Ctx, p: ListServers) -> list[ManagementServerView]:
    found = [_server(ctx.db, executor, state, with_peers=p.peers) for executor, state in _servers(ctx.db).items()]
    if p.id is not None:
        found = [one for one in found if one.id == p.id]
    if p.name is not None:
        found = [one for one in found if one.name == p.name]
    return [one for one in found if (p.keyword or "").lower() in one.name.lower()]


def _servers(db: Session) -> dict[str, str]:
    """Executor ids and states. A server that has its database for itself leaves no heartbeat: it is the one that answers."""
    now = time.time() * MILLISECONDS
    rows = db.scalars(select(Member).order_by(Member.executor_id)).all()
    return {row.executor_id: "Up" if now - row.heartbeat < FORGOTTEN_MS else "Down" for row in rows} or {"": "Up"}


def server_id(executor: str) -> str:
    """Id of a management server by its executor id; empty for the one that has its database for itself."""
    return derived_id("management server", executor or socket.gethostname())


def _server(db: Session, executor: str, state: str, *, with_peers: bool) -> ManagementServerView:
    agents = list(db.scalars(select(Host.id).where(Host.removed.is_(None), Host.state == HostState.UP).order_by(Host.name)))
    jobs = select(func.count()).select_from(Job).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    name = f"{socket.gethostname()}-{executor[:8]}" if executor else socket.gethostname()
    return ManagementServerView(
        id=server_id(executor),
        name=name,
        state=state,
        version=version("pileus"),
        os_distribution=_distribution(),
        kernel_version=platform.release(),
        last_server_start=datetime.fromtimestamp(STARTED, UTC),
        last_boot_time=_booted(),
        service_ip="127.0.0.1",
        ip_address="127.0.0.1",
        agents=agents,
        agents_count=len(agents),
        pending_jobs_count=db.scalar(jobs.where(Job.manager == executor) if executor else jobs) or 0,
        peers=[other for other in _servers(db) if other != executor] if with_peers else None,
    )


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    except OSError:
        return platform.system()


def _booted() -> datetime:
    return datetime.fromtimestamp(time.time() - time.clock_gettime(time.CLOCK_BOOTTIME), UTC)


class ServerMetricsView(ManagementServerView, kw_only=True):
    """A management server, and how busy it is. Memory as its process has it."""

    collection_time: datetime
    available_processors: int
    cpu_load: str
    system_load_averages: list[float]
    heap_memory_used: int
    heap_memory_total: int
    system_memory_total: str
    system_memory_free: str
    system_memory_used: str
    system_memory_virtual_size: str
    system_total_cpu_cycles: float
    system_cycle_usage: list[int]
    sessions: int
    threads_total_count: int
    threads_daemon_count: int
    agent_count: int
    db_is_local: bool
    usage_is_local: bool = True


class ListServersMetrics(ListServers, frozen=True, kw_only=True):
    """Which management servers."""

    system: Annotated[bool, Doc("with numbers of its machine"), NoEffect("they cost nothing and always come")] = False


@command("listManagementServersMetrics", access=ADMINS)
def list_servers_metrics(ctx: Ctx, p: ListServersMetrics) -> Page[ServerMetricsView]:
    """Lists the management servers with how busy the one that answers is."""
    return ctx.slice([_measured(ctx, one) for one in _asked(ctx, p)], p)


def _measured(ctx: Ctx, one: ManagementServerView) -> ServerMetricsView:
    processors = os.cpu_count() or 1
    page, most = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
    free = os.sysconf("SC_AVPHYS_PAGES")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    load = os.getloadavg()
    return ServerMetricsView(
        **{name: getattr(one, name) for name in one.__struct_fields__},
        collection_time=ctx.now,
        available_processors=processors,
        cpu_load=f"{100 * min(1.0, load[0] / processors):.2f}%",
        system_load_averages=[round(value, 2) for value in load],
        heap_memory_used=page * _pages()[1],
        heap_memory_total=peak,
        system_memory_total=_gib(page * most),
        system_memory_free=_gib(page * free),
        system_memory_used=_gib(page * (most - free)),
        system_memory_virtual_size=_gib(page * _pages()[0]),
        system_total_cpu_cycles=_mhz(),
        system_cycle_usage=_cycles(),
        sessions=ctx.db.scalar(select(func.count()).select_from(LoginSession)) or 0,
        threads_total_count=threading.active_count(),
        threads_daemon_count=sum(thread.daemon for thread in threading.enumerate()),
        agent_count=one.agents_count,
        db_is_local=ctx.db.get_bind().dialect.name == "sqlite",
    )


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.2f} GB"


def _pages() -> tuple[int, int]:
    """Pages of this process: all it has asked for, and those in memory."""
    size, resident, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(size), int(resident)


def _mhz() -> float:
    """Of all processors of the machine together; 0 where the kernel does not say."""
    return sum(float(speed) for speed in re.findall(r"^cpu MHz\s*:\s*([\d.]+)", Path("/proc/cpuinfo").read_text(), re.MULTILINE))


def _cycles() -> list[int]:
    """Ticks that the machine spent in programs, in the kernel, and idle since it was started."""
    user, nice, system, idle, *_ = (int(ticks) for ticks in Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:])
    return [user + nice, system, idle]


class DbMetricsView(View, kw_only=True):
    """The database, and how busy it is."""

    object_name: ClassVar[str] = "dbMetrics"
    collection_time: datetime
    hostname: str
    version: str
    version_comment: str
    uptime: int
    connections: int
    queries: int
    db_load_averages: list[float]
    replicas: list[str]


@command("listDbMetrics", access=ADMINS)
def list_db_metrics(ctx: Ctx, p: Params) -> DbMetricsView:
    """Tells which database there is, and how busy it is."""
    del p
    if ctx.db.get_bind().dialect.name == "sqlite":
        where, comment = socket.gethostname(), "SQLite, embedded in the management server"
        release, uptime, connections, queries = sqlite3.sqlite_version, int(time.time() - STARTED), 1, 0
        replicas: list[str] = []
    else:
        row = ctx.db.execute(
            text(
                "SELECT current_setting('server_version') AS release, coalesce(host(inet_server_addr()), 'local') AS host, "
                "extract(epoch FROM now() - pg_postmaster_start_time())::bigint AS uptime, "
                "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections, "
                "(SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()) AS queries"
            )
        ).one()
        where, comment, release, uptime, connections, queries = (
            row.host,
            "PostgreSQL",
            row.release,
            row.uptime,
            row.connections,
            row.queries,
        )
        replicas = [str(name) for name in ctx.db.scalars(text("SELECT coalesce(client_addr::text, 'local') FROM pg_stat_replication"))]
    return DbMetricsView(
        collection_time=ctx.now,
        hostname=where,
        version=release,
        version_comment=comment,
        uptime=uptime,
        connections=connections,
        queries=queries,
        db_load_averages=[round(value, 2) for value in os.getloadavg()],
        replicas=replicas,
    )


class UsageMetricsView(View, kw_only=True):
    """The usage service. Usage is read from the event log when it is asked for, so it is up while its management server is."""

    object_name: ClassVar[str] = "usageMetrics"
    collection_time: datetime
    hostname: str
    state: str = "Up"
    last_heartbeat: datetime
    last_successful_job: datetime | None


@command("listUsageServerMetrics", access=ADMINS)
def list_usage_metrics(ctx: Ctx, p: Params) -> UsageMetricsView:
    """Tells how the usage service is."""
    del p
    return UsageMetricsView(
        collection_time=ctx.now,
        hostname=socket.gethostname(),
        last_heartbeat=ctx.now,
        last_successful_job=ctx.db.scalar(select(func.max(Event.created))),
    )
