"""Long-lived processes inside router namespaces that outlive the agent: started, found again, stopped.

What may not stand here: what the processes do. A process is ours when its command line is exactly the one we would start, in the namespace
we would start it in, from the edition of the program that is installed now; a recycled process id is therefore never mistaken for it, no
file of ids has to be trusted, and after an upgrade what still runs the old program counts as missing.
"""

import os
import select
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pileus.agent.faults import AgentFault
from pileus.agent.net.links import NAMESPACES, namespace_id

_ENTER = ("setsid", "--fork", "nsenter")
_EDITION = "PILEUS_EDITION"
"""Variable that tells which edition of its program a process was started from."""
_PATIENCE = 3.0
"""Seconds a process gets to end by itself."""


@dataclass(frozen=True)
class Command:
    """A process as it shall be. `wrapper` is executed first and replaces itself with `argv`, like setpriv does.

    `edition` differs between any two versions of the program's files.
    """

    argv: tuple[str, ...]
    edition: str
    namespace: str
    log: Path
    wrapper: tuple[str, ...] = ()


class Processes:
    """The agent's view of its processes. They are nobody's children, so that they end and start independently of the agent."""

    def __init__(self) -> None:
        self._known: dict[Command, int] = {}

    def find(self, command: Command) -> int | None:
        """The process id of the command if it runs, whoever started it."""
        known = self._known.get(command)
        if known is not None and _runs(known, command):
            return known
        for pid in _all_pids():
            if _runs(pid, command):
                self._known[command] = pid
                return pid
        self._known.pop(command, None)
        return None

    def start(self, command: Command) -> None:
        """Starts the command in its namespace, in a session of its own."""
        command.log.parent.mkdir(parents=True, exist_ok=True)
        argv = [*_ENTER, f"--net={NAMESPACES / command.namespace}", "--", *command.wrapper, *command.argv]
        environment = {**os.environ, _EDITION: command.edition}
        with command.log.open("ab") as log:
            try:
                subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment, timeout=30, check=True)
            except (FileNotFoundError, subprocess.CalledProcessError) as error:
                raise AgentFault("unavailable", f"{argv[0]} cannot be run: {error}", "Install the package util-linux.") from error


def with_argument(beginning: str) -> list[int]:
    """All processes of which an argument begins so."""
    return [pid for pid in _all_pids() if any(argument.startswith(beginning) for argument in _argv(pid)[1:])]


def stop_all(pids: Sequence[int]) -> None:
    """Asks processes to end, waits, and ends by force what does not."""
    handles: dict[int, int] = {}
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                handles[pid] = os.pidfd_open(pid)
        for number in (signal.SIGTERM, signal.SIGKILL):
            waiting = [handle for handle in handles.values() if not _ended(handle, 0)]
            for handle in waiting:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, number)
            for handle in waiting:
                _ended(handle, _PATIENCE)
    finally:
        for handle in handles.values():
            os.close(handle)


def _ended(handle: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _all_pids() -> list[int]:
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]  # noqa: PTH208 - a thousand Path objects a second for nothing


def _argv(pid: int) -> tuple[str, ...]:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ()
    return tuple(os.fsdecode(part) for part in raw.rstrip(b"\0").split(b"\0"))


def _runs(pid: int, command: Command) -> bool:
    argv = _argv(pid)
    if argv[-len(command.argv) :] != command.argv:
        return False
    try:
        if f"{_EDITION}={command.edition}".encode() not in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            return False
        # one that was started a moment ago may not be inside yet
        return argv[0] in _ENTER or Path(f"/proc/{pid}/ns/net").stat().st_ino == namespace_id(command.namespace)
    except OSError:
        return False
