"""From a decoded request to its reply: which handler, in which thread, in which order, and what becomes of an error.

What may not stand here: frames and sockets (`link`), and what a verb does.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import msgspec
import structlog
from msgspec import Struct

from pileus.agent.faults import AgentFault
from pileus.agent.journal import Journal, verb_of
from pileus.wire.domains import OpenConsole
from pileus.wire.message import Effect, Request
from pileus.wire.verbs import AnyRequest

EFFECTS_AT_ONCE = 64
"""Threads for effects. Most of them wait (for a guest to shut down, for libvirt), so many are cheap and a slow one holds up nobody."""

QUERIES_AT_ONCE = 8
"""Threads for queries, apart from those of effects, so that statistics go on however much is being done."""

Handler = Callable[[Any], Struct]

VERBS: frozenset[type[Struct]] = frozenset(get_args(AnyRequest)) - {OpenConsole}
"""Every verb that a handler answers; the link itself turns a connection into a console."""

log = structlog.stdlib.get_logger(__name__)


class Dispatch:
    """Runs requests in worker threads; effects on one target run one after another in the order of their arrival."""

    def __init__(self, journal: Journal, handlers: Mapping[type[Struct], Handler]) -> None:
        if wrong := sorted(verb_of(v) for v in VERBS ^ handlers.keys()):
            raise TypeError(f"the agent's handlers and the wire's verbs differ in {', '.join(wrong)}")
        self._journal = journal
        self._handlers = handlers
        self._effects = ThreadPoolExecutor(EFFECTS_AT_ONCE, "effect")
        self._queries = ThreadPoolExecutor(QUERIES_AT_ONCE, "query")
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}
        self._ending = False

    async def answer(self, request: AnyRequest) -> msgspec.Raw:
        """The reply's JSON. Every failure is an AgentFault; log fields bound by the caller go with the call into its thread."""
        handler = self._handlers[type(request)]
        if isinstance(request, Effect):
            async with self._turn(request.target):
                return await self._work(self._effects, request, lambda: self._journal.once(request, lambda: handler(request)))
        return await self._work(self._queries, request, lambda: msgspec.json.encode(handler(request)))

    async def in_thread(self, request: Request[Any], act: Callable[[], Any]) -> Any:
        """Runs something that only reads the host among the queries."""
        return await self._run(self._queries, request, act)

    def close(self) -> None:
        """Takes no further work; what runs goes on in its thread."""
        self._ending = True
        self._effects.shutdown(wait=False, cancel_futures=True)
        self._queries.shutdown(wait=False, cancel_futures=True)

    async def _work(self, pool: ThreadPoolExecutor, request: Request[Any], act: Callable[[], bytes]) -> msgspec.Raw:
        return msgspec.Raw(await self._run(pool, request, act))

    async def _run(self, pool: ThreadPoolExecutor, request: Request[Any], act: Callable[[], Any]) -> Any:
        if self._ending:
            raise AgentFault("unavailable", f"{verb_of(request)}: the agent is ending", "Try again once it runs.")
        context = contextvars.copy_context()
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, context.run, act)
        except AgentFault as fault:
            log.info("call refused", verb=verb_of(request), kind=fault.kind, text=fault.text)
            raise
        except Exception as e:
            log.exception("call failed", verb=verb_of(request))
            raise AgentFault(
                "internal", f"{verb_of(request)}: {type(e).__name__}: {e}", "This is a defect of the agent; its log has the details."
            ) from e

    @contextlib.asynccontextmanager
    async def _turn(self, target: str) -> AsyncGenerator[None]:
        lock, waiting = self._turns.get(target, (asyncio.Lock(), 0))
        self._turns[target] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._turns.pop(target)
            if waiting > 1:
                self._turns[target] = lock, waiting - 1
