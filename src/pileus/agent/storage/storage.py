"""The verbs on storage: whole states of volumes, image copies and pools. What may not stand here: libvirt."""

import contextlib
import os
import threading
from collections.abc import Generator
from pathlib import Path

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.storage import images, pools, qemu_img
from pileus.agent.storage.claims import Claims
from pileus.agent.storage.pools import Pool
from pileus.wire.message import Nothing
from pileus.wire.storage import EnsureImage, EnsureVolume, ImageRef, PoolIs, PoolRef, ReadPool, RemoveVolume, VolumeIs

BLOCK = 512
"""Unit of a file's allocated size, and what a disk's size is a multiple of."""


class Storage:
    """The pools of one installation on this host. Safe to use from any thread."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._claims = Claims(installation)
        self._guard = threading.Lock()
        self._fetching: dict[Path, tuple[threading.Lock, int]] = {}

    def check_disk(self, path: str) -> None:
        """Raises AgentFault unless the path is a file in a pool of ours."""
        pools.check_disk(self._installation, path)

    def ensure_image(self, request: EnsureImage) -> VolumeIs:
        pool = self._open(request.pool)
        return self._image_is(pool, request.image, self._fetch(pool, request.image))

    def ensure_volume(self, request: EnsureVolume) -> VolumeIs:
        pool = self._open(request.pool)
        final = pool.volume(request.volume_id)
        if not final.exists():
            self._make(pool, request, final)
        info = qemu_img.probe(final, "qcow2", hostile=False)
        return VolumeIs(
            volume_id=request.volume_id, pool_id=pool.id, path=str(final), virtual_size=info.virtual_size, physical_size=_allocated(final)
        )

    def remove_volume(self, request: RemoveVolume) -> Nothing:
        pool = self._open(request.pool)
        file = pool.volume(request.volume_id)
        try:
            file.unlink(missing_ok=True)
        except OSError as e:
            text = f"cannot remove volume {request.volume_id}: {file}: {e.strerror}"
            raise AgentFault("unavailable", text, "See whether the pool is writable.") from e
        return Nothing()

    def read_pool(self, request: ReadPool) -> PoolIs:
        pool = self._open(request.pool)
        space = os.statvfs(pool.path)
        return PoolIs(
            pool_id=pool.id,
            capacity=space.f_blocks * space.f_frsize,
            used=(space.f_blocks - space.f_bavail) * space.f_frsize,
            volumes=[volume for file in pool.volumes() if (volume := _volume_is(pool, file)) is not None],
            images=[file.stem for file in pool.images()],
        )

    def _open(self, ref: PoolRef) -> Pool:
        with self._guard:
            pool = pools.open_pool(self._installation, ref)
            self._claims.note(pool)
            return pool

    def _make(self, pool: Pool, request: EnsureVolume, final: Path) -> None:
        size = -(-max(request.size, BLOCK) // BLOCK) * BLOCK
        # it grows beside its final place: a relative backing path must be right in both
        unfinished = final.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        try:
            if request.image is None:
                qemu_img.create(unfinished, size)
            else:
                backing = self._fetch(pool, request.image)
                backing_format = "qcow2" if request.image.format == "qcow2" else "raw"
                smallest = qemu_img.probe(backing, backing_format, hostile=False).virtual_size
                qemu_img.create_over(unfinished, os.path.relpath(backing, final.parent), backing_format, max(size, smallest))
            unfinished.chmod(0o600)
            unfinished.rename(final)
        finally:
            unfinished.unlink(missing_ok=True)

    def _fetch(self, pool: Pool, image: ImageRef) -> Path:
        with self._alone(pool.image(image.template_id, image.format)):
            return images.fetch(pool, image)

    @contextlib.contextmanager
    def _alone(self, file: Path) -> Generator[None]:
        """One thread at a time a file: many disks of one template are asked for at once."""
        with self._guard:
            lock, users = self._fetching.get(file, (threading.Lock(), 0))
            self._fetching[file] = lock, users + 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, users = self._fetching.pop(file)
                if users > 1:
                    self._fetching[file] = lock, users - 1

    def _image_is(self, pool: Pool, image: ImageRef, file: Path) -> VolumeIs:
        info = qemu_img.probe(file, "qcow2" if image.format == "qcow2" else "raw", hostile=False)
        return VolumeIs(
            volume_id=image.template_id, pool_id=pool.id, path=str(file), virtual_size=info.virtual_size, physical_size=_allocated(file)
        )


def _volume_is(pool: Pool, file: Path) -> VolumeIs | None:
    """A volume that is in the pool, or None if it was removed while we looked."""
    try:
        with file.open("rb") as f:
            f.seek(24)
            size = int.from_bytes(f.read(8), "big")  # the header's own field: one process a volume would be too dear for a listing
        return VolumeIs(volume_id=file.stem, pool_id=pool.id, path=str(file), virtual_size=size, physical_size=_allocated(file))
    except FileNotFoundError:
        return None


def _allocated(file: Path) -> int:
    return file.stat().st_blocks * BLOCK
