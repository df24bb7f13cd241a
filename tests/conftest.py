"""What holds for every test, and the `cloud` that many stand on; nothing is set up for a test that does not ask for it."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from tests.statements import compile_once

if TYPE_CHECKING:
    from tests.cloud import Cloud
    from tests.tenants import Sales
    from tests.world import World

# Two busy cores make any single example slow now and then; the time limit of the whole test still holds.
settings.register_profile("pileus", deadline=None)
settings.load_profile("pileus")

compile_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips, saying so, what needs root rights where there are none."""
    if os.geteuid() == 0:
        return
    for item in items:
        if item.get_closest_marker("host"):
            item.add_marker(pytest.mark.skip(reason="works on the host itself: run it as root"))


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator["Cloud"]:
    """A management server with a seeded database of its own, called by the administrator of ROOT."""
    from tests.cloud import open_cloud  # tests of the agent must not need the manager

    with open_cloud(tmp_path) as opened:
        yield opened


@pytest.fixture
def sales(cloud: "Cloud") -> "Sales":
    """Tenants in that cloud: domain sales with an administrator and a user, and a domain below it."""
    from tests.tenants import make_sales

    return make_sales(cloud)


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Generator["World"]:
    """One server with its engine and a fake host for a module's tests, which make objects with names of their own."""
    from tests.world import open_world

    with open_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Generator["World"]:
    """A server with its engine and a fake host of the test's own, for tests that count or break things."""
    from tests.world import open_world

    with open_world(tmp_path) as opened:
        yield opened
