"""Failed log-ins: after a few free ones, each further try from an address or at a name must wait, twice as long each time.

A try is counted before its password is looked at, so that many at the same time count as many. Names are counted whether they exist or not.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.kernel.errors import TooMany
from pileus.manager.model.user import LoginFailure

FORGET = timedelta(minutes=15)
"""How long after the end of its wait a subject begins anew."""


@dataclass(frozen=True)
class Patience:
    """How many tries are free, and the longest wait between two of those that follow."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures in a row."""
        if failures <= self.free:
            return timedelta()
        return min(timedelta(seconds=2 ** min(failures - self.free - 1, 30)), self.longest)


AT_NAME = Patience(free=3, longest=timedelta(minutes=1))
"""Short, since anybody can make a name wait."""

FROM_ADDRESS = Patience(free=20, longest=timedelta(minutes=5))
"""More free tries: many people may share an address."""


def subject_of_name(domain: str, user_name: str) -> str:
    """What the tries at one name are counted under."""
    return "name:" + hashlib.sha256(f"{domain}\0{user_name}".encode()).hexdigest()


def subject_of_address(peer: str) -> str:
    """What the tries from one address are counted under; for IPv6 its network, since one machine has a whole /64."""
    try:
        address = ipaddress.ip_address(peer.split("%", 1)[0])
    except ValueError:
        return f"address:{peer[:100]}"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return f"address:{ipaddress.ip_network((address, 64), strict=False)}"
    return f"address:{getattr(address, 'ipv4_mapped', None) or address}"


def begin(db: Session, name: str, address: str, now: datetime) -> int:
    """Counts a try as failed until `succeed` says otherwise, and answers how many failed at the name; refuses one that comes too early."""
    old = select(LoginFailure.subject).where(LoginFailure.next_try < now - FORGET).with_for_update(skip_locked=True)
    db.execute(delete(LoginFailure).where(LoginFailure.subject.in_(old)))
    at_name, from_address = _row(db, name, now), _row(db, address, now)
    early = (max(at_name.next_try, from_address.next_try) if from_address.failures else from_address.next_try) - now
    if early > timedelta():
        seconds = int(early.total_seconds()) + 1
        raise TooMany(f"too many log-ins failed for this name or from this address; try again in {seconds} s")
    for row, patience in ((at_name, AT_NAME), (from_address, FROM_ADDRESS)):
        row.failures += 1
        row.next_try = now + patience.wait(row.failures)
    return at_name.failures


def succeed(db: Session, name: str, address: str) -> None:
    """Forgets the failures at the name, and this try from the address: other failures from there stay counted."""
    forget(db, name)
    row = db.get(LoginFailure, address)
    if row is not None:
        row.failures = max(row.failures - 1, 0)


def forget(db: Session, name: str) -> None:
    """Forgets the failures at a name."""
    db.execute(delete(LoginFailure).where(LoginFailure.subject == name))


def _row(db: Session, subject: str, now: datetime) -> LoginFailure:
    insert_if_missing(db, LoginFailure, {"subject": subject, "failures": 0, "next_try": now})
    return db.get_one(LoginFailure, subject, with_for_update=True)
