"""Answers as XML, from the same plain values as JSON."""

import re
from collections.abc import Mapping
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement, tostring

from pileus.manager.kernel.render import FreeMap

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, escaped or not."""


def to_xml(wrapper: str, content: Mapping[str, Any], version: str | None) -> bytes:
    """The document. `version` is told to callers that are logged in."""
    root = Element(wrapper)
    if version is not None:
        root.set("cloud-stack-version", version)
    _fill(root, content)
    return b'<?xml version="1.0" encoding="UTF-8"?>' + tostring(root, encoding="unicode").encode()


def _fill(parent: Element, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        if name == "uuidList":
            _uuids(SubElement(parent, name), value)
            continue
        for one in cast("list[Any]", value) if isinstance(value, list) else [value]:
            _write(SubElement(parent, name), one)


def _uuids(parent: Element, pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        SubElement(parent, "uuid").text = _text(pair["uuid"])
        SubElement(parent, "uuidProperty").text = _text(pair["description"])


def _write(element: Element, value: Any) -> None:
    if isinstance(value, FreeMap):
        element.text = _text("{" + ", ".join(f"{k}={v}" for k, v in value.items()) + "}")
    elif isinstance(value, Mapping):
        _fill(element, cast("Mapping[str, Any]", value))
    else:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return UNWRITABLE.sub("\ufffd", str(value))
