"""The HTTP client behind `posting`. What may not stand here: which addresses are posted to."""

import asyncio
import errno
import socket
from collections.abc import Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pileus.manager.drivers.posting import Post, Posted, refusal_of

LONGEST_ANSWER = 4096


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


async def send_all(posts: Sequence[Post], most: int) -> list[Posted]:
    """Sends all, so many at a time; answers in their order."""
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
