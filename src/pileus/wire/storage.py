"""Disks, template copies and pools on a host."""

from typing import Literal

from msgspec import Struct

from pileus.wire.message import Effect, Nothing, Query


class PoolRef(Struct, frozen=True, kw_only=True):
    """A primary storage pool as the host sees it: a folder."""

    pool_id: str
    path: str
    shared: bool = False
    """Whether other hosts have the same folder, with the same files in it."""


class ImageRef(Struct, frozen=True, kw_only=True):
    """A template or ISO on secondary storage. The agent keeps a verified copy in the pool as backing file of the disks made from it."""

    template_id: str
    path: str
    sha256: str
    format: Literal["qcow2", "raw", "iso"]


class VolumeIs(Struct, frozen=True, kw_only=True):
    """A disk on a pool. Sizes in bytes."""

    volume_id: str
    pool_id: str
    path: str
    virtual_size: int
    physical_size: int


class EnsureVolume(Effect[VolumeIs], frozen=True, kw_only=True, tag="volume.ensure"):
    """Makes the disk, empty or over `image`, at least `size` bytes; one that exists is left as it is. Never smaller than its image."""

    reply = VolumeIs
    pool: PoolRef
    volume_id: str
    size: int
    image: ImageRef | None = None


class RemoveVolume(Effect[Nothing], frozen=True, kw_only=True, tag="volume.remove"):
    """Deletes the disk; one that is gone is no fault."""

    reply = Nothing
    pool: PoolRef
    volume_id: str


class EnsureImage(Effect[VolumeIs], frozen=True, kw_only=True, tag="image.ensure"):
    """Puts the verified copy of an image into the pool; for an ISO its path is what a CD-ROM uses."""

    reply = VolumeIs
    pool: PoolRef
    image: ImageRef


class PoolIs(Struct, frozen=True, kw_only=True):
    """What the pool holds of ours, and its size in bytes."""

    pool_id: str
    capacity: int
    used: int
    volumes: list[VolumeIs]
    images: list[str]
    """Ids of the templates with a copy here."""


class ReadPool(Query[PoolIs], frozen=True, kw_only=True, tag="pool.read"):
    """Capacity and contents of one pool; the folder is made if it is missing."""

    reply = PoolIs
    pool: PoolRef
