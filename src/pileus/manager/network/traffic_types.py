"""Kinds of traffic on physical networks: add, update, delete, list."""

from typing import Annotated, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Started, Success, View, WorkedOn
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.ip_range import IpRange, StorageIpRange
from pileus.manager.model.network import Network
from pileus.manager.model.physical_network import PhysicalNetwork, TrafficKind, TrafficType
from pileus.manager.network import vlans

ENTITY = "TrafficType"

OTHER_HYPERVISOR = "hosts here run KVM; the label is kept and answered"

IMPLEMENTORS = {
    TrafficKind.GUEST: "DirectPodBasedNetworkGuru",
    TrafficKind.PUBLIC: "PublicNetworkGuru",
    TrafficKind.MANAGEMENT: "PodBasedNetworkGuru",
    TrafficKind.STORAGE: "StorageNetworkGuru",
}
"""CloudStack's names of what carries a kind of traffic."""


class TrafficTypeView(WorkedOn, kw_only=True):
    """A kind of traffic on a physical network."""

    object_name: ClassVar[str] = "traffictype"
    id: str
    traffic_type: TrafficKind
    physical_network_id: str
    kvm_network_label: str | None
    xen_network_label: str | None
    vmware_network_label: str | None
    hyperv_network_label: str | None
    ovm3_network_label: str | None


@ops.shows(ENTITY)
def view(db: Session, id: str) -> TrafficTypeView:
    """A traffic type as administrators see it."""
    row = db.get_one(TrafficType, id)
    return TrafficTypeView(
        id=row.id,
        traffic_type=row.kind,
        physical_network_id=row.physical_network_id,
        kvm_network_label=row.labels.get("kvm"),
        xen_network_label=row.labels.get("xen"),
        vmware_network_label=row.labels.get("vmware"),
        hyperv_network_label=row.labels.get("hyperv"),
        ovm3_network_label=row.labels.get("ovm3"),
    )


def kind_of(text: str) -> TrafficKind:
    """A kind of traffic, in any case."""
    for kind in TrafficKind:
        if kind.value.lower() == text.strip().lower():
            return kind
    raise InvalidValue(f"traffictype {text} is unknown; one of {', '.join(TrafficKind)}")


class Labels(Params, frozen=True, kw_only=True):
    """Names of the bridges that carry the traffic, by hypervisor."""

    kvm_network_label: Annotated[str | None, Doc("name of the bridge on KVM hosts")] = None
    xen_network_label: Annotated[str | None, Doc("name of the network on XenServer hosts"), NoEffect(OTHER_HYPERVISOR)] = None
    vmware_network_label: Annotated[str | None, Doc("name of the switch on VMware hosts"), NoEffect(OTHER_HYPERVISOR)] = None
    hyperv_network_label: Annotated[str | None, Doc("name of the switch on Hyper-V hosts"), NoEffect(OTHER_HYPERVISOR)] = None
    ovm3_network_label: Annotated[str | None, Doc("name of the network on OVM hosts"), NoEffect(OTHER_HYPERVISOR)] = None

    def given(self) -> dict[str, str]:
        """Those that were sent."""
        sent = {
            "kvm": self.kvm_network_label,
            "xen": self.xen_network_label,
            "vmware": self.vmware_network_label,
            "hyperv": self.hyperv_network_label,
            "ovm3": self.ovm3_network_label,
        }
        return {name: label for name, label in sent.items() if label is not None}


class AddTrafficType(Labels, frozen=True, kw_only=True):
    """Which traffic, and where."""

    physical_network_id: Annotated[Id, Names("PhysicalNetwork"), Doc("the physical network that carries it")]
    traffic_type: Annotated[str, Doc("Management, Guest, Public or Storage")]
    vlan: Annotated[str | None, Doc("VLAN of management traffic; kept, the hosts' own interfaces are set up outside")] = None
    isolation_method: Annotated[str | None, Doc("how guest networks are kept apart, where the physical network has several ways")] = None


@command("addTrafficType", access=ADMINS, event="TRAFFIC.TYPE.CREATE", entity=ENTITY, since="3.0.0")
def add_traffic_type(ctx: Ctx, p: AddTrafficType) -> Started[TrafficTypeView]:
    """Lets a physical network carry a kind of traffic."""
    network = ctx.get(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    kind = kind_of(p.traffic_type)
    zone = ctx.db.get_one(Zone, network.zone_id)
    query = select(PhysicalNetwork).join(TrafficType, TrafficType.physical_network_id == PhysicalNetwork.id)
    for holder in ctx.db.scalars(query.where(PhysicalNetwork.zone_id == zone.id, TrafficType.kind == kind)):
        if holder is network or kind is not TrafficKind.GUEST:
            raise Conflict(f"{kind} traffic of zone {zone.name} is on physical network {holder.name} already; delete it there first")
    row = TrafficType(
        physical_network_id=network.id,
        kind=kind,
        labels=p.given(),
        vlan=vlans.tag(p.vlan) if p.vlan else "",
        isolation=p.isolation_method or "",
    )
    ctx.insert(row)
    return ops.settled(ctx, ENTITY, row.id, f"adding {kind} traffic to physical network {network.name}", new=True)


class UpdateTrafficType(Labels, frozen=True, kw_only=True):
    """Which, and its labels."""

    id: Annotated[Id, Names("TrafficType"), Doc("the traffic type")]


@command("updateTrafficType", access=ADMINS, event="TRAFFIC.TYPE.UPDATE", entity=ENTITY, since="3.0.0")
def update_traffic_type(ctx: Ctx, p: UpdateTrafficType) -> Started[TrafficTypeView]:
    """Changes the names of the bridges that carry a kind of traffic."""
    row = ctx.get(TrafficType, p.id)
    row.labels = {name: label for name, label in {**row.labels, **p.given()}.items() if label}
    ctx.save()
    return ops.settled(ctx, ENTITY, row.id, f"updating {row.kind} traffic")


class DeleteTrafficType(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("TrafficType"), Doc("the traffic type")]


@command("deleteTrafficType", access=ADMINS, event="TRAFFIC.TYPE.DELETE", entity=ENTITY, since="3.0.0")
def delete_traffic_type(ctx: Ctx, p: DeleteTrafficType) -> Started[Success]:
    """Takes a kind of traffic off a physical network where nothing uses it."""
    row = ctx.get(TrafficType, p.id)
    network = ctx.db.get_one(PhysicalNetwork, row.physical_network_id)
    if user := _user_of(ctx.db, row, network):
        raise InUse(f"{row.kind} traffic of physical network {network.name} is used by {user}; delete that first")
    ctx.db.delete(row)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting {row.kind} traffic of physical network {network.name}", gone=True)


def _user_of(db: Session, row: TrafficType, network: PhysicalNetwork) -> str | None:
    if row.kind is TrafficKind.GUEST:
        name = db.scalar(select(Network.name).where(Network.physical_network_id == network.id, Network.removed.is_(None)).limit(1))
        return f"network {name}" if name else None
    if row.kind is TrafficKind.PUBLIC:
        query = select(IpRange).where(IpRange.physical_network_id == network.id, IpRange.network_id.is_(None))
        span = db.scalars(query.limit(1)).one_or_none()
        return f"the public range {span.name}" if span else None
    if row.kind is TrafficKind.STORAGE:
        storage = db.scalars(select(StorageIpRange).where(StorageIpRange.zone_id == network.zone_id).limit(1)).one_or_none()
        return f"the storage network range {storage.name}" if storage else None
    return None


class ListTrafficTypes(ListParams, frozen=True, kw_only=True):
    """Of what."""

    physical_network_id: Annotated[Id, Names("PhysicalNetwork"), Doc("the physical network")]


@command("listTrafficTypes", access=ADMINS, since="3.0.0")
def list_traffic_types(ctx: Ctx, p: ListTrafficTypes) -> Page[TrafficTypeView]:
    """Lists the kinds of traffic that a physical network carries."""
    network = ctx.see(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    query = ctx.visible(TrafficType, p).where(TrafficType.physical_network_id == network.id).order_by(TrafficType.kind)
    return ctx.page(containing(query, p.keyword, TrafficType.kind), p, lambda row: view(ctx.db, row.id))


class ImplementorView(View, kw_only=True):
    """What carries a kind of traffic."""

    object_name: ClassVar[str] = "traffictypeimplementorresponse"
    traffic_type: TrafficKind
    traffic_type_implementor: str


class ListImplementors(ListParams, frozen=True, kw_only=True):
    """Of what."""

    traffic_type: Annotated[str | None, Doc("only of this kind: Management, Guest, Public or Storage")] = None


@command("listTrafficTypeImplementors", access=ADMINS, since="3.0.0")
def list_implementors(ctx: Ctx, p: ListImplementors) -> Page[ImplementorView]:
    """Lists what carries each kind of traffic, by CloudStack's names."""
    wanted = kind_of(p.traffic_type) if p.traffic_type else None
    return ctx.slice(
        [
            ImplementorView(traffic_type=kind, traffic_type_implementor=name)
            for kind, name in IMPLEMENTORS.items()
            if wanted in (None, kind) and (p.keyword or "").lower() in name.lower()
        ],
        p,
    )
