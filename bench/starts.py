"""P8 as its user meets it: the command that makes a simulator from nothing."""

import os
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

from tests.server_process import ROOT, free_port

from bench.figures import Figure, median, s, timed

PILEUS = ROOT / ".venv" / "bin" / "pileus"
TIMES = 3


def measure(folder: Path) -> Generator[Figure]:
    """Makes, and removes, a simulator several times; in turn with an interpreter that only imports what the manager stands on."""
    ours: list[float] = []
    bares: list[float] = []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory(dir=folder) as root:
            options = ("--root", root)
            ours.append(timed(lambda options=options: _pileus(*options, "up", "--simulator", "--port", str(free_port()))))
            _pileus(*options, "down")
        bares.append(timed(_imports))
    yield Figure(
        goal="P8",
        what="`pileus up --simulator` from nothing",
        number=s(median(ours)),
        baseline=f"importing its libraries {s(median(bares))}",
        wanted="≤ 3 s",
        met=median(ours) <= 3,
    )


def _pileus(*words: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PILEUS_")}
    done = subprocess.run([PILEUS, *words], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"pileus {' '.join(words)} failed: {done.stdout}{done.stderr}")


def _imports() -> None:
    libraries = "import dbos, sqlalchemy.orm, starlette.applications, uvicorn, msgspec, structlog, aiohttp, cryptography.fernet, argon2"
    subprocess.run([PILEUS.with_name("python"), "-c", libraries], check=True)
