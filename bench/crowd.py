"""Ten thousand instances without ten thousand deploys: rows, and things on the fake hosts, copied from one that was really deployed."""

import random
import sqlite3
import uuid
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

from tests.server_process import ServerProcess

from bench.client import ApiClient
from bench.figures import until

Change = Callable[[dict[str, Any], int], dict[str, Any]]

RUNNING_SHARE = 10
"""One in so many copies runs; a fake host has room for two thousand of them."""


def deploy(client: ApiClient, name: str) -> dict[str, Any]:
    """Starts to deploy the smallest instance; answers id and jobid."""
    return client.call("deployVirtualMachine", **client.smallest, name=name)


def ended(client: ApiClient, started: dict[str, Any], limit: float = 60.0) -> None:
    """Returns when the job has gone well."""

    def over() -> bool:
        job = client.call("queryAsyncJobResult", jobid=started["jobid"])
        if job["jobstatus"] == 2:
            raise RuntimeError(f"the job failed: {job['jobresult']}")
        return job["jobstatus"] == 1

    until(over, limit, f"the end of job {started['jobid']}")


def fill(server: ServerProcess, count: int) -> None:
    """Makes so many instances, of which some run. The server must stand still meanwhile: it is stopped, and started again."""
    client = ApiClient.of(server)
    sources = [deploy(client, name) for name in ("source-running", "source-stopped")]
    for source in sources:
        ended(client, source)
    ended(client, client.call("stopVirtualMachine", id=sources[1]["id"]))
    client.close()
    server.stop()
    running = count // RUNNING_SHARE
    with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"))) as db, closing(sqlite3.connect(server.world_file)) as world:
        db.row_factory = sqlite3.Row
        for source, wanted in ((sources[0], running), (sources[1], count - running)):
            copies = [Copy() for _ in range(wanted)]
            _rows(db, source["id"], copies)
            _things(world, source["id"], copies)
        db.execute("ANALYZE")
        db.commit()
        world.commit()
    server.start()


class Copy:
    """The new ids and names of one copy."""

    number = 1000

    def __init__(self) -> None:
        Copy.number += 1
        self.number = Copy.number
        self.name = f"copy-{self.number:06}"
        self.instance, self.volume, self.nic = (str(uuid.uuid4()) for _ in range(3))
        self.ip = f"10.{9 + (self.number >> 16)}.{self.number >> 8 & 255}.{self.number & 255}"
        self.mac = f"02:be:00:{self.number >> 16:02x}:{self.number >> 8 & 255:02x}:{self.number & 255:02x}"


def _rows(db: sqlite3.Connection, source: str, copies: list[Copy]) -> None:
    shuffled = random.Random(4).sample(copies, len(copies))  # as old rows lie: not in the order of their names
    _copy(
        db, "instance", "id", source,
        ({"id": copy.instance, "name": copy.name, "number": copy.number, "display_name": copy.name} for copy in shuffled),
    )  # fmt: skip
    _copy(db, "volume", "instance_id", source, ({"id": copy.volume, "instance_id": copy.instance} for copy in shuffled))
    _copy(
        db, "nic", "instance_id", source,
        (
            {"id": copy.nic, "instance_id": copy.instance, "ip": copy.ip, "mac": copy.mac, "hostname": copy.name}
            for copy in shuffled
        ),
    )  # fmt: skip
    _copy(db, "security_group_member", "instance_id", source, ({"instance_id": copy.instance} for copy in shuffled))


def _copy(db: sqlite3.Connection, table: str, key: str, source: str, changes: Iterable[dict[str, Any]]) -> None:
    """Copies the one row of the source with other values in some columns."""
    row = dict(db.execute(f'SELECT * FROM "{table}" WHERE "{key}" = ?', (source,)).fetchone())
    columns = ", ".join(f'"{name}"' for name in row)
    holders = ", ".join(f":{name}" for name in row)
    db.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({holders})', ({**row, **change} for change in changes))


def _things(world: sqlite3.Connection, source: str, copies: list[Copy]) -> None:
    """What a real deploy leaves on a host while the guest runs: its domain and its guard. A stopped source has neither."""
    mine = world.execute("SELECT host, kind, body FROM thing WHERE id = ? AND kind IN ('domain', 'guard')", (source,)).fetchall()
    for copy in copies:
        for host, kind, body in mine:
            renamed = body.replace(source.encode(), copy.instance.encode())
            world.execute("INSERT INTO thing VALUES (?, ?, ?, ?)", (host, kind, copy.instance, renamed))
