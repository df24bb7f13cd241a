"""What every host promises the manager: the real agent and the simulator's fake host alike."""

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from tests.contract_agent.rig import Agent, Host, Refused

from pileus.wire.domains import (
    DiskSpec,
    DomainIs,
    DomainSpec,
    ListDomains,
    NicSpec,
    OpenConsole,
    ReadDomainStats,
    RebootDomain,
    StartDomain,
    StopDomain,
)
from pileus.wire.hosts import ReadFacts, ReadStats
from pileus.wire.message import Nothing
from pileus.wire.networks import EnsureGuest, EnsureNetwork, GuestSpec, ListNetworks, NetworkSpec, RemoveNetwork
from pileus.wire.notices import AnyNotice, DomainChanged
from pileus.wire.storage import EnsureImage, EnsureVolume, ImageRef, PoolRef, ReadPool, RemoveVolume, VolumeIs

GIB = 1 << 30


def key() -> str:
    return f"{uuid4()}/1"


def new_id() -> str:
    return str(uuid4())


@pytest.fixture
def pool(host: Host) -> PoolRef:
    pool_id = new_id()
    return PoolRef(pool_id=pool_id, path=str(host.folder / pool_id))


@pytest.fixture
def image(host: Host) -> ImageRef:
    return ImageRef(template_id=new_id(), path=host.image.path, sha256=host.image.sha256, format="qcow2")


@pytest.fixture
def volume(agent: Agent, pool: PoolRef, image: ImageRef) -> VolumeIs:
    return make_volume(agent, pool, image)


def make_volume(agent: Agent, pool: PoolRef, image: ImageRef | None, size: int = GIB) -> VolumeIs:
    return agent.call(volume_request(pool, image, size))


def volume_request(pool: PoolRef, image: ImageRef | None, size: int = GIB) -> EnsureVolume:
    volume_id = new_id()
    return EnsureVolume(key=key(), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=size, image=image)


@pytest.fixture
def spec(volume: VolumeIs) -> DomainSpec:
    """A guest without cards; its name is unique, so that suites may run side by side."""
    return DomainSpec(
        instance_id=new_id(),
        name=f"i-2-{uuid4().int % 100_000}-VM",
        vcpus=1,
        memory_mib=128,
        disks=[DiskSpec(volume_id=volume.volume_id, path=volume.path, slot=0)],
        nics=[],
        acceleration="tcg",
    )


@pytest.fixture
def running(agent: Agent, spec: DomainSpec) -> DomainSpec:
    start(agent, spec)
    return spec


def start(agent: Agent, spec: DomainSpec, epoch: int = 1) -> DomainIs:
    return agent.call(StartDomain(key=key(), target=spec.instance_id, epoch=epoch, spec=spec))


def stop(agent: Agent, spec: DomainSpec, epoch: int = 1, grace: int = 0) -> Nothing:
    return agent.call(StopDomain(key=key(), target=spec.instance_id, epoch=epoch, instance_id=spec.instance_id, grace=grace))


def find(agent: Agent, instance_id: str) -> DomainIs | None:
    return next((d for d in agent.call(ListDomains()).domains if d.instance_id == instance_id), None)


def changed_to(instance_id: str, state: str, epoch: int = 1) -> Callable[[AnyNotice], bool]:
    return lambda n: isinstance(n, DomainChanged) and (n.instance_id, n.state, n.epoch) == (instance_id, state, epoch)


# guests


def test_a_started_guest_is_listed_as_running_with_its_epoch(agent: Agent, spec: DomainSpec) -> None:
    answered = start(agent, spec, epoch=7)
    assert (answered.instance_id, answered.name, answered.state, answered.epoch) == (spec.instance_id, spec.name, "running", 7)
    assert find(agent, spec.instance_id) == answered


def test_starting_a_running_guest_again_changes_nothing_but_its_epoch(agent: Agent, running: DomainSpec) -> None:
    before = next(s for s in agent.call(ReadDomainStats()).stats if s.instance_id == running.instance_id)
    assert start(agent, running, epoch=2).epoch == 2
    after = next(s for s in agent.call(ReadDomainStats()).stats if s.instance_id == running.instance_id)
    assert after.cpu_ns >= before.cpu_ns  # the counter of a guest that was started anew begins at nothing
    found = find(agent, running.instance_id)
    assert found is not None
    assert (found.state, found.epoch) == ("running", 2)


def test_starting_a_running_guest_with_another_definition_is_a_conflict(agent: Agent, running: DomainSpec) -> None:
    larger = DomainSpec(
        instance_id=running.instance_id, name=running.name, vcpus=1, memory_mib=192, disks=running.disks, nics=[], acceleration="tcg"
    )
    with pytest.raises(Refused, match=running.name) as refused:
        start(agent, larger)
    assert refused.value.kind == "conflict"


def test_a_stopped_guest_is_gone_and_stopping_it_again_is_no_fault(agent: Agent, running: DomainSpec) -> None:
    assert stop(agent, running) == Nothing()
    assert find(agent, running.instance_id) is None
    assert stop(agent, running) == Nothing()


def test_stopping_a_guest_that_never_was_is_no_fault(agent: Agent, spec: DomainSpec) -> None:
    assert stop(agent, spec) == Nothing()


def test_a_stopped_guest_starts_again_on_the_same_disk(agent: Agent, running: DomainSpec) -> None:
    stop(agent, running)
    assert start(agent, running, epoch=2).state == "running"


def test_a_guest_that_ignores_the_power_button_is_stopped_after_its_grace(agent: Agent, running: DomainSpec) -> None:
    stop(agent, running, grace=1)
    assert find(agent, running.instance_id) is None


def test_a_reboot_takes_a_new_definition_along(agent: Agent, running: DomainSpec) -> None:
    larger = DomainSpec(
        instance_id=running.instance_id, name=running.name, vcpus=1, memory_mib=192, disks=running.disks, nics=[], acceleration="tcg"
    )
    rebooted = agent.call(RebootDomain(key=key(), target=running.instance_id, epoch=2, spec=larger, grace=1))
    assert (rebooted.state, rebooted.epoch) == ("running", 2)
    stats = next(s for s in agent.call(ReadDomainStats()).stats if s.instance_id == running.instance_id)
    assert stats.memory_kib == 192 * 1024


def test_rebooting_a_guest_that_is_off_starts_it(agent: Agent, spec: DomainSpec) -> None:
    assert agent.call(RebootDomain(key=key(), target=spec.instance_id, epoch=1, spec=spec, grace=0)).state == "running"


def test_a_guest_whose_disk_is_missing_is_refused_by_the_disk(agent: Agent, pool: PoolRef, spec: DomainSpec) -> None:
    agent.call(ReadPool(pool=pool))
    path = f"{pool.path}/volumes/{new_id()}.qcow2"
    without = DomainSpec(
        instance_id=spec.instance_id,
        name=spec.name,
        vcpus=1,
        memory_mib=128,
        disks=[DiskSpec(volume_id=new_id(), path=path, slot=0)],
        nics=[],
        acceleration="tcg",
    )
    with pytest.raises(Refused, match=path) as refused:
        start(agent, without)
    assert refused.value.kind == "missing"
    assert find(agent, spec.instance_id) is None


def test_a_disk_outside_every_pool_is_refused(agent: Agent, spec: DomainSpec) -> None:
    stolen = DomainSpec(
        instance_id=spec.instance_id,
        name=spec.name,
        vcpus=1,
        memory_mib=128,
        disks=[DiskSpec(volume_id=new_id(), path="/etc/passwd", format="raw", slot=0)],
        nics=[],
        acceleration="tcg",
    )
    with pytest.raises(Refused, match="/etc/passwd") as refused:
        start(agent, stolen)
    assert refused.value.kind == "invalid"


def test_statistics_have_a_row_for_each_running_guest(agent: Agent, running: DomainSpec) -> None:
    read = agent.call(ReadDomainStats())
    row = next(s for s in read.stats if s.instance_id == running.instance_id)
    assert (row.vcpus, row.memory_kib) == (1, 128 * 1024)
    assert abs(read.at - time.time()) < 60


# what happens unasked


def test_start_and_stop_are_told(agent: Agent, spec: DomainSpec) -> None:
    start(agent, spec, epoch=3)
    agent.wait_for_notice(changed_to(spec.instance_id, "running", 3))
    stop(agent, spec, epoch=3)
    agent.wait_for_notice(changed_to(spec.instance_id, "off", 3))


def test_a_guest_ended_by_a_stranger_is_told_within_two_seconds(host: Host, agent: Agent, running: DomainSpec) -> None:
    host.end_behind_its_back(running.name)
    agent.wait_for_notice(changed_to(running.instance_id, "off"), limit=2)
    assert find(agent, running.instance_id) is None


def test_every_connected_manager_is_told(host: Host, agent: Agent, spec: DomainSpec) -> None:
    with host.connect() as other:
        start(agent, spec)
        other.wait_for_notice(changed_to(spec.instance_id, "running"))
        agent.wait_for_notice(changed_to(spec.instance_id, "running"))


# the journal


def test_a_repeated_key_is_answered_with_the_first_reply_and_does_nothing(agent: Agent, spec: DomainSpec) -> None:
    first = StartDomain(key=key(), target=spec.instance_id, epoch=1, spec=spec)
    answered = agent.call(first)
    stop(agent, spec)
    assert agent.call(first) == answered
    assert find(agent, spec.instance_id) is None


def test_a_repeated_key_is_answered_the_same_while_the_first_still_runs(agent: Agent, spec: DomainSpec) -> None:
    request = StartDomain(key=key(), target=spec.instance_id, epoch=1, spec=spec)
    waiting = [agent.send(request) for _ in range(3)]
    first, *others = [wait() for wait in waiting]
    assert others == [first, first]


def test_a_repeated_key_of_a_refused_effect_is_refused_the_same(agent: Agent, pool: PoolRef) -> None:
    volume_id = new_id()
    image = ImageRef(template_id=new_id(), path="/nowhere.qcow2", sha256="0" * 64, format="qcow2")
    request = EnsureVolume(key=key(), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=GIB, image=image)
    with pytest.raises(Refused) as first:
        agent.call(request)
    with pytest.raises(Refused) as second:
        agent.call(request)
    assert (first.value.kind, first.value.text) == ("missing", second.value.text)


def test_what_comes_after_its_undo_is_refused(agent: Agent, spec: DomainSpec) -> None:
    step = key()
    agent.call(StopDomain(key=f"{step}/undo", target=spec.instance_id, epoch=1, instance_id=spec.instance_id, grace=0))
    for late in (step, f"{step}/part"):
        with pytest.raises(Refused, match="comes late") as refused:
            agent.call(StartDomain(key=late, target=spec.instance_id, epoch=1, spec=spec))
        assert refused.value.kind == "stale"
    assert find(agent, spec.instance_id) is None
    start(agent, spec)  # the next operation is not concerned
    assert find(agent, spec.instance_id) is not None


def test_a_key_belongs_to_one_object(agent: Agent, running: DomainSpec) -> None:
    used = key()
    agent.call(StopDomain(key=used, target=running.instance_id, epoch=1, instance_id=running.instance_id, grace=0))
    other = new_id()
    with pytest.raises(Refused) as refused:
        agent.call(StopDomain(key=used, target=other, epoch=1, instance_id=other, grace=0))
    assert refused.value.kind == "invalid"


def test_a_lower_epoch_is_stale_and_changes_nothing(agent: Agent, spec: DomainSpec) -> None:
    start(agent, spec, epoch=5)
    with pytest.raises(Refused, match=spec.instance_id) as refused:
        stop(agent, spec, epoch=4)
    assert refused.value.kind == "stale"
    found = find(agent, spec.instance_id)
    assert found is not None
    assert found.state == "running"


def test_an_epoch_once_seen_stays_though_its_guest_is_gone(agent: Agent, spec: DomainSpec) -> None:
    stop(agent, spec, epoch=9)
    with pytest.raises(Refused) as refused:
        start(agent, spec, epoch=8)
    assert refused.value.kind == "stale"


def test_journal_guests_and_epochs_outlive_the_agent(host: Host, spec: DomainSpec) -> None:
    request = StartDomain(key=key(), target=spec.instance_id, epoch=6, spec=spec)
    with host.connect() as before:
        answered = before.call(request)
    host.restart()
    with host.connect() as after:
        assert find(after, spec.instance_id) == answered
        with pytest.raises(Refused) as refused:
            stop(after, spec, epoch=5)
        assert refused.value.kind == "stale"
        stop(after, spec, epoch=6)
        assert after.call(request) == answered
        assert find(after, spec.instance_id) is None


# calls beside each other


def test_a_slow_call_holds_up_nobody(agent: Agent, running: DomainSpec) -> None:
    slow = agent.send(StopDomain(key=key(), target=running.instance_id, epoch=1, instance_id=running.instance_id, grace=4))
    begun = time.monotonic()
    agent.call(ReadStats())
    stop_nothing = new_id()
    agent.call(StopDomain(key=key(), target=stop_nothing, epoch=1, instance_id=stop_nothing, grace=0))
    assert time.monotonic() - begun < 3
    slow()


def test_effects_on_one_guest_happen_in_the_order_they_were_sent(agent: Agent, spec: DomainSpec) -> None:
    orders = [
        agent.send(StartDomain(key=key(), target=spec.instance_id, epoch=1, spec=spec)),
        agent.send(StopDomain(key=key(), target=spec.instance_id, epoch=1, instance_id=spec.instance_id, grace=0)),
        agent.send(StartDomain(key=key(), target=spec.instance_id, epoch=2, spec=spec)),
    ]
    for order in orders:
        order()
    found = find(agent, spec.instance_id)
    assert found is not None
    assert found.epoch == 2


# volumes


def test_a_volume_over_an_image_is_at_least_as_large_as_asked_and_as_the_image(
    host: Host, agent: Agent, pool: PoolRef, image: ImageRef
) -> None:
    assert make_volume(agent, pool, image, size=GIB).virtual_size == max(GIB, host.image.virtual_size)
    assert make_volume(agent, pool, image, size=1).virtual_size == host.image.virtual_size


def test_an_existing_volume_is_left_as_it_is(agent: Agent, pool: PoolRef, volume: VolumeIs) -> None:
    again = agent.call(
        EnsureVolume(key=key(), target=volume.volume_id, epoch=1, pool=pool, volume_id=volume.volume_id, size=2 * GIB, image=None)
    )
    assert (again.path, again.virtual_size) == (volume.path, volume.virtual_size)


def test_an_empty_volume_needs_no_image(agent: Agent, pool: PoolRef) -> None:
    assert make_volume(agent, pool, None, size=3 * GIB).virtual_size == 3 * GIB


def test_many_volumes_of_one_image_at_once(agent: Agent, pool: PoolRef, image: ImageRef) -> None:
    waiting = [agent.send(volume_request(pool, image)) for _ in range(5)]
    made = [wait() for wait in waiting]
    read = agent.call(ReadPool(pool=pool))
    assert {v.volume_id for v in read.volumes} == {v.volume_id for v in made}
    assert read.images == [image.template_id]


def test_a_removed_volume_is_gone_and_removing_it_again_is_no_fault(agent: Agent, pool: PoolRef, volume: VolumeIs) -> None:
    for _ in range(2):
        agent.call(RemoveVolume(key=key(), target=volume.volume_id, epoch=1, pool=pool, volume_id=volume.volume_id))
        assert agent.call(ReadPool(pool=pool)).volumes == []


def test_an_image_with_another_checksum_is_refused(agent: Agent, pool: PoolRef, image: ImageRef) -> None:
    wrong = ImageRef(template_id=image.template_id, path=image.path, sha256="0" * 64, format="qcow2")
    with pytest.raises(Refused, match="SHA-256") as refused:
        agent.call(EnsureImage(key=key(), target=image.template_id, epoch=1, pool=pool, image=wrong))
    assert refused.value.kind == "invalid"
    assert agent.call(ReadPool(pool=pool)).images == []


@pytest.mark.parametrize("volume_id", ["../../etc/passwd", "", "not-a-uuid", "00000000-0000-0000-0000-00000000000A"])
def test_a_volume_id_that_is_no_uuid_makes_no_file(agent: Agent, pool: PoolRef, volume_id: str) -> None:
    with pytest.raises(Refused) as refused:
        agent.call(EnsureVolume(key=key(), target=new_id(), epoch=1, pool=pool, volume_id=volume_id, size=GIB))
    assert refused.value.kind == "invalid"
    assert agent.call(ReadPool(pool=pool)).volumes == []


def test_a_pool_folder_belongs_to_one_pool(agent: Agent, pool: PoolRef) -> None:
    volume = new_id()
    agent.call(EnsureVolume(key=key(), target=volume, epoch=1, pool=pool, volume_id=volume, size=GIB))
    other = PoolRef(pool_id=new_id(), path=pool.path)
    with pytest.raises(Refused, match=pool.path) as refused:
        agent.call(ReadPool(pool=other))
    assert refused.value.kind == "conflict"
    agent.call(RemoveVolume(key=key(), target=volume, epoch=2, pool=pool, volume_id=volume))
    assert agent.call(ReadPool(pool=other)).volumes == []  # the other one was deleted, and its folder stayed


def test_a_pool_tells_its_size(agent: Agent, pool: PoolRef) -> None:
    read = agent.call(ReadPool(pool=pool))
    assert 0 <= read.used <= read.capacity
    assert read.capacity > GIB


# consoles


def test_the_screen_speaks_rfb(host: Host, agent: Agent, running: DomainSpec) -> None:
    with host.console(OpenConsole(instance_id=running.instance_id, kind="vnc")) as screen:
        assert screen.recv(12).startswith(b"RFB 003.00")


@pytest.mark.parametrize("kind", ["vnc", "serial"])
def test_the_console_of_a_guest_that_is_off_is_missing(host: Host, agent: Agent, kind: str) -> None:
    instance_id = new_id()
    with (
        pytest.raises(Refused, match=instance_id) as refused,
        host.console(OpenConsole(instance_id=instance_id, kind="vnc" if kind == "vnc" else "serial")),
    ):
        pass
    assert refused.value.kind == "missing"


def test_a_console_needs_a_connection_of_its_own(agent: Agent, running: DomainSpec) -> None:
    agent.call(ReadStats())
    with pytest.raises(Refused) as refused:
        agent.call(OpenConsole(instance_id=running.instance_id, kind="vnc"))
    assert refused.value.kind == "invalid"
    agent.call(ReadStats())


def test_a_console_ends_with_its_guest(host: Host, agent: Agent, running: DomainSpec) -> None:
    with host.console(OpenConsole(instance_id=running.instance_id, kind="vnc")) as screen:
        stop(agent, running)
        while screen.recv(4096):
            pass


# the host


def test_facts_say_how_guests_are_run_and_why(agent: Agent) -> None:
    facts = agent.call(ReadFacts())
    assert facts.cpus >= 1
    assert facts.memory > 0
    assert facts.boot_id
    assert facts.acceleration in ("kvm", "tcg")
    assert facts.acceleration_reason
    assert facts.libvirt_version.count(".") == 2
    assert facts.qemu_version.count(".") == 2
    assert all(own.interface and own.cidr.count(".") == 3 for own in facts.networks)


def test_statistics_of_the_host_are_plausible(agent: Agent) -> None:
    stats, facts = agent.call(ReadStats()), agent.call(ReadFacts())
    assert 0 <= stats.cpu_busy <= 1
    assert 0 < stats.memory_used <= facts.memory
    assert abs(stats.at - time.time()) < 60


# networks


def test_a_network_is_made_listed_and_removed(agent: Agent) -> None:
    network_id = new_id()
    spec = NetworkSpec(
        network_id=network_id,
        name="contract",
        cidr="10.231.77.0/24",
        gateway="10.231.77.1",
        router_ip="10.231.77.2",
        domain="c.internal",
        guests=[],
    )
    card = GuestSpec(instance_id=new_id(), nic_id=new_id(), mac="02:00:00:00:77:09", ip="10.231.77.9", hostname="late", metadata={})
    with pytest.raises(Refused) as refused:
        agent.call(EnsureGuest(key=key(), target=card.nic_id, epoch=2, network_id=network_id, guest=card))
    assert refused.value.kind == "missing"
    made = agent.call(EnsureNetwork(key=key(), target=network_id, epoch=1, spec=spec))
    try:
        later = agent.call(EnsureGuest(key=key(), target=card.nic_id, epoch=2, network_id=network_id, guest=card))
        assert (later.network_id, later.bridge) == (made.network_id, made.bridge)
        assert made.network_id == network_id
        assert {s.name for s in made.services} == {"bridge", "nat", "dhcp", "dns", "metadata", "password"}
        assert network_id in {n.network_id for n in agent.call(ListNetworks()).networks}
    finally:
        for _ in range(2):
            agent.call(RemoveNetwork(key=key(), target=network_id, epoch=1, network_id=network_id))
    assert network_id not in {n.network_id for n in agent.call(ListNetworks()).networks}


def test_a_guest_on_a_network_that_is_not_on_the_host_is_refused(agent: Agent, spec: DomainSpec) -> None:
    plugged = DomainSpec(
        instance_id=spec.instance_id,
        name=spec.name,
        vcpus=1,
        memory_mib=128,
        disks=spec.disks,
        nics=[NicSpec(nic_id=new_id(), network_id=new_id(), mac="02:00:00:00:77:01", slot=0)],
        acceleration="tcg",
    )
    with pytest.raises(Refused) as refused:
        start(agent, plugged)
    assert refused.value.kind == "missing"
