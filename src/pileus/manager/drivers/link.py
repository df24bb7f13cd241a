"""The link to the agent on this machine: its unix socket, kept open, with calls from many threads in flight at once."""

import asyncio
import itertools
import socket
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, InvalidStateError, TimeoutError as Late
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
import structlog

from pileus.manager.drivers.hosts import ByteStream, HostFault, HostUnreachable
from pileus.manager.kernel import log
from pileus.wire.domains import OpenConsole
from pileus.wire.message import PROTOCOL, AgentFrame, Answer, Call, Fault, Hello, Notice, Request
from pileus.wire.notices import AnyNotice

R = TypeVar("R")

RETRY_SECONDS = 1.0
CHUNK = 65536

logger = log.get(__name__)
_encode = msgspec.json.Encoder().encode
_frame = msgspec.json.Decoder(AgentFrame).decode
_notice = msgspec.json.Decoder(AnyNotice).decode


class AgentLink:
    """`Hosts` with the one host this machine is. `open` starts trying to connect, and goes on for as long as it takes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Future[msgspec.Raw]] = {}
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._hello: Hello | None = None
        self._listeners: list[Callable[[str, AnyNotice], None]] = []
        self._links: list[Callable[[str, bool], None]] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep_open, name="agent-link", daemon=True)

    def open(self) -> None:
        """Starts the thread that connects, reads, and connects again."""
        self._thread.start()

    def close(self) -> None:
        """Ends the link; calls in flight fail as unreachable."""
        self._ending.set()
        with self._lock:
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(5)

    def call(self, host_id: str, request: Request[R], *, timeout: float = 60.0) -> R:
        """Sends the request and waits for its reply."""
        number = next(self._numbers)
        future: Future[msgspec.Raw] = Future()
        frame = _encode(Call(id=number, request=msgspec.Raw(_encode(request)), context=_context())) + b"\n"
        with self._lock:
            if self._socket is None or self._hello is None or self._hello.host != host_id:
                raise HostUnreachable(host_id, f"host {host_id} has no link to this manager")
            self._waiting[number] = future
            try:
                self._socket.sendall(frame)
            except OSError as error:
                self._waiting.pop(number, None)
                raise HostUnreachable(host_id, f"the link to host {host_id} broke: {error}") from error
        try:
            raw = future.result(timeout)
        except Late as error:
            raise HostUnreachable(host_id, f"host {host_id} gave no answer within {timeout:.0f} s") from error
        finally:
            self._waiting.pop(number, None)
        return cast("R", msgspec.json.decode(raw, type=request.reply))

    def connected(self) -> list[str]:
        """The host, while its link is up."""
        hello = self._hello
        return [hello.host] if hello else []

    def subscribe(self, listener: Callable[[str, AnyNotice], None]) -> None:
        """Calls `listener(host_id, notice)` from the link's thread."""
        self._listeners.append(listener)

    def subscribe_links(self, listener: Callable[[str, bool], None]) -> None:
        """Calls `listener(host_id, up)` from the link's thread; at once if the link is up already."""
        self._links.append(listener)
        for host_id in self.connected():
            listener(host_id, True)

    async def console(self, host_id: str, instance_id: str, kind: str) -> ByteStream:
        """A connection of its own that becomes the guest's console."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path))
        except OSError as error:
            raise HostUnreachable(host_id, f"the agent of host {host_id} does not answer: {error}") from error
        request = OpenConsole(instance_id=instance_id, kind="serial" if kind == "serial" else "vnc")
        await reader.readline()
        writer.write(_encode(Call(id=1, request=msgspec.Raw(_encode(request)))) + b"\n")
        while True:
            line = await reader.readline()
            if not line:
                raise HostUnreachable(host_id, f"the agent of host {host_id} closed the connection")
            frame = _frame(line)
            if isinstance(frame, Fault):
                writer.close()
                raise HostFault(host_id, frame.kind, frame.text, frame.hint)
            if isinstance(frame, Answer):
                return _SocketStream(reader, writer)

    def _keep_open(self) -> None:
        while not self._ending.is_set():
            try:
                self._converse()
            except (OSError, msgspec.MsgspecError) as error:
                logger.debug("no link to the agent", path=str(self._path), reason=str(error))
            self._ending.wait(RETRY_SECONDS)

    def _converse(self) -> None:
        """One connection from its hello to its end."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(self._path))
            lines = connection.makefile("rb")
            hello = _frame(lines.readline())
            if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
                logger.error("the agent speaks another protocol; manager and agent must be of one release", hello=str(hello))
                self._ending.wait(30)
                return
            with self._lock:
                self._socket, self._hello = connection, hello
            logger.info("agent connected", host=hello.host, version=hello.version)
            self._tell_links(hello.host, up=True)
            try:
                for line in lines:
                    self._receive(hello.host, line)
            finally:
                self._lost(hello.host)

    def _receive(self, host_id: str, line: bytes) -> None:
        frame = _frame(line)
        if isinstance(frame, Notice):
            notice = _notice(frame.body)
            for listener in self._listeners:
                listener(host_id, notice)
        elif isinstance(frame, Answer):
            self._settle(frame.id, lambda future: future.set_result(frame.reply))
        elif isinstance(frame, Fault):
            self._settle(frame.id, lambda future: future.set_exception(HostFault(host_id, frame.kind, frame.text, frame.hint)))

    def _settle(self, number: int, how: Callable[[Future[msgspec.Raw]], None]) -> None:
        future = self._waiting.pop(number, None)
        if future is None:
            return
        try:
            how(future)
        except InvalidStateError:
            logger.debug("an answer came after its caller had given up", number=number)

    def _lost(self, host_id: str) -> None:
        with self._lock:
            self._socket = None
            self._hello = None
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_exception(HostUnreachable(host_id, f"the link to host {host_id} broke before it answered"))
        logger.info("agent disconnected", host=host_id)
        self._tell_links(host_id, up=False)

    def _tell_links(self, host_id: str, *, up: bool) -> None:
        for listener in self._links:
            listener(host_id, up)


def _context() -> dict[str, str]:
    """Log fields of this thread that the agent binds to its own lines."""
    fields: dict[str, Any] = structlog.contextvars.get_contextvars()
    return {name: str(value) for name, value in fields.items()}


class _SocketStream:
    """A console over a connection to the agent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """What the guest sends."""
        while data := await self._reader.read(CHUNK):
            yield data

    async def send(self, data: bytes) -> None:
        """Sends to the guest."""
        self._writer.write(data)
        await self._writer.drain()

    async def close(self) -> None:
        """Ends it."""
        self._writer.close()
