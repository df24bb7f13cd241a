"""Consoles: tickets that open one guest's console once."""

import asyncio
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.world import World

from pileus.manager.compute.console import Tickets
from pileus.manager.http import signature
from pileus.manager.kernel.console import ConsoleStream
from pileus.manager.kernel.errors import InvalidValue, NotFound, Unavailable


def tickets(world: World) -> Tickets:
    return Tickets(world.db, world.hosts, world.clock)


def first_bytes(world: World, ticket: str, session: str | None = None) -> bytes | None:
    """What a console says first, or None where the ticket is not good."""

    async def look() -> bytes | None:
        stream: ConsoleStream | None = await tickets(world).open(ticket, session)
        if stream is None:
            return None
        try:
            async for data in stream:
                return data
        finally:
            await stream.close()
        return b""

    return asyncio.run(look())


@pytest.mark.parametrize(("kind", "greeting"), [("vnc", b"RFB 003.008\n"), ("serial", b"simulated serial console")])
def test_a_ticket_opens_its_console_once(shared_world: World, kind: str, greeting: bytes) -> None:
    id = shared_world.running(name=f"console-{kind}")
    console = shared_world.call("createConsoleEndpoint", virtualmachineid=id, kind=kind)
    assert console.url.startswith(f"/client/console/{id}?token=")
    assert console.websocket.path == f"client/console/ws/{console.websocket.token}"
    assert greeting in (first_bytes(shared_world, console.websocket.token) or b"")
    assert first_bytes(shared_world, console.websocket.token) is None


def test_a_ticket_dies_after_a_minute(shared_world: World) -> None:
    id = shared_world.running(name="console-late")
    console = shared_world.call("createConsoleEndpoint", virtualmachineid=id)
    shared_world.clock.turn(seconds=61)
    assert first_bytes(shared_world, console.websocket.token) is None


def test_an_invented_ticket_opens_nothing(shared_world: World) -> None:
    assert first_bytes(shared_world, "invented") is None


def test_only_the_owner_of_a_running_instance_gets_a_ticket(shared_world: World) -> None:
    id = shared_world.running(name="console-owned")
    with pytest.raises(NotFound):
        shared_world.account("peeping").call("createConsoleEndpoint", virtualmachineid=id)
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id, forced=True))
    with pytest.raises(InvalidValue, match="console-owned is Stopped; only a running instance has a console"):
        shared_world.call("createConsoleEndpoint", virtualmachineid=id)


def refusal(world: World, ticket: str) -> str | None:
    """Why a console does not open, or None where it does or the ticket is not good."""
    try:
        first_bytes(world, ticket)
    except Unavailable as error:
        return error.text
    return None


def test_a_guest_that_is_gone_says_why(shared_world: World) -> None:
    for number in range(5):
        id = shared_world.running(name=f"console-gone-{number}")
        console = shared_world.call("createConsoleEndpoint", virtualmachineid=id)
        shared_world.host.lose(id)
        if why := refusal(shared_world, console.websocket.token):
            assert "does not run on this host" in why
            return
        assert shared_world.instance(id).state == "Stopped", "who looks after power states was quicker, so there is no console to open"
    pytest.fail("no guest was ever gone before it was known to be")


def endpoint(web: Starlette, host: str, scheme: str = "https", **parameters: str) -> dict[str, Any]:
    """What createConsoleEndpoint answers to a client that sends this Host header."""
    with TestClient(web, base_url=f"{scheme}://cloud.example") as client:
        sent = {"command": "createConsoleEndpoint", "response": "json", **parameters}
        answer = client.post("/client/api", data=sent, headers={"host": host})
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json()["createconsoleendpointresponse"]["consoleendpoint"])


def signed(world: World, id: str) -> dict[str, str]:
    keys = world.call("getUserKeys", id=world.caller.user_id if world.caller else "")
    sent = {"command": "createConsoleEndpoint", "response": "json", "virtualmachineid": id, "apiKey": keys.api_key}
    return sent | {"signature": signature.sign(keys.secret_key, signature.canonical(sent))}


def test_the_endpoint_is_where_the_caller_came_to(shared_world: World) -> None:
    id = shared_world.running(name="console-reached")
    web, asked = shared_world.manager.web, signed(shared_world, id)
    for host, place in (
        ("cloud.example:8443", ("cloud.example", "8443")),
        ("cloud.example", ("cloud.example", "443")),
        ("[fd00::1]:8443", ("[fd00::1]", "8443")),
    ):
        told = endpoint(web.tls, host, **asked)
        socket = told["websocket"]
        assert told["url"].startswith(f"https://{host}/client/console/{id}?token={socket['token']}")
        assert (socket["host"], socket["port"]) == place
        assert first_bytes(shared_world, socket["path"].rsplit("/", 1)[1])


def test_a_host_that_is_no_name_or_that_is_not_for_browsers_is_not_repeated(shared_world: World) -> None:
    id = shared_world.running(name="console-fooled")
    web, asked = shared_world.manager.web, signed(shared_world, id)
    for host in ("evil.example/path", "user@evil.example", '"><script>', "evil.example:99999", "evil.example:1:2", "a b"):
        assert endpoint(web.tls, host, **asked)["url"].startswith("http://127.0.0.1:8080/client/console/")
    told = endpoint(web.integration, "127.0.0.1:8096", "http", virtualmachineid=id)
    assert told["url"].startswith("http://127.0.0.1:8080/client/console/")
    assert (told["websocket"]["host"], told["websocket"]["port"]) == ("127.0.0.1", "8080")
