"""The agent's side of the connection to managers on this machine: a unix socket, frames, calls in flight, notices, consoles.

What may not stand here: what a verb does, and anything that blocks: calls run in `dispatch`'s threads.
"""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
import structlog

from pileus.agent.dispatch import Dispatch
from pileus.agent.faults import AgentFault
from pileus.wire.domains import OpenConsole
from pileus.wire.message import MAX_FRAME, AgentFrame, Answer, Call, Fault, Hello, Notice
from pileus.wire.notices import AnyNotice
from pileus.wire.verbs import AnyRequest

CALLS_IN_FLIGHT = 256
"""Calls of one connection that are answered at the same time; with that many open the agent reads no further frame of it."""

MAX_UNREAD = 2 * MAX_FRAME
"""Bytes that wait for a manager that does not read; one more frame ends the connection."""

CHUNK = 64 * 1024

OpenSocket = Callable[[OpenConsole], socket.socket]
"""Connects to a guest's console; blocks, and raises AgentFault."""

log = structlog.stdlib.get_logger(__name__)
_encode = msgspec.json.Encoder().encode
_call = msgspec.json.Decoder(Call).decode
_request = msgspec.json.Decoder(AnyRequest).decode
_UNREADABLE = (msgspec.MsgspecError, RecursionError)
"""What decoding raises for any bytes that a peer may send; the second for brackets nested without end."""


class _Numbered(msgspec.Struct):
    id: int


class Link:
    """Listens for managers. Only peers whose user is in `allowed_uids` are answered, whatever the socket's mode says."""

    def __init__(
        self, path: Path, hello: Hello, dispatch: Dispatch, console: OpenSocket, *, allowed_uids: frozenset[int], gid: int | None
    ) -> None:
        self._path = path
        self._hello = hello
        self._dispatch = dispatch
        self._console = console
        self._allowed = allowed_uids
        self._gid = gid
        self._peers: set[_Peer] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """Listens. The socket appears under its name only when its owner and mode are right."""
        self._loop = asyncio.get_running_loop()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(unfinished))
        except OSError as e:
            listener.close()
            text = f"cannot listen at {self._path}: {e}"
            raise AgentFault("invalid", text, "Choose a run folder with a path of less than 90 bytes.") from e
        if self._gid is not None:
            os.chown(unfinished, -1, self._gid)
        unfinished.chmod(0o660)
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=MAX_FRAME)
        unfinished.rename(self._path)

    async def close(self, patience: float) -> None:
        """Accepts nobody new, lets calls in flight finish for `patience` seconds, then drops the connections."""
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)
        for peer in self._peers:
            peer.stop_reading()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for peer in self._peers.copy():
            peer.drop()

    def notify(self, notice: AnyNotice) -> None:
        """Tells every connected manager; may be called from any thread, and says nothing while nobody listens."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._push, Notice(body=msgspec.Raw(_encode(notice))))

    def _push(self, notice: Notice) -> None:
        for peer in self._peers.copy():
            peer.send(notice)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pid, uid = _credentials(writer)
        if uid not in self._allowed:
            log.warning("connection refused", uid=uid, pid=pid)
            writer.close()
            return
        peer = _Peer(reader, writer)
        self._peers.add(peer)
        try:
            peer.send(self._hello)
            await self._serve(peer)
        except ConnectionError as e:
            log.info("connection lost", uid=uid, reason=str(e))
        finally:
            self._peers.discard(peer)
            peer.drop()

    async def _serve(self, peer: "_Peer") -> None:
        room = asyncio.Semaphore(CALLS_IN_FLIGHT)
        first = True
        while (frame := await peer.receive()) is not None:
            try:
                call, request = _decode(frame)
            except _Malformed as e:
                log.warning("malformed frame", reason=e.text)
                peer.send(Fault(id=e.number, kind="invalid", text=e.text, hint="Manager and agent must be of one release."))
                continue
            if isinstance(request, OpenConsole):
                if first:
                    await self._become_console(peer, call, request)
                    return
                peer.send(Fault(id=call.id, kind="invalid", text="a console needs a connection of its own, as its first call"))
                continue
            first = False
            await room.acquire()
            task = asyncio.create_task(self._answer(peer, call, request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: room.release())

    async def _answer(self, peer: "_Peer", call: Call, request: AnyRequest) -> None:
        structlog.contextvars.bind_contextvars(**call.context)
        try:
            peer.send(Answer(id=call.id, reply=await self._dispatch.answer(request)))
        except AgentFault as e:
            peer.send(Fault(id=call.id, kind=e.kind, text=e.text, hint=e.hint))

    async def _become_console(self, peer: "_Peer", call: Call, request: OpenConsole) -> None:
        structlog.contextvars.bind_contextvars(**call.context)
        try:
            guest = await self._dispatch.in_thread(request, lambda: self._console(request))
        except AgentFault as e:
            peer.send(Fault(id=call.id, kind=e.kind, text=e.text, hint=e.hint))
            return
        reader, writer = await asyncio.open_connection(sock=guest)
        self._peers.discard(peer)
        peer.send(Answer(id=call.id, reply=msgspec.Raw(b"{}")))
        await peer.carry(reader, writer)


class _Peer:
    """One connection of a manager."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, frame: AgentFrame) -> None:
        """Queues a frame; a peer that does not read is dropped rather than remembered without limit."""
        if self._writer.is_closing():
            return
        self._writer.write(_encode(frame) + b"\n")
        if self._writer.transport.get_write_buffer_size() > MAX_UNREAD:
            log.warning("connection dropped: the manager does not read")
            self._writer.transport.abort()

    async def receive(self) -> bytes | None:
        """The next frame, or None when there will be none."""
        try:
            return await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError:
            return None
        except asyncio.LimitOverrunError:
            self.send(Fault(id=0, kind="invalid", text=f"a frame of more than {MAX_FRAME} bytes"))
            return None

    def stop_reading(self) -> None:
        """Takes no further frame; what is in flight can still be answered."""
        cast("asyncio.Transport", self._writer.transport).pause_reading()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carries bytes both ways until one side ends."""
        ways = [asyncio.create_task(_pump(self._reader, writer)), asyncio.create_task(_pump(reader, self._writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        writer.close()

    def drop(self) -> None:
        self._writer.close()


class _Malformed(Exception):
    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number
        self.text = text


def _decode(frame: bytes) -> tuple[Call, AnyRequest]:
    try:
        call = _call(frame)
    except _UNREADABLE as e:
        number = 0
        with contextlib.suppress(*_UNREADABLE):
            number = msgspec.json.decode(frame, type=_Numbered).id
        raise _Malformed(number, f"not a call: {e}") from e
    try:
        return call, _request(call.request)
    except _UNREADABLE as e:
        raise _Malformed(call.id, f"not a request: {e}") from e


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(CHUNK):
            sink.write(data)
            await sink.drain()


def _credentials(writer: asyncio.StreamWriter) -> tuple[int, int]:
    peer = writer.get_extra_info("socket")
    pid, uid, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return pid, uid
