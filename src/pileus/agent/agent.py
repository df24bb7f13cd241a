"""The agent as a whole: the one place that builds its parts and joins them, and the life of the process.

What may not stand here: what any part does.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
import sys
from collections.abc import Generator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TextIO
from uuid import uuid4

import structlog
from msgspec import Struct

from pileus.agent.accel import Accelerator
from pileus.agent.dispatch import Dispatch, Handler
from pileus.agent.facts import Inventory, boot_id
from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.journal import Journal
from pileus.agent.libvirt.connection import Connection
from pileus.agent.libvirt.consoles import Consoles
from pileus.agent.libvirt.guests import Guests
from pileus.agent.link import Link
from pileus.agent.net.net import Net
from pileus.agent.stats import Usage
from pileus.agent.storage.storage import Storage
from pileus.wire.domains import ListDomains, ReadDomainStats, RebootDomain, StartDomain, StopDomain
from pileus.wire.hosts import ReadFacts, ReadStats
from pileus.wire.message import PROTOCOL, Hello
from pileus.wire.networks import ApplyGuard, EnsureGuest, EnsureNetwork, ListNetworks, RemoveNetwork, SyncGuards
from pileus.wire.notices import AnyNotice
from pileus.wire.storage import EnsureImage, EnsureVolume, ReadPool, RemoveVolume

FAREWELL = 10.0
"""Seconds that calls in flight have to finish when the agent ends. What is cut off is repeated by its manager."""

PRUNE_EVERY = 3600.0

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line decides."""

    installation: Installation
    libvirt_uri: str = "qemu:///system"
    manager_uid: int | None = None
    """User of the manager on this machine; root and the agent's own user are always answered."""
    socket_gid: int | None = None
    """Group that may open the socket; the manager's."""
    boot: str | None = None
    """Stands in for the machine's boot id where a test needs another one."""


def run(options: Options) -> int:
    """Runs the agent until SIGTERM or SIGINT and returns the exit status. Guests and networks stay as they are when it ends."""
    _log_to_stderr()
    try:
        with _only_one(options.installation):
            asyncio.run(_live(options))
    except AgentFault as e:
        log.critical("the agent cannot start", reason=e.text, hint=e.hint)
        return 1
    return 0


class Agent:
    """Every part of one agent, joined. `run` gives it a process; tests may hold several."""

    def __init__(self, options: Options) -> None:
        installation, self._options = options.installation, options
        boot = options.boot or boot_id()
        self.hello = Hello(
            protocol=PROTOCOL, version=version("pileus"), installation=str(installation.uuid), host=_host_id(installation), boot=boot
        )
        self._journal = Journal(installation.state / "journal.sqlite")
        self._accelerator = Accelerator(installation.state / "acceleration.json", boot)
        self._storage = Storage(installation)
        self._net = Net(installation, self._notify)
        connection = Connection(options.libvirt_uri)
        self._guests = Guests(installation, connection, self._accelerator, self._net, self._storage, self._notify)
        self._dispatch = Dispatch(self._journal, self._handlers(boot))
        allowed = frozenset({0, os.getuid()} | ({options.manager_uid} if options.manager_uid is not None else set()))
        consoles = Consoles(installation, self._guests)
        self._link = Link(installation.socket, self.hello, self._dispatch, consoles.open, allowed_uids=allowed, gid=options.socket_gid)

    async def open(self) -> None:
        """Answers calls when it returns. The acceleration is probed and the networks are restored beside."""
        self._guests.open()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._restore)
        loop.run_in_executor(None, self._accelerator)
        await self._link.open()

    async def close(self) -> None:
        """Ends politely: nobody new is answered, waiting work is given up, what runs gets a moment to finish."""
        self._guests.close()
        await self._link.close(FAREWELL)
        await asyncio.get_running_loop().run_in_executor(None, self._net.close)
        self._dispatch.close()

    def prune(self) -> None:
        self._journal.prune()

    def _handlers(self, boot: str) -> dict[type[Struct], Handler]:
        inventory = Inventory(boot, self._accelerator, self._guests.versions, self._net.foreign_networks)
        usage = Usage(self._guests.foreign_memory)
        return {
            ReadFacts: inventory.read,
            ReadStats: usage.read,
            EnsureImage: self._storage.ensure_image,
            EnsureVolume: self._storage.ensure_volume,
            RemoveVolume: self._storage.remove_volume,
            ReadPool: self._storage.read_pool,
            EnsureNetwork: self._net.ensure_network,
            EnsureGuest: self._net.ensure_guest,
            RemoveNetwork: self._net.remove_network,
            ListNetworks: self._net.list_networks,
            ApplyGuard: self._net.apply_guard,
            SyncGuards: self._net.sync_guards,
            StartDomain: self._guests.start,
            StopDomain: self._guests.stop,
            RebootDomain: self._guests.reboot,
            ListDomains: self._guests.list_all,
            ReadDomainStats: self._guests.statistics,
        }

    def _notify(self, notice: AnyNotice) -> None:
        self._link.notify(notice)

    def _restore(self) -> None:
        """An agent that cannot restore its networks still serves its guests; their health is told, and the watch tries again."""
        try:
            self._net.restore()
        except Exception:
            log.exception("networks not restored")
        self._net.watch()


async def _live(options: Options) -> None:
    installation = options.installation
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    agent = Agent(options)
    await agent.open()
    installation.ready.write_text(f"{os.getpid()}\n")
    _tell_systemd("READY=1")
    log.info("agent ready", socket=str(installation.socket), installation=str(installation.uuid), host=agent.hello.host)
    try:
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), PRUNE_EVERY)
            agent.prune()
    finally:
        _tell_systemd("STOPPING=1")
        installation.ready.unlink(missing_ok=True)
        await agent.close()
        log.info("agent ended")


@contextlib.contextmanager
def _only_one(installation: Installation) -> Generator[TextIO]:
    """Holds the installation's lock: two agents would undo each other's work."""
    installation.state.mkdir(parents=True, exist_ok=True)
    path = installation.state / "agent.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as e:
            raise AgentFault("conflict", f"another agent of installation {installation.uuid} runs on this host", f"It holds {path}.") from e
        yield lock


def _host_id(installation: Installation) -> str:
    """The host's id within its installation, minted once."""
    file = installation.state / "host-id"
    with contextlib.suppress(FileNotFoundError):
        return file.read_text().strip()
    minted = str(uuid4())
    unfinished = file.with_suffix(".new")
    unfinished.write_text(minted + "\n")
    unfinished.rename(file)
    return minted


def _tell_systemd(state: str) -> None:
    """The notification protocol of sd_notify(3); silent where no supervisor listens."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.connect(f"\0{path[1:]}" if path.startswith("@") else path)
            s.sendall(state.encode())


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
