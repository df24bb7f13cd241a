"""The `pileus` command as a person runs it: a process of its own, on an instance in a folder of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT = 180.0
"""Seconds that any command may take on a busy machine."""


@dataclass(frozen=True)
class Pileus:
    """One instance."""

    root: Path
    port: int
    environment: dict[str, str]
    command: tuple[str, ...] = (sys.executable, "-m", "pileus.cli")

    def run(self, *words: str, check: bool = True, limit: float = LIMIT, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end; with `check`, it must succeed."""
        done = subprocess.run(
            [*self.command, "--root", str(self.root), *words],
            env={**self.environment, **more}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}{self.logs()}"
        return done

    def status(self) -> dict[str, Any]:
        return json.loads(self.run("status", "--json", check=False).stdout)

    def findings(self, *words: str) -> dict[str, dict[str, Any]]:
        """What `doctor` finds, by id."""
        return {found["id"]: found for found in json.loads(self.run("doctor", "--json", *words, check=False).stdout)}

    def api(self, command: str, *parameters: str) -> dict[str, Any]:
        return json.loads(self.run("api", command, *parameters).stdout)

    @property
    def admin(self) -> dict[str, str]:
        return json.loads((self.root / "etc" / "admin.json").read_text())

    def pid(self, process: str) -> int:
        return next(found["pid"] for found in self.status()["processes"] if found["name"] == process)

    def logs(self) -> str:
        return "".join(f"\n== {log}\n{log.read_text(errors='replace')[-2000:]}" for log in sorted((self.root / "log").glob("*.log")))


@contextlib.contextmanager
def instance(root: Path, command: tuple[str, ...] = Pileus.command, **environment: str) -> Generator[Pileus]:
    """An instance that is gone, with its processes, when the block ends."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PILEUS")}
    pileus = Pileus(root, free_port(), {**inherited, **environment}, command)
    try:
        yield pileus
    finally:
        if (root / "etc" / "instance.json").exists():
            pileus.run("uninstall", "--destroy-guests")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(holds: Callable[[], object], limit: float, what: str) -> None:
    """Returns as soon as `holds` is true; fails with `what` after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < deadline, f"not within {limit} s: {what}"
        time.sleep(0.05)


def processes_with(word: str) -> list[str]:
    """Command lines of every process that names this word."""
    found: list[str] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if word in line and entry.name != str(os.getpid()):
                    found.append(line)
    return found
