"""One request as the API sees it, whatever carried it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?")
"""A name or address, and at most a port."""
LAST_PORT = 65535


def origin_of(scheme: str, host: str) -> str:
    """Where a request was sent to, as its Host header says; empty where that is no name or address."""
    match = HOST.fullmatch(host)
    return f"{scheme}://{host}" if match and int(match[1] or 0) <= LAST_PORT else ""


@dataclass(frozen=True)
class Visit:
    """Method, parameters and cookies of a request."""

    method: str
    parameters: dict[str, str] = field(repr=False)
    """By name as sent."""
    cookies: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    peer: str = "127.0.0.1"
    """Address of the client."""
    secure: bool = False
    """Whether the request came by HTTPS."""
    origin: str = ""
    """Scheme, name and port that the request was sent to; empty where it does not say. Nothing but its own answer may rely on it."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """By name in any case, when they came over the wire."""
    lowered: dict[str, str] = field(init=False, repr=False)
    """The parameters by lower-case name."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lowered", {name.lower(): value for name, value in self.parameters.items()})

    def get(self, name: str) -> str | None:
        """A parameter by its lower-case name."""
        return self.lowered.get(name)

    @property
    def command(self) -> str:
        """The command's name; empty when none was sent."""
        return self.get("command") or ""

    @property
    def as_json(self) -> bool:
        """Whether the answer shall be JSON; XML is the default."""
        return (self.get("response") or "").lower() == "json"
