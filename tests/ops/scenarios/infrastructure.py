"""Worlds for the operations of zones' infrastructure."""

from collections.abc import Generator
from pathlib import Path

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import nothing, trials
from tests.world import ZONE

from pileus.manager.ops.settled import nothing_left


@scenario(nothing_left)
def create_a_physical_network(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, nothing, lambda world, _: world.call("createPhysicalNetwork", zoneid=ZONE, name="wan"))
