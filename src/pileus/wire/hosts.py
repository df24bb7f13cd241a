"""The host itself: facts that change rarely, and statistics."""

from typing import Literal

from msgspec import Struct

from pileus.wire.message import Query


class HostNetwork(Struct, frozen=True):
    """An IPv4 network that the host itself has, which none of its guests' networks may overlap."""

    interface: str
    cidr: str


class Facts(Struct, frozen=True, kw_only=True):
    """What the machine is. Sizes in bytes unless the name says otherwise."""

    hostname: str
    boot_id: str
    arch: str
    cpus: int
    sockets: int = 0
    """Physical packages of them; 0 where the machine does not say."""
    cpu_mhz: int
    cpu_model: str
    memory: int
    kernel: str
    distribution: str
    libvirt_version: str
    qemu_version: str
    acceleration: Literal["kvm", "tcg"]
    acceleration_reason: str
    """What the probe saw, in words fit for a person."""
    address: str
    """The address other machines know this host by; 127.0.0.1 where there is none."""
    capabilities: list[str] = []
    """Kernel features found at start: br_netfilter, vxlan, vlan, nfs, ..."""
    networks: list[HostNetwork] = []
    """Those of its interfaces that are not ours."""


class ReadFacts(Query[Facts], frozen=True, kw_only=True, tag="host.facts"):
    """Facts; the acceleration probe runs once a boot and is remembered."""

    reply = Facts


class Stats(Struct, frozen=True, kw_only=True):
    """Use of the machine at `at` (seconds since the epoch). `cpu_busy` is a share from 0 to 1 since the last call."""

    at: float
    cpu_busy: float
    load1: float
    memory_used: int
    foreign_memory: int
    """Memory of guests that are not ours; not ours to give away."""
    net_received_bytes: int
    net_sent_bytes: int


class ReadStats(Query[Stats], frozen=True, kw_only=True, tag="host.stats"):
    """Use of the machine now."""

    reply = Stats
