"""From views to plain values: names on the wire, absent fields left out, dates as text, fields for other roles dropped.

JSON and XML both start from here, and so do the stored results of jobs. How an answer is wrapped is the wire's matter.
"""

import functools
import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, cast

from pileus.manager.kernel.declare import Success, View
from pileus.manager.kernel.registry import Command, Shape, fields_of
from pileus.manager.kernel.roles import RoleType

PLAIN = (str, int, float, bool, type(None))

Plan = tuple[tuple[str, ...], Callable[[Any], Any], bool]
"""Wire names of the fields a role may see, the getter of their values as a tuple, and whether all of them are plain by type."""


class FreeMap(dict[str, str]):
    """A map whose keys are the user's words, as opposed to an object with fields: XML can write it only as text."""


class Ready(list[Any]):
    """A list in plain values already: rendered once and kept. It takes the place of a list of views where answers are large and the same."""


def render(view: View, role: RoleType) -> dict[str, Any]:
    """A view as the object a caller of this role type reads: strings, numbers, booleans, lists and dictionaries only."""
    names, get, flat = _plan(type(view), role)
    if flat:
        return {name: value for name, value in zip(names, get(view), strict=True) if value is not None}
    return {name: _value(value, role) for name, value in zip(names, get(view), strict=True) if value is not None}


def job_result(command: Command, view: View, role: RoleType) -> dict[str, Any]:
    """What stands in `jobresult` of a job that went well: the object under its name, or the word of success."""
    if isinstance(view, Success):
        return {"success": view.success} | ({"details": view.display_text} if view.display_text is not None else {})
    if command.shape is Shape.FLAT:
        return render(view, role)
    return {command.object_name: render(view, role)}


def timestamp(moment: datetime) -> str:
    """A date as every client expects it: whole seconds and a numeric zone without colon."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z" if moment.tzinfo else "%Y-%m-%dT%H:%M:%S+0000")


@functools.cache
def _plan(view: type[View], role: RoleType) -> Plan:
    seen = [f for f in fields_of(view) if f.only is None or role in f.only]
    names = tuple(f.wire for f in seen)
    flat = all(_bare(f.type) in PLAIN for f in seen)
    if len(seen) == 1:
        only = operator.attrgetter(seen[0].attribute)
        return names, lambda v: (only(v),), flat
    if not seen:
        return names, lambda _: (), flat
    return names, operator.attrgetter(*(f.attribute for f in seen)), flat


def _bare(annotation: Any) -> Any:
    return getattr(annotation, "__origin__", annotation) if hasattr(annotation, "__metadata__") else annotation


def _value(value: Any, role: RoleType) -> Any:
    if isinstance(value, Ready) or (isinstance(value, PLAIN) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, View):
        return render(value, role)
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, Mapping):
        content = {str(k): _value(v, role) for k, v in cast("Mapping[Any, Any]", value).items()}
        return FreeMap(content) if all(isinstance(v, str) for v in content.values()) else content
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(v, role) for v in cast("list[Any]", value)]
    return value
