"""Image stores, which is secondary storage: list, sizes, and whether their folders can be used."""

import os
import shutil
from pathlib import Path
from typing import Annotated, ClassVar

from sqlalchemy import select

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.storage import ImageStore

FILE = "file://"
NEWS = 16 << 20
"""Bytes; a smaller change of what is used is no news: every write of a row is also an entry of the event stream."""


def folder_of(store: ImageStore) -> Path | None:
    """The folder of a store that is one; None where its URL names something else."""
    return Path(store.url.removeprefix(FILE)) if store.url.startswith(FILE) else None


def fault_of(store: ImageStore) -> str | None:
    """Why the store cannot be used from here at this moment, and what to do; None when it can."""
    folder = folder_of(store)
    if folder is None:
        return f"image store {store.name} is at {store.url}, which is no folder; give it a {FILE} URL"
    if not folder.is_dir():
        return f"folder {folder} of image store {store.name} is not there; mount or make it again"
    if not os.access(folder, os.R_OK | os.X_OK):
        return f"folder {folder} of image store {store.name} cannot be read by the management server; correct its owner or mode"
    if not os.access(folder, os.W_OK):
        return f"folder {folder} of image store {store.name} cannot be written by the management server; correct its owner, mode or mount"
    return None


@ops.reconciler(every=30)
def image_stores_measured(db: Database, to: ops.Drivers) -> ops.Report:
    """Writes the sizes of the stores' file systems into their rows."""
    del to
    report = ops.Report()
    with db.read() as session:
        stores = list(session.scalars(select(ImageStore)))
    for store in stores:
        fault = fault_of(store)
        if fault is not None:
            report.wrong.append(fault)
        folder = folder_of(store)
        if folder is None or not folder.is_dir():
            continue
        size = shutil.disk_usage(folder)
        if size.total == store.capacity and abs(size.used - store.used) < NEWS:
            continue
        with db.write() as session:
            row = session.get_one(ImageStore, store.id)
            row.capacity, row.used = size.total, size.used
    return report


class ImageStoreView(View, kw_only=True):
    """An image store. Sizes in bytes: those of the file system it lies on."""

    object_name: ClassVar[str] = "imagestore"
    id: str
    name: str
    zone_id: str | None
    zone_name: str | None
    url: str
    protocol: str
    provider_name: str
    scope: str
    read_only: bool = False
    disk_size_total: int
    disk_size_used: int


def _view(ctx: Ctx, store: ImageStore) -> ImageStoreView:
    zone = ctx.db.get(Zone, store.zone_id) if store.zone_id else None
    return ImageStoreView(
        id=store.id,
        name=store.name,
        zone_id=store.zone_id,
        zone_name=zone.name if zone else None,
        url=store.url,
        protocol=store.protocol,
        provider_name=store.provider,
        scope=store.scope,
        disk_size_total=store.capacity,
        disk_size_used=store.used,
    )


class ListImageStores(ListParams, frozen=True, kw_only=True):
    """Which stores."""

    id: Annotated[Id | None, Names("ImageStore"), Doc("only this store")] = None
    name: Annotated[str | None, Doc("only the store of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only stores that this zone can use")] = None
    protocol: Annotated[str | None, Doc("only stores reached so: file, nfs, ...")] = None
    provider: Annotated[str | None, Doc("only stores of this provider")] = None
    read_only: Annotated[bool | None, Doc("only stores that are, or are not, read-only; none is")] = None


@command("listImageStores", access=ADMINS)
def list_image_stores(ctx: Ctx, p: ListImageStores) -> Page[ImageStoreView]:
    """Lists the image stores with their sizes."""
    if p.read_only:
        return Page(0, [])
    query = narrow(
        ctx.visible(ImageStore, p).order_by(ImageStore.name),
        (ImageStore.id, p.id),
        (ImageStore.name, p.name),
        (ImageStore.protocol, p.protocol),
        (ImageStore.provider, p.provider),
    )
    query = containing(query, p.keyword, ImageStore.name, ImageStore.url)
    if p.zone_id is not None:
        query = query.where(ImageStore.zone_id.is_(None) | (ImageStore.zone_id == p.zone_id))
    return ctx.page(query, p, lambda store: _view(ctx, store))
