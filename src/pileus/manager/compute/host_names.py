"""Host names of instances: how far one must be unlike all others.

What may not stand here: names on one network, which the database itself keeps unlike.
"""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import Conflict
from pileus.manager.kernel.settings import text
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.sequence import next_number
from pileus.manager.network.wiring import dns_domain


class Reach(StrEnum):
    """Whose networks of the same DNS domain are looked at."""

    NETWORK = "network"
    ACCOUNT = "account"
    DOMAIN = "domain"
    SUBDOMAIN = "subdomain"
    GLOBAL = "global"


def _reach_fault(value: str) -> str | None:
    return None if value in list(Reach) else f"must be one of {', '.join(Reach)}"


REACH = text(
    "vm.distinct.hostname.scope",
    Reach.NETWORK.value,
    "Where no two instances have one host name: on a network; or on all networks of one DNS domain that are the same account's, the same "
    "domain's, that domain's and those below it (subdomain), or anybody's (global).",
    check=_reach_fault,
)


def refuse_taken(ctx: Ctx, instance: Instance) -> None:
    """Refuses the host name of an instance whose cards are in place, if another has it nearer than vm.distinct.hostname.scope allows."""
    reach = Reach(ctx.settings.get(REACH))
    if reach is Reach.NETWORK:
        return
    next_number(ctx.db, "host name")  # held until this call's change is there for others to see: two at once would miss each other
    own = _networks(ctx.db, Nic.instance_id == instance.id)
    owners = {account.id: account for _, _, account in own}
    same = and_(Nic.hostname == instance.name.lower(), Nic.instance_id != instance.id)
    near = _networks(ctx.db, same, _within(reach, list(owners.values())))
    domains = {dns_domain(ctx.settings, network, zone) for network, zone, _ in own}
    for network, zone, _ in near:
        if (name := dns_domain(ctx.settings, network, zone)) in domains:
            raise Conflict(
                f"name: an instance on another network with the DNS domain {name} is named {instance.name} already, and "
                f"{REACH.name} is {reach}; choose another name"
            )


def _networks(db: Session, cards: ColumnElement[bool], *which: ColumnElement[bool]) -> list[tuple[Network, Zone, Account]]:
    """Networks with such cards, their zones and owners."""
    query = (
        select(Network, Zone, Account)
        .join(Zone, Zone.id == Network.zone_id)
        .join(Account, Account.id == Network.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .where(Network.id.in_(select(Nic.network_id).where(cards)), *which)
    )
    return [(network, zone, account) for network, zone, account in db.execute(query)]


def _within(reach: Reach, owners: Sequence[Account]) -> ColumnElement[bool]:
    if reach is Reach.ACCOUNT:
        return Account.id.in_([owner.id for owner in owners])
    if reach is Reach.DOMAIN:
        return Account.domain_id.in_([owner.domain_id for owner in owners])
    if reach is Reach.SUBDOMAIN:
        return or_(*(func.substr(Domain.path, 1, len(owner.domain.path)) == owner.domain.path for owner in owners))
    return true()
