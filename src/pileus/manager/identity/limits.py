"""Resource limits and counts: taking and giving, in the transaction of whoever takes or gives.

A take locks the counts of the account, of its domain and of every domain above before it compares them with the limits, so that two callers
at the same time never get eleven of ten. What a limit is by default is a Global Setting.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import cast

from sqlalchemy import ColumnElement, Table, case, select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.kernel.errors import LimitReached
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import Scope, Setting, number, within
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.setting import ResourceCount, ResourceLimit, SettingValue

COUNTS = cast("Table", ResourceCount.__table__)
UNLIMITED = -1
GIB = 2**30


class Kind(IntEnum):
    """CloudStack's numbers of resource types."""

    INSTANCE = 0
    PUBLIC_IP = 1
    VOLUME = 2
    SNAPSHOT = 3
    TEMPLATE = 4
    PROJECT = 5
    NETWORK = 6
    VPC = 7
    CPU = 8
    MEMORY = 9
    PRIMARY_STORAGE = 10
    SECONDARY_STORAGE = 11

    @property
    def unit(self) -> int:
        """Counted amounts in one of the limit's units: storage is counted in bytes and limited in GiB; memory is in MiB in both."""
        return GIB if self in {Kind.PRIMARY_STORAGE, Kind.SECONDARY_STORAGE} else 1


@dataclass(frozen=True)
class Words:
    """What a kind is called: on the wire, in the fields of accounts and domains, in sentences, and in the names of settings."""

    name: str
    prefix: str
    plural: str
    setting: str
    of_account: int
    of_domain: int


WORDS: dict[Kind, Words] = {
    Kind.INSTANCE: Words("user_vm", "vm", "instances", "user.vms", 20, 40),
    Kind.PUBLIC_IP: Words("public_ip", "ip", "public addresses", "public.ips", 20, 40),
    Kind.VOLUME: Words("volume", "volume", "volumes", "volumes", 20, 40),
    Kind.SNAPSHOT: Words("snapshot", "snapshot", "snapshots", "snapshots", 20, 40),
    Kind.TEMPLATE: Words("template", "template", "templates", "templates", 20, 40),
    Kind.PROJECT: Words("project", "project", "projects", "projects", 10, 50),
    Kind.NETWORK: Words("network", "network", "networks", "networks", 20, 40),
    Kind.VPC: Words("vpc", "vpc", "VPCs", "vpcs", 20, 40),
    Kind.CPU: Words("cpu", "cpu", "CPU cores", "cpus", 40, 80),
    Kind.MEMORY: Words("memory", "memory", "MiB of memory", "memory", 40960, 81920),
    Kind.PRIMARY_STORAGE: Words("primary_storage", "primary_storage", "GiB of primary storage", "primary.storage", 200, 400),
    Kind.SECONDARY_STORAGE: Words("secondary_storage", "secondary_storage", "GiB of secondary storage", "secondary.storage", 400, 800),
}


_WHOSE = {"account": "an account", "domain": "all accounts in a domain", "project": "a project"}


def _declared(owner: str, kind: Kind, default: int) -> Setting[int]:
    return number(
        f"max.{owner}.{WORDS[kind].setting}",
        default,
        f"Most {WORDS[kind].plural} of {_WHOSE[owner]} that has no limit of its own; -1 is no limit.",
        category=f"{owner.title()} Defaults",
        check=within(UNLIMITED),
    )


ACCOUNT_DEFAULTS = {kind: _declared("account", kind, words.of_account) for kind, words in WORDS.items()}
DOMAIN_DEFAULTS = {kind: _declared("domain", kind, words.of_domain) for kind, words in WORDS.items()}
PROJECT_DEFAULTS = {kind: _declared("project", kind, words.of_account) for kind, words in WORDS.items() if kind is not Kind.PROJECT}
_NAMES = [declared.name for defaults in (ACCOUNT_DEFAULTS, DOMAIN_DEFAULTS, PROJECT_DEFAULTS) for declared in defaults.values()]


Amounts = Mapping[Kind, int]
"""How much of which kinds: storage in bytes, memory in MiB."""

Owner = Account | Domain


def take(db: Session, account_id: str, amounts: Amounts) -> None:
    """Counts so much more for the account and all domains above it, or refuses with LimitReached and counts nothing."""
    _take(db, _owners(db, account_id), amounts)


def _take(db: Session, owners: Sequence[Owner], amounts: Amounts) -> None:
    wanted = {kind: amount for kind, amount in amounts.items() if amount > 0}
    _exist(db, owners, wanted)
    has = _locked(db, owners, wanted)
    most = limits_of(db, owners, wanted)
    for owner in owners:
        for kind, amount in wanted.items():
            key = (owner.id, kind)
            if most[key] != UNLIMITED and has[key] + amount > most[key] * kind.unit:
                raise _reached(owner, kind, most[key], has[key], amount)
    _add(db, owners, wanted)


def give(db: Session, account_id: str, amounts: Amounts) -> None:
    """Counts so much less. Call it once for each take that is undone or whose object is gone."""
    _give(db, _owners(db, account_id), amounts)


def recount(db: Session, account: Account, amounts: Amounts) -> None:
    """Makes the counts of an account what they are said to be, and corrects those of the domains above by as much."""
    owners = _owners(db, account.id)
    _exist(db, owners, amounts)
    has = _locked(db, owners, amounts)
    _add(db, owners, {kind: amount - has[account.id, kind] for kind, amount in amounts.items()})


def transfer(db: Session, domain: Domain, parent: Domain) -> None:
    """Counts all that a domain has for the domains above its new parent and no more for those above it now, or refuses as `take` does."""
    old, new = _above(db, domain)[1:], _above(db, parent)
    rows = db.execute(select(ResourceCount.type, ResourceCount.used).where(ResourceCount.owner_id == domain.id))
    amounts = {Kind(row.type): row.used for row in rows}
    _give(db, [above for above in old if above not in new], amounts)
    _take(db, [above for above in new if above not in old], amounts)


def _give(db: Session, owners: Sequence[Owner], amounts: Amounts) -> None:
    given = {kind: amount for kind, amount in amounts.items() if amount > 0}
    _locked(db, owners, given)
    _add(db, owners, {kind: -amount for kind, amount in given.items()})


def limit_of(db: Session, owner: Owner, kind: Kind) -> int:
    """An owner's limit: its own, else the setting's. Root admins and domain ROOT have none unless one was set for them."""
    return limits_of(db, [owner], [kind])[owner.id, kind]


def used(db: Session, owner_id: str, kind: Kind) -> int:
    """What an account, or a domain with all below it, has taken, in counted amounts."""
    query = select(ResourceCount.used).where(ResourceCount.owner_id == owner_id, ResourceCount.type == kind)
    return db.scalar(query) or 0


def _owners(db: Session, account_id: str) -> list[Owner]:
    """The account, its domain, and the domains above that one."""
    account = db.get_one(Account, account_id)
    return [account, *_above(db, account.domain)]


def _above(db: Session, lowest: Domain) -> list[Domain]:
    """A domain and those above it."""
    domains = [lowest]
    while domains[-1].parent_id:
        domains.append(db.get_one(Domain, domains[-1].parent_id))
    return domains


def _of(owners: Iterable[Owner], kinds: Iterable[Kind]) -> ColumnElement[bool]:
    return COUNTS.c.owner_id.in_([owner.id for owner in owners]) & COUNTS.c.type.in_([int(kind) for kind in kinds])


def _locked(db: Session, owners: Iterable[Owner], kinds: Iterable[Kind]) -> dict[tuple[str, Kind], int]:
    """The counts, which nobody else changes until the transaction ends. Every caller locks in the same order."""
    query = select(COUNTS).where(_of(owners, kinds)).order_by(COUNTS.c.owner_id, COUNTS.c.type).with_for_update()
    return {(row.owner_id, Kind(row.type)): row.used for row in db.execute(query)}


def _exist(db: Session, owners: Sequence[Owner], kinds: Collection[Kind]) -> None:
    """Makes the rows that are not there yet: in the order of the locks and before any of them, or two makers could wait for each other."""
    found = db.execute(select(COUNTS.c.owner_id, COUNTS.c.type).where(_of(owners, kinds)))
    there = {(row.owner_id, row.type) for row in found}
    missing = sorted({(owner.id, int(kind)) for owner in owners for kind in kinds} - there)
    if missing:
        insert_if_missing(db, ResourceCount, *({"owner_id": owner_id, "type": kind, "used": 0} for owner_id, kind in missing))


def _add(db: Session, owners: Iterable[Owner], amounts: Amounts) -> None:
    if amounts:
        more = case({int(kind): amount for kind, amount in amounts.items()}, value=COUNTS.c.type)
        db.execute(update(COUNTS).where(_of(owners, amounts)).values(used=COUNTS.c.used + more))


def limits_of(db: Session, owners: Sequence[Owner], kinds: Iterable[Kind]) -> dict[tuple[str, Kind], int]:
    """What each owner may have of each kind, read in the caller's own transaction."""
    own = select(ResourceLimit.owner_id, ResourceLimit.type, ResourceLimit.most).where(
        ResourceLimit.owner_id.in_([owner.id for owner in owners])
    )
    set_ = select(SettingValue.name, SettingValue.value).where(SettingValue.scope == Scope.GLOBAL, SettingValue.name.in_(_NAMES))
    most = {(row.owner_id, row.type): row.most for row in db.execute(own)}
    values = {row.name: int(row.value) for row in db.execute(set_)}
    return {
        (owner.id, kind): most[owner.id, kind] if (owner.id, kind) in most else _default(owner, kind, values)
        for owner in owners
        for kind in kinds
    }


def _default(owner: Owner, kind: Kind, values: Mapping[str, int]) -> int:
    if isinstance(owner, Domain):
        unlimited, declared = owner.parent_id is None, DOMAIN_DEFAULTS[kind]
    elif owner.project_id is not None:
        unlimited, declared = False, PROJECT_DEFAULTS.get(kind, ACCOUNT_DEFAULTS[kind])
    else:
        unlimited, declared = owner.role.type is RoleType.ADMIN, ACCOUNT_DEFAULTS[kind]
    return UNLIMITED if unlimited else values.get(declared.name, declared.default)


def shown(owner: Owner) -> str:
    """An owner as sentences name it."""
    if isinstance(owner, Domain):
        return f"domain {owner.shown_path}"
    return f"project {owner.project_name}" if owner.project_id else f"account {owner.name}"


def _reached(owner: Owner, kind: Kind, most: int, has: int, more: int) -> LimitReached:
    return LimitReached(
        f"{shown(owner)} may have {most} {WORDS[kind].plural} and has {_shown(has, kind)}; {_shown(more, kind)} more would pass its limit. "
        f"Remove some, or have an administrator raise the limit with updateResourceLimit resourcetype={int(kind)}"
    )


def _shown(amount: int, kind: Kind) -> str:
    """An amount in the limit's unit, with a fraction only where there is one."""
    return f"{amount / kind.unit:.1f}".removesuffix(".0")
