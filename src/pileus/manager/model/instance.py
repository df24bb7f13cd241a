"""Instances, their state table, groups of instances and SSH key pairs."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.kernel.rules import Rule
from pileus.manager.model.access import Owned
from pileus.manager.model.rows import Base, Identified, OwnedByAccount, Stateful, UtcTime


class InstanceState(StrEnum):
    """CloudStack's states of a virtual machine that occur here."""

    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    DESTROYED = "Destroyed"
    EXPUNGING = "Expunging"
    ERROR = "Error"


S = InstanceState


class Instance(Identified, OwnedByAccount, Stateful, Base):
    """An instance. Its rows of volumes and cards hold its disks and addresses; host and used capacity are claimed while it runs."""

    __tablename__ = "instance"
    __label__ = "instance"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "VirtualMachine"
    __table_args__ = (
        Index("ix_instance_listed", "removed", "name", "id", "display_name", "account_id", "zone_id", "state", "display_vm"),
        Index("ix_instance_owned", "account_id", "removed", "name", "id", "display_vm"),
    )
    """Lists read these instead of the rows, which are long: in the order of lists, with what is mostly asked for."""
    transitions: ClassVar[dict[Any, dict[str, Any]]] = {
        S.STOPPED: {
            "start": S.STARTING, "stop": S.STOPPED, "destroy": S.DESTROYED, "expunge": S.EXPUNGING,
            "seen off": S.STOPPED, "seen on": S.RUNNING,
        },
        S.STARTING: {"started": S.RUNNING, "fail first": S.ERROR, "fail": S.STOPPED},
        S.RUNNING: {"stop": S.STOPPING, "reboot": S.RUNNING, "seen off": S.STOPPED, "seen on": S.RUNNING},
        S.STOPPING: {"stopped": S.STOPPED, "fail": S.RUNNING, "stop": S.STOPPING},
        S.DESTROYED: {"recover": S.STOPPED, "expunge": S.EXPUNGING},
        S.EXPUNGING: {"expunge": S.EXPUNGING},
        S.ERROR: {"destroy": S.EXPUNGING, "expunge": S.EXPUNGING},
    }  # fmt: skip
    observed: ClassVar[frozenset[str]] = frozenset({"seen off", "seen on"})

    unsettled: ClassVar[dict[Any, str]] = {S.STARTING: "fail", S.STOPPING: "fail"}

    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    """Counts instances; part of the internal name."""
    name: Mapped[str] = mapped_column(String(255))
    display_name: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[InstanceState] = mapped_column(default=InstanceState.STOPPED, index=True)
    reason: Mapped[str | None] = mapped_column(String(2048), default=None)
    """Why it is in Error, or why the last start failed."""
    wanted: Mapped[str] = mapped_column(String(8), default="stopped")
    """running or stopped: what the owner asked for last; a guest that powered itself off is wanted stopped."""
    born_running: Mapped[bool] = mapped_column(default=True)
    """Whether it was started when it was made, so that its time of running begins there."""
    zone_id: Mapped[str] = mapped_column(String(36), ForeignKey("zone.id"), index=True)
    host_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("host.id"), default=None, index=True)
    last_host_id: Mapped[str | None] = mapped_column(String(36), default=None)
    host_boot_id: Mapped[str] = mapped_column(String(64), default="")
    """The host's boot id when it was given the instance: with another one now, it was the host's restart that ended the guest."""
    user_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user.id"), default=None)
    template_id: Mapped[str] = mapped_column(String(36), ForeignKey("template.id"), index=True)
    service_offering_id: Mapped[str] = mapped_column(String(36), ForeignKey("service_offering.id"), index=True)
    os_type_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("os_type.id"), default=None)
    group_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("instance_group.id"), default=None)
    hypervisor: Mapped[str] = mapped_column(String(32), default="KVM")
    cpus: Mapped[int]
    cpu_mhz: Mapped[int]
    memory_mib: Mapped[int]
    claimed_cpu_mhz: Mapped[int] = mapped_column(default=0)
    """What it holds of its host's capacity now; 0 while it holds none."""
    claimed_memory: Mapped[int] = mapped_column(BigInteger, default=0)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    user_data: Mapped[str | None] = mapped_column(Text, default=None)
    """Base64, as given."""
    user_data_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("user_data.id"), default=None)
    """The registered user data it came from."""
    user_data_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Values of the variables in its user data; files of its metadata."""
    public_keys: Mapped[str] = mapped_column(Text, default="")
    key_pairs: Mapped[str] = mapped_column(String(1024), default="")
    """Names of the key pairs, comma-separated."""
    password_enabled: Mapped[bool] = mapped_column(default=False)
    sealed_password: Mapped[str | None] = mapped_column(Text, default=None)
    password_id: Mapped[str] = mapped_column(String(36), default="")
    display_vm: Mapped[bool] = mapped_column(default=True)
    ha_enabled: Mapped[bool] = mapped_column(default=False)
    is_dynamically_scalable: Mapped[bool] = mapped_column(default=False)
    delete_protection: Mapped[bool] = mapped_column(default=False)
    acceleration: Mapped[str] = mapped_column(String(8), default="")
    counted: Mapped[bool] = mapped_column(default=False)
    """Whether it counts against its account's limits."""
    limit_tags: Mapped[str] = mapped_column(String(512), default="")
    """Tags that it counts for as well, comma-separated: those its offering and template had when it was made."""
    guard_generation: Mapped[int] = mapped_column(default=0)
    """Grows with each change of what may reach it; the epoch of its guard on the host."""
    guard_applied: Mapped[int] = mapped_column(default=0)
    """The generation its host has; a reconciler brings it up."""
    updated: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    destroyed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    removed: Mapped[datetime | None] = mapped_column(UtcTime, default=None)

    @property
    def internal_name(self) -> str:
        """CloudStack's internal name, as hosts know it."""
        return f"i-{self.number}-VM"


class InstanceGroup(Identified, OwnedByAccount, Base):
    """A name under which an account gathers instances."""

    __tablename__ = "instance_group"
    __label__ = "instance group"
    __rule__: ClassVar[Rule] = Owned()
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(255))


class SshKeyPair(Identified, OwnedByAccount, Base):
    """A public key under a name; a private key is never kept."""

    __tablename__ = "ssh_key_pair"
    __label__ = "SSH key pair"
    __rule__: ClassVar[Rule] = Owned()
    __change__ = "SSHKeyPair"
    __table_args__ = (UniqueConstraint("account_id", "name"), UniqueConstraint("account_id", "fingerprint"))

    name: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(128))
    public_key: Mapped[str] = mapped_column(Text)
