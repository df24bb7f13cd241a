"""Worlds for the operations of templates."""

from collections.abc import Generator
from pathlib import Path

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import nothing, trials
from tests.storage.test_template_changes import template_of
from tests.world import World

from pileus.manager.storage import template_changes


def with_a_template(world: World) -> str:
    """A template of the administrator's; answers its id."""
    nothing(world)
    return template_of(world, "admin", name="old")


@scenario(template_changes.remove)
def delete_a_template(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, with_a_template, lambda world, about: world.call("deleteTemplate", id=about))
