"""Connections that the kernel tracks for an address: forgotten when the address changes hands.

What may not stand here: rules. Without this, whoever kept a connection to the former holder would reach the next one past its rules.
"""

import errno
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import structlog
from pyroute2.conntrack import Conntrack, NFCTAttrTuple
from pyroute2.netlink.exceptions import NetlinkError

_log = structlog.stdlib.get_logger()


class _Entry(Protocol):
    tuple_orig: object


class _Tracker(Protocol):
    """The part of pyroute2's Conntrack that is used here; the library carries no types."""

    def dump_entries(self, *, tuple_orig: object) -> Iterator[_Entry]: ...
    def delete(self, entry: _Entry) -> object: ...


def forget(addresses: Iterable[str]) -> None:
    """Ends the tracking of every connection that one of the addresses began or received."""
    for address in addresses:
        for side in (NFCTAttrTuple(saddr=address), NFCTAttrTuple(daddr=address)):
            try:
                _forget(side)
            except NetlinkError as error:
                # without the kernel's nf_conntrack_netlink the entries run out by themselves; the rules are in force all the same
                _log.warning("connections not forgotten", address=address, cause=str(error))


def _forget(side: NFCTAttrTuple) -> None:
    with Conntrack() as opened:
        tracker = cast("_Tracker", opened)
        for entry in list(tracker.dump_entries(tuple_orig=side)):
            try:
                tracker.delete(entry)
            except NetlinkError as error:
                if error.code != errno.ENOENT:  # ended by itself meanwhile
                    raise
