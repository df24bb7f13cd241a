"""The composition root: the only module that builds the manager's parts and joins them. `run` is the manager process."""

import asyncio
import contextlib
import ctypes
import functools
import gc
import os
import signal
import threading
from collections.abc import Generator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anyio
import msgspec
import uvicorn
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from pileus.manager import ops
from pileus.manager.compute import first_cloud, power_state
from pileus.manager.compute.console import Tickets
from pileus.manager.drivers.fake.hosts import FakeHosts
from pileus.manager.drivers.fake.images import StoredImage
from pileus.manager.drivers.hosts import Hosts
from pileus.manager.drivers.link import AgentLink
from pileus.manager.drivers.machines import LinkedMachines, SimulatedMachines
from pileus.manager.http import web
from pileus.manager.http.dispatch import Dispatcher
from pileus.manager.http.generate import load
from pileus.manager.identity.authenticator import Users
from pileus.manager.identity.gate import RoleGate
from pileus.manager.identity.seed import FirstAdmin, seed
from pileus.manager.infra import overview
from pileus.manager.infra.liveness import LINKS, hosts_alive
from pileus.manager.kernel import log
from pileus.manager.kernel.clock import Clock, SystemClock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.machines import BuiltInImage, Machines
from pileus.manager.kernel.seal import sealer_at
from pileus.manager.model import schema
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.system.events import Events
from pileus.manager.system.values import StoredValues

ANSWER_WITHIN, DRAIN_SECONDS = 5, 5.0
"""How long a stopping server waits for the calls it has taken, and then for its jobs; both fit into a service manager's patience."""

M_ARENA_MAX = -8
"""From malloc.h: the most heaps of a process."""

logger = log.get(__name__)


class Config(Struct, kw_only=True, frozen=True):
    """What `pileus up` decided for this installation; made from its record when the process starts."""

    installation: str
    etc: str
    data: str
    run: str
    log: str
    database: str = ""
    """SQLAlchemy URL; empty means SQLite in the data folder."""
    port: int = 8080
    """Plain HTTP, on loopback only."""
    tls_port: int = 0
    """HTTPS; 0 leaves it closed."""
    tls_certificate: str = ""
    tls_key: str = ""
    ca: str = ""
    integration_port: int = 0
    simulated_hosts: int = 0
    """Number of fake hosts; 0 is a real installation."""
    empty: bool = False
    """No zone is made."""
    plan: first_cloud.Plan | None = None
    primary: str = ""
    """Folder of each host's local pool."""
    agent_socket: str = ""
    ui: str = ""
    """Folder of the built web UI."""

    @property
    def origin(self) -> str:
        """Where browsers on this machine find the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The complete API address on loopback."""
        return f"{self.origin}/client/api"


class Manager:
    """A management server without its listeners: database, engine, hosts, web application. Tests hold one without a process of its own."""

    def __init__(self, config: Config, *, clock: Clock | None = None, hosts: Hosts | None = None, password: str | None = None) -> None:
        """`password` is the first administrator's, on the very first start; a random one without it."""
        self.config = config
        self.clock = clock or SystemClock()
        data = Path(config.data)
        data.mkdir(parents=True, exist_ok=True)
        load()
        self.db = Database(config.database or f"sqlite:///{data / 'pileus.db'}")
        schema.upgrade(self.db)
        self.sealer = sealer_at(data / "seal.key")
        self.settings = StoredValues(self.db, self.sealer)
        self.admin = self._seed(password)
        self.hosts = hosts or self._hosts()
        self.users = Users(self.db, clock=self.clock, settings=self.settings, sealer=self.sealer)
        self.dispatcher = Dispatcher(
            self.db,
            clock=self.clock,
            settings=self.settings,
            sealer=self.sealer,
            gate=RoleGate(),
            events=Events(self.clock),
            machines=self._machines(),
        )

    @functools.cached_property
    def engine(self) -> ops.Engine:
        """The engine of operations; a process has one."""
        executor = Path(self.config.data) / "executor"
        return ops.Engine(self.db, self.hosts, self.settings, self.sealer, self.clock, executor)

    @functools.cached_property
    def web(self) -> web.Web:
        """The web application."""
        return web.build(
            web.Parts(
                dispatcher=self.dispatcher,
                authenticator=self.users,
                outbox=self.engine.outbox,
                consoles=Tickets(self.db, self.hosts, self.clock),
                health=self.health,
                origin=self.config.origin,
                manager_id=overview.server_id("" if self.db.is_sqlite else self.engine.executor_id),
                ui=Path(self.config.ui or self.config.data),
            )
        )

    def _seed(self, password: str | None) -> FirstAdmin:
        """Account, roles and first cloud; what is there already stays as it is."""
        with self.db.write() as session:
            admin = seed(session, self.sealer, password=password)
            first_cloud.stock(session, self.config.installation)
            if self.config.plan is not None and not self.config.empty:
                account_id = session.scalars(select(ApiKeyPair.account_id).where(ApiKeyPair.api_key == admin.api_key)).one()
                first_cloud.make(session, self.config.plan, account_id)
        return admin

    def _hosts(self) -> Hosts:
        if self.config.simulated_hosts:
            return FakeHosts(Path(self.config.data) / "world.db", self.config.simulated_hosts, self._pretended_images())
        return AgentLink(Path(self.config.agent_socket))

    def _machines(self) -> Machines:
        if isinstance(self.hosts, FakeHosts):
            return SimulatedMachines(self.hosts, Path(self.config.primary or self.config.data), self._built_in_images())
        return LinkedMachines(self.hosts)

    def _built_in_images(self) -> list[BuiltInImage]:
        """What image stores of a simulator have from the start."""
        built_in = self.config.plan.template if self.config.plan else None
        return [BuiltInImage(**msgspec.structs.asdict(built_in))] if built_in else []

    def _pretended_images(self) -> dict[str, StoredImage]:
        """The built-in template of a simulator, which has no file."""
        plan = self.config.plan
        if plan is None or plan.template is None:
            return {}
        there = StoredImage(virtual_size=plan.template.size, physical_size=plan.template.physical_size)
        return {plan.template.sha256: there}

    def start(self) -> None:
        """Takes up unfinished jobs, then the links to the hosts. What compares the two from then on begins with `engine.watch`."""
        self.engine.launch()
        self.connect()
        if isinstance(self.hosts, FakeHosts):
            self.engine.reconcile(hosts_alive)  # they answer at once, so the first call of a simulator's client finds them up
        power_state.listen(self.hosts, self.engine.signal)

    def connect(self) -> None:
        """Opens the links to the hosts; one that is new gets its rows."""
        self.hosts.subscribe_links(self._link_changed)
        if isinstance(self.hosts, AgentLink):
            self.hosts.open()
        for host_id in self.hosts.connected():
            self._link_changed(host_id, True)

    def stop(self) -> None:
        """Ends what runs; a job in the middle goes on at the next start."""
        self.engine.stop(DRAIN_SECONDS)
        self.disconnect()

    def disconnect(self) -> None:
        """Closes the links and the database."""
        if isinstance(self.hosts, AgentLink | FakeHosts):
            self.hosts.close()
        self.db.close()

    def _link_changed(self, host_id: str, up: bool) -> None:  # noqa: FBT001 - the listener's form is the link's
        if up:
            self._welcome(host_id)
        if "engine" in vars(self):
            self.engine.signal(LINKS)

    def _welcome(self, host_id: str) -> None:
        """A host of the first cloud that nobody knows yet gets its rows."""
        plan = self.config.plan
        if plan is None or self.config.empty:
            return
        with self.db.write() as session:
            number = len(session.scalars(select(Host.id)).all()) + 1
            name = f"host-{number}" if self.config.simulated_hosts else os.uname().nodename
            pool = f"{self.config.primary}/{host_id}" if self.config.simulated_hosts else self.config.primary
            first_cloud.add_host(session, plan.installation, host_id, pool, hypervisor=plan.hypervisor, name=name)

    def health(self) -> dict[str, Any]:
        """The state of the parts. `ok` means that calls are answered; a host that is away is told, and makes nobody unwell."""
        try:
            with self.db.read() as session:
                states = session.execute(select(Host.name, Host.state).where(Host.removed.is_(None))).all()
        except SQLAlchemyError as error:
            return {"ok": False, "version": version("pileus"), "database": f"does not answer: {type(error).__name__}"}
        hosts = {name: str(state) for name, state in states}
        return {
            "ok": True,
            "version": version("pileus"),
            "database": "up",
            "hosts": hosts,
            "hostsup": sum(state == HostState.UP for state in hosts.values()),
        }


def write_admin(config: Config, admin: FirstAdmin) -> None:
    """Writes `admin.json`: how the first administrator reaches this installation. A password that is known already stays in it."""
    path = Path(config.etc) / "admin.json"
    known: dict[str, Any] = msgspec.json.decode(path.read_bytes()) if path.exists() else {}
    content = {
        "url": config.url,
        **({"tls_url": f"https://127.0.0.1:{config.tls_port}/client/api", "ca": config.ca} if config.tls_port else {}),
        "username": admin.username,
        "password": admin.password or known.get("password"),
        "apikey": admin.api_key,
        "secretkey": admin.secret_key,
    }
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@dataclass(frozen=True)
class Listener:
    """One port and the application behind it."""

    app: Starlette
    host: str
    port: int
    tls: bool = False


class _Server(uvicorn.Server):
    """A server among several in one loop: signals are the process's matter."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the signals alone."""
        yield


def run(config: Config) -> int:
    """The manager process: serves until SIGTERM or SIGINT. Answers the exit status."""
    log.configure()
    _share_heaps()
    manager = Manager(config, password=os.environ.get("PILEUS_ADMIN_PASSWORD") or None)
    write_admin(config, manager.admin)
    ready = Path(config.run) / "manager.ready"
    ready.unlink(missing_ok=True)
    manager.start()
    _spare_collector()
    try:
        asyncio.run(_serve(config, manager, ready))
    finally:
        ready.unlink(missing_ok=True)
        manager.stop()
    return 0


def _share_heaps() -> None:
    """Keeps every thread from growing a heap of its own: what a long list leaves free in one is of no use to the others."""
    allocator = ctypes.CDLL(None)
    if hasattr(allocator, "mallopt"):  # glibc's
        allocator.mallopt(M_ARENA_MAX, 2)


def _spare_collector() -> None:
    """Keeps the garbage collector from walking over every imported module again and again: that cost a long list a tenth of a second.

    What the start left behind is not collected first: that takes a tenth of the start, and the memory is no less afterwards.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def listeners(config: Config, manager: Manager) -> list[Listener]:
    """The ports this installation opens, and no other."""
    everywhere = "127.0.0.1" if config.simulated_hosts else "0.0.0.0"  # noqa: S104 - HTTPS is meant for every address
    found = [Listener(manager.web.plain, "127.0.0.1", config.port)]
    if config.tls_port:
        found.append(Listener(manager.web.tls, everywhere, config.tls_port, tls=True))
    if config.integration_port:
        found.append(Listener(manager.web.integration, "127.0.0.1", config.integration_port))
    return found


async def _serve(config: Config, manager: Manager, ready: Path) -> None:
    servers = [_server(config, listener) for listener in listeners(config, manager)]
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if threading.current_thread() is threading.main_thread():
            loop.add_signal_handler(number, end.set)
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    started = asyncio.create_task(_all_started(manager, servers, tasks, ready))
    waiting = asyncio.create_task(end.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    manager.web.close()
    for server in servers:
        server.should_exit = True
    started.cancel()
    waiting.cancel()
    await asyncio.gather(*tasks)


def _server(config: Config, listener: Listener) -> _Server:
    return _Server(
        uvicorn.Config(
            listener.app,
            host=listener.host,
            port=listener.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ANSWER_WITHIN,
            ssl_certfile=config.tls_certificate if listener.tls else None,
            ssl_keyfile=config.tls_key if listener.tls else None,
        )
    )


async def _all_started(manager: Manager, servers: list[_Server], tasks: list[asyncio.Task[None]], ready: Path) -> None:
    """Writes the ready file once every port answers, and begins to look after what is there."""
    while not all(server.started for server in servers):
        if any(task.done() for task in tasks):
            return
        await asyncio.sleep(0.02)
    await anyio.Path(ready).write_text(str(os.getpid()))
    logger.info("ready", pid=os.getpid())
    manager.engine.watch()  # at its start this is as much work as the start itself, and no call waits for it
