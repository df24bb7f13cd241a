"""Notices from events and looks. Libvirt is a dictionary here: what it says of each guest now."""

import queue
from collections.abc import Iterator

import libvirt
import pytest

from pileus.agent.faults import AgentFault
from pileus.agent.libvirt.watch import Watch
from pileus.wire.domains import DomainIs
from pileus.wire.notices import AnyNotice, DomainChanged

LIMIT = 5.0
STARTED = 2  # VIR_DOMAIN_EVENT_STARTED


def guest(epoch: int = 1, uuid: str = "g") -> DomainIs:
    return DomainIs(instance_id=uuid, name="i-1", state="running", epoch=epoch, acceleration="tcg")


class Host:
    def __init__(self, recheck: float = 3600.0) -> None:
        self.guests: dict[str, DomainIs] = {}
        self.answers = True
        self.told: queue.Queue[AnyNotice] = queue.Queue()
        self.watch = Watch(self._look, self.guests.get, self.told.put, recheck)
        self.watch.start()

    def _look(self) -> list[DomainIs]:
        if not self.answers:
            raise AgentFault("unavailable", "libvirt does not answer")
        return list(self.guests.values())

    def start(self, g: DomainIs) -> None:
        self.guests[g.instance_id] = g
        self.watch.changed(g.instance_id, STARTED, 0)

    def end(self, uuid: str, detail: int = libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED) -> None:
        del self.guests[uuid]
        self.watch.changed(uuid, libvirt.VIR_DOMAIN_EVENT_STOPPED, detail)

    def next(self) -> tuple[str, int, str]:
        notice = self.told.get(timeout=LIMIT)
        assert isinstance(notice, DomainChanged)
        return notice.state, notice.epoch, notice.reason


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.watch.close()


@pytest.mark.parametrize(
    ("detail", "state", "reason"),
    [
        (libvirt.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN, "off", "shutdown"),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED, "off", "destroyed"),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED_CRASHED, "crashed", "crashed"),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED, "crashed", "failed"),
    ],
)
def test_an_end_is_told_with_its_reason(host: Host, detail: int, state: str, reason: str) -> None:
    host.start(guest())
    assert host.next() == ("running", 1, "")
    host.end("g", detail)
    assert host.next() == (state, 1, reason)


def test_a_start_that_is_told_by_us_and_by_libvirt_is_told_once(host: Host) -> None:
    host.guests["g"] = guest()
    host.watch.started(guest())
    host.watch.changed("g", STARTED, 0)
    host.end("g")
    assert [host.next()[0], host.next()[0]] == ["running", "off"]


def test_the_end_of_a_guest_whose_start_was_never_seen_is_told_if_we_started_it(host: Host) -> None:
    host.watch.started(guest())
    host.watch.changed("g", libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED)
    assert [host.next()[0], host.next()[0]] == ["running", "crashed"]


def test_a_late_end_of_an_earlier_life_does_not_contradict_the_present_one(host: Host) -> None:
    host.start(guest(epoch=1))
    assert host.next() == ("running", 1, "")
    host.guests["g"] = guest(epoch=2)
    host.watch.started(guest(epoch=2))
    host.watch.changed("g", libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
    host.end("g")
    assert [host.next(), host.next()] == [("running", 2, ""), ("off", 2, "destroyed")]


def test_strangers_are_never_told_of(host: Host) -> None:
    host.watch.changed("stranger", STARTED, 0)
    host.watch.changed("stranger", libvirt.VIR_DOMAIN_EVENT_STOPPED, 1)
    host.start(guest())
    assert host.next() == ("running", 1, "")


def test_a_lost_event_is_made_good_by_the_next_look() -> None:
    host = Host(recheck=0.05)
    host.start(guest())
    assert host.next() == ("running", 1, "")
    del host.guests["g"]
    assert host.next() == ("off", 1, "")
    host.watch.close()


def test_while_libvirt_is_silent_nobody_is_said_to_be_off_and_then_what_changed_is_told(host: Host) -> None:
    host.start(guest(uuid="stays"))
    host.start(guest(uuid="goes"))
    assert [host.next()[0], host.next()[0]] == ["running", "running"]
    host.answers = False
    host.watch.opened()
    del host.guests["goes"]
    host.answers = True
    host.watch.opened()
    notice = host.told.get(timeout=LIMIT)
    assert isinstance(notice, DomainChanged)
    assert (notice.instance_id, notice.state) == ("goes", "off")
    assert host.told.empty()


def test_whoever_waits_is_released_when_the_agent_ends(host: Host) -> None:
    host.watch.close()
    with pytest.raises(AgentFault, match="ending"):
        host.watch.wait_for_change("g", LIMIT)
