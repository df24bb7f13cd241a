"""Keeps generated files as their generators write them.

Without arguments it fails if a committed file differs from what its generator writes now; with --write it writes them.
A generator is a program that takes a folder as its last argument and writes its files below it, at the paths that they
have below the root of the checkout.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATORS = (
    # The command reference, the OpenAPI document, the interface's client and its table of actions.
    (sys.executable, "-m", "pileus.manager.http.generate"),
    # What CloudStack has and Pileus has not.
    (sys.executable, "-m", "tools.compatibility"),
)


def write(target: Path) -> None:
    for command in GENERATORS:
        subprocess.run([*command, str(target)], cwd=ROOT, check=True)


def stale() -> list[Path]:
    """The files below the root that are not what their generator writes now."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        write(fresh)
        files = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
        return [file for file in files if not same(fresh / file, ROOT / file)]


def same(fresh: Path, committed: Path) -> bool:
    return committed.is_file() and fresh.read_bytes() == committed.read_bytes()


def main() -> int:
    if sys.argv[1:] == ["--write"]:
        write(ROOT)
        return 0
    outdated = stale()
    for file in outdated:
        print(f"{file} is out of date: run `make fix` and commit it")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
