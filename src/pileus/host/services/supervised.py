"""Services as children of our own supervisor. What may not stand here: the supervisor process itself."""

import os
import select
import signal
import subprocess
import time
from contextlib import suppress

from pileus.host.errors import HostError
from pileus.host.instance import Instance
from pileus.host.layout import Layout
from pileus.host.services import supervisor
from pileus.host.services.programs import SECRET, STOP_WITHIN, Program, State, command, programs, tail

APPEARS_WITHIN = 10.0


class Supervised:
    """The instance's processes under a supervisor that survives the shell it was started from."""

    def __init__(self, layout: Layout, instance: Instance) -> None:
        self._layout = layout
        self._instance = instance

    def start(self) -> None:
        """Starts the supervisor unless it runs."""
        if not supervisor.running(self._layout):
            self.stop()  # what an earlier one left when it was killed would be in the new one's way
            self.spawn(detached=True)

    def spawn(self, *, detached: bool) -> "subprocess.Popen[bytes]":
        """Starts a supervisor and returns when it has taken the instance over."""
        argv = command(self._layout, self._instance, "supervise")
        environment = {name: value for name, value in os.environ.items() if name != SECRET}
        with (self._layout.log / "supervisor.log").open("ab") as log:
            process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment, start_new_session=detached
            )
        deadline = time.monotonic() + APPEARS_WITHIN
        while not supervisor.running(self._layout):
            if process.poll() is not None or time.monotonic() > deadline:
                raise HostError("the supervisor", "does not start", f"see {self._layout.log / 'supervisor.log'}")
            time.sleep(0.01)
        return process

    def stop(self) -> None:
        """Ends the supervisor, and with it the others; then any that it lost when it was killed."""
        if pid := supervisor.running(self._layout):
            _end([pid], 2 * STOP_WITHIN)
        _end([state.pid for state in self.states() if state.pid], STOP_WITHIN)

    def states(self) -> list[State]:
        pid = supervisor.running(self._layout)
        found = [State("supervisor", bool(pid), pid)]
        return found + [_state(program) for program in programs(self._layout, self._instance)]

    def last_words(self) -> str:
        return tail(self._layout.log / "manager.log") or tail(self._layout.log / "supervisor.log")

    def remove(self) -> None:
        """Nothing of it lies outside the instance's own folders."""


def _state(program: Program) -> State:
    """A process is known by its whole command line, so no file of ids has to be trusted."""
    wanted = b"\0".join(os.fsencode(word) for word in program.argv) + b"\0"
    for entry in os.listdir("/proc"):  # noqa: PTH208 - a thousand Path objects for nothing
        if entry.isdigit():
            with suppress(OSError), open(f"/proc/{entry}/cmdline", "rb") as file:  # noqa: PTH123
                if file.read() == wanted:
                    return State(program.name, running=True, pid=int(entry))
    return State(program.name, running=False, detail=f"see {program.log}")


def _end(pids: list[int], patience: float) -> None:
    """Asks the processes to end, waits, and ends by force what has not."""
    handles: dict[int, int] = {}
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                handles[pid] = os.pidfd_open(pid)
        for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
            for handle in handles.values():
                if not _ended(handle, 0):
                    signal.pidfd_send_signal(handle, number)
            deadline = time.monotonic() + seconds
            if all(_ended(handle, max(0.0, deadline - time.monotonic())) for handle in handles.values()):
                return
    finally:
        for handle in handles.values():
            os.close(handle)


def _ended(handle: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
