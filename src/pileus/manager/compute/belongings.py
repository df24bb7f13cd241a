"""What tenants have in the database alone, and what becomes of each at their end: it goes, or is everybody's again.

What is on hosts is none of this: `tenant_ends` removes it first. Tags, icons and annotations of what is gone go by `system.forsaken`.
`tests/compute/test_belongings.py` compares this with every table, and says of those that stay why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from pileus.manager.identity import user_states
from pileus.manager.kernel.errors import InUse
from pileus.manager.kernel.settings import Scope
from pileus.manager.model.account import Account
from pileus.manager.model.affinity import AffinityGroup, affinity
from pileus.manager.model.dedication import Dedication
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance, InstanceGroup, SshKeyPair
from pileus.manager.model.ip_range import AddressState, IpRange, PublicAddress
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.network_offering import NetworkOffering, VpcOffering
from pileus.manager.model.network_permission import NetworkPermission
from pileus.manager.model.offering import DiskOffering, OfferingState, ServiceOffering
from pileus.manager.model.physical_network import GuestVlanRange, PhysicalNetwork
from pileus.manager.model.project import ProjectInvitation, ProjectMember, ProjectRole
from pileus.manager.model.rows import Flag
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule
from pileus.manager.model.setting import ResourceCount, ResourceLimit, SettingValue
from pileus.manager.model.storage import Template, TemplatePermission
from pileus.manager.model.tag import Tag
from pileus.manager.model.user import User
from pileus.manager.model.user_data import UserData
from pileus.manager.model.webhook import Webhook
from pileus.manager.network import shared_networks

ACCOUNTS: tuple[type[Any], ...] = (
    SecurityGroup,
    SshKeyPair,
    InstanceGroup,
    AffinityGroup,
    UserData,
    Tag,
    Webhook,
    Dedication,
    GuestVlanRange,
    NetworkPermission,
    TemplatePermission,
    ProjectInvitation,
    ProjectMember,
)
"""What goes with the account that it names."""

PROJECTS: tuple[type[Any], ...] = (ProjectInvitation, ProjectMember, ProjectRole)
"""What goes with the project that it names."""

OFFERINGS: tuple[type[Any], ...] = (ServiceOffering, DiskOffering, NetworkOffering, VpcOffering)


def end_account(db: Session, account: Account, now: datetime) -> None:
    """The account's users and all that is its own; the row stays, since events and usage name it."""
    for user in db.scalars(select(User).where(User.account_id == account.id, User.removed.is_(None))):
        user_states.remove(db, user, now)
    for network in db.scalars(own_networks([account.id], [])):
        shared_networks.end(db, network, now)
    _unlink(db, account.id)
    for model in ACCOUNTS:
        _delete(db, model, model.account_id == account.id)
    _undedicate(db, IpRange.account_id == account.id)
    for address in db.scalars(select(PublicAddress).where(PublicAddress.account_id == account.id)):
        address.account_id, address.allocated, address.state = None, None, AddressState.FREE
    _forget(db, Scope.ACCOUNT, account.id)
    account.removed = now


def _unlink(db: Session, account_id: str) -> None:
    """Takes what others still have of the account's things away from them."""
    groups = select(SecurityGroup.id).where(SecurityGroup.account_id == account_id)
    db.execute(delete(SecurityGroupRule).where(or_(SecurityGroupRule.group_id.in_(groups), SecurityGroupRule.source_group_id.in_(groups))))
    own = select(InstanceGroup.id).where(InstanceGroup.account_id == account_id)
    db.execute(update(Instance).where(Instance.group_id.in_(own)).values(group_id=None))
    together = select(AffinityGroup.id).where(AffinityGroup.account_id == account_id)
    db.execute(delete(affinity).where(affinity.c.group_id.in_(together)))
    texts = select(UserData.id).where(UserData.account_id == account_id)
    db.execute(update(Instance).where(Instance.user_data_id.in_(texts)).values(user_data_id=None))
    db.execute(update(Template).where(Template.user_data_id.in_(texts)).values(user_data_id=None, user_data_policy=""))


def end_project(db: Session, project_id: str) -> None:
    """Who is in a project, who was asked to be, and its own roles; what it owns is its account's."""
    for model in PROJECTS:
        _delete(db, model, model.project_id == project_id)


def end_domain(db: Session, domain: Domain, now: datetime) -> None:
    """What is for a domain, whose accounts have ended: what it alone had is everybody's again, but for offerings made for it."""
    for network in db.scalars(own_networks([], [domain.id])):
        shared_networks.end(db, network, now)
    _delete(db, Dedication, Dedication.domain_id == domain.id)
    _undedicate(db, IpRange.domain_id == domain.id)
    for physical in db.scalars(select(PhysicalNetwork).where(PhysicalNetwork.domain_id == domain.id)):
        physical.domain_id = None
    for model in OFFERINGS:
        for offering in db.scalars(select(model).where(model.domain_ids.contains(domain.id))):
            _offer_no_more(offering, domain.id)
    _forget(db, Scope.DOMAIN, domain.id)
    domain.removed = now


def _offer_no_more(offering: ServiceOffering | DiskOffering | NetworkOffering | VpcOffering, domain_id: str) -> None:
    """An offering for this domain alone is withdrawn and still names it: one that names no domain is everybody's."""
    others = [id for id in offering.domain_ids.split(",") if id != domain_id]
    if others:
        offering.domain_ids = ",".join(others)
    elif isinstance(offering, ServiceOffering | DiskOffering):
        offering.state = OfferingState.INACTIVE
    else:
        offering.state = Flag.DISABLED


def _delete(db: Session, model: type[Any], which: ColumnElement[bool]) -> None:
    """By row, so that whoever looks on is told."""
    for row in db.scalars(select(model).where(which)):
        db.delete(row)
    db.flush()


def _undedicate(db: Session, which: ColumnElement[bool]) -> None:
    for span in db.scalars(select(IpRange).where(which)):
        span.account_id = span.domain_id = None


def _forget(db: Session, scope: Scope, id: str) -> None:
    """Its own settings, limits and counts."""
    _delete(db, SettingValue, (SettingValue.scope == scope) & (SettingValue.scope_id == id))
    for model in (ResourceLimit, ResourceCount):
        db.execute(delete(model).where(model.owner_id == id))


def own_networks(account_ids: Sequence[str], domain_ids: Sequence[str]) -> Select[Network]:
    """The networks that are for these accounts, or for these domains, alone."""
    of_account = Network.account_id.in_(account_ids) & (Network.acl_type == "Account")
    return select(Network).where(or_(of_account, Network.domain_id.in_(domain_ids)), Network.removed.is_(None)).order_by(Network.name)


def refuse_if_others_need(db: Session, account_ids: Sequence[str], domain_ids: Sequence[str]) -> None:
    """Others' instances keep a network, and a zone that is a domain's own keeps the domain: an administrator decides what becomes of it."""
    networks = own_networks(account_ids, domain_ids).with_only_columns(Network.id).order_by(None)
    strangers = (
        select(Network.name, Instance.name)
        .join(Nic, Nic.network_id == Network.id)
        .join(Instance, Instance.id == Nic.instance_id)
        .where(Network.id.in_(networks), Instance.account_id.not_in(account_ids))
    )
    for network, instance in db.execute(strangers.limit(1)):
        raise InUse(f"network {network} has instance {instance} of another account; expunge that first")
    zone = db.scalars(select(Zone).where(Zone.domain_id.in_(domain_ids)).order_by(Zone.name)).first()
    if zone is not None:
        raise InUse(f"zone {zone.name} is for this domain alone; make it everybody's with updateZone ispublic=true, or delete it first")


def needs_cleanup(db: Session, domain_ids: Sequence[str]) -> list[str]:
    """What domains without accounts still have, in words: networks, and what is dedicated to them."""
    networks = len(db.scalars(own_networks([], domain_ids)).all())
    dedicated = len(db.scalars(select(Dedication.id).where(Dedication.domain_id.in_(domain_ids))).all())
    dedicated += len(db.scalars(select(IpRange.id).where(IpRange.domain_id.in_(domain_ids))).all())
    found = ((networks, "networks"), (dedicated, "dedicated resources"))
    return [f"{count} {word}" for count, word in found if count]
