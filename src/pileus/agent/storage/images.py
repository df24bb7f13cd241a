"""Copies of templates and ISOs in a pool: fetched, verified, and proven harmless before anything else opens them.

An image comes from a stranger. Its header is read here by our own few lines first, because merely opening a qcow2 file makes QEMU follow
the other files it names; only then a powerless, limited `qemu-img` confirms what it is.

What may not stand here: disks made from images.
"""

import errno
import hashlib
import os
import stat
import struct
from pathlib import Path
from typing import BinaryIO

from pileus.agent.faults import AgentFault
from pileus.agent.storage import qemu_img
from pileus.agent.storage.pools import Pool
from pileus.wire.storage import ImageRef

CHUNK = 1 << 20
HEADER = 104
"""Bytes of a version 3 qcow2 header."""

LARGEST = 16 << 40
"""Bytes; no image may claim to be a larger disk."""

QCOW2 = b"QFI\xfb"
DATA_FILE_FEATURE = 1 << 2
OTHER_FORMATS = {
    b"KDMV": "vmdk",
    b"# Di": "vmdk",
    b"cone": "vhd",
    b"vhdx": "vhdx",
    b"<<< ": "vdi",
    b"QED\0": "qed",
    b"LUKS": "luks",
    QCOW2: "qcow2",
}
"""How disks of formats that are not taken begin."""
ISO_DESCRIPTORS = (b"CD001", b"BEA01")
"""At byte 32769 of an ISO 9660 or UDF image."""
ISO_DESCRIPTOR_AT = 32769


def fetch(pool: Pool, image: ImageRef) -> Path:
    """The pool's verified copy; made now if it is missing. The caller lets in one fetch an image at a time."""
    final = pool.image(image.template_id, image.format)
    if final.exists():
        return final
    unfinished = pool.incoming(final.name)
    try:
        _copy(image, unfinished)
        prove(unfinished, image)
        unfinished.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(unfinished, 0, 0)
        unfinished.rename(final)
    except OSError as e:
        raise _trouble(image, e) from e
    finally:
        unfinished.unlink(missing_ok=True)
    return final


def prove(file: Path, image: ImageRef) -> qemu_img.Info:
    """What the file is; raises AgentFault unless it is what it was declared as and names no other file."""
    with file.open("rb") as f:
        _check_header(f, image)
    if (user := qemu_img.sandbox_user()) is not None:
        os.chown(file, user, -1)
    info = qemu_img.probe(file, "qcow2" if image.format == "qcow2" else "raw", hostile=True)
    if info.backing_filename or info.data_file:
        raise _refused(image, f"it names another file, {info.backing_filename or info.data_file}")
    if info.encrypted:
        raise _refused(image, "it is encrypted")
    if not 0 < info.virtual_size <= LARGEST:
        raise _refused(image, f"it claims to be a disk of {info.virtual_size} bytes")
    return info


def _check_header(f: BinaryIO, image: ImageRef) -> None:
    header = f.read(HEADER)
    f.seek(ISO_DESCRIPTOR_AT)
    descriptor = f.read(5)
    if image.format == "qcow2":
        _check_qcow2(header, image)
    elif (other := OTHER_FORMATS.get(header[:4])) is not None:
        raise _refused(image, f"it is declared as {image.format} but is {other}")
    elif image.format == "iso" and descriptor not in ISO_DESCRIPTORS:
        raise _refused(image, "it is declared as an ISO but has no ISO 9660 or UDF descriptor")


def _check_qcow2(header: bytes, image: ImageRef) -> None:
    if header[:4] != QCOW2:
        raise _refused(image, f"it is declared as qcow2 but is {OTHER_FORMATS.get(header[:4], 'something else')}")
    if len(header) < HEADER:
        raise _refused(image, "its header is cut short")
    version, backing_offset = struct.unpack_from(">IQ", header, 4)
    (features,) = struct.unpack_from(">Q", header, 72)
    if version not in (2, 3):
        raise _refused(image, f"it is qcow2 of unknown version {version}")
    if backing_offset:
        raise _refused(image, "it names a backing file")
    if version == 3 and features & DATA_FILE_FEATURE:
        raise _refused(image, "it names an external data file")


def _copy(image: ImageRef, to: Path) -> None:
    """Copies, leaving holes where the source is zero, and compares the checksum of what was read."""
    checksum = hashlib.sha256()
    to.unlink(missing_ok=True)
    with os.fdopen(os.open(image.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as source:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise _refused(image, f"{image.path} is not a file")
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            while chunk := source.read(CHUNK):
                checksum.update(chunk)
                if any(chunk):
                    copy.write(chunk)
                else:
                    copy.seek(len(chunk), os.SEEK_CUR)
            copy.truncate()
            copy.flush()
            os.fsync(copy.fileno())
    if checksum.hexdigest() != image.sha256.lower():
        raise _refused(image, f"its SHA-256 is {checksum.hexdigest()}, not {image.sha256}")


def _refused(image: ImageRef, why: str) -> AgentFault:
    text = f"image {image.template_id} is refused: {why}"
    return AgentFault("invalid", text, "Register it again from a source you trust, with its true format.")


def _trouble(image: ImageRef, e: OSError) -> AgentFault:
    if e.errno in (errno.ENOSPC, errno.EDQUOT):
        return AgentFault("capacity", f"image {image.template_id}: no space for its copy", "Make room on the pool's file system.")
    if isinstance(e, FileNotFoundError):
        text = f"image {image.template_id}: {image.path} does not exist on this host"
        return AgentFault("missing", text, "See whether secondary storage is mounted.")
    text = f"image {image.template_id}: {e.filename}: {e.strerror}"
    return AgentFault("unavailable", text, "See whether secondary storage and pool are mounted.")
