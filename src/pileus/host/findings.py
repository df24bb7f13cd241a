"""What a check finds: evidence, effect and the next step. What may not stand here: any check."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from msgspec import Struct


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Finding(Struct, frozen=True, kw_only=True):
    """The answer of one check."""

    id: str
    level: Level
    evidence: str
    """What was seen."""
    effect: str = ""
    """What it means for this instance."""
    next: str = ""
    """What to do about it."""
    repairable: bool = False
    """Whether `pileus doctor --fix` does it."""
    repaired: bool = False


Repair = Callable[[], None]


@dataclass(frozen=True)
class Checked:
    """A finding, and what `--fix` may do about it: own things only."""

    finding: Finding
    repair: Repair | None = None


def ok(id: str, evidence: str) -> Checked:
    return Checked(Finding(id=id, level=Level.OK, evidence=evidence))


def info(id: str, evidence: str, effect: str = "", next: str = "") -> Checked:
    return Checked(Finding(id=id, level=Level.INFO, evidence=evidence, effect=effect, next=next))


def warning(id: str, evidence: str, effect: str, next: str, repair: Repair | None = None) -> Checked:
    return Checked(Finding(id=id, level=Level.WARNING, evidence=evidence, effect=effect, next=next, repairable=repair is not None), repair)


def error(id: str, evidence: str, effect: str, next: str, repair: Repair | None = None) -> Checked:
    return Checked(Finding(id=id, level=Level.ERROR, evidence=evidence, effect=effect, next=next, repairable=repair is not None), repair)


def worst(findings: Iterable[Finding]) -> Level:
    """The level of the one that matters most and is not repaired."""
    order: Sequence[Level] = list(Level)
    return max((finding.level for finding in findings if not finding.repaired), key=order.index, default=Level.OK)


def as_json(findings: Sequence[Finding]) -> str:
    """For programs."""
    return msgspec.json.format(msgspec.json.encode(findings), indent=2).decode()


def as_text(findings: Sequence[Finding]) -> str:
    """For a person: what is wrong comes last, where it is seen."""
    marks = {Level.OK: "ok     ", Level.INFO: "note   ", Level.WARNING: "WARNING", Level.ERROR: "ERROR  "}
    order: Sequence[Level] = list(Level)
    lines: list[str] = []
    for finding in sorted(findings, key=lambda f: order.index(f.level)):
        lines.append(f"{'FIXED  ' if finding.repaired else marks[finding.level]} {finding.id:<14} {finding.evidence}")
        if finding.level is not Level.OK and not finding.repaired:
            lines += [f"{'':8}{word}: {text}" for word, text in (("effect", finding.effect), ("next", finding.next)) if text]
    return "\n".join(lines)
