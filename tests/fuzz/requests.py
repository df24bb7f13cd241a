"""Random requests from the registry: mostly well-formed, with ids that exist, and something odd in nearly each.

The same seed makes the same requests.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fuzz.values import ODD, TEXTS, usual

from pileus.manager.http.catalog import entry_of
from pileus.manager.http.kinds import Kind, choices, kind_of
from pileus.manager.http.sessions import FAMILY
from pileus.manager.kernel.registry import COMMANDS, Command, Field, fields_of

MOST_IDS = 500
STRANGE = (
    "",
    " ",
    "null",
    "\x00",
    "a\r\nSet-Cookie: x=y",
    "A" * 256,
    "B" * 70_000,
    "\ud7ff\ufffd\U0010ffff",
    "١٢٣",
    "0x10",
    "1;2",
    "%2e%2e%2f",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "file:///etc/shadow",
    "nfs://127.0.0.1/../..",
    "http://169.254.169.254/latest",
    "10.0.0.0/33",
    "::ffff:0.0.0.0",
    "10.0.0.256",
    "-0",
    "1e309",
    "9223372036854775808",
)
"""Texts in the place of anything."""


@dataclass
class Ids:
    """Ids that exist or did, the newest last, by the kind of object that answered them."""

    found: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, kind: str, ids: Sequence[str]) -> None:
        """Remembers ids; the oldest are forgotten when there are many."""
        self.found[kind] = [*dict.fromkeys([*self.found.get(kind, ()), *ids])][-MOST_IDS:]

    def of(self, kind: str | None) -> list[str]:
        """Those of a kind; all where none of it is known."""
        return self.found.get(kind or "") or [id for ids in self.found.values() for id in ids] or ["1"]


@dataclass
class Fuzzer:
    """Makes requests."""

    random: random.Random
    ids: Ids
    names: tuple[str, ...] = field(default_factory=lambda: tuple(sorted(name for name in COMMANDS if name not in FAMILY)))

    def request(self) -> dict[str, str]:
        """The parameters of the next request, the command's name included."""
        command = COMMANDS[self.random.choice(self.names)]
        sent = {"command": command.name, "response": self.random.choice(("json", "json", "xml", "JSON", "yaml"))}
        for f in command.fields:
            if self._chance(0.97 if f.required else 3 / max(len(command.fields), 6)):
                sent |= self._value(command, f)
        if self._chance(0.03):
            sent |= {self.random.choice(TEXTS + STRANGE) or "x": self.random.choice(STRANGE)}
        return sent

    def _chance(self, of_one: float) -> bool:
        return self.random.random() < of_one

    def _value(self, command: Command, f: Field) -> dict[str, str]:
        """One parameter: as it should be, odd for its kind, or anything."""
        if self._chance(0.75):
            return self._sensible(f)
        kind = kind_of(f.type)
        if kind is Kind.MAP:
            return self._odd_map(f)
        if self._chance(0.6):
            return {f.wire: self.random.choice(ODD[kind])}
        name = self.random.choice((f.wire, f.wire.upper(), f"{f.wire}[0].key", f"{f.wire}[-1].x", f"{f.wire}[", f"{command.name}.{f.wire}"))
        return {name: self.random.choice(STRANGE)}

    def _sensible(self, f: Field) -> dict[str, str]:
        kind = kind_of(f.type)
        if kind is Kind.MAP and (entry := entry_of(f.type)) is not None:
            return {
                f"{f.wire}[{i}].{inner.wire}": self._text(inner) for i in range(self.random.randint(1, 2)) for inner in fields_of(entry)
            }
        return usual(f) if kind is Kind.MAP else {f.wire: self._text(f)}

    def _text(self, f: Field) -> str:
        """A value that fits the type."""
        kind = kind_of(f.type)
        if values := choices(f.type):
            return self.random.choice(values)
        if f.names is not None or kind is Kind.UUID:
            return self._id(f.names)
        match kind:
            case Kind.LIST:
                return ",".join(self._id(f.names) for _ in range(self.random.randint(1, 3)))
            case Kind.BOOLEAN:
                return self.random.choice(("true", "false"))
            case Kind.INTEGER | Kind.LONG | Kind.FLOAT:
                return str(self.random.choice((0, 1, 2, 5, 20, 100, 512, 1024)))
            case Kind.DATE:
                return f"20{self.random.randint(16, 30)}-0{self.random.randint(1, 9)}-1{self.random.randint(0, 9)}"
            case _:
                return self.random.choice(
                    ("usual", "default", "Enabled", "10.9.0.7", "10.9.0.0/24", "TCP", "UserVm", f"n{self.random.randint(0, 9)}")
                )

    def _id(self, kind: str | None) -> str:
        return self.random.choice(self.ids.of(kind if self._chance(0.9) else None))

    def _odd_map(self, f: Field) -> dict[str, str]:
        texts = TEXTS + STRANGE
        sent: dict[str, str] = {}
        for _ in range(self.random.randint(1, 3)):
            index = self.random.choice(("0", "1", "999999999", "-1", "x"))
            key = self.random.choice(("key", "value", *texts))
            sent[f"{f.wire}[{index}].{key}"] = self.random.choice(texts)
        return sent
