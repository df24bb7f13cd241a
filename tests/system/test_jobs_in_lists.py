"""Lists tell of each object the job that works on it. No engine runs here, so jobs stay as they are."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.cloud import PASSWORD
from tests.world import NETWORK, TEMPLATE, ZONE, World, config, seen_by_admin

from pileus.manager.app import Manager
from pileus.manager.appliances import routers
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.network import Network


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A cloud with an instance that waits for its first start, and a router."""
    folder: Path = tmp_path_factory.mktemp("still")
    manager = Manager(config(folder), clock=TurnedClock(), password=PASSWORD)
    try:
        manager.connect()
        world = seen_by_admin(manager)
        with world.db.write() as db:
            routers.ensure(db, db.get_one(Network, NETWORK), db.get_one(Host, world.host.id))
        world.deploy(name="waiting")
        world.call("createSecurityGroup", name="open")
        yield world
    finally:
        manager.disconnect()


def add_job(world: World, about: str, account_id: str | None = None, **more: Any) -> str:
    """A job on an object."""
    owner = account_id or (world.caller.account_id if world.caller else "")
    job = Job(id=new_id(), operation="work", arguments="[]", entity="Thing", instance_id=about, account_id=owner, **more)
    with world.db.write() as db:
        db.add(job)
    return job.id


@pytest.mark.parametrize(
    ("command", "parameters"),
    [
        ("listVirtualMachinesMetrics", {}),
        ("listVolumes", {}),
        ("listVolumesMetrics", {}),
        ("listNetworks", {}),
        ("listRouters", {"listall": True}),
        ("listSystemVms", {}),
        ("listTemplates", {"templatefilter": "all"}),
        ("listSecurityGroups", {}),
        ("listHosts", {"type": "Routing"}),
        ("listStoragePools", {}),
        ("listPhysicalNetworks", {}),
        ("listAccounts", {}),
        ("listUsers", {}),
    ],
)
def test_every_kind_of_object_with_jobs_names_its_pending_one(still: World, command: str, parameters: dict[str, Any]) -> None:
    thing = still.call(command, **parameters).items[0]
    add_job(still, thing.id, state=JobState.DONE)
    waiting = add_job(still, thing.id, waits_for=thing.id)
    job = add_job(still, thing.id, state=JobState.RUNNING)
    shown = {item.id: (item.job_id, item.job_status) for item in still.call(command, **parameters).items}
    assert shown[thing.id] == (job, 0)
    with still.db.write() as db:
        db.get_one(Job, job).state = db.get_one(Job, waiting).state = JobState.FAILED
    assert job not in {item.job_id for item in still.call(command, **parameters).items}


def test_a_job_of_another_tenant_is_not_told(still: World) -> None:
    add_job(still, NETWORK)
    peer = still.account("peer")
    assert peer.call("listNetworks").items[0].job_id is None
    own = add_job(still, TEMPLATE, account_id=peer.caller.account_id if peer.caller else "")
    assert peer.call("listTemplates", templatefilter="executable").items[0].job_id == own


def test_a_page_takes_one_statement_for_its_jobs(still: World) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    for number in range(3):
        still.call("createSecurityGroup", name=f"one-of-{number}")
    event.listen(still.db.engine, "before_cursor_execute", note)
    try:
        assert still.call("listSecurityGroups", zoneid=ZONE).count > 3
    finally:
        event.remove(still.db.engine, "before_cursor_execute", note)
    assert sum("FROM job" in statement for statement in asked) == 1
