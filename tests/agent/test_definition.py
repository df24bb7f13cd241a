"""The domain XML, whole, as text: what libvirt is given is the file in `golden/` and nothing else."""

from pathlib import Path
from uuid import UUID

import pytest
from msgspec import structs

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.libvirt import definition
from pileus.agent.libvirt.definition import Placement, Port
from pileus.wire.domains import DiskLimits, DiskSpec, DomainSpec, NicSpec

GOLDEN = Path(__file__).parent / "golden"
INSTALLATION = Installation(
    uuid=UUID("1a2b3c4d-0000-4000-8000-000000000000"), data=Path("/var/lib/pileus"), run=Path("/run/pileus"), log=Path("/var/log/pileus")
)
INSTANCE = "9c1f7ad0-58a2-4e0b-9d55-2f6f8f3f1c11"
ROOT = DiskSpec(volume_id="0fb6d3a2-7a7b-4c7d-a7b0-1f2e3d4c5b6a", path="/var/lib/pileus/pool/volumes/root.qcow2", slot=0)
DATA = DiskSpec(volume_id="5e0a9c33-1111-4222-8333-444455556666", path="/mnt/tmpfs/volumes/data.qcow2", slot=1, bus="scsi")
ISO = DiskSpec(
    volume_id="77777777-1111-4222-8333-444455556666",
    path="/var/lib/pileus/pool/images/tools & more.iso",
    format="raw",
    device="cdrom",
    slot=3,
    bus="sata",
)
EMPTY_DRIVE = DiskSpec(volume_id="88888888-1111-4222-8333-444455556666", path="", format="raw", device="cdrom", slot=3, bus="ide")
LIMITS = DiskLimits(bytes_read_rate=1 << 20, bytes_read_rate_max=1 << 21, bytes_read_rate_max_length=60, iops_write_rate=500)
NIC = NicSpec(nic_id="nic-1", network_id="net-1", mac="02:00:0a:01:01:0a", slot=0)
SECOND_NIC = NicSpec(nic_id="nic-2", network_id="net-2", mac="02:00:0a:01:02:0a", slot=1, model="e1000", mtu=1450)
PORTS = {"nic-1": Port(bridge="cloudbr0", tap="pt1a2b3caaaaaaa"), "nic-2": Port(bridge="pb1a2b3cbbbbbbb", tap="pt1a2b3cccccccc")}

SPECS = {
    "emulated": DomainSpec(
        instance_id=INSTANCE, name="i-2-7-VM", vcpus=1, memory_mib=512, cpu_mhz=1000, disks=[ROOT, EMPTY_DRIVE], nics=[NIC]
    ),
    "accelerated": DomainSpec(
        instance_id=INSTANCE,
        name="i-2-8-VM",
        vcpus=4,
        memory_mib=4096,
        cpu_mhz=2400,
        limited=True,
        disks=[ROOT, DATA, ISO],
        nics=[SECOND_NIC, NIC],
        boot=("cdrom", "hd", "network"),
        machine="q35",
        clock="localtime",
        vnc_keymap="de",
    ),
    "tuned": DomainSpec(
        instance_id=INSTANCE,
        name="i-2-9-VM",
        vcpus=4,
        memory_mib=1024,
        disks=[structs.replace(ROOT, io="native", limits=LIMITS), structs.replace(DATA, io="native", cache="writethrough"), EMPTY_DRIVE],
        nics=[structs.replace(NIC, queues=4, packed=True, rate_mbit=100), structs.replace(SECOND_NIC, queues=4, packed=True)],
        iothread=True,
        manufacturer="Cirrus & Sons",
        product="Stratus",
    ),
}


def placement(name: str) -> Placement:
    kvm = name == "accelerated"
    return Placement(installation=INSTALLATION, epoch=3, kvm=kvm, ports=PORTS, buffered=[DATA.path], weighted=kvm, shaped=True, mhz=3000)


@pytest.mark.parametrize("name", SPECS)
def test_the_domain_is_written_as_reviewed(name: str) -> None:
    assert definition.domain(SPECS[name], placement(name)).text() + "\n" == (GOLDEN / f"{name}.xml").read_text()


@pytest.mark.parametrize("name", SPECS)
def test_what_was_written_is_read_back(name: str) -> None:
    spec = SPECS[name]
    known = definition.read(INSTALLATION, definition.domain(spec, placement(name)).text())
    assert known is not None
    assert (known.name, known.mark.instance, known.mark.epoch) == (spec.name, INSTANCE, 3)
    assert known.mark.spec == definition.digest(spec)
    assert known.acceleration == ("kvm" if name == "accelerated" else "tcg")


def test_a_domain_of_another_installation_is_not_ours() -> None:
    other = Installation(uuid=UUID(int=7), data=Path("/x"), run=Path("/x"), log=Path("/x"))
    text = definition.domain(SPECS["emulated"], placement("emulated")).text()
    assert definition.read(other, text) is None
    assert definition.read(INSTALLATION, "<domain type='kvm'><name>1a2b3c-i-2-7-VM</name></domain>") is None


def test_a_name_that_is_markup_stays_text() -> None:
    spec = DomainSpec(instance_id=INSTANCE, name="</name><devices/>", vcpus=1, memory_mib=128, disks=[], nics=[])
    known = definition.read(INSTALLATION, definition.domain(spec, placement("emulated")).text())
    assert known is not None
    assert known.name == "</name><devices/>"


@pytest.mark.parametrize("slot", [-1, 26])
def test_a_slot_without_a_device_name_is_refused(slot: int) -> None:
    spec = DomainSpec(
        instance_id=INSTANCE,
        name="i",
        vcpus=1,
        memory_mib=128,
        disks=[DiskSpec(volume_id=ROOT.volume_id, path=ROOT.path, slot=slot)],
        nics=[],
    )
    with pytest.raises(AgentFault, match=ROOT.volume_id):
        definition.domain(spec, placement("emulated"))
