"""From a DomainSpec to a domain: every choice that Pileus makes for its guests, and what is read back of them.

What may not stand here: calls to libvirt, so that the choices can be tested as text.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Literal
from xml.etree import ElementTree as ET

import msgspec

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.libvirt.elements import (
    NAMESPACE,
    PERIOD,
    Channel,
    Disk,
    Domain,
    Element,
    Fixed,
    Interface,
    Mark,
    ScsiController,
    Serial,
    Vnc,
)
from pileus.wire.domains import DiskLimits, DiskSpec, DomainSpec, NicSpec

AGENT_CHANNEL = "org.qemu.guest_agent.0"

SERIAL_LENGTH = 20
"""Characters of a volume's id that fit a virtio disk's serial; the guest finds its disks by it, never by device name."""

BALLOON_PERIOD = 10
"""Seconds between the guest's own memory statistics."""

KILOBYTES = 128
"""Libvirt's kilobytes by the second in one Mbit/s."""

LEAST_QUOTA = 1_000
"""The kernel takes no less."""

_PREFIX = {"virtio": "vd", "scsi": "sd", "sata": "sd", "ide": "hd"}


@dataclass(frozen=True, kw_only=True)
class Port:
    """Where a card is plugged in on this host."""

    bridge: str
    tap: str


@dataclass(frozen=True, kw_only=True)
class Placement:
    """What the host adds to a spec to make it a domain."""

    installation: Installation
    epoch: int
    kvm: bool
    ports: Mapping[str, Port]
    """By nic id."""
    buffered: Collection[str] = ()
    """Paths on file systems that know no direct I/O; such disks go through the page cache."""
    weighted: bool
    """Whether the host can weigh guests against each other."""
    shaped: bool
    """Whether the host can limit the speed of cards."""
    mhz: int
    """Speed of the host's processors: what a limit of processor time is measured against."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a live domain's XML says of a guest of ours."""

    name: str
    mark: Mark
    acceleration: Literal["kvm", "tcg"]
    pty: str | None
    """Path of its serial console's pseudo terminal, while it runs."""


def digest(spec: DomainSpec) -> str:
    """Equal for equal specs."""
    return hashlib.sha256(msgspec.json.encode(spec)).hexdigest()[:32]


def console_log(installation: Installation, instance_id: str) -> Path:
    """File that keeps what the guest wrote to its serial console."""
    return installation.log / "consoles" / f"{instance_id}.log"


def mark(spec: DomainSpec, placement: Placement) -> Mark:
    return Mark(installation=str(placement.installation.uuid), instance=spec.instance_id, epoch=placement.epoch, spec=digest(spec))


def domain(spec: DomainSpec, placement: Placement) -> Domain:
    """The domain for this spec on this host."""
    return Domain(
        type="kvm" if placement.kvm else "qemu",
        name=placement.installation.domain_name(spec.name),
        uuid=spec.instance_id,
        mark=mark(spec, placement),
        memory_mib=spec.memory_mib,
        vcpus=spec.vcpus,
        iothreads=1 if spec.iothread else 0,
        weight=_weight(spec) if placement.weighted else None,
        quota=_quota(spec, placement),
        machine=spec.machine,
        boot=spec.boot,
        smbios={"manufacturer": spec.manufacturer, "product": spec.product},
        # host-model can migrate between like hosts; the emulator's own maximum is the fastest of its models
        cpu=Fixed("cpu", {"mode": "host-model" if placement.kvm else "maximum"}),
        clock=spec.clock,
        devices=_devices(spec, placement),
    )


def read(installation: Installation, xml: str) -> Known | None:
    """What a domain's XML says of it, or None when it does not carry the mark of this installation."""
    root = ET.fromstring(xml)  # noqa: S314 -- written by libvirt, which escapes what guests can influence
    found = root.find(f"metadata/{{{NAMESPACE}}}guest")
    if found is None or found.get("installation") != str(installation.uuid):
        return None
    console = root.find("devices/serial[@type='pty']/source")
    return Known(
        name=root.findtext("name", "").removeprefix(installation.domain_name("")),
        mark=Mark(
            installation=found.get("installation", ""),
            instance=found.get("instance", ""),
            epoch=int(found.get("epoch", "0")),
            spec=found.get("spec", ""),
        ),
        acceleration="kvm" if root.get("type") == "kvm" else "tcg",
        pty=None if console is None else console.get("path"),
    )


def _weight(spec: DomainSpec) -> int:
    """One processor of 1000 MHz weighs 100, the usual weight of a control group; the limits are the kernel's."""
    return max(2, min(10_000, spec.vcpus * spec.cpu_mhz // 10))


def _quota(spec: DomainSpec, placement: Placement) -> int | None:
    """What of the host's own speed makes the speed asked for; a processor as fast as the host's has no limit."""
    if not spec.limited or not placement.weighted or spec.cpu_mhz >= placement.mhz:
        return None
    return max(LEAST_QUOTA, PERIOD * spec.cpu_mhz // placement.mhz)


def _devices(spec: DomainSpec, placement: Placement) -> list[Element]:
    devices: list[Element] = []
    if any(disk.bus == "scsi" for disk in spec.disks):
        devices.append(ScsiController(iothread=spec.iothread))
    devices += [_disk(spec, disk, placement) for disk in spec.disks]
    for nic in sorted(spec.nics, key=lambda n: n.slot):
        devices.append(_interface(nic, placement.ports[nic.nic_id], boots="network" in spec.boot, shaped=placement.shaped))
    devices += [
        Serial(log=str(console_log(placement.installation, spec.instance_id))),
        Channel(name=AGENT_CHANNEL),
        Fixed("input", {"type": "tablet", "bus": "usb"}),  # absolute positions: without it the pointer drifts in a browser
        Vnc(keymap=spec.vnc_keymap),
        Fixed("video", {}, (Fixed("model", {"type": "vga", "vram": "16384"}),)),
        Fixed("memballoon", {"model": "virtio"}, (Fixed("stats", {"period": str(BALLOON_PERIOD)}),)),
        Fixed("rng", {"model": "virtio"}, (Fixed("backend", {"model": "random"}, text="/dev/urandom"),)),
    ]
    return devices


def _interface(nic: NicSpec, port: Port, *, boots: bool, shaped: bool) -> Interface:
    virtio = nic.model == "virtio"
    return Interface(
        mac=nic.mac,
        bridge=port.bridge,
        tap=port.tap,
        model=nic.model,
        mtu=nic.mtu,
        boots=boots,
        kilobytes=nic.rate_mbit * KILOBYTES if shaped else 0,
        queues=nic.queues if virtio else 1,
        packed=nic.packed and virtio,
    )


def _disk(spec: DomainSpec, disk: DiskSpec, placement: Placement) -> Disk:
    if not 0 <= disk.slot < len(ascii_lowercase):
        raise AgentFault("invalid", f"disk {disk.volume_id} has slot {disk.slot}", f"Use a slot from 0 to {len(ascii_lowercase) - 1}.")
    cache = "writeback" if disk.cache == "none" and disk.path in placement.buffered else disk.cache
    return Disk(
        file=disk.path or None,
        device=disk.device,
        format=disk.format,
        target=_PREFIX[disk.bus] + ascii_lowercase[disk.slot],
        bus=disk.bus,
        serial=disk.volume_id.replace("-", "")[:SERIAL_LENGTH],
        read_only=disk.read_only or disk.device == "cdrom",
        cache=cache,
        io="threads" if cache != "none" and disk.io == "native" else disk.io,  # native I/O goes past the page cache or not at all
        throttle=_throttle(disk.limits),
        iothread=spec.iothread and disk.bus == "virtio" and disk.device == "disk",
    )


def _throttle(limits: DiskLimits) -> dict[str, int]:
    """Limits in libvirt's words. What may last for a while means nothing without the rate it goes above."""
    found: dict[str, int] = {}
    for unit in ("bytes", "iops"):
        for way in ("read", "write"):
            ours, theirs = f"{unit}_{way}_rate", f"{way}_{unit}_sec"
            for suffix in ("", "_max", "_max_length"):
                value: int = getattr(limits, ours + suffix)
                if value == 0:
                    break
                found[theirs + suffix] = value
    return dict(sorted(found.items(), key=lambda item: (item[0].endswith("_length"), "_max" in item[0], item[0])))
