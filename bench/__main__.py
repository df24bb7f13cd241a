"""`python -m bench [GROUP …]`: measures what is promised and prints a table; without names, every group.

With --write the table also replaces the one in docs/benchmarks.md.
"""

import argparse
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tests.server_process import ROOT

from bench import jobs, lists, real, starts
from bench.figures import Figure

GROUPS: dict[str, Callable[[Path], Generator[Figure]]] = {
    "real": real.measure,
    "jobs": jobs.measure,
    "lists": lists.measure,
    "starts": starts.measure,
}
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- results: `python -m bench --write` -->", "<!-- end of results -->"
HEADINGS = ("goal", "what", "measured", "beside it", "wanted", "met")


def main() -> int:
    """Answers 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures what is promised.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all when left out")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    given = parser.parse_args()
    unknown = set(given.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    signal.signal(signal.SIGTERM, _end)
    before = load()
    figures: list[Figure] = []
    for name in given.groups or GROUPS:
        with tempfile.TemporaryDirectory(prefix="pileus-bench-", dir="/tmp") as folder:  # short: socket paths are limited
            for figure in GROUPS[name](Path(folder)):
                figures.append(figure)
                print(line(figure), flush=True)
    text = report(sorted(figures, key=lambda figure: int(figure.goal[1:])), before)
    print("\n" + text)
    if given.write:
        write(text)
    return 1 if any(figure.met is False for figure in figures) else 0


def _end(number: int, _frame: FrameType | None) -> None:
    """Whoever ends it early still gets everything cleaned up."""
    sys.exit(128 + number)


def line(figure: Figure) -> str:
    """For a person who watches."""
    verdict = {True: "met", False: "MISSED", None: "not measured"}[figure.met]
    return f"{figure.goal:4} {figure.what}: {figure.number} [{figure.baseline or '-'}] {figure.wanted}: {verdict}  {figure.note}".rstrip()


def report(figures: list[Figure], before: str) -> str:
    """The table, and the machine it was taken on."""
    rows = [HEADINGS, ("---",) * len(HEADINGS)]
    rows += [(f.goal, f.what, f.number, f.baseline, f.wanted, {True: "yes", False: "**no**", None: "-"}[f.met]) for f in figures]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    notes = "\n".join(f"- {f.goal}, {f.what}: {f.note}" for f in figures if f.note)
    machine = f"{datetime.now(UTC):%Y-%m-%d}, {machine_class()}, load {before} before and {load()} after the run."
    return f"{machine}\n\n{table}\n" + (f"\n{notes}\n" if notes else "")


def machine_class() -> str:
    """What a reader has to know of the machine, and nothing else."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {virtualisation()}, Python {platform.python_version()}"


def virtualisation() -> str:
    """Whether the machine is itself a guest."""
    try:
        found = subprocess.run(["systemd-detect-virt"], capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return "unknown whether virtual"
    return "bare metal" if found == "none" else "itself a virtual machine"


def load() -> str:
    """Of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def write(text: str) -> None:
    """Replaces the results in the page; what stands around them is written by people."""
    page = PAGE.read_text()
    head, _, rest = page.partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n{END}{tail}")


if __name__ == "__main__":
    sys.exit(main())
