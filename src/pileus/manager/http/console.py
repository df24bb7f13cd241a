"""The console socket: a ticket becomes a stream of bytes between a browser and a guest's console."""

import anyio
import anyio.to_thread
from starlette.websockets import WebSocket, WebSocketDisconnect

from pileus.manager.http.guard import same_origin
from pileus.manager.http.sessions import KEY_COOKIE, TOKEN_COOKIE
from pileus.manager.kernel.authentication import Authenticator
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.console import Consoles, ConsoleStream
from pileus.manager.kernel.errors import ApiError

REFUSED = 4403
"""Close code: the ticket is not good. The UI asks for a new one."""
UNREACHABLE = 4404
"""Close code: the guest's console cannot be reached; the reason says why."""
LONGEST_REASON = 120
"""Bytes that fit into a close frame, less a margin."""
CHECK_SECONDS = 15.0


class ConsoleSocket:
    """Serves /client/console/ws/TICKET, and /client/console/ws?token=TICKET."""

    def __init__(self, consoles: Consoles, authenticator: Authenticator) -> None:
        self._consoles = consoles
        self._authenticator = authenticator

    async def serve(self, socket: WebSocket) -> None:
        """Joins browser and guest until one of them, or the session, ends."""
        if not same_origin(socket.headers):
            await socket.close(1008)
            return
        caller = await self._caller(socket)
        await socket.accept("binary" if "binary" in socket.scope["subprotocols"] else None)
        try:
            ticket = socket.path_params.get("ticket") or socket.query_params.get("token", "")
            stream = await self._consoles.open(ticket, caller.session_id if caller else None)
        except ApiError as error:
            await socket.close(UNREACHABLE, _reason(error.told(full=caller is not None and caller.is_root)))
            return
        if stream is None:
            await socket.close(REFUSED, "this console link was used already or is too old; open the console again")
            return
        try:
            await self._join(socket, stream, caller)
        finally:
            await stream.close()

    async def _caller(self, socket: WebSocket) -> Caller | None:
        """Whose session the browser is in. Its cookies suffice: other sites are refused by their origin."""
        token, key = socket.cookies.get(TOKEN_COOKIE), socket.cookies.get(KEY_COOKIE)
        if token is None or key is None:
            return None
        return await anyio.to_thread.run_sync(self._authenticator.by_session, token, key)

    async def _join(self, socket: WebSocket, stream: ConsoleStream, caller: Caller | None) -> None:
        """Pumps both ways; what ends first ends all."""
        async with anyio.create_task_group() as tasks:

            async def from_guest() -> None:
                try:
                    async for data in stream:
                        await socket.send_bytes(data)
                    await socket.close(1000, "the guest closed its console")
                except (WebSocketDisconnect, OSError, RuntimeError):
                    pass
                tasks.cancel_scope.cancel()

            async def while_logged_in() -> None:
                while caller is not None:
                    await anyio.sleep(CHECK_SECONDS)
                    if await anyio.to_thread.run_sync(self._authenticator.still, caller) is None:
                        await socket.close(REFUSED, "the session ended; log in again")
                        tasks.cancel_scope.cancel()
                        return

            tasks.start_soon(from_guest)
            tasks.start_soon(while_logged_in)
            await _from_browser(socket, stream)
            tasks.cancel_scope.cancel()


async def _from_browser(socket: WebSocket, stream: ConsoleStream) -> None:
    """Sends what the browser types until it leaves."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        data = message.get("bytes") or (message.get("text") or "").encode()
        if data:
            await stream.send(data)


def _reason(text: str) -> str:
    return text.encode()[:LONGEST_REASON].decode(errors="ignore")
