"""Details of resources, which are names and values that stand on their row: add, remove, list."""

from typing import Annotated, Any, ClassVar

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, NoEffect, Only, OwnedParams, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import PublicAddress
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.os_type import OsType
from pileus.manager.model.storage import StoragePool, Template, Volume
from pileus.manager.model.user import User

DETAILED: dict[str, type[Any]] = {
    "UserVm": Instance,
    "Volume": Volume,
    "Template": Template,
    "ISO": Template,
    "Network": Network,
    "Nic": Nic,
    "PublicIpAddress": PublicAddress,
    "User": User,
    "Zone": Zone,
    "Storage": StoragePool,
    "GuestOs": OsType,
    "ServiceOffering": ServiceOffering,
    "DiskOffering": DiskOffering,
    "NetworkOffering": NetworkOffering,
}
"""Kinds of resources that have details, by CloudStack's word; a new kind is added here, its model with a column `details`."""

ALWAYS_SHOWN = NoEffect("whoever sees a resource sees its details")


def _kind(said: str) -> tuple[str, type[Any]]:
    for kind, model in DETAILED.items():
        if kind.lower() == said.lower():
            return kind, model
    raise InvalidValue(f"resourcetype {said} has no details; give one of {', '.join(DETAILED)}")


def _resource(ctx: Ctx, said: str, id: str) -> tuple[str, Any]:
    kind, model = _kind(said)
    row = ctx.get(model, id, "resourceid")
    if getattr(row, "removed", None) is not None:
        raise NotFound("resourceid", id)
    return kind, row


class AddDetail(Params, frozen=True, kw_only=True):
    """Which details on what."""

    resource_type: Annotated[str, Doc("kind of the resource: UserVm, Volume, Template, Zone, ...")]
    resource_id: Annotated[Id, Doc("the resource")]
    details: Annotated[dict[str, str], Doc("names and values; one that is there already gets the new value")]
    for_display: Annotated[bool, Doc("false hides them from the owner"), ALWAYS_SHOWN] = True


@command("addResourceDetail", access=ADMINS, event="CREATE_RESOURCE_DETAILS", entity="ResourceDetail")
def add_detail(ctx: Ctx, p: AddDetail) -> Started[Success]:
    """Adds details to a resource, or changes them. They stand at once; the job is there because clients wait for one."""
    if not p.details or any(not key.strip() for key in p.details):
        raise InvalidValue("details: each needs a name; write details[0].key=…&details[0].value=…")
    kind, row = _resource(ctx, p.resource_type, p.resource_id)
    row.details = row.details | p.details
    said = f"adding details {', '.join(sorted(p.details))} to {kind} {row.id}"
    return ops.settled(ctx, kind, row.id, said, gone=True, account_id=getattr(row, "account_id", None))


class RemoveDetail(Params, frozen=True, kw_only=True):
    """Which details of what."""

    resource_type: Annotated[str, Doc("kind of the resource: UserVm, Volume, Template, Zone, ...")]
    resource_id: Annotated[Id, Doc("the resource")]
    key: Annotated[str | None, Doc("name of the detail; all of them when left out")] = None


@command("removeResourceDetail", access=ADMINS, event="DELETE_RESOURCE_DETAILS", entity="ResourceDetail")
def remove_detail(ctx: Ctx, p: RemoveDetail) -> Started[Success]:
    """Removes a detail of a resource, or all. One that is not there is no error."""
    kind, row = _resource(ctx, p.resource_type, p.resource_id)
    row.details = {key: value for key, value in row.details.items() if p.key is not None and key != p.key}
    said = f"removing {'detail ' + p.key if p.key else 'the details'} of {kind} {row.id}"
    return ops.settled(ctx, kind, row.id, said, gone=True, account_id=getattr(row, "account_id", None))


class DetailView(View, kw_only=True):
    """A detail of a resource."""

    object_name: ClassVar[str] = "resourcedetail"
    key: str
    value: str
    resource_id: str
    resource_type: str
    for_display: bool = True


class ListDetails(OwnedParams, frozen=True, kw_only=True):
    """Which details."""

    resource_type: Annotated[str, Doc("kind of the resources: UserVm, Volume, Template, Zone, ...")]
    resource_id: Annotated[Id | None, Doc("only details of this resource")] = None
    key: Annotated[str | None, Doc("only details of this name")] = None
    value: Annotated[str | None, Only(ADMINS), Doc("only details with this value")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only details that are, or are not, shown; all are")] = None


@command("listResourceDetails", access=USERS, since="4.2")
def list_details(ctx: Ctx, p: ListDetails) -> Page[DetailView]:
    """Lists the details of a resource, or of all resources of a kind that the caller may see."""
    kind, model = _kind(p.resource_type)
    if p.for_display is False:
        return Page(0, [])
    if p.resource_id is not None:
        query = ctx.visible(model).where(model.id == ctx.see(model, p.resource_id, "resourceid").id)
    else:
        query = ctx.visible(model, p)
    if hasattr(model, "removed"):
        query = query.where(model.removed.is_(None))
    views = [
        DetailView(key=key, value=str(value), resource_id=id, resource_type=kind)
        for id, details in ctx.db.execute(query.with_only_columns(model.id, model.details).order_by(model.id))
        for key, value in sorted(details.items())
        if (p.key or key) == key and (p.value is None or p.value == str(value)) and (p.keyword or "").lower() in key.lower()
    ]
    return ctx.slice(views, p)


class DetailOptionsView(View, kw_only=True):
    """Names of details, and the values each can have; none listed means any."""

    object_name: ClassVar[str] = "detailoptions"
    details: dict[str, list[str]]


BUSES, CARDS, BOOLEAN = ["osdefault", "virtio", "scsi", "sata", "ide"], ["virtio", "e1000", "rtl8139"], ["true", "false"]
OPTIONS: dict[str, dict[str, list[str]]] = {
    "UserVm": {
        "rootDiskController": BUSES,
        "nicAdapter": CARDS,
        "io.policy": ["native", "threads", "io_uring", "storage_specific"],
        "iothreads": BOOLEAN,
        "nic.multiqueue.number": [],
        "nic.packed.virtqueues.enabled": BOOLEAN,
    },
    "Template": {"rootDiskController": BUSES, "nicAdapter": CARDS},
    "ISO": {},
}
"""Details that mean something to this cloud, as listDetailOptions tells of them."""


class ListDetailOptions(Params, frozen=True, kw_only=True):
    """Of what."""

    resource_type: Annotated[str, Doc("kind of resource: UserVm or Template; other kinds have details that mean nothing to the cloud")]
    resource_id: Annotated[Id | None, Doc("the resource"), NoEffect("details mean the same for all resources of a kind")] = None


@command("listDetailOptions", access=USERS, shape=Shape.OBJECT, since="4.13")
def list_detail_options(ctx: Ctx, p: ListDetailOptions) -> DetailOptionsView:
    """Lists the details of a kind of resource that mean something here, with the values they can have."""
    del ctx
    kind, _ = _kind(p.resource_type)
    return DetailOptionsView(details=OPTIONS.get(kind, {}))
