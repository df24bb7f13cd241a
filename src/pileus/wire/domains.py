"""Guests: what a domain shall be, what it is, and the verbs on it."""

from typing import Literal

from msgspec import Struct

from pileus.wire.message import Effect, Nothing, Query

PowerState = Literal["running", "paused", "off", "crashed"]


class DiskLimits(Struct, frozen=True, kw_only=True):
    """What a disk may read and write: bytes and requests by the second, more than that for some seconds; 0 is no limit."""

    bytes_read_rate: int = 0
    bytes_read_rate_max: int = 0
    bytes_read_rate_max_length: int = 0
    bytes_write_rate: int = 0
    bytes_write_rate_max: int = 0
    bytes_write_rate_max_length: int = 0
    iops_read_rate: int = 0
    iops_read_rate_max: int = 0
    iops_read_rate_max_length: int = 0
    iops_write_rate: int = 0
    iops_write_rate_max: int = 0
    iops_write_rate_max_length: int = 0


class DiskSpec(Struct, frozen=True, kw_only=True):
    """One disk or CD-ROM. `path` was answered by `EnsureVolume` or is an ISO's; it must lie in a folder the agent was told of."""

    volume_id: str
    path: str
    format: Literal["qcow2", "raw"] = "qcow2"
    device: Literal["disk", "cdrom"] = "disk"
    slot: int
    """CloudStack's device id: 0 is the root disk, 3 the CD-ROM."""
    bus: Literal["virtio", "scsi", "sata", "ide"] = "virtio"
    read_only: bool = False
    io: Literal["", "native", "threads", "io_uring"] = ""
    """How the emulator does the disk's input and output; empty leaves it to the emulator."""
    cache: Literal["none", "writeback", "writethrough"] = "none"
    """What the host keeps of the disk in its page cache."""
    limits: DiskLimits = DiskLimits()


class NicSpec(Struct, frozen=True, kw_only=True):
    """One network card; the agent derives the tap's name from `nic_id` and the bridge from `network_id`."""

    nic_id: str
    network_id: str
    mac: str
    slot: int
    model: Literal["virtio", "e1000", "rtl8139"] = "virtio"
    mtu: int = 1500
    bridge: str = ""
    """As in NetworkSpec: the network's fixed bridge name, or empty when the agent derives it."""
    queues: int = 1
    """Pairs of queues of a virtio card."""
    packed: bool = False
    """Packed virtqueues instead of split ones, for a virtio card."""
    rate_mbit: int = 0
    """Most Mbit/s each way; 0 is no limit."""


class DomainSpec(Struct, frozen=True, kw_only=True):
    """The whole of a guest. Its libvirt UUID is the instance's id."""

    instance_id: str
    name: str
    """Internal name such as i-2-7-VM; the agent puts the installation's short form before it."""
    vcpus: int
    memory_mib: int
    cpu_mhz: int = 1000
    """Share of processor time: CloudStack's cpuspeed, used as weight."""
    limited: bool = False
    """Whether `cpu_mhz` is also the most that each processor gets."""
    disks: list[DiskSpec]
    nics: list[NicSpec]
    boot: tuple[Literal["hd", "cdrom", "network"], ...] = ("hd",)
    machine: Literal["pc", "q35"] = "pc"
    acceleration: Literal["auto", "kvm", "tcg"] = "auto"
    clock: Literal["utc", "localtime"] = "utc"
    vnc_keymap: str = ""
    iothread: bool = False
    """A thread of the emulator's for the disks alone; for disks on virtio or scsi."""
    manufacturer: str = "Apache Software Foundation"
    product: str = "CloudStack KVM Hypervisor"
    """What the guest's firmware tables tell; cloud-init and other guest tools recognise a CloudStack guest by these two."""


class DomainIs(Struct, frozen=True, kw_only=True):
    """What libvirt says of a domain that carries our mark."""

    instance_id: str
    name: str
    state: PowerState
    epoch: int
    """Epoch under which it was started; recorded in the domain's metadata."""
    acceleration: Literal["kvm", "tcg"]
    reason: str = ""
    """Why it is not running, in libvirt's word: shutdown, destroyed, crashed, failed; ioerror: paused because its disk failed."""


class Domains(Struct, frozen=True, kw_only=True):
    """All domains of this installation on the host, and how many others there are."""

    domains: list[DomainIs]
    foreign: int = 0


class StartDomain(Effect[DomainIs], frozen=True, kw_only=True, tag="domain.start"):
    """Starts the guest; one that runs already with this spec is left alone, one that runs with another is a conflict."""

    reply = DomainIs
    spec: DomainSpec


class StopDomain(Effect[Nothing], frozen=True, kw_only=True, tag="domain.stop"):
    """Ends the guest: asks by ACPI, waits `grace` seconds, then pulls the plug; at once with grace 0.

    A guest that is off or gone is no fault. The definition goes too: libvirt keeps none of ours while it is off.
    """

    reply = Nothing
    instance_id: str
    grace: int


class RebootDomain(Effect[DomainIs], frozen=True, kw_only=True, tag="domain.reboot"):
    """Resets the guest: by ACPI within `grace` seconds if it runs with this spec, else hard (stop and start with this spec)."""

    reply = DomainIs
    spec: DomainSpec
    grace: int


class ListDomains(Query[Domains], frozen=True, kw_only=True, tag="domain.list"):
    """Every domain with our mark."""

    reply = Domains


class OpenConsole(Query[Nothing], frozen=True, kw_only=True, tag="domain.console"):
    """Turns this connection into the guest's console: raw RFB, or the bytes of its serial port (the recent log first)."""

    reply = Nothing
    instance_id: str
    kind: Literal["vnc", "serial"]


class DomainStats(Struct, frozen=True, kw_only=True):
    """Counters since the guest started; the manager computes rates."""

    instance_id: str
    cpu_ns: int
    vcpus: int
    memory_kib: int
    memory_free_kib: int
    disk_read_bytes: int
    disk_write_bytes: int
    disk_read_requests: int
    disk_write_requests: int
    net_received_bytes: int
    net_sent_bytes: int


class DomainsStats(Struct, frozen=True, kw_only=True):
    """One row a running guest, all taken at `at` (seconds since the epoch)."""

    at: float
    stats: list[DomainStats]


class ReadDomainStats(Query[DomainsStats], frozen=True, kw_only=True, tag="domain.stats"):
    """Statistics of every running guest of ours."""

    reply = DomainsStats
