"""CloudStack's words for the types of parameters and answer fields, read from the declarations."""

import typing
from collections.abc import Mapping
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, cast

from msgspec import Meta, Struct

from pileus.manager.kernel.declare import View
from pileus.manager.kernel.ids import UUID_PATTERN

INTEGER_MOST = 2**31 - 1
"""Greatest absolute value of an integer parameter whose declaration sets no wider bound of its own."""


class Kind(StrEnum):
    """The type of a parameter as listApis names it."""

    UUID = "uuid"
    STRING = "string"
    LIST = "list"
    MAP = "map"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    LONG = "long"
    FLOAT = "float"
    DATE = "date"


def unwrapped(annotation: Any) -> tuple[Any, tuple[Meta, ...]]:
    """The type under Annotated, and msgspec's checks on it."""
    if typing.get_origin(annotation) is not typing.Annotated:
        return annotation, ()
    inner, *extra = typing.get_args(annotation)
    base, more = unwrapped(inner)
    return base, (*more, *(x for x in extra if isinstance(x, Meta)))


def element_of(annotation: Any) -> Any:
    """What a list, tuple or set holds; None where the type is no collection."""
    base, _ = unwrapped(annotation)
    if typing.get_origin(base) in (list, tuple, set, frozenset):
        return typing.get_args(base)[0]
    return None


def is_struct(annotation: Any) -> bool:
    """Whether this is a msgspec struct: an entry of a map parameter or a nested view."""
    return isinstance(annotation, type) and issubclass(annotation, Struct)


def is_mapping(annotation: Any) -> bool:
    """Whether this is a dictionary type."""
    base, _ = unwrapped(annotation)
    origin = typing.get_origin(base) or base
    return isinstance(origin, type) and issubclass(origin, Mapping)


def kind_of(annotation: Any) -> Kind:
    """The kind of a declared type. A type that the wire cannot carry is a defect of the declaration."""
    element = element_of(annotation)
    if is_mapping(annotation) or (element is not None and (is_struct(element) or is_mapping(element))):
        return Kind.MAP
    if element is not None:
        return Kind.LIST
    base, checks = unwrapped(annotation)
    if typing.get_origin(base) is typing.Literal:
        return Kind.STRING
    if base is bool:
        return Kind.BOOLEAN
    if base is int:
        return Kind.LONG if any((c.le or c.lt or 0) > INTEGER_MOST for c in checks) else Kind.INTEGER
    if base is float:
        return Kind.FLOAT
    if base is datetime:
        return Kind.DATE
    if base is str:
        return Kind.UUID if any(c.pattern == UUID_PATTERN for c in checks) else Kind.STRING
    if isinstance(base, type) and issubclass(base, Enum):
        return Kind.STRING
    raise TypeError(
        f"{annotation!r} cannot stand in a parameter: use str, Id, int, float, bool, datetime, an enum, or a list or dict of them"
    )


def answer_kind(annotation: Any) -> str:
    """The type of an answer field as listApis names it."""
    base, _ = unwrapped(annotation)
    if nested_view(annotation) is not None and element_of(annotation) is None:
        return cast("type[View]", base).__name__.removesuffix("View").lower() + "response"
    if element_of(annotation) is not None:
        return "list"
    if is_mapping(annotation):
        return "map"
    if base is datetime:
        return "date"
    if isinstance(base, type) and issubclass(base, bool | int | float):
        return {bool: "boolean", int: "integer", float: "double"}[base]
    return "string"


def nested_view(annotation: Any) -> type[View] | None:
    """The view an answer field holds, alone or in a list."""
    element = element_of(annotation)
    base, _ = unwrapped(annotation if element is None else element)
    return base if isinstance(base, type) and issubclass(base, View) else None


def choices(annotation: Any) -> tuple[str, ...]:
    """The values an enum or literal allows, else nothing."""
    base, _ = unwrapped(annotation)
    if typing.get_origin(base) is typing.Literal:
        return tuple(str(v) for v in typing.get_args(base))
    if isinstance(base, type) and issubclass(base, Enum):
        return tuple(str(m.value) for m in base)
    return ()
