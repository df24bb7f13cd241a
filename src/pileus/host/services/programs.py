"""Which processes an instance has and what starts them. What may not stand here: who keeps them running."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pileus.host import program, users
from pileus.host.instance import Instance
from pileus.host.layout import Layout

STOP_WITHIN = 12
"""Seconds that a process has to end: the manager needs at most ten."""

SECRET = "PILEUS_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable
"""Whoever may look at a process sees its variables, so this one is handed on in a file."""


@dataclass(frozen=True)
class Program:
    """One process that shall always run."""

    name: str
    argv: tuple[str, ...]
    user: users.ManagerUser
    log: Path


@dataclass(frozen=True)
class State:
    """How one process stands. `detail` is fit for a person."""

    name: str
    running: bool
    pid: int = 0
    detail: str = ""


class Services(Protocol):
    """Keeps the processes of one instance running, also when one of them dies."""

    def start(self) -> None:
        """Starts what does not run, and returns before it is ready."""
        ...

    def stop(self) -> None:
        """Ends them all and returns when they have ended. Guests, and what serves their networks, go on."""
        ...

    def states(self) -> list[State]:
        """How they stand now."""
        ...

    def last_words(self) -> str:
        """The end of the manager's log, for a person whose instance does not come up."""
        ...

    def remove(self) -> None:
        """Takes away what `start` has put on the machine; after `stop`."""
        ...


def command(layout: Layout, instance: Instance, *words: str) -> tuple[str, ...]:
    """A command line of ours on this instance, run by the copy that services use where there is one."""
    copy = program.python_of(layout.program)
    python = str(copy) if not instance.simulator and copy.exists() else sys.executable
    return (python, "-I", "-m", "pileus.cli", "--root", str(layout.root), *words)


def programs(layout: Layout, instance: Instance) -> list[Program]:
    """The manager, and on a real host the agent."""
    found = users.find(layout, instance) or users.ManagerUser("")
    manager = Program("manager", command(layout, instance, "manager"), found, layout.log / "manager.log")
    if instance.simulator:
        return [manager]
    agent = Program("agent", command(layout, instance, "agent"), users.ManagerUser(""), layout.log / "agent.log")
    return [agent, manager]


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log; empty if there is none."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 16384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
