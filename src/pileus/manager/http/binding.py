"""From parameters as sent to a command's Params: names, types, lists, maps, lengths, and who may send what.

Only the form is checked here. Whether an id names something and a value makes sense is the command's matter.
"""

import functools
import math
import re
import typing
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from enum import Enum
from typing import Any, cast

import msgspec
from msgspec import Struct

from pileus.manager.http.kinds import INTEGER_MOST, Kind, choices, element_of, is_mapping, is_struct, kind_of, unwrapped
from pileus.manager.kernel.declare import Params
from pileus.manager.kernel.errors import BadMapParameter, BadParameter, NotFound
from pileus.manager.kernel.ids import UUID_PATTERN
from pileus.manager.kernel.registry import DEFAULT_LENGTH, Command, Field, fields_of
from pileus.manager.kernel.roles import RoleType

MAP_VALUE_LENGTH = 5120
"""Longest value of a map entry whose parameter sets no longer one."""

UNPRINTABLE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
MAP_NAME = re.compile(r"([^\[\].]+)\[(-?\d{1,9})\]\.([^\[\]]+)")
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,18}")
UUID = re.compile(UUID_PATTERN)

Entries = dict[int, dict[str, str]]
"""A map parameter as sent: fields by index."""


class _Absent:
    """A parameter that was sent without a value, which is as good as not sent."""


ABSENT = _Absent()


def bind(command: Command, sent: Mapping[str, str], role: RoleType | None) -> Params:
    """The command's parameters. Unknown ones, and those the role type may not send, are ignored."""
    known = _fields(command.params)
    texts, maps = _sorted_out(known, sent)
    values: dict[str, Any] = {}
    for wire, field in known.items():
        if field.only is not None and role not in field.only:
            continue
        value: Any = ABSENT
        if wire in maps:
            value = _map(field, maps[wire])
        elif wire in texts:
            value = _value(field, texts[wire])
        if value is not ABSENT:
            values[field.attribute] = value
        elif field.required:
            raise BadParameter(field.wire, "is missing; give it a value")
    return command.params(**values)


@functools.cache
def _fields(params: type[Params]) -> dict[str, Field]:
    return {f.wire.lower(): f for f in fields_of(params)}


def _sorted_out(known: dict[str, Field], sent: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Entries]]:
    """Known parameters by lower-case name: single texts, and the entries of maps."""
    texts: dict[str, str] = {}
    maps: dict[str, Entries] = {}
    for name, text in sent.items():
        base = name.split("[", 1)[0].lower()
        if base not in known:
            continue
        if UNPRINTABLE.search(text) or UNPRINTABLE.search(name):
            raise BadParameter(known[base].wire, "contains control characters; only line breaks are allowed")
        if base == name.lower():
            texts[base] = text
            continue
        match = MAP_NAME.fullmatch(name)
        if match is None:
            raise BadMapParameter(f"Unable to execute API command: {name} is malformed; write it as {base}[0].field=value")
        maps.setdefault(base, {}).setdefault(int(match[2]), {})[match[3]] = text
    return texts, maps


def _value(field: Field, text: str) -> Any:
    kind = kind_of(field.type)
    if kind is Kind.MAP:
        if text.strip() == "":
            return ABSENT
        raise BadMapParameter(f"Unable to execute API command: {field.wire} is a map; write it as {field.wire}[0].field=value")
    if kind is Kind.LIST:
        parts = [_one(field, element_of(field.type), part) for part in text.split(",") if part]
        return _checked(field, field.type, parts) if parts else ABSENT
    if field.required and text == "":
        return ABSENT
    if text.strip() == "" and not _takes_blank(field.type, kind):
        return ABSENT
    return _one(field, field.type, text)


def _takes_blank(annotation: Any, kind: Kind) -> bool:
    return kind is Kind.BOOLEAN or (kind is Kind.STRING and not choices(annotation))


def _one(field: Field, annotation: Any, text: str) -> Any:
    """One value of a simple type, checked against the declaration."""
    base, checks = unwrapped(annotation)
    match kind_of(annotation):
        case Kind.BOOLEAN:
            return text.lower() == "true"
        case Kind.UUID:
            value: Any = text.lower()
            if not UUID.fullmatch(value):
                raise NotFound(field.wire, text)
            return value
        case Kind.INTEGER | Kind.LONG as kind:
            value = _integer(field, text, bounded=kind is Kind.INTEGER)
        case Kind.FLOAT:
            value = _float(field, text)
        case Kind.DATE:
            value = _date(field, text)
        case _:
            if choices(annotation):
                return _choice(field, base, choices(annotation), text)
            most = next((c.max_length for c in checks if c.max_length is not None), field.length)
            if len(text) > most:
                raise BadParameter(field.wire, f"is {len(text)} characters long; at most {most} are allowed")
            value = text
    return _checked(field, annotation, value)


def _checked(field: Field, annotation: Any, value: Any) -> Any:
    """The value after msgspec's checks; where the declaration describes what is allowed, that description is the refusal's text."""
    try:
        return msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        _, checks = unwrapped(annotation)
        wanted = next((c.description for c in checks if c.description), None)
        why = f"must be {wanted}" if wanted else str(error).replace("Expected", "must be", 1).replace("`", "")
        raise BadParameter(field.wire, f"{_shown(field, value)}{why}") from error


def _shown(field: Field, value: Any) -> str:
    return "" if field.secret else f"is {str(value)[:80]!r} and "


def _integer(field: Field, text: str, *, bounded: bool) -> int:
    if not WHOLE_NUMBER.fullmatch(text.strip()):
        raise BadParameter(field.wire, f"{_shown(field, text)}must be a whole number")
    value = int(text)
    if bounded and abs(value) > INTEGER_MOST:
        raise BadParameter(field.wire, f"{_shown(field, text)}must be between -{INTEGER_MOST} and {INTEGER_MOST}")
    return value


def _float(field: Field, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadParameter(field.wire, f"{_shown(field, text)}must be a number")
    return value


def _date(field: Field, text: str) -> datetime:
    """A moment in UTC; one without zone is meant so."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if len(text.strip()) == len("2016-08-18") and field.wire == "enddate":
            moment = datetime.combine(moment.date(), time(23, 59, 59))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        why = "must be a date: 2016-08-18T17:53:47+0000, 2016-08-18 17:53:47 or 2016-08-18"
        raise BadParameter(field.wire, _shown(field, text) + why) from error


def _choice(field: Field, base: Any, allowed: tuple[str, ...], text: str) -> Any:
    for choice in allowed:
        if choice.lower() == text.lower():
            if typing.get_origin(base) is typing.Literal:
                return next(v for v in typing.get_args(base) if str(v) == choice)
            return next(m for m in cast("type[Enum]", base) if str(m.value) == choice)
    raise BadParameter(field.wire, f"{_shown(field, text)}must be one of {', '.join(allowed)}")


def _map(field: Field, entries: Entries) -> Any:
    """A map parameter: entries merged into one dictionary, or one struct or dictionary an index, as declared."""
    ordered = [entries[i] for i in sorted(entries)]
    element = element_of(field.type)
    for entry in ordered:
        for key, text in entry.items():
            _entry_length(field, key, text)
    if element is not None and is_struct(element):
        return msgspec.convert([_entry(field, element, index, entries[index]) for index in sorted(entries)], field.type)
    if element is not None and is_mapping(element):
        return _checked(field, field.type, ordered)
    if is_mapping(field.type):
        merged: dict[str, str] = {}
        for entry in ordered:
            merged |= {entry["key"]: entry["value"]} if entry.keys() == {"key", "value"} else entry
        return _checked(field, field.type, merged)
    raise BadMapParameter(f"Unable to execute API command: {field.wire} is no map; write it as {field.wire}=value")


def _entry_length(field: Field, key: str, text: str) -> None:
    most = max(field.length, MAP_VALUE_LENGTH)
    if len(key) > DEFAULT_LENGTH or len(text) > most:
        raise BadParameter(
            field.wire,
            f"has an entry {key[:80]!r} that is too long; names up to {DEFAULT_LENGTH}, values up to {most} characters",
        )


def _entry(field: Field, struct: type[Struct], index: int, sent: dict[str, str]) -> Struct:
    """One struct of an indexed map; unknown fields are ignored as unknown parameters are."""
    values: dict[str, Any] = {}
    lowered = {name.lower(): text for name, text in sent.items()}
    for inner in fields_of(struct):
        named = replace(inner, wire=f"{field.wire}[{index}].{inner.wire}")
        wire = inner.wire.lower()
        value = _value(named, lowered[wire]) if wire in lowered else ABSENT
        if value is not ABSENT:
            values[inner.attribute] = value
        elif inner.required:
            raise BadParameter(named.wire, "is missing; give it a value")
    return struct(**values)
