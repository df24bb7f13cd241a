"""User data under names: register, list, delete, tie to templates; and what an instance is given of it all."""

import re
from enum import StrEnum
from typing import Annotated, ClassVar

from msgspec import Struct
from sqlalchemy import func, select

from pileus.manager.compute import instance_view, multipart
from pileus.manager.compute.credentials import checked_user_data
from pileus.manager.compute.instance_view import InstanceView
from pileus.manager.compute.instances import ENTITY as INSTANCE
from pileus.manager.identity.owners import owner, whose
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, OwnedParams, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.storage import Template
from pileus.manager.model.user_data import UserData
from pileus.manager.network import addresses
from pileus.manager.storage import templates
from pileus.manager.storage.templates import TemplateView

ENTITY = "UserData"

VARIABLE = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}")
"""A variable of user data: guests read its value as a file of their metadata."""

VALUE_LENGTH = 1024


class Policy(StrEnum):
    """What a template with user data does with an instance's own."""

    ALLOW = "ALLOWOVERRIDE"
    APPEND = "APPEND"
    DENY = "DENYOVERRIDE"


class Given(Struct, frozen=True):
    """The user data of an instance: Base64, the registered piece it came from, the values of its variables."""

    text: str | None
    id: str | None
    details: dict[str, str]


def given(ctx: Ctx, text: str | None, id: str | None, details: dict[str, str] | None) -> Given:
    """What a command gives: user data, or registered user data; and values."""
    if text and id:
        raise InvalidValue("userdata does not go with userdataid; give one of them")
    registered = ctx.use(UserData, id, "userdataid") if id else None
    return Given(registered.text if registered else checked_user_data(ctx, text), id, checked_details(details))


def checked_details(details: dict[str, str] | None) -> dict[str, str]:
    """Values of variables, fit to be files of the metadata."""
    for name, value in (details or {}).items():
        if not VARIABLE.fullmatch(name):
            raise InvalidValue(f"userdatadetails: {name!r} cannot be a variable; use up to 64 letters, digits, _ and -, a letter first")
        if len(value) > VALUE_LENGTH:
            raise InvalidValue(f"userdatadetails: {name} is {len(value)} characters long; at most {VALUE_LENGTH} are allowed")
    return dict(details or {})


def with_template(ctx: Ctx, template: Template, own: Given) -> Given:
    """What an instance of this template gets: its own, its template's, or both, as the template's policy says."""
    if template.user_data_id is None:
        return own
    linked = ctx.db.get_one(UserData, template.user_data_id)
    if own.text is None:
        return Given(linked.text, linked.id, own.details)
    if template.user_data_policy == Policy.DENY:
        raise InvalidValue(f"userdata: template {template.name} brings user data of its own; leave userdata and userdataid out")
    if template.user_data_policy == Policy.APPEND:
        return Given(checked_user_data(ctx, multipart.joined(linked.text, own.text)), own.id or linked.id, own.details)
    return own


class UserDataView(View, kw_only=True):
    """Registered user data."""

    object_name: ClassVar[str] = "userdata"
    annotated = ("USER_DATA",)
    id: str
    name: str
    account: str
    account_id: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    user_data: str
    params: str | None
    has_annotations: bool | None = None


def _view(ctx: Ctx, data: UserData) -> UserDataView:
    account = ctx.db.get_one(Account, data.account_id)
    return UserDataView(
        id=data.id,
        name=data.name,
        account=account.name,
        account_id=account.id,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project=account.project_name,
        project_id=account.project_id,
        user_data=data.text,
        params=data.params or None,
    )


class RegisterUserData(Params, frozen=True, kw_only=True):
    """What to keep, and for whom."""

    name: Annotated[Name, Doc("name; unique within the account")]
    user_data: Annotated[str, Length(1048576), Doc("Base64 of what instances read; up to vm.userdata.max.length")]
    params: Annotated[str | None, Length(4096), Doc("names of its variables, comma-separated; instances read values as metadata")] = None
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("registerUserData", access=USERS, event="REGISTER.USER.DATA", entity=ENTITY, since="4.18")
def register_user_data(ctx: Ctx, p: RegisterUserData) -> UserDataView:
    """Keeps user data under a name."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    names = [name.strip() for name in (p.params or "").split(",") if name.strip()]
    for name in names:
        if not VARIABLE.fullmatch(name):
            raise InvalidValue(f"params: {name!r} cannot be a variable; use up to 64 letters, digits, _ and -, a letter first")
    text = checked_user_data(ctx, p.user_data)
    if text is None:
        raise InvalidValue("userdata is empty; give what instances shall read")
    data = ctx.insert(UserData(account_id=account.id, name=p.name, text=text, params=",".join(names)))
    ctx.tell(f"registered user data {data.name}", id=data.id, account_id=account.id, domain_id=account.domain_id)
    return _view(ctx, data)


class ListUserData(OwnedParams, frozen=True, kw_only=True):
    """Which user data."""

    id: Annotated[Id | None, Names("UserData"), Doc("only this one")] = None
    name: Annotated[str | None, Doc("only those of this name")] = None


@command("listUserData", access=USERS, since="4.18")
def list_user_data(ctx: Ctx, p: ListUserData) -> Page[UserDataView]:
    """Lists the registered user data the caller may see."""
    query = narrow(ctx.visible(UserData, p).order_by(UserData.name), (UserData.id, p.id), (UserData.name, p.name))
    return ctx.page(containing(query, p.keyword, UserData.name), p, lambda data: _view(ctx, data))


class DeleteUserData(Params, frozen=True, kw_only=True):
    """Which user data."""

    id: Annotated[Id, Names("UserData"), Doc("the user data")]
    account: Annotated[str | None, Doc("its owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("its owner, when it is a project")] = None


@command("deleteUserData", access=USERS, entity=ENTITY, since="4.18")
def delete_user_data(ctx: Ctx, p: DeleteUserData) -> Success:
    """Forgets user data that neither a template nor an instance refers to."""
    data = ctx.get(UserData, p.id)
    if (p.account or p.project_id) and whose(ctx, p.account, p.domain_id, p.project_id).id != data.account_id:
        raise InvalidValue(f"account: user data {data.name} is of another account; leave account and projectid out")
    for model, what in ((Template, "template(s)"), (Instance, "instance(s)")):
        query = select(func.count()).select_from(model).where(model.user_data_id == data.id, model.removed.is_(None))
        if users := ctx.db.scalar(query) or 0:
            raise InUse(f"user data {data.name} is in use by {users} {what}; give those other user data first", about=((data.id, ENTITY),))
    for model in (Template, Instance):
        for row in ctx.db.scalars(select(model).where(model.user_data_id == data.id)):
            row.user_data_id = None
    ctx.db.flush()
    ctx.db.delete(data)
    return Success()


class LinkUserData(Params, frozen=True, kw_only=True):
    """Which template, and its user data."""

    template_id: Annotated[Id | None, Names("Template"), Doc("the template")] = None
    iso_id: Annotated[Id | None, Names("Template"), Doc("the ISO, instead of a template")] = None
    user_data_id: Annotated[Id | None, Names("UserData"), Doc("user data its instances get; none when left out")] = None
    user_data_policy: Annotated[
        Policy | None, Doc("what becomes of an instance's own user data: ALLOWOVERRIDE, APPEND or DENYOVERRIDE")
    ] = None


@command("linkUserDataToTemplate", access=USERS, since="4.18.0")
def link_user_data(ctx: Ctx, p: LinkUserData) -> TemplateView:
    """Gives the instances of a template user data, beside or instead of their own; or takes it from the template."""
    id = p.template_id or p.iso_id
    if id is None or (p.template_id and p.iso_id):
        raise InvalidValue("templateid or isoid names the template or ISO; give one of them")
    param = "templateid" if p.template_id else "isoid"
    template = ctx.get(Template, id, param)
    is_iso = template.format == "ISO"
    if is_iso != (param == "isoid"):
        raise InvalidValue(f"{param}: {template.name} is {'an ISO' if is_iso else 'a template'}; name it by the other parameter")
    if p.user_data_id is None and p.user_data_policy is not None:
        raise InvalidValue("userdatapolicy goes with userdataid; give both or neither")
    template.user_data_id = ctx.use(UserData, p.user_data_id, "userdataid").id if p.user_data_id else None
    template.user_data_policy = (p.user_data_policy or Policy.ALLOW) if p.user_data_id else ""
    ctx.save()
    return templates.load(ctx.db, [template.id])[0]


class ResetUserData(Params, frozen=True, kw_only=True):
    """Whose user data, and which."""

    id: Annotated[Id, Names("Instance"), Doc("the stopped instance")]
    user_data: Annotated[str | None, Length(1048576), Doc("Base64 of what its next boot reads")] = None
    user_data_id: Annotated[Id | None, Names("UserData"), Doc("registered user data instead")] = None
    user_data_details: Annotated[dict[str, str] | None, Doc("values of its variables")] = None
    account: Annotated[str | None, Doc("owner of the user data; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner of the user data, when it is a project")] = None


@command("resetUserDataForVirtualMachine", access=USERS, event="VM.RESETUSERDATA", entity=INSTANCE, since="4.18.0")
def reset_user_data(ctx: Ctx, p: ResetUserData) -> InstanceView:
    """Gives a stopped instance other user data, which its next boot reads; none, or its template's, when none is given."""
    instance = ctx.get(Instance, p.id)
    if instance.state is not InstanceState.STOPPED:
        raise Conflict(f"instance {instance.name} is {instance.state}; stop it first, new user data is read at the next start")
    if p.user_data_id and (p.account or p.project_id):
        wanted = whose(ctx, p.account, p.domain_id, p.project_id)
        if ctx.use(UserData, p.user_data_id, "userdataid").account_id != wanted.id:
            raise InvalidValue(f"userdataid is not of account {wanted.name}; listUserData shows whose it is")
    template = ctx.db.get_one(Template, instance.template_id)
    put(ctx, instance, with_template(ctx, template, given(ctx, p.user_data, p.user_data_id, p.user_data_details)))
    instance.updated = ctx.now
    ctx.save()
    account = ctx.db.get_one(Account, instance.account_id)
    ctx.tell(f"resetting the user data of instance {instance.name}", id=instance.id, account_id=account.id, domain_id=account.domain_id)
    return instance_view.one(ctx.db, instance.id)


def put(ctx: Ctx, instance: Instance, data: Given) -> None:
    """The instance has this user data from now on; the routers of its networks will be told."""
    before = (instance.user_data, instance.user_data_details)
    instance.user_data, instance.user_data_id, instance.user_data_details = data.text, data.id, data.details
    if (data.text, data.details) != before:
        for network_id in addresses.networks_of(ctx.db, instance.id):
            addresses.changed(ctx.db, network_id)
