"""Values of Global Settings that differ from their defaults, and the limits and counts of resources."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, String, Text, UniqueConstraint, and_, func, literal, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.kernel.rules import Rule
from pileus.manager.kernel.settings import Scope, Setting, flag
from pileus.manager.model.access import DOMAIN, AdminsOnly
from pileus.manager.model.rows import Base, Identified


class SettingValue(Identified, Base):
    """One changed value: global (`scope_id` empty), or for one zone, cluster, pool, account or domain."""

    __tablename__ = "setting_value"
    __label__ = "setting"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "Configuration"
    __table_args__ = (UniqueConstraint("name", "scope", "scope_id"),)

    name: Mapped[str] = mapped_column(String(255))
    scope: Mapped[str] = mapped_column(String(16), default="Global")
    scope_id: Mapped[str] = mapped_column(String(36), default="")
    value: Mapped[str] = mapped_column(Text)
    """Sealed when the setting is a secret."""


DOMAINS_INHERIT = flag(
    "enable.domain.settings.for.child.domain",
    default=False,
    doc="Whether a domain without a value of its own has the value of the nearest domain above it.",
)
ACCOUNTS_INHERIT = flag(
    "enable.account.settings.for.domain",
    default=False,
    doc="Whether settings of accounts can be set for domains, whose accounts have that value unless they have one of their own.",
)


def is_set(wanted: Setting[bool], domain_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a setting is true for a domain, for access rules."""
    return func.coalesce(_of_domain(wanted, domain_id), _of_all(wanted), str(wanted.default).lower()) == "true"


@Prepared
def _of_names() -> Select[str, str, str, str]:
    return select(SettingValue.name, SettingValue.scope, SettingValue.scope_id, SettingValue.value).where(SettingValue.name.in_(IDS))


def changed(db: Session, names: Iterable[str]) -> dict[tuple[str, str, str], str]:
    """Values that differ from their defaults, by name, scope and object; for steps, which have no other way to settings."""
    return {(row.name, row.scope, row.scope_id): row.value for row in _of_names(db, ids=list(names))}


def text_of_all(db: Session, wanted: Setting[Any]) -> str | None:
    """A setting's global value; None where it is the default."""
    return changed(db, [wanted.name]).get((wanted.name, Scope.GLOBAL, ""))


def texts_for(db: Session, wanted: Setting[str], account_id: str, domain_id: str) -> list[str]:
    """A text setting for an account and for all; empty ones are left out."""
    values = changed(db, [wanted.name, ACCOUNTS_INHERIT.name])
    near = values.get((wanted.name, Scope.ACCOUNT, account_id))
    if near is None and values.get((ACCOUNTS_INHERIT.name, Scope.GLOBAL, "")) == "true":
        near = db.scalar(select(_of_domain(wanted, literal(domain_id))))
    return [value for value in (near, values.get((wanted.name, Scope.GLOBAL, ""))) if value]


def _of_domain(wanted: Setting[Any], domain_id: ColumnElement[Any]) -> ScalarSelect[str]:
    """A domain's own value, else that of the nearest domain above where domains inherit."""
    here, there = DOMAIN.alias("here"), DOMAIN.alias("there")
    near, inherit = aliased(SettingValue), aliased(SettingValue)
    inherits = select(inherit.id).where(inherit.name == DOMAINS_INHERIT.name, inherit.value == "true").exists()
    above = and_(inherits, func.substr(here.c.path, 1, func.length(there.c.path)) == there.c.path)
    return (
        select(near.value)
        .join(there, there.c.id == near.scope_id)
        .join(here, or_(there.c.id == here.c.id, above))
        .where(near.name == wanted.name, near.scope == Scope.DOMAIN, here.c.id == domain_id)
        .order_by(func.length(there.c.path).desc())
        .limit(1)
        .scalar_subquery()
    )


def _of_all(wanted: Setting[Any]) -> ScalarSelect[str]:
    wide = aliased(SettingValue)
    return select(wide.value).where(wide.name == wanted.name, wide.scope == Scope.GLOBAL).scalar_subquery()


class ResourceLimit(Base):
    """The limit an account or domain has for one of CloudStack's resource types; -1 is no limit."""

    __tablename__ = "resource_limit"

    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Of an account or a domain."""
    type: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(255), primary_key=True, default="")
    """Of what has this tag; empty for all of the type."""
    most: Mapped[int] = mapped_column(BigInteger)


class ResourceCount(Base):
    """What an account, or a domain with all below it, uses of one resource type.

    Changed only in the transaction that takes or gives the resource.
    """

    __tablename__ = "resource_count"

    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Of an account or a domain."""
    type: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(255), primary_key=True, default="")
    """Of what has this tag; empty for all of the type."""
    used: Mapped[int] = mapped_column(BigInteger, default=0)
