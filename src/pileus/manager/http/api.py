"""The query API: one request in, one reply out. Joins parsing, credentials, dispatch and writing; runs in worker threads."""

import asyncio
from dataclasses import dataclass

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request as WebRequest
from starlette.responses import Response

from pileus.manager.http import parameters, sessions
from pileus.manager.http.answer import Reply, answered, refused
from pileus.manager.http.binding import bind
from pileus.manager.http.credentials import Credentials
from pileus.manager.http.dispatch import Answer, Dispatcher, Request
from pileus.manager.http.proxies import behind
from pileus.manager.http.throttle import Throttle
from pileus.manager.http.visit import Visit, origin_of
from pileus.manager.kernel import log
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import ApiError, Draining, Internal, Malformed, SecondFactorNeeded, Unauthenticated, WrongMethod
from pileus.manager.kernel.registry import COMMANDS

READERS = 12
WRITERS = 8
"""Calls that run at once; further ones wait their turn. Writers wait for each other in the database: they must not keep readers out."""

AWAY_SECONDS = 5
"""How long a server that is started again is not there."""

POLICY = "default-src 'none'; frame-ancestors 'none'"

logger = log.get(__name__)


@dataclass(frozen=True)
class Api:
    """Answers visits. `answer` may be called from any thread and raises nothing."""

    dispatcher: Dispatcher
    credentials: Credentials
    throttle: Throttle
    system: bool = False
    """Whether every caller is the system account: on the integration port."""
    origin: str = ""
    """Where browsers on this machine find the server, for visits that do not say how they came."""
    manager_id: str | None = None
    """This management server's id; log-in tells it to root admins."""

    def answer(self, visit: Visit) -> Reply:
        """The reply to one visit."""
        family = visit.command.lower() in sessions.IN_ANY_CASE
        name = sessions.IN_ANY_CASE.get(visit.command.lower(), visit.command)
        caller: Caller | None = None
        try:
            visit = behind(visit, self.dispatcher.settings)
            if not name:
                raise Malformed("no command was given; send command=NAME, for example command=listApis")  # noqa: TRY301
            if family:
                return self._session(name, visit)
            caller = self._caller(visit, name)
            self.throttle.count(caller)
            done = self.dispatcher.call(Request(name, visit.parameters, caller, visit.peer, self._origin(visit)))
            return answered(done, self.dispatcher.settings, as_json=visit.as_json)
        except ApiError as error:
            return self._refused(error, name, visit, caller)
        except Exception as error:
            logger.exception("request failed unforeseen", command=name)
            return self._refused(Internal(f"{name} failed unforeseen: {type(error).__name__}"), name, visit, caller)

    def _caller(self, visit: Visit, name: str) -> Caller | None:
        if self.system:
            return self.credentials.authenticator.system()
        return self.credentials.caller(visit, unproven=name in sessions.BEFORE_CODE)

    def _origin(self, visit: Visit) -> str:
        """Where the caller's browser finds the server; behind the integration port there is nothing for browsers."""
        return (visit.origin if not self.system else "") or self.origin

    def _session(self, name: str, visit: Visit) -> Reply:
        """Log-in, log-out and forgotten passwords: before authorisation, with cookies."""
        command = COMMANDS[name]
        door = sessions.Door(visit, self.credentials.authenticator, self.dispatcher.settings, self.manager_id)
        if name in sessions.BY_POST and visit.method != "POST":
            raise WrongMethod(f"Please use HTTP POST to {sessions.BY_POST[name]}")
        view = command.run(door, bind(command, visit.parameters, None))
        reply = answered(Answer(command, view, None), self.dispatcher.settings, as_json=visit.as_json)
        reply.headers.extend(("Set-Cookie", cookie) for cookie in door.cookies)
        return reply

    def _refused(self, error: ApiError, name: str, visit: Visit, caller: Caller | None) -> Reply:
        if isinstance(error, WrongMethod):
            return Reply(error.status, error.text.encode(), "text/plain; charset=UTF-8")
        reply = refused(error, name, as_json=visit.as_json, full=caller is not None and caller.is_root)
        if isinstance(error, Unauthenticated | SecondFactorNeeded):
            reply.headers.extend(("Set-Cookie", cookie) for cookie in sessions.expired(visit))
        return reply


class ApiEndpoint:
    """The API as a Starlette endpoint; its worker threads are its own, so that slow calls starve nothing else."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._readers = CapacityLimiter(READERS)
        self._writers = CapacityLimiter(WRITERS)

    async def serve(self, request: WebRequest) -> Response:
        """Answers GET and POST."""
        try:
            sent = await parameters.read(request)
        except Malformed as error:
            return _response(refused(error, None, as_json="json" in str(request.url.query).lower(), full=False))
        visit = Visit(
            method=request.method,
            parameters=sent,
            cookies=request.cookies,
            peer=request.client.host if request.client else "",
            secure=request.url.scheme == "https",
            origin=origin_of(request.url.scheme, request.headers.get("host", "")),
            headers=request.headers,
        )
        try:
            reply = await anyio.to_thread.run_sync(self._api.answer, visit, limiter=self._limiter(visit))
        except asyncio.CancelledError:  # the stopping server's, which has waited for its calls as long as it may
            reply = _cut_off(visit)
        return _response(reply)

    def _limiter(self, visit: Visit) -> CapacityLimiter:
        command = COMMANDS.get(visit.command)
        return self._readers if command is not None and not command.writes else self._writers


def _cut_off(visit: Visit) -> Reply:
    """What a call is told whose end the server cannot wait for."""
    error = Draining(
        f"the server stops before {visit.command} has ended, which may be done or not; ask again in {AWAY_SECONDS} seconds, and look first"
        " whether it was done (listAsyncJobs and listEvents tell)"
    )
    reply = refused(error, visit.command, as_json=visit.as_json, full=False)
    reply.headers.append(("Retry-After", str(AWAY_SECONDS)))
    return reply


def _response(reply: Reply) -> Response:
    response = Response(reply.body, reply.status, media_type=None)
    response.headers["Content-Type"] = reply.media_type
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    for name, value in reply.headers:
        response.headers.append(name, value)
    return response
