"""What a measurement answers, and how numbers are taken: medians, percentiles, two sides in turn.

What may not stand here: what is measured.
"""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table. `met` is None where nothing could be measured; `note` then says why."""

    goal: str
    """Its number, such as P4."""
    what: str
    number: str
    baseline: str = ""
    """What it is compared with, measured in the same run."""
    wanted: str
    met: bool | None
    note: str = ""


def missing(goal: str, what: str, wanted: str, why: str) -> Figure:
    """A line for what could not be measured here."""
    return Figure(goal=goal, what=what, number="not measured", wanted=wanted, met=None, note=why)


def median(seconds: Sequence[float]) -> float:
    """The one in the middle."""
    return statistics.median(seconds)


def percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest that so many percent do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def in_turn(times: int, *sides: Callable[[], object]) -> list[list[float]]:
    """Seconds of each side, taken alternately, so that what else the machine does hits them alike. The first turn is not counted."""
    for side in sides:
        side()
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(times):
        for side, seconds in zip(sides, found, strict=True):
            seconds.append(timed(side))
    return found


def ms(seconds: float) -> str:
    """For people."""
    return f"{seconds * 1000:.1f} ms"


def s(seconds: float) -> str:
    """For people."""
    return f"{seconds:.2f} s"


def until(holds: Callable[[], bool], limit: float, what: str, *, every: float = 0.02) -> None:
    """Returns as soon as it holds; fails with `what` after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {limit:.0f} s: {what}")
        time.sleep(every)
