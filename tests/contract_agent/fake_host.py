"""The simulator's fake host as the contract suite sees it: connections, consoles and a restart, over what the manager calls."""

import asyncio
import contextlib
import hashlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.contract_agent.rig import LIMIT, Host, Image, Refused

from pileus.manager.drivers.fake.hosts import FakeHosts
from pileus.manager.drivers.hosts import ByteStream, HostFault
from pileus.wire.domains import ListDomains, OpenConsole
from pileus.wire.message import Effect, Fault, Request
from pileus.wire.notices import AnyNotice

R = TypeVar("R")

CALLS_AT_ONCE = 16
CHUNK = 64 * 1024


class FakeAgent:
    """One host in a world file of its own, and what a test may do to it."""

    def __init__(self, folder: Path) -> None:
        self.host = Host(
            connect=self.connect,
            console=self.console,
            folder=folder / "pools",
            image=_empty_image(folder / "image.qcow2"),
            end_behind_its_back=self.end_behind_its_back,
            restart=self.restart,
        )
        self._world = folder / "world.db"
        self._hosts = FakeHosts(self._world)

    @property
    def _id(self) -> str:
        return next(iter(self._hosts.hosts))

    def connect(self) -> "Connection":
        return Connection(self._hosts, self._id)

    def end_behind_its_back(self, name: str) -> None:
        domains = self._hosts.call(self._id, ListDomains()).domains
        self._hosts.hosts[self._id].power_off(next(d.instance_id for d in domains if d.name == name))

    def restart(self) -> None:
        self.close()
        self._hosts = FakeHosts(self._world)

    def close(self) -> None:
        self._hosts.close()

    @contextlib.contextmanager
    def console(self, request: OpenConsole) -> Generator[socket.socket]:
        """The test's end of a console, which an event loop in a thread carries to the guest's."""
        ours, theirs = socket.socketpair()
        ours.settimeout(LIMIT)
        opened: Future[None] = Future()
        carrier = threading.Thread(target=lambda: asyncio.run(self._carry(request, theirs, opened)))
        carrier.start()
        try:
            with _refusals():
                opened.result(LIMIT)
            yield ours
        finally:
            ours.close()
            carrier.join(LIMIT)

    async def _carry(self, request: OpenConsole, theirs: socket.socket, opened: Future[None]) -> None:
        reader, writer = await asyncio.open_connection(sock=theirs)
        try:
            stream = await self._hosts.console(self._id, request.instance_id, request.kind)
        except HostFault as fault:
            opened.set_exception(fault)
        else:
            opened.set_result(None)
            ways = [asyncio.create_task(_type(reader, stream)), asyncio.create_task(_show(stream, writer))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            await stream.close()
        writer.close()


class Connection:
    """A manager's calls and what it hears, as `rig.Agent` describes it."""

    def __init__(self, hosts: FakeHosts, host_id: str) -> None:
        self._hosts = hosts
        self._host_id = host_id
        self._calls = ThreadPoolExecutor(CALLS_AT_ONCE)
        self._last: dict[str, tuple[str, Future[Any]]] = {}
        self._state = threading.Condition()
        self._notices: list[AnyNotice] = []
        hosts.subscribe(self._hear)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._calls.shutdown()

    def call(self, request: Request[R]) -> R:
        return self.send(request)()

    def send(self, request: Request[R]) -> Callable[[], R]:
        before = None
        if isinstance(request, Effect):
            key, before = self._last.get(request.target, ("", None))
            if key == request.key:  # repetitions of one effect have no order: they may well run at the same time
                before = None
        future = self._calls.submit(self._after, before, request)
        if isinstance(request, Effect):
            self._last[request.target] = request.key, future

        def reply() -> R:
            with _refusals():
                return future.result(LIMIT)

        return reply

    def wait_for_notice(self, fits: Callable[[AnyNotice], bool], limit: float = 10.0) -> AnyNotice:
        with self._state:
            deadline = time.monotonic() + limit
            while True:
                for notice in self._notices:
                    if fits(notice):
                        return notice
                left = deadline - time.monotonic()
                assert left > 0, f"no such notice within {limit} s, only {self._notices}"
                self._state.wait(left)

    def _after(self, before: Future[Any] | None, request: Request[R]) -> R:
        """Calls block, so that their order is the callers'; a manager's operation waits for each before it sends the next."""
        if before is not None:
            wait([before])
        return self._hosts.call(self._host_id, request)

    def _hear(self, host_id: str, notice: AnyNotice) -> None:
        assert host_id == self._host_id
        with self._state:
            self._notices.append(notice)
            self._state.notify_all()


@contextlib.contextmanager
def _refusals() -> Generator[None]:
    try:
        yield
    except HostFault as fault:
        raise Refused(Fault(id=0, kind=fault.kind, text=fault.text, hint=fault.hint)) from fault


async def _type(reader: asyncio.StreamReader, stream: ByteStream) -> None:
    while data := await reader.read(CHUNK):
        await stream.send(data)


async def _show(stream: ByteStream, writer: asyncio.StreamWriter) -> None:
    async for data in stream:
        writer.write(data)
        await writer.drain()


def _empty_image(path: Path) -> Image:
    """A qcow2 header is all that a fake host reads of an image."""
    size = 64 << 20
    path.write_bytes(struct.pack(">4sIQIIQ", b"QFI\xfb", 3, 0, 0, 16, size).ljust(104, b"\0"))
    return Image(path=str(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest(), virtual_size=size)
