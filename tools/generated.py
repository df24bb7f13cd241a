"""Keeps generated files as their generators write them.

Without arguments it fails if a committed file differs from what its generator writes now; with --write it writes them.
A generator is a program that takes a folder as its last argument and writes its files below it, at the paths that they
have below the root of the checkout.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Generator:
    command: tuple[str, ...]
    files: tuple[str, ...]


GENERATORS: tuple[Generator, ...] = ()


def run(generator: Generator, target: Path) -> None:
    for file in generator.files:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([*generator.command, str(target)], cwd=ROOT, check=True)


def stale(generator: Generator) -> list[str]:
    """The generator's files that are not what it writes now."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        run(generator, fresh)
        return [file for file in generator.files if not same(fresh / file, ROOT / file)]


def same(fresh: Path, committed: Path) -> bool:
    return committed.is_file() and fresh.read_bytes() == committed.read_bytes()


def main() -> int:
    if sys.argv[1:] == ["--write"]:
        for generator in GENERATORS:
            run(generator, ROOT)
        return 0
    outdated = [file for generator in GENERATORS for file in stale(generator)]
    for file in outdated:
        print(f"{file} is out of date: run `make fix` and commit it")
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
