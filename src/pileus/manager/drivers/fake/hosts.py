"""The fake hosts as the manager's driver: `Hosts` over a world file, with faults that tests can order."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pileus.manager.drivers.fake.host import FakeHost, new_boot
from pileus.manager.drivers.fake.images import SecondaryStorage, StoredImage
from pileus.manager.drivers.fake.world import World
from pileus.manager.drivers.hosts import ByteStream, HostUnreachable
from pileus.manager.kernel.ids import derived_id
from pileus.wire.message import Request
from pileus.wire.notices import AnyNotice

R = TypeVar("R")


class FakeHosts:
    """A number of hosts in one world file. Also what tests turn: cut links, order faults, reboot hosts."""

    def __init__(self, path: Path, count: int = 1, images: Mapping[str, StoredImage] = MappingProxyType({})) -> None:
        """`images`, by their checksums, are said to lie on secondary storage though no files are there."""
        self.world = World(path)
        self._storage = SecondaryStorage(images)
        for number in range(1, count + 1):
            self.world.add_host(derived_id("simulated host", str(number)), number, new_boot())
        self._listeners: list[Callable[[str, AnyNotice], None]] = []
        self._links: list[Callable[[str, bool], None]] = []
        self._down: set[str] = set()
        self._ordered: dict[type[Any], list[Exception]] = defaultdict(list)
        self._lock = threading.Lock()
        self.hosts = {id: self._host(id) for id, _, _ in self.world.hosts()}

    def _host(self, id: str) -> FakeHost:
        return FakeHost(self.world, id, self._storage, self._teller(id))

    def join(self, id: str, name: str) -> None:
        """Makes one more host; nobody is told of its link until `mend`."""
        numbers = [number for _, number, _ in self.world.hosts()]
        self.world.add_host(id, max(numbers, default=0) + 1, new_boot(), name)
        self.hosts[id] = self._host(id)

    def leave(self, id: str) -> None:
        """A host is gone for good, with its disks."""
        if self.hosts.pop(id, None) is not None:
            self.world.remove_host(id)
            self._tell_link(id, up=False)

    def _teller(self, host_id: str) -> Callable[[AnyNotice], None]:
        def tell(notice: AnyNotice) -> None:
            for listener in self._listeners:
                listener(host_id, notice)

        return tell

    def call(self, host_id: str, request: Request[R], *, timeout: float = 60.0) -> R:
        """Answers from the world; raises a fault that was ordered for this kind of request."""
        del timeout
        host = self._reach(host_id)
        with self._lock:
            ordered = self._ordered[type(request)]
            fault = ordered.pop(0) if ordered else None
        if fault is not None:
            raise fault
        return cast("R", host.answer(request))

    def _reach(self, host_id: str) -> FakeHost:
        host = self.hosts.get(host_id)
        if host is None or host_id in self._down:
            raise HostUnreachable(host_id, f"host {host_id} has no link")
        return host

    def connected(self) -> list[str]:
        """Hosts whose link was not cut."""
        return [id for id in list(self.hosts) if id not in self._down]

    def subscribe(self, listener: Callable[[str, AnyNotice], None]) -> None:
        """Notices go to this listener too."""
        self._listeners.append(listener)

    def subscribe_links(self, listener: Callable[[str, bool], None]) -> None:
        """Links that come up or go down are told to this listener too."""
        self._links.append(listener)

    async def console(self, host_id: str, instance_id: str, kind: str) -> ByteStream:
        """A console of a guest that only pretends."""
        return self._reach(host_id).console(instance_id, kind)

    def cut(self, host_id: str) -> None:
        """The link to a host goes down."""
        self._down.add(host_id)
        self._tell_link(host_id, up=False)

    def mend(self, host_id: str) -> None:
        """The link comes up again."""
        self._down.discard(host_id)
        self._tell_link(host_id, up=True)

    def _tell_link(self, host_id: str, *, up: bool) -> None:
        for listener in self._links:
            listener(host_id, up)

    def order(self, request: type[Request[Any]], fault: Exception) -> None:
        """The next request of this kind fails so."""
        with self._lock:
            self._ordered[request].append(fault)

    def reboot(self, host_id: str) -> None:
        """The machine restarts: its guests, bridges and rules are gone, its disks are not."""
        self.cut(host_id)
        self.hosts[host_id].restart()
        self.mend(host_id)

    def close(self) -> None:
        """Closes the world file."""
        self.world.close()
