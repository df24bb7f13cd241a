"""Public addresses that only one account or domain gets: dedicate, release."""

from typing import Annotated

from sqlalchemy import select

from pileus.manager.identity import limits
from pileus.manager.identity.limits import UNLIMITED, Kind
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Success
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, LimitReached
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.ip_range import AddressState, IpRange, PublicAddress
from pileus.manager.network.ip_ranges import ENTITY, IpRangeView, dedicated_to, view


class DedicateRange(Params, frozen=True, kw_only=True):
    """Which range, and to whom."""

    id: Annotated[Id, Names("IpRange"), Doc("the range of public addresses")]
    domain_id: Annotated[Id, Names("Domain"), Doc("domain that gets the addresses, or that the account is in")]
    account: Annotated[str | None, Doc("account that gets the addresses")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("project that gets the addresses")] = None


@command("dedicatePublicIpRange", access=ADMINS, event="VLAN.IP.RANGE.DEDICATE", entity=ENTITY, object_name="vlan")
def dedicate(ctx: Ctx, p: DedicateRange) -> IpRangeView:
    """Keeps a range of public addresses for one account, project or domain."""
    row = _public(ctx, p.id)
    if row.account_id or row.domain_id:
        raise Conflict(f"the range {row.name} is dedicated already; release it with releasePublicIpRange first")
    account, domain = dedicated_to(ctx, p.account, p.domain_id, p.project_id)
    if account is not None:
        most = limits.limit_of(ctx.db, account, Kind.PUBLIC_IP)
        if most != UNLIMITED and limits.used(ctx.db, account.id, Kind.PUBLIC_IP) + row.size > most:
            raise LimitReached(
                f"account {account.name} may have {most} public addresses, and the range {row.name} holds {row.size}; "
                f"raise the limit with updateResourceLimit resourcetype={int(Kind.PUBLIC_IP)}, or dedicate a shorter range"
            )
    allocated = select(Account.name).join(PublicAddress, PublicAddress.account_id == Account.id)
    allocated = allocated.where(PublicAddress.range_id == row.id, PublicAddress.state != AddressState.FREE)
    if account is not None:
        strangers = allocated.where(Account.id != account.id)
    else:
        inside = select(Domain.id).where(Domain.path.startswith(domain.path if domain else "/", autoescape=True))
        strangers = allocated.where(Account.domain_id.not_in(inside))
    if name := ctx.db.scalar(strangers.limit(1)):
        raise InUse(f"the range {row.name} has addresses of account {name}; release those first")
    row.account_id = account.id if account else None
    row.domain_id = domain.id if domain else None
    ctx.save()
    ctx.tell(f"dedicated the range {row.name}", id=row.id)
    return view(ctx.db, row)


class ReleaseRange(Params, frozen=True, kw_only=True):
    """Which range."""

    id: Annotated[Id, Names("IpRange"), Doc("the range of public addresses")]


@command("releasePublicIpRange", access=ADMINS, event="VLAN.IP.RANGE.RELEASE", entity=ENTITY)
def release(ctx: Ctx, p: ReleaseRange) -> Success:
    """Gives a dedicated range of public addresses back to everybody; addresses that are in use stay with their owners."""
    row = _public(ctx, p.id)
    if not (row.account_id or row.domain_id):
        raise InvalidValue(f"id: the range {row.name} is dedicated to nobody; there is nothing to release")
    row.account_id = row.domain_id = None
    ctx.save()
    ctx.tell(f"released the range {row.name}", id=row.id)
    return Success()


def _public(ctx: Ctx, id: str) -> IpRange:
    row = ctx.get(IpRange, id)
    if row.network_id is not None:
        raise InvalidValue(f"id: the range {row.name} is of a shared network's guests; only public addresses can be dedicated")
    return row
