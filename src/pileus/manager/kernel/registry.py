"""The registry of commands: one decorator, from which wire names, validation, listApis, OpenAPI, docs and clients are derived.

A command without docstring, documented parameters or access does not import, nor does a wire name that is declared twice.
"""

import inspect
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from pileus.manager.kernel.declare import (
    LIST_DOCS,
    Doc,
    Length,
    Names,
    NoEffect,
    Only,
    Page,
    Params,
    Secret,
    Started,
    Success,
    View,
    Wire,
)
from pileus.manager.kernel.roles import Access


class Shape(StrEnum):
    """How an answer stands in its wrapper."""

    LIST = "list"
    OBJECT = "object"
    SUCCESS = "success"
    FLAT = "flat"


READS = ("list", "get", "query", "find")
"""A command whose name starts so changes nothing: it may be sent by GET always and runs in a read-only transaction."""

DEFAULT_LENGTH = 255


@dataclass(frozen=True)
class Field:
    """One parameter or answer field, read from its declaration."""

    attribute: str
    wire: str
    type: Any
    """The type without Optional and Annotated."""
    required: bool
    default: Any
    doc: str
    only: Access | None
    secret: bool
    names: str | None
    length: int
    no_effect: str | None


@dataclass(frozen=True)
class Command:
    """A declared command and all that is known of it without running it."""

    name: str
    run: Callable[..., Any]
    access: Access
    params: type[Params]
    fields: tuple[Field, ...]
    answer: type[View]
    shape: Shape
    is_async: bool
    wrapper: str
    object_name: str
    summary: str
    doc: str
    event: str | None
    entity: str | None
    since: str | None
    writes: bool
    by_wire: dict[str, Field] = field(default_factory=dict[str, Field])


class DeclarationError(TypeError):
    """A command that may not be imported as it stands; the text says what is missing."""


COMMANDS: dict[str, Command] = {}
"""All commands of the modules imported so far; `app` imports every module with commands."""


def command(
    name: str,
    *,
    access: Access,
    event: str | None = None,
    entity: str | None = None,
    wrapper: str | None = None,
    object_name: str | None = None,
    shape: Shape | None = None,
    since: str | None = None,
    writes: bool | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers `(ctx, params) -> answer`.

    `event` is CloudStack's name of the event each call leaves, `entity` the kind of object it and a job are about. The return
    annotation says the shape: a View, a Page of one, Success, or Started of either, which makes the command asynchronous.
    """

    def register(run: Callable[..., Any]) -> Callable[..., Any]:
        if name in COMMANDS:
            raise DeclarationError(f"{name} is declared twice: in {COMMANDS[name].run.__module__} and in {run.__module__}")
        doc = inspect.getdoc(run)
        if not doc:
            raise DeclarationError(f"{name}: {run.__qualname__} has no docstring")
        hints = typing.get_type_hints(run, include_extras=True)
        params = hints.get("p", Params)
        answer, derived, is_async = _answer(name, hints.get("return"))
        fields = tuple(fields_of(params))
        undocumented = [f.attribute for f in fields if not f.doc]
        if undocumented:
            raise DeclarationError(f"{name}: no Doc on {', '.join(undocumented)}")
        COMMANDS[name] = Command(
            name=name,
            run=run,
            access=access,
            params=params,
            fields=fields,
            answer=answer,
            shape=shape or derived,
            is_async=is_async,
            wrapper=wrapper or f"{name.lower()}response",
            object_name=object_name or answer.object_name,
            summary=doc.splitlines()[0],
            doc=doc,
            event=event,
            entity=entity,
            since=since,
            writes=not name.startswith(READS) if writes is None else writes,
            by_wire={f.wire: f for f in fields},
        )
        return run

    return register


def _answer(name: str, returned: Any) -> tuple[type[View], Shape, bool]:
    """View, shape and asynchrony from a return annotation."""
    origin = typing.get_origin(returned)
    if origin is Started:
        view, shape, _ = _answer(name, typing.get_args(returned)[0])
        return view, shape, True
    if origin is Page:
        return typing.get_args(returned)[0], Shape.LIST, False
    if isinstance(returned, type) and issubclass(returned, View):
        return returned, Shape.SUCCESS if returned is Success else Shape.OBJECT, False
    raise DeclarationError(f"{name}: the return annotation must be a View, Page[...], Success or Started[...], not {returned!r}")


def fields_of(struct: type[msgspec.Struct]) -> Iterable[Field]:
    """The fields of a Params or View class in order of declaration, with what their annotations say."""
    hints = typing.get_type_hints(struct, include_extras=True)
    for spec in msgspec.structs.fields(struct):
        marks: dict[type, Any] = {}
        bare = _strip(hints[spec.name], marks)
        doc = marks.get(Doc)
        wire = marks.get(Wire)
        only = marks.get(Only)
        names = marks.get(Names)
        length = marks.get(Length)
        no_effect = marks.get(NoEffect)
        yield Field(
            attribute=spec.name,
            wire=wire.name if wire else spec.name.replace("_", ""),
            type=bare,
            required=spec.required,
            default=None if spec.default is msgspec.NODEFAULT else spec.default,
            doc=doc.text if doc else LIST_DOCS.get(spec.name, ""),
            only=only.access if only else None,
            secret=Secret in marks,
            names=names.model if names else None,
            length=length.most if length else DEFAULT_LENGTH,
            no_effect=no_effect.why if no_effect else None,
        )


def _strip(annotation: Any, marks: dict[type, Any]) -> Any:
    """The type without Annotated, Optional and our marks, which go into `marks`. An Annotated of msgspec's stays: it carries a check."""
    if typing.get_origin(annotation) is typing.Annotated:
        inner, *extra = typing.get_args(annotation)
        checks = [x for x in extra if isinstance(x, msgspec.Meta)]
        marks.update({type(x): x for x in extra if not isinstance(x, msgspec.Meta)})
        stripped = _strip(inner, marks)
        for check in checks:
            stripped = typing.Annotated[stripped, check]
        return stripped
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(annotation) if a is not type(None)]
        if len(options) == 1:
            return _strip(options[0], marks)
    return annotation
