"""Which instance is in which security groups: choosing them, and changing them with all that follows for what may reach whom."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.settings import flag
from pileus.manager.model.account import Account
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule, membership
from pileus.manager.network import wiring

DEFAULT_GROUP = flag(
    "network.securitygroups.defaultadding",
    default=True,
    doc="Whether an instance for which no security group is named is in its account's group default; without one nothing is let in.",
    category="Network",
)


def chosen(ctx: Ctx, account: Account, ids: list[str] | None, names: list[str] | None) -> list[SecurityGroup]:
    """The groups that a command names for an instance of this account; its group `default` when none is named."""
    if ids and names:
        raise InvalidValue("securitygroupids does not go with securitygroupnames; give one of them")
    if ids:
        groups = [ctx.get(SecurityGroup, id, "securitygroupids") for id in ids]
    elif names:
        owned = {g.name: g for g in ctx.db.scalars(ctx.visible(SecurityGroup).where(SecurityGroup.account_id == account.id))}
        missing = [name for name in names if name not in owned]
        if missing:
            raise InvalidValue(f"securitygroupnames: account {account.name} has no group {', '.join(missing)}; create it first")
        groups = [owned[name] for name in names]
    else:
        return [wiring.default_group(ctx.db, account.id)] if ctx.settings.get(DEFAULT_GROUP) else []
    foreign = [group.name for group in groups if group.account_id != account.id]
    if foreign:
        raise InvalidValue(f"securitygroupids: {', '.join(foreign)} is not of account {account.name}, which owns the instance")
    return list({group.id: group for group in groups}.values())


def put(db: Session, instance_id: str, group_ids: Iterable[str]) -> None:
    """The instance is in these groups and no others. Notes whose guards change: its own, and of all that let members of those groups in."""
    wanted = set(group_ids)
    there = set(db.scalars(select(membership.c.group_id).where(membership.c.instance_id == instance_id)))
    if gone := there - wanted:
        db.execute(delete(membership).where(membership.c.instance_id == instance_id, membership.c.group_id.in_(gone)))
    if new := wanted - there:
        db.execute(insert(membership), [{"group_id": id, "instance_id": instance_id} for id in sorted(new)])
    if gone or new:
        wiring.guards_changed(db, {instance_id, *_letting_in(db, gone | new)})


def _letting_in(db: Session, group_ids: Iterable[str]) -> list[str]:
    """Instances with a rule that names one of these groups as peer."""
    naming = select(SecurityGroupRule.group_id).where(SecurityGroupRule.source_group_id.in_(list(group_ids)))
    return list(db.scalars(select(membership.c.instance_id).where(membership.c.group_id.in_(naming)).distinct()))
