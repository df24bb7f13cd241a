"""What stands in the database from the first start: domain ROOT, the built-in roles, the system's account, the first administrator."""

import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.identity import births, keys, password_reset, passwords, second_factor, sessions, throttle
from pileus.manager.identity.gate import ROOT_ADMIN, built_in
from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account, AccountType
from pileus.manager.model.domain import Domain
from pileus.manager.model.region import LOCAL, Region
from pileus.manager.model.role import Role, RolePermission
from pileus.manager.model.user import User

ADMIN = "admin"
PASSWORD_BYTES = 15

READING = (
    ("getUploadParamsFor*", False),
    ("list*", True),
    ("get*", True),
    ("queryAsyncJobResult", True),
    ("cloudianIsEnabled", True),
    ("quotaBalance", True),
    ("quotaSummary", True),
    ("quotaTariffList", True),
)

SUPPORTING = tuple(
    (name, True)
    for name in (
        "startVirtualMachine",
        "stopVirtualMachine",
        "rebootVirtualMachine",
        "startKubernetesCluster",
        "stopKubernetesCluster",
        "createVolume",
        "attachVolume",
        "detachVolume",
        "uploadVolume",
        "attachIso",
        "detachIso",
        "registerTemplate",
        "registerIso",
        "getUploadParamsFor*",
    )
)

SUPPORTING_ADMIN = tuple(
    (name, True)
    for name in (
        "prepareHostForMaintenance",
        "cancelHostMaintenance",
        "enableStorageMaintenance",
        "cancelStorageMaintenance",
        "createServiceOffering",
        "createDiskOffering",
        "createNetworkOffering",
        "createVPCOffering",
        "startInternalLoadBalancerVM",
        "stopInternalLoadBalancerVM",
    )
)

NOTHING_ELSE = (("*", False),)

Row = TypeVar("Row")

Rules = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class BuiltIn:
    """A built-in role. Without rules it allows what the commands themselves declare for its type."""

    name: str
    type: RoleType
    description: str
    rules: Rules = ()

    @property
    def id(self) -> str:
        """The same in every installation."""
        return built_in(self.name)


ROLES = (
    BuiltIn("Root Admin", RoleType.ADMIN, "Default root admin role"),
    BuiltIn("Resource Admin", RoleType.RESOURCE_ADMIN, "Default resource admin role"),
    BuiltIn("Domain Admin", RoleType.DOMAIN_ADMIN, "Default domain admin role"),
    BuiltIn("User", RoleType.USER, "Default user role"),
    BuiltIn("Read-Only Admin", RoleType.ADMIN, "Sees what a root admin sees, and changes nothing", READING + NOTHING_ELSE),
    BuiltIn("Read-Only User", RoleType.USER, "Sees what a user sees, and changes nothing", READING + NOTHING_ELSE),
    BuiltIn(
        "Support Admin",
        RoleType.ADMIN,
        "Sees everything, starts and stops, maintains hosts and storage, makes offerings",
        SUPPORTING + SUPPORTING_ADMIN + READING + NOTHING_ELSE,
    ),
    BuiltIn(
        "Support User", RoleType.USER, "Sees what a user sees, starts and stops, registers templates", SUPPORTING + READING + NOTHING_ELSE
    ),
)


@dataclass(frozen=True)
class FirstAdmin:
    """The first administrator. `password` is known only in the run that made the account."""

    username: str
    password: str | None
    api_key: str
    secret_key: str


def seed(db: Session, sealer: Sealer, *, password: str | None = None) -> FirstAdmin:
    """Makes whatever of it is missing; safe to repeat at every start.

    `password` is what the first administrator gets instead of a random one; once the account exists it changes nothing.
    """
    root = db.scalar(select(Domain).where(Domain.path == "/")) or _add(db, Domain(name="ROOT", path="/"))
    _seed_roles(db)
    if db.get(Region, LOCAL) is None:
        _add(db, Region(id=LOCAL, name="Local", endpoint="http://localhost:8080/client/"))
    if db.get(Account, SYSTEM) is None:
        _add(db, Account(id=SYSTEM, name="system", domain_id=root.id, role_id=ROOT_ADMIN, type=AccountType.ADMIN, is_default=True))
        _add(db, User(id=SYSTEM, account_id=SYSTEM, domain_id=root.id, name="system", password_hash="", is_default=True))
    user = _first_admin(db)
    made = None
    if user is None:
        made = password or secrets.token_urlsafe(PASSWORD_BYTES)
        user = _make_admin(db, root, made)
    return _told(db, user, sealer, made)


def reset_admin(db: Session, sealer: Sealer, *, password: str | None = None) -> FirstAdmin:
    """A new password for the first administrator, who is enabled; its sessions, mailed tokens and second factor end. API keys stay."""
    user = _first_admin(db)
    if user is None:
        raise NotFound("username", ADMIN)
    made = password or secrets.token_urlsafe(PASSWORD_BYTES)
    user.password_hash = passwords.hashed(made)
    user.state = user.account.state = "enabled"
    second_factor.drop(user)
    sessions.end_all(db, [user.id])
    password_reset.revoke(db, user.id)
    throttle.forget(db, throttle.subject_of_name(user.domain_id, user.name))
    return _told(db, user, sealer, made)


def _told(db: Session, user: User, sealer: Sealer, password: str | None) -> FirstAdmin:
    """What there is to know of the first administrator, who gets an own pair of API keys where there is none."""
    pair = keys.own_of(db, [user.id]).get(user.id) or keys.replace_own(db, user, sealer, keys.new_key(), keys.new_key())
    db.flush()
    return FirstAdmin(username=user.name, password=password, api_key=pair.api_key, secret_key=sealer.open(pair.sealed_secret))


def _first_admin(db: Session) -> User | None:
    return db.scalar(select(User).where(User.is_default, User.id != SYSTEM))


def _make_admin(db: Session, root: Domain, password: str) -> User:
    account = _add(db, Account(name=ADMIN, domain_id=root.id, role_id=ROOT_ADMIN, type=AccountType.ADMIN, is_default=True))
    births.created(db, account)
    return _add(
        db,
        User(
            account_id=account.id,
            domain_id=root.id,
            name=ADMIN,
            first_name="admin",
            last_name="cloud",
            password_hash=passwords.hashed(password),
            is_default=True,
        ),
    )


def _seed_roles(db: Session) -> None:
    """The roles, and their rules as this release has them: those of a built-in role are not the administrator's to change."""
    ids = [role.id for role in ROLES]
    known = set(db.scalars(select(Role.id).where(Role.id.in_(ids))))
    db.add_all(
        Role(id=role.id, name=role.name, type=role.type, description=role.description, is_default=True)
        for role in ROLES
        if role.id not in known
    )
    db.flush()
    stored: defaultdict[str, list[RolePermission]] = defaultdict(list)
    for row in db.scalars(select(RolePermission).where(RolePermission.role_id.in_(ids)).order_by(RolePermission.position)):
        stored[row.role_id].append(row)
    for role in ROLES:
        if tuple((row.rule, row.allow) for row in stored[role.id]) != role.rules:
            _renew_rules(db, role, stored[role.id])


def _renew_rules(db: Session, role: BuiltIn, old: list[RolePermission]) -> None:
    for row in old:
        db.delete(row)
    db.flush()
    db.add_all(
        RolePermission(role_id=role.id, position=position, rule=rule, allow=allow) for position, (rule, allow) in enumerate(role.rules)
    )
    db.flush()


def _add(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row
