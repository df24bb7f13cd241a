"""Machines that can become hosts: what `addHost` asks of whoever reaches them. `app` joins the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pileus.manager.kernel.errors import InvalidValue
from pileus.wire.hosts import Facts


@dataclass(frozen=True)
class Joined:
    """A machine that is a host from now on."""

    id: str
    facts: Facts
    local_path: str
    """Folder for its local pool."""
    local_capacity: int
    """Bytes of that pool."""


@dataclass(frozen=True)
class BuiltInImage:
    """A template that every image store has from the start; `path` is relative to the store. Sizes in bytes."""

    name: str
    path: str
    sha256: str
    format: str
    size: int
    physical_size: int


class Machines(Protocol):
    """Safe to use from any thread."""

    @property
    def simulated(self) -> bool:
        """Whether hosts and storage are make-believe, so that any address of them will do."""
        ...

    @property
    def images(self) -> Sequence[BuiltInImage]:
        """What lies on each image store that is added."""
        ...

    def join(self, url: str) -> Joined:
        """Links the machine at this address. Raises InvalidValue, with the way that leads to more hosts, where it cannot be a host.

        Called before the host's row is committed: a machine that was joined in vain is nobody's, and does nothing.
        """
        ...

    def announce(self, host_id: str) -> None:
        """The host's row is committed: whoever listens for links is told."""
        ...

    def linked(self) -> list[str]:
        """Ids of the machines that are linked now, hosts or not."""
        ...

    def leave(self, host_id: str) -> None:
        """Ends the link to a machine that is no host any more."""
        ...


class NoMachines:
    """For servers without hosts."""

    simulated = False
    images: Sequence[BuiltInImage] = ()

    def join(self, url: str) -> Joined:
        """Refuses."""
        raise InvalidValue(f"host {url} cannot be added: this server reaches no machines; start it with `pileus up`")

    def announce(self, host_id: str) -> None:
        """Nobody to tell."""

    def linked(self) -> list[str]:
        """None."""
        return []

    def leave(self, host_id: str) -> None:
        """Nothing to end."""
