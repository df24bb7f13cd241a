"""The world of the fake hosts: what libvirt, the kernel and the disks would hold, in one file that outlives the manager as hosts do.

Nothing here knows of requests; `host` turns them into changes of this world.
"""

import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from pileus.wire.hosts import HostNetwork

SCHEMA = """
CREATE TABLE IF NOT EXISTS host (id TEXT PRIMARY KEY, number INTEGER NOT NULL, boot TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS thing (host TEXT, kind TEXT, id TEXT, body BLOB NOT NULL, PRIMARY KEY (host, kind, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (
  host TEXT, key TEXT, verb TEXT NOT NULL, target TEXT NOT NULL, reply BLOB, fault BLOB, at REAL NOT NULL, PRIMARY KEY (host, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS result_at ON result (at);
CREATE TABLE IF NOT EXISTS epoch (host TEXT, target TEXT, highest INTEGER NOT NULL, PRIMARY KEY (host, target)) WITHOUT ROWID;
"""

KEEP_RESULTS = 7 * 86400.0
"""Seconds, as long as a real agent remembers what it has done."""

S = TypeVar("S", bound=Struct)


class Name(Struct, frozen=True):
    """What a host is called, where it is not by its number."""

    name: str


class OwnNetworks(Struct, frozen=True):
    """What a host's own interfaces have."""

    networks: list[HostNetwork]


class Result(Struct, frozen=True, kw_only=True):
    """What came of an effect: the JSON of its reply, or of the fault that refused it."""

    verb: str
    target: str
    reply: bytes | None = None
    fault: bytes | None = None


class World:
    """Hosts and what is on them. One transaction a change; safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")  # a world of make-believe need not survive a power cut, only its manager's end
        self._db.executescript(SCHEMA)
        self._rows("DELETE FROM result WHERE at < ?", time.time() - KEEP_RESULTS)

    @contextmanager
    def change(self) -> Generator[None]:
        """All changes within happen together, or not at all."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def hosts(self) -> list[tuple[str, int, str]]:
        """Id, number and boot id of every host, in order."""
        return self._rows("SELECT id, number, boot FROM host ORDER BY number")

    def add_host(self, id: str, number: int, boot: str, name: str = "") -> None:
        """Makes a host; one that exists is left as it is. Without a name it is called by its number."""
        with self.change():
            self._rows("INSERT OR IGNORE INTO host VALUES (?, ?, ?)", id, number, boot)
            if name:
                self.put(id, "name", "", Name(name))

    def remove_host(self, id: str) -> None:
        """The host is gone, with everything on it."""
        with self.change():
            for table in ("host", "thing", "result", "epoch"):
                self._rows(f"DELETE FROM {table} WHERE {'id' if table == 'host' else 'host'} = ?", id)  # noqa: S608 - the tables above

    def reboot_host(self, id: str, boot: str) -> None:
        """The host comes back with a new boot id and without guests, bridges and rules; its disks are still there."""
        with self.change():
            self._rows("UPDATE host SET boot = ? WHERE id = ?", boot, id)
            self._rows("DELETE FROM thing WHERE host = ? AND kind NOT IN ('pool', 'volume', 'image', 'name')", id)

    def put(self, host: str, kind: str, id: str, body: Struct) -> None:
        """Makes or replaces a thing."""
        self._rows("INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?)", host, kind, id, msgspec.json.encode(body))

    def take(self, host: str, kind: str, id: str) -> None:
        """Removes a thing, if it is there."""
        self._rows("DELETE FROM thing WHERE host = ? AND kind = ? AND id = ?", host, kind, id)

    def clear(self, host: str, kind: str) -> None:
        """Removes all things of a kind."""
        self._rows("DELETE FROM thing WHERE host = ? AND kind = ?", host, kind)

    def get(self, host: str, kind: str, id: str, type: type[S]) -> S | None:
        """A thing, or None."""
        rows = self._rows("SELECT body FROM thing WHERE host = ? AND kind = ? AND id = ?", host, kind, id)
        return msgspec.json.decode(rows[0][0], type=type) if rows else None

    def all(self, host: str, kind: str, type: type[S]) -> dict[str, S]:
        """All things of a kind on a host, by id."""
        rows = self._rows("SELECT id, body FROM thing WHERE host = ? AND kind = ? ORDER BY id", host, kind)
        return {id: msgspec.json.decode(body, type=type) for id, body in rows}

    def has(self, host: str, kind: str, id: str) -> bool:
        """Whether a thing is there."""
        return bool(self._rows("SELECT 1 FROM thing WHERE host = ? AND kind = ? AND id = ?", host, kind, id))

    def result(self, host: str, key: str) -> Result | None:
        """What came of the effect with this key, if it was tried before."""
        rows = self._rows("SELECT verb, target, reply, fault FROM result WHERE host = ? AND key = ?", host, key)
        return Result(verb=rows[0][0], target=rows[0][1], reply=rows[0][2], fault=rows[0][3]) if rows else None

    def has_result_under(self, host: str, target: str, keys: list[str]) -> bool:
        """Whether an effect on the target was done with one of these keys, or one that goes on after it and a `/`."""
        query = "SELECT 1 FROM result WHERE host = ? AND target = ? AND (key = ? OR (key > ? AND key < ?))"
        return any(self._rows(query, host, target, key, f"{key}/", f"{key}0") for key in keys)

    def remember(self, host: str, key: str, result: Result) -> None:
        """Stores what came of an effect."""
        row = (host, key, result.verb, result.target, result.reply, result.fault, time.time())
        self._rows("INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?)", *row)

    def raise_epoch(self, host: str, target: str, epoch: int) -> int:
        """The highest epoch of a target, this one among them."""
        return self._rows(
            "INSERT INTO epoch VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET highest = max(highest, excluded.highest) RETURNING highest",
            host,
            target,
            epoch,
        )[0][0]

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()
