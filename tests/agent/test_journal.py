from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pileus.agent.faults import AgentFault
from pileus.agent.journal import KEEP_RESULTS, Journal
from pileus.wire.domains import StopDomain
from pileus.wire.message import FaultKind, Nothing


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def stop(key: str = "op/1", target: str = "guest", epoch: int = 1) -> StopDomain:
    return StopDomain(key=key, target=target, epoch=epoch, instance_id=target, grace=0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Journal:
    return Journal(tmp_path / "journal.sqlite", clock)


def counting(effects: list[str]) -> Callable[[], Nothing]:
    def act() -> Nothing:
        effects.append("done")
        return Nothing()

    return act


def failing(kind: FaultKind, effects: list[str]) -> Callable[[], Nothing]:
    def act() -> Nothing:
        effects.append("failed")
        raise AgentFault(kind, "the disk is on fire", "Put it out.")

    return act


def test_an_effect_happens_once_for_its_key(journal: Journal) -> None:
    effects: list[str] = []
    assert [journal.once(stop(), counting(effects)) for _ in range(3)] == [b"{}"] * 3
    assert effects == ["done"]


def test_what_was_done_is_remembered_after_a_restart(tmp_path: Path) -> None:
    effects: list[str] = []
    first = Journal(tmp_path / "journal.sqlite")
    first.once(stop(epoch=4), counting(effects))
    first.close()
    second = Journal(tmp_path / "journal.sqlite")
    second.once(stop(epoch=4), counting(effects))
    assert effects == ["done"]
    with pytest.raises(AgentFault, match="epoch 3"):
        second.once(stop(key="op/2", epoch=3), counting(effects))


@pytest.mark.parametrize("kind", ["missing", "invalid", "conflict", "capacity"])
def test_a_refusal_is_an_answer_and_is_repeated(journal: Journal, kind: FaultKind) -> None:
    effects: list[str] = []
    for _ in range(2):
        with pytest.raises(AgentFault, match="on fire") as refused:
            journal.once(stop(), failing(kind, effects))
        assert (refused.value.kind, refused.value.hint) == (kind, "Put it out.")
    assert effects == ["failed"]


@pytest.mark.parametrize("kind", ["unavailable", "timeout", "internal"])
def test_a_failure_that_decided_nothing_may_be_tried_again(journal: Journal, kind: FaultKind) -> None:
    effects: list[str] = []
    with pytest.raises(AgentFault):
        journal.once(stop(), failing(kind, effects))
    assert journal.once(stop(), counting(effects)) == b"{}"
    assert effects == ["failed", "done"]


def test_an_interrupted_effect_runs_again(journal: Journal) -> None:
    def killed() -> Nothing:
        raise KeyboardInterrupt

    effects: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        journal.once(stop(), killed)
    journal.once(stop(), counting(effects))
    assert effects == ["done"]


def test_a_higher_epoch_shuts_out_a_lower_one_even_if_its_effect_failed(journal: Journal) -> None:
    with pytest.raises(AgentFault):
        journal.once(stop(key="new/1", epoch=8), failing("unavailable", []))
    effects: list[str] = []
    with pytest.raises(AgentFault, match="guest") as refused:
        journal.once(stop(key="old/1", epoch=7), counting(effects))
    assert (refused.value.kind, effects) == ("stale", [])


def test_epochs_of_different_targets_have_nothing_to_do_with_each_other(journal: Journal) -> None:
    journal.once(stop(key="a/1", target="a", epoch=9), counting([]))
    assert journal.once(stop(key="b/1", target="b", epoch=1), counting([])) == b"{}"


def test_a_stored_reply_is_answered_even_when_its_epoch_is_old_by_now(journal: Journal) -> None:
    journal.once(stop(key="old/1", epoch=1), counting([]))
    journal.once(stop(key="new/1", epoch=2), counting([]))
    assert journal.once(stop(key="old/1", epoch=1), counting([])) == b"{}"


def test_results_are_forgotten_after_their_time_and_epochs_are_not(journal: Journal, clock: Clock) -> None:
    effects: list[str] = []
    journal.once(stop(epoch=5), counting(effects))
    clock.now += KEEP_RESULTS + 1
    journal.prune()
    with pytest.raises(AgentFault):
        journal.once(stop(key="late/1", epoch=4), counting(effects))
    journal.once(stop(epoch=5), counting(effects))
    assert effects == ["done", "done"]


def test_the_reply_is_what_the_handler_answered(journal: Journal) -> None:
    class Reply(msgspec.Struct):
        n: int

    assert journal.once(stop(), lambda: Reply(7)) == b'{"n":7}'
