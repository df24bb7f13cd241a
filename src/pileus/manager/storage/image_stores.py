"""Image stores, which is secondary storage: add, change, delete, list, sizes, and whether their folders can be used."""

import os
import pwd
import shutil
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import unquote, urlsplit

from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import first_images
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Page, Params, Success, View
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Zone
from pileus.manager.model.storage import ImageStore, Template
from pileus.manager.storage.pools import PROVIDERS

FILE = "file://"
NEWS = 16 << 20
"""Bytes; a smaller change of what is used is no news: every write of a row is also an entry of the event stream."""


def folder_of(store: ImageStore) -> Path | None:
    """The folder of a store that is one; None where its URL names something else."""
    return Path(store.url.removeprefix(FILE)) if store.url.startswith(FILE) else None


def fault_of(store: ImageStore) -> str | None:
    """Why the store cannot be used from here at this moment, and what to do; None when it can.

    One that is no folder is a simulator's, where nothing can be wrong with it.
    """
    folder = folder_of(store)
    if folder is None:
        return None
    if not folder.is_dir():
        return f"folder {folder} of image store {store.name} is not there; mount or make it again"
    if not os.access(folder, os.R_OK | os.X_OK):
        return f"folder {folder} of image store {store.name} cannot be read by {_self()}; correct its owner or mode"
    if not os.access(folder, os.W_OK):
        return f"folder {folder} of image store {store.name} cannot be written by {_self()}; correct its owner, mode or mount"
    return None


def _self() -> str:
    """The management server, as whoever gives it a folder must know it."""
    try:
        return f"the management server, which is user {pwd.getpwuid(os.geteuid()).pw_name}"
    except KeyError:  # a container may run it as a number without a name
        return f"the management server, which is user {os.geteuid()}"


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
    annotated = ("SECONDARY_STORAGE",)
    id: str
    name: str
    zone_id: str | None
    zone_name: str | None
    url: str
    protocol: str
    provider_name: str
    scope: str
    read_only: bool
    disk_size_total: int
    disk_size_used: int
    has_annotations: bool | None = None


def view(db: Session, store: ImageStore) -> ImageStoreView:
    """A store as administrators see it."""
    zone = db.get(Zone, store.zone_id) if store.zone_id else None
    return ImageStoreView(
        id=store.id,
        name=store.name,
        zone_id=store.zone_id,
        zone_name=zone.name if zone else None,
        url=store.url,
        protocol=store.protocol,
        provider_name=store.provider,
        scope=store.scope,
        read_only=store.read_only,
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
    read_only: Annotated[bool | None, Doc("only stores that are, or are not, read-only")] = None


@command("listImageStores", access=ADMINS)
def list_image_stores(ctx: Ctx, p: ListImageStores) -> Page[ImageStoreView]:
    """Lists the image stores with their sizes."""
    query = narrow(
        ctx.visible(ImageStore, p).order_by(ImageStore.name),
        (ImageStore.id, p.id),
        (ImageStore.name, p.name),
        (ImageStore.protocol, p.protocol),
        (ImageStore.provider, p.provider),
        (ImageStore.read_only, p.read_only),
    )
    query = containing(query, p.keyword, ImageStore.name, ImageStore.url)
    if p.zone_id is not None:
        query = query.where(ImageStore.zone_id.is_(None) | (ImageStore.zone_id == p.zone_id))
    return ctx.page(query, p, lambda store: view(ctx.db, store))


ENTITY = "ImageStore"
SIMULATED_SIZE = 16 << 40
"""Bytes that a simulator's store has which is no folder."""

Url = Annotated[str, Length(2048), Doc("where it is: file:///path, on a simulator any")]


class AddImageStore(Params, frozen=True, kw_only=True):
    """What the store is, and where."""

    provider: Annotated[str, Doc("Pileus, or NFS")]
    url: Url | None = None
    name: Annotated[str | None, Doc("name; its URL when left out")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("zone that uses it; all zones when left out")] = None
    details: Annotated[dict[str, str] | None, Doc("how to reach it: key and value"), NoEffect("a folder is reached by its path alone")] = (
        None
    )


@command("addImageStore", access=ADMINS, entity=ENTITY, since="4.2.0")
def add_image_store(ctx: Ctx, p: AddImageStore) -> ImageStoreView:
    """Adds an image store: a folder that templates and ISOs rest in."""
    known = next((name for name in PROVIDERS["image"] if name.lower() == p.provider.lower()), None)
    if known is None:
        raise InvalidValue(f"provider {p.provider} is not known here; one of {', '.join(PROVIDERS['image'])}")
    if not p.url:
        raise InvalidValue("url is missing; give the folder of the store as file:///path")
    return view(ctx.db, _add(ctx, p.url, known, p.name, p.zone_id))


class AddSecondaryStorage(Params, frozen=True, kw_only=True):
    """Where the store is."""

    url: Url
    zone_id: Annotated[Id | None, Names("Zone"), Doc("zone that uses it; all zones when left out")] = None


@command("addSecondaryStorage", access=ADMINS, entity=ENTITY, object_name="secondarystorage")
def add_secondary_storage(ctx: Ctx, p: AddSecondaryStorage) -> ImageStoreView:
    """Adds an image store by CloudStack's older name of it."""
    return view(ctx.db, _add(ctx, p.url, PROVIDERS["image"][0], None, p.zone_id))


def _add(ctx: Ctx, url: str, provider: str, name: str | None, zone_id: str | None) -> ImageStore:
    parts = urlsplit(url.strip())
    path = unquote(parts.path)
    if not parts.scheme or not path.startswith("/") or path == "/" or ".." in Path(path).parts or "\0" in path:
        raise InvalidValue(f"url {url} names no folder; write the whole path, such as {FILE}/srv/images")
    protocol = parts.scheme.lower()
    is_folder = protocol == FILE.removesuffix("://")
    if not is_folder and not ctx.machines.simulated:
        raise InvalidValue(
            f"url {url}: image stores here are folders; {protocol} is not mounted by Pileus yet. Mount it where the management server and "
            f"the hosts find it at the same path, and add it as {FILE}/path"
        )
    kept = f"{FILE}{path.rstrip('/')}" if is_folder else url.strip()
    for other in ctx.db.scalars(ctx.visible(ImageStore).where(ImageStore.url == kept)):
        if zone_id is None or other.zone_id in (None, zone_id):
            raise Conflict(f"url: image store {other.name} is at {kept} already; give each store a folder of its own")
    zone = ctx.use(Zone, zone_id, "zoneid") if zone_id else None
    store = ImageStore(
        zone_id=zone.id if zone else None,
        name=(name or kept)[:255],
        provider=provider,
        protocol=protocol[:16],
        url=kept,
        scope="ZONE" if zone else "REGION",
        capacity=0 if is_folder else SIMULATED_SIZE,
    )
    if is_folder and not ctx.machines.simulated and (fault := fault_of(store)):
        raise InvalidValue(f"url: {fault}")
    ctx.insert(store)
    for served in [zone] if zone else ctx.db.scalars(ctx.visible(Zone)):
        first_images.provide(ctx, served)
    return store


class UpdateImageStore(Params, frozen=True, kw_only=True):
    """Which store, and what of it."""

    id: Annotated[Id, Names("ImageStore"), Doc("the store")]
    name: Annotated[Name | None, Doc("new name")] = None
    read_only: Annotated[bool | None, Doc("true: nothing new is put there")] = None
    capacity_bytes: Annotated[
        Annotated[int, Meta(ge=1, le=2**63 - 1)] | None, Doc("its size"), NoEffect("the size of its file system is measured")
    ] = None


@command("updateImageStore", access=ADMINS, event="IMAGE.STORE.ACCESS.UPDATED", entity=ENTITY, wrapper="updateImageStore", since="4.15.0")
def update_image_store(ctx: Ctx, p: UpdateImageStore) -> ImageStoreView:
    """Renames an image store, and says whether anything new is put there."""
    store = ctx.get(ImageStore, p.id)
    store.name = p.name or store.name
    store.read_only = store.read_only if p.read_only is None else p.read_only
    ctx.save()
    return view(ctx.db, store)


class DeleteImageStore(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("ImageStore"), Doc("the store")]


@command("deleteImageStore", access=ADMINS, entity=ENTITY, since="4.2.0")
def delete_image_store(ctx: Ctx, p: DeleteImageStore) -> Success:
    """Deletes an image store that no template and no ISO rests in. Its folder stays."""
    store = ctx.get(ImageStore, p.id)
    there = select(Template.name).where(Template.image_store_id == store.id, Template.removed.is_(None)).order_by(Template.name)
    if names := list(ctx.db.scalars(there)):
        raise InUse(f"image store {store.name} holds {', '.join(names[:3])}; delete those first")
    for past in ctx.db.scalars(select(Template).where(Template.image_store_id == store.id)):
        past.image_store_id = None
    ctx.db.delete(store)
    ctx.save()
    return Success()
