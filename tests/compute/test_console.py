"""Consoles: tickets that open one guest's console once."""

import asyncio

import pytest
from tests.world import World

from pileus.manager.compute.console import Tickets
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
    assert console.websocket.path.lstrip("/").startswith("client/console/ws")
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


def test_a_guest_that_is_gone_says_why(shared_world: World) -> None:
    id = shared_world.running(name="console-gone")
    console = shared_world.call("createConsoleEndpoint", virtualmachineid=id)
    shared_world.host.lose(id)
    with pytest.raises(Unavailable, match="does not run on this host"):
        first_bytes(shared_world, console.websocket.token)
