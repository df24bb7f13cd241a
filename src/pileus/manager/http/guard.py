"""What stands before every route: names by which the plain listener may be called, refusal of foreign pages, security headers."""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1;mode=block",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
"""On every answer."""

FOREIGN = ("origin", "referer", "sec-fetch-site")
"""Headers that only a web page sends; on the integration port there is none of ours."""


def is_loopback(host: str) -> bool:
    """Whether a Host header names this very machine, with or without a port."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def same_origin(headers: Headers) -> bool:
    """Whether a web socket comes from our own pages. Clients that are no browsers send no Origin."""
    origin = headers.get("origin")
    return origin is None or origin.split("://", 1)[-1].lower() == headers.get("host", "").lower()


class LoopbackOnly:
    """Refuses requests that reach a plain listener by another name than loopback's: a page that had its own name resolve to 127.0.0.1.

    With `pages` false, requests of web pages are refused altogether.
    """

    def __init__(self, app: ASGIApp, *, pages: bool = True) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on or refuses with 403."""
        if scope["type"] in ("http", "websocket"):
            fault = self._fault(Headers(scope=scope))
            if fault is not None:
                await PlainTextResponse(fault + "\n", 403)(scope, receive, send) if scope["type"] == "http" else await _close(send)
                return
        await self._app(scope, receive, send)

    def _fault(self, headers: Headers) -> str | None:
        if not is_loopback(headers.get("host", "")):
            return "this port answers to localhost, 127.0.0.1 and [::1] only; from elsewhere use the HTTPS address"
        if not self._pages and any(name in headers for name in FOREIGN):
            return "this port answers no web pages; use the API address with credentials"
        return None


async def _close(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})


class SecurityHeaders:
    """Puts the headers on every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds headers as the answer starts."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
