"""Guests on a real libvirt and QEMU: strangers, crashes, restarts and refusals. What every host must do is in tests/contract_agent."""

import os
import signal
import subprocess
import time
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs
from tests.contract_agent.rig import Client, Refused, open_console
from tests.host.libvirtd import wait_for
from tests.host.real_agent import RealAgent, real_agent

from pileus.wire.domains import DiskSpec, DomainIs, Domains, DomainSpec, ListDomains, OpenConsole, StartDomain, StopDomain
from pileus.wire.hosts import ReadFacts, ReadStats
from pileus.wire.notices import DomainChanged
from pileus.wire.storage import EnsureVolume, ImageRef, PoolRef

pytestmark = [pytest.mark.host, pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root")]

SCHEMA = Path("/usr/share/libvirt/schemas/domain.rng")
GOLDEN = Path(__file__).parents[1] / "agent" / "golden"


def guest(host: RealAgent, agent: Client, memory_mib: int = 128) -> DomainSpec:
    pool = PoolRef(pool_id="3f2a7a52-3c3a-4b53-9a3e-0d5d7c1b9e11", path=str(host.pools / "p"))
    image = ImageRef(template_id="aab0a3c1-6a51-4dfd-8d5a-b3bb1d7f7a01", path=host.image.path, sha256=host.image.sha256, format="qcow2")
    volume_id, instance_id = str(uuid4()), str(uuid4())
    volume = agent.call(
        EnsureVolume(key=str(uuid4()), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=1 << 28, image=image)
    )
    return DomainSpec(
        instance_id=instance_id,
        name=f"i-2-{uuid4().int % 100_000}-VM",
        vcpus=1,
        memory_mib=memory_mib,
        disks=[DiskSpec(volume_id=volume_id, path=volume.path, slot=0)],
        nics=[],
    )


def started(spec: DomainSpec, epoch: int = 1) -> StartDomain:
    return StartDomain(key=str(uuid4()), target=spec.instance_id, epoch=epoch, spec=spec)


def stopped(instance_id: str, epoch: int = 1) -> StopDomain:
    return StopDomain(key=str(uuid4()), target=instance_id, epoch=epoch, instance_id=instance_id, grace=0)


def states(agent: Client) -> dict[str, str]:
    return {d.instance_id: d.state for d in agent.call(ListDomains()).domains}


def foreign_domain(host: RealAgent, uuid: str, folder: Path) -> str:
    """A running domain that somebody else made; returns its name."""
    name = f"stranger-{uuid[:8]}"
    xml = ET.Element("domain", type="qemu")
    ET.SubElement(xml, "name").text = name
    ET.SubElement(xml, "uuid").text = uuid
    ET.SubElement(xml, "memory", unit="MiB").text = "64"
    ET.SubElement(ET.SubElement(xml, "os"), "type", arch="x86_64", machine="pc").text = "hvm"
    file = folder / f"{name}.xml"
    file.write_text(ET.tostring(xml, encoding="unicode"))
    host.libvirtd.virsh("create", str(file))
    return name


# strangers


def test_domains_of_others_are_counted_and_never_touched(host: RealAgent, agent: Client, tmp_path: Path) -> None:
    before, foreign_before = agent.call(ListDomains()), agent.call(ReadStats()).foreign_memory
    uuid = str(uuid4())
    name = foreign_domain(host, uuid, tmp_path)
    try:
        assert agent.call(ListDomains()) == Domains(domains=before.domains, foreign=before.foreign + 1)
        assert agent.call(ReadStats()).foreign_memory == foreign_before + (64 << 20)
        spec = guest(host, agent)
        imposter = DomainSpec(instance_id=uuid, name="i-9-9-VM", vcpus=1, memory_mib=128, disks=spec.disks, nics=[])
        for request in (stopped(uuid), started(imposter)):
            with pytest.raises(Refused, match=uuid) as refused:
                agent.call(request)
            assert refused.value.kind == "conflict"
        with pytest.raises(Refused):
            open_console(host.installation.socket, OpenConsole(instance_id=uuid, kind="vnc"))
        assert name in host.libvirtd.domains()
    finally:
        host.libvirtd.virsh("destroy", name)


def test_two_installations_on_one_libvirt_do_not_see_each_other(host: RealAgent, agent: Client) -> None:
    spec = guest(host, agent)
    agent.call(started(spec))
    with real_agent(host.libvirtd) as neighbour, neighbour.connect() as other:
        assert other.call(ListDomains()) == Domains(domains=[], foreign=1)
        with pytest.raises(Refused) as refused:
            other.call(stopped(spec.instance_id))
        assert refused.value.kind == "conflict"
    assert states(agent) == {spec.instance_id: "running"}


# what libvirt is asked for


def test_nothing_of_a_guest_listens_on_the_network_and_it_carries_its_marks(host: RealAgent, agent: Client) -> None:
    spec = structs.replace(guest(host, agent), manufacturer="Cirrus, Sons & Co.")
    agent.call(started(spec, epoch=5))
    live = ET.fromstring(host.libvirtd.virsh("dumpxml", host.installation.domain_name(spec.name)).stdout)
    assert [e.get("type") for e in live.findall("devices/graphics/listen")] == ["socket"]
    assert live.findtext("sysinfo/system/entry[@name='manufacturer']") == "Cirrus, Sons & Co."
    assert live.findtext("sysinfo/system/entry[@name='product']") == "CloudStack KVM Hypervisor"
    assert live.find("devices/channel/target[@name='org.qemu.guest_agent.0']") is not None
    assert live.findtext("devices/disk/serial") == spec.disks[0].volume_id.replace("-", "")[:20]
    log = live.find("devices/serial/log")
    assert log is not None
    assert Path(str(log.get("file"))).is_relative_to(host.installation.log)
    listening = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout
    assert f"pid={host.qemu_of(spec.name)}," not in listening


@pytest.mark.skipif(not Path("/usr/bin/xmllint").exists(), reason="needs libxml2-utils")
@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.xml")), ids=lambda f: f.stem)
def test_the_reviewed_domains_fit_libvirts_schema(file: Path) -> None:
    subprocess.run(["xmllint", "--noout", "--relaxng", str(SCHEMA), str(file)], check=True, capture_output=True)


def test_a_guest_that_asks_for_what_the_host_has_not_is_told_what(host: RealAgent, agent: Client) -> None:
    spec = guest(host, agent, memory_mib=64 << 20)
    with pytest.raises(Refused, match=spec.name) as refused:
        agent.call(started(spec))
    assert refused.value.kind == "capacity"
    facts = agent.call(ReadFacts())
    if facts.acceleration == "tcg":
        kvm = DomainSpec(
            instance_id=spec.instance_id, name=spec.name, vcpus=1, memory_mib=128, disks=spec.disks, nics=[], acceleration="kvm"
        )
        with pytest.raises(Refused) as refused:
            agent.call(started(kvm))
        assert facts.acceleration_reason in refused.value.text
    assert states(agent) == {}


def test_a_guest_on_a_file_system_without_direct_io_starts(host: RealAgent, agent: Client) -> None:
    folder = host.pools / "shm"
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "ramfs", "none", str(folder)], check=True)
    try:
        volume_id, instance_id = str(uuid4()), str(uuid4())
        pool = PoolRef(pool_id=str(uuid4()), path=str(folder))
        volume = agent.call(EnsureVolume(key=volume_id, target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=1 << 26))
        disk = DiskSpec(volume_id=volume_id, path=volume.path, slot=0)
        spec = DomainSpec(instance_id=instance_id, name="i-2-1-VM", vcpus=1, memory_mib=128, disks=[disk], nics=[])
        # the private libvirtd has a mount namespace of its own: this mount reaches it only through a restart
        host.libvirtd.kill()
        host.libvirtd.restart()
        assert agent.call(started(spec)).state == "running"
        agent.call(stopped(instance_id))
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


# when things die


def test_a_killed_qemu_is_told_as_crashed(host: RealAgent, agent: Client) -> None:
    spec = guest(host, agent)
    agent.call(started(spec))
    os.kill(host.qemu_of(spec.name), signal.SIGKILL)
    notice = agent.wait_for_notice(lambda n: isinstance(n, DomainChanged) and n.instance_id == spec.instance_id and n.state != "running", 5)
    assert notice == DomainChanged(instance_id=spec.instance_id, state="crashed", epoch=1, reason="failed")


def test_guests_live_through_a_restart_of_libvirtd_and_what_changed_meanwhile_is_told(host: RealAgent, agent: Client) -> None:
    stays, dies = guest(host, agent), guest(host, agent)
    agent.call(started(stays))
    agent.call(started(dies))
    qemu = host.qemu_of(dies.name)
    host.libvirtd.kill()
    try:
        os.kill(qemu, signal.SIGKILL)
        with pytest.raises(Refused, match="libvirt") as refused:
            agent.call(ListDomains())
        assert refused.value.kind == "unavailable"
    finally:
        host.libvirtd.restart()
    agent.wait_for_notice(lambda n: isinstance(n, DomainChanged) and (n.instance_id, n.state) == (dies.instance_id, "off"), 30)
    assert states(agent) == {stays.instance_id: "running"}


def test_a_libvirtd_that_was_away_for_a_moment_goes_unnoticed(host: RealAgent, agent: Client) -> None:
    spec = guest(host, agent)
    host.libvirtd.kill()
    waiting = agent.send(started(spec))
    host.libvirtd.restart()
    assert waiting().state == "running"


def test_an_agent_killed_in_the_middle_of_many_starts_loses_and_doubles_nothing(host: RealAgent, agent: Client) -> None:
    requests = [started(guest(host, agent), epoch=3) for _ in range(4)]
    with host.connect() as cut_off:
        for request in requests:
            cut_off.send(request)
        wait_for(lambda: states(agent), 30, "the first guest runs")
        host.stop(signal.SIGKILL)
    host.start()
    with host.connect() as again:
        waiting = [again.send(request) for request in requests]
        answers = [wait() for wait in waiting]
        assert answers == [
            DomainIs(instance_id=r.spec.instance_id, name=r.spec.name, state="running", epoch=3, acceleration=answers[0].acceleration)
            for r in requests
        ]
        assert len(again.call(ListDomains()).domains) == len(requests)


def test_a_second_agent_of_one_installation_does_not_start(host: RealAgent) -> None:
    second = host.another_process()
    assert second.wait(30) == 1
    with host.connect() as still:
        still.call(ListDomains())


def test_an_agent_that_ends_gives_up_a_long_wait_and_its_guest_stays(host: RealAgent, agent: Client) -> None:
    spec = guest(host, agent)
    agent.call(started(spec))
    asked = StopDomain(key=str(uuid4()), target=spec.instance_id, epoch=1, instance_id=spec.instance_id, grace=60)
    with host.connect() as manager:
        waiting = manager.send(asked)
        manager.call(ListDomains())
        begun = time.monotonic()
        host.stop()
        assert time.monotonic() - begun < 15
        with pytest.raises(Refused) as refused:
            waiting()
        assert refused.value.kind == "unavailable", "an effect that was broken off must be tried again"
    host.start()
    with host.connect() as again:
        assert states(again) == {spec.instance_id: "running"}
