"""Libvirt's daemons: used where they run, started and started again by us where no system does it.

A daemon that runs is never touched. What may not stand here: domains and networks.
"""

import asyncio
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from pileus.host.instance import LIBVIRT, Instance

SOCKETS = {"virtlogd": Path("/run/libvirt/virtlogd-sock"), "libvirtd": Path("/run/libvirt/libvirt-sock")}
"""The daemons in the order they start in. Their own lock files see to it that there is one of each."""

MARK = "PILEUS_INSTALLATION"
"""Variable that tells which instance started a daemon."""

RETRY = 0.5
START_WITHIN = 20.0
END_WITHIN = 15.0


def answers(daemon: str) -> bool:
    """Whether the daemon takes connections."""
    return process_of(daemon) is not None


def process_of(daemon: str) -> int | None:
    """The process behind the daemon's socket; None if nobody answers there."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(2)
        try:
            link.connect(str(SOCKETS[daemon]))
        except OSError:
            return None
        pid, _, _ = struct.unpack("3i", link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
        return pid


def needed(instance: Instance) -> bool:
    """Whether it is for us to see that they run: on a real host whose system starts no services, at libvirt's usual address."""
    return not instance.simulator and instance.libvirt == LIBVIRT and not Path("/run/systemd/system").is_dir()


async def keep(instance: Instance, ending: asyncio.Event, log: Path) -> None:
    """Starts whichever daemon does not answer, until `ending`. They go on then: guests belong to them, not to us."""
    for daemon in SOCKETS:  # virtlogd must answer before libvirtd starts guests
        await asyncio.get_running_loop().run_in_executor(None, _ensure, daemon, instance.installation, log)
    await asyncio.gather(*(_keep_one(daemon, instance.installation, ending, log) for daemon in SOCKETS))


async def _keep_one(daemon: str, installation: str, ending: asyncio.Event, log: Path) -> None:
    """Asks the daemon once for its process and then waits for that to end: a daemon that is asked again and again fills its log."""
    loop = asyncio.get_running_loop()
    while not ending.is_set():
        pid = await loop.run_in_executor(None, _ensure, daemon, installation, log)
        if pid is not None:
            await _until_gone_or(pid, ending)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), RETRY)


async def _until_gone_or(pid: int, ending: asyncio.Event) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        waiting = [asyncio.create_task(gone.wait()), asyncio.create_task(ending.wait())]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def _ensure(daemon: str, installation: str, log: Path) -> int | None:
    """The daemon's process, started if nobody answers."""
    pid = process_of(daemon)
    if pid is None:
        start(daemon, installation, log)
        pid = process_of(daemon)
    return pid


def start(daemon: str, installation: str, log: Path) -> None:
    """Starts a daemon and waits until it answers or has ended, as it does when another of its kind runs."""
    path = shutil.which(daemon, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if path is None:
        return  # doctor names the missing package; it may come
    environment = {MARK: installation, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [path], stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", env=environment, start_new_session=True
        )
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and not answers(daemon) and time.monotonic() < deadline:
        time.sleep(0.02)


def started_by_pileus() -> list[int]:
    """Process ids of daemons that an instance here has started, this or another that may be gone; libvirtd before virtlogd."""
    found: list[tuple[int, int]] = []
    order, mark = list(reversed(SOCKETS)), f"{MARK}=".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError):
            name = (entry / "exe").readlink().name
            if name in order and any(word.startswith(mark) for word in (entry / "environ").read_bytes().split(b"\0")):
                found.append((order.index(name), int(entry.name)))
    return [pid for _, pid in sorted(found)]


def used_by_others() -> str:
    """Who would miss the daemons: guests of anybody, or agents; empty if nobody does."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            argv = (entry / "cmdline").read_bytes().split(b"\0")
            if Path(os.fsdecode(argv[0])).name.startswith("qemu-system-") and any(word.startswith(b"guest=") for word in argv):
                return f"a guest runs (process {entry.name})"
            if b"pileus.cli" in argv and b"agent" in argv:
                return f"another instance of Pileus runs (process {entry.name})"
    return ""


def end(pids: list[int]) -> None:
    """Ends daemons that we started; nobody may need them any more."""
    for pid in pids:
        with suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            signal.pidfd_send_signal(handle, signal.SIGTERM)
            deadline = time.monotonic() + END_WITHIN
            while Path(f"/proc/{pid}").exists() and not _is_zombie(pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
