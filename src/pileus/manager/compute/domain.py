"""From an instance's rows to the domain its host shall run."""

from sqlalchemy.orm import Session

from pileus.manager.compute import holdings
from pileus.manager.compute.tuning import tuning
from pileus.manager.kernel.settings import Scope, SettingValues, number, text, within
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.offering import DiskOffering, DiskProfile, ServiceOffering
from pileus.manager.model.storage import Volume
from pileus.manager.storage import disk_limits
from pileus.wire.domains import DiskLimits, DiskSpec, DomainSpec, NicSpec

RATE = number(
    "vm.network.throttling.rate",
    200,
    "Mbit/s of the default card of instances whose offering sets none; 0 is no limit.",
    category="Network",
    check=within(-1),
)
RATE_OF_NETWORKS = number(
    "network.throttling.rate",
    200,
    "Mbit/s of further cards on networks whose offering sets none; 0 is no limit.",
    category="Network",
    scopes=(Scope.ZONE,),
    check=within(-1),
)
LONGEST_WORD = 64
"""Old guests read no longer texts from their firmware tables."""


def _word_fault(value: str) -> str | None:
    fits = len(value) <= LONGEST_WORD and value.isascii() and value.isprintable()
    return None if fits else f"must be at most {LONGEST_WORD} printable ASCII characters"


KVM = "CloudStack KVM Hypervisor"
MANUFACTURER = text(
    "vm.metadata.manufacturer",
    "Apache Software Foundation",
    "Manufacturer that the firmware tables of instances tell. Another one may keep guest tools from recognising the cloud.",
    scopes=(Scope.ZONE,),
    check=_word_fault,
)
PRODUCT = text(
    "vm.metadata.product",
    "",
    "Product that the firmware tables of instances tell; empty for that of a CloudStack guest. See vm.metadata.manufacturer.",
    scopes=(Scope.ZONE,),
    check=_word_fault,
)


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
            rate_mbit=_rate(db, settings, offering, card),
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
        manufacturer=settings.get(MANUFACTURER, scope=Scope.ZONE, of=instance.zone_id) or MANUFACTURER.default,
        product=settings.get(PRODUCT, scope=Scope.ZONE, of=instance.zone_id) or KVM,
    )


def _rate(db: Session, settings: SettingValues, offering: ServiceOffering, card: Nic) -> int:
    """Mbit/s of a card; 0 is no limit. The default card's come from the instance's offering, others' from their network's."""
    if card.is_default:
        rate = settings.get(RATE) if offering.network_rate is None else offering.network_rate
    else:
        network = db.get_one(Network, card.network_id)
        own = db.get_one(NetworkOffering, network.offering_id).network_rate if network.offering_id else None
        rate = settings.get(RATE_OF_NETWORKS, scope=Scope.ZONE, of=network.zone_id) if own is None else own
    return max(0, rate)


def _kind(db: Session, volume: Volume, offering: ServiceOffering) -> DiskProfile:
    """What says how a disk is served: its own offering, else the service offering's, else the service offering itself."""
    id = volume.disk_offering_id or offering.disk_offering_id
    return db.get_one(DiskOffering, id) if id else offering
