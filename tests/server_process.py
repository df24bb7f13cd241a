"""A management server on fake hosts in a process of its own, which may be killed and started again: for tests of crashes, and for benches.

`python -m tests.server_process FILE` runs the one whose configuration stands in FILE as JSON.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pileus.manager.app import Config

START_SECONDS = 60.0
END_SECONDS = 20.0
ROOT = Path(__file__).resolve().parents[1]


class ServerProcess:
    """One installation and the process that serves it, if it runs. Kept by `serving`."""

    def __init__(self, folder: Path, *, hosts: int = 1, database: str = "") -> None:
        """Lays out an installation below `folder`, with room for thousands of instances. Nothing runs yet."""
        from tests.world import config  # the runner must not load what the server alone needs

        small = config(folder, hosts=hosts, database=database)
        assert small.plan is not None
        network = msgspec.structs.replace(
            small.plan.network, cidr="10.8.0.0/14", gateway="10.8.0.1", router="10.8.0.2", first="10.8.0.10", last="10.11.255.250"
        )
        plan = msgspec.structs.replace(small.plan, network=network)
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._file = folder / "manager.json"
        self.configure(msgspec.structs.replace(small, port=free_port(), plan=plan))

    def configure(self, config: "Config") -> None:
        """Sets how it runs from its next start on."""
        self.config = config
        self._file.write_bytes(msgspec.json.encode(config))

    @property
    def url(self) -> str:
        """The API."""
        return self.config.url

    @property
    def database(self) -> str:
        """SQLAlchemy URL of its database."""
        return self.config.database or f"sqlite:///{self.config.data}/pileus.db"

    @property
    def world_file(self) -> Path:
        """What the fake hosts are made of."""
        return Path(self.config.data) / "world.db"

    @property
    def keys(self) -> tuple[str, str]:
        """API key and secret key of the first administrator."""
        admin = json.loads((Path(self.config.etc) / "admin.json").read_text())
        return admin["apikey"], admin["secretkey"]

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Starts the process, and returns when it answers calls."""
        with (self.folder / "log" / "manager.log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "tests.server_process", self._file], stderr=log, stdout=log, cwd=ROOT)
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server does not answer; it said: {self.last_words()}")
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        """Whether the process said so; the word of one before it may go at any moment."""
        with suppress(FileNotFoundError):
            return (Path(self.config.run) / "manager.ready").read_text() == str(self.pid)
        return False

    def kill(self) -> None:
        """Ends the process without any farewell, as a power cut does."""
        assert self.process is not None
        self.process.kill()
        assert self.process.wait(END_SECONDS) == -signal.SIGKILL, f"the server ended before it was killed: {self.last_words()}"

    def stop(self) -> None:
        """Ends the process as a service manager does; it has to obey soon, and without complaint."""
        assert self.process is not None
        self.process.terminate()
        status = self.process.wait(END_SECONDS)
        assert status == 0, f"the server ended with {status}: {self.last_words()}"

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join((self.folder / "log" / "manager.log").read_text().splitlines()[-30:])

    def clean_up(self) -> None:
        """Makes sure that nothing runs any more."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(folder: Path, *, hosts: int = 1, database: str = "") -> Generator[ServerProcess]:
    """A running server, gone at the end."""
    server = ServerProcess(folder, hosts=hosts, database=database)
    try:
        server.start()
        yield server
    finally:
        server.clean_up()


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def main(path: str) -> int:
    """The server process itself."""
    from pileus.manager.app import Config, run

    os.umask(0o077)
    return run(msgspec.json.decode(Path(path).read_bytes(), type=Config))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
