"""Annotations, which are comments that people leave on resources: add, list, hide from users, remove."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta
from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Page, Params, View
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.annotation import Annotation
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance, InstanceGroup, SshKeyPair
from pileus.manager.model.ip_range import PublicAddress
from pileus.manager.model.network import Network, Router
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.storage import ImageStore, StoragePool, Template, Volume
from pileus.manager.model.user_data import UserData

ANNOTATED: dict[str, type[Any]] = {
    "VM": Instance,
    "VOLUME": Volume,
    "INSTANCE_GROUP": InstanceGroup,
    "SSH_KEYPAIR": SshKeyPair,
    "USER_DATA": UserData,
    "NETWORK": Network,
    "TEMPLATE": Template,
    "ISO": Template,
    "SERVICE_OFFERING": ServiceOffering,
    "DISK_OFFERING": DiskOffering,
    "NETWORK_OFFERING": NetworkOffering,
    "ZONE": Zone,
    "POD": Pod,
    "CLUSTER": Cluster,
    "HOST": Host,
    "DOMAIN": Domain,
    "PRIMARY_STORAGE": StoragePool,
    "SECONDARY_STORAGE": ImageStore,
    "VR": Router,
    "PUBLIC_IP_ADDRESS": PublicAddress,
}
"""Kinds of resources that can be annotated, by CloudStack's word; a new kind is added here."""


class AnnotationView(View, kw_only=True):
    """An annotation."""

    object_name: ClassVar[str] = "annotation"
    id: str
    annotation: str
    entity_type: str
    entity_id: str
    entity_name: str | None
    user_id: str
    username: str
    admins_only: bool
    created: datetime
    removed: datetime | None


def _view(ctx: Ctx, row: Annotation) -> AnnotationView:
    there = ctx.db.get(ANNOTATED[row.entity_type], row.entity_id)
    return AnnotationView(
        id=row.id,
        annotation=row.text,
        entity_type=row.entity_type,
        entity_id=row.entity_id,
        entity_name=there.name if there is not None else None,
        user_id=row.user_id,
        username=row.user_name,
        admins_only=row.admins_only,
        created=row.created,
        removed=row.removed,
    )


def _kind(said: str) -> str:
    if said.upper() not in ANNOTATED:
        raise InvalidValue(f"entitytype {said} cannot be annotated; give one of {', '.join(ANNOTATED)}")
    return said.upper()


class AddAnnotation(Params, frozen=True, kw_only=True):
    """What is said of what."""

    annotation: Annotated[str, Length(4096), Meta(min_length=1), Doc("the comment")]
    entity_type: Annotated[str, Doc("kind of the resource: VM, VOLUME, HOST, ...")]
    entity_id: Annotated[Id, Doc("the resource")]
    admins_only: Annotated[bool, Doc("true: only administrators see it")] = False


@command("addAnnotation", access=ADMINS, event="ANNOTATION.CREATE", entity="Annotation", since="4.11")
def add_annotation(ctx: Ctx, p: AddAnnotation) -> AnnotationView:
    """Leaves a comment on a resource the caller may see."""
    kind = _kind(p.entity_type)
    about = ctx.see(ANNOTATED[kind], p.entity_id, "entityid")
    caller = ctx.caller
    row = ctx.insert(
        Annotation(
            account_id=caller.account_id,
            entity_type=kind,
            entity_id=about.id,
            text=p.annotation,
            user_id=caller.user_id,
            user_name=caller.user_name,
            admins_only=p.admins_only and caller.is_root,
        )
    )
    ctx.tell(f"annotated {about.__label__} {about.name}", id=row.id)
    return _view(ctx, row)


class ListAnnotations(ListParams, frozen=True, kw_only=True):
    """Which annotations."""

    id: Annotated[Id | None, Names("Annotation"), Doc("only this annotation")] = None
    entity_type: Annotated[str | None, Doc("only those on this kind of resource: VM, VOLUME, HOST, ...")] = None
    entity_id: Annotated[Id | None, Doc("only those on this resource; needs entitytype")] = None
    user_id: Annotated[Id | None, Names("User"), Doc("only those of this user")] = None
    annotation_filter: Annotated[Literal["self", "all"], Doc("self: only the caller's own; all")] = "all"


@command("listAnnotations", access=ADMINS, since="4.11")
def list_annotations(ctx: Ctx, p: ListAnnotations) -> Page[AnnotationView]:
    """Lists the annotations on what the caller may see, the newest first."""
    query = ctx.visible(Annotation, p).where(Annotation.removed.is_(None)).order_by(Annotation.created.desc())
    kind = _kind(p.entity_type) if p.entity_type else None
    if p.entity_id is not None:
        if kind is None:
            raise InvalidValue("entitytype is missing; entityid needs it")
        ctx.see(ANNOTATED[kind], p.entity_id, "entityid")
    query = narrow(
        query,
        (Annotation.id, p.id),
        (Annotation.entity_type, kind),
        (Annotation.entity_id, p.entity_id),
        (Annotation.user_id, ctx.caller.user_id if p.annotation_filter == "self" else p.user_id),
    )
    if not ctx.caller.is_root:
        query = query.where(Annotation.admins_only.is_(False))
        if p.entity_id is None:
            query = query.where(Annotation.account_id == ctx.caller.account_id)
    return ctx.page(containing(query, p.keyword, Annotation.text), p, lambda row: _view(ctx, row))


class RemoveAnnotation(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("Annotation"), Doc("the annotation")]


@command("removeAnnotation", access=ADMINS, event="ANNOTATION.REMOVE", entity="Annotation", since="4.11")
def remove_annotation(ctx: Ctx, p: RemoveAnnotation) -> AnnotationView:
    """Removes an annotation: one's own, and for root admins any."""
    row = _changeable(ctx, p.id)
    row.removed = ctx.now
    ctx.tell(f"removed annotation of {row.entity_type} {row.entity_id}", id=row.id)
    return _view(ctx, row)


class UpdateVisibility(Params, frozen=True, kw_only=True):
    """Who sees it."""

    id: Annotated[Id, Names("Annotation"), Doc("the annotation")]
    admins_only: Annotated[bool, Doc("true: only administrators; false: all who see the resource")]


@command("updateAnnotationVisibility", access=ADMINS, since="4.16")
def update_visibility(ctx: Ctx, p: UpdateVisibility) -> AnnotationView:
    """Says whether only administrators see an annotation."""
    row = _changeable(ctx, p.id)
    row.admins_only = p.admins_only
    return _view(ctx, row)


def _changeable(ctx: Ctx, id: str) -> Annotation:
    query = select(Annotation).where(Annotation.id == id, Annotation.removed.is_(None))
    if not ctx.caller.is_root:
        query = query.where(Annotation.user_id == ctx.caller.user_id)
    row = ctx.db.scalars(query).one_or_none()
    if row is None:
        raise NotFound("id", id)
    return row
