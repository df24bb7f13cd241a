"""One real guest's whole life through the agent: network, guard, disk, boot, consoles, reset by ACPI, shutdown."""

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from tests.contract_agent.rig import Client, open_console
from tests.host.libvirtd import wait_for
from tests.host.real_agent import RealAgent, real_agent
from tests.host.real_cloud import CACHE, LIMIT

from pileus.host.guest_image import build
from pileus.host.instance import AddressPlan
from pileus.host.network_plan import choose
from pileus.wire.domains import (
    DiskSpec,
    DomainSpec,
    ListDomains,
    NicSpec,
    OpenConsole,
    ReadDomainStats,
    RebootDomain,
    StartDomain,
    StopDomain,
)
from pileus.wire.networks import ApplyGuard, EnsureNetwork, GuardSpec, GuestSpec, NetworkSpec, RuleSpec
from pileus.wire.notices import DomainChanged
from pileus.wire.storage import EnsureVolume, ImageRef, PoolRef

pytestmark = [
    pytest.mark.host,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root"),
]

MAC = "02:00:0a:d6:27:0a"


@dataclass
class Guest:
    """A booted guest on a network of its own."""

    host: RealAgent
    agent: Client
    spec: DomainSpec
    address: str

    def serial(self) -> socket.socket:
        return open_console(self.host.installation.socket, OpenConsole(instance_id=self.spec.instance_id, kind="serial"))


@pytest.fixture(scope="module")
def guest() -> Iterator[Guest]:
    image = build(CACHE / "images", CACHE / "work", report=print)
    with real_agent() as host, host.connect() as agent:
        spec = guest_spec(
            make_disk(host, agent, ImageRef(template_id=str(uuid4()), path=str(image.path), sha256=image.sha256, format="qcow2"))
        )
        plan = choose(str(host.installation.uuid), bridge="")
        make_network(agent, spec, plan)
        agent.call(StartDomain(key="life/3", target=spec.instance_id, epoch=1, spec=spec))
        wait_for(lambda: answers_ssh(plan.first), LIMIT, "the guest answers on its ssh port")
        yield Guest(host, agent, spec, plan.first)


def make_disk(host: RealAgent, agent: Client, image: ImageRef) -> DiskSpec:
    pool, volume_id = PoolRef(pool_id=str(uuid4()), path=str(host.pools / "life")), str(uuid4())
    request = EnsureVolume(key="life/1", target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=1 << 30, image=image)
    return DiskSpec(volume_id=volume_id, path=agent.call(request).path, slot=0)


def guest_spec(disk: DiskSpec) -> DomainSpec:
    nic = NicSpec(nic_id=str(uuid4()), network_id=str(uuid4()), mac=MAC, slot=0)
    name = f"i-2-{uuid4().int % 100_000}-VM"
    return DomainSpec(instance_id=str(uuid4()), name=name, vcpus=1, memory_mib=128, disks=[disk], nics=[nic])


def make_network(agent: Client, spec: DomainSpec, plan: AddressPlan) -> None:
    nic = spec.nics[0]
    lease = GuestSpec(instance_id=spec.instance_id, nic_id=nic.nic_id, mac=MAC, ip=plan.first, hostname="life", metadata={})
    network = NetworkSpec(
        network_id=nic.network_id,
        name="life",
        cidr=plan.cidr,
        gateway=plan.gateway,
        router_ip=plan.router,
        domain="life.internal",
        guests=[lease],
    )
    agent.call(EnsureNetwork(key="life/2", target=nic.network_id, epoch=1, spec=network))
    guard = GuardSpec(
        instance_id=spec.instance_id,
        nic_id=nic.nic_id,
        network_id=nic.network_id,
        mac=MAC,
        ips=[plan.first],
        secured=True,
        ingress=[RuleSpec(protocol="tcp", first_port=22, last_port=22, cidrs=[f"{plan.gateway}/32"])],
        egress=None,
    )
    agent.call(ApplyGuard(key="life/2b", target=spec.instance_id, epoch=1, instance_id=spec.instance_id, guards=[guard]))


def answers_ssh(address: str) -> bool:
    try:
        with socket.create_connection((address, 22), timeout=1) as s:
            s.settimeout(10)
            return s.recv(4) == b"SSH-"
    except OSError:
        return False


def read_until(console: socket.socket, text: bytes) -> bytes:
    """What the console shows, up to and with `text`."""
    seen, deadline = b"", time.monotonic() + LIMIT
    while text not in seen:
        left = deadline - time.monotonic()
        assert left > 0, f"no {text!r} within {LIMIT} s in {seen[-500:]!r}"
        console.settimeout(left)
        try:
            data = console.recv(4096)
        except TimeoutError:
            continue
        assert data, f"the console ended without {text!r}: {seen[-500:]!r}"
        seen += data
    return seen


def test_the_serial_console_shows_what_was_and_takes_keys_and_every_viewer_sees_the_same(guest: Guest) -> None:
    with guest.serial() as one, guest.serial() as two:
        assert b"login:" in read_until(one, b"login:")
        read_until(two, b"login:")
        two.sendall(b"nobody\r")
        for viewer in (one, two):
            read_until(viewer, b"Password:")
        one.sendall(b"wrong\r")
        read_until(two, b"life login:")
    with guest.serial() as later:
        read_until(later, b"nobody")


def test_statistics_come_from_inside_the_guest(guest: Guest) -> None:
    def balloon() -> bool:
        (row,) = guest.agent.call(ReadDomainStats()).stats
        return 0 < row.memory_free_kib < row.memory_kib and row.disk_read_bytes > 1 << 20 and row.net_sent_bytes > 0 and row.cpu_ns > 0

    wait_for(balloon, LIMIT, "the balloon reports the guest's free memory")


def test_a_reboot_by_acpi_keeps_the_machine_and_boots_it_again(guest: Guest) -> None:
    spec = guest.spec
    qemu = guest.host.qemu_of(spec.name)
    with guest.serial() as console:
        guest.agent.call(RebootDomain(key="life/4", target=spec.instance_id, epoch=2, spec=spec, grace=60))
        read_until(console, b"login:")
    assert guest.host.qemu_of(spec.name) == qemu
    assert [d.epoch for d in guest.agent.call(ListDomains()).domains] == [2]
    wait_for(lambda: answers_ssh(guest.address), LIMIT, "the guest answers again")


def test_a_guest_shuts_down_when_it_is_asked_to(guest: Guest) -> None:
    spec = guest.spec
    begun = time.monotonic()
    guest.agent.call(StopDomain(key="life/5", target=spec.instance_id, epoch=2, instance_id=spec.instance_id, grace=100))
    assert time.monotonic() - begun < 100
    notice = guest.agent.wait_for_notice(lambda n: isinstance(n, DomainChanged) and n.state == "off")
    assert notice == DomainChanged(instance_id=spec.instance_id, state="off", epoch=2, reason="shutdown")
    assert guest.agent.call(ListDomains()).domains == []
