from collections.abc import Generator
from pathlib import Path

import pytest
from tests.world import World, open_world


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """One server for a module's tests, which make objects with names of their own."""
    with open_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def world(tmp_path: Path) -> Generator[World]:
    """A server of the test's own, for tests that count or break things."""
    with open_world(tmp_path) as opened:
        yield opened
