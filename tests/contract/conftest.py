"""A whole manager on fake hosts behind real ports, for clients that know nothing of Pileus."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from cs import CloudStack
from starlette.applications import Starlette
from tests.world import TEMPLATE, ZONE, World, offering, open_world


@dataclass(frozen=True)
class Server:
    """Where the server listens, and who may call."""

    world: World
    port: int
    integration_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/client/api"

    @property
    def integration_url(self) -> str:
        return f"http://127.0.0.1:{self.integration_port}/"

    @property
    def keys(self) -> tuple[str, str]:
        return self.world.admin.api_key, self.world.admin.secret_key

    @property
    def first_instance(self) -> dict[str, str]:
        """Parameters of the smallest instance."""
        return {"zoneid": ZONE, "templateid": TEMPLATE, "serviceofferingid": offering("Tiny Instance")}


@contextmanager
def serving(app: Starlette) -> Generator[int]:
    """Serves on a free port of loopback, which it answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("server")
    with open_world(folder) as world, serving(world.manager.web.plain) as port, serving(world.manager.web.integration) as integration:
        yield Server(world, port, integration)


@pytest.fixture
def cs(server: Server) -> CloudStack:
    """The cs client of the administrator, as Ansible uses it."""
    key, secret = server.keys
    return CloudStack(endpoint=server.url, key=key, secret=secret, poll_interval=0.1, timeout=20)
