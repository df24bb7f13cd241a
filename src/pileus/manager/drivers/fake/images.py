"""Secondary storage as the fake hosts see it: real files, and images that are only said to be there.

What may not stand here: the copies of images in pools.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pileus.wire.storage import ImageRef

QCOW2 = b"QFI\xfb"
SIZE_AT = 24
"""Where a qcow2 header has the disk's size: eight bytes, the highest first."""


class StoredImage(Struct, frozen=True, kw_only=True):
    """A template or ISO. Sizes in bytes."""

    virtual_size: int
    physical_size: int
    sha256: str | None = None
    """None for one that is only said to be there: it passes for whatever is asked for."""
    qcow2: bool = True


class SecondaryStorage:
    """Every file is read once, and again when it changes. Safe to use from any thread."""

    def __init__(self, pretended: Mapping[str, StoredImage]) -> None:
        """`pretended` images are known by their declared checksums, wherever the installation lies."""
        self._pretended = pretended
        self._read: dict[str, tuple[tuple[int, int], StoredImage]] = {}

    def find(self, image: ImageRef) -> StoredImage | None:
        """The image, or None if there is none that can be read. May take seconds where a large file is new."""
        file = Path(image.path)
        try:
            about = file.stat()
            version = (about.st_mtime_ns, about.st_size)
            known = self._read.get(image.path)
            if known is None or known[0] != version:
                known = self._read[image.path] = version, _read(file, about.st_size)
        except OSError:
            return self._pretended.get(image.sha256)
        return known[1]


def _read(file: Path, size: int) -> StoredImage:
    with file.open("rb") as f:
        header = f.read(SIZE_AT + 8)
        f.seek(0)
        checksum = hashlib.file_digest(f, "sha256").hexdigest()
    qcow2 = header.startswith(QCOW2)
    virtual = int.from_bytes(header[SIZE_AT:], "big") if qcow2 else size
    return StoredImage(virtual_size=virtual, physical_size=size, sha256=checksum, qcow2=qcow2)
