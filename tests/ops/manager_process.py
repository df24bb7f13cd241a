"""A manager of the toy world in a process of its own, which may be told to kill itself, without any farewell, at one point of a run.

`python -m tests.ops.manager_process FOLDER URL NAME [JOBS [KIND NUMBER WHEN]]`: starts so many jobs, then runs until its standard input
ends. It says `ready` when it runs, and the ids of the jobs it started.
"""

import os
import signal
import sys
from pathlib import Path

from tests.ops.faults import Hasty
from tests.ops.toys import toy_trial

from pileus.manager import ops
from pileus.manager.ops.run import Point


class Killer:
    """Sends itself the signal that no process can catch."""

    def __init__(self, number: int, when: str, *, undo: bool) -> None:
        self._number, self._when, self._undo = number, when, undo

    def before(self, at: Point) -> None:
        self._at(at, "before")

    def twice(self, at: Point) -> bool:
        del at
        return False

    def done(self, at: Point) -> None:
        if self._undo and at.number == self._number + 1 and not at.undo:
            raise RuntimeError("a planted fault")

    def committed(self, at: Point) -> None:
        self._at(at, "after")

    def _at(self, at: Point, when: str) -> None:
        if (at.number, at.undo, when) == (self._number, self._undo, self._when):
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, url: str, name: str, jobs: str = "0", kind: str = "", number: str = "", when: str = "") -> None:
    killer = Killer(int(number), when, undo=kind == "undo") if kind else None
    with toy_trial(folder, url) as trial:
        engine = ops.Engine(
            trial.db, trial.hosts, Hasty(trial.settings), trial.sealer, trial.clock, folder / name,
            workers=2, faults=killer,
        )  # fmt: skip
        engine.launch()
        sys.stdout.write(f"ready {' '.join(trial.start() for _ in range(int(jobs)))}\n")
        sys.stdout.flush()
        sys.stdin.read()
        engine.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
