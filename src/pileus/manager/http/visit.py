"""One request as the API sees it, whatever carried it."""

from dataclasses import dataclass, field


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
