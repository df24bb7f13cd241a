"""A client that costs little itself: signed calls on one open connection, the answer taken whole."""

import base64
import functools
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from tests.server_process import ServerProcess

IDLE_SECONDS = 3.0
"""The server closes connections that are idle for longer, as every web server does."""


class ApiClient:
    """One caller with one connection; a thread has its own."""

    def __init__(self, url: str, keys: tuple[str, str]) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        self._path = parts.path
        self._key, self._secret = keys
        self._used = time.monotonic()

    @staticmethod
    def of(server: ServerProcess) -> "ApiClient":
        """The first administrator of a server."""
        return ApiClient(server.url, server.keys)

    def signed(self, parameters: dict[str, str]) -> str:
        """The query, with its signature."""
        pairs = sorted({**parameters, "response": "json", "apiKey": self._key}.items())
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
        digest = hmac.new(self._secret.encode(), query.lower().encode(), hashlib.sha1).digest()
        return f"{query}&signature={quote(base64.b64encode(digest), safe='')}"

    def raw(self, command: str, **parameters: str) -> bytes:
        """Calls and answers the body as it came."""
        return self.get(f"{self._path}?{self.signed({'command': command, **parameters})}")

    def get(self, path: str) -> bytes:
        """Any page of that server."""
        if time.monotonic() > self._used + IDLE_SECONDS:
            self._connection.close()  # it is opened again by itself
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"a call was answered with {answer.status}: {body[:500]!r}")
        return body

    def call(self, command: str, **parameters: str) -> dict[str, Any]:
        """Calls and answers what is inside the envelope."""
        (inside,) = json.loads(self.raw(command, **parameters)).values()
        return inside

    @functools.cached_property
    def smallest(self) -> dict[str, str]:
        """What deployVirtualMachine needs for the smallest instance of this installation."""
        template = self.call("listTemplates", templatefilter="executable")["template"][0]
        sizes = self.call("listServiceOfferings")["serviceoffering"]
        size = min(sizes, key=lambda size: size.get("memory") or 1 << 20)
        return {"zoneid": template["zoneid"], "templateid": template["id"], "serviceofferingid": size["id"]}

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Topic and content of each entry of the event stream, from now on, until it is closed."""
        self._connection.timeout = None  # silence is no fault
        self._connection.request("GET", f"/client/events?{self.signed({'command': 'events'})}")
        answer = self._connection.getresponse()
        topic = ""
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                topic = value
            elif name == "data":
                yield topic, json.loads(value)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
