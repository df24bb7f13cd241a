"""A fake host's pools, volumes and copies of images. What may not stand here: secondary storage, and guests."""

from pathlib import Path
from uuid import UUID

from msgspec import Struct

from pileus.manager.drivers.fake.images import SecondaryStorage
from pileus.manager.drivers.fake.world import World
from pileus.manager.drivers.hosts import HostFault
from pileus.wire.message import FaultKind, Nothing
from pileus.wire.storage import EnsureImage, EnsureVolume, ImageRef, PoolIs, PoolRef, ReadPool, RemoveVolume, VolumeIs

GIB = 1 << 30
CAPACITY = 16384 * GIB
BLOCK = 512
"""What a disk's size is a multiple of."""
NEW_DISK = 192 << 10
"""What a disk takes up before anything is written to it."""


SHARED = ""
"""Stands for a host where things lie that all hosts see: what is on shared pools."""


class Pool(Struct, frozen=True):
    """The owner of a pool folder."""

    pool_id: str


class FakeStorage:
    """The pools of one host. Its changes happen in the transaction of the effect that asks for them."""

    def __init__(self, world: World, host_id: str, images: SecondaryStorage) -> None:
        self._world = world
        self._host = host_id
        self._images = images

    def look_at(self, image: ImageRef) -> None:
        """Reads an image ahead of the effect that needs it: that may take seconds, and an effect holds up all others."""
        self._images.find(image)

    def check_disk(self, path: str) -> None:
        """Raises HostFault unless the path is a volume or image in a pool."""
        file, folder = Path(path), Path(path).parent
        place, pool = self._owner(str(folder.parent))
        if pool is None or folder.name not in ("volumes", "images"):
            raise self._fault("invalid", f"{path} is not in a pool of this installation", "Use the path that the volume was made with.")
        key = file.stem if folder.name == "volumes" else f"{pool.pool_id}/{file.stem}"
        there = self._world.get(place, folder.name.removesuffix("s"), key, VolumeIs)
        if there is None or there.path != path:
            raise self._fault("missing", f"the disk {path} does not exist on this host", "Make the volume on this host first.")

    def _owner(self, folder: str) -> tuple[str, Pool | None]:
        """Where the pool in this folder keeps its things, and its mark: with this host, or with all."""
        own = self._world.get(self._host, "pool", folder, Pool)
        return (self._host, own) if own else (SHARED, self._world.get(SHARED, "pool", folder, Pool))

    def _place(self, pool: PoolRef) -> str:
        return SHARED if pool.shared else self._host

    def ensure_image(self, request: EnsureImage) -> VolumeIs:
        return self._image(self._open(request.pool), request.image)

    def ensure_volume(self, request: EnsureVolume) -> VolumeIs:
        pool = self._open(request.pool)
        self._check_id(request.volume_id, "volume")
        there = self._volume(pool, request.volume_id)
        if there is None:
            smallest = 0 if request.image is None else self._image(pool, request.image).virtual_size
            there = VolumeIs(
                volume_id=request.volume_id,
                pool_id=pool.pool_id,
                path=f"{pool.path}/volumes/{request.volume_id}.qcow2",
                virtual_size=max(-(-max(request.size, BLOCK) // BLOCK) * BLOCK, smallest),
                physical_size=NEW_DISK,
            )
            self._world.put(self._place(pool), "volume", request.volume_id, there)
        return there

    def remove_volume(self, request: RemoveVolume) -> Nothing:
        pool = self._open(request.pool)
        self._check_id(request.volume_id, "volume")
        if self._volume(pool, request.volume_id) is not None:
            self._world.take(self._place(pool), "volume", request.volume_id)
        return Nothing()

    def read_pool(self, request: ReadPool) -> PoolIs:
        with self._world.change():
            pool = self._open(request.pool)
        volumes = [v for v in self._world.all(self._place(pool), "volume", VolumeIs).values() if v.pool_id == pool.pool_id]
        images = [v for v in self._world.all(self._place(pool), "image", VolumeIs).values() if v.pool_id == pool.pool_id]
        return PoolIs(
            pool_id=pool.pool_id,
            capacity=CAPACITY,
            used=sum(v.physical_size for v in [*volumes, *images]),
            volumes=volumes,
            images=[v.volume_id for v in images],
        )

    def _open(self, pool: PoolRef) -> PoolRef:
        """The pool, made if its folder is nobody's yet."""
        self._check_id(pool.pool_id, "pool")
        if not Path(pool.path).is_absolute() or ".." in Path(pool.path).parts:
            raise self._fault("invalid", f"pool {pool.pool_id}: {pool.path!r} is no absolute path", "Give the pool's whole path.")
        place, owner = self._owner(pool.path)
        if owner is not None and owner.pool_id != pool.pool_id:
            if pool.shared or place == SHARED or self._disks(owner):
                text = f"pool {pool.pool_id}: {pool.path} is pool {owner.pool_id}"
                raise self._fault("conflict", text, "Give each pool a folder of its own.")
            for key, image in self._world.all(place, "image", VolumeIs).items():  # what is left of a deleted pool
                if image.pool_id == owner.pool_id:
                    self._world.take(place, "image", key)
            owner = None
        if owner is None:
            self._world.put(self._place(pool), "pool", pool.path, Pool(pool.pool_id))
        return pool

    def _disks(self, pool: Pool) -> bool:
        return any(volume.pool_id == pool.pool_id for volume in self._world.all(self._host, "volume", VolumeIs).values())

    def _volume(self, pool: PoolRef, volume_id: str) -> VolumeIs | None:
        there = self._world.get(self._place(pool), "volume", volume_id, VolumeIs)
        return there if there is not None and there.pool_id == pool.pool_id else None

    def _image(self, pool: PoolRef, image: ImageRef) -> VolumeIs:
        """The pool's copy of an image, made and verified if it is missing."""
        self._check_id(image.template_id, "template")
        key = f"{pool.pool_id}/{image.template_id}"
        there = self._world.get(self._place(pool), "image", key, VolumeIs)
        if there is None:
            stored = self._images.find(image)
            if stored is None:
                text = f"image {image.template_id}: {image.path} cannot be read on this host"
                raise self._fault("missing", text, "See whether secondary storage is mounted.")
            if stored.sha256 not in (None, image.sha256.lower()):
                raise self._refused(image, f"its SHA-256 is {stored.sha256}, not {image.sha256}")
            if stored.qcow2 != (image.format == "qcow2"):
                raise self._refused(image, f"it is declared as {image.format} but is {'qcow2' if stored.qcow2 else 'something else'}")
            there = VolumeIs(
                volume_id=image.template_id,
                pool_id=pool.pool_id,
                path=f"{pool.path}/images/{image.template_id}.{image.format}",
                virtual_size=stored.virtual_size,
                physical_size=stored.physical_size,
            )
            self._world.put(self._place(pool), "image", key, there)
        return there

    def _check_id(self, text: str, what: str) -> None:
        """Refuses what could not become a file's name."""
        try:
            if str(UUID(text)) == text:
                return
        except ValueError:
            pass
        raise self._fault("invalid", f"{text!r} is no {what} id", "Ids are UUIDs in lower case with hyphens.")

    def _refused(self, image: ImageRef, why: str) -> HostFault:
        text = f"image {image.template_id} is refused: {why}"
        return self._fault("invalid", text, "Register it again from a source you trust, with its true format.")

    def _fault(self, kind: FaultKind, text: str, hint: str) -> HostFault:
        return HostFault(self._host, kind, text, hint)
