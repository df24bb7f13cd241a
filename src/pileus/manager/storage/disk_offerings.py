"""Disk offerings: list, create, update, delete."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from sqlalchemy import ColumnElement, select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, NoEffect, OwnedParams, Page, Params, Success, Wire
from pileus.manager.kernel.errors import Conflict, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.kernel.settings import SettingValues, number, within
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, OfferingState
from pileus.manager.model.storage import StoragePool, Volume
from pileus.manager.storage import disk_limits, offered

GIB = 1 << 30
ENTITY = "DiskOffering"

LEAST_SIZE = number("custom.diskoffering.size.min", 1, "Least GiB of a disk whose offering leaves the size open.", check=within(1))
MOST_SIZE = number("custom.diskoffering.size.max", 1024, "Most GiB of a disk whose offering leaves the size open.", check=within(1))

StorageType = Literal["local", "shared"]
CacheMode = Literal["none", "writeback", "writethrough"]
Provisioning = Literal["thin", "sparse", "fat"]
Gib = Annotated[int, Meta(ge=1, le=2**40, description="1 GiB or more")]

NO_GUARANTEE = NoEffect("the pools here guarantee no requests by the second; iopsreadrate and iopswriterate limit them")
ALWAYS_THIN = NoEffect("disks are made thin on every pool, and the word is only kept")
NO_RESERVE = NoEffect("snapshots take what room they need; nothing is reserved")
NO_POLICIES = NoEffect("storage policies are VMware's")


class DiskOfferingView(disk_limits.LimitView, kw_only=True):
    """A disk offering; `disk_size` in GiB, 0 where the caller chooses."""

    object_name: ClassVar[str] = "diskoffering"
    annotated = ("DISK_OFFERING",)
    id: str
    name: str
    display_text: str
    disk_size: int
    is_customized: bool
    is_customized_iops: bool = False
    storage_type: str
    provisioning_type: str
    cache_mode: Annotated[str, Wire("cacheMode"), Doc("how hosts cache the disk")]
    disk_size_strictness: bool
    display_offering: bool
    encrypt: bool = False
    tags: str | None
    details: dict[str, str]
    state: OfferingState
    suitable_for_virtual_machine: bool | None = None
    domain_id: str | None
    domain: str | None
    zone_id: str | None
    zone: str | None
    has_annotations: bool | None = None
    created: datetime


def state_of(text: str | None) -> OfferingState | None:
    """Which offerings a list shows: the active ones unless another state, or All, is asked for."""
    if text is None:
        return OfferingState.ACTIVE
    if text.lower() == "all":
        return None
    return named_state(text)


def named_state(text: str) -> OfferingState:
    """A state by its name in any case."""
    for state in OfferingState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"state {text} is unknown; one of {', '.join(OfferingState)}, All")


class ListDiskOfferings(OwnedParams, frozen=True, kw_only=True):
    """Which offerings."""

    id: Annotated[Id | None, Names("DiskOffering"), Doc("only this offering")] = None
    name: Annotated[str | None, Doc("only the offering of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only offerings that this zone has")] = None
    storage_type: Annotated[str | None, Doc("only offerings on this kind of storage: local or shared")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Doc("only offerings whose tags this pool has all of")] = None
    volume_id: Annotated[Id | None, Names("Volume"), Doc("only offerings that this disk could change to: not its own")] = None
    virtual_machine_id: Annotated[
        Id | None, Names("Instance"), Doc("says of each offering whether its disks suit this instance: whether its zone has it")
    ] = None
    encrypt: Annotated[bool | None, Doc("only offerings whose disks are, or are not, encrypted; none are")] = None
    state: Annotated[str | None, Doc("only offerings in this state: Active, Inactive or All; Active when left out")] = None


@command("listDiskOfferings", access=USERS)
def list_disk_offerings(ctx: Ctx, p: ListDiskOfferings) -> Page[DiskOfferingView]:
    """Lists the disk offerings."""
    query = narrow(
        ctx.visible(DiskOffering, p).order_by(ctx.by_sort_key(DiskOffering.sort_key), DiskOffering.disk_size, DiskOffering.name),
        (DiskOffering.id, p.id),
        (DiskOffering.name, p.name),
        (DiskOffering.storage_type, p.storage_type),
        (DiskOffering.state, state_of(p.state)),
    )
    query = containing(query, p.keyword, DiskOffering.name, DiskOffering.display_text)
    if not ctx.caller.is_root:
        query = query.where(DiskOffering.display_offering)
    query = offered.at(ctx, query, DiskOffering, zone_id=p.zone_id, domain_id=None if p.account else p.domain_id)
    if p.encrypt:
        return Page(0, [])
    if p.volume_id is not None:
        volume = ctx.see(Volume, p.volume_id, "volumeid")
        query = query.where(DiskOffering.id != (volume.disk_offering_id or ""))
    if p.storage_id is not None:
        query = query.where(DiskOffering.id.in_(_fitting(ctx, ctx.see(StoragePool, p.storage_id, "storageid"))))
    instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid") if p.virtual_machine_id else None

    def shown(row: DiskOffering) -> DiskOfferingView:
        view = _view(ctx, row)
        if instance is not None:
            view.suitable_for_virtual_machine = row.zone_ids == "" or instance.zone_id in row.zone_ids
        return view

    return ctx.page(query, p, shown)


def _fitting(ctx: Ctx, pool: StoragePool) -> list[str]:
    """Ids of the offerings whose tags the pool has all of."""
    has = set(pool.tags.split(","))
    rows = ctx.db.execute(select(DiskOffering.id, DiskOffering.storage_tags)).all()
    return [row.id for row in rows if {tag for tag in row.storage_tags.split(",") if tag} <= has]


class CreateDiskOffering(disk_limits.LimitParams, frozen=True, kw_only=True):
    """What disks of it are."""

    name: Annotated[Name, Doc("name of the offering")]
    display_text: Annotated[str | None, Length(4096), Doc("what people read of it; the name when left out")] = None
    disk_size: Annotated[Gib | None, Doc("GiB of each disk; goes without customized")] = None
    customized: Annotated[bool, Doc("true: whoever makes a disk says its size")] = False
    disk_size_strictness: Annotated[bool, Doc("true: its disks keep the offering's size")] = False
    display_offering: Annotated[bool, Doc("false: only root admins see it")] = True
    storage_type: Annotated[StorageType, Doc("kind of storage it is meant for; disks go to whichever pool of the zone has room")] = "shared"
    provisioning_type: Annotated[Provisioning, Doc("thin, sparse or fat"), ALWAYS_THIN] = "thin"
    cache_mode: Annotated[CacheMode, Doc("how hosts cache its disks: none, writeback or writethrough")] = "none"
    tags: Annotated[str | None, Length(4096), Doc("tags that a pool needs for its disks, comma-separated")] = None
    domain_id: Annotated[list[Id] | None, Names("Domain"), Doc("domains it is offered to, with all below them; all when left out")] = None
    zone_id: Annotated[list[Id] | None, Names("Zone"), Doc("zones it is offered in; all when left out")] = None
    details: Annotated[dict[str, str] | None, Doc("further details, kept as they are")] = None
    customized_iops: Annotated[bool, Doc("whoever makes a disk says its guaranteed requests"), NO_GUARANTEE] = False
    min_iops: Annotated[disk_limits.Rate | None, Doc("guaranteed requests by the second"), NO_GUARANTEE] = None
    max_iops: Annotated[disk_limits.Rate | None, Doc("most requests by the second beside miniops"), NO_GUARANTEE] = None
    hypervisor_snapshot_reserve: Annotated[int | None, Doc("percent of a disk kept for snapshots"), NO_RESERVE] = None
    storage_policy: Annotated[Id | None, Doc("storage policy of the disks"), NO_POLICIES] = None
    encrypt: Annotated[bool, Doc("true is refused: disks are not encrypted here")] = False


@command("createDiskOffering", access=DOMAIN_ADMINS, event="DISK.OFFERING.CREATE", entity=ENTITY)
def create_disk_offering(ctx: Ctx, p: CreateDiskOffering) -> DiskOfferingView:
    """Creates a disk offering, for everybody, or for some domains and zones."""
    if p.encrypt:
        raise InvalidValue("encrypt: disks are not encrypted here; leave it out")
    if p.customized == (p.disk_size is not None):
        raise InvalidValue("disksize: give it without customized, or customized=true without it")
    row = ctx.insert(
        DiskOffering(
            name=p.name,
            display_text=p.display_text or p.name,
            disk_size=(p.disk_size or 0) * GIB,
            is_customized=p.customized,
            size_strictness=p.disk_size_strictness,
            display_offering=p.display_offering,
            storage_type=p.storage_type,
            provisioning_type=p.provisioning_type,
            cache_mode=p.cache_mode,
            storage_tags=offered.tags(ctx, p.tags, "tags"),
            limits=disk_limits.given(ctx, p),
            details=p.details or {},
            domain_ids=offered.domains(ctx, p.domain_id or []),
            zone_ids=offered.zones(ctx, p.zone_id or []),
        )
    )
    ctx.tell(f"created disk offering {row.name}", id=row.id)
    return _view(ctx, row)


class UpdateDiskOffering(disk_limits.LimitParams, frozen=True, kw_only=True):
    """What of it changes. Disks that were made already get new limits and tags at the next start of their instance."""

    id: Annotated[Id, Names("DiskOffering"), Doc("the offering")]
    name: Annotated[Name | None, Doc("new name")] = None
    display_text: Annotated[str | None, Length(4096), Doc("new text")] = None
    display_offering: Annotated[bool | None, Doc("false: only root admins see it")] = None
    cache_mode: Annotated[CacheMode | None, Doc("how hosts cache its disks: none, writeback or writethrough")] = None
    tags: Annotated[str | None, Doc("new storage tags; empty takes them away. Pools of its disks must have them")] = None
    domain_id: Annotated[str | None, Length(4096), Doc("domains it is offered to, or public")] = None
    zone_id: Annotated[str | None, Doc("zones it is offered in, or all")] = None
    sort_key: Annotated[int | None, Doc("place in lists: the lower the earlier")] = None
    state: Annotated[str | None, Doc("Active or Inactive")] = None


@command("updateDiskOffering", access=DOMAIN_ADMINS, event="DISK.OFFERING.EDIT", entity=ENTITY)
def update_disk_offering(ctx: Ctx, p: UpdateDiskOffering) -> DiskOfferingView:
    """Updates a disk offering."""
    row = ctx.get(DiskOffering, p.id)
    for name in ("name", "display_text", "display_offering", "cache_mode", "sort_key"):
        value = getattr(p, name)
        if value is not None:
            setattr(row, name, value)
    if p.tags is not None:
        row.storage_tags = offered.tags(ctx, p.tags, "tags")
        refuse_untagged_pools(ctx, row.storage_tags, row.name, Volume.disk_offering_id == row.id)
    offered.offer(ctx, row, domain_id=p.domain_id, zone_id=p.zone_id)
    if p.state is not None:
        row.state = named_state(p.state)
    row.limits = disk_limits.given(ctx, p, row.limits)
    ctx.tell(f"updated disk offering {row.name}", id=row.id)
    return _view(ctx, row)


def refuse_untagged_pools(ctx: Ctx, tags: str, offering: str, of_it: ColumnElement[bool]) -> None:
    """Refuses tags that a pool with disks of the offering lacks: those disks could not start any more."""
    wanted = {tag for tag in tags.split(",") if tag}
    pools = ctx.db.scalars(select(StoragePool).where(StoragePool.id.in_(select(Volume.pool_id).where(of_it, Volume.removed.is_(None)))))
    for pool in pools:
        missing = wanted - set(pool.tags.split(","))
        if missing:
            raise Conflict(
                f"disks of offering {offering} lie on storage pool {pool.name}, which lacks the tags {', '.join(sorted(missing))}; "
                "give the pool those tags first (updateStoragePool)"
            )


def refuse_size(settings: SettingValues, offering: DiskOffering, gib: int | None, param: str) -> None:
    """Refuses a chosen size outside the bounds that hold for all disks of custom offerings."""
    least, most = settings.get(LEAST_SIZE), settings.get(MOST_SIZE)
    if offering.is_customized and gib is not None and not least <= gib <= most:
        raise InvalidValue(
            f"{param}: {gib} GiB is outside {least} to {most} GiB, the bounds of disks of custom size "
            f"({LEAST_SIZE.name}, {MOST_SIZE.name}); choose another size"
        )


class DeleteDiskOffering(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("DiskOffering"), Doc("the offering")]


@command("deleteDiskOffering", access=DOMAIN_ADMINS, event="DISK.OFFERING.DELETE", entity=ENTITY)
def delete_disk_offering(ctx: Ctx, p: DeleteDiskOffering) -> Success:
    """Makes a disk offering inactive: its disks go on, and no new ones are made. updateDiskOffering can bring it back."""
    row = ctx.get(DiskOffering, p.id)
    row.state = OfferingState.INACTIVE
    ctx.tell(f"deleted disk offering {row.name}", id=row.id)
    return Success()


def _view(ctx: Ctx, row: DiskOffering) -> DiskOfferingView:
    return DiskOfferingView(
        id=row.id,
        name=row.name,
        display_text=row.display_text,
        disk_size=row.disk_size // GIB,
        is_customized=row.is_customized,
        storage_type=row.storage_type,
        provisioning_type=row.provisioning_type,
        cache_mode=row.cache_mode,
        disk_size_strictness=row.size_strictness,
        display_offering=row.display_offering,
        tags=row.storage_tags or None,
        details=row.details,
        state=row.state,
        created=row.created,
        **row.limits,
        **offered.names(ctx.db, row),
    )
