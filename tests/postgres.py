"""A PostgreSQL of the tests' own: the distribution's programs, a folder of its own, a unix socket and no port; gone when the tests end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

LIMIT = 30.0
"""Seconds in which the server must be there."""


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    folder: Path
    user: str
    numbers: Generator[int]

    def database(self) -> str:
        """Makes an empty database and answers its SQLAlchemy URL."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"


def copied(source: str, to: str = "", *, name: str = "") -> str:
    """Makes a database on the server of another as that one is: the one at the URL `to`, or one of that name; answers its URL.

    Nobody may be connected to either.
    """
    template = make_url(source)
    made = make_url(to) if to else template.set(database=name)
    with psycopg.connect(host=str(made.query["host"]), user=made.username, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{made.database}"'.encode())
        connection.execute(f'CREATE DATABASE "{made.database}" TEMPLATE "{template.database}"'.encode())
    return made.render_as_string()


@contextmanager
def running() -> Generator[Postgres]:
    """Starts a server and stops it at the end."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not programs:
        raise RuntimeError("PostgreSQL's programs are missing: run `tools/setup test`, which installs the package postgresql")
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="pileus-pg-", dir="/tmp"))
    as_user = user if os.geteuid() == 0 else None
    try:
        shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [programs[-1] / "initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "-U", user, "-D", data],
            check=True, capture_output=True, user=as_user, cwd=folder,
        )  # fmt: skip
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "full_page_writes": "off",
            "synchronous_commit": "off", "max_connections": "200", "shared_buffers": "32MB",
        }  # fmt: skip
        arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([programs[-1] / "postgres", "-D", data, *arguments], stdout=log, stderr=log, user=as_user, cwd=folder)
        try:
            _await(server, folder, user)
            yield Postgres(folder, user, _numbers())
        finally:
            server.send_signal(signal.SIGINT)  # its fast shutdown: it does not wait until everybody has left
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _numbers() -> Generator[int]:
    yield from count(1)


def _await(server: subprocess.Popen[bytes], folder: Path, user: str) -> None:
    end = time.monotonic() + LIMIT
    while True:
        try:
            psycopg.connect(host=str(folder), user=user, dbname="postgres").close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from error
            time.sleep(0.05)
        else:
            return
