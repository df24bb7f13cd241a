"""Nothing is lost when a part dies: manager, agent or libvirtd in the middle of a deploy, a guest behind our back, the whole machine."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from tests.host.libvirtd import wait_for
from tests.host.real_cloud import LIMIT, RealCloud, whole_cloud
from tests.host_cli.pileus import processes_with

pytestmark = [
    pytest.mark.host,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root"),
]

SEEN_BY_EVENT = 12.0
"""Seconds, on a busy machine, for what takes a fraction of one; less than the 15 s between two looks at every guest."""

SEEN_WITHOUT = 60.0
"""The same for what takes at most 20 s."""


@dataclass
class Guest:
    """A guest that answers over ssh."""

    id: str
    address: str


@pytest.fixture(scope="module")
def cloud() -> Iterator[RealCloud]:
    with whole_cloud() as made:
        yield made


@pytest.fixture(scope="module")
def both(cloud: RealCloud) -> list[Guest]:
    """Two guests that have booted side by side."""
    ids = [cloud.running(name) for name in ("lives", "tires")]
    return [Guest(id, cloud.booted(id)) for id in ids]


@pytest.fixture
def guest(both: list[Guest]) -> Guest:
    """One that is to live through everything."""
    return both[0]


def end(cloud: RealCloud, part: str, number: int) -> None:
    if part == "manager":
        cloud.server.kill() if number == signal.SIGKILL else cloud.server.stop()
    elif part == "agent":
        cloud.agent.stop(number)
    else:
        cloud.agent.libvirtd.kill(number)


def begin(cloud: RealCloud, part: str) -> None:
    {"manager": cloud.server.start, "agent": cloud.agent.start, "libvirtd": cloud.agent.libvirtd.restart}[part]()
    cloud.wait_for_the_host()


def disks(cloud: RealCloud) -> int:
    return len(list(cloud.agent.pools.rglob("volumes/*.qcow2")))


def qemus(cloud: RealCloud) -> int:
    return len(processes_with(f"guest={cloud.agent.installation.short}-"))


# in the middle of a deploy


@pytest.mark.parametrize("count", [disks, qemus], ids=["the-disk-is-there", "qemu-has-begun"])
@pytest.mark.parametrize("part", ["manager", "agent", "libvirtd"])
def test_a_deploy_ends_well_though_a_part_is_killed(cloud: RealCloud, part: str, count: Callable[[RealCloud], int]) -> None:
    before = count(cloud)
    started = cloud.deploy(f"cut-{part}-{count.__name__}")
    wait_for(lambda: count(cloud) > before, LIMIT, "the deploy is in its middle")
    end(cloud, part, signal.SIGKILL)
    begin(cloud, part)
    cloud.ended(started)
    assert cloud.state(started["id"]) == "Running"
    cloud.settled()
    cloud.api("destroyVirtualMachine", f"id={started['id']}", "expunge=true")


# parts that come and go


@pytest.mark.parametrize("part", ["manager", "agent", "libvirtd"])
def test_a_guest_lives_on_while_a_part_is_stopped(cloud: RealCloud, guest: Guest, part: str) -> None:
    boot, qemu = cloud.boot_of(guest.address), cloud.qemu(guest.id)
    end(cloud, part, signal.SIGTERM)
    try:
        assert cloud.boot_of(guest.address) == boot
    finally:
        begin(cloud, part)
    assert cloud.boot_of(guest.address) == boot
    assert (cloud.state(guest.id), cloud.qemu(guest.id)) == ("Running", qemu)
    cloud.settled()


# guests that end


@pytest.fixture(scope="module")
def mortal(cloud: RealCloud) -> Iterator[str]:
    """Id of an instance whose guest is killed."""
    id = cloud.running("mortal")
    yield id
    cloud.api("destroyVirtualMachine", f"id={id}", "expunge=true")


@pytest.fixture
def running(cloud: RealCloud, mortal: str) -> str:
    """The same, running."""
    if cloud.state(mortal) == "Stopped":
        cloud.api("startVirtualMachine", f"id={mortal}")
    return mortal


def is_stopped(cloud: RealCloud, id: str, limit: float) -> None:
    wait_for(lambda: cloud.state(id) == "Stopped", limit, "the instance is Stopped")
    cloud.settled()


def test_a_guest_that_is_killed_behind_our_back_is_stopped_at_once(cloud: RealCloud, running: str) -> None:
    cloud.end_behind_its_back(running)
    is_stopped(cloud, running, SEEN_BY_EVENT)


def test_a_guest_whose_end_libvirt_did_not_tell_is_stopped_all_the_same(cloud: RealCloud, running: str) -> None:
    end(cloud, "agent", signal.SIGTERM)
    cloud.agent.deaf = True
    try:
        begin(cloud, "agent")
        cloud.end_behind_its_back(running)
        is_stopped(cloud, running, SEEN_WITHOUT)
    finally:
        end(cloud, "agent", signal.SIGTERM)
        cloud.agent.deaf = False
        begin(cloud, "agent")


@pytest.mark.parametrize("part", ["manager", "agent"])
def test_a_guest_that_ended_while_nobody_looked_is_stopped(cloud: RealCloud, running: str, part: str) -> None:
    name = cloud.instance(running)["instancename"]
    end(cloud, part, signal.SIGTERM)
    cloud.agent.end_behind_its_back(name)
    begin(cloud, part)
    is_stopped(cloud, running, SEEN_WITHOUT)


# the machine


def test_after_a_power_cut_what_should_run_runs_again_and_nothing_else(cloud: RealCloud, both: list[Guest]) -> None:
    lives, tires = both
    unstarted = str(cloud.deploy("rests", "startvm=false")["id"])
    cloud.ssh(tires.address, "poweroff", check=False)
    wait_for(lambda: cloud.state(tires.id) == "Stopped", LIMIT, "the guest has powered itself off")
    boot = cloud.boot_of(lives.address)
    cloud.server.kill()
    cloud.agent.lose_power()
    cloud.agent.libvirtd.start()
    cloud.agent.start()
    cloud.server.start()
    wait_for(lambda: cloud.state(lives.id) == "Running" and qemus(cloud) == 1, LIMIT, "the guest is started again")
    assert cloud.booted(lives.id) == lives.address
    assert cloud.boot_of(lives.address) != boot
    assert [cloud.state(id) for id in (tires.id, unstarted)] == ["Stopped", "Stopped"]
    wait_for(lambda: [router["state"] for router in cloud.api("listRouters")["router"]] == ["Running"], LIMIT, "the router is healthy")
    cloud.settled()
