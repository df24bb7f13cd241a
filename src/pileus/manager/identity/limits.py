"""Resource limits and counts: taking and giving, in the transaction of whoever takes or gives.

A take changes the counts of the account, of its domain and of every domain above, each in one UPDATE whose condition is the limit, so that
two callers at the same time never get eleven of ten. What a limit is by default is a Global Setting.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import cast

from sqlalchemy import CursorResult, Executable, select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.kernel.errors import LimitReached
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import Scope, Setting, number, within
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.setting import ResourceCount, ResourceLimit, SettingValue

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


def _declared(owner: str, kind: Kind, default: int) -> Setting[int]:
    return number(
        f"max.{owner}.{WORDS[kind].setting}",
        default,
        f"Most {WORDS[kind].plural} of an {owner} that has no limit of its own; -1 is no limit."
        if owner == "account"
        else f"Most {WORDS[kind].plural} of all accounts in a {owner} that has no limit of its own; -1 is no limit.",
        category="Account Defaults" if owner == "account" else "Domain Defaults",
        check=within(UNLIMITED),
    )


ACCOUNT_DEFAULTS = {kind: _declared("account", kind, words.of_account) for kind, words in WORDS.items()}
DOMAIN_DEFAULTS = {kind: _declared("domain", kind, words.of_domain) for kind, words in WORDS.items()}


def take(db: Session, account_id: str, kind: Kind, amount: int) -> None:
    """Counts `amount` more (storage in bytes, memory in MiB) for the account and all domains above it, or refuses with LimitReached."""
    account = db.get_one(Account, account_id)
    if amount <= 0:
        return
    _take(db, account.id, f"account {account.name}", kind, amount, most=of_account(db, account, kind))
    for domain in _above(db, account):
        _take(db, domain.id, f"domain {domain.shown_path}", kind, amount, most=of_domain(db, domain, kind))


def give(db: Session, account_id: str, kind: Kind, amount: int) -> None:
    """Counts `amount` less. Call it once for each take that is undone or whose object is gone."""
    account = db.get_one(Account, account_id)
    if amount <= 0:
        return
    owners = [account.id, *(domain.id for domain in _above(db, account))]
    for owner in owners:
        _change(
            db,
            update(ResourceCount)
            .where(ResourceCount.owner_id == owner, ResourceCount.type == kind)
            .values(used=ResourceCount.used - amount),
        )


def of_account(db: Session, account: Account, kind: Kind) -> int:
    """The account's limit: its own, else the setting's; root admins have none unless one was set for them."""
    default = UNLIMITED if account.role.type is RoleType.ADMIN else _default(db, ACCOUNT_DEFAULTS[kind])
    return _own(db, account.id, kind, default)


def of_domain(db: Session, domain: Domain, kind: Kind) -> int:
    """The domain's limit: its own, else the setting's; ROOT has none."""
    return UNLIMITED if domain.parent_id is None else _own(db, domain.id, kind, _default(db, DOMAIN_DEFAULTS[kind]))


def used(db: Session, owner_id: str, kind: Kind) -> int:
    """What an account, or a domain with all below it, has taken, in counted amounts."""
    query = select(ResourceCount.used).where(ResourceCount.owner_id == owner_id, ResourceCount.type == kind)
    return db.scalar(query) or 0


def _above(db: Session, account: Account) -> list[Domain]:
    """The account's domain and those above it, from below: every caller locks their rows in the same order."""
    domains: list[Domain] = []
    domain: Domain | None = account.domain
    while domain is not None:
        domains.append(domain)
        domain = db.get(Domain, domain.parent_id) if domain.parent_id else None
    return domains


def _take(db: Session, owner_id: str, owner: str, kind: Kind, amount: int, *, most: int) -> None:
    change = update(ResourceCount).where(ResourceCount.owner_id == owner_id, ResourceCount.type == kind)
    if most != UNLIMITED:
        change = change.where(ResourceCount.used + amount <= most * kind.unit)
    change = change.values(used=ResourceCount.used + amount)
    if _change(db, change):
        return
    insert_if_missing(db, ResourceCount, owner_id=owner_id, type=int(kind), used=0)
    if _change(db, change):
        return
    has, more = _shown(used(db, owner_id, kind), kind), _shown(amount, kind)
    raise LimitReached(
        f"{owner} may have {most} {WORDS[kind].plural} and has {has}; {more} more would pass its limit. "
        f"Remove some, or have an administrator raise the limit with updateResourceLimit resourcetype={int(kind)}"
    )


def _shown(amount: int, kind: Kind) -> str:
    """An amount in the limit's unit, with a fraction only where there is one."""
    return f"{amount / kind.unit:.1f}".removesuffix(".0")


def _change(db: Session, statement: Executable) -> bool:
    db.flush()
    return cast("CursorResult[None]", db.execute(statement, execution_options={"synchronize_session": False})).rowcount > 0


def _own(db: Session, owner_id: str, kind: Kind, default: int) -> int:
    own = db.scalar(select(ResourceLimit.most).where(ResourceLimit.owner_id == owner_id, ResourceLimit.type == kind))
    return default if own is None else own


def _default(db: Session, declared: Setting[int]) -> int:
    """A setting's global value, read in the caller's own transaction."""
    stored = db.scalar(
        select(SettingValue.value).where(
            SettingValue.name == declared.name, SettingValue.scope == Scope.GLOBAL, SettingValue.scope_id == ""
        )
    )
    return declared.default if stored is None else int(stored)
