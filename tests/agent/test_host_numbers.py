"""Facts and statistics, from folders that stand for /proc and /sys, and from this machine."""

from pathlib import Path

import pytest

from pileus.agent.accel import Acceleration
from pileus.agent.facts import Inventory, address, boot_id, sockets
from pileus.agent.faults import AgentFault
from pileus.agent.stats import Usage
from pileus.wire.hosts import ReadFacts, ReadStats

NET_DEV = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 900 9 0 0 0 0 0 0 900 9 0 0 0 0 0 0
  eth0: 1000 10 0 0 0 0 0 0 2000 20 0 0 0 0 0 0
  eth1:  500 10 0 0 0 0 0 0   50 20 0 0 0 0 0 0
pt1a2b3c: 77 7 0 0 0 0 0 0 77 7 0 0 0 0 0 0
"""


class Machine:
    def __init__(self, root: Path) -> None:
        self.proc, self.sys = root / "proc", root / "sys"
        (self.proc / "net").mkdir(parents=True)
        (self.proc / "net" / "dev").write_text(NET_DEV)
        (self.proc / "meminfo").write_text("MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\nHugePages_Total: 0\n")
        for card in ("eth0", "eth1"):
            (self.sys / "class" / "net" / card / "device").mkdir(parents=True)
        self.ticks(busy=0, idle=0)

    def ticks(self, busy: int, idle: int) -> None:
        (self.proc / "stat").write_text(f"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 1 1 1\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_processor_use_is_the_share_since_the_last_call(machine: Machine) -> None:
    usage = Usage(lambda: 0, machine.proc, machine.sys)
    shares: list[float] = []
    for busy, idle in ((75, 25), (75, 125), (75, 125)):
        machine.ticks(busy, idle)
        shares.append(usage.read(ReadStats()).cpu_busy)
    assert shares == [0.75, 0.0, 0.0]


def test_memory_in_use_is_what_is_not_available(machine: Machine) -> None:
    assert Usage(lambda: 42, machine.proc, machine.sys).read(ReadStats()).memory_used == 600 * 1024


def test_only_the_hosts_own_cards_count(machine: Machine) -> None:
    stats = Usage(lambda: 42, machine.proc, machine.sys).read(ReadStats())
    assert (stats.net_received_bytes, stats.net_sent_bytes, stats.foreign_memory) == (1500, 2050, 42)


def test_processors_of_one_package_are_one_socket(machine: Machine) -> None:
    assert sockets(machine.sys) == 0
    for number, package in enumerate((0, 0, 1)):
        topology = machine.sys / "devices" / "system" / "cpu" / f"cpu{number}" / "topology"
        topology.mkdir(parents=True)
        (topology / "physical_package_id").write_text(f"{package}\n")
    assert sockets(machine.sys) == 2


def test_facts_are_told_without_libvirt() -> None:
    def silent() -> tuple[str, str]:
        raise AgentFault("unavailable", "libvirt does not answer")

    facts = Inventory(boot_id(), lambda: Acceleration(kvm=False, reason="emulated: because"), silent, list).read(ReadFacts())
    assert (facts.libvirt_version, facts.qemu_version) == ("", "")
    assert (facts.acceleration, facts.acceleration_reason) == ("tcg", "emulated: because")
    assert facts.cpus >= 1
    assert facts.cpu_mhz > 0
    assert facts.hostname
    assert facts.distribution


def test_the_host_has_an_address() -> None:
    assert address().count(".") == 3
