"""Rules of security groups: authorize and revoke, and telling the hosts of it."""

from typing import Annotated

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostUnreachable
from pileus.manager.identity.owners import owner
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Started, Success
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.account import Account
from pileus.manager.model.security_group import SecurityGroup, SecurityGroupRule, membership
from pileus.manager.network import guarding, wiring
from pileus.manager.network.flows import Flow, allowed, flows, packed, unpacked
from pileus.manager.network.guarding import Told
from pileus.manager.network.security_groups import ENTITY, SecurityGroupView, load, one_group

INGRESS, EGRESS = "ingress", "egress"


class Peer(Struct, frozen=True, kw_only=True):
    """One entry of `usersecuritygrouplist`: a group, and the account it belongs to."""

    group: str
    account: str | None = None


class Authorize(Params, frozen=True, kw_only=True):
    """What to allow, in which group."""

    security_group_id: Annotated[Id | None, Names("SecurityGroup"), Doc("the group")] = None
    security_group_name: Annotated[str | None, Doc("name of the group, instead of its id")] = None
    account: Annotated[str | None, Doc("owner of the named group; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner of the named group, when it is a project")] = None
    protocol: Annotated[str | None, Doc("tcp, udp, icmp, all, or an IP protocol number; tcp when ports are given, else all")] = None
    start_port: Annotated[int | None, Doc("first port of tcp or udp; 0 when both are left out")] = None
    end_port: Annotated[int | None, Doc("last port of tcp or udp; startport when left out")] = None
    icmp_type: Annotated[int | None, Doc("ICMP type; -1, or left out, for any")] = None
    icmp_code: Annotated[int | None, Doc("ICMP code; -1, or left out, for any")] = None
    cidr_list: Annotated[list[str] | None, Doc("address ranges, each of which becomes a rule")] = None
    user_security_group_list: Annotated[
        list[Peer] | None, Doc("groups whose members are peers, each of which becomes a rule: account and group")
    ] = None


@command("authorizeSecurityGroupIngress", access=USERS, event="SG.AUTH.INGRESS", entity=ENTITY)
def authorize_ingress(ctx: Ctx, p: Authorize) -> Started[SecurityGroupView]:
    """Lets connections in to the members of a security group. The answer holds the new rules only."""
    return _authorize(ctx, p, INGRESS)


@command("authorizeSecurityGroupEgress", access=USERS, event="SG.AUTH.EGRESS", entity=ENTITY)
def authorize_egress(ctx: Ctx, p: Authorize) -> Started[SecurityGroupView]:
    """Lets connections out of the members of a security group; without such a rule all may leave. The answer holds the new rules only."""
    return _authorize(ctx, p, EGRESS)


def _authorize(ctx: Ctx, p: Authorize, direction: str) -> Started[SecurityGroupView]:
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    group = one_group(ctx, p.security_group_id, p.security_group_name, account, "securitygroupid", "securitygroupname")
    of = allowed(p.protocol, p.start_port, p.end_port, p.icmp_type, p.icmp_code)
    sources = [_source(ctx, group, peer) for peer in p.user_security_group_list or []]
    wanted = flows(direction, of, p.cidr_list or [], sources)
    _refuse_doubles(ctx.db, group, wanted)
    return ops.start(
        ctx,
        allow,
        group.id,
        packed(wanted),
        about=(ENTITY, group.id),
        account_id=group.account_id,
        description=f"authorizing {direction} of security group {group.name}",
    )


def _source(ctx: Ctx, group: SecurityGroup, peer: Peer) -> str:
    """Id of the group that a peer names: of the group's own account unless another of the same domain is named."""
    owning = ctx.db.get_one(Account, group.account_id)
    query = ctx.visible(SecurityGroup).where(SecurityGroup.name == peer.group)
    if peer.account is None or peer.account == owning.name:
        query = query.where(SecurityGroup.account_id == owning.id)
    else:
        named = ctx.visible(Account).where(Account.name == peer.account, Account.domain_id == owning.domain_id)
        query = query.where(SecurityGroup.account_id.in_(named.with_only_columns(Account.id)))
    found = ctx.db.scalars(query).one_or_none()
    if found is None:
        raise InvalidValue(
            f"usersecuritygrouplist: security group {peer.group} of account {peer.account or owning.name} does not exist; "
            "listSecurityGroups shows which there are"
        )
    return found.id


def _refuse_doubles(db: Session, group: SecurityGroup, wanted: list[Flow]) -> None:
    there = {_flow(rule).what(): rule.id for rule in db.scalars(select(SecurityGroupRule).where(SecurityGroupRule.group_id == group.id))}
    for flow in wanted:
        id = there.get(flow.what())
        if id is not None:
            peer = flow.cidr or "that group"
            raise Conflict(f"security group {group.name} has this {flow.direction} rule for {peer} already: {id}")


def _flow(rule: SecurityGroupRule) -> Flow:
    return Flow(
        id=rule.id,
        direction=rule.direction,
        protocol=rule.protocol,
        first_port=rule.first_port,
        last_port=rule.last_port,
        icmp_type=rule.icmp_type,
        icmp_code=rule.icmp_code,
        cidr=rule.cidr,
        source_group_id=rule.source_group_id,
    )


def _with_new_rules(db: Session, sealer: Sealer, group_id: str, added: str) -> SecurityGroupView:
    """The group with the rules that were added, and no others: some clients take the only rule for the new one."""
    del sealer
    return load(db, [group_id], rules=[flow.id for flow in unpacked(added)])[0]


@ops.operation(result=_with_new_rules)
def allow(op: ops.Op, group_id: str, added: str) -> None:
    """Adds rules to a group and tells the hosts of its members; hosts that cannot be reached now are told when they can."""
    op.run(add_rules, group_id, added)
    told = op.run(tell_members, group_id)
    op.run(note_members, told)


@ops.step
def add_rules(db: Session, op: ops.OpId, group_id: str, added: str) -> None:
    """The rules are the group's."""
    del op
    group = db.get(SecurityGroup, group_id)
    if group is None:
        raise InvalidValue(f"security group {group_id} was deleted before its rules could be added; create it again")
    wanted = unpacked(added)
    _refuse_doubles(db, group, wanted)
    for flow in wanted:
        if flow.source_group_id is not None and db.get(SecurityGroup, flow.source_group_id) is None:
            raise InvalidValue(f"security group {flow.source_group_id} was deleted before a rule could name it; leave it out")
        db.add(
            SecurityGroupRule(
                id=flow.id,
                account_id=group.account_id,
                group_id=group.id,
                direction=flow.direction,
                protocol=flow.protocol,
                first_port=flow.first_port,
                last_port=flow.last_port,
                icmp_type=flow.icmp_type,
                icmp_code=flow.icmp_code,
                cidr=flow.cidr,
                source_group_id=flow.source_group_id,
            )
        )
    _changed(db, group)


@add_rules.undo(frees=False)
def drop_rules(db: Session, op: ops.OpId, group_id: str, added: str) -> None:
    """Without the rules again; the reconciler tells hosts that had heard of them."""
    del op
    gone = db.scalars(
        delete(SecurityGroupRule).where(SecurityGroupRule.id.in_([f.id for f in unpacked(added)])).returning(SecurityGroupRule.id)
    )
    group = db.get(SecurityGroup, group_id)
    if gone.all() and group is not None:
        db.expire(group, ["rules"])
        _changed(db, group)


def _changed(db: Session, group: SecurityGroup) -> None:
    db.flush()
    wiring.guards_changed(db, _members(db, group.id))
    ops.note(db, group)


def _members(db: Session, group_id: str) -> list[str]:
    return list(db.scalars(select(membership.c.instance_id).where(membership.c.group_id == group_id)))


@ops.effect
def tell_members(to: ops.Drivers, group_id: str) -> list[Told]:
    """Tells the hosts of the group's members; answers what they have heard. A host that refuses a rule ends the job."""
    with to.db_read() as db:
        members = _members(db, group_id)
    told, faults = guarding.tell(to, members)
    refused = [fault for fault in faults if not isinstance(fault, HostUnreachable)]
    if refused:
        raise refused[0]
    return told


@ops.step
def note_members(db: Session, op: ops.OpId, told: list[Told]) -> None:
    """Writes what the hosts have heard."""
    del op
    guarding.note_told(db, told)


class Revoke(Params, frozen=True, kw_only=True):
    """Which rule."""

    id: Annotated[Id, Names("SecurityGroupRule"), Doc("id of the rule (ruleid)")]


@command("revokeSecurityGroupIngress", access=USERS, event="SG.REVOKE.INGRESS", entity=ENTITY)
def revoke_ingress(ctx: Ctx, p: Revoke) -> Started[Success]:
    """Removes an ingress rule from its security group."""
    return _revoke(ctx, p, INGRESS)


@command("revokeSecurityGroupEgress", access=USERS, event="SG.REVOKE.EGRESS", entity=ENTITY)
def revoke_egress(ctx: Ctx, p: Revoke) -> Started[Success]:
    """Removes an egress rule from its security group; with the last one everything may leave again."""
    return _revoke(ctx, p, EGRESS)


def _revoke(ctx: Ctx, p: Revoke, direction: str) -> Started[Success]:
    rule = ctx.get(SecurityGroupRule, p.id)
    if rule.direction != direction:
        raise NotFound("id", p.id)
    group = ctx.db.get_one(SecurityGroup, rule.group_id)
    return ops.start(
        ctx,
        forbid,
        group.id,
        rule.id,
        about=(ENTITY, group.id),
        account_id=group.account_id,
        description=f"revoking {direction} rule {rule.id} of security group {group.name}",
    )


def _revoked(db: Session, sealer: Sealer, group_id: str, rule_id: str) -> Success:
    del db, sealer, group_id, rule_id
    return Success()


@ops.operation(result=_revoked)
def forbid(op: ops.Op, group_id: str, rule_id: str) -> None:
    """Removes a rule and tells the hosts of the group's members; hosts that cannot be reached now are told when they can."""
    op.run(remove_rule, group_id, rule_id)
    told = op.run(tell_members_of_end, group_id)
    op.run(note_members, told)


@ops.step
def remove_rule(db: Session, op: ops.OpId, group_id: str, rule_id: str) -> None:
    """The rule is gone. There is no way back from here: what was forbidden must not be allowed again because a host was slow to hear."""
    del op
    gone = db.scalars(delete(SecurityGroupRule).where(SecurityGroupRule.id == rule_id).returning(SecurityGroupRule.id))
    group = db.get(SecurityGroup, group_id)
    if gone.all() and group is not None:
        db.expire(group, ["rules"])
        _changed(db, group)


@ops.effect
def tell_members_of_end(to: ops.Drivers, group_id: str) -> list[Told]:
    """Tells the hosts of the group's members; those that fail to do it are told again by the reconciler until they do."""
    with to.db_read() as db:
        members = _members(db, group_id)
    told, _ = guarding.tell(to, members)
    return told
