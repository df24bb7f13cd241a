"""The one source of the current time, so that tests can turn it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class TurnedClock:
    """A clock that stands `offset` away from the machine's; tests turn it forward."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def turn(self, **by: float) -> None:
        """Moves on by a timedelta's arguments, e.g. `turn(minutes=5)`."""
        self.offset += timedelta(**by)
