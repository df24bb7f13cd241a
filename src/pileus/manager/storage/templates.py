"""Templates and ISOs: list."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, IconView, KeyValue, Names, NoEffect, Only, OwnedParams, Page, Wire, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.os_type import OsType
from pileus.manager.model.storage import StoragePool, Template, TemplateStatus
from pileus.manager.model.user_data import UserData
from pileus.manager.system.resource_tags import ResourceTagView, tagged, tags_of

ISO = "ISO"

T = TypeVar("T")


class Filter(StrEnum):
    """CloudStack's choices of whose templates a list shows."""

    FEATURED = "featured"
    SELF = "self"
    SELF_EXECUTABLE = "selfexecutable"
    SHARED = "shared"
    SHARED_EXECUTABLE = "sharedexecutable"
    EXECUTABLE = "executable"
    COMMUNITY = "community"
    ALL = "all"


class TemplateView(WorkedOn, kw_only=True):
    """A template or ISO. Sizes in bytes."""

    object_name: ClassVar[str] = "template"
    annotated = ("TEMPLATE", "ISO")
    pictured = (("Template", "id"), ("ISO", "id"))
    id: str
    name: str
    display_text: str
    account: str
    account_id: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    zone_id: str
    zone_name: str
    format: str
    hypervisor: str | None
    arch: str
    bits: int = 64
    os_type_id: str | None
    os_type_name: str | None
    status: str
    is_ready: bool
    is_public: bool
    is_featured: bool
    is_extractable: bool
    bootable: bool
    is_dynamically_scalable: bool
    password_enabled: bool
    ssh_key_enabled: bool
    requires_hvm: bool
    template_tag: str | None
    details: dict[str, str]
    cross_zones: Annotated[bool, Wire("crossZones")] = False
    for_cks: bool = False
    direct_download: bool = False
    deploy_as_is: bool = False
    template_type: str
    size: int
    physical_size: int
    checksum: str | None
    user_data_id: str | None
    user_data_name: str | None
    user_data_params: str | None
    user_data_policy: str | None
    tags: list[ResourceTagView]
    created: datetime
    removed: datetime | None
    icon: IconView | None = None
    has_annotations: bool | None = None


def load(db: Session, ids: Sequence[str]) -> list[TemplateView]:
    """The templates of these ids, in this order."""
    query = (
        select(Template, Account, Zone.name, OsType.name, UserData)
        .join(Account, Account.id == Template.account_id)
        .join(Zone, Zone.id == Template.zone_id)
        .outerjoin(OsType, OsType.id == Template.os_type_id)
        .outerjoin(UserData, UserData.id == Template.user_data_id)
        .where(Template.id.in_(ids))
    )
    found = {template.id: (template, owner, zone, os_type, data) for template, owner, zone, os_type, data in db.execute(query)}
    tags = {iso: tags_of(db, "ISO" if iso else "Template", ids) for iso in (False, True)}
    return [_view(*found[id], tags[found[id][0].format == ISO][id]) for id in ids if id in found]


def _view(
    template: Template, owner: Account, zone: str, os_type: str | None, data: UserData | None, tags: list[ResourceTagView]
) -> TemplateView:
    is_iso = template.format == ISO
    return TemplateView(
        id=template.id,
        name=template.name,
        display_text=template.display_text or template.name,
        account=owner.name,
        account_id=owner.id,
        domain=owner.domain.name,
        domain_id=owner.domain_id,
        domain_path=owner.domain.shown_path,
        project=owner.project_name,
        project_id=owner.project_id,
        zone_id=template.zone_id,
        zone_name=zone,
        format=template.format,
        hypervisor=None if is_iso else template.hypervisor,
        arch=template.arch,
        os_type_id=template.os_type_id,
        os_type_name=os_type,
        status="Successfully Installed" if is_iso and template.is_ready else template.status,
        is_ready=template.is_ready,
        is_public=template.is_public,
        is_featured=template.is_featured,
        is_extractable=template.is_extractable,
        bootable=template.is_bootable,
        is_dynamically_scalable=template.is_dynamically_scalable,
        password_enabled=template.password_enabled,
        ssh_key_enabled=template.ssh_key_enabled,
        template_type=template.type,
        requires_hvm=template.requires_hvm,
        template_tag=template.template_tag,
        details=template.details,
        size=template.size,
        physical_size=template.physical_size,
        checksum=f"{{SHA-256}}{template.sha256}" if template.sha256 else None,
        user_data_id=data.id if data else None,
        user_data_name=data.name if data else None,
        user_data_params=(data.params or None) if data else None,
        user_data_policy=template.user_data_policy or None,
        tags=tags,
        created=template.created,
        removed=template.removed,
    )


class ImageParams(OwnedParams, frozen=True, kw_only=True):
    """What templates and ISOs are chosen by alike."""

    id: Annotated[Id | None, Names("Template"), Doc("only this one, whatever the filter")] = None
    name: Annotated[str | None, Doc("only those of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only those in this zone")] = None
    hypervisor: Annotated[str | None, Doc("only those for this hypervisor: KVM or Simulator")] = None
    arch: Annotated[str | None, Doc("only those for this processor architecture")] = None
    is_ready: Annotated[bool | None, Doc("only those that are, or are not, ready to be used")] = None
    os_category_id: Annotated[Id | None, Names("OsCategory"), Doc("only those of this family of systems")] = None
    image_store_id: Annotated[Id | None, Names("ImageStore"), Only(ADMINS), Doc("only those on this image store")] = None
    storage_id: Annotated[
        Id | None, Names("StoragePool"), Only(ADMINS), Doc("only those that disks on this storage pool can be made from")
    ] = None
    tags: Annotated[list[KeyValue] | None, Doc("only those with all of these tags: key and value")] = None
    show_removed: Annotated[bool, Doc("also those that were deleted")] = False
    show_unique: Annotated[
        bool, Doc("each one once, however many zones it is in"), NoEffect("each one is in one zone and listed once anyway")
    ] = False
    show_icon: Annotated[bool, Doc("with its icon")] = False


class ListTemplates(ImageParams, frozen=True, kw_only=True):
    """Which templates."""

    template_filter: Annotated[
        Filter,
        Doc(
            "featured; self: the caller's own; selfexecutable: own and ready; shared, sharedexecutable: shared with the caller; "
            "executable: ready and own, public or shared; community: public, not featured; all: everything, for administrators"
        ),
    ]
    ids: Annotated[list[Id] | None, Doc("only these templates, whatever the filter")] = None
    template_type: Annotated[str | None, Doc("only templates of this type: USER, BUILTIN, SYSTEM, ...")] = None
    parent_template_id: Annotated[Id | None, Names("Template"), Doc("only data disks of this template; there are none")] = None
    is_vnf: Annotated[bool | None, Doc("true: only network appliances; there are none")] = None
    extension_id: Annotated[Id | None, Doc("only templates of this extension; there are none")] = None
    for_cks: Annotated[bool | None, Doc("true: only templates for Kubernetes nodes; there are none")] = None
    details: Annotated[list[str] | None, Doc("all, resource or min"), NoEffect("the whole answer costs no more than a part")] = None


@command("listTemplates", access=USERS)
def list_templates(ctx: Ctx, p: ListTemplates) -> Page[TemplateView]:
    """Lists the templates the caller may see, chosen by a filter."""
    if p.is_vnf or p.for_cks or p.extension_id or p.parent_template_id is not None:
        return Page(0, [])
    query = _chosen(ctx, p, p.template_filter, "templatefilter", named=p.id is not None or p.ids is not None)
    query = narrow(query.where(Template.format != ISO), (Template.id, p.ids), (Template.type, p.template_type))
    query = tagged(query, Template.id, "Template", p.tags)
    return ctx.page(query, p, load=lambda ids: load(ctx.db, ids))


class ListIsos(ImageParams, frozen=True, kw_only=True):
    """Which ISOs."""

    iso_filter: Annotated[Filter, Doc("as templatefilter of listTemplates; selfexecutable when left out")] = Filter.SELF_EXECUTABLE
    bootable: Annotated[bool | None, Doc("only ISOs that do, or do not, boot")] = None
    is_public: Annotated[bool | None, Doc("only ISOs that are, or are not, public")] = None


@command("listIsos", access=USERS, object_name="iso")
def list_isos(ctx: Ctx, p: ListIsos) -> Page[TemplateView]:
    """Lists the ISOs the caller may see, chosen by a filter."""
    query = _chosen(ctx, p, p.iso_filter, "isofilter", named=p.id is not None).where(Template.format == ISO)
    query = narrow(query, (Template.is_bootable, p.bootable), (Template.is_public, p.is_public))
    query = tagged(query, Template.id, "ISO", p.tags)
    return ctx.page(query, p, load=lambda ids: load(ctx.db, ids))


def _chosen(ctx: Ctx, p: ImageParams, wanted: Filter, param: str, *, named: bool) -> Select[Template]:
    query = narrow(
        ctx.visible(Template, p).order_by(ctx.by_sort_key(Template.sort_key), Template.name),
        (Template.id, p.id),
        (Template.name, p.name),
        (Template.zone_id, p.zone_id),
        (Template.arch, p.arch),
        (Template.image_store_id, p.image_store_id),
    )
    query = containing(query, p.keyword, Template.name, Template.display_text)
    if not p.show_removed:
        query = query.where(Template.removed.is_(None))
    if p.hypervisor is not None:
        query = query.where(Template.hypervisor.ilike(p.hypervisor) | (Template.format == ISO))
    if p.is_ready is not None:
        query = query.where((Template.status == TemplateStatus.READY) == p.is_ready)
    if p.os_category_id is not None:
        query = query.where(Template.os_type_id.in_(select(OsType.id).where(OsType.category_id == p.os_category_id)))
    if p.storage_id is not None:
        query = query.where(Template.zone_id == ctx.see(StoragePool, p.storage_id, "storageid").zone_id)
    return query if named else _filtered(ctx, query, p, wanted, param)


def _filtered(ctx: Ctx, query: Select[Template], p: ImageParams, wanted: Filter, param: str) -> Select[Template]:
    """The filter. `visible` has narrowed to the owner that was asked for already, if one was."""
    ready = Template.status == TemplateStatus.READY
    owner_named = p.account is not None or p.domain_id is not None or p.project_id is not None
    match wanted:
        case Filter.FEATURED:
            return query.where(Template.is_featured)
        case Filter.COMMUNITY:
            return query.where(Template.is_public, Template.is_featured.is_(False))
        case Filter.SELF | Filter.SELF_EXECUTABLE:
            mine = query if owner_named else query.where(Template.account_id == ctx.caller.account_id)
            return mine.where(ready) if wanted is Filter.SELF_EXECUTABLE else mine
        case Filter.SHARED | Filter.SHARED_EXECUTABLE:
            shared = query.where(Template.shared_with(ctx.caller), Template.account_id != ctx.caller.account_id)
            return shared.where(ready) if wanted is Filter.SHARED_EXECUTABLE else shared
        case Filter.EXECUTABLE:
            return query.where(ready)
        case Filter.ALL:
            if not ctx.caller.has(DOMAIN_ADMINS):
                raise InvalidValue(f"{param} all is for administrators; executable shows all that can be used")
            return query
