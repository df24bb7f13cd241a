"""The hosts, as the manager sees them: typed requests to agents, whatever carries them."""

from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeVar

from pileus.wire.message import FaultKind, Request
from pileus.wire.notices import AnyNotice

R = TypeVar("R")


class HostFault(Exception):
    """An agent's refusal. `kind` is the wire's; `text` names object and cause, `hint` the next step."""

    def __init__(self, host_id: str, kind: FaultKind, text: str, hint: str = "") -> None:
        super().__init__(f"{text}; {hint}" if hint else text)
        self.host_id = host_id
        self.kind: FaultKind = kind
        self.text = text
        self.hint = hint

    @property
    def transient(self) -> bool:
        """Whether the same request may succeed when it is sent again, unchanged: nothing was decided, as while libvirt restarts."""
        return self.kind == "unavailable"


class HostUnreachable(HostFault):
    """No link to the host, or no answer in time. The request may have been carried out: repeat it with the same key."""

    def __init__(self, host_id: str, text: str) -> None:
        super().__init__(host_id, "unavailable", text, "see that pileus agent runs on that host, and `pileus doctor` there")


class ByteStream(Protocol):
    """Raw bytes to and from a guest's console."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """What the guest sends, until it ends."""
        ...

    async def send(self, data: bytes) -> None:
        """Sends to the guest."""
        ...

    async def close(self) -> None:
        """Ends the stream; safe twice."""
        ...


class Hosts(Protocol):
    """All hosts this manager has a link to. Every method may be called from any thread."""

    def call(self, host_id: str, request: Request[R], *, timeout: float = 60.0) -> R:
        """Sends a request and waits for its reply. Raises HostFault, or HostUnreachable when no answer came within `timeout` seconds."""
        ...

    def connected(self) -> list[str]:
        """Ids of the hosts with a live link."""
        ...

    def subscribe(self, listener: Callable[[str, AnyNotice], None]) -> None:
        """Calls `listener(host_id, notice)` for every notice, from a thread of the link; it must not block."""
        ...

    def subscribe_links(self, listener: Callable[[str, bool], None]) -> None:
        """Calls `listener(host_id, up)` when a link comes up or goes down."""
        ...

    async def console(self, host_id: str, instance_id: str, kind: str) -> ByteStream:
        """Opens a guest's console: `vnc` or `serial`."""
        ...
