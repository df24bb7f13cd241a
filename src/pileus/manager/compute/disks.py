"""The disks an instance is made with, as rows; they come to be on their pool when it starts."""

from collections.abc import Sequence
from itertools import count

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, OfferingState, ServiceOffering
from pileus.manager.model.storage import Template, Volume
from pileus.manager.storage.disk_offerings import refuse_size
from pileus.manager.storage.offered import refuse_elsewhere

GIB = 1 << 30
CD_ROM, LAST_DEVICE = 3, 25
"""CloudStack's device id of the CD-ROM, which no disk may have; and the last that a guest has a name for."""


def root_volume(
    ctx: Ctx, instance: Instance, template: Template, offering: ServiceOffering, gib: int | None, disk_offering: DiskOffering | None
) -> Volume:
    """The root disk: the size asked for, else the disk offering's or the offering's, else the template's; never below the template's."""
    if disk_offering is not None:
        refuse_elsewhere(ctx.db, disk_offering, "overridediskofferingid", account_id=instance.account_id, zone_id=instance.zone_id)
        refuse_size(ctx.settings, disk_offering, gib, "rootdisksize")
        size = _size(disk_offering, gib, "rootdisksize")
    else:
        size = gib * GIB if gib else max(offering.root_disk_size, template.size)
    _refuse_smaller(template, size, "rootdisksize")
    return ctx.insert(
        Volume(
            account_id=instance.account_id,
            name=f"ROOT-{instance.number}",
            type="ROOT",
            zone_id=instance.zone_id,
            instance_id=instance.id,
            device_id=0,
            template_id=template.id,
            service_offering_id=offering.id,
            disk_offering_id=disk_offering.id if disk_offering else None,
            size=size,
            limit_tags=(disk_offering or offering).storage_tags,
        )
    )


def data_volume(ctx: Ctx, instance: Instance, offering: DiskOffering, gib: int | None, device_id: int, template: Template | None) -> Volume:
    """A data disk of an offering, empty or with a template's content; a custom offering needs the size."""
    refuse_elsewhere(ctx.db, offering, "diskofferingid", account_id=instance.account_id, zone_id=instance.zone_id)
    refuse_size(ctx.settings, offering, gib, "size")
    size = _size(offering, gib, "size")
    if template is not None:
        _refuse_smaller(template, size, "size")
    return ctx.insert(
        Volume(
            account_id=instance.account_id,
            name=f"DATA-{instance.number}-{device_id}",
            type="DATADISK",
            zone_id=instance.zone_id,
            instance_id=instance.id,
            device_id=device_id,
            template_id=template.id if template else None,
            disk_offering_id=offering.id,
            size=size,
            limit_tags=offering.storage_tags,
        )
    )


def device_ids(wanted: Sequence[int | None]) -> list[int]:
    """A device id for each data disk: the one asked for, else the next that is free."""
    given = [id for id in wanted if id is not None]
    for id in given:
        if id == CD_ROM or not 1 <= id <= LAST_DEVICE:
            raise InvalidValue(f"deviceid {id} is not for a data disk; use 1 to {LAST_DEVICE} without {CD_ROM}, or leave it out")
        if given.count(id) > 1:
            raise InvalidValue(f"deviceid {id} is given to two disks; give each another, or leave it out")
    free = (id for id in count(1) if id != CD_ROM and id not in given)
    ids = [next(free) if id is None else id for id in wanted]
    if any(id > LAST_DEVICE for id in ids):
        raise InvalidValue(f"{len(ids)} data disks are more than a guest has device names for; ask for {LAST_DEVICE - 1} at the most")
    return ids


def _size(offering: DiskOffering, gib: int | None, param: str) -> int:
    if offering.state is not OfferingState.ACTIVE:
        raise InvalidValue(f"diskofferingid: offering {offering.name} is inactive; choose another")
    if offering.is_customized and gib is None:
        raise InvalidValue(f"{param} is missing; disk offering {offering.name} is custom, give the size in GiB")
    if not offering.is_customized and gib is not None:
        raise InvalidValue(f"{param}: disk offering {offering.name} fixes its size at {offering.disk_size // GIB} GiB; leave {param} out")
    return gib * GIB if gib else offering.disk_size


def _refuse_smaller(template: Template, size: int, param: str) -> None:
    if size < template.size:
        least = -(-template.size // GIB)
        raise InvalidValue(f"{param}: {size // GIB} GiB is below the size of template {template.name}; {least} GiB or more are needed")
