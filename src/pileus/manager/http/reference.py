"""The command reference: every command, its parameters and its answer, as a Markdown page."""

from collections.abc import Iterable, Iterator
from typing import Any

from pileus.manager.http.catalog import commands, entry_of, named_views, tells_nothing
from pileus.manager.http.kinds import answer_kind, choices, element_of, kind_of, nested_view
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.registry import Command, Field, Shape, fields_of
from pileus.manager.kernel.roles import ANYONE, Access, RoleType

HEAD = """# Commands

Generated from the command registry. Do not edit: run `make fix`.

How to call one: see the README. Parameter names are case-insensitive, unknown parameters are ignored, and answers are XML unless
`response=json` is sent. An asynchronous command answers a `jobid`; queryAsyncJobResult tells how the job goes and, at its end, the answer
described here. "Who" is what the command allows unless a rule of the caller's role says otherwise.
"""


def page() -> str:
    """The whole page."""
    listed = commands()
    names = named_views(listed)
    idle = [(c, f) for c in listed for f in c.fields if f.no_effect]
    parts = [
        HEAD,
        "\n".join(_contents(listed)),
        "\n".join(_without_effect(idle)) if idle else "",
        *("\n".join(_command(c, names)) for c in listed),
        "# Objects in answers\n",
        *("\n".join(_view(view, name, names)) for view, name in names.items()),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts if part)


def _contents(listed: list[Command]) -> Iterator[str]:
    yield from _table(("command", "what it does"), ((f"[{c.name}](#{c.name.lower()})", c.summary) for c in listed))


def _without_effect(pairs: list[tuple[Command, Field]]) -> Iterator[str]:
    yield "## Parameters that are accepted without effect"
    yield ""
    yield from _table(("command", "parameter", "why"), ((c.name, f"`{f.wire}`", f.no_effect or "") for c, f in pairs))


def _command(command: Command, names: dict[type[View], str]) -> Iterator[str]:
    yield f"## {command.name}"
    yield ""
    yield command.doc
    yield ""
    yield f"Who: {_who(command.access)}. {_how(command, names)}"
    if command.event:
        yield f"Event: {command.event}."
    if command.fields:
        yield ""
        yield from _table(("parameter", "type", "required", "meaning"), (_parameter(f) for f in command.fields))


def _who(access: Access) -> str:
    if access == ANYONE:
        return "anyone, without logging in"
    return ", ".join(role for role in RoleType if role in access)


def _how(command: Command, names: dict[type[View], str]) -> str:
    name = names[command.answer]
    what = "`success`" if tells_nothing(command) else f"[{name}](#{name.lower()})"
    if command.shape is Shape.LIST:
        what = f"a list of {what} as `{command.object_name}`"
    elif command.shape is Shape.OBJECT:
        what += f" as `{command.object_name}`"
    return f"{'Asynchronous' if command.is_async else 'Synchronous'}; answers {what} in `{command.wrapper}`."


def _parameter(field: Field) -> tuple[str, ...]:
    notes = [field.doc]
    if values := choices(field.type):
        notes.append("one of " + ", ".join(values))
    if (entry := entry_of(field.type)) is not None:
        notes.append("fields: " + ", ".join(f.wire for f in fields_of(entry)))
    if field.only is not None:
        notes.append(f"only for {_who(field.only)}")
    if field.no_effect:
        notes.append(f"without effect: {field.no_effect}")
    return f"`{field.wire}`", kind_of(field.type), "yes" if field.required else "", "; ".join(notes)


def _view(view: type[View], name: str, names: dict[type[View], str]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield from _table(("field", "type", "meaning"), (_field(f, names) for f in fields_of(view)))


def _field(field: Field, names: dict[type[View], str]) -> tuple[str, ...]:
    notes = [field.doc] if field.doc else []
    if field.only is not None:
        notes.append(f"only for {_who(field.only)}")
    return f"`{field.wire}`", _type(field.type, names), "; ".join(notes)


def _type(annotation: Any, names: dict[type[View], str]) -> str:
    nested = nested_view(annotation)
    if nested is None:
        return answer_kind(annotation)
    link = f"[{names[nested]}](#{names[nested].lower()})"
    return link if element_of(annotation) is None else f"list of {link}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
