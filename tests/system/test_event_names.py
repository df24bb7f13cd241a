"""The names of events against the facts of CloudStack's: a command leaves what it leaves there, and nothing is missing without a reason."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from pileus.manager.http.generate import load
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.ops.event_log import BESIDES

FACTS = Path(__file__).resolve().parents[2] / "tools" / "facts" / "events.tsv"
MORE = {"deleteUserKeys", "updateIsoPermissions", "updateTemplatePermissions"}
"""Commands that leave no event in CloudStack 4.22: who may use a template is worth one, and deleteUserKeys came with 4.23."""


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    load()
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def events(rows: list[list[str]]) -> dict[str, set[str]]:
    """The commands that leave each event."""
    return {name: set(commands.split()) - {"-"} for kind, name, commands in rows if kind == "event"}


@pytest.fixture(scope="module")
def absent(rows: list[list[str]]) -> list[str]:
    return [name for kind, name, _ in rows if kind == "absent"]


def _left(events: dict[str, set[str]]) -> set[str]:
    return {name for name in events if name in BESIDES or any(c.event == name for c in COMMANDS.values())}


def test_what_a_command_declares_is_what_cloudstack_leaves(events: dict[str, set[str]]) -> None:
    declared = {(name, command.event) for name, command in COMMANDS.items() if command.event and name not in MORE}
    wrong = [f"{name}: {event}" for name, event in sorted(declared) if name not in events.get(event, ())]
    assert not wrong


def test_what_comes_besides_has_a_name_of_cloudstack_s(events: dict[str, set[str]]) -> None:
    assert events.keys() >= BESIDES


def test_every_event_of_a_command_that_is_here_is_left_or_has_a_reason(events: dict[str, set[str]], absent: list[str]) -> None:
    left = _left(events)
    missing = {name for name in events if name not in left}
    unexplained = {name for name in missing if not any(fnmatchcase(name, pattern) for pattern in absent)}
    assert not unexplained
    silent = {name for name in missing if (events[name] & COMMANDS.keys()) and name not in absent}
    assert not silent, "a command is here, and only a reason for a whole family says why its event is not"


def test_no_reason_is_about_nothing(events: dict[str, set[str]], absent: list[str]) -> None:
    missing = events.keys() - _left(events)
    first = {next((pattern for pattern in absent if fnmatchcase(name, pattern)), "") for name in missing}
    assert set(absent) == first


def test_all_names_are_there(events: dict[str, set[str]]) -> None:
    assert len(events) == 544
