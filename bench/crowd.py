"""Thousands of instances and tenants without thousands of calls: rows, and things on the fake hosts, copied from ones really made."""

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
MOST_RUNNING = 1000
"""One in so many copies runs, but not more than that: a fake host has room for two thousand."""

TENANTS = 1000
OWNED = 100
"""Instances of the one tenant whose lists are timed, however many there are in all; the other tenants share the rest."""

WORD, TAG = "copy-0010", ("tier", "web")
"""Part of the names of 99 copies, and the tag of those that the timed tenant owns."""


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


def fill(server: ServerProcess, count: int) -> tuple[str, str]:
    """Makes so many instances, of which some run, of a thousand tenants; answers the keys of one. The server is started anew."""
    client = ApiClient.of(server)
    sources = [deploy(client, name) for name in ("source-running", "source-stopped")]
    for source in sources:
        ended(client, source)
    ended(client, client.call("stopVirtualMachine", id=sources[1]["id"]))
    account = client.call(
        "createAccount", accounttype="0", username="tenant", password="a long one", email="t@x.org", firstname="T", lastname="T"
    )["account"]
    keys = client.call("registerUserKeys", id=account["user"][0]["id"])["userkeys"]
    client.close()
    server.stop()
    running = min(count // RUNNING_SHARE, MOST_RUNNING)
    with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"))) as db, closing(sqlite3.connect(server.world_file)) as world:
        db.row_factory = sqlite3.Row
        owners = [account["id"], *_tenants(db, account["id"])]
        copies = [Copy(1001 + n, owners[0] if n < OWNED else owners[1 + n % (TENANTS - 1)]) for n in range(count)]
        random.Random(4).shuffle(copies)  # as old rows lie: not in the order of their names
        for source, mine in ((sources[0], copies[:running]), (sources[1], copies[running:])):
            _rows(db, source["id"], mine)
            _things(world, source["id"], mine)
        _tags(db, [copy for copy in copies if copy.owner == account["id"]])
        db.execute("ANALYZE")
        db.commit()
        world.commit()
    server.start()
    return keys["apikey"], keys["secretkey"]


class Copy:
    """The new ids and names of one copy, and its owner."""

    def __init__(self, number: int, owner: str) -> None:
        self.number, self.owner = number, owner
        self.name = f"copy-{number:06}"
        self.instance, self.volume, self.nic = (str(uuid.uuid4()) for _ in range(3))
        self.ip = f"10.{9 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
        self.mac = f"02:be:00:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def _tenants(db: sqlite3.Connection, source: str) -> list[str]:
    """All further tenants."""
    ids = [str(uuid.uuid4()) for _ in range(TENANTS - 1)]
    _copy(db, "account", "id", source, ({"id": id, "name": f"tenant-{n}"} for n, id in enumerate(ids)))
    return ids


def _rows(db: sqlite3.Connection, source: str, copies: list[Copy]) -> None:
    _copy(
        db, "instance", "id", source,
        (
            {"id": copy.instance, "account_id": copy.owner, "name": copy.name, "number": copy.number, "display_name": copy.name}
            for copy in copies
        ),
    )  # fmt: skip
    _copy(
        db, "volume", "instance_id", source,
        ({"id": copy.volume, "account_id": copy.owner, "instance_id": copy.instance} for copy in copies),
    )  # fmt: skip
    _copy(
        db, "nic", "instance_id", source,
        (
            {
                "id": copy.nic, "account_id": copy.owner, "instance_id": copy.instance,
                "ip": copy.ip, "mac": copy.mac, "hostname": copy.name,
            }
            for copy in copies
        ),
    )  # fmt: skip
    _copy(db, "security_group_member", "instance_id", source, ({"instance_id": copy.instance} for copy in copies))


def _tags(db: sqlite3.Connection, copies: list[Copy]) -> None:
    now = db.execute("SELECT created FROM instance LIMIT 1").fetchone()[0]
    db.executemany(
        "INSERT INTO tag (id, created, version, account_id, resource_type, resource_id, key, value) VALUES (?, ?, 1, ?, 'UserVm', ?, ?, ?)",
        ((str(uuid.uuid4()), now, copy.owner, copy.instance, *TAG) for copy in copies),
    )


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
