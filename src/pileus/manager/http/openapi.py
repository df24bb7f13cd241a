"""The OpenAPI 3.1 document, derived from the registry.

One address serves every command; since all below /client/api is the API too, each command has its own path here and can be called by it.
"""

from typing import Any

from pileus.manager.http.answer import VERSION
from pileus.manager.http.apis import documented
from pileus.manager.http.catalog import commands, entry_of, named_views
from pileus.manager.http.kinds import Kind, choices, element_of, is_mapping, kind_of, nested_view, unwrapped
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.registry import READS, Command, Field, Shape, fields_of
from pileus.manager.kernel.roles import ANYONE

Schema = dict[str, Any]

PRIMITIVES: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}
KINDS: dict[Kind, Schema] = {
    Kind.UUID: {"type": "string", "format": "uuid"},
    Kind.STRING: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer", "format": "int32"},
    Kind.LONG: {"type": "integer", "format": "int64"},
    Kind.FLOAT: {"type": "number"},
    Kind.DATE: {"type": "string", "description": "2016-08-18T17:53:47+0000, or 2016-08-18"},
}
ERROR: Schema = {
    "type": "object",
    "description": "An error, in the wrapper of the command.",
    "additionalProperties": {
        "type": "object",
        "required": ["errorcode", "errortext"],
        "properties": {
            "uuidList": {"type": "array", "items": {"type": "object"}},
            "errorcode": {"type": "integer", "description": "the same as the HTTP status"},
            "cserrorcode": {"type": "integer"},
            "errortext": {"type": "string"},
        },
    },
}
SECURITY: list[dict[str, list[str]]] = [{"apiKey": [], "signature": []}, {"session": [], "sessionKey": []}]


def document() -> dict[str, Any]:
    """The whole document."""
    listed = commands()
    names = named_views(listed)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pileus",
            "version": VERSION,
            "description": "A private cloud with the API of Apache CloudStack. Answers are XML unless `response=json` is sent.",
        },
        "servers": [{"url": "/"}],
        "security": SECURITY,
        "paths": {f"/client/api/{c.name}": _path(c, names) for c in listed},
        "components": {
            "schemas": {"Error": ERROR} | {name: _view(view, names) for view, name in names.items()},
            "securitySchemes": {
                "apiKey": {"type": "apiKey", "in": "query", "name": "apiKey"},
                "signature": {"type": "apiKey", "in": "query", "name": "signature"},
                "session": {"type": "apiKey", "in": "cookie", "name": "JSESSIONID"},
                "sessionKey": {"type": "apiKey", "in": "query", "name": "sessionkey"},
            },
        },
    }


def _path(command: Command, names: dict[type[View], str]) -> Schema:
    operation: Schema = {
        "operationId": command.name,
        "summary": command.summary,
        "description": command.doc,
        "responses": {
            "200": {"description": "the answer", "content": {"application/json": {"schema": _answer(command, names)}}},
            "default": {"description": "an error", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}},
        },
    }
    if command.access == ANYONE:
        operation["security"] = []
    fixed = {"command": {"type": "string", "const": command.name}, "response": {"type": "string", "const": "json"}}
    if command.name.startswith(READS):
        operation["parameters"] = [
            *({"name": name, "in": "query", "required": True, "schema": schema} for name, schema in fixed.items()),
            *(_parameter(f) for f in command.fields),
        ]
        return {"get": operation}
    form: Schema = {
        "type": "object",
        "required": [*fixed, *(f.wire for f in command.fields if f.required)],
        "properties": fixed | {f.wire: _schema(f) | {"description": documented(f)} for f in command.fields},
    }
    operation["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}}
    return {"post": operation}


def _parameter(field: Field) -> Schema:
    parameter: Schema = {
        "name": field.wire,
        "in": "query",
        "required": field.required,
        "description": documented(field),
        "schema": _schema(field),
    }
    kind = kind_of(field.type)
    if kind is Kind.LIST:
        parameter |= {"style": "form", "explode": False}
    return parameter


def _schema(field: Field) -> Schema:
    """The schema of a parameter."""
    kind = kind_of(field.type)
    if kind is Kind.LIST:
        return {"type": "array", "items": KINDS[kind_of(element_of(field.type))]}
    if kind is Kind.MAP:
        entry = entry_of(field.type)
        if entry is None:
            return {"type": "object", "additionalProperties": {"type": "string"}}
        return {"type": "array", "items": {"type": "object", "properties": {f.wire: _schema(f) for f in fields_of(entry)}}}
    schema = dict(KINDS[kind])
    if values := choices(field.type):
        schema["enum"] = list(values)
    elif kind is Kind.STRING:
        schema["maxLength"] = field.length
    for check in unwrapped(field.type)[1]:
        bounds = {"minimum": check.ge, "maximum": check.le, "minLength": check.min_length, "pattern": check.pattern}
        schema |= {name: bound for name, bound in bounds.items() if bound is not None}
    if field.default not in (None, "", ()):
        schema["default"] = getattr(field.default, "value", field.default)
    return schema


def _answer(command: Command, names: dict[type[View], str]) -> Schema:
    return {"type": "object", "required": [command.wrapper], "properties": {command.wrapper: _content(command, names)}}


def _content(command: Command, names: dict[type[View], str]) -> Schema:
    view = {"$ref": f"#/components/schemas/{names[command.answer]}"}
    if command.is_async:
        return {
            "type": "object",
            "required": ["jobid"],
            "properties": {"jobid": KINDS[Kind.UUID], "id": KINDS[Kind.UUID]},
            "description": "the job; queryAsyncJobResult tells its result",
        }
    if command.shape is Shape.LIST:
        return {"type": "object", "properties": {"count": {"type": "integer"}, command.object_name: {"type": "array", "items": view}}}
    if command.shape is Shape.OBJECT:
        return {"type": "object", "properties": {command.object_name: view}}
    return view


def _view(view: type[View], names: dict[type[View], str]) -> Schema:
    schema: Schema = {"type": "object", "properties": {f.wire: _field(f, names) for f in fields_of(view)}}
    if view.__doc__ and not view.__doc__.startswith(f"{view.__name__}("):
        schema["description"] = view.__doc__.strip().splitlines()[0]
    return schema


def _field(field: Field, names: dict[type[View], str]) -> Schema:
    schema = _type(field.type, names)
    return schema | {"description": field.doc} if field.doc and "$ref" not in schema else schema


def _type(annotation: Any, names: dict[type[View], str]) -> Schema:
    element = element_of(annotation)
    if element is not None:
        return {"type": "array", "items": _type(element, names)}
    if (nested := nested_view(annotation)) is not None:
        return {"$ref": f"#/components/schemas/{names[nested]}"}
    if is_mapping(annotation):
        return {"type": "object"}
    base, _ = unwrapped(annotation)
    if values := choices(annotation):
        return {"type": "string", "enum": list(values)}
    return dict(PRIMITIVES.get(base, {"type": "string"}))
