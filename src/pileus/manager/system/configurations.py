"""Global Settings as commands: listing, changing and resetting them. Every change counts at once."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Page, Params, Secret, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RoleType
from pileus.manager.kernel.settings import SETTINGS, Scope, Setting
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Cluster, Zone
from pileus.manager.model.setting import SettingValue
from pileus.manager.model.storage import ImageStore, StoragePool
from pileus.manager.system.setting_groups import place
from pileus.manager.system.values import ACCOUNTS_INHERIT, declared, parse, shown

TYPES = {bool: "Boolean", int: "Number", float: "Decimal", str: "String"}

ADMINS_OF_DOMAINS = ADMINS | {RoleType.DOMAIN_ADMIN}


class ConfigurationView(View, kw_only=True):
    """A setting. `value` is the one that counts in the scope that was asked about."""

    object_name: ClassVar[str] = "configuration"
    name: str
    display_text: str
    description: str
    category: str
    group: str
    subgroup: str
    component: str
    type: str
    scope: str
    value: str | None
    default_value: str | None
    is_changed: bool
    """Whether a value was set in this very scope."""
    is_dynamic: bool = True


class Where(Params, frozen=True, kw_only=True):
    """The object whose value is meant; without one it is the global value."""

    zone_id: Annotated[Id | None, Names("Zone"), Doc("the value for this zone")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("the value for this cluster")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("the value for this storage pool")] = None
    image_store_uuid: Annotated[Id | None, Names("ImageStore"), Doc("the value for this image store")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("the value for this account")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("the value for this domain")] = None


class ListConfigurations(ListParams, frozen=True, kw_only=True):
    """Which settings, and whose values."""

    name: Annotated[str | None, Doc("only the setting of this name")] = None
    category: Annotated[str | None, Doc("only settings of this category")] = None
    group: Annotated[str | None, Doc("only settings of this group, as listConfigurationGroups names it")] = None
    subgroup: Annotated[str | None, Doc("only settings of this subgroup")] = None
    parent: Annotated[str | None, Doc("only settings below this one; there are none")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("settings of zones, as they are for this one")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("settings of clusters, as they are for this one")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("settings of storage pools, as they are for this one")] = None
    image_store_uuid: Annotated[Id | None, Names("ImageStore"), Doc("settings of image stores, as they are for this one")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("settings of accounts, as they are for this one")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("settings of domains, as they are for this one")] = None


@command("listConfigurations", access=ADMINS_OF_DOMAINS)
def list_configurations(ctx: Ctx, p: ListConfigurations) -> Page[ConfigurationView]:
    """Lists the settings by name, with their defaults. Administrators of domains see those of their domains and accounts."""
    scope, of = _place(ctx, p)
    if p.parent is not None:
        return Page(0, [])
    wanted = [
        s
        for s in _in_scope(ctx, scope)
        if (p.name is None or s.name.lower() == p.name.lower())
        and (p.category or s.category).lower() == s.category.lower()
        and _in_group(s.name, p.group, p.subgroup)
        and (p.keyword is None or p.keyword.lower() in s.name.lower() or p.keyword.lower() in s.doc.lower())
    ]
    stored = _stored(ctx, scope, of)
    return ctx.slice([_view(ctx, s, scope, of, is_changed=s.name in stored) for s in sorted(wanted, key=lambda s: s.name)], p)


def _in_group(name: str, group: str | None, subgroup: str | None) -> bool:
    own = place(name)
    return all(wanted is None or wanted.lower() == had.lower() for wanted, had in zip((group, subgroup), own, strict=True))


class UpdateConfiguration(Where, frozen=True, kw_only=True):
    """Which setting, and its new value."""

    name: Annotated[str, Doc("name of the setting")]
    value: Annotated[str | None, Secret(), Length(4096), Doc("new value; without it the setting goes back to its default")] = None


@command("updateConfiguration", access=ADMINS_OF_DOMAINS, event="CONFIGURATION.VALUE.EDIT", entity="Configuration")
def update_configuration(ctx: Ctx, p: UpdateConfiguration) -> ConfigurationView:
    """Changes a setting. The new value counts from the next call on, without any restart."""
    scope, of = _place(ctx, p)
    setting = _setting(ctx, p.name, scope)
    if p.value is None:
        return _reset(ctx, setting, scope, of)
    try:
        value = parse(setting, p.value)
        fault = setting.check(value) if setting.check else None
    except ValueError as error:
        value, fault = None, str(error)
    if fault is not None:
        said = "the value" if setting.secret else f"{p.value!r}"
        raise InvalidValue(f"setting {setting.name}: {said} {fault}; its default is {shown(setting.default)!r}")
    text = shown(value)
    kept = ctx.sealer.seal(text) if setting.secret else text
    keep(ctx, setting, kept, scope, of)
    return _changed(ctx, setting, scope, of, "a new value" if setting.secret else text, is_changed=True)


def keep(ctx: Ctx, setting: Setting[Any], text: str, scope: Scope = Scope.GLOBAL, of: str | None = None) -> None:
    """Stores the text of a value; it is read once the change is committed."""
    row = _row(ctx, setting, scope, of)
    if row is None:
        ctx.insert(SettingValue(name=setting.name, scope=scope, scope_id=of or "", value=text))
    else:
        row.value = text
    ctx.after_commit(ctx.settings.changed)


class ResetConfiguration(Params, frozen=True, kw_only=True):
    """Which setting, and where."""

    name: Annotated[str, Doc("name of the setting")]
    zone_id: Annotated[Id | None, Names("Zone"), Doc("forget the value for this zone")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Doc("forget the value for this cluster")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("forget the value for this storage pool")] = None
    image_store_id: Annotated[Id | None, Names("ImageStore"), Doc("forget the value for this image store")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("forget the value for this account")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("forget the value for this domain")] = None


@command("resetConfiguration", access=ADMINS, event="CONFIGURATION.VALUE.EDIT", entity="Configuration", since="4.16.0")
def reset_configuration(ctx: Ctx, p: ResetConfiguration) -> ConfigurationView:
    """Puts a setting back to its default, or in a narrower scope to the global value."""
    scope, of = _place(ctx, p)
    return _reset(ctx, _setting(ctx, p.name, scope), scope, of)


def _reset(ctx: Ctx, setting: Setting[Any], scope: Scope, of: str | None) -> ConfigurationView:
    row = _row(ctx, setting, scope, of)
    if row is not None:
        ctx.db.delete(row)
    return _changed(ctx, setting, scope, of, "its default", is_changed=False)


def _changed(ctx: Ctx, setting: Setting[Any], scope: Scope, of: str | None, to: str, *, is_changed: bool) -> ConfigurationView:
    """What both changes end with: the setting as it will be read once the change is committed."""
    ctx.save()
    ctx.after_commit(ctx.settings.changed)
    ctx.tell(f"set {setting.name} to {to}" + (f" for {scope.value} {of}" if of else ""))
    view = _view(ctx, setting, scope, of, is_changed=is_changed)
    if not setting.secret:
        values = {(row.scope, row.scope_id): row.value for row in _rows(ctx, setting.name)}
        view.value = values.get((scope, of or ""), values.get((Scope.GLOBAL, ""), shown(setting.default)))
    return view


def _place(ctx: Ctx, p: Any) -> tuple[Scope, str | None]:
    """The scope and object that are meant. Whoever is no root admin can mean the own tree's domains and accounts only."""
    given: list[tuple[Scope, type[Any], str, str | None]] = [
        (Scope.ZONE, Zone, "zoneid", p.zone_id),
        (Scope.CLUSTER, Cluster, "clusterid", p.cluster_id),
        (Scope.STORAGE_POOL, StoragePool, "storageid", p.storage_id),
        (Scope.IMAGE_STORE, ImageStore, "imagestoreuuid", getattr(p, "image_store_uuid", None) or getattr(p, "image_store_id", None)),
        (Scope.ACCOUNT, Account, "accountid", p.account_id),
        (Scope.DOMAIN, Domain, "domainid", p.domain_id),
    ]
    meant = [entry for entry in given if entry[3] is not None]
    if len(meant) > 1:
        raise InvalidValue(f"{' and '.join(param for _, _, param, _ in meant)} do not go together; name one object at most")
    if not meant:
        return (Scope.GLOBAL, None) if ctx.caller.is_root else (Scope.DOMAIN, ctx.caller.domain_id)
    scope, model, param, id = meant[0]
    row = ctx.get(model, id or "", param)
    return scope, row.id


def _in_scope(ctx: Ctx, scope: Scope) -> Iterable[Setting[Any]]:
    """Settings that can have a value there; globally all have one."""
    return [s for s in SETTINGS.values() if scope is Scope.GLOBAL or scope in _scopes(ctx, s)]


def _scopes(ctx: Ctx, setting: Setting[Any]) -> tuple[Scope, ...]:
    """Where a setting can be set: those of accounts for domains too, where they are handed down."""
    handed_down = Scope.ACCOUNT in setting.scopes and Scope.DOMAIN not in setting.scopes and ctx.settings.get(ACCOUNTS_INHERIT)
    return (*setting.scopes, Scope.DOMAIN) if handed_down else setting.scopes


def _setting(ctx: Ctx, name: str, scope: Scope) -> Setting[Any]:
    setting = declared(name)
    if setting is None:
        raise InvalidValue(f"setting {name} does not exist; listConfigurations tells all of them")
    if scope is not Scope.GLOBAL and scope not in _scopes(ctx, setting):
        places = ", ".join(s.value for s in setting.scopes)
        raise InvalidValue(f"setting {setting.name} has no values of its own in scope {scope.value}; it can be set in: {places}")
    return setting


def _rows(ctx: Ctx, name: str) -> list[SettingValue]:
    return list(ctx.db.scalars(select(SettingValue).where(SettingValue.name == name)))


def _row(ctx: Ctx, setting: Setting[Any], scope: Scope, of: str | None) -> SettingValue | None:
    return next((row for row in _rows(ctx, setting.name) if (row.scope, row.scope_id) == (scope, of or "")), None)


def _stored(ctx: Ctx, scope: Scope, of: str | None) -> set[str]:
    """Names of the settings that have a value in this very scope."""
    return set(ctx.db.scalars(select(SettingValue.name).where(SettingValue.scope == scope, SettingValue.scope_id == (of or ""))))


def _view(ctx: Ctx, setting: Setting[Any], scope: Scope, of: str | None, *, is_changed: bool) -> ConfigurationView:
    return ConfigurationView(
        name=setting.name,
        display_text=setting.name.replace(".", " ").capitalize(),
        description=setting.doc,
        category=setting.category,
        group=place(setting.name)[0],
        subgroup=place(setting.name)[1],
        component="Pileus" if setting.name.startswith("pileus.") else "CloudStack",
        type=TYPES[setting.type],
        scope=",".join(s.value for s in setting.scopes),
        value=None if setting.secret else shown(ctx.settings.get(setting, scope=scope, of=of)),
        default_value=None if setting.secret else shown(setting.default),
        is_changed=is_changed,
    )
