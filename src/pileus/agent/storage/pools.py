"""A pool is a folder with our mark in it, and files named by checked ids below it. What may not stand here: what is in the files."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.wire.storage import PoolRef

MARKER = ".pileus-pool.json"

OTHERS_MAY_ENTER = 0o711
"""Mode of our folders: QEMU's user must be able to reach a disk, nobody need be able to list them."""

UNFINISHED = f"{MARKER}.new"

COUNTS_AS_EMPTY = {"lost+found", UNFINISHED}
"""Entries of a folder that can become a pool: a file system's own, and what a claim left that was cut off."""

_IMAGES, _VOLUMES, _INCOMING = "images", "volumes", "incoming"


class _Marker(Struct, frozen=True):
    installation: str
    pool: str


@dataclass(frozen=True)
class Pool:
    """One pool folder that carries our mark."""

    id: str
    path: Path

    def volume(self, volume_id: str) -> Path:
        return self.path / _VOLUMES / f"{checked(volume_id, 'volume')}.qcow2"

    def image(self, template_id: str, image_format: Literal["qcow2", "raw", "iso"]) -> Path:
        return self.path / _IMAGES / f"{checked(template_id, 'template')}.{image_format}"

    def incoming(self, name: str) -> Path:
        """Where a file grows before it takes its final name; leftovers there are worthless."""
        return self.path / _INCOMING / name

    def parts(self) -> list[Path]:
        """The folders that all of it lies in."""
        return [self.path / part for part in (_IMAGES, _VOLUMES, _INCOMING)]

    def volumes(self) -> list[Path]:
        return sorted((self.path / _VOLUMES).glob("*.qcow2"))

    def images(self) -> list[Path]:
        return sorted(p for p in (self.path / _IMAGES).iterdir() if p.suffix in (".qcow2", ".raw", ".iso"))


def checked(text: str, what: str) -> str:
    """The id in its one spelling; anything else cannot become a file's name."""
    try:
        if str(UUID(text)) == text:
            return text
    except ValueError:
        pass
    raise AgentFault("invalid", f"{text!r} is no {what} id", "Ids are UUIDs in lower case with hyphens.")


def open_pool(installation: Installation, ref: PoolRef) -> Pool:
    """The pool, made if its folder is missing or empty. A folder of anybody else is a conflict. One thread at a time may call it."""
    checked(ref.pool_id, "pool")
    path = Path(ref.path)
    if not path.is_absolute() or ".." in path.parts:
        raise AgentFault("invalid", f"pool {ref.pool_id}: {ref.path!r} is no absolute path", "Give the pool's whole path.")
    try:
        _claim(installation, ref, path)
        for part in Pool(ref.pool_id, path).parts():
            _folder(part)
    except OSError as e:
        text = f"pool {ref.pool_id}: {path}: {e.strerror}"
        raise AgentFault("unavailable", text, "See whether its file system is mounted and writable.") from e
    return Pool(ref.pool_id, path)


def own_pool(installation: Installation, path: Path) -> Pool | None:
    """The pool in this folder; None if it is gone or somebody else's."""
    owner = _read_marker(path)
    return Pool(owner.pool, path) if owner is not None and owner.installation == str(installation.uuid) else None


def check_disk(installation: Installation, path: str) -> None:
    """Raises AgentFault unless `path` is a volume or image in a pool of this installation."""
    file = Path(path)
    try:
        owner = _read_marker(file.parent.parent)
        mode = file.lstat().st_mode
    except FileNotFoundError as e:
        raise AgentFault("missing", f"the disk {path} does not exist on this host", "Make the volume on this host first.") from e
    except OSError as e:
        raise AgentFault("unavailable", f"the disk {path}: {e.strerror}", "See whether its file system is mounted and readable.") from e
    ours = owner is not None and owner.installation == str(installation.uuid) and file.parent.name in (_IMAGES, _VOLUMES)
    if not (ours and file.is_absolute() and ".." not in file.parts and stat.S_ISREG(mode)):
        raise AgentFault("invalid", f"{path} is not in a pool of this installation", "Use the path that the volume was made with.")


def _claim(installation: Installation, ref: PoolRef, path: Path) -> None:
    owner, wanted = _read_marker(path), _Marker(str(installation.uuid), ref.pool_id)
    if owner == wanted:
        return
    if owner is None:
        _folder(path)
        if foreign := sorted({entry.name for entry in path.iterdir()} - COUNTS_AS_EMPTY):
            text = f"pool {ref.pool_id}: {path} holds files that are not ours, such as {foreign[0]}"
            raise AgentFault("conflict", text, "Choose an empty folder.")
    elif owner.installation != wanted.installation or ref.shared or Pool(owner.pool, path).volumes():
        text = f"pool {ref.pool_id}: {path} is pool {owner.pool} of installation {owner.installation}"
        raise AgentFault("conflict", text, f"Give each pool a folder of its own; empty this one, with {MARKER}, if that pool is no more.")
    # a folder of the host's own without disks is left of a deleted pool, and its copies of images are as good as new ones
    unfinished = path / UNFINISHED
    unfinished.write_bytes(msgspec.json.encode(wanted))
    unfinished.rename(path / MARKER)


def _read_marker(path: Path) -> _Marker | None:
    try:
        return msgspec.json.decode((path / MARKER).read_bytes(), type=_Marker)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except msgspec.MsgspecError as e:
        raise AgentFault("conflict", f"{path / MARKER} is damaged: {e}", "Restore it from a backup; another pool's shows its form.") from e


def _folder(path: Path) -> None:
    """Makes the folder and those above it, whatever the umask says; existing ones keep their mode."""
    for part in (*reversed(path.parents), path):
        try:
            part.mkdir()
        except FileExistsError:
            continue
        part.chmod(OTHERS_MAY_ENTER)
