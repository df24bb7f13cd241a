"""An instance as the API shows it, loaded for a page of ids with a handful of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from pileus.manager import ops
from pileus.manager.kernel.declare import Doc, IconView, Only, Secret, View, WorkedOn
from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.account import Account
from pileus.manager.model.affinity import AffinityGroup, AffinityType, affinity
from pileus.manager.model.domain import Domain
from pileus.manager.model.infrastructure import Host, Zone, control_state
from pileus.manager.model.instance import Instance, InstanceGroup, InstanceState
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.os_type import OsType
from pileus.manager.model.project import Project
from pileus.manager.model.security_group import SecurityGroup, membership
from pileus.manager.model.statistics import InstanceStatistics
from pileus.manager.model.storage import StoragePool, Template, Volume
from pileus.manager.model.user import User
from pileus.manager.model.user_data import UserData
from pileus.manager.network.nics import NicView, cards_of
from pileus.manager.system.resource_tags import ResourceTagView, tags_of

AnyRow = Row[*tuple[Any, ...]]
Tags = list[ResourceTagView]


class Ref(View, kw_only=True):
    """A group an instance is in. Both have one owner."""

    id: str
    name: str
    description: str | None
    account: str | None = None
    domain: str | None = None
    domain_id: str | None = None
    domain_path: str | None = None
    project: str | None = None
    project_id: str | None = None

    def own(self, instance: "InstanceView") -> None:
        """Says whose the group is."""
        self.account, self.project, self.project_id = instance.account, instance.project, instance.project_id
        self.domain, self.domain_id, self.domain_path = instance.domain, instance.domain_id, instance.domain_path


class GroupRef(Ref, kw_only=True):
    """A security group an instance is in."""

    object_name: ClassVar[str] = "securitygroup"


class AffinityRef(Ref, kw_only=True):
    """An affinity group an instance is in."""

    object_name: ClassVar[str] = "affinitygroup"
    type: AffinityType


TOLD = ("reason", "acceleration")
"""Details that the server tells of itself: clients that send back all details they were shown send these too."""


class InstanceView(WorkedOn, kw_only=True):
    """An instance. Memory in MiB, times in UTC; `details` carry why it is in Error and how it is accelerated."""

    object_name: ClassVar[str] = "virtualmachine"
    annotated = ("VM",)
    pictured = (("UserVm", "id"), ("Template", "template_id"), ("ISO", "template_id"))
    id: str
    name: str
    display_name: str
    state: InstanceState
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project_id: str | None
    project: str | None
    user_id: str | None
    user_name: str | None
    created: datetime
    last_updated: datetime | None
    zone_id: str
    zone_name: str
    host_id: Annotated[str | None, Only(ADMINS)]
    host_name: Annotated[str | None, Only(ADMINS)]
    host_control_state: Annotated[str | None, Only(ADMINS)]
    instance_name: Annotated[str | None, Only(ADMINS)]
    display_vm: Annotated[bool, Only(ADMINS)]
    template_id: str
    template_name: str
    template_display_text: str
    template_type: str
    template_format: str
    service_offering_id: str
    service_offering_name: str
    disk_offering_id: str | None
    disk_offering_name: str | None
    cpu_number: int
    cpu_speed: int
    memory: int
    os_type_id: str | None
    guest_os_id: str | None
    os_display_name: str | None
    hypervisor: str
    arch: str = "x86_64"
    vm_type: str = "User"
    boot_type: str = "BIOS"
    boot_mode: str = "LEGACY"
    has_annotations: bool | None = None
    icon: IconView | None = None
    read_only_details: Annotated[str, Doc("details that only the server sets")] = ",".join(TOLD)
    root_device_id: int = 0
    root_device_type: str = "ROOT"
    pool_type: str | None
    ip_address: str | None
    public_ip: str | None = None
    nic: list[NicView]
    security_group: list[GroupRef]
    affinity_group: list[AffinityRef]
    tags: Tags
    details: dict[str, str]
    group: str | None
    group_id: str | None
    key_pairs: str | None
    password_enabled: bool
    password: Annotated[str | None, Secret()] = None
    user_data: str | None = None
    user_data_id: str | None = None
    user_data_name: str | None = None
    user_data_policy: str | None = None
    user_data_details: Annotated[str | None, Doc("values of the variables in its user data")] = None
    ha_enable: bool
    delete_protection: bool
    is_dynamically_scalable: bool
    for_virtual_network: bool = False
    cpu_used: Annotated[str | None, Doc("share of its processors that it keeps busy; this and the next six are of the last reading")] = None
    network_kbs_read: Annotated[int | None, Doc("KiB received by the second")] = None
    network_kbs_write: Annotated[int | None, Doc("KiB sent by the second")] = None
    disk_kbs_read: Annotated[int | None, Doc("KiB read from disks by the second")] = None
    disk_kbs_write: Annotated[int | None, Doc("KiB written to disks by the second")] = None
    disk_io_read: Annotated[int | None, Doc("reads from disks by the second")] = None
    disk_io_write: Annotated[int | None, Doc("writes to disks by the second")] = None
    received_bytes: Annotated[int | None, Doc("bytes received since it was started")] = None
    sent_bytes: Annotated[int | None, Doc("bytes sent since it was started")] = None
    memory_target_kbs: Annotated[int | None, Doc("KiB of memory that it may have")] = None
    memory_kbs: Annotated[int | None, Doc("KiB of memory that the guest has now")] = None
    memory_int_free_kbs: Annotated[int | None, Doc("KiB of it that the guest itself calls free; 0 when it does not tell")] = None


Part = Literal[
    "all", "group", "nics", "stats", "secgrp", "tmpl", "servoff", "diskoff", "backoff", "iso", "volume", "min", "affgrp", "vnfnics"
]
"""Parts of an instance that lists can be asked for by name. Instances have no backup offering, ISO or appliance's cards yet."""

_PARTS: dict[Part, tuple[str, ...]] = {
    "group": ("group", "group_id"),
    "nics": ("nic",),
    "stats": (
        "cpu_used", "network_kbs_read", "network_kbs_write", "disk_kbs_read", "disk_kbs_write", "disk_io_read", "disk_io_write",
        "received_bytes", "sent_bytes", "memory_target_kbs", "memory_kbs", "memory_int_free_kbs",
    ),
    "secgrp": ("security_group",),
    "tmpl": ("template_id", "template_name", "template_display_text", "template_type", "template_format", "password_enabled"),
    "servoff": ("service_offering_id", "service_offering_name", "cpu_number", "cpu_speed", "memory"),
    "diskoff": ("disk_offering_id", "disk_offering_name"),
    "volume": ("root_device_id", "root_device_type", "pool_type"),
    "affgrp": ("affinity_group",),
}  # fmt: skip
"""The fields of each part; the others are told in any case."""


V = TypeVar("V", bound=InstanceView)


def only(views: Sequence[V], parts: Sequence[Part] | None) -> list[V]:
    """These instances without the parts that were not asked for."""
    if parts and "all" not in parts:
        for name in (name for part, names in _PARTS.items() if part not in parts for name in names):
            for view in views:
                setattr(view, name, None)
    return list(views)


def load(db: Session, ids: Sequence[str], *, user_data: bool = False) -> list[InstanceView]:
    """The instances of these ids, in this order. Passwords are never among what is loaded."""
    nics, groups, affinities, tags = cards_of(db, ids), _groups(db, ids), _affinities(db, ids), tags_of(db, "UserVm", ids)
    found = {row.id: row for row in _rows(db, ids=ids)}
    views = [
        _view(found[id], nics[id], groups[id], affinities[id], tags[id], found[id].user_data if user_data else None)
        for id in ids
        if id in found
    ]
    for view in views:
        for group in (*view.security_group, *view.affinity_group):
            group.own(view)
    _measure(db, views)
    return views


@ops.shows("VirtualMachine")
def one(db: Session, id: str) -> InstanceView:
    """One instance."""
    return load(db, [id])[0]


def one_of(db: Session, sealer: Sealer, id: str, *_more: str) -> InstanceView:
    """One instance, as the result of a job on it."""
    del sealer
    return one(db, id)


def with_password(db: Session, sealer: Sealer, id: str, *_more: str) -> InstanceView:
    """One instance with the password it was given, for the answer whose purpose is to hand it to its owner."""
    view = one(db, id)
    sealed = db.scalar(select(Instance.sealed_password).where(Instance.id == id))
    view.password = sealer.open(sealed) if sealed else None
    return view


@Prepared
def _rows() -> Select[*tuple[Any, ...]]:
    """All that stands in the row of an instance and in those it names."""
    owner = aliased(Account)
    return (
        select(
            *(getattr(Instance, name) for name in _COLUMNS),
            owner.name.label("account"),
            owner.project_id,
            Project.name.label("project"),
            Domain.id.label("domain_id"),
            Domain.name.label("domain"),
            Domain.path.label("path"),
            User.name.label("user"),
            Zone.name.label("zone"),
            Host.name.label("host"),
            Host.state.label("host_state"),
            Host.resource_state.label("host_wanted"),
            Template.name.label("template"),
            Template.display_text.label("template_text"),
            Template.type.label("template_type"),
            Template.format.label("template_format"),
            ServiceOffering.name.label("offering"),
            OsType.name.label("os_type"),
            InstanceGroup.name.label("group_name"),
            UserData.name.label("user_data_name"),
            Template.user_data_policy,
            Volume.disk_offering_id,
            DiskOffering.name.label("disk_offering"),
            StoragePool.type.label("pool_type"),
        )
        .select_from(Instance)
        .join(owner, owner.id == Instance.account_id)
        .join(Domain, Domain.id == owner.domain_id)
        .outerjoin(Project, Project.id == owner.project_id)
        .join(Zone, Zone.id == Instance.zone_id)
        .join(Template, Template.id == Instance.template_id)
        .join(ServiceOffering, ServiceOffering.id == Instance.service_offering_id)
        .outerjoin(User, User.id == Instance.user_id)
        .outerjoin(Host, Host.id == Instance.host_id)
        .outerjoin(OsType, OsType.id == Instance.os_type_id)
        .outerjoin(InstanceGroup, InstanceGroup.id == Instance.group_id)
        .outerjoin(UserData, UserData.id == Instance.user_data_id)
        .outerjoin(Volume, and_(Volume.instance_id == Instance.id, Volume.type == "ROOT", Volume.removed.is_(None)))
        .outerjoin(DiskOffering, DiskOffering.id == Volume.disk_offering_id)
        .outerjoin(StoragePool, StoragePool.id == Volume.pool_id)
        .where(Instance.id.in_(IDS))
    )


_COLUMNS = (
    "id", "number", "name", "display_name", "state", "reason", "created", "updated", "zone_id", "host_id", "user_id", "template_id",
    "service_offering_id", "os_type_id", "group_id", "hypervisor", "cpus", "cpu_mhz", "memory_mib", "details", "user_data", "user_data_id",
    "user_data_details", "key_pairs",
    "password_enabled", "display_vm", "ha_enabled", "is_dynamically_scalable", "delete_protection", "acceleration",
)  # fmt: skip
"""What the page needs of an instance; the sealed password is not among it."""


def _view(row: AnyRow, nics: list[NicView], sg: list[GroupRef], ag: list[AffinityRef], tags: Tags, data: str | None) -> InstanceView:
    return InstanceView(
        id=row.id,
        name=row.name,
        display_name=row.display_name or row.name,
        state=row.state,
        account=row.account,
        domain=row.domain,
        domain_id=row.domain_id,
        domain_path=f"ROOT{row.path}".rstrip("/"),
        project_id=row.project_id,
        project=row.project,
        user_id=row.user_id,
        user_name=row.user,
        created=row.created,
        last_updated=row.updated,
        zone_id=row.zone_id,
        zone_name=row.zone,
        host_id=row.host_id,
        host_name=row.host,
        host_control_state=control_state(row.host_state, row.host_wanted),
        instance_name=f"i-{row.number}-VM",
        display_vm=row.display_vm,
        template_id=row.template_id,
        template_name=row.template,
        template_display_text=row.template_text,
        template_type=row.template_type,
        template_format=row.template_format,
        service_offering_id=row.service_offering_id,
        service_offering_name=row.offering,
        disk_offering_id=row.disk_offering_id,
        disk_offering_name=row.disk_offering,
        cpu_number=row.cpus,
        cpu_speed=row.cpu_mhz,
        memory=row.memory_mib,
        os_type_id=row.os_type_id,
        guest_os_id=row.os_type_id,
        os_display_name=row.os_type,
        hypervisor=row.hypervisor,
        pool_type=row.pool_type,
        ip_address=next((nic.ip_address for nic in nics if nic.is_default), None),
        nic=nics,
        security_group=sg,
        affinity_group=ag,
        tags=tags,
        details=_details(row),
        group=row.group_name,
        group_id=row.group_id,
        key_pairs=row.key_pairs or None,
        password_enabled=row.password_enabled,
        user_data=data,
        user_data_id=row.user_data_id,
        user_data_name=row.user_data_name,
        user_data_policy=row.user_data_policy or None,
        user_data_details=", ".join(f"{name}={value}" for name, value in row.user_data_details.items()) or None,
        ha_enable=row.ha_enabled,
        delete_protection=row.delete_protection,
        is_dynamically_scalable=row.is_dynamically_scalable,
    )


def _details(row: AnyRow) -> dict[str, str]:
    """What was given, and what there is to explain: why it is in Error, and how it is accelerated."""
    told = {"reason": row.reason, "acceleration": row.acceleration}
    given = {str(key): str(value) for key, value in row.details.items()}
    return given | {key: value for key, value in told.items() if value}


def _groups(db: Session, ids: Sequence[str]) -> dict[str, list[GroupRef]]:
    found: dict[str, list[GroupRef]] = defaultdict(list)
    for instance_id, id, name, description in _group_rows(db, ids=ids):
        found[instance_id].append(GroupRef(id=id, name=name, description=description))
    return found


@Prepared
def _group_rows() -> Select[str, str, str, str | None]:
    return (
        select(membership.c.instance_id, SecurityGroup.id, SecurityGroup.name, SecurityGroup.description)
        .join(SecurityGroup, SecurityGroup.id == membership.c.group_id)
        .where(membership.c.instance_id.in_(IDS))
        .order_by(SecurityGroup.name)
    )


def _affinities(db: Session, ids: Sequence[str]) -> dict[str, list[AffinityRef]]:
    found: dict[str, list[AffinityRef]] = defaultdict(list)
    for instance_id, id, name, description, type in _affinity_rows(db, ids=ids):
        found[instance_id].append(AffinityRef(id=id, name=name, description=description, type=type))
    return found


@Prepared
def _affinity_rows() -> Select[str, str, str, str | None, AffinityType]:
    return (
        select(affinity.c.instance_id, AffinityGroup.id, AffinityGroup.name, AffinityGroup.description, AffinityGroup.type)
        .join(AffinityGroup, AffinityGroup.id == affinity.c.group_id)
        .where(affinity.c.instance_id.in_(IDS))
        .order_by(AffinityGroup.name)
    )


def _measure(db: Session, views: Sequence[InstanceView]) -> None:
    """Fills in what the last reading told of those that run."""
    running = {view.id: view for view in views if view.state is InstanceState.RUNNING}
    for row in _readings(db, ids=list(running)) if running else ():
        view = running[row.instance_id]
        view.cpu_used = None if row.cpu_share is None else f"{100 * row.cpu_share:.2f}%"
        view.network_kbs_read, view.network_kbs_write = _kibibytes(row.net_received_rate), _kibibytes(row.net_sent_rate)
        view.disk_kbs_read, view.disk_kbs_write = _kibibytes(row.disk_read_rate), _kibibytes(row.disk_write_rate)
        view.disk_io_read, view.disk_io_write = _whole(row.disk_read_request_rate), _whole(row.disk_write_request_rate)
        view.received_bytes, view.sent_bytes, view.memory_target_kbs = row.net_received_bytes, row.net_sent_bytes, view.memory << 10
        view.memory_kbs, view.memory_int_free_kbs = row.memory_kib, row.memory_free_kib


@Prepared
def _readings() -> Select[*tuple[Any, ...]]:
    return select(*(getattr(InstanceStatistics, name) for name in _READ)).where(InstanceStatistics.instance_id.in_(IDS))


_READ = (
    "instance_id", "cpu_share", "net_received_rate", "net_sent_rate", "disk_read_rate", "disk_write_rate", "disk_read_request_rate",
    "disk_write_request_rate", "memory_kib", "memory_free_kib", "net_received_bytes", "net_sent_bytes",
)  # fmt: skip
"""What the page needs of a reading."""


def _kibibytes(rate: float | None) -> int | None:
    return None if rate is None else round(rate / 1024)


def _whole(rate: float | None) -> int | None:
    return None if rate is None else round(rate)
