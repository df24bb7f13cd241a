"""Identifiers: canonical lower-case UUID strings, in rows and on the wire alike."""

import uuid
from typing import Annotated

from msgspec import Meta

UUID_PATTERN = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

Id = Annotated[str, Meta(pattern=UUID_PATTERN)]
"""A parameter or field that names an object. Rows hold the same 36 characters, so no conversion stands between table and answer."""


def new_id() -> str:
    """A random id."""
    return str(uuid.uuid4())


def derived_id(*parts: str) -> str:
    """The same id for the same parts: for objects that must keep their id when they are made again."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\0".join(parts)))
