"""From an instance's rows to the domain its host shall run."""

from sqlalchemy.orm import Session

from pileus.manager.compute import holdings
from pileus.manager.compute.tuning import tuning
from pileus.manager.kernel.settings import SettingValues
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network
from pileus.manager.model.offering import DiskOffering, DiskProfile, ServiceOffering
from pileus.manager.model.storage import Volume
from pileus.manager.storage import disk_limits
from pileus.wire.domains import DiskLimits, DiskSpec, DomainSpec, NicSpec


def domain_spec(db: Session, settings: SettingValues, instance: Instance, paths: dict[str, str]) -> DomainSpec:
    """The whole of a guest; `paths` says where each volume lies on the host."""
    tuned = tuning(instance)
    offering = db.get_one(ServiceOffering, instance.service_offering_id)
    disks = [
        DiskSpec(
            volume_id=volume.id,
            path=paths[volume.id],
            slot=volume.device_id or 0,
            bus=tuned.bus,
            io=tuned.io,
            cache=_kind(db, volume, offering).cache_mode,  # pyright: ignore[reportArgumentType] - one of CacheMode, checked on the way in
            limits=DiskLimits(**disk_limits.of(settings, _kind(db, volume, offering).limits)),
        )
        for volume in holdings.volumes(db, instance.id)
    ]
    nics = [
        NicSpec(
            nic_id=card.id,
            network_id=card.network_id,
            bridge=db.get_one(Network, card.network_id).bridge,
            mac=card.mac,
            slot=card.device_id,
            model=tuned.model,
            mtu=db.get_one(Network, card.network_id).mtu,
            queues=tuned.queues,
            packed=tuned.packed,
            rate_mbit=(offering.network_rate or 0) if card.is_default else 0,
        )
        for card in holdings.cards(db, instance.id)
    ]
    return DomainSpec(
        instance_id=instance.id,
        name=instance.internal_name,
        vcpus=instance.cpus,
        cpu_mhz=instance.cpu_mhz,
        limited=offering.limit_cpu_use,
        memory_mib=instance.memory_mib,
        disks=disks,
        nics=nics,
        iothread=tuned.iothread,
    )


def _kind(db: Session, volume: Volume, offering: ServiceOffering) -> DiskProfile:
    """What says how a disk is served: its own offering, else the service offering's, else the service offering itself."""
    id = volume.disk_offering_id or offering.disk_offering_id
    return db.get_one(DiskOffering, id) if id else offering
