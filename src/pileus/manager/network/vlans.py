"""Ranges of VLANs (or of VXLAN's ids) as CloudStack writes them: `100-199,300`; and the VLAN of one range of addresses."""

import re
from collections.abc import Iterable

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.ip_range import UNTAGGED

MOST = 4094
MOST_VXLAN = (1 << 24) - 1

Span = tuple[int, int]

_SPAN = re.compile(r"(\d{1,8})(?:-(\d{1,8}))?")


def spans(text: str, param: str, most: int = MOST) -> list[Span]:
    """First and last of each part, in order; parts that meet are joined. Refuses what is no range, or beyond `most`."""
    found: list[Span] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise InvalidValue(f"{param}: {part} is no range of VLANs; write first-last, such as 100-199, several with commas between them")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 <= first <= last <= most:
            raise InvalidValue(f"{param}: {part} is no range within 0 to {most}; give the lower number first")
        found.append((first, last))
    return joined(found)


def joined(parts: Iterable[Span]) -> list[Span]:
    """The same numbers in as few parts as can be."""
    result: list[Span] = []
    for first, last in sorted(parts):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def without(parts: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of the parts is not taken."""
    left = list(parts)
    for low, high in taken:
        left = [
            piece for first, last in left for piece in ((first, min(last, low - 1)), (max(first, high + 1), last)) if piece[0] <= piece[1]
        ]
    return left


def overlap(one: Iterable[Span], other: Iterable[Span]) -> Span | None:
    """The first part that both have, or None."""
    there = list(other)
    for first, last in one:
        for low, high in there:
            if first <= high and low <= last:
                return max(first, low), min(last, high)
    return None


def written(parts: Iterable[Span]) -> str:
    """As CloudStack answers ranges: 100-199,300-300."""
    return ",".join(f"{first}-{last}" for first, last in parts)


def tag(text: str | None, param: str = "vlan") -> str:
    """The VLAN of addresses: its number, or `untagged`. CloudStack's URI forms, vlan://100 and vxlan://100, are read too."""
    if not text:
        return UNTAGGED
    bare = re.sub(r"^(vlan|vxlan)://", "", text.strip().lower())
    if bare == UNTAGGED:
        return UNTAGGED
    if not re.fullmatch(r"\d{1,8}", bare) or int(bare) > MOST_VXLAN:
        raise InvalidValue(f"{param} {text} is neither {UNTAGGED} nor the number of a VLAN; write vlan=100 or vlan={UNTAGGED}")
    return str(int(bare))
