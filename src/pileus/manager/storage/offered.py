"""To whom and where offerings are offered: reading the parameters that say so, showing it, and refusing who or what is outside."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.network_offering import NetworkOffering, VpcOffering
from pileus.manager.model.offering import DiskOffering, ServiceOffering

Offering = ServiceOffering | DiskOffering | NetworkOffering | VpcOffering
Row = TypeVar("Row")

TAGGED_BY_DOMAIN_ADMINS = flag(
    "allow.domain.admins.to.create.tagged.offerings",
    default=False,
    doc="Whether administrators of domains may give host and storage tags to the offerings they make.",
    scopes=(Scope.ACCOUNT,),
)


def domains(ctx: Ctx, ids: Iterable[str]) -> str:
    """The domains as a row keeps them. Administrators of domains name domains of their own tree, and at least one."""
    wanted = list(dict.fromkeys(ids))
    if not wanted and not ctx.caller.is_root:
        raise PermissionDenied("domainid is missing: an offering for everybody can be made by root admins only; name domains of yours")
    return ",".join(ctx.get(Domain, id, "domainid").id for id in wanted)


def zones(ctx: Ctx, ids: Iterable[str]) -> str:
    """The zones as a row keeps them."""
    return ",".join(ctx.use(Zone, id, "zoneid").id for id in dict.fromkeys(ids))


def changed_domains(ctx: Ctx, text: str) -> str:
    """The domains an update names: a list of ids, or `public` for everybody."""
    return domains(ctx, [] if text.strip().lower() == "public" else _ids("domainid", text, "public"))


def changed_zones(ctx: Ctx, text: str) -> str:
    """The zones an update names: a list of ids, or `all`."""
    return "" if text.strip().lower() == "all" else zones(ctx, _ids("zoneid", text, "all"))


def _ids(param: str, text: str, everything: str) -> list[str]:
    ids = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not ids:
        raise InvalidValue(f"{param} names nothing; give ids, or {everything}")
    return ids


def tags(ctx: Ctx, text: str | None, param: str) -> str:
    """Tags as a row keeps them: without blanks, each once. Administrators of domains give none unless a setting lets them."""
    kept = ",".join(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))
    if kept and not ctx.caller.is_root and not ctx.settings.get(TAGGED_BY_DOMAIN_ADMINS, scope=Scope.ACCOUNT, of=ctx.caller.account_id):
        raise PermissionDenied(
            f"{param}: account {ctx.caller.account_name} may not make offerings with tags; leave it out, "
            f"or ask a root admin to set {TAGGED_BY_DOMAIN_ADMINS.name} for the account"
        )
    return kept


def names(db: Session, row: Offering) -> dict[str, Any]:
    """The fields of an answer that tell of domains and zones; all are None where it is offered everywhere."""
    seen: dict[str, Any] = dict.fromkeys(("domain_id", "domain", "zone_id", "zone"))
    if row.domain_ids:
        found = db.scalars(select(Domain).where(Domain.id.in_(row.domain_ids.split(",")), Domain.removed.is_(None)).order_by(Domain.path))
        there = list(found)
        seen["domain_id"] = ",".join(domain.id for domain in there)
        seen["domain"] = ",".join(domain.shown_path for domain in there)
    if row.zone_ids:
        zones = list(db.scalars(select(Zone).where(Zone.id.in_(row.zone_ids.split(",")), Zone.removed.is_(None)).order_by(Zone.name)))
        seen["zone_id"] = ",".join(zone.id for zone in zones)
        seen["zone"] = ",".join(zone.name for zone in zones)
    return seen


def offer(ctx: Ctx, row: Offering, *, domain_id: str | None, zone_id: str | None) -> None:
    """Offers it to the domains and in the zones that an update names; what it does not name stays."""
    if domain_id is not None:
        row.domain_ids = changed_domains(ctx, domain_id)
    if zone_id is not None:
        row.zone_ids = changed_zones(ctx, zone_id)


def at(ctx: Ctx, query: Select[Row], model: type[Offering], *, zone_id: str | None, domain_id: str | None) -> Select[Row]:
    """Only what is offered in a zone, and to a domain, where a list names them."""
    if zone_id is not None:
        query = query.where(or_(model.zone_ids == "", model.zone_ids.contains(ctx.see(Zone, zone_id, "zoneid").id)))
    if domain_id is not None:
        query = query.where(or_(model.domain_ids == "", model.domain_ids.contains(ctx.see(Domain, domain_id, "domainid").id)))
    return query


def refuse_elsewhere(db: Session, row: Offering, param: str, *, account_id: str, zone_id: str) -> None:
    """Refuses an offering that the zone does not have, or that the owner of what is made from it is not offered."""
    if row.zone_ids and zone_id not in row.zone_ids:
        zone = db.get_one(Zone, zone_id)
        raise InvalidValue(f"{param}: {row.__label__} {row.name} is not offered in zone {zone.name}; choose another")
    if not row.domain_ids:
        return
    account = db.get_one(Account, account_id)
    paths = db.scalars(select(Domain.path).where(Domain.id.in_(row.domain_ids.split(",")), Domain.removed.is_(None)))
    if not any(account.domain.path.startswith(path) for path in paths):
        raise InvalidValue(f"{param}: {row.__label__} {row.name} is not offered to the domain of account {account.name}; choose another")
