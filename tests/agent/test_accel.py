import time
from pathlib import Path

import pytest

from pileus.agent.accel import ATTEMPTS, LIMIT, Acceleration, Accelerator, probe_kvm


class Probe:
    def __init__(self, *, kvm: bool) -> None:
        self.times = 0
        self._kvm = kvm

    def __call__(self) -> Acceleration:
        self.times += 1
        return Acceleration(kvm=self._kvm, reason="as the test says")


def test_the_probe_runs_once_a_boot(tmp_path: Path) -> None:
    record, probe = tmp_path / "agent" / "acceleration.json", Probe(kvm=False)
    first = Accelerator(record, "boot-1", probe)
    assert (first(), first()) == (Acceleration(kvm=False, reason="as the test says"),) * 2
    assert Accelerator(record, "boot-1", probe)().reason == "as the test says"
    assert probe.times == 1


def test_a_reboot_asks_again(tmp_path: Path) -> None:
    record = tmp_path / "acceleration.json"
    Accelerator(record, "boot-1", Probe(kvm=False))()
    assert Accelerator(record, "boot-2", Probe(kvm=True))().kvm


@pytest.mark.parametrize("damage", [b"", b"{", b'{"boot":"boot-1","found":7}'])
def test_a_damaged_record_is_proven_anew(tmp_path: Path, damage: bytes) -> None:
    record = tmp_path / "acceleration.json"
    record.write_bytes(damage)
    assert Accelerator(record, "boot-1", Probe(kvm=True))().kvm


def test_a_host_without_the_device_says_so(tmp_path: Path) -> None:
    found = probe_kvm(tmp_path / "kvm")
    assert not found.kvm
    assert str(tmp_path / "kvm") in found.reason


def test_the_real_probe_answers_in_time_and_gives_its_reason() -> None:
    begun = time.monotonic()
    found = probe_kvm()
    assert time.monotonic() - begun < ATTEMPTS * LIMIT + 10
    assert found.reason.startswith("KVM: " if found.kvm else "emulated: ")
