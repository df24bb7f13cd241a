"""The live event stream: entries of the outbox as server-sent events, to each caller what the caller may see at that moment."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator
from typing import TypeVar, TypeVarTuple, Unpack

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pileus.manager.http.answer import refused
from pileus.manager.http.credentials import Credentials
from pileus.manager.http.proxies import behind
from pileus.manager.http.visit import Visit
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import ApiError, TooMany, Unauthenticated
from pileus.manager.kernel.events import Entry, Outbox

T = TypeVar("T")
A = TypeVarTuple("A")

HEARTBEAT_SECONDS = 15.0
"""Between two signs of life on a silent stream; proxies give up after 30 to 60 s."""

BATCH = 500
LONGEST_NUMBER = 19
WORKERS = 4
MOST_STREAMS = 64
"""Open streams of one account. A browser has one for each of its windows."""

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStreams:
    """All open streams of this manager. Lives in one event loop."""

    def __init__(self, outbox: Outbox, credentials: Credentials, *, heartbeat: float) -> None:
        self._outbox = outbox
        self._credentials = credentials
        self._heartbeat = heartbeat
        self._workers = CapacityLimiter(WORKERS)
        self._open: Counter[str] = Counter()
        self._wakes: set[asyncio.Event] = set()
        self._closed = False

    def close(self) -> None:
        """Ends every stream, so that the server can stop; clients come back by themselves and miss nothing."""
        self._closed = True
        for wake in self._wakes:
            wake.set()

    async def serve(self, request: Request) -> Response:
        """Opens a stream after the number in Last-Event-ID or `lasteventid`; without one, of what happens from now on."""
        visit = Visit(
            method=request.method,
            parameters=dict(request.query_params),
            cookies=request.cookies,
            peer=request.client.host if request.client else "",
            headers=request.headers,
        )
        try:
            caller = await self._in_thread(self._caller, visit)
            if caller is None:
                raise Unauthenticated
            if self._open[caller.account_id] >= MOST_STREAMS:
                raise TooMany(f"account {caller.account_name} has {MOST_STREAMS} event streams open, the most allowed; close some")
        except ApiError as error:
            reply = refused(error, None, as_json=True, full=False)
            return Response(reply.body, reply.status, media_type=reply.media_type)
        start = request.headers.get("last-event-id") or visit.get("lasteventid")
        return StreamingResponse(self._lines(caller, start), media_type="text/event-stream", headers=HEADERS)

    def _caller(self, visit: Visit) -> Caller | None:
        return self._credentials.caller(behind(visit, self._credentials.settings))

    async def _lines(self, caller: Caller, start: str | None) -> AsyncIterator[bytes]:
        with self._opened(caller) as wake:
            number = await self._first(start)
            yield _mark(number) if start is None else b":\n\n"
            while not self._closed:
                wake.clear()
                current = await self._in_thread(self._credentials.authenticator.still, caller)
                if current is None:
                    return
                batch = await self._in_thread(self._outbox.after, current, number, BATCH) if number >= 0 else None
                if batch is None:
                    number = await self._in_thread(self._outbox.last)
                    yield _reset(number)
                    continue
                for entry in batch.entries:
                    yield _event(entry)
                looked_at, number = number, batch.last
                if number == looked_at and not await self._woken(wake):
                    yield _mark(number)

    async def _first(self, start: str | None) -> int:
        """The number to go on from; -1 for one that cannot be."""
        if start is None:
            return await self._in_thread(self._outbox.last)
        return int(start) if start.isascii() and start.isdecimal() and len(start) < LONGEST_NUMBER else -1

    @contextlib.contextmanager
    def _opened(self, caller: Caller) -> Generator[asyncio.Event]:
        """Counts the stream in, and lets new entries and the server's end wake it."""
        loop = asyncio.get_running_loop()
        wake = asyncio.Event()

        def from_any_thread() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server ended meanwhile
                loop.call_soon_threadsafe(wake.set)

        silence = self._outbox.listen(from_any_thread)
        self._wakes.add(wake)
        self._open[caller.account_id] += 1
        try:
            yield wake
        finally:
            self._open[caller.account_id] -= 1
            self._wakes.discard(wake)
            silence()

    async def _woken(self, wake: asyncio.Event) -> bool:
        """Waits for something new; false when a sign of life is due instead."""
        if self._closed:
            return True
        try:
            await asyncio.wait_for(wake.wait(), self._heartbeat)
        except TimeoutError:
            return False
        return True

    async def _in_thread(self, call: Callable[[Unpack[A]], T], *arguments: *A) -> T:
        return await anyio.to_thread.run_sync(call, *arguments, limiter=self._workers)


def _event(entry: Entry) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (entry.topic.value.encode(), entry.number, entry.data)


def _reset(number: int) -> bytes:
    return b"event: reset\nid: %d\ndata: {}\n\n" % number


def _mark(number: int) -> bytes:
    """A comment, with the number a client may come back with although it saw nothing of what lay before."""
    return b": alive\nid: %d\n\n" % number
