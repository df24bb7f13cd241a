"""Checks of the machine that need nothing of Pileus to run, and are as true later: `up` makes them first, `doctor` again.

What may not stand here: checks that only a host of real guests needs (`host_checks`), and those of an instance that runs (`doctor`).
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pileus.host import files
from pileus.host.errors import HostError
from pileus.host.findings import Checked, Level, error, ok, warning
from pileus.host.instance import Instance, load
from pileus.host.layout import MACHINE, Layout
from pileus.host.services import services_of

GIB = 1 << 30
DISK_LEAST, DISK_WANTED = GIB, 10 * GIB

SOCKET_PATH_LIMIT = 90
"""Bytes of a run folder's path; the kernel allows a socket's path no more than 107."""

Check = Callable[[Layout, Instance], Iterator[Checked]]


def require(layout: Layout, instance: Instance, report: Callable[[str], None]) -> None:
    """Makes every check; tells of warnings, and raises HostError for the first error."""
    for checked in run(layout, instance):
        finding = checked.finding
        if finding.level is Level.ERROR:
            raise HostError(f"preflight {finding.id}", f"{finding.evidence}. Effect: {finding.effect}", finding.next)
        if finding.level is Level.WARNING:
            report(f"{finding.id}: {finding.evidence}. {finding.effect}")


def run(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Every check that fits the kind of instance."""
    for check in _checks(instance):
        yield from check(layout, instance)


def _checks(instance: Instance) -> Sequence[Check]:
    if instance.simulator:
        return _ANYWHERE
    from pileus.host.host_checks import CHECKS  # noqa: PLC0415 - costs a simulator a third of its start

    return (*_ANYWHERE, *CHECKS)


def ports(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether every port can be opened, unless it is ours and open."""
    known = load(layout)
    runs = known is not None and any(state.running for state in services_of(layout, known).states())
    ours = set(known.ports.values()) if known and runs else set[int]()
    for option, port in instance.ports.items():
        if port in ours:
            continue
        address = "127.0.0.1" if instance.simulator or option in {"--port", "--integration-port"} else ""
        if trouble := _cannot_listen(address, port):
            yield error(
                f"PORT-{port}", f"{option} {port}: {trouble}", "the manager cannot start", f"free it, or choose another with {option}"
            )
        else:
            yield ok(f"PORT-{port}", f"port {port} is free ({option})")


def run_folder(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Sockets have short paths."""
    del instance
    if len(os.fsencode(layout.run)) > SOCKET_PATH_LIMIT:
        yield error(
            "RUN-PATH", f"{layout.run} is longer than {SOCKET_PATH_LIMIT} bytes", "sockets cannot be made there", "choose a shorter --root"
        )


def disk(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Room for guests."""
    free = shutil.disk_usage(_there(layout.data)).free
    least, wanted = (DISK_LEAST // 16, 0) if instance.simulator else (DISK_LEAST, DISK_WANTED)
    seen = f"{files.readable(free)} free at {layout.data}"
    if free < least:
        yield error(
            "DISK", seen, "the first disks would fill it", f"free {files.readable(least - free)}, or choose a --root on another disk"
        )
    elif free < wanted:
        yield warning("DISK", seen, "there is room for a few small guests only", "add a disk, or choose a --root on another one")
    else:
        yield ok("DISK", seen)


_ANYWHERE: tuple[Check, ...] = (ports, run_folder, disk)


def _cannot_listen(address: str, port: int) -> str:
    """Why the port cannot be opened; empty if it can."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError as cause:
            return "another program has it" if cause.errno == 98 else cause.strerror or "it cannot be opened"
    return ""


def _there(path: Path) -> Path:
    """The nearest folder above that exists."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), MACHINE)
