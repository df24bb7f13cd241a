"""What instances use, read from their hosts and shown in lists."""

from typing import Any

import pytest
from msgspec import Struct
from tests.world import World

from pileus.manager.compute.statistics import instances_measured
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.model.statistics import InstanceStatistics
from pileus.wire.domains import DomainsStats, DomainStats, ReadDomainStats
from pileus.wire.message import Request

MIB = 1 << 20


class Meter:
    """Stands for the host's counters: each reading is what the test says."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = world
        self.reading = DomainsStats(at=0, stats=[])
        self._others = world.host.answer
        monkeypatch.setattr(world.host, "answer", self.answer)

    def answer(self, request: Request[Any]) -> Struct:
        return self.reading if isinstance(request, ReadDomainStats) else self._others(request)

    def read(self, at: float, instance_id: str, **counters: int) -> None:
        numbers = dict.fromkeys(DomainStats.__struct_fields__[1:], 0) | {"vcpus": 2, "memory_kib": 131072} | counters
        self.reading = DomainsStats(at=at, stats=[DomainStats(instance_id=instance_id, **numbers)])
        self.world.manager.engine.reconcile(instances_measured)


@pytest.fixture
def meter(world: World, monkeypatch: pytest.MonkeyPatch) -> Meter:
    return Meter(world, monkeypatch)


def test_rates_are_made_of_two_readings(meter: Meter) -> None:
    world = meter.world
    id = world.running(name="busy")
    at = world.clock.now().timestamp()
    meter.read(at, id)
    first = world.instance(id)
    assert (first.memory_kbs, first.cpu_used, first.network_kbs_read) == (131072, None, None)
    meter.read(
        at + 10, id, cpu_ns=5 * 10**9, memory_free_kib=1000, net_received_bytes=20 * MIB, net_sent_bytes=10240,
        disk_read_bytes=MIB, disk_write_bytes=2 * MIB, disk_read_requests=100, disk_write_requests=50,
    )  # fmt: skip
    second = world.instance(id)
    assert (second.cpu_used, second.network_kbs_read, second.network_kbs_write) == ("25.00%", 2048, 1)
    assert (second.disk_kbs_read, second.disk_kbs_write, second.disk_io_read, second.disk_io_write) == (102, 205, 10, 5)
    assert second.memory_int_free_kbs == 1000
    [figures] = world.call("listVirtualMachinesMetrics", id=id).items
    assert (figures.name, figures.cpu_used) == ("busy", "25.00%")
    assert (figures.cpu_total, figures.memory_total) == ("0.50 Ghz", "0.12 GB")
    assert (figures.network_read, figures.disk_write, figures.disk_iops_total) == ("2.00 MB", "0.20 MB", 15)


def test_a_guest_that_started_anew_has_no_rate_yet(meter: Meter) -> None:
    world = meter.world
    id = world.running(name="anew")
    at = world.clock.now().timestamp()
    meter.read(at, id, cpu_ns=10**12, net_received_bytes=MIB)
    meter.read(at + 20, id, cpu_ns=10**9, net_received_bytes=10)
    shown = world.instance(id)
    assert (shown.cpu_used, shown.network_kbs_read) == (None, None)


def test_nothing_is_told_of_instances_that_do_not_run_or_are_out_of_reach(meter: Meter) -> None:
    world = meter.world
    id = world.running(name="vanishing")
    meter.read(world.clock.now().timestamp(), id)
    world.hosts.order(ReadDomainStats, HostFault(world.host.id, "unavailable", "libvirt does not answer", "wait"))
    report = world.manager.engine.reconcile(instances_measured)
    assert ["libvirt does not answer" in line for line in report.wrong] == [True]
    assert world.instance(id).memory_kbs
    world.hosts.cut(world.host.id)
    world.clock.turn(minutes=3)
    world.manager.engine.reconcile(instances_measured)
    assert world.instance(id).memory_kbs is None
    world.hosts.mend(world.host.id)
    world.ended(world.call("stopVirtualMachine", id=id, forced=True))
    world.manager.engine.reconcile(instances_measured)
    assert world.rows(InstanceStatistics) == []
