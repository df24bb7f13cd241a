"""Worlds for the operations of instances. Each is prepared once in a process, by running operations without an engine, and copied."""

import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import make_url
from tests import ledger
from tests.cloud import PASSWORD
from tests.ops.faults import Trial, scenario
from tests.postgres import copied
from tests.world import World, config, seen_by_admin

from pileus.manager import ops
from pileus.manager.app import Manager
from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.compute import credentials, deploy, power, power_state, removal
from pileus.manager.compute.power_state import power_states
from pileus.manager.compute.removal import expunge_what_is_due
from pileus.manager.compute.tenant_ends import tenants_ended
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.storage import Volume
from pileus.manager.network.guarding import guards_up_to_date
from pileus.manager.ops.declare import OPERATIONS, Effect, Part

Prepare = Callable[[World], str]
"""Brings a new world into the state that an operation begins in; answers the id of the instance it is about."""


class Directly:
    """An operation's `op` that runs every step at once, as an engine would where nothing goes wrong."""

    def __init__(self, world: World, job_id: str) -> None:
        self.id = ops.OpId(job_id)
        self._world = world
        self._number = 0

    def run(self, part: Part[..., Any], *args: Any) -> Any:
        self._number += 1
        if isinstance(part, Effect):
            return part.function(drivers(self._world, f"{self.id}/{self._number}"), *args)
        with self._world.db.write() as session:
            return part.function(session, self.id, *args)


def drivers(world: World, key: str) -> ops.Drivers:
    return ops.Drivers(world.hosts, key, world.db.read, world.sealer, world.clock, world.settings)


def directly(world: World, started: Started[Any]) -> str:
    """Does a job's work here and now."""
    job = world.row(Job, started.job_id)
    OPERATIONS[job.operation].body(Directly(world, job.id), *msgspec.json.decode(job.arguments))
    with world.db.write() as session:
        row = session.get_one(Job, job.id)
        row.state, row.ended = JobState.DONE, world.clock.now()
    return cast("str", job.instance_id)


def nothing(world: World) -> str:
    """A cloud with a host and no instance."""
    hosts_alive(world.db, drivers(world, "prepare"))
    return ""


def running(world: World) -> str:
    """One instance that runs."""
    nothing(world)
    return directly(world, world.deploy(name="web", diskofferingid=small_disk(world)))


def stopped(world: World) -> str:
    """One that was stopped."""
    return directly(world, world.call("stopVirtualMachine", id=running(world), forced=True))


def lost(world: World) -> str:
    """One that ran when its host restarted."""
    id = running(world)
    world.host.restart()
    return id


def begin_again(world: World) -> Started[Any]:
    """What the reconciler does when it finds the host restarted."""
    power_states(world.db, drivers(world, "begin again"))
    return Started(next(job.id for job in world.rows(Job) if job.operation == power_state.start_again.key))


def settle(world: World) -> None:
    """What the reconcilers do within seconds, and the jobs that they begin."""
    for _ in range(2):
        reports = [
            reconcile(world.db, drivers(world, f"settle/{new_id()}"))
            for reconcile in (power_states, expunge_what_is_due, tenants_ended, guards_up_to_date, routers_up_to_date)
        ]
        begun = [job for job in world.rows(Job) if job.state not in (JobState.DONE, JobState.FAILED)]
        for job in begun:
            directly(world, Started(job.id))
        if not begun and not any(report.repaired for report in reports):
            return


def small_disk(world: World) -> str:
    """Id of a disk offering."""
    return next(str(o.id) for o in world.call("listDiskOfferings").items if o.name == "Small")


def data_disk(world: World, instance_id: str) -> str:
    """Id of the instance's data disk."""
    return next(volume.id for volume in world.rows(Volume, instance_id=instance_id) if volume.type == "DATADISK")


class Prepared(NamedTuple):
    """A world as an operation finds it."""

    folder: Path
    url: str
    about: str


_PREPARED: dict[tuple[Prepare, str], Prepared] = {}


def _prepared(prepare: Prepare, beside: Path, url: str) -> Prepared:
    """Made once for each kind of database, in the runner's own folder, which it clears away however this process ends."""
    made = _PREPARED.get((prepare, make_url(url).get_backend_name()))
    if made is None:
        folder = Path(tempfile.mkdtemp(prefix="prepared-", dir=beside))
        at = "" if url.startswith("sqlite") else copied(url, name=f"prepared_{prepare.__name__}")
        world = _open(folder, at)
        about = prepare(world)
        _make_records(world, folder)
        world.manager.disconnect()
        made = _PREPARED[prepare, make_url(url).get_backend_name()] = Prepared(folder, at, about)
    return made


def _make_records(world: World, folder: Path) -> None:
    """Makes the engine's own tables, which takes as long as most trials."""
    engine = ops.Engine(world.db, world.hosts, world.settings, world.sealer, world.clock, folder / "executor", workers=1)
    engine.launch()
    engine.stop()


def _open(folder: Path, url: str) -> World:
    manager = Manager(config(folder, database=url), clock=TurnedClock(), password=PASSWORD)
    manager.connect()
    return seen_by_admin(manager)


@contextmanager
def _world(folder: Path, url: str, prepare: Prepare) -> Generator[tuple[World, str]]:
    ready = _prepared(prepare, folder.parent, url)
    shutil.copytree(ready.folder / "data", folder / "data")
    world = _open(folder, copied(ready.url, url) if ready.url else "")
    try:
        yield world, ready.about
    finally:
        world.manager.disconnect()


def trials(folder: Path, url: str, prepare: Prepare, ask: Callable[[World, str], Started[Any]]) -> Generator[Trial]:
    """One trial of asking for an operation in a prepared world; the ledger must agree when it has ended and reconcilers have run."""
    with _world(folder, url, prepare) as (world, about):

        def check(job: Job) -> None:
            del job
            settle(world)
            assert ledger.differences(world.db, world.hosts.world) == []

        yield Trial(
            db=world.db,
            hosts=world.hosts,
            settings=world.settings,
            sealer=world.sealer,
            clock=world.clock,
            start=lambda: ask(world, about).job_id,
            check=check,
        )


@scenario(deploy.first_start)
def deploy_an_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, nothing, lambda world, _: world.deploy(name="web", diskofferingid=small_disk(world)))


@scenario(deploy.make_stopped)
def deploy_a_stopped_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, nothing, lambda world, _: world.deploy(name="web", startvm=False))


@scenario(power.start)
def start_a_stopped_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, stopped, lambda world, about: world.call("startVirtualMachine", id=about))


@scenario(power_state.start_again)
def start_an_instance_again_after_a_reboot_of_its_host(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, lost, lambda world, _: begin_again(world))


@scenario(power.stop)
def stop_a_running_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, running, lambda world, about: world.call("stopVirtualMachine", id=about))


@scenario(power.reboot)
def reboot_a_running_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, running, lambda world, about: world.call("rebootVirtualMachine", id=about))


@scenario(removal.destroy)
def destroy_a_running_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, running, lambda world, about: world.call("destroyVirtualMachine", id=about))


@scenario(removal.destroy_for_good)
def destroy_and_expunge_a_running_instance_with_its_data_disk(folder: Path, url: str) -> Generator[Trial]:
    def ask(world: World, about: str) -> Started[Any]:
        return world.call("destroyVirtualMachine", id=about, expunge=True, volumeids=[data_disk(world, about)])

    yield from trials(folder, url, running, ask)


@scenario(removal.expunge)
def expunge_a_stopped_instance_whose_data_disk_stays(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, stopped, lambda world, about: world.call("expungeVirtualMachine", id=about))


@scenario(credentials.hand_over_password)
def reset_the_password_of_a_stopped_instance(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, stopped, lambda world, about: world.call("resetPasswordForVirtualMachine", id=about))
