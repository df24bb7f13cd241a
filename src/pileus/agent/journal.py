"""What this agent has already done: the memory that makes a repeated effect harmless and a late one powerless.

What may not stand here: threads' order (`dispatch` lets one effect a target in at a time) and knowledge of what an effect does.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from pileus.agent.faults import AgentFault
from pileus.wire.message import Effect, FaultKind, undos_of

SETTLED: frozenset[FaultKind] = frozenset({"missing", "invalid", "conflict", "capacity"})
"""Faults that are an answer. The others (unavailable, timeout, internal) say that nothing was decided: the same key may be tried again."""

KEEP_RESULTS = 7 * 86400.0
"""Seconds; longer than any operation lives, and longer than a manager may be away and still come back to finish one."""

KEEP_EPOCHS = 90 * 86400.0
"""Seconds since the last effect on a target after which its epoch is forgotten, so that the file does not grow for ever."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, verb TEXT NOT NULL, target TEXT NOT NULL, reply BLOB, fault BLOB, at REAL NOT NULL)
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS result_at ON result (at);
CREATE TABLE IF NOT EXISTS epoch (target TEXT PRIMARY KEY, highest INTEGER NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
"""


class _StoredFault(Struct, frozen=True):
    kind: FaultKind
    text: str
    hint: str


def verb_of(request: type[Struct] | Struct) -> str:
    """The wire name of a request, for messages and records."""
    return str(request.__struct_config__.tag)


class Journal:
    """Results by key and the highest epoch by target, in one SQLite file. Safe to use from any thread."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._guard = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        self.prune()

    def once(self, effect: Effect[Any], act: Callable[[], Struct]) -> bytes:
        """Answers with the stored reply or fault of this key, else runs `act` and stores what came of it. Returns the reply's JSON.

        The caller must let in one effect a target at a time: then a repetition that waited for the first finds its result here.
        """
        if (stored := self._stored(effect)) is not None:
            return stored
        self._refuse_undone(effect)
        self._raise_epoch(effect)
        try:
            reply = msgspec.json.encode(act())
        except AgentFault as fault:
            if fault.kind in SETTLED:
                self._store(effect, None, msgspec.json.encode(_StoredFault(fault.kind, fault.text, fault.hint)))
            raise
        self._store(effect, reply, None)
        return reply

    def prune(self) -> None:
        """Forgets what no manager can still ask for."""
        now = self._clock()
        with self._guard:
            self._db.execute("DELETE FROM result WHERE at < ?", (now - KEEP_RESULTS,))
            self._db.execute("DELETE FROM epoch WHERE at < ?", (now - KEEP_EPOCHS,))

    def close(self) -> None:
        with self._guard:
            self._db.close()

    def _stored(self, effect: Effect[Any]) -> bytes | None:
        with self._guard:
            row = self._db.execute("SELECT verb, target, reply, fault FROM result WHERE key = ?", (effect.key,)).fetchone()
        if row is None:
            return None
        verb, target, reply, fault = row
        if (verb, target) != (verb_of(effect), effect.target):
            raise AgentFault(
                "invalid",
                f"the key {effect.key} of {verb_of(effect)} on {effect.target} was already used for {verb} on {target}",
                "Give every step of every operation a key of its own.",
            )
        if fault is not None:
            stored = msgspec.json.decode(fault, type=_StoredFault)
            raise AgentFault(stored.kind, stored.text, stored.hint)
        return bytes(reply)

    def _refuse_undone(self, effect: Effect[Any]) -> None:
        """A manager that was frozen between deciding and sending must not bring back what has been undone meanwhile."""
        query = "SELECT 1 FROM result WHERE target = ? AND (key = ? OR (key > ? AND key < ?))"
        with self._guard:
            for undo in undos_of(effect.key):
                if self._db.execute(query, (effect.target, undo, f"{undo}/", f"{undo}0")).fetchone():
                    raise AgentFault(
                        "stale",
                        f"{verb_of(effect)} on {effect.target} comes late: its step {effect.key} was undone",
                        "Its operation has ended; read the object again before acting.",
                    )

    def _raise_epoch(self, effect: Effect[Any]) -> None:
        with self._guard:
            row = self._db.execute("SELECT highest FROM epoch WHERE target = ?", (effect.target,)).fetchone()
            if row is not None and effect.epoch < row[0]:
                raise AgentFault(
                    "stale",
                    f"{verb_of(effect)} on {effect.target} carries epoch {effect.epoch}, but epoch {row[0]} has already acted on it",
                    "Another operation has taken the object over; read it again before acting.",
                )
            self._db.execute(
                "INSERT INTO epoch VALUES (?, ?, ?) ON CONFLICT (target) DO UPDATE SET highest = excluded.highest, at = excluded.at",
                (effect.target, effect.epoch, self._clock()),
            )

    def _store(self, effect: Effect[Any], reply: bytes | None, fault: bytes | None) -> None:
        row = (effect.key, verb_of(effect), effect.target, reply, fault, self._clock())
        with self._guard:
            self._db.execute("INSERT INTO result VALUES (?, ?, ?, ?, ?, ?)", row)
