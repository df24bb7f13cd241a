"""Volumes: list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import Row, Select, false, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, Only, OwnedParams, Page, Wire, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.storage import StoragePool, Template, Volume, VolumeState
from pileus.manager.system.resource_tags import ResourceTagView, tagged, tags_of

AnyRow = Row[*tuple[Any, ...]]


class VolumeView(WorkedOn, kw_only=True):
    """A volume. Sizes in bytes; `physical_size` and `utilization` tell how much of it lies on its pool."""

    object_name: ClassVar[str] = "volume"
    annotated = ("VOLUME",)
    id: str
    name: str
    type: str
    state: VolumeState
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    zone_id: str
    zone_name: str
    device_id: int | None
    virtual_machine_id: str | None
    vm_name: str | None
    vm_display_name: str | None
    vm_state: InstanceState | None
    vm_type: str | None
    size: int
    virtual_size: int | None
    physical_size: int | None
    utilization: str | None
    provisioning_type: str = "thin"
    storage_type: str
    hypervisor: str
    storage_id: Annotated[str | None, Only(ADMINS)]
    storage: Annotated[str | None, Only(ADMINS)]
    path: Annotated[str | None, Only(ADMINS)]
    pod_id: Annotated[str | None, Only(ADMINS)]
    pod_name: Annotated[str | None, Only(ADMINS)]
    cluster_id: Annotated[str | None, Only(ADMINS)]
    cluster_name: Annotated[str | None, Only(ADMINS)]
    display_volume: Annotated[bool, Only(ADMINS)] = True
    disk_offering_id: str | None
    disk_offering_name: str | None
    disk_offering_display_text: str | None
    service_offering_id: str | None
    service_offering_name: str | None
    service_offering_display_text: str | None
    template_id: str | None
    template_name: str | None
    template_display_text: str | None
    is_extractable: bool = False
    destroyed: bool
    delete_protection: bool = False
    supports_storage_snapshot: bool = False
    bytes_read_rate: Annotated[int | None, Wire("diskBytesReadRate")]
    bytes_write_rate: Annotated[int | None, Wire("diskBytesWriteRate")]
    iops_read_rate: Annotated[int | None, Wire("diskIopsReadRate")]
    iops_write_rate: Annotated[int | None, Wire("diskIopsWriteRate")]
    tags: list[ResourceTagView]
    attached: datetime | None
    created: datetime
    has_annotations: bool | None = None


def load(db: Session, ids: Sequence[str]) -> list[VolumeView]:
    """The volumes of these ids, in this order."""
    query = (
        select(
            Volume,
            Account,
            Zone.name.label("zone"),
            Instance.name.label("vm"),
            Instance.display_name.label("vm_display"),
            Instance.state.label("vm_state"),
            StoragePool.name.label("pool"),
            StoragePool.host_id.label("pool_host"),
            Pod.id.label("pod_id"),
            Pod.name.label("pod"),
            Cluster.id.label("cluster_id"),
            Cluster.name.label("cluster"),
            Cluster.hypervisor.label("hypervisor"),
            DiskOffering.name.label("disk_offering"),
            DiskOffering.display_text.label("disk_offering_text"),
            DiskOffering.limits.label("disk_limits"),
            ServiceOffering.name.label("offering"),
            ServiceOffering.display_text.label("offering_text"),
            ServiceOffering.limits,
            Template.name.label("template"),
            Template.display_text.label("template_text"),
        )
        .join(Account, Account.id == Volume.account_id)
        .join(Zone, Zone.id == Volume.zone_id)
        .outerjoin(Instance, Instance.id == Volume.instance_id)
        .outerjoin(StoragePool, StoragePool.id == Volume.pool_id)
        .outerjoin(Pod, Pod.id == StoragePool.pod_id)
        .outerjoin(Cluster, Cluster.id == StoragePool.cluster_id)
        .outerjoin(DiskOffering, DiskOffering.id == Volume.disk_offering_id)
        .outerjoin(ServiceOffering, ServiceOffering.id == Volume.service_offering_id)
        .outerjoin(Template, Template.id == Volume.template_id)
        .where(Volume.id.in_(ids))
    )
    found = {row[0].id: row for row in db.execute(query)}
    tags = tags_of(db, "Volume", ids)
    return [_view(found[id], tags[id]) for id in ids if id in found]


def _view(row: AnyRow, tags: list[ResourceTagView]) -> VolumeView:
    volume, owner = row[0], row[1]
    there = volume.physical_size or None
    limits: dict[str, int] = (row.disk_limits if volume.disk_offering_id else row.limits) or {}
    return VolumeView(
        id=volume.id,
        name=volume.name,
        type=volume.type,
        state=volume.state,
        account=owner.name,
        domain=owner.domain.name,
        domain_id=owner.domain_id,
        domain_path=owner.domain.shown_path,
        project=owner.project_name,
        project_id=owner.project_id,
        zone_id=volume.zone_id,
        zone_name=row.zone,
        device_id=volume.device_id if volume.instance_id else None,
        virtual_machine_id=volume.instance_id,
        vm_name=row.vm,
        vm_display_name=(row.vm_display or row.vm) if row.vm else None,
        vm_state=row.vm_state,
        vm_type="User" if volume.instance_id else None,
        size=volume.size,
        virtual_size=volume.size if there else None,
        physical_size=there,
        utilization=f"{100 * there / volume.size:.2f}%" if there and volume.size else None,
        storage_type="local" if row.pool is None or row.pool_host else "shared",
        hypervisor=row.hypervisor or "None",
        storage_id=volume.pool_id,
        storage=row.pool,
        path=volume.path or None,
        pod_id=row.pod_id,
        pod_name=row.pod,
        cluster_id=row.cluster_id,
        cluster_name=row.cluster,
        disk_offering_id=volume.disk_offering_id,
        disk_offering_name=row.disk_offering,
        disk_offering_display_text=row.disk_offering_text,
        service_offering_id=volume.service_offering_id,
        service_offering_name=row.offering,
        service_offering_display_text=row.offering_text,
        template_id=volume.template_id,
        bytes_read_rate=limits.get("bytes_read_rate"),
        bytes_write_rate=limits.get("bytes_write_rate"),
        iops_read_rate=limits.get("iops_read_rate"),
        iops_write_rate=limits.get("iops_write_rate"),
        template_name=row.template,
        template_display_text=row.template_text,
        destroyed=volume.state in (VolumeState.DESTROY, VolumeState.EXPUNGING),
        tags=tags,
        attached=volume.created if volume.instance_id else None,
        created=volume.created,
    )


class ListVolumes(OwnedParams, frozen=True, kw_only=True):
    """Which volumes."""

    id: Annotated[Id | None, Names("Volume"), Doc("only this volume")] = None
    ids: Annotated[list[Id] | None, Doc("only these volumes")] = None
    name: Annotated[str | None, Doc("only the volumes of this name")] = None
    type: Annotated[str | None, Doc("only volumes of this type: ROOT or DATADISK")] = None
    state: Annotated[str | None, Doc("only volumes in this state: Allocated, Creating, Ready, Destroy or Expunging")] = None
    virtual_machine_id: Annotated[Id | None, Names("Instance"), Doc("only volumes of this instance")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only volumes in this zone")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("only volumes on pools of this pod")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Only(ADMINS), Doc("only volumes on pools of this cluster")] = None
    host_id: Annotated[Id | None, Names("Host"), Doc("only volumes of instances that run on this host")] = None
    storage_id: Annotated[Id | None, Names("StoragePool"), Only(ADMINS), Doc("only volumes on this pool")] = None
    disk_offering_id: Annotated[Id | None, Names("DiskOffering"), Doc("only volumes of this disk offering")] = None
    service_offering_id: Annotated[Id | None, Names("ServiceOffering"), Doc("only root volumes of this offering")] = None
    display_volume: Annotated[bool | None, Only(ADMINS), Doc("only volumes that are, or are not, shown to their owner; all are")] = None
    is_encrypted: Annotated[bool | None, Only(ADMINS), Doc("only volumes that are, or are not, encrypted; none is")] = None
    list_system_vms: Annotated[bool, Only(ADMINS), Doc("true: only volumes of system VMs; those have none")] = False
    tags: Annotated[list[KeyValue] | None, Doc("only volumes with all of these tags: key and value")] = None
    retrieve_only_resource_count: Annotated[bool, Doc("only the number of matches")] = False


@command("listVolumes", access=USERS)
def list_volumes(ctx: Ctx, p: ListVolumes) -> Page[VolumeView]:
    """Lists the volumes the caller may see."""
    return ctx.page(filtered(ctx, p), p, load=lambda ids: [] if p.retrieve_only_resource_count else load(ctx.db, ids))


def filtered(ctx: Ctx, p: ListVolumes) -> Select[Volume]:
    """The volumes that the parameters choose."""
    query = narrow(
        ctx.visible(Volume, p).where(Volume.removed.is_(None)).order_by(Volume.name),
        (Volume.id, p.id),
        (Volume.id, p.ids),
        (Volume.name, p.name),
        (Volume.type, p.type.upper() if p.type else None),
        (Volume.state, _state(p.state)),
        (Volume.instance_id, p.virtual_machine_id),
        (Volume.zone_id, p.zone_id),
        (Volume.pool_id, p.storage_id),
        (Volume.disk_offering_id, p.disk_offering_id),
        (Volume.service_offering_id, p.service_offering_id),
    )
    query = _placed(ctx, containing(query, p.keyword, Volume.name), p)
    if p.is_encrypted or p.list_system_vms or p.display_volume is False:
        query = query.where(false())
    return tagged(query, Volume.id, "Volume", p.tags)


def _placed(ctx: Ctx, query: Select[Volume], p: ListVolumes) -> Select[Volume]:
    """Narrows by where volumes lie. What the caller may not see of that holds nothing."""
    if p.host_id is not None:
        here = select(Instance.id).where(Instance.host_id.in_(ctx.visible(Host).where(Host.id == p.host_id).with_only_columns(Host.id)))
        query = query.where(Volume.instance_id.in_(here))
    pools = ctx.visible(StoragePool).with_only_columns(StoragePool.id)
    if p.pod_id is not None:
        query = query.where(Volume.pool_id.in_(pools.where(StoragePool.pod_id == p.pod_id)))
    if p.cluster_id is not None:
        query = query.where(Volume.pool_id.in_(pools.where(StoragePool.cluster_id == p.cluster_id)))
    return query


def _state(text: str | None) -> VolumeState | None:
    if text is None:
        return None
    for state in VolumeState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"state {text} is unknown; one of {', '.join(VolumeState)}")
