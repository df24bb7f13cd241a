"""The supervisor: one small process that starts the instance's others and starts them again within a second when they end.

It serves machines without systemd, and simulators. What may not stand here: what the processes do, and imports of manager or agent,
since this process stays in memory.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from pileus.host import libvirt_daemons
from pileus.host.instance import Instance, existing
from pileus.host.layout import Layout
from pileus.host.services.programs import STOP_WITHIN, Program, command, programs

PAUSE = 0.2
"""Seconds until a process that has run for a while is started again."""

LONG_PAUSE = 0.9
"""The same for one that ended at once, so that a broken one does not use up the machine."""

A_WHILE = 5.0

LOG_LIMIT = 16 << 20
"""Bytes of a log; then it becomes the older half, and the half before that goes."""

LOOK_AT_LOGS = 60.0


class Supervisor:
    """The life of the supervisor process."""

    def __init__(self, layout: Layout, instance: Instance) -> None:
        self._layout = layout
        self._instance = instance
        self._ending = asyncio.Event()

    async def live(self) -> None:
        """Keeps everything running until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ending.set)
        keepers: list[Coroutine[Any, Any, None]] = [self._keep(program) for program in programs(self._layout, self._instance)]
        if libvirt_daemons.needed(self._instance):
            keepers.append(libvirt_daemons.keep(self._instance, self._ending, self._layout.log / "libvirt.log"))
        keepers.append(self._trim_logs())
        await asyncio.gather(*keepers)

    async def _keep(self, program: Program) -> None:
        while not self._ending.is_set():
            began = time.monotonic()
            with program.log.open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *program.argv, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **_as(program)
                )
            await self._until_ended_or(process)
            if self._ending.is_set():
                await _end(process)
                return
            _say(f"{program.name} ended with status {process.returncode} and is started again; see {program.log}")
            await self._pause(PAUSE if time.monotonic() - began > A_WHILE else LONG_PAUSE)

    async def _until_ended_or(self, process: asyncio.subprocess.Process) -> None:
        """Returns when the process has ended or the supervisor shall."""
        waiting: list[asyncio.Task[Any]] = [asyncio.create_task(process.wait()), asyncio.create_task(self._ending.wait())]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    async def _trim_logs(self) -> None:
        while not self._ending.is_set():
            for log in self._layout.log.glob("*.log"):
                trim(log)
            await self._pause(LOOK_AT_LOGS)


def supervise(layout: Layout) -> int:
    """The process: `pileus supervise`. A second one on the same instance ends at once."""
    instance = existing(layout)
    with claim(layout) as claimed:
        try:
            fcntl.flock(claimed, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("another supervisor looks after this instance")
            return 0
        if not instance.simulator:
            subprocess.run(command(layout, instance, "prepare"), stdin=subprocess.DEVNULL, cwd="/", check=False)
        claimed.truncate()
        claimed.write(f"{os.getpid()}\n".encode())
        claimed.flush()
        try:
            asyncio.run(Supervisor(layout, instance).live())
        finally:
            claimed.truncate(0)
    return 0


def claim(layout: Layout) -> BinaryIO:
    """The file whose lock the supervisor holds, and which holds its process id."""
    path = layout.run / "supervisor.lock"
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b")


def running(layout: Layout) -> int:
    """The supervisor's process id; 0 if none runs."""
    try:
        with claim(layout) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(file.read().strip() or 0)
    except OSError:
        pass
    return 0


def trim(log: Path) -> None:
    """Cuts a log that has grown too long; whoever appends to it goes on."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)


def _as(program: Program) -> dict[str, Any]:
    if program.user.uid < 0 or os.geteuid() != 0:
        return {}
    return {"user": program.user.uid, "group": program.user.gid, "extra_groups": []}


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN)
    except TimeoutError:
        _say(f"process {process.pid} did not end within {STOP_WITHIN} s and is killed")
        process.kill()
        await process.wait()


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} supervisor: {text}\n")
    sys.stderr.flush()
