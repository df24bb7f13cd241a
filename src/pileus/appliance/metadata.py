"""The metadata and password service of one network, run inside its router's namespace.

Metadata on port 80: /latest/meta-data/…, /latest/user-data. Passwords on port 8080, asked for with the header DomU_Request as CloudStack's
guest scripts do. A guest is who its source address says, which the host's anti-spoofing rules guarantee.

What may not stand here: anything that trusts a guest. Requests are limited in size, time and number, and every connection serves one.
"""

import argparse
import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from pileus.appliance.guests import NOTHING_TO_SAVE, Guest, Guests, Passwords

METADATA_PORT, PASSWORD_PORT = 80, 8080

_MAX_HEAD = 8 * 1024
_SECONDS = 5.0
_CONNECTIONS_OF_ONE = 16

Answer = tuple[HTTPStatus, bytes]
Answerer = Callable[[str, str, dict[str, str]], Answer]
"""From the peer's address, the path and the headers."""
_NOT_FOUND: Answer = (HTTPStatus.NOT_FOUND, b"not found\n")


class Service:
    """Answers the requests of one network's guests."""

    def __init__(self, guests: Guests, passwords: Passwords) -> None:
        self._guests = guests
        self._passwords = passwords
        self._open: Counter[str] = Counter()

    async def serve(self) -> None:
        """Listens on both ports until the process is told to end."""
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        for port, answer in ((METADATA_PORT, self._metadata), (PASSWORD_PORT, self._password)):
            await asyncio.start_server(self._connection(answer), self._guests.address, port, limit=_MAX_HEAD)
        await ended.wait()

    def _connection(self, answer: Answerer) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer: str = writer.get_extra_info("peername")[0]
            self._open[peer] += 1
            try:
                if self._open[peer] <= _CONNECTIONS_OF_ONE:
                    async with asyncio.timeout(_SECONDS):
                        await self._exchange(peer, reader, writer, answer)
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass  # the guest went away, was too slow or said too much: nothing is owed to it
            finally:
                self._open[peer] -= 1
                if not self._open[peer]:
                    del self._open[peer]
                writer.close()

        return handle

    async def _exchange(self, peer: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answerer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        words = first.split(" ")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        if len(words) != 3 or words[0] not in {"GET", "HEAD"}:
            status, body = HTTPStatus.METHOD_NOT_ALLOWED, b"only GET is served here\n"
        else:
            status, body = answer(peer, words[1].partition("?")[0], headers)
        lines = (
            f"HTTP/1.1 {status.value} {status.phrase}",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(body)}",
            "Connection: close",
            "\r\n",
        )
        writer.write("\r\n".join(lines).encode("latin-1") + (b"" if words[0] == "HEAD" else body))
        await writer.drain()

    def _healthy(self, peer: str, path: str) -> Answer | None:
        """The agent's question, asked from the gateway, which is on no guest."""
        self._guests.refresh()
        return (HTTPStatus.OK, b"ok\n") if path == "/health" and peer == self._guests.gateway else None

    def _metadata(self, peer: str, path: str, _headers: dict[str, str]) -> Answer:
        if healthy := self._healthy(peer, path):
            return healthy
        guest = self._guests.at(peer)
        if guest is None:
            return _NOT_FOUND
        version, _, rest = path.strip("/").partition("/")
        if version not in {"latest", "1.0"}:
            return (HTTPStatus.OK, b"latest\n") if not version else _NOT_FOUND
        if not rest:
            return HTTPStatus.OK, b"meta-data/\nuser-data\n"
        if rest == "user-data":
            return (HTTPStatus.OK, guest.user_data) if guest.user_data is not None else _NOT_FOUND
        below = rest.removeprefix("meta-data").strip("/")
        return _entry(guest, below) if rest == "meta-data" or rest.startswith("meta-data/") else _NOT_FOUND

    def _password(self, peer: str, path: str, headers: dict[str, str]) -> Answer:
        if healthy := self._healthy(peer, path):
            return healthy
        guest = self._guests.at(peer)
        match headers.get("domu_request"):
            case "send_my_password" if guest:
                return HTTPStatus.OK, self._passwords.hand_out(guest).encode()
            case "saved_password" if guest:
                self._passwords.acknowledge(guest, self._guests.instances())
                return HTTPStatus.OK, NOTHING_TO_SAVE.encode()
            case _:
                return HTTPStatus.OK, b"bad_request"


def _entry(guest: Guest, path: str) -> Answer:
    """A file of the guest's metadata, or the list of what is below a folder."""
    if path in guest.metadata:
        return HTTPStatus.OK, guest.metadata[path].encode()
    start = f"{path}/" if path else ""
    below = [name.removeprefix(start) for name in guest.metadata if name.startswith(start)]
    if not below:
        return _NOT_FOUND if path else (HTTPStatus.OK, b"")
    names = dict.fromkeys(f"{first}/" if deeper else first for first, deeper, _ in (name.partition("/") for name in below))
    return HTTPStatus.OK, "".join(f"{name}\n" for name in names).encode()


def main() -> None:
    """Serves one network until told to end."""
    parser = argparse.ArgumentParser(prog="pileus.appliance.metadata", description="Metadata and password service of one network.")
    parser.add_argument("--conf-file", type=Path, required=True, help="guests of the network, as JSON")
    parser.add_argument("--state-file", type=Path, required=True, help="where fetched passwords are written down")
    arguments = parser.parse_args()
    try:
        asyncio.run(Service(Guests(arguments.conf_file), Passwords(arguments.state_file)).serve())
    except OSError as error:
        hint = "Check that nothing else listens in the router's namespace."
        sys.exit(f"The metadata service of {arguments.conf_file} cannot serve: {error}. {hint}")


if __name__ == "__main__":
    main()
