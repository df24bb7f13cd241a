"""The manager is killed again and again while tenants work; in the end nothing is lost, left over, doubled or stuck.

PILEUS_CHAOS_KILLS sets how often (5), PILEUS_CHAOS_SEED repeats the choices of an earlier run, which prints its seed.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cs import CloudStack, CloudStackApiException
from sqlalchemy import select, text
from tests import ledger
from tests.postgres import Postgres, running
from tests.server_process import ServerProcess, serving
from tests.world import TEMPLATE, ZONE, offering

from pileus.manager.drivers.fake.world import World
from pileus.manager.kernel.database import Database
from pileus.manager.model.job import Job, JobState

KILLS = int(os.environ.get("PILEUS_CHAOS_KILLS", "5"))
SEED = int(os.environ.get("PILEUS_CHAOS_SEED", str(random.SystemRandom().randrange(1 << 32))))
TENANTS = 4
BUSY_SECONDS = 30.0
SETTLE_SECONDS = 30.0
REFUSALS = {431, 503, 530}
"""What a call may be told that came too early or too late: the object is gone, or in a state that does not allow it; the server stops."""


class Tenant:
    """Somebody who deploys, stops, starts and destroys, whatever happens to the server."""

    def __init__(self, server: ServerProcess, number: int) -> None:
        key, secret = server.keys
        self._cs: Any = CloudStack(endpoint=server.url, key=key, secret=secret, timeout=20)
        self._random = random.Random(f"{SEED}/{number}")  # every tenant's choices are its own, however the threads run
        self._name = f"chaos-{number}"
        self._machines: list[str] = []
        self._count = 0
        self.promised: dict[str, str] = {}
        """The jobs that the server said it had taken on, and what each does."""
        self.surprises: list[str] = []

    def work(self, until: threading.Event) -> None:
        while not until.is_set():
            act = self._random.choices([self._deploy, self._stop, self._start, self._destroy], [4, 2, 1, 2])[0]
            try:
                act()
            except (requests.ConnectionError, requests.Timeout):
                until.wait(0.2)  # killed just now; what became of the call is the ledger's to tell
            except CloudStackApiException as refused:
                if refused.error["errorcode"] not in REFUSALS:
                    self.surprises.append(f"{act.__name__}: {refused}")

    def _deploy(self) -> None:
        self._count += 1
        name = f"{self._name}-{self._count}"
        made = self._cs.deployVirtualMachine(zoneid=ZONE, templateid=TEMPLATE, serviceofferingid=offering("Tiny Instance"), name=name)
        self._machines.append(made["id"])
        self.promised[made["jobid"]] = "deploy"

    def _stop(self) -> None:
        self._on_one("stop", self._cs.stopVirtualMachine, forced=self._random.random() < 0.5)

    def _start(self) -> None:
        self._on_one("start", self._cs.startVirtualMachine)

    def _destroy(self) -> None:
        self._on_one("destroy", self._cs.destroyVirtualMachine, expunge=self._random.random() < 0.5)

    def _on_one(self, what: str, call: Callable[..., Any], **parameters: Any) -> None:
        if self._machines:
            self.promised[call(id=self._random.choice(self._machines), **parameters)["jobid"]] = what


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.mark.slow
@pytest.mark.timeout(60 + 30 * KILLS)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killing_the_manager_loses_nothing(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    sys.stdout.write(f"PILEUS_CHAOS_SEED={SEED}\n")
    chance = random.Random(SEED)
    url = request.getfixturevalue("postgres").database() if kind == "postgresql" else ""
    with serving(tmp_path, hosts=3, database=url) as server:
        over = threading.Event()
        tenants = [Tenant(server, number) for number in range(TENANTS)]
        threads = [threading.Thread(target=tenant.work, args=(over,)) for tenant in tenants]
        for thread in threads:
            thread.start()
        try:
            for number in range(KILLS):
                busy(tenants, chance.randint(1, 12))
                over.wait(chance.uniform(0, 0.3))
                end = server.stop if number % 5 == 4 else server.kill
                end()
                server.start()
            busy(tenants, chance.randint(1, 12))
        finally:
            over.set()
            for thread in threads:
                thread.join(30)
        assert [line for tenant in tenants for line in tenant.surprises] == []
        settled(server)
        kept(server, {id: what for tenant in tenants for id, what in tenant.promised.items()})
        server.stop()
        assert url == "" or deadlocks(url) == 0, "transactions lock in one order, however they are mixed"


def deadlocks(url: str) -> int:
    """How often transactions of a PostgreSQL database stood in each other's way."""
    db = Database(url)
    try:
        with db.read() as session:
            return session.execute(text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).scalar_one()
    finally:
        db.close()


def busy(tenants: list[Tenant], calls: int) -> None:
    """Waits until the server has promised so many more jobs."""
    deadline = time.monotonic() + BUSY_SECONDS
    wanted = sum(len(tenant.promised) for tenant in tenants) + calls
    while (so_far := sum(len(tenant.promised) for tenant in tenants)) < wanted:
        assert time.monotonic() < deadline, f"only {so_far} jobs of {wanted} were taken on within {BUSY_SECONDS} s"
        time.sleep(0.002)


def settled(server: ServerProcess) -> None:
    """In time every job has ended, and database and world agree."""
    db, world = Database(server.database), World(server.world_file)
    try:
        deadline = time.monotonic() + SETTLE_SECONDS
        while found := ledger.differences(db, world):
            assert time.monotonic() < deadline, f"after {SETTLE_SECONDS} s:\n" + "\n".join(found)
            time.sleep(0.2)
    finally:
        world.close()
        db.close()


def kept(server: ServerProcess, promised: dict[str, str]) -> None:
    """Every job that a caller was promised is there; and since no host failed, no deploy did."""
    db = Database(server.database)
    try:
        with db.read() as session:
            jobs = {job.id: job for job in session.scalars(select(Job))}
    finally:
        db.close()
    assert set(promised) - set(jobs) == set()
    failed = [jobs[id].error for id, what in promised.items() if what == "deploy" and jobs[id].state is not JobState.DONE]
    assert failed == []
