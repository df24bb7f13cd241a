"""Posting to addresses that tenants name: never to this machine itself or its link, no redirects, a time limit, small answers."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Post:
    """What is to be sent where. `to_itself` allows addresses of this very machine."""

    url: str
    body: bytes
    headers: dict[str, str]
    verify: bool
    timeout: float
    to_itself: bool = False


@dataclass(frozen=True)
class Posted:
    """What came of it: the beginning of the answer, or why there is none."""

    success: bool
    response: str


def refusal_of(address: str, *, to_itself: bool) -> str | None:
    """Why nothing is posted to this IP address, or nothing. Private networks are allowed: a private cloud's receivers are there."""
    found = ipaddress.ip_address(address)
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    found = mapped or found
    if found.is_loopback:
        return None if to_itself else f"{address} is this machine itself"
    if found.is_unspecified or found.is_link_local or found.is_multicast or found.is_reserved:
        return f"{address} is no address of another machine's service"
    return None


class _Wary(AbstractResolver):
    """Resolves names, and lets no address through that nothing is posted to: what a name meant a moment ago does not count."""

    def __init__(self, *, to_itself: bool) -> None:
        self._plain = ThreadedResolver()
        self._to_itself = to_itself

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """The addresses of a host."""
        found = await self._plain.resolve(host, port, family)
        for result in found:
            why = refusal_of(result["host"], to_itself=self._to_itself)
            if why is not None:
                raise OSError(errno.EACCES, f"{host} is not posted to: {why}")
        return found

    async def close(self) -> None:
        """Lets go."""
        await self._plain.close()


def post_all(posts: Sequence[Post], most: int) -> list[Posted]:
    """Sends all, so many at a time; answers in their order. Raises nothing: a fault is what came of it."""
    return asyncio.run(_post_all(posts, most))


async def _post_all(posts: Sequence[Post], most: int) -> list[Posted]:
    turns = asyncio.Semaphore(most)

    async def in_turn(post: Post) -> Posted:
        async with turns:
            return await _post(post)

    return await asyncio.gather(*(in_turn(post) for post in posts))


async def _post(post: Post) -> Posted:
    limit = aiohttp.ClientTimeout(total=post.timeout)
    connector = aiohttp.TCPConnector(resolver=_Wary(to_itself=post.to_itself), ssl=post.verify)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=limit, trust_env=False) as session,
            session.post(post.url, data=post.body, headers=post.headers, allow_redirects=False) as answer,
        ):
            said = (await answer.content.read(LONGEST_ANSWER)).decode(errors="replace")
            return Posted(success=answer.status in range(200, 300), response=f"{answer.status} {answer.reason or ''}\n{said}".strip())
    except TimeoutError:
        return Posted(success=False, response=f"no answer within {post.timeout:g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Posted(success=False, response=f"{type(error).__name__}: {error}")


def of_host(host: str, *, to_itself: bool) -> str | None:
    """Why nothing is posted to a host that is written as an IP address, or nothing; names are looked at when they are resolved."""
    try:
        return refusal_of(host, to_itself=to_itself)
    except ValueError:
        return None
