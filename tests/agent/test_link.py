"""The link over a real socket; behind it stand handlers of the test's own instead of libvirt, storage and networks."""

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.contract_agent.rig import LIMIT, Client, Refused, open_console

from pileus.agent.dispatch import VERBS, Dispatch, Handler
from pileus.agent.faults import AgentFault
from pileus.agent.journal import Journal
from pileus.agent.link import Link
from pileus.wire.domains import Domains, ListDomains, OpenConsole, StopDomain
from pileus.wire.hosts import ReadStats, Stats
from pileus.wire.message import MAX_FRAME, PROTOCOL, Call, Fault, Hello, Nothing
from pileus.wire.notices import PasswordSaved

HELLO = Hello(protocol=PROTOCOL, version="1", installation="i", host="h", boot="b")
BUSY = Stats(at=1.0, cpu_busy=0.5, load1=1.0, memory_used=1, foreign_memory=0, net_received_bytes=0, net_sent_bytes=0)


@dataclass
class Rig:
    """An agent that is all link. `hold` stops the effects until it is set."""

    path: Path
    link: Link
    loop: asyncio.AbstractEventLoop
    hold: threading.Event
    began: list[str] = field(default_factory=list[str])

    def connect(self) -> Client:
        return Client(self.path)

    def stop(self, patience: float = 5.0) -> None:
        asyncio.run_coroutine_threadsafe(self.link.close(patience), self.loop).result(LIMIT)


def start(tmp_path: Path, allowed: frozenset[int] = frozenset({os.getuid()})) -> Iterator[Rig]:
    hold = threading.Event()
    hold.set()
    began: list[str] = []

    def stop_guest(request: StopDomain) -> Nothing:
        began.append(request.key)
        if not hold.wait(LIMIT):
            raise AssertionError("nobody lets the effect go on")
        if request.instance_id == "broken":
            raise ZeroDivisionError("a defect")
        return Nothing()

    def console(request: OpenConsole) -> socket.socket:
        if request.instance_id == "off":
            raise AgentFault("missing", "guest off does not run", "Start it first.")
        ours, theirs = socket.socketpair()
        threading.Thread(target=_echo, args=(ours,), daemon=True).start()
        return theirs

    def unused(_: Any) -> Any:
        raise NotImplementedError

    handlers: dict[type[msgspec.Struct], Handler] = dict.fromkeys(VERBS, unused)
    handlers |= {StopDomain: stop_guest, ReadStats: lambda _: BUSY, ListDomains: lambda _: Domains(domains=[])}
    path = tmp_path / "agent.sock"
    dispatch = Dispatch(Journal(tmp_path / "journal.sqlite"), handlers)
    loop = asyncio.new_event_loop()
    link = Link(path, HELLO, dispatch, console, allowed_uids=allowed, gid=None)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(link.open(), loop).result(LIMIT)
    rig = Rig(path, link, loop, hold, began)
    yield rig
    hold.set()
    rig.stop()
    dispatch.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def _echo(s: socket.socket) -> None:
    with s:
        s.sendall(b"hello from the guest")
        while data := s.recv(4096):
            s.sendall(data.upper())


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    yield from start(tmp_path)


def stop(key: str = "op/1", target: str = "g", epoch: int = 1) -> StopDomain:
    return StopDomain(key=key, target=target, epoch=epoch, instance_id=target, grace=0)


def wait_until(holds: Callable[[], bool]) -> None:
    from tests.host.libvirtd import wait_for

    wait_for(holds, LIMIT, "the effect begins")


def test_the_agent_says_who_it_is_first(rig: Rig) -> None:
    with rig.connect() as manager:
        assert manager.hello == HELLO


def test_the_socket_is_for_its_owner_and_group_alone(rig: Rig) -> None:
    assert stat.S_IMODE(rig.path.stat().st_mode) == 0o660


def test_a_peer_of_another_user_is_turned_away_without_a_word(tmp_path: Path) -> None:
    for rig in start(tmp_path, allowed=frozenset()):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(LIMIT)
            s.connect(str(rig.path))
            assert s.recv(1) == b""


@pytest.mark.parametrize(
    ("frame", "number"),
    [
        (b"", 0),
        (b"not json", 0),
        (b"\xff\xfe\x00", 0),
        (b"[1,2,3]", 0),
        (b'{"frame":"call"}', 0),
        (b'{"frame":"call","id":"seven","request":{}}', 0),
        (b'{"frame":"answer","id":7,"reply":{}}', 7),
        (b'{"frame":"call","id":7,"request":{}}', 7),
        (b'{"frame":"call","id":7,"request":{"verb":"domain.explode"}}', 7),
        (b'{"frame":"call","id":7,"request":{"verb":"domain.stop","key":1}}', 7),
        (b'{"frame":"call","id":7,"request":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 0),
    ],
)
def test_a_malformed_frame_is_refused_and_the_connection_goes_on(rig: Rig, frame: bytes, number: int) -> None:
    with rig.connect() as manager:
        manager.send_raw(frame)
        fault = manager.wait_for_answer(number)
        assert isinstance(fault, Fault)
        assert fault.kind == "invalid"
        assert fault.text
        assert manager.call(ReadStats()) == BUSY


def test_a_frame_without_end_closes_its_connection_and_no_other(rig: Rig) -> None:
    with rig.connect() as other, rig.connect() as manager:
        manager.send_raw(b"x" * (MAX_FRAME + 1000))
        manager.wait_until_closed()
        assert other.call(ReadStats()) == BUSY


def test_a_connection_that_breaks_in_the_middle_of_a_frame_harms_nobody(rig: Rig) -> None:
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(str(rig.path))
        s.sendall(b'{"frame":"call","id":1,')
    with rig.connect() as manager:
        assert manager.call(ReadStats()) == BUSY


def test_answers_overtake_a_slow_effect(rig: Rig) -> None:
    rig.hold.clear()
    with rig.connect() as manager:
        slow = manager.send(stop())
        assert manager.call(ReadStats()) == BUSY
        rig.hold.set()
        assert slow() == Nothing()


def test_a_repetition_over_another_connection_waits_for_the_first(rig: Rig) -> None:
    rig.hold.clear()
    with rig.connect() as cut_off, rig.connect() as again:
        first = cut_off.send(stop())
        wait_until(lambda: rig.began == ["op/1"])
        second = again.send(stop())
        rig.hold.set()
        assert (first(), second()) == (Nothing(), Nothing())
    assert rig.began == ["op/1"]


def test_an_effect_goes_on_when_its_manager_is_gone(rig: Rig) -> None:
    rig.hold.clear()
    with rig.connect() as manager:
        manager.send(stop())
        wait_until(lambda: rig.began == ["op/1"])
    rig.hold.set()
    with rig.connect() as manager:
        assert manager.call(stop()) == Nothing()
    assert rig.began == ["op/1"]


def test_a_defect_is_answered_as_internal_and_names_itself(rig: Rig) -> None:
    with rig.connect() as manager:
        with pytest.raises(Refused, match="a defect") as refused:
            manager.call(stop(target="broken"))
        assert refused.value.kind == "internal"
        assert manager.call(ReadStats()) == BUSY


def test_a_notice_reaches_every_manager(rig: Rig) -> None:
    notice = PasswordSaved(instance_id="g", password_id="p")
    with rig.connect() as one, rig.connect() as two:
        one.call(ReadStats())
        two.call(ReadStats())
        rig.link.notify(notice)
        assert one.wait_for_notice(lambda n: n == notice) == two.wait_for_notice(lambda n: n == notice)


def test_hundreds_of_calls_at_once_are_all_answered(rig: Rig) -> None:
    with rig.connect() as manager:
        waiting = [manager.send(ReadStats()) for _ in range(1000)]
        assert [wait() for wait in waiting] == [BUSY] * 1000


def test_a_console_carries_bytes_both_ways_from_its_first_byte(rig: Rig) -> None:
    with open_console(rig.path, OpenConsole(instance_id="g", kind="serial")) as console:
        assert console.recv(100) == b"hello from the guest"
        console.sendall(b"\x00\xffroot\r")
        assert console.recv(100) == b"\x00\xffROOT\r"
        rig.link.notify(PasswordSaved(instance_id="g", password_id="p"))
        console.sendall(b"still the guest")
        assert console.recv(100) == b"STILL THE GUEST"


def test_a_console_that_cannot_be_opened_says_why(rig: Rig) -> None:
    with pytest.raises(Refused, match="guest off does not run") as refused:
        open_console(rig.path, OpenConsole(instance_id="off", kind="vnc"))
    assert (refused.value.kind, refused.value.hint) == ("missing", "Start it first.")


def test_an_ending_agent_still_answers_what_runs_and_takes_nothing_new(rig: Rig) -> None:
    rig.hold.clear()
    with rig.connect() as manager:
        running = manager.send(stop())
        wait_until(lambda: rig.began == ["op/1"])
        ending = threading.Thread(target=rig.stop)
        ending.start()
        wait_until(lambda: not rig.path.exists())
        rig.hold.set()
        assert running() == Nothing()
        manager.wait_until_closed()
        ending.join()
    with socket.socket(socket.AF_UNIX) as s, pytest.raises(OSError, match="No such file"):
        s.connect(str(rig.path))


def test_every_verb_must_have_a_handler(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"domain\.stop"):
        Dispatch(Journal(tmp_path / "j"), {v: lambda _: Nothing() for v in VERBS - {StopDomain}})


def test_log_fields_of_a_call_do_not_have_to_be_known(rig: Rig) -> None:
    with rig.connect() as manager:
        request = msgspec.Raw(msgspec.json.encode(ReadStats()))
        manager.send_raw(msgspec.json.encode(Call(id=5, request=request, context={"command": "x", "operation": "y"})))
        assert not isinstance(manager.wait_for_answer(5), Fault)
