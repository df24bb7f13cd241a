"""Answers and errors in CloudStack's envelope, as JSON or XML."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from pileus.manager.http.dispatch import Answer
from pileus.manager.http.xml import to_xml
from pileus.manager.kernel.declare import Page, Started, View
from pileus.manager.kernel.errors import ApiError, NotAllowed
from pileus.manager.kernel.registry import COMMANDS, Command, Shape
from pileus.manager.kernel.render import render, render_all
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import SettingValues, flag, text

MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w-]+=[\w.-]+)*", re.ASCII)


def _type_fault(value: str) -> str | None:
    return None if MEDIA_TYPE.fullmatch(value) else "must be a media type such as application/json; charset=UTF-8"


VERSION = "4.22.0.0"
"""The CloudStack release whose API this is."""

JSON_TYPE = text("json.content.type", "application/json; charset=UTF-8", "Content-Type of answers in JSON.", check=_type_fault)
VERSION_IN_XML = flag(
    "expose.cloudstack.version.api.xml.response",
    default=True,
    doc="Whether answers in XML tell the version, to callers that are logged in.",
)

JSON = JSON_TYPE.default
XML = "text/xml; charset=UTF-8"

ERROR_WRAPPER = "errorresponse"


@dataclass(frozen=True)
class Reply:
    """A finished answer: status, body and its type, and further headers."""

    status: int
    body: bytes
    media_type: str
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def answered(answer: Answer, settings: SettingValues, *, as_json: bool) -> Reply:
    """A command's answer, written."""
    version = VERSION if answer.caller is not None and not as_json and settings.get(VERSION_IN_XML) else None
    reply = written(200, answer.command.wrapper, content_of(answer), as_json=as_json, version=version)
    return replace(reply, media_type=settings.get(JSON_TYPE)) if as_json else reply


def refused(error: ApiError, command: str | None, *, as_json: bool, full: bool) -> Reply:
    """A refusal, written. `full` tells the infrastructure's part too: for root admins."""
    text = error.told(full=full)
    content: dict[str, Any] = {
        "uuidList": [{"uuid": uuid, "description": what} for uuid, what in error.about],
        "errorcode": error.status,
    }
    if error.number is not None:
        content["cserrorcode"] = error.number
    content["errortext"] = text
    known = COMMANDS.get(command or "")
    wrapper = ERROR_WRAPPER if known is None or isinstance(error, NotAllowed) else known.wrapper
    reply = written(error.status, wrapper, content, as_json=as_json, version=None)
    if error.number is not None:
        reply.headers.append(("X-Description", _header(text)))
    return reply


def written(status: int, wrapper: str, content: dict[str, Any], *, as_json: bool, version: str | None) -> Reply:
    """Content in its wrapper."""
    if as_json:
        return Reply(status, msgspec.json.encode({wrapper: content}), JSON)
    return Reply(status, to_xml(wrapper, content, version), XML)


def content_of(answer: Answer) -> dict[str, Any]:
    """What stands in the wrapper, in plain values."""
    value = answer.value
    role = answer.caller.role_type if answer.caller else RoleType.USER
    if isinstance(value, Started):
        return {"jobid": value.job_id} | ({"id": value.id} if value.id is not None else {})
    if isinstance(value, Page):
        return _list(answer.command, value.count, value.items, role)
    if answer.command.shape is Shape.LIST:
        return _list(answer.command, 1, [value], role)
    if answer.command.shape is Shape.OBJECT:
        return {answer.command.object_name: render(value, role)}
    return render(value, role)


def _list(command: Command, count: int, items: list[View], role: RoleType) -> dict[str, Any]:
    if not count:
        return {}
    if not items:
        return {"count": count}
    return {"count": count, command.object_name: render_all(items, role)}


def _header(text: str) -> str:
    """A text as a header may carry it: one line of Latin-1."""
    return " ".join(text.split()).encode("latin-1", "replace").decode("latin-1")[:1000]
