"""Ranges of addresses for hosts on their storage network: create, update, delete, list."""

from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Pod
from pileus.manager.model.ip_range import UNTAGGED, StorageIpRange
from pileus.manager.model.physical_network import PhysicalNetwork, TrafficKind, TrafficType
from pileus.manager.network import spans, vlans

ENTITY = "StorageNetworkIpRange"


class StorageRangeView(WorkedOn, kw_only=True):
    """A range of addresses on a storage network."""

    object_name: ClassVar[str] = "storagenetworkiprange"
    id: str
    zone_id: str
    pod_id: str
    network_id: str | None
    gateway: str
    netmask: str
    start_ip: str
    end_ip: str
    vlan: int | None


@ops.shows(ENTITY)
def view(db: Session, id: str) -> StorageRangeView:
    """A range as administrators see it; its network is the physical one with storage traffic."""
    row = db.get_one(StorageIpRange, id)
    return StorageRangeView(
        id=row.id,
        zone_id=row.zone_id,
        pod_id=row.pod_id,
        network_id=_carrier(db, row.zone_id),
        gateway=row.gateway,
        netmask=row.netmask,
        start_ip=row.first_ip,
        end_ip=row.last_ip,
        vlan=None if row.vlan == UNTAGGED else int(row.vlan),
    )


def _carrier(db: Session, zone_id: str) -> str | None:
    """The physical network of a zone that carries storage traffic."""
    query = select(PhysicalNetwork.id).join(TrafficType, TrafficType.physical_network_id == PhysicalNetwork.id)
    return db.scalar(query.where(PhysicalNetwork.zone_id == zone_id, TrafficType.kind == TrafficKind.STORAGE).limit(1))


Vlan = Annotated[int, Meta(ge=0, le=vlans.MOST, description=f"the number of a VLAN, 0 to {vlans.MOST}")]


class CreateStorageRange(Params, frozen=True, kw_only=True):
    """Which addresses, and where."""

    pod_id: Annotated[Id, Names("Pod"), Doc("pod whose hosts get the addresses")]
    gateway: Annotated[str, Doc("gateway")]
    netmask: Annotated[str, Doc("netmask")]
    start_ip: Annotated[str, Doc("first address")]
    end_ip: Annotated[str | None, Doc("last address; the first one when left out")] = None
    vlan: Annotated[Vlan | None, Doc("VLAN of the addresses; untagged when left out")] = None


@command("createStorageNetworkIpRange", access=ADMINS, event="STORAGE.IP.RANGE.CREATE", entity=ENTITY, since="3.0.0")
def create_storage_range(ctx: Ctx, p: CreateStorageRange) -> Started[StorageRangeView]:
    """Creates a range of addresses for the hosts of a pod on their storage network."""
    pod = ctx.use(Pod, p.pod_id, "podid")
    if _carrier(ctx.db, pod.zone_id) is None:
        raise InvalidValue(
            f"podid: no physical network in the zone of pod {pod.name} carries storage traffic; add it with addTrafficType first"
        )
    wanted = spans.span(p.gateway, p.netmask, p.start_ip, p.end_ip)
    vlan = vlans.tag(None if p.vlan is None else str(p.vlan))
    spans.refuse_overlap(ctx.db, pod.zone_id, wanted, vlan, public=False)
    row = ctx.insert(StorageIpRange(zone_id=pod.zone_id, pod_id=pod.id, vlan=vlan, **wanted.columns()))
    return ops.settled(ctx, ENTITY, row.id, f"creating the storage network range {row.name}", new=True)


class UpdateStorageRange(Params, frozen=True, kw_only=True):
    """Which range, and what of it."""

    id: Annotated[Id, Names("StorageIpRange"), Doc("the range")]
    start_ip: Annotated[str | None, Doc("first address")] = None
    end_ip: Annotated[str | None, Doc("last address")] = None
    netmask: Annotated[str | None, Doc("netmask")] = None
    vlan: Annotated[Vlan | None, Doc("VLAN of the addresses")] = None


@command("updateStorageNetworkIpRange", access=ADMINS, event="STORAGE.IP.RANGE.UPDATE", entity=ENTITY, since="3.0.0")
def update_storage_range(ctx: Ctx, p: UpdateStorageRange) -> Started[StorageRangeView]:
    """Changes a range of addresses on a storage network."""
    row = ctx.get(StorageIpRange, p.id)
    wanted = spans.span(row.gateway, p.netmask or row.netmask, p.start_ip or row.first_ip, p.end_ip or row.last_ip)
    vlan = row.vlan if p.vlan is None else str(p.vlan)
    spans.refuse_overlap(ctx.db, row.zone_id, wanted, vlan, public=False, besides=row.id)
    for column, value in wanted.columns().items():
        setattr(row, column, value)
    row.vlan = vlan
    ctx.save()
    return ops.settled(ctx, ENTITY, row.id, f"updating the storage network range {row.name}")


class DeleteStorageRange(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("StorageIpRange"), Doc("the range")]


@command("deleteStorageNetworkIpRange", access=ADMINS, event="STORAGE.IP.RANGE.DELETE", entity=ENTITY, since="3.0.0")
def delete_storage_range(ctx: Ctx, p: DeleteStorageRange) -> Started[Success]:
    """Deletes a range of addresses on a storage network."""
    row = ctx.get(StorageIpRange, p.id)
    name = row.name
    ctx.db.delete(row)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting the storage network range {name}", gone=True)


class ListStorageRanges(ListParams, frozen=True, kw_only=True):
    """Which ranges."""

    id: Annotated[Id | None, Names("StorageIpRange"), Doc("only this range")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only ranges of this pod")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only ranges of this zone")] = None


@command("listStorageNetworkIpRange", access=ADMINS, since="3.0.0")
def list_storage_ranges(ctx: Ctx, p: ListStorageRanges) -> Page[StorageRangeView]:
    """Lists the ranges of addresses on storage networks."""
    query = narrow(
        ctx.visible(StorageIpRange, p).order_by(StorageIpRange.created),
        (StorageIpRange.id, p.id),
        (StorageIpRange.pod_id, p.pod_id),
        (StorageIpRange.zone_id, p.zone_id),
    )
    return ctx.page(containing(query, p.keyword, StorageIpRange.first_ip, StorageIpRange.last_ip), p, lambda row: view(ctx.db, row.id))
