"""The disks an instance is made with, as rows; they come to be on their pool when it starts."""

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.instance import Instance
from pileus.manager.model.offering import DiskOffering, OfferingState, ServiceOffering
from pileus.manager.model.storage import Template, Volume

GIB = 1 << 30


def root_volume(ctx: Ctx, instance: Instance, template: Template, offering: ServiceOffering, gib: int | None) -> Volume:
    """The root disk: the size asked for, else the offering's, else the template's; never below the template's."""
    size = gib * GIB if gib else max(offering.root_disk_size, template.size)
    if size < template.size:
        least = -(-template.size // GIB)
        raise InvalidValue(f"rootdisksize {gib} GiB is below the size of template {template.name}; give {least} or more")
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
            size=size,
        )
    )


def data_volume(ctx: Ctx, instance: Instance, offering: DiskOffering, gib: int | None, device_id: int) -> Volume:
    """A data disk of an offering; a custom one needs its size."""
    if offering.state is not OfferingState.ACTIVE:
        raise InvalidValue(f"diskofferingid: offering {offering.name} is inactive; choose another")
    if offering.is_customized and gib is None:
        raise InvalidValue(f"size is missing; disk offering {offering.name} is custom, give the size in GiB")
    if not offering.is_customized and gib is not None:
        raise InvalidValue(f"size: disk offering {offering.name} fixes its size at {offering.disk_size // GIB} GiB; leave size out")
    return ctx.insert(
        Volume(
            account_id=instance.account_id,
            name=f"DATA-{instance.number}-{device_id}",
            type="DATADISK",
            zone_id=instance.zone_id,
            instance_id=instance.id,
            device_id=device_id,
            disk_offering_id=offering.id,
            size=gib * GIB if gib else offering.disk_size,
        )
    )
