"""Odd and hostile values in every parameter of every command: each gets an answer or a refusal in words, never a fault of the server."""

from collections.abc import Iterator
from typing import Any

import pytest

from pileus.manager.http.dispatch import Request
from pileus.manager.http.kinds import Kind, kind_of
from pileus.manager.http.sessions import FAMILY
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import ApiError, Internal
from pileus.manager.kernel.registry import COMMANDS, Command, Field

NOBODY = "11111111-2222-3333-4444-555566667777"
TEXTS = ("'; DROP TABLE account; --", "<a>&'\"$(reboot)`id`", "é" * 200, "%", "../../etc/passwd", "-1", "\U0001f600", "0")
NUMBERS = ("-1", "0", "2147483647", "99999999999999999999", "1e3", "NaN")
ODD = {
    Kind.UUID: (NOBODY, "-1", "1", TEXTS[0]),
    Kind.STRING: TEXTS,
    Kind.LIST: (f"{NOBODY},{NOBODY}", ",,,", TEXTS[0], TEXTS[1]),
    Kind.BOOLEAN: ("perhaps",),
    Kind.INTEGER: NUMBERS,
    Kind.LONG: NUMBERS,
    Kind.FLOAT: NUMBERS,
    Kind.DATE: ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "tomorrow"),
    Kind.MAP: (TEXTS[0],),
}
USUAL = {
    Kind.UUID: NOBODY,
    Kind.STRING: "usual",
    Kind.LIST: NOBODY,
    Kind.BOOLEAN: "false",
    Kind.INTEGER: "1",
    Kind.LONG: "1",
    Kind.FLOAT: "1",
    Kind.DATE: "2016-08-18",
}


def _usual(field: Field) -> dict[str, str]:
    kind = kind_of(field.type)
    return {f"{field.wire}[0].key": "k", f"{field.wire}[0].value": "v"} if kind is Kind.MAP else {field.wire: USUAL[kind]}


def _odd(field: Field) -> Iterator[dict[str, str]]:
    kind = kind_of(field.type)
    yield from ({field.wire: text} for text in ODD[kind])
    if kind is Kind.MAP:
        for text in TEXTS:
            yield {f"{field.wire}[0].key": text, f"{field.wire}[0].value": text, f"{field.wire}[1].{text}": text}


def _requests(command: Command) -> Iterator[dict[str, str]]:
    """The command as usual, but for one parameter."""
    usual: dict[str, str] = {}
    for field in command.fields:
        if field.required:
            usual |= _usual(field)
    yield {}
    for field in command.fields:
        for odd in _odd(field):
            yield usual | odd


def _faults(server: Any, caller: Caller) -> Iterator[str]:
    for command in sorted(COMMANDS.values(), key=lambda c: c.name):
        if command.name in FAMILY:
            continue
        for sent in _requests(command):
            try:
                server.world.dispatcher.call(Request(command.name, sent, caller))
            except ApiError as refusal:
                if isinstance(refusal, Internal) and command.name != "listApis":
                    yield f"{command.name} {sent}: {refusal.text}"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_odd_value_of_an_administrator_is_a_fault(server: Any) -> None:
    assert list(_faults(server, server.world.users.system())) == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_odd_value_of_a_user_is_a_fault(server: Any) -> None:
    form = {
        "accounttype": "0",
        "email": "h@example.org",
        "firstname": "H",
        "lastname": "O",
        "username": "hostile",
        "password": "a long password",
    }
    server.world.call("createAccount", **form)
    assert list(_faults(server, server.world.caller_named("hostile"))) == []
