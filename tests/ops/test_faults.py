from pathlib import Path

import pytest
from tests.ops.faults import SCENARIOS, Fault, import_scenarios, run_trial

from pileus.manager.ops.declare import OPERATIONS

import_scenarios()

ON_POSTGRESQL = {"toys.pack", "deploy.first_start"}
"""Operations whose whole matrix runs on PostgreSQL too: one small, and the one with every kind of step. The engine is the same for all."""

CELLS = [
    pytest.param(name, number, fault, database, id=f"{database}-{name}-{number}-{fault}")
    for name, declared in SCENARIOS.items()
    for database in ("sqlite", *(["postgresql"] if declared.operation.key in ON_POSTGRESQL else []))
    for number in range(1, declared.operation.steps + 1)
    for fault in Fault
]


@pytest.mark.parametrize(("name", "number", "fault", "url"), CELLS, indirect=["url"])
def test_nothing_is_lost_left_over_or_doubled(name: str, number: int, fault: Fault, url: str, tmp_path: Path) -> None:
    run_trial(SCENARIOS[name], fault, number, tmp_path, url)


def test_every_operation_has_a_scenario() -> None:
    assert {declared.operation.key for declared in SCENARIOS.values()} == set(OPERATIONS)


def test_the_operations_on_postgresql_exist() -> None:
    assert set(OPERATIONS) >= ON_POSTGRESQL
