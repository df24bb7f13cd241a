"""The UI's TypeScript client: an interface for each view and each command's parameters, and what is to be known of a command to call it."""

from collections.abc import Iterator
from typing import Any

from pileus.manager.http.catalog import commands, entry_of, named_views, tells_nothing
from pileus.manager.http.kinds import Kind, element_of, is_mapping, kind_of, nested_view, unwrapped
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.registry import Command, Field, Shape, fields_of

HEAD = "// Generated from the server's command registry. Do not edit."
NUMBERS = {bool: "boolean", int: "number", float: "number"}
PARAMETERS = {Kind.BOOLEAN: "boolean", Kind.INTEGER: "number", Kind.LONG: "number", Kind.FLOAT: "number"}


def client() -> str:
    """The text of the module."""
    listed = commands()
    names = named_views(listed)
    blocks = [
        HEAD,
        *(_interface(name, _answer_fields(view, names)) for view, name in names.items()),
        *(_interface(f"{_capital(c.name)}Params", [_parameter(f) for f in c.fields]) for c in listed),
        "\n".join(_calls(listed, names)),
        "\n".join(_commands(listed)),
    ]
    return "\n\n".join(blocks) + "\n"


def _interface(name: str, fields: list[str]) -> str:
    if not fields:
        return f"export type {name} = Record<never, never>;"
    return "\n".join((f"export interface {name} {{", *(f"  {line};" for line in fields), "}"))


def _answer_fields(view: type[View], names: dict[type[View], str]) -> list[str]:
    """Every field may be missing: by the caller's role, or because it has no value."""
    return [f"{_key(f.wire)}{'' if f.wire == 'success' else '?'}: {_type(f.type, names)}" for f in fields_of(view)]


def _type(annotation: Any, names: dict[type[View], str]) -> str:
    element = element_of(annotation)
    if element is not None:
        return f"{_type(element, names)}[]"
    if (nested := nested_view(annotation)) is not None:
        return names[nested]
    base, _ = unwrapped(annotation)
    if is_mapping(annotation):
        return "Record<string, string>" if str(base) == "dict[str, str]" else "Record<string, unknown>"
    return NUMBERS.get(base, "string")


def _parameter(field: Field) -> str:
    return f"{_key(field.wire)}{'' if field.required else '?'}: {_parameter_type(field)}"


def _parameter_type(field: Field) -> str:
    kind = kind_of(field.type)
    if kind is Kind.LIST:
        return "readonly string[]"
    if kind is Kind.MAP:
        several = entry_of(field.type) is not None or element_of(field.type) is not None
        return "readonly Readonly<Record<string, string | number>>[]" if several else "Readonly<Record<string, string>>"
    return PARAMETERS.get(kind, "string")


def _calls(listed: list[Command], names: dict[type[View], str]) -> Iterator[str]:
    yield "export interface Calls {"
    for c in listed:
        yield f"  {c.name}: {{ params: {_capital(c.name)}Params; answer: {names[c.answer]} }};"
    yield "}"


def _commands(listed: list[Command]) -> Iterator[str]:
    yield "export const commands = {"
    for c in listed:
        nameless = tells_nothing(c) or c.shape is Shape.FLAT
        wanted = "null" if nameless else f"'{c.object_name}'"
        yield f"  {c.name}: {{ isAsync: {str(c.is_async).lower()}, wrapper: '{c.wrapper}', object: {wanted}, shape: '{c.shape}' }},"
    yield "} as const;"


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]


def _key(name: str) -> str:
    return name if name.isidentifier() else f"'{name}'"
