"""One at a time: commands that change an instance wait for nobody, they refuse. What may not stand here: what they change."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager

from pileus.host import files
from pileus.host.errors import HostError
from pileus.host.layout import Layout


@contextmanager
def alone(layout: Layout) -> Generator[None]:
    """Holds the instance's lock; raises HostError if another command holds it."""
    try:
        if not layout.run.exists():
            files.folder(layout.run, 0o711)
        handle = os.open(layout.run / "command.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, files.ONLY_OWNER)
    except OSError as error:
        raise HostError(
            str(layout.run),
            error.strerror or "cannot be written",
            "run the command as root (sudo), or choose a folder of yours with --root DIR",
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise HostError("this instance", "another `pileus up`, `down` or `uninstall` works on it", "wait for it to end") from error
    else:
        yield
    finally:
        os.close(handle)
