"""Instances: update."""

from typing import Annotated

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pileus.manager.compute import host_names, instance_view, refusals, tuning, user_data
from pileus.manager.compute.deploy import HostName, instance_group
from pileus.manager.compute.instance_view import TOLD, InstanceView
from pileus.manager.compute.instances import ENTITY, GONE
from pileus.manager.compute.sizing import SIZE
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, Only, Params
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.network import Nic
from pileus.manager.model.os_type import OsType
from pileus.manager.model.storage import Template
from pileus.manager.network import addresses, dhcp_options, memberships


class Update(Params, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]
    name: Annotated[HostName | None, Doc("host name; unique on its networks. The guest takes it at its next lease or boot")] = None
    display_name: Annotated[str | None, Doc("name shown to people")] = None
    group: Annotated[str | None, Doc("instance group to put it into, made when it does not exist; empty takes it out")] = None
    os_type_id: Annotated[Id | None, Names("OsType"), Doc("operating system it is said to have")] = None
    user_data: Annotated[str | None, Length(1048576), Doc("Base64 of what its next boot reads; empty for none")] = None
    user_data_id: Annotated[Id | None, Names("UserData"), Doc("registered user data, instead of userdata")] = None
    user_data_details: Annotated[dict[str, str] | None, Doc("values of the variables in its user data, instead of its present ones")] = None
    details: Annotated[
        dict[str, str] | None, Doc("details it shall have instead of its present ones, from its next start; reason and acceleration stay")
    ] = None
    cleanup_details: Annotated[bool, Doc("true: without any details; goes without details")] = False
    security_group_ids: Annotated[list[Id] | None, Doc("security groups it shall be in; for a stopped instance")] = None
    security_group_names: Annotated[list[str] | None, Doc("security groups by name; instead of securitygroupids")] = None
    dhcp_options_network_list: Annotated[
        list[dict[str, str]] | None,
        Doc("DHCP options it shall have on a network instead of its present ones, from its next lease: networkid, dhcp:<number>"),
    ] = None
    delete_protection: Annotated[bool | None, Doc("true: it can be neither destroyed nor expunged")] = None
    ha_enable: Annotated[
        bool | None, Doc("high availability wanted"), NoEffect("kept and shown; starting elsewhere comes with high availability")
    ] = None
    is_dynamically_scalable: Annotated[
        bool | None, Doc("may be resized while it runs"), NoEffect("kept and shown; resizing live comes with its command")
    ] = None
    display_vm: Annotated[bool | None, Only(ADMINS), Doc("false hides it from its owner")] = None


@command("updateVirtualMachine", access=USERS, event="VM.UPDATE", entity=ENTITY)
def update_instance(ctx: Ctx, p: Update) -> InstanceView:
    """Changes what an instance is called, is given, and belongs to."""
    refusals.refuse(ctx, refusals.UPDATE)
    instance = ctx.get(Instance, p.id)
    if instance.removed is not None or instance.state in GONE:
        raise InvalidValue(f"instance {instance.name} is {instance.state}; recover it before it is changed")
    account = ctx.db.get_one(Account, instance.account_id)
    before = instance.name
    _names(ctx, p, instance)
    _gifts(ctx, p, instance)
    _marks(ctx, p, instance)
    if p.group is not None:
        instance.group_id = instance_group(ctx, p.group, account)
    if p.security_group_ids is not None or p.security_group_names is not None:
        _regroup(ctx, p, instance, account)
    dhcp_options.put(ctx.db, instance.id, dhcp_options.chosen(p.dhcp_options_network_list))
    if instance.name != before:
        for network_id in addresses.networks_of(ctx.db, instance.id):
            addresses.changed(ctx.db, network_id)
    instance.updated = ctx.now
    ctx.save()
    ctx.tell(f"updated instance {instance.name}", id=instance.id, account_id=account.id, domain_id=account.domain_id)
    return instance_view.one(ctx.db, instance.id)


def _names(ctx: Ctx, p: Update, instance: Instance) -> None:
    if p.display_name is not None:
        instance.display_name = p.display_name
    if p.name is None or p.name == instance.name:
        return
    instance.name = p.name
    for card in ctx.db.scalars(select(Nic).where(Nic.instance_id == instance.id)):
        card.hostname = p.name.lower()
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict(f"name {p.name} is taken by another instance on a network of this one; choose another") from error
    host_names.refuse_taken(ctx, instance)


def _gifts(ctx: Ctx, p: Update, instance: Instance) -> None:
    """User data and details."""
    if p.user_data is not None or p.user_data_id is not None:
        template = ctx.db.get_one(Template, instance.template_id)
        data = user_data.given(ctx, p.user_data, p.user_data_id, p.user_data_details)
        user_data.put(ctx, instance, user_data.with_template(ctx, template, data))
    elif p.user_data_details is not None:
        details = user_data.checked_details(p.user_data_details)
        user_data.put(ctx, instance, user_data.Given(instance.user_data, instance.user_data_id, details))
    if p.cleanup_details and p.details:
        raise InvalidValue("cleanupdetails does not go with details; give one of them")
    if p.details is not None:
        fixed = [key for key in p.details if key in SIZE]
        if fixed:
            raise InvalidValue(f"details: {', '.join(fixed)} is the size of instance {instance.name}, which updating does not change")
        tuning.check(p.details)
        tuning.check_allowed(ctx, p.details, instance.details)
        instance.details = {key: value for key, value in p.details.items() if key not in TOLD}
    elif p.cleanup_details:
        instance.details = {}


def _marks(ctx: Ctx, p: Update, instance: Instance) -> None:
    if p.os_type_id is not None:
        instance.os_type_id = ctx.use(OsType, p.os_type_id, "ostypeid").id
    if p.delete_protection is not None:
        instance.delete_protection = p.delete_protection
    if p.ha_enable is not None:
        instance.ha_enabled = p.ha_enable
    if p.is_dynamically_scalable is not None:
        instance.is_dynamically_scalable = p.is_dynamically_scalable
    if p.display_vm is not None:
        instance.display_vm = p.display_vm


def _regroup(ctx: Ctx, p: Update, instance: Instance, account: Account) -> None:
    """Other security groups. What they let reach it, and what lets their members in, changes with them."""
    if instance.state is not InstanceState.STOPPED or instance.operation_id is not None:
        raise InvalidValue(f"instance {instance.name} is {instance.state}; stop it before it is put into other security groups")
    groups = memberships.chosen(ctx, account, p.security_group_ids, p.security_group_names)
    memberships.put(ctx.db, instance.id, [group.id for group in groups])
