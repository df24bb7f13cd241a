"""Resource limits and counts: taking and giving, in the transaction of whoever takes or gives.

A take locks the counts of the account, of its domain and of every domain above before it compares them with the limits, so that two callers
at the same time never get eleven of ten. What a limit is by default is a Global Setting.

What has tags, by its offering or template, is counted once more for each of them, whatever tags settings name: they say only which of
these counts are limited and shown, and so a changed setting counts at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Table, and_, case, select, tuple_, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.kernel.errors import InvalidValue, LimitReached
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.settings import Scope, Setting, number, text, within
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

HOST_TAGS = text(
    "resource.limit.host.tags",
    "",
    "Tags, comma-separated: instances whose offering or template has one are limited by it too, with their processors and memory.",
)
STORAGE_TAGS = text(
    "resource.limit.storage.tags", "", "Tags, comma-separated: disks whose offering has one are limited by it too, with their size."
)
TAGGED = {
    HOST_TAGS.name: (Kind.INSTANCE, Kind.CPU, Kind.MEMORY),
    STORAGE_TAGS.name: (Kind.VOLUME, Kind.PRIMARY_STORAGE),
}
"""What is counted by the tags of each of the settings."""
TAGGABLE = {kind for kinds in TAGGED.values() for kind in kinds}

_NAMES = [
    *(declared.name for defaults in (ACCOUNT_DEFAULTS, DOMAIN_DEFAULTS, PROJECT_DEFAULTS) for declared in defaults.values()),
    *TAGGED,
]


class Part(NamedTuple):
    """What is counted by itself: a kind, or what has a tag of a kind."""

    kind: Kind
    tag: str = ""


Amounts = Mapping[Part, int]
"""How much of what: storage in bytes, memory in MiB."""

Owner = Account | Domain


def amounts(of: Mapping[Kind, int], tags: str = "") -> Counter[Part]:
    """Amounts of something that has these tags, comma-separated."""
    return Counter({Part(kind, tag): amount for tag in ("", *words(tags)) for kind, amount in of.items()})


def words(tags: str) -> list[str]:
    """Tags that are given comma-separated, each once, in their order."""
    return list(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))


def take(db: Session, account_id: str, amounts: Amounts) -> None:
    """Counts so much more for the account and all domains above it, or refuses with LimitReached and counts nothing."""
    _take(db, _owners(db, account_id), amounts)


def _take(db: Session, owners: Sequence[Owner], amounts: Amounts) -> None:
    wanted = {part: amount for part, amount in amounts.items() if amount > 0}
    _exist(db, owners, wanted)
    has = _locked(db, owners, wanted)
    limits = Limits(db, owners)
    for owner in owners:
        for part, amount in wanted.items():
            most = limits.most(owner, part)
            if most != UNLIMITED and has[owner.id, part] + amount > most * part.kind.unit:
                raise _reached(owner, part, most, has[owner.id, part], amount)
    _add(db, owners, wanted)


def give(db: Session, account_id: str, amounts: Amounts) -> None:
    """Counts so much less. Call it once for each take that is undone or whose object is gone."""
    _give(db, _owners(db, account_id), amounts)


def recount(db: Session, account: Account, amounts: Amounts) -> None:
    """Makes the counts of an account what they are said to be, and corrects those of the domains above by as much.

    Of tags that are not among them it has nothing.
    """
    owners = _owners(db, account.id)
    tagged = db.execute(select(COUNTS.c.type, COUNTS.c.tag).where(COUNTS.c.owner_id == account.id, COUNTS.c.tag != ""))
    is_now = {Part(Kind(row.type), row.tag): 0 for row in tagged} | dict(amounts)
    _exist(db, owners, is_now)
    has = _locked(db, owners, is_now)
    _add(db, owners, {part: amount - has[account.id, part] for part, amount in is_now.items()})


def transfer(db: Session, domain: Domain, parent: Domain) -> None:
    """Counts all that a domain has for the domains above its new parent and no more for those above it now, or refuses as `take` does."""
    old, new = _above(db, domain)[1:], _above(db, parent)
    rows = db.execute(select(COUNTS.c.type, COUNTS.c.tag, COUNTS.c.used).where(COUNTS.c.owner_id == domain.id))
    held = {Part(Kind(row.type), row.tag): row.used for row in rows}
    _give(db, [above for above in old if above not in new], held)
    _take(db, [above for above in new if above not in old], held)


def _give(db: Session, owners: Sequence[Owner], amounts: Amounts) -> None:
    given = {part: amount for part, amount in amounts.items() if amount > 0}
    _locked(db, owners, given)
    _add(db, owners, {part: -amount for part, amount in given.items()})


def limit_of(db: Session, owner: Owner, kind: Kind, tag: str = "") -> int:
    """An owner's limit: its own, else the setting's. Root admins and domain ROOT have none unless one was set for them."""
    return Limits(db, [owner]).most(owner, Part(kind, tag))


def used(db: Session, owner_id: str, kind: Kind, tag: str = "") -> int:
    """What an account, or a domain with all below it, has taken, in counted amounts."""
    query = select(COUNTS.c.used).where(COUNTS.c.owner_id == owner_id, COUNTS.c.type == int(kind), COUNTS.c.tag == tag)
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


def _of(owners: Iterable[Owner], parts: Iterable[Part]) -> ColumnElement[bool]:
    wanted = [(int(kind), tag) for kind, tag in parts]
    return and_(COUNTS.c.owner_id.in_([owner.id for owner in owners]), tuple_(COUNTS.c.type, COUNTS.c.tag).in_(wanted))


def _locked(db: Session, owners: Iterable[Owner], parts: Iterable[Part]) -> dict[tuple[str, Part], int]:
    """The counts, which nobody else changes until the transaction ends. Every caller locks in the same order."""
    query = select(COUNTS).where(_of(owners, parts)).order_by(COUNTS.c.owner_id, COUNTS.c.type, COUNTS.c.tag).with_for_update()
    return {(row.owner_id, Part(Kind(row.type), row.tag)): row.used for row in db.execute(query)}


def _exist(db: Session, owners: Sequence[Owner], parts: Collection[Part]) -> None:
    """Makes the rows that are not there yet: in the order of the locks and before any of them, or two makers could wait for each other."""
    found = db.execute(select(COUNTS.c.owner_id, COUNTS.c.type, COUNTS.c.tag).where(_of(owners, parts)))
    there = {(row.owner_id, row.type, row.tag) for row in found}
    missing = sorted({(owner.id, int(kind), tag) for owner in owners for kind, tag in parts} - there)
    if missing:
        new = ({"owner_id": owner_id, "type": kind, "tag": tag, "used": 0} for owner_id, kind, tag in missing)
        insert_if_missing(db, ResourceCount, *new)


def _add(db: Session, owners: Iterable[Owner], amounts: Amounts) -> None:
    if amounts:
        more = case(*((and_(COUNTS.c.type == int(kind), COUNTS.c.tag == tag), amount) for (kind, tag), amount in amounts.items()))
        db.execute(update(COUNTS).where(_of(owners, amounts)).values(used=COUNTS.c.used + more))


class Limits:
    """What owners may have, read by two statements in the caller's own transaction."""

    def __init__(self, db: Session, owners: Sequence[Owner]) -> None:
        own = select(ResourceLimit.owner_id, ResourceLimit.type, ResourceLimit.tag, ResourceLimit.most).where(
            ResourceLimit.owner_id.in_([owner.id for owner in owners])
        )
        values = select(SettingValue.name, SettingValue.value).where(SettingValue.scope == Scope.GLOBAL, SettingValue.name.in_(_NAMES))
        self._own = {(row.owner_id, row.type, row.tag): row.most for row in db.execute(own)}
        self._values: dict[str, str] = {row.name: row.value for row in db.execute(values)}
        self.tagged = sorted(
            Part(kind, tag) for name, kinds in TAGGED.items() for tag in words(self._values.get(name, "")) for kind in kinds
        )
        """What is limited by tag, as settings say."""

    def most(self, owner: Owner, part: Part) -> int:
        """An owner's own limit, else the default. Of what has a tag it may have as much as of all, unless a limit of it is less."""
        if part.tag and part not in self.tagged:
            return UNLIMITED
        for tag in (part.tag, ""):
            own = self._own.get((owner.id, int(part.kind), tag))
            if own is not None:
                return own
        return self._default(owner, part.kind)

    def _default(self, owner: Owner, kind: Kind) -> int:
        if isinstance(owner, Domain):
            unlimited, declared = owner.parent_id is None, DOMAIN_DEFAULTS[kind]
        elif owner.project_id is not None:
            unlimited, declared = False, PROJECT_DEFAULTS.get(kind, ACCOUNT_DEFAULTS[kind])
        else:
            unlimited, declared = owner.role.type is RoleType.ADMIN, ACCOUNT_DEFAULTS[kind]
        return UNLIMITED if unlimited else int(self._values.get(declared.name, declared.default))


def asked(known: Limits, kind: int | None, tag: str | None) -> list[Part]:
    """What of a kind, or of all, and of a tag, or of none and all, is counted and limited, in order."""
    parts = [*(Part(kind) for kind in Kind), *known.tagged]
    return sorted(part for part in parts if kind in {None, part.kind} and tag in {None, part.tag})


def refuse_untaggable(kind: Kind, tag: str) -> None:
    """Refuses a tag with a kind that is not counted by tags."""
    if kind not in TAGGABLE:
        known = ", ".join(f"{taggable.value} {WORDS[taggable].name}" for taggable in sorted(TAGGABLE))
        raise InvalidValue(f"tag {tag}: {WORDS[kind].plural} are not counted by tags; leave it out, or give a resourcetype of {known}")


def shown(owner: Owner) -> str:
    """An owner as sentences name it."""
    if isinstance(owner, Domain):
        return f"domain {owner.shown_path}"
    return f"project {owner.project_name}" if owner.project_id else f"account {owner.name}"


def _reached(owner: Owner, part: Part, most: int, has: int, more: int) -> LimitReached:
    what, tag = WORDS[part.kind].plural, f" tag={part.tag}" if part.tag else ""
    return LimitReached(
        f"{shown(owner)} may have {most} {what}{tagged(part.tag)} and has {_shown(has, part.kind)}; "
        f"{_shown(more, part.kind)} more would pass its limit. "
        f"Remove some, or have an administrator raise the limit with updateResourceLimit resourcetype={int(part.kind)}{tag}"
    )


def tagged(tag: str) -> str:
    """A tag as sentences name it, after what has it."""
    return f" with tag {tag}" if tag else ""


def _shown(amount: int, kind: Kind) -> str:
    """An amount in the limit's unit, with a fraction only where there is one."""
    return f"{amount / kind.unit:.1f}".removesuffix(".0")
