"""Console tickets: what the console socket asks of whoever opens consoles. `app` joins the two."""

from collections.abc import AsyncIterator
from typing import Protocol


class ConsoleStream(Protocol):
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


class Consoles(Protocol):
    """Turns tickets into streams."""

    async def open(self, ticket: str, session_id: str | None) -> ConsoleStream | None:
        """Opens the console a ticket was made for and uses the ticket up, whatever comes of it.

        None where the ticket is unknown, used, older than 60 seconds, or was made within another session than `session_id`. A ticket made
        by a signed call belongs to no session and is good with any. Raises an ApiError whose text says why the guest cannot be reached.
        """
        ...
