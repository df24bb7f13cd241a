"""A management server with its engine and fake hosts, in this process: what a test of jobs needs.

def test_deploy_runs_on_a_host_with_room(world):
    job = world.deploy(name="web")
    world.ended(job)
    assert world.instance(job.id).state == "Running"
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from msgspec import Struct
from tests.cloud import PASSWORD, Cloud

from pileus.manager.app import Config, Manager
from pileus.manager.compute.first_cloud import BuiltIn, Plan, Range
from pileus.manager.drivers.fake.host import FakeHost, Guest
from pileus.manager.drivers.fake.hosts import FakeHosts
from pileus.manager.drivers.fake.networks import networks_on
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.ids import derived_id
from pileus.manager.model.job import Job, JobState
from pileus.wire.networks import NetworkSpec

INSTALLATION = "00000000-1111-2222-3333-444444444444"
TEMPLATE = derived_id(INSTALLATION, f"template {'0' * 64}")
ZONE = derived_id(INSTALLATION, "zone")
NETWORK = derived_id(INSTALLATION, "network")
JOB_SECONDS = 60.0

S = TypeVar("S", bound=Struct)


class JobFailed(AssertionError):
    """A job that a test expected to go well; carries its row."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"job {job.command or job.operation} failed with {job.error_status}: {job.error}")
        self.job = job


@dataclass(frozen=True)
class World(Cloud):
    """A running server with fake hosts."""

    manager: Manager

    @property
    def hosts(self) -> FakeHosts:
        """The fake hosts, which tests may cut off, reboot and order faults of."""
        return cast("FakeHosts", self.manager.hosts)

    @property
    def host(self) -> FakeHost:
        """The first host."""
        return next(iter(self.hosts.hosts.values()))

    def deploy(self, **parameters: Any) -> Started[Any]:
        """Starts to deploy an instance of the built-in template, with the smallest offering unless another is given."""
        given = {"zoneid": ZONE, "templateid": TEMPLATE, "serviceofferingid": offering("Tiny Instance"), **parameters}
        return self.call("deployVirtualMachine", **given)

    def running(self, **parameters: Any) -> str:
        """Id of a new instance that runs."""
        started = self.deploy(**parameters)
        self.ended(started)
        return cast("str", started.id)

    def ended(self, started: Started[Any]) -> Job:
        """The row of a job that went well."""
        job = self.failed_or_done(started)
        if job.state is not JobState.DONE:
            raise JobFailed(job)
        return job

    def failed(self, started: Started[Any]) -> Job:
        """The row of a job that failed, as expected."""
        job = self.failed_or_done(started)
        assert job.state is JobState.FAILED, f"job {job.operation} went well"
        return job

    def failed_or_done(self, started: Started[Any]) -> Job:
        """The row of a job that has ended."""
        self.manager.engine.wait(started.job_id, JOB_SECONDS)
        return self.row(Job, started.job_id)

    def account(self, name: str) -> "World":
        """A new account of a mere user, as whom the answer calls."""
        who = {"username": name, "firstname": name, "lastname": "Test", "email": f"{name}@example.org"}
        self.call("createAccount", **who, password="a good Passw0rd", accounttype=0)
        return cast("World", self.as_user(name))

    def guests(self) -> dict[str, Guest]:
        """What runs on the first host."""
        return self.hosts.world.all(self.host.id, "domain", Guest)

    def thing(self, kind: str, id: str, type: type[S]) -> S:
        """Something that must be on the first host: a domain, a volume, a guard."""
        found = self.hosts.world.get(self.host.id, kind, id, type)
        assert found is not None, f"no {kind} {id} on the host"
        return found

    def network(self, id: str = NETWORK) -> NetworkSpec:
        """A network that must be on the first host, with its guests."""
        return networks_on(self.hosts.world, self.host.id)[id]

    def instance(self, id: str | None) -> Any:
        """An instance as its lister sees it."""
        return self.call("listVirtualMachines", id=id, listall=True).items[0]


def offering(name: str) -> str:
    """Id of a service offering of the first cloud."""
    return derived_id(INSTALLATION, f"offering {name}")


def plan(folder: Path) -> Plan:
    """A small first cloud."""
    return Plan(
        installation=INSTALLATION,
        hypervisor="Simulator",
        network=Range(cidr="10.9.0.0/24", gateway="10.9.0.1", router="10.9.0.2", first="10.9.0.10", last="10.9.0.250"),
        secondary=str(folder / "secondary"),
        template=BuiltIn(name="Tiny", path="tiny.qcow2", sha256="0" * 64, size=512 << 20, physical_size=20 << 20),
    )


def config(folder: Path, *, hosts: int = 1, database: str = "") -> Config:
    """An installation of fake hosts below a folder."""
    for name in ("etc", "data", "run", "log"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return Config(
        installation=INSTALLATION,
        simulated_hosts=hosts,
        plan=plan(folder),
        primary=str(folder / "primary"),
        database=database,
        etc=str(folder / "etc"),
        data=str(folder / "data"),
        run=str(folder / "run"),
        log=str(folder / "log"),
    )


@contextmanager
def open_world(folder: Path, *, hosts: int = 1, database: str = "") -> Generator[World]:
    """A started server; its hosts are up when it is yielded."""
    manager = Manager(config(folder, hosts=hosts, database=database), clock=TurnedClock(), password=PASSWORD)
    manager.start()
    manager.engine.watch()
    try:
        yield seen_by_admin(manager)
    finally:
        manager.stop()


def seen_by_admin(manager: Manager) -> World:
    """A manager as the first administrator sees it."""
    world = World(
        manager.db,
        cast("TurnedClock", manager.clock),
        manager.settings,
        manager.sealer,
        manager.users,
        manager.dispatcher,
        manager.admin,
        None,
        manager,
    )
    return cast("World", world.as_user(manager.admin.username))
