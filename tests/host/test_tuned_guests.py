"""What details ask of the emulator, on a real libvirt and QEMU: a guest of each kind comes to run, and has what it was to have."""

import os
from collections.abc import Iterator
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from tests.contract_agent.rig import Client
from tests.host.real_agent import RealAgent, real_agent

from pileus.wire.domains import DiskSpec, DomainSpec, NicSpec, StartDomain, StopDomain
from pileus.wire.networks import EnsureNetwork, NetworkSpec, RemoveNetwork
from pileus.wire.storage import EnsureVolume, ImageRef, PoolRef

pytestmark = [pytest.mark.host, pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root")]

NETWORK, POOL, TEMPLATE = str(uuid4()), str(uuid4()), str(uuid4())


@pytest.fixture(scope="module")
def host() -> Iterator[RealAgent]:
    with real_agent() as made:
        yield made


@pytest.fixture
def agent(host: RealAgent) -> Iterator[Client]:
    with host.connect() as connected:
        yield connected


@pytest.fixture
def network(agent: Client) -> Iterator[str]:
    """A network for cards."""
    spec = NetworkSpec(
        network_id=NETWORK,
        name="tuned",
        cidr="10.214.57.0/24",
        gateway="10.214.57.1",
        router_ip="10.214.57.2",
        domain="tuned.internal",
        guests=[],
    )
    agent.call(EnsureNetwork(key=str(uuid4()), target=NETWORK, epoch=1, spec=spec))
    yield NETWORK
    agent.call(RemoveNetwork(key=str(uuid4()), target=NETWORK, epoch=2, network_id=NETWORK))


@pytest.fixture
def plain(host: RealAgent, agent: Client) -> Iterator[DomainSpec]:
    """A guest with a disk, not started; it ends with the test."""
    pool = PoolRef(pool_id=POOL, path=str(host.pools / "tuned"))
    image = ImageRef(template_id=TEMPLATE, path=host.image.path, sha256=host.image.sha256, format="qcow2")
    volume_id, instance_id = str(uuid4()), str(uuid4())
    there = agent.call(EnsureVolume(key=str(uuid4()), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=1 << 28, image=image))
    yield DomainSpec(
        instance_id=instance_id,
        name=f"i-2-{uuid4().int % 100_000}-VM",
        vcpus=2,
        memory_mib=128,
        disks=[DiskSpec(volume_id=volume_id, path=there.path, slot=0)],
        nics=[],
    )
    agent.call(StopDomain(key=str(uuid4()), target=instance_id, epoch=2, instance_id=instance_id, grace=0))


def live(host: RealAgent, agent: Client, spec: DomainSpec) -> ET.Element:
    """The definition of the guest once it runs."""
    there = agent.call(StartDomain(key=str(uuid4()), target=spec.instance_id, epoch=1, spec=spec))
    assert there.state == "running"
    return ET.fromstring(host.libvirtd.virsh("dumpxml", host.installation.domain_name(spec.name)).stdout)


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
