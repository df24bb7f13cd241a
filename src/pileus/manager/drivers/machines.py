"""What `addHost` reaches: on a simulator a fake host made for any address, on a real installation the machines that are linked already."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pileus.manager.drivers.fake.hosts import FakeHosts
from pileus.manager.drivers.fake.storage import CAPACITY
from pileus.manager.drivers.hosts import Hosts
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.machines import BuiltInImage, Joined
from pileus.wire.hosts import ReadFacts


def name_of(url: str) -> str:
    """A host's name from the address it is added with: that of the machine, with what follows it."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    words = re.findall(r"[A-Za-z0-9.]+", f"{parts.hostname or ''}/{parts.path}")
    return "-".join(words)[:255]


class SimulatedMachines:
    """Makes a fake host for each address it is given. Implements the kernel's Machines."""

    simulated = True

    def __init__(self, hosts: FakeHosts, primary: Path, images: Sequence[BuiltInImage]) -> None:
        self._hosts = hosts
        self._primary = primary
        self.images = images

    def join(self, url: str) -> Joined:
        """A new fake host that is named after the address."""
        name = name_of(url)
        if not name:
            raise InvalidValue(f"url {url} names no machine; give one like http://sim/c0/h0")
        host_id = new_id()
        self._hosts.join(host_id, name)
        facts = self._hosts.call(host_id, ReadFacts())
        return Joined(host_id, facts, f"{self._primary}/{host_id}", CAPACITY)

    def announce(self, host_id: str) -> None:
        """Its link is up."""
        self._hosts.mend(host_id)

    def linked(self) -> list[str]:
        """All fake hosts whose link is not cut."""
        return self._hosts.connected()

    def leave(self, host_id: str) -> None:
        """The fake host is gone, with all that is on it."""
        self._hosts.leave(host_id)


class LinkedMachines:
    """Machines whose agents have a link of their own making. Implements the kernel's Machines."""

    simulated = False
    images: Sequence[BuiltInImage] = ()

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts

    def join(self, url: str) -> Joined:
        """Refuses: an agent joins by itself."""
        raise InvalidValue(
            f"host {url} cannot be added from here: Pileus installs nothing over SSH, so url, username and password reach no machine. "
            "This installation has the one host that `pileus up` ran on; more join by running Pileus there with a join token, "
            "which a later release brings"
        )

    def announce(self, host_id: str) -> None:
        """Agents announce themselves."""

    def linked(self) -> list[str]:
        """Hosts with a link."""
        return self._hosts.connected()

    def leave(self, host_id: str) -> None:
        """The agent keeps its link, so that the host can be added again."""
