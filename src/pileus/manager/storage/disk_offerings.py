"""Disk offerings: list."""

from datetime import datetime
from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, OwnedParams, Page, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, OfferingState
from pileus.manager.model.storage import StoragePool, Volume

GIB = 1 << 30


class DiskOfferingView(View, kw_only=True):
    """A disk offering; `disk_size` in GiB, 0 where the caller chooses."""

    object_name: ClassVar[str] = "diskoffering"
    id: str
    name: str
    display_text: str
    disk_size: int
    is_customized: bool
    is_customized_iops: bool = False
    storage_type: str
    provisioning_type: str = "thin"
    cache_mode: Annotated[str, Doc("how hosts cache the disk")] = "none"
    disk_size_strictness: bool = False
    display_offering: bool = True
    encrypt: bool = False
    tags: str | None
    state: OfferingState
    suitable_for_virtual_machine: bool | None
    created: datetime


def state_of(text: str | None) -> OfferingState | None:
    """Which offerings a list shows: the active ones unless another state, or All, is asked for."""
    if text is None:
        return OfferingState.ACTIVE
    if text.lower() == "all":
        return None
    for state in OfferingState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"state {text} is unknown; one of {', '.join(OfferingState)}, All")


class ListDiskOfferings(OwnedParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("DiskOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has; every zone has all")] = None
    storage_type: Annotated[str | None, Doc("only offerings on this kind of storage: local or shared")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("only offerings whose disks may lie on this pool")] = None
    volume_id: Annotated[Id | None, Names("Volume"), Doc("only offerings that this disk could change to: not its own")] = None
    virtual_machine_id: Annotated[
        Id | None, Names("Instance"), Doc("says of each offering whether its disks suit this instance; all do")
    ] = None
    encrypt: Annotated[bool | None, Doc("only offerings whose disks are, or are not, encrypted; none are")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Active, Inactive or All; Active when left out")] = None


@command("listDiskOfferings", access=USERS)
def list_disk_offerings(ctx: Ctx, p: ListDiskOfferings) -> Page[DiskOfferingView]:
    """Lists the disk offerings."""
    if p.zone_id is not None:
        ctx.see(Zone, p.zone_id, "zoneid")
    if p.virtual_machine_id is not None:
        ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
    query = narrow(
        ctx.visible(DiskOffering, p).order_by(DiskOffering.disk_size, DiskOffering.name),
        (DiskOffering.id, p.id),
        (DiskOffering.name, p.name),
        (DiskOffering.storage_type, p.storage_type),
        (DiskOffering.state, state_of(p.state)),
    )
    query = containing(query, p.keyword, DiskOffering.name, DiskOffering.display_text)
    if p.encrypt:
        return Page(0, [])
    if p.storage_id is not None:
        pool = ctx.see(StoragePool, p.storage_id, "storageid")
        query = query.where(DiskOffering.storage_type == ("local" if pool.host_id else "shared"))
    if p.volume_id is not None:
        volume = ctx.see(Volume, p.volume_id, "volumeid")
        query = query.where(DiskOffering.id != (volume.disk_offering_id or ""))
    return ctx.page(query, p, lambda offering: _view(offering, suits=None if p.virtual_machine_id is None else True))


def _view(offering: DiskOffering, *, suits: bool | None) -> DiskOfferingView:
    return DiskOfferingView(
        id=offering.id,
        name=offering.name,
        display_text=offering.display_text,
        disk_size=offering.disk_size // GIB,
        is_customized=offering.is_customized,
        storage_type=offering.storage_type,
        tags=offering.storage_tags or None,
        state=offering.state,
        suitable_for_virtual_machine=suits,
        created=offering.created,
    )
