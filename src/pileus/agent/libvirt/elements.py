"""Typed elements of libvirt's domain XML, as far as Pileus uses it: one class an element, each knowing how it is written.

What may not stand here: choices. Which disk gets which bus is `definition`'s; here is only how libvirt spells it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from xml.etree import ElementTree as ET

NAMESPACE = "urn:pileus:guest:1"
"""XML namespace of our metadata element; the number changes when the element does."""

FIRST_IOTHREAD = "1"
"""Libvirt counts a domain's I/O threads from here."""

PERIOD = 100_000
"""Microseconds in which a processor's quota is counted."""

ET.register_namespace("pileus", NAMESPACE)


class Element(Protocol):
    """Anything that can be written as one XML element."""

    def xml(self) -> ET.Element:
        """The element with everything in it."""
        ...


def node(tag: str, attributes: Mapping[str, str] | None = None, *children: ET.Element, text: str | None = None) -> ET.Element:
    """One element; its text and attributes are escaped when it is written."""
    made = ET.Element(tag, dict(attributes or {}))
    made.text = text
    made.extend(children)
    return made


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Our metadata: whose guest this is, under which epoch it was started, and from which spec."""

    installation: str
    instance: str
    epoch: int
    spec: str
    """Digest of the DomainSpec; tells whether a running guest is the one that is asked for."""

    def xml(self) -> ET.Element:
        return self._element(f"{{{NAMESPACE}}}guest")

    def bare_text(self) -> str:
        """As libvirt takes it for a domain that runs: it puts the namespace on itself."""
        return ET.tostring(self._element("guest"), encoding="unicode")

    def _element(self, tag: str) -> ET.Element:
        attributes = {"installation": self.installation, "instance": self.instance, "epoch": str(self.epoch), "spec": self.spec}
        return node(tag, attributes)


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A file as disk or CD-ROM. A CD-ROM without a file is an empty drive."""

    file: str | None
    device: Literal["disk", "cdrom"]
    format: Literal["qcow2", "raw"]
    target: str
    bus: Literal["virtio", "scsi", "sata", "ide"]
    serial: str
    read_only: bool
    cache: Literal["none", "writeback", "writethrough"]
    io: str
    """native, threads or io_uring; empty leaves it out."""
    iothread: bool
    """Whether the first I/O thread serves it; on a scsi bus its controller says so."""
    throttle: Mapping[str, int]
    """Libvirt's names of limits and their values; empty for none."""

    def xml(self) -> ET.Element:
        driver = {"name": "qemu", "type": self.format}
        if self.device == "disk":
            driver |= {"cache": self.cache, "discard": "unmap"}
        if self.io:
            driver["io"] = self.io
        if self.iothread:
            driver["iothread"] = FIRST_IOTHREAD
        made = node("disk", {"type": "file", "device": self.device}, node("driver", driver))
        if self.file is not None:
            made.append(node("source", {"file": self.file}))
        made.append(node("target", {"dev": self.target, "bus": self.bus}))
        made.append(node("serial", text=self.serial))
        if self.throttle:
            made.append(node("iotune", None, *(node(name, text=str(value)) for name, value in self.throttle.items())))
        if self.read_only:
            made.append(node("readonly"))
        return made


@dataclass(frozen=True, kw_only=True)
class ScsiController:
    """The virtio controller of the disks on a scsi bus."""

    iothread: bool

    def xml(self) -> ET.Element:
        made = node("controller", {"type": "scsi", "index": "0", "model": "virtio-scsi"})
        if self.iothread:
            made.append(node("driver", {"iothread": FIRST_IOTHREAD}))
        return made


@dataclass(frozen=True, kw_only=True)
class Interface:
    """A network card on a bridge of the host, by a tap of a name we choose, without boot ROM unless it boots from the network."""

    mac: str
    bridge: str
    tap: str
    model: str
    mtu: int
    boots: bool
    queues: int
    packed: bool
    kilobytes: int
    """Most kilobytes by the second each way; 0 is no limit."""

    def xml(self) -> ET.Element:
        made = node(
            "interface",
            {"type": "bridge"},
            node("mac", {"address": self.mac}),
            node("source", {"bridge": self.bridge}),
            node("target", {"dev": self.tap}),
            node("model", {"type": self.model}),
            node("mtu", {"size": str(self.mtu)}),
        )
        driver = ({"queues": str(self.queues)} if self.queues > 1 else {}) | ({"packed": "on"} if self.packed else {})
        if driver:
            made.append(node("driver", driver))
        if self.kilobytes:
            rate = {"average": str(self.kilobytes)}
            made.append(node("bandwidth", None, node("inbound", rate), node("outbound", rate)))
        if not self.boots:
            made.append(node("rom", {"enabled": "no"}))
        return made


@dataclass(frozen=True, kw_only=True)
class Serial:
    """The first serial port: a pseudo terminal, with everything the guest writes kept in a log file as well."""

    log: str

    def xml(self) -> ET.Element:
        return node("serial", {"type": "pty"}, node("log", {"file": self.log, "append": "on"}), node("target", {"port": "0"}))


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A virtio-serial channel on a unix socket where libvirt puts it."""

    name: str

    def xml(self) -> ET.Element:
        return node("channel", {"type": "unix"}, node("target", {"type": "virtio", "name": self.name}))


@dataclass(frozen=True, kw_only=True)
class Vnc:
    """A screen on a unix socket where libvirt puts it; nothing listens on a network."""

    keymap: str = ""

    def xml(self) -> ET.Element:
        attributes = {"type": "vnc"} | ({"keymap": self.keymap} if self.keymap else {})
        return node("graphics", attributes, node("listen", {"type": "socket"}))


@dataclass(frozen=True)
class Fixed:
    """An element without choices, such as the random number generator that every guest has."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    children: tuple["Fixed", ...] = ()
    text: str | None = None

    def xml(self) -> ET.Element:
        return node(self.tag, self.attributes, *(child.xml() for child in self.children), text=self.text)


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A whole domain."""

    type: Literal["kvm", "qemu"]
    name: str
    uuid: str
    mark: Mark
    memory_mib: int
    vcpus: int
    iothreads: int
    weight: int | None
    """Share of processor time beside other guests (100 is usual); None where the host has no control group for it."""
    quota: int | None
    """Most microseconds of each tenth of a second that one of its processors gets; None is no limit."""
    machine: str
    boot: tuple[str, ...]
    smbios: Mapping[str, str]
    cpu: Fixed
    clock: str
    devices: list[Element]

    def xml(self) -> ET.Element:
        made = node("domain", {"type": self.type})
        made.extend(self._parts())
        return made

    def text(self) -> str:
        """The document, indented, the same for the same domain."""
        made = self.xml()
        ET.indent(made)
        return ET.tostring(made, encoding="unicode")

    def _cputune(self, weight: int) -> ET.Element:
        made = node("cputune", None, node("shares", text=str(weight)))
        if self.quota is not None:
            made.extend((node("period", text=str(PERIOD)), node("quota", text=str(self.quota))))
        return made

    def _parts(self) -> Iterator[ET.Element]:
        yield node("name", text=self.name)
        yield node("uuid", text=self.uuid)
        yield node("metadata", None, self.mark.xml())
        yield node("memory", {"unit": "MiB"}, text=str(self.memory_mib))
        yield node("vcpu", {"placement": "static"}, text=str(self.vcpus))
        if self.iothreads:
            yield node("iothreads", text=str(self.iothreads))
        if self.weight is not None:
            yield self._cputune(self.weight)
        entries = [node("entry", {"name": name}, text=value) for name, value in self.smbios.items()]
        yield node("sysinfo", {"type": "smbios"}, node("system", None, *entries))
        boots = [node("boot", {"dev": device}) for device in self.boot]
        machine = node("type", {"arch": "x86_64", "machine": self.machine}, text="hvm")
        yield node("os", None, machine, *boots, node("smbios", {"mode": "sysinfo"}))
        yield node("features", None, node("acpi"), node("apic"))
        yield self.cpu.xml()
        yield node("clock", {"offset": self.clock}, node("timer", {"name": "hpet", "present": "no"}))
        yield node("on_poweroff", text="destroy")
        yield node("on_reboot", text="restart")
        yield node("on_crash", text="destroy")
        yield node("devices", None, *(device.xml() for device in self.devices))
