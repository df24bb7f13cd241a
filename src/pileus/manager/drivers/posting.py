"""Posting to addresses that tenants name: never to this machine itself or its link, no redirects, a time limit, small answers.

What may not stand here: how HTTP is spoken; `posting_client` does, and is imported with its library when there is something to post.
"""

import asyncio
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass


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


def of_host(host: str, *, to_itself: bool) -> str | None:
    """Why nothing is posted to a host that is written as an IP address, or nothing; names are looked at when they are resolved."""
    try:
        return refusal_of(host, to_itself=to_itself)
    except ValueError:
        return None


def post_all(posts: Sequence[Post], most: int) -> list[Posted]:
    """Sends all, so many at a time; answers in their order. Raises nothing: a fault is what came of it."""
    if not posts:
        return []
    from pileus.manager.drivers import posting_client  # noqa: PLC0415 - most installations never post

    return asyncio.run(posting_client.send_all(posts, most))
