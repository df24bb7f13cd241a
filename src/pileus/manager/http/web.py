"""The web application: routes and what stands before them. `app` gives the parts and serves the result."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio.to_thread
import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

from pileus.manager.http import apis, files, sessions
from pileus.manager.http.api import Api, ApiEndpoint
from pileus.manager.http.console import ConsoleSocket
from pileus.manager.http.credentials import Credentials
from pileus.manager.http.dispatch import Dispatcher
from pileus.manager.http.guard import LoopbackOnly, SecurityHeaders
from pileus.manager.http.stream import HEARTBEAT_SECONDS, EventStreams
from pileus.manager.http.throttle import Throttle
from pileus.manager.kernel.authentication import Authenticator
from pileus.manager.kernel.console import Consoles
from pileus.manager.kernel.events import Outbox

REGISTERED_HERE = (apis, sessions)
"""Modules of the wire that declare commands; importing them registers those."""

API_PATHS = ("/client/api", "/client/api/{rest:path}")
METHODS = ["GET", "POST"]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What `app` joins into a web application."""

    dispatcher: Dispatcher
    authenticator: Authenticator
    outbox: Outbox
    consoles: Consoles
    health: Callable[[], dict[str, Any]]
    """The state of the manager as JSON; its `ok` decides between 200 and 503. Called in a worker thread."""
    ui: Path
    """Folder of the built UI."""
    origin: str = ""
    """Where browsers on this machine find the server."""
    manager_id: str | None = None
    """The management server's id, as listManagementServers has it."""
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    """Between two signs of life on a silent event stream."""

    @property
    def credentials(self) -> Credentials:
        """How callers are found."""
        return Credentials(self.authenticator, self.dispatcher.settings, self.dispatcher.clock)


@dataclass(frozen=True)
class Web:
    """The applications of the three listeners. They share their parts and live in one event loop."""

    plain: Starlette
    """For plain HTTP on loopback; answers only to loopback's names."""
    tls: Starlette
    """For HTTPS on any address."""
    integration: Starlette
    """For the integration port: any path is the API, and every caller is the system's own account."""
    streams: EventStreams

    def close(self) -> None:
        """Ends the event streams, which would otherwise keep a stopping server waiting. Call it in the event loop."""
        self.streams.close()


def build(parts: Parts) -> Web:
    """Joins the parts."""
    throttle = Throttle(parts.dispatcher.settings)
    streams = EventStreams(parts.outbox, parts.credentials, heartbeat=parts.heartbeat_seconds)
    every = Api(parts.dispatcher, parts.credentials, throttle, origin=parts.origin, manager_id=parts.manager_id)
    api, system = ApiEndpoint(every), ApiEndpoint(replace(every, system=True))
    console = ConsoleSocket(parts.consoles, parts.authenticator)
    routes = [
        *(Route(path, api.serve, methods=METHODS) for path in API_PATHS),
        Route("/client/events", streams.serve),
        WebSocketRoute("/client/console/ws", console.serve),
        WebSocketRoute("/client/console/ws/{ticket}", console.serve),
        Route("/client/config.json", files.config),
        Route("/health", _health(parts.health)),
        Route("/", _to_ui),
        Route("/client", _to_ui),
        Mount("/client", files.UiFiles(parts.ui)),
    ]
    return Web(
        plain=Starlette(routes=routes, middleware=_before(Middleware(LoopbackOnly))),
        tls=Starlette(routes=routes, middleware=_before()),
        integration=Starlette(
            routes=[Route("/{rest:path}", system.serve, methods=METHODS)],
            middleware=_before(Middleware(LoopbackOnly, pages=False)),
        ),
        streams=streams,
    )


def _before(*guards: Middleware) -> list[Middleware]:
    return [Middleware(SecurityHeaders), *guards, Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1)]


def _health(ask: Callable[[], dict[str, Any]]) -> Callable[[Request], Any]:
    async def health(_request: Request) -> Response:
        state = await anyio.to_thread.run_sync(ask)
        body = msgspec.json.encode(state)
        return Response(body, 200 if state.get("ok") else 503, media_type="application/json", headers={"Cache-Control": "no-store"})

    return health


async def _to_ui(_request: Request) -> Response:
    return RedirectResponse("/client/")
