"""Odd and hostile values in every parameter of every command: each gets an answer or a refusal in words, never a fault of the server."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.fuzz.values import odd, usual_request

from pileus.manager.http.dispatch import Request
from pileus.manager.http.sessions import FAMILY
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import ApiError, Internal
from pileus.manager.kernel.registry import COMMANDS, Command


def _requests(command: Command) -> Iterator[dict[str, str]]:
    """The command as usual, but for one parameter."""
    usual = usual_request(command)
    yield {}
    for field in command.fields:
        for sent in odd(field):
            yield usual | sent


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
