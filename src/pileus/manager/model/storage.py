"""Storage pools and image stores, templates and ISOs, volumes."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.rules import Rule
from pileus.manager.kernel.settings import Scope, flag
from pileus.manager.model.access import ACCOUNT, AdminsOnly, Owned, OwnedOrPublic
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, Stateful, UtcTime
from pileus.manager.model.setting import is_set


class PoolState(StrEnum):
    """Pools that are not Up take no new disks."""

    UP = "Up"
    PREPARING = "PrepareForMaintenance"
    """Instances with disks there are being stopped."""
    MAINTENANCE = "Maintenance"
    DISABLED = "Disabled"
    REMOVED = "Removed"


class StoragePool(Identified, Stateful, Base):
    """A primary storage pool; a local one belongs to its host. Sizes in bytes."""

    __tablename__ = "storage_pool"
    __label__ = "storage pool"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "StoragePool"
    transitions: ClassVar[dict[Any, dict[str, Any]]] = {
        PoolState.UP: {"prepare for maintenance": PoolState.PREPARING, "disable": PoolState.DISABLED},
        PoolState.DISABLED: {"enable": PoolState.UP},
        PoolState.PREPARING: {"emptied": PoolState.MAINTENANCE, "give up": PoolState.UP},
        PoolState.MAINTENANCE: {"end maintenance": PoolState.UP},
    }
    unsettled: ClassVar[dict[Any, str]] = {PoolState.PREPARING: "give up"}

    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pod_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("pod.id"), default=None)
    cluster_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("cluster.id"), default=None)
    host_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("host.id"), default=None, index=True)
    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(32), default="Filesystem")
    scope: Mapped[str] = mapped_column(String(16), default="HOST")
    path: Mapped[str] = mapped_column(String(1024))
    address: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[PoolState] = mapped_column(default=PoolState.UP)
    capacity: Mapped[int] = mapped_column(BigInteger, default=0)
    used: Mapped[int] = mapped_column(BigInteger, default=0)
    allocated: Mapped[int] = mapped_column(BigInteger, default=0)
    """Sum of the virtual sizes of disks; changed only in the transaction that claims or releases."""
    tags: Mapped[str] = mapped_column(String(255), default="")
    """A disk whose offering has tags goes to a pool that has them all; comma-separated."""
    hypervisor: Mapped[str] = mapped_column(String(32), default="")
    """Of the hosts of a zone's pool; a cluster's own otherwise."""
    capacity_iops: Mapped[int | None] = mapped_column(BigInteger, default=None)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    fault: Mapped[str] = mapped_column(String(1024), default="")
    """Why its hosts cannot use it, as they said last; empty while they can."""

    @property
    def is_shared(self) -> bool:
        """Whether several hosts reach it."""
        return self.host_id is None


class ImageStore(Identified, Base):
    """Secondary storage: where templates and ISOs rest."""

    __tablename__ = "image_store"
    __label__ = "image store"
    __rule__: ClassVar[Rule] = AdminsOnly()
    __change__ = "ImageStore"

    zone_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("zone.id"), default=None)
    name: Mapped[str] = mapped_column(String(255))
    provider: Mapped[str] = mapped_column(String(32), default="Pileus")
    protocol: Mapped[str] = mapped_column(String(16), default="file")
    url: Mapped[str] = mapped_column(String(1024))
    scope: Mapped[str] = mapped_column(String(16), default="ZONE")
    read_only: Mapped[bool] = mapped_column(default=False)
    """Nothing new is put there."""
    capacity: Mapped[int] = mapped_column(BigInteger, default=0)
    used: Mapped[int] = mapped_column(BigInteger, default=0)


class TemplateStatus(StrEnum):
    """Words that clients test."""

    READY = "Download Complete"
    INSTALLING = "Installing Template"
    FAILED = "Download Failed"


SHARE_PUBLIC = flag(
    "share.public.templates.with.other.domains",
    default=True,
    doc="Whether the public templates and ISOs of a domain are for other domains too.",
    scopes=(Scope.DOMAIN,),
)


class Template(Identified, OwnedByAccount, Base):
    """A template, or an ISO (`format` is ISO)."""

    __tablename__ = "template"
    __label__ = "template"
    __rule__: ClassVar[Rule] = OwnedOrPublic()
    __change__ = "Template"

    name: Mapped[str] = mapped_column(String(255))
    display_text: Mapped[str] = mapped_column(String(4096), default="")
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    image_store_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("image_store.id"), default=None)
    os_type_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("os_type.id"), default=None)
    format: Mapped[str] = mapped_column(String(16), default="QCOW2")
    hypervisor: Mapped[str] = mapped_column(String(32), default="KVM")
    type: Mapped[str] = mapped_column(String(16), default="USER")
    arch: Mapped[str] = mapped_column(String(16), default="x86_64")
    path: Mapped[str] = mapped_column(String(1024), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    physical_size: Mapped[int] = mapped_column(BigInteger, default=0)
    status: Mapped[TemplateStatus] = mapped_column(default=TemplateStatus.READY)
    is_public: Mapped[bool] = mapped_column(default=False)
    is_featured: Mapped[bool] = mapped_column(default=False)
    is_extractable: Mapped[bool] = mapped_column(default=True)
    is_bootable: Mapped[bool] = mapped_column(default=True)
    is_dynamically_scalable: Mapped[bool] = mapped_column(default=False)
    password_enabled: Mapped[bool] = mapped_column(default=False)
    ssh_key_enabled: Mapped[bool] = mapped_column(default=True)
    user_data_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user_data.id"), default=None)
    """User data of its instances; `user_data_policy` says what becomes of their own."""
    user_data_policy: Mapped[str] = mapped_column(String(16), default="")
    requires_hvm: Mapped[bool] = mapped_column(default=True)
    template_tag: Mapped[str | None] = mapped_column(String(255), default=None)
    """Tag that a host needs for instances of it."""
    sort_key: Mapped[int] = mapped_column(default=0)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    @classmethod
    def open_to(cls, caller: Caller) -> ColumnElement[bool]:
        """Public and featured ones are everybody's to use where their domain shares, others those accounts' that they are shared with."""
        near = or_(ACCOUNT.c.domain_id == caller.domain_id, is_set(SHARE_PUBLIC, ACCOUNT.c.domain_id))
        shares = select(ACCOUNT.c.id).where(ACCOUNT.c.id == cls.account_id, near).exists()
        return or_(and_(or_(cls.is_public, cls.is_featured), shares), cls.shared_with(caller))

    @classmethod
    def shared_with(cls, caller: Caller) -> ColumnElement[bool]:
        """Shared with the caller's account or one of its projects."""
        who = ACCOUNT.c.id == caller.account_id
        if caller.project_ids:
            who = or_(who, ACCOUNT.c.project_id.in_(caller.project_ids))
        shared = select(TemplatePermission.template_id).where(TemplatePermission.account_id.in_(select(ACCOUNT.c.id).where(who)))
        return cls.id.in_(shared)

    @property
    def is_ready(self) -> bool:
        """Whether an instance can start from it."""
        return self.status is TemplateStatus.READY


class TemplatePermission(Base):
    """An account that a template or ISO is shared with."""

    __tablename__ = "template_permission"

    template_id: Mapped[str] = mapped_column(String(36), ForeignKey("template.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36), ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)


class VolumeState(StrEnum):
    """CloudStack's volume states that occur here."""

    ALLOCATED = "Allocated"
    CREATING = "Creating"
    READY = "Ready"
    DESTROY = "Destroy"
    EXPUNGING = "Expunging"
    EXPUNGED = "Expunged"


class Volume(Identified, OwnedByAccount, Stateful, Base):
    """A disk of an instance. `size` in bytes; `path` once it exists on its pool."""

    __tablename__ = "volume"
    __label__ = "volume"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "Volume"
    transitions: ClassVar[dict[Any, dict[str, Any]]] = {
        VolumeState.ALLOCATED: {"create": VolumeState.CREATING, "destroy": VolumeState.DESTROY, "expunge": VolumeState.EXPUNGING},
        VolumeState.CREATING: {"created": VolumeState.READY, "fail": VolumeState.ALLOCATED},
        VolumeState.READY: {"create": VolumeState.CREATING, "destroy": VolumeState.DESTROY, "expunge": VolumeState.EXPUNGING},
        VolumeState.DESTROY: {"recover": VolumeState.READY, "expunge": VolumeState.EXPUNGING},
        VolumeState.EXPUNGING: {"expunge": VolumeState.EXPUNGING, "expunged": VolumeState.EXPUNGED, "fail": VolumeState.DESTROY},
    }
    unsettled: ClassVar[dict[Any, str]] = {VolumeState.CREATING: "fail"}

    name: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(16), default="ROOT")
    state: Mapped[VolumeState] = mapped_column(default=VolumeState.ALLOCATED)
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    pool_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("storage_pool.id"), default=None, index=True)
    instance_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("instance.id"), default=None, index=True)
    device_id: Mapped[int | None] = mapped_column(default=0)
    template_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("template.id"), default=None)
    disk_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("disk_offering.id"), default=None)
    service_offering_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("service_offering.id"), default=None)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    limit_tags: Mapped[str] = mapped_column(String(255), default="")
    """Tags that it counts for as well against its account's limits, comma-separated: those its offering had when it was made."""
    path: Mapped[str] = mapped_column(String(1024), default="")
    physical_size: Mapped[int] = mapped_column(BigInteger, default=0)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
