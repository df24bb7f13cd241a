"""firewalld, asked through its D-Bus interface: where it runs, our bridges are bound to its zone `trusted`.

Only its running configuration is changed, never its files. The zone lets guests out and their answers in; what comes to guests from outside
by itself stays firewalld's to decide. A bridge that the administrator has bound to a zone, any zone, stays there.

What may not stand here: whether firewalld is in the way, and rules of any kind.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

from pileus.agent.faults import AgentFault
from pileus.agent.net.changes import Changes, HostChange

SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"

TABLE = "firewalld"
"""The nftables table that it fills."""

_NAME = "org.fedoraproject.FirewallD1"
_PATH = "/org/fedoraproject/FirewallD1"
_ZONES = "org.fedoraproject.FirewallD1.zone"
_ZONE = "trusted"
_WHAT = "firewalld's zone of "
_LIMIT = 10.0
"""Seconds for one visit; firewalld needs a few tenths to change its rules."""

_T = TypeVar("_T")


class Firewalld:
    """The firewalld of this host, if there is one. What was bound is written down, and unbound when it is not needed any more."""

    def __init__(self, changes: Changes, bus: str) -> None:
        self._changes = changes
        self._bus = bus

    def runs(self) -> bool:
        """Whether it can be asked; it is not started by asking."""
        return self._visit(_has_owner, otherwise=False)

    def ensure(self, bridges: Sequence[str]) -> list[str]:
        """Binds exactly the bridges that need it; tells what was different. Nobody is asked where nothing is to be done."""
        bound = [change.what.removeprefix(_WHAT) for change in self._changes.all() if change.what.startswith(_WHAT)]
        stale = sorted(set(bound) - set(bridges))
        differences: list[str] = []
        if bridges:
            differences += self._visit(lambda bus: self._bind(bus, bridges), otherwise=[])
        if stale:
            self._visit(lambda bus: _unbind(bus, stale), otherwise=None)
            for bridge in stale:
                self._changes.forget(_WHAT + bridge)
        return differences

    async def _bind(self, bus: MessageBus, bridges: Sequence[str]) -> list[str]:
        differences: list[str] = []
        for bridge in bridges:
            if await _ask(bus, "getZoneOfInterface", bridge):
                continue
            self._changes.record(HostChange(what=_WHAT + bridge, before="none", now=_ZONE))
            await _ask(bus, "addInterface", _ZONE, bridge)
            differences.append(f"+firewalld zone {_ZONE}: {bridge}")
        return differences

    def _visit(self, work: Callable[[MessageBus], Awaitable[_T]], *, otherwise: _T) -> _T:
        """Opens a connection, works, and closes it; where there is no bus or no firewalld on it, answers `otherwise`."""

        async def visit() -> _T:
            async with asyncio.timeout(_LIMIT):
                bus = await MessageBus(bus_address=self._bus).connect()
                try:
                    return await work(bus) if await _has_owner(bus) else otherwise
                finally:
                    bus.disconnect()

        try:
            return asyncio.run(visit())
        except TimeoutError as error:
            raise _refused(f"no answer within {_LIMIT:.0f} s") from error
        except DBusError as error:
            raise _refused(error.text) from error
        except (OSError, EOFError, AuthError, InvalidAddressError):
            return otherwise


def commands(bridges: Sequence[str]) -> str:
    """What an administrator may type instead."""
    return "; ".join(f"firewall-cmd --zone={_ZONE} --add-interface={bridge}" for bridge in bridges)


async def _unbind(bus: MessageBus, bridges: Sequence[str]) -> None:
    for bridge in bridges:
        if await _ask(bus, "getZoneOfInterface", bridge) == _ZONE:
            await _ask(bus, "removeInterface", _ZONE, bridge)


async def _has_owner(bus: MessageBus) -> bool:
    return bool(await _call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", _NAME))


async def _ask(bus: MessageBus, method: str, *words: str) -> str:
    return str(await _call(bus, _NAME, _PATH, _ZONES, method, *words))


async def _call(bus: MessageBus, name: str, path: str, interface: str, method: str, *words: str) -> Any:
    """Calls a method that takes words and answers one value."""
    message = Message(destination=name, path=path, interface=interface, member=method, signature="s" * len(words), body=list(words))
    reply = await bus.call(message)
    if reply.message_type is MessageType.ERROR:
        raise DBusError(reply.error_name or _NAME, str(reply.body[0]) if reply.body else f"{method} failed")
    return reply.body[0]


def _refused(cause: str) -> AgentFault:
    return AgentFault(
        "conflict", f"firewalld drops what guests send, and does not change its zones: {cause}", "See `journalctl -u firewalld`."
    )
