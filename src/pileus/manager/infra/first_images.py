"""The built-in template of a zone: it is there as soon as the zone has an image store, for each hypervisor of its clusters."""

from sqlalchemy import select

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.ids import derived_id
from pileus.manager.model.infrastructure import Cluster, Zone
from pileus.manager.model.os_type import OsType
from pileus.manager.model.storage import ImageStore, Template

OS = "Other Linux (64-bit)"


def provide(ctx: Ctx, zone: Zone) -> None:
    """Adds the templates that image stores have from the start, where the zone lacks them. One that was removed stays away."""
    stores = select(ImageStore.id).where((ImageStore.zone_id == zone.id) | ImageStore.zone_id.is_(None)).order_by(ImageStore.created)
    store_id = ctx.db.scalars(stores.limit(1)).one_or_none()
    if store_id is None:
        return
    os_type_id = ctx.db.scalars(select(OsType.id).where(OsType.name == OS).limit(1)).one_or_none()
    there = select(Cluster.hypervisor).where(Cluster.zone_id == zone.id, Cluster.removed.is_(None)).distinct()
    for hypervisor in ctx.db.scalars(there):
        for image in ctx.machines.images:
            known = select(Template.id).where(
                Template.zone_id == zone.id, Template.sha256 == image.sha256, Template.hypervisor == hypervisor, Template.type == "BUILTIN"
            )
            if ctx.db.scalars(known.limit(1)).one_or_none() is None:
                ctx.db.add(
                    Template(
                        id=derived_id(zone.id, "template", image.sha256, hypervisor),
                        account_id=ctx.caller.account_id,
                        zone_id=zone.id,
                        image_store_id=store_id,
                        os_type_id=os_type_id,
                        name=image.name,
                        display_text=f"Small Linux guest for {hypervisor}",
                        format=image.format,
                        hypervisor=hypervisor,
                        type="BUILTIN",
                        path=image.path,
                        sha256=image.sha256,
                        size=image.size,
                        physical_size=image.physical_size,
                        is_public=True,
                        is_featured=True,
                        password_enabled=True,
                        ssh_key_enabled=True,
                    )
                )
