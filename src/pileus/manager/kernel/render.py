"""From views to plain values: names on the wire, absent fields left out, dates as text, fields for other roles dropped.

JSON and XML both start from here, and so do the stored results of jobs. How an answer is wrapped is the wire's matter.
Lists of 500 objects pass through: what a field's type says is worked out once for each view and role.
"""

import operator
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

from pileus.manager.kernel.declare import Success, View
from pileus.manager.kernel.registry import Command, Shape, fields_of
from pileus.manager.kernel.roles import RoleType

Fix = Callable[[Any], Any]
"""Turns a field's value into a plain one."""


@dataclass(frozen=True)
class Plan:
    """How a view is rendered: the fields that are seen, by their wire names, and those whose values are not plain as they are."""

    names: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    fixes: tuple[tuple[str, Fix], ...]


PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of values that stay as they are; most are of these."""


class FreeMap(dict[str, str]):
    """A map whose keys are the user's words, as opposed to an object with fields: XML can write it only as text."""


class Ready(list[Any]):
    """A list in plain values already, rendered once and kept. It stands for a list of views where answers are large and always the same."""


def render(view: View, role: RoleType) -> dict[str, Any]:
    """A view as the object a caller of this role type reads: strings, numbers, booleans, lists and dictionaries only."""
    return _RENDERERS[role].one(view)


def render_all(views: Iterable[View], role: RoleType) -> list[dict[str, Any]]:
    """Views in their order."""
    one = _RENDERERS[role].one
    return [one(view) for view in views]


def job_result(command: Command, view: View, role: RoleType) -> dict[str, Any]:
    """What stands in `jobresult` of a job that went well: the object under its name, or the word of success."""
    if isinstance(view, Success):
        return {"success": view.success} | ({"details": view.display_text} if view.display_text is not None else {})
    if command.shape is Shape.FLAT:
        return render(view, role)
    if command.shape is Shape.LIST:
        return {"count": 1, command.object_name: [render(view, role)]}
    return {command.object_name: render(view, role)}


def timestamp(moment: datetime) -> str:
    """A date as every client expects it: whole seconds and a numeric zone without colon."""
    text = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")
    return text[:-3] + text[-2:]


class _Renderer:
    """Renders for one role type; keeps a plan for each view it met."""

    def __init__(self, role: RoleType) -> None:
        self._role = role
        self._plans: dict[type[View], Plan] = {}

    def one(self, view: View) -> dict[str, Any]:
        """One view as an object."""
        plan = self._plans.get(type(view)) or self._plan(type(view))
        content = {name: value for name, value in zip(plan.names, plan.values(view), strict=True) if value is not None}
        for name, fix in plan.fixes:
            if name in content:
                content[name] = fix(content[name])
        return content

    def _plan(self, view: type[View]) -> Plan:
        seen = [f for f in fields_of(view) if f.only is None or self._role in f.only]
        fixes = [(f.wire, self._fix(f.type)) for f in seen]
        plan = Plan(
            names=tuple(f.wire for f in seen),
            values=_getter([f.attribute for f in seen]),
            fixes=tuple((name, fix) for name, fix in fixes if fix is not None),
        )
        self._plans[view] = plan
        return plan

    def _fix(self, annotation: Any) -> Fix | None:
        """What a declared type needs to become plain; nothing for those that are plain already, and for enums of words, which are words."""
        base = typing.get_args(annotation)[0] if typing.get_origin(annotation) is typing.Annotated else annotation
        if typing.get_origin(base) in (list, tuple):
            return self._list_fix(typing.get_args(base)[0])
        if base == dict[str, str]:
            return FreeMap
        if base is datetime:
            return timestamp
        if isinstance(base, type) and issubclass(base, str | int | float) and (issubclass(base, str) or not issubclass(base, Enum)):
            return None
        return self._plain

    def _list_fix(self, element: Any) -> Fix | None:
        if isinstance(element, type) and issubclass(element, View):
            return lambda views: views if isinstance(views, Ready) else [self.one(view) for view in views]
        return None if self._fix(element) is None else self._plain

    def _plain(self, value: Any) -> Any:
        """Any value as a plain one, by what it is."""
        if type(value) in PLAIN:
            return value
        if isinstance(value, View):
            return self.one(value)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, datetime):
            return timestamp(value)
        if isinstance(value, Mapping):
            content = {str(k): self._plain(v) for k, v in cast("Mapping[Any, Any]", value).items()}
            return FreeMap(content) if all(isinstance(v, str) for v in content.values()) else content
        if isinstance(value, list | tuple | set | frozenset):
            return [self._plain(v) for v in cast("list[Any]", value)]
        return value


def _getter(attributes: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Reads all attributes at once; `attrgetter` answers a tuple only for two or more."""
    if len(attributes) > 1:
        return operator.attrgetter(*attributes)
    return lambda view: tuple(getattr(view, a) for a in attributes)


_RENDERERS = {role: _Renderer(role) for role in RoleType}
