"""A simulator and a browser for the tests of the web app."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.quiet_network import inside, quiet_network
from tests.e2e.ui import PASSWORD, Ui, chromium, visit
from tests.host_cli.pileus import Pileus, instance

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def network() -> Generator[str | None]:
    """Where simulator and browser live."""
    with quiet_network(f"pileus-e2e-{os.getpid()}") as name:
        yield name


@pytest.fixture(autouse=True, scope="module")
def in_network(network: str | None) -> Generator[None]:
    """The tests of a file, and what they set up, are where the simulator is."""
    with inside(network):
        yield


@pytest.fixture(scope="session")
def pileus(network: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pileus]:
    """One simulator for all tests, which make things with names of their own."""
    assert (ROOT / "ui" / "dist" / "index.html").is_file(), "the web app is not built: run `make setup`"
    with instance(tmp_path_factory.mktemp("e2e") / "instance") as made:
        with inside(network):
            made.run("up", "--simulator", "--hosts", "2", "--port", str(made.port), PILEUS_ADMIN_PASSWORD=PASSWORD)
        yield made


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """It ends with the file: its driver's event loop runs in the thread of all tests."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def stranger(pileus: Pileus, browser: Browser) -> Generator[Ui]:
    """A window of somebody who is not logged in."""
    with visit(browser, pileus) as ui:
        yield ui


@pytest.fixture
def ui(stranger: Ui) -> Ui:
    """A window of the administrator."""
    stranger.log_in()
    return stranger
