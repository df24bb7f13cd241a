"""From an instance's rows to the domain its host shall run."""

from typing import Literal

from sqlalchemy.orm import Session

from pileus.manager.compute import holdings
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network
from pileus.wire.domains import DiskSpec, DomainSpec, NicSpec

Bus = Literal["virtio", "scsi", "sata", "ide"]
BUSES: dict[str, Bus] = {"virtio": "virtio", "scsi": "scsi", "sata": "sata", "ide": "ide"}
Model = Literal["virtio", "e1000", "rtl8139"]
MODELS: dict[str, Model] = {"virtio": "virtio", "e1000": "e1000", "rtl8139": "rtl8139"}
"""CloudStack's values of the details rootDiskController and nicAdapter, in any case."""


def domain_spec(db: Session, instance: Instance, paths: dict[str, str]) -> DomainSpec:
    """The whole of a guest; `paths` says where each volume lies on the host."""
    bus = BUSES.get(str(instance.details.get("rootDiskController", "")).lower(), "virtio")
    model = MODELS.get(str(instance.details.get("nicAdapter", "")).lower(), "virtio")
    disks = [
        DiskSpec(volume_id=volume.id, path=paths[volume.id], slot=volume.device_id or 0, bus=bus)
        for volume in holdings.volumes(db, instance.id)
    ]
    nics = [
        NicSpec(
            nic_id=card.id,
            network_id=card.network_id,
            bridge=db.get_one(Network, card.network_id).bridge,
            mac=card.mac,
            slot=card.device_id,
            model=model,
            mtu=db.get_one(Network, card.network_id).mtu,
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
    )
