"""Files of an installation: written as a whole or not at all, never through a link that somebody else has laid.

What may not stand here: what is in them.
"""

import os
import secrets
import shutil
from pathlib import Path

ONLY_OWNER = 0o600


def write(path: Path, content: bytes, mode: int = ONLY_OWNER, *, uid: int = -1, gid: int = -1) -> None:
    """Replaces the file; a reader sees the old or the new one. Owner and mode are right from its first moment under that name."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, ONLY_OWNER), "wb") as file:
            if (uid, gid) != (-1, -1):
                os.fchown(file.fileno(), uid, gid)
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def folder(path: Path, mode: int, *, uid: int = -1, gid: int = -1) -> None:
    """Makes the folder with this owner and mode, or gives both to one that is there. Missing folders above it are everybody's to enter."""
    for above in reversed(path.parents):
        if not above.exists():
            above.mkdir()
            above.chmod(0o755)
    path.mkdir(exist_ok=True)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if (uid, gid) != (-1, -1):
            os.fchown(handle, uid, gid)
        os.fchmod(handle, mode)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Deletes a file, a link or a whole folder; what is gone is no fault."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path)


def readable(size: float) -> str:
    """A number of bytes for a person."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit in {"B", "KiB"} else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"
