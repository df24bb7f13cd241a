"""What details ask of the emulator, on a real libvirt and QEMU: a guest of each kind comes to run, and has what it was to have."""

import os
import re
import subprocess
from collections.abc import Iterator
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from tests.contract_agent.rig import Client
from tests.host.real_agent import RealAgent

from pileus.agent.net.names import Names
from pileus.wire.domains import DiskSpec, DomainSpec, NicSpec, StartDomain
from pileus.wire.hosts import ReadFacts
from pileus.wire.networks import EnsureNetwork, NetworkSpec, RemoveNetwork
from pileus.wire.storage import EnsureVolume, ImageRef, PoolRef

pytestmark = [pytest.mark.host, pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root")]

POOL, TEMPLATE = str(uuid4()), str(uuid4())


@pytest.fixture
def network(agent: Client) -> Iterator[str]:
    """A network for cards."""
    id = str(uuid4())
    spec = NetworkSpec(
        network_id=id,
        name="tuned",
        cidr="10.214.57.0/24",
        gateway="10.214.57.1",
        router_ip="10.214.57.2",
        domain="tuned.internal",
        guests=[],
    )
    agent.call(EnsureNetwork(key=str(uuid4()), target=id, epoch=1, spec=spec))
    yield id
    agent.call(RemoveNetwork(key=str(uuid4()), target=id, epoch=2, network_id=id))


@pytest.fixture
def plain(host: RealAgent, agent: Client) -> DomainSpec:
    """A guest with a disk, not started."""
    pool = PoolRef(pool_id=POOL, path=str(host.pools / "tuned"))
    image = ImageRef(template_id=TEMPLATE, path=host.image.path, sha256=host.image.sha256, format="qcow2")
    volume_id, instance_id = str(uuid4()), str(uuid4())
    there = agent.call(EnsureVolume(key=str(uuid4()), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=1 << 28, image=image))
    return DomainSpec(
        instance_id=instance_id,
        name=f"i-2-{uuid4().int % 100_000}-VM",
        vcpus=2,
        memory_mib=128,
        disks=[DiskSpec(volume_id=volume_id, path=there.path, slot=0)],
        nics=[],
    )


def live(host: RealAgent, agent: Client, spec: DomainSpec) -> ET.Element:
    """The definition of the guest once it runs."""
    there = agent.call(StartDomain(key=str(uuid4()), target=spec.instance_id, epoch=1, spec=spec))
    assert there.state == "running"
    return ET.fromstring(host.libvirtd.virsh("dumpxml", host.installation.domain_name(spec.name)).stdout)


def table(text: str) -> dict[str, str]:
    """What virsh says, by name."""
    lines = [line.partition(":") for line in text.splitlines()]
    return {name.strip(): value.strip() for name, _, value in lines}


@pytest.mark.parametrize("bus", ["virtio", "scsi"])
@pytest.mark.parametrize("io", ["native", "threads", "io_uring"])
def test_disks_have_their_driver_and_a_thread_of_their_own(host: RealAgent, agent: Client, plain: DomainSpec, bus: str, io: str) -> None:
    disk = structs.replace(plain.disks[0], bus=bus, io=io)
    domain = live(host, agent, structs.replace(plain, disks=[disk], iothread=True))
    driver = domain.find("devices/disk[@device='disk']/driver")
    assert driver is not None
    assert driver.get("io") == ("threads" if io == "native" and driver.get("cache") == "writeback" else io)
    thread = driver if bus == "virtio" else domain.find("devices/controller[@type='scsi']/driver")
    assert thread is not None
    assert (domain.findtext("iothreads"), thread.get("iothread")) == ("1", "1")


def test_a_card_has_its_queues(host: RealAgent, agent: Client, plain: DomainSpec, network: str) -> None:
    card = NicSpec(nic_id=str(uuid4()), network_id=network, mac="02:00:0a:d6:39:0a", slot=0, queues=2, packed=True)
    driver = live(host, agent, structs.replace(plain, nics=[card])).find("devices/interface/driver")
    assert driver is not None
    assert (driver.get("queues"), driver.get("packed")) == ("2", "on")


def test_a_card_gets_no_more_than_its_rate_either_way(host: RealAgent, agent: Client, plain: DomainSpec, network: str) -> None:
    card = NicSpec(nic_id=str(uuid4()), network_id=network, mac="02:00:0a:d6:39:0b", slot=0, rate_mbit=8)
    domain = live(host, agent, structs.replace(plain, nics=[card]))
    if domain.find("devices/interface/bandwidth") is None:
        pytest.skip("this machine's kernel lacks the queues that libvirt shapes traffic with (sch_htb, sch_sfq)")
    name, tap = host.installation.domain_name(plain.name), Names(host.installation).tap(card.nic_id)
    said = table(host.libvirtd.virsh("domiftune", name, tap).stdout)
    kilobytes = 8 * 1000 // 8
    assert abs(int(said["inbound.average"]) - kilobytes) <= 24
    assert said["inbound.average"] == said["outbound.average"]
    shaped = subprocess.run(["tc", "class", "show", "dev", tap], capture_output=True, text=True, check=True).stdout
    assert re.search(r"ceil \d+([.]\d+)?[KM]bit", shaped), shaped


def test_a_limited_processor_gets_its_share_of_the_hosts_speed_and_no_more(host: RealAgent, agent: Client, plain: DomainSpec) -> None:
    speed = agent.call(ReadFacts()).cpu_mhz
    limited = structs.replace(plain, cpu_mhz=speed // 4, limited=True)
    tune = live(host, agent, limited).find("cputune")
    if tune is None:
        pytest.skip("this machine has no control group of processor time for libvirt")
    said = table(host.libvirtd.virsh("schedinfo", host.installation.domain_name(plain.name)).stdout)
    assert int(said["vcpu_quota"]) / int(said["vcpu_period"]) == pytest.approx(1 / 4, abs=0.01)
