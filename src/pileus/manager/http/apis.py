"""Discovery: listApis, computed from the registry once for each set of commands a role may call."""

import functools
from collections import defaultdict
from typing import Annotated, ClassVar, cast

from pileus.manager.http.kinds import Kind, answer_kind, kind_of, nested_view
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Page, Params, Success, View
from pileus.manager.kernel.errors import Internal
from pileus.manager.kernel.registry import COMMANDS, Command, Field, command, fields_of
from pileus.manager.kernel.render import Ready, render
from pileus.manager.kernel.roles import USERS, RoleType

KEPT_SETS = 64
"""Role types with sets of commands whose lists are kept; few clouds have more roles in use."""

ON_EVERY_ANSWER = {"jobid": "string", "jobstatus": "integer"}


class ApiParameterView(View, kw_only=True):
    """A parameter of a command."""

    object_name: ClassVar[str] = "params"
    name: str
    description: str
    type: Kind
    length: Annotated[int, Doc("longest text accepted")]
    required: bool
    related: Annotated[str | None, Doc("commands that answer what the parameter names, comma-separated")] = None
    since: str | None = None


class ApiFieldView(View, kw_only=True):
    """A field of a command's answer."""

    object_name: ClassVar[str] = "response"
    name: str
    description: str
    type: str
    response: Annotated[list["ApiFieldView"] | None, Doc("its own fields, one level deep")] = None


class ApiView(View, kw_only=True):
    """A command the caller may use."""

    object_name: ClassVar[str] = "api"
    name: str
    description: str
    is_async: bool
    related: Annotated[str | None, Doc("commands with the same answer, comma-separated")] = None
    since: str | None = None
    params: list[ApiParameterView]
    response: list[ApiFieldView]


class ListApis(Params, frozen=True, kw_only=True):
    name: Annotated[str | None, Doc("only this command")] = None


@command("listApis", access=USERS)
def list_apis(ctx: Ctx, p: ListApis) -> Page[ApiView]:
    """Lists the commands the caller may use, with their parameters and answers."""
    apis = _listed(ctx.caller.role_type, ctx.gate.allowed(ctx.db, ctx.caller))
    if p.name is None:
        return Page(len(apis), list(apis.values()))
    if p.name not in apis:
        raise Internal(
            f"Unable to find an API named {p.name}; listApis without name tells which there are",
            public=f"Unable to find an API named {p.name}",
        )
    return Page(1, [apis[p.name]])


@functools.lru_cache(KEPT_SETS)
def _listed(role: RoleType, allowed: frozenset[str]) -> dict[str, ApiView]:
    commands = [COMMANDS[name] for name in sorted(allowed) if name in COMMANDS]
    same_answer: defaultdict[type[View], list[str]] = defaultdict(list)
    for c in commands:
        if c.answer is not Success:
            same_answer[c.answer].append(c.name)
    by_model = {view.__name__.removesuffix("View"): names for view, names in same_answer.items()}
    return {
        c.name: ApiView(
            name=c.name,
            description=c.summary,
            is_async=c.is_async,
            related=",".join(n for n in same_answer[c.answer] if n != c.name) or None,
            since=c.since,
            params=cast("list[ApiParameterView]", Ready(render(_parameter(f, by_model), role) for f in c.fields if _seen(f, role))),
            response=cast("list[ApiFieldView]", Ready(render(f, role) for f in _answer(c, role))),
        )
        for c in commands
    }


def _seen(field: Field, role: RoleType) -> bool:
    return field.only is None or role in field.only


def _parameter(field: Field, by_model: dict[str, list[str]]) -> ApiParameterView:
    return ApiParameterView(
        name=field.wire,
        description=documented(field),
        type=listed_kind(field),
        length=field.length,
        required=field.required,
        related=",".join(by_model.get(field.names or "", [])) or None,
    )


def listed_kind(field: Field) -> Kind:
    """The type that discovery shows. What names an object is an id, also where a word such as -1 may stand for it."""
    kind = kind_of(field.type)
    return Kind.UUID if kind is Kind.STRING and field.names else kind


def documented(field: Field) -> str:
    """A parameter's documentation, with the word that it has no effect where it has none."""
    return field.doc if field.no_effect is None else f"{field.doc} (accepted without effect: {field.no_effect})"


def _answer(command: Command, role: RoleType) -> list[ApiFieldView]:
    fields = _fields(command.answer, role, deeper=True)
    present = {f.name for f in fields}
    return fields + [ApiFieldView(name=n, description="", type=t) for n, t in ON_EVERY_ANSWER.items() if n not in present]


def _fields(view: type[View], role: RoleType, *, deeper: bool) -> list[ApiFieldView]:
    fields: list[ApiFieldView] = []
    for f in fields_of(view):
        if not _seen(f, role):
            continue
        nested = nested_view(f.type)
        inner = _fields(nested, role, deeper=False) if deeper and nested is not None else None
        fields.append(ApiFieldView(name=f.wire, description=f.doc, type=answer_kind(f.type), response=inner))
    return fields
