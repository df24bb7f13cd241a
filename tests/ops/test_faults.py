from pathlib import Path

import pytest
from tests.ops.faults import SCENARIOS, Fault, import_scenarios, run_trial

from pileus.manager.ops.declare import OPERATIONS

import_scenarios()

CELLS = [
    pytest.param(name, number, fault, id=f"{name}-{number}-{fault}")
    for name, declared in SCENARIOS.items()
    for number in range(1, declared.operation.steps + 1)
    for fault in Fault
]


@pytest.mark.parametrize(("name", "number", "fault"), CELLS)
def test_nothing_is_lost_left_over_or_doubled(name: str, number: int, fault: Fault, url: str, tmp_path: Path) -> None:
    run_trial(SCENARIOS[name], fault, number, tmp_path, url)


def test_every_operation_has_a_scenario() -> None:
    assert {declared.operation.key for declared in SCENARIOS.values()} == set(OPERATIONS)
