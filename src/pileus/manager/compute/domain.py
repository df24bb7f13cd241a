"""From an instance's rows to the domain its host shall run."""

from sqlalchemy.orm import Session

from pileus.manager.compute import holdings
from pileus.manager.compute.tuning import tuning
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network
from pileus.wire.domains import DiskSpec, DomainSpec, NicSpec


def domain_spec(db: Session, instance: Instance, paths: dict[str, str]) -> DomainSpec:
    """The whole of a guest; `paths` says where each volume lies on the host."""
    tuned = tuning(instance)
    disks = [
        DiskSpec(volume_id=volume.id, path=paths[volume.id], slot=volume.device_id or 0, bus=tuned.bus, io=tuned.io)
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
        )
        for card in holdings.cards(db, instance.id)
    ]
    return DomainSpec(
        instance_id=instance.id,
        name=instance.internal_name,
        vcpus=instance.cpus,
        cpu_mhz=instance.cpu_mhz,
        memory_mib=instance.memory_mib,
        disks=disks,
        nics=nics,
        iothread=tuned.iothread,
    )
