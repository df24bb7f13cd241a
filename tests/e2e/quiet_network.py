"""A network namespace in which nothing changes.

Chromium drops its connections whenever an address of the machine comes or goes, and other tests, of bridges and
guests, make and remove devices all the time.
"""

import contextlib
import os
from collections.abc import Generator
from typing import Any

import pyroute2
from pyroute2 import netns

PYROUTE: Any = pyroute2  # it has hardly any types
NETNS: Any = netns


@contextlib.contextmanager
def quiet_network(name: str) -> Generator[str | None]:
    """A namespace with loopback only; none without root rights, where those other tests do not run either."""
    if os.geteuid() != 0:
        yield None
        return
    NETNS.create(name)
    try:
        with inside(name), PYROUTE.IPRoute() as ip:
            ip.link("set", index=ip.link_lookup(ifname="lo")[0], state="up")
        yield name
    finally:
        NETNS.remove(name)


@contextlib.contextmanager
def inside(name: str | None) -> Generator[None]:
    """This thread, and what it starts, is in the namespace while the block runs."""
    if name is None:
        yield
        return
    NETNS.pushns(name)
    try:
        yield
    finally:
        NETNS.popns()
