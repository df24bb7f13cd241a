"""The cloud that a first start makes: zone, pod, cluster, storage, network, offerings, OS types, the built-in template.

Everything has an id derived from the installation's, so that making it again changes nothing, and a host that comes back is known.
What an administrator renamed or removed stays so: rows are made once.
"""

from ipaddress import IPv4Network
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.infra import hypervisors
from pileus.manager.kernel.ids import derived_id
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.ip_range import IpRange
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.offering import DiskOffering, ServiceOffering
from pileus.manager.model.os_type import OsCategory, OsType
from pileus.manager.model.physical_network import (
    PhysicalNetwork,
    ProviderElement,
    ProviderState,
    ServiceProvider,
    TrafficKind,
    TrafficType,
)
from pileus.manager.model.rows import Flag
from pileus.manager.model.storage import ImageStore, StoragePool, Template
from pileus.manager.network import providers

GIB = 1 << 30


class Range(Struct, frozen=True):
    """The default network's addresses. The host's bridge has the gateway, the router its own address, guests what lies between the rest."""

    cidr: str
    gateway: str
    router: str
    first: str
    last: str
    bridge: str = ""


class BuiltIn(Struct, frozen=True):
    """A template that came with the installation; `path` is relative to the image store. Sizes in bytes."""

    name: str
    path: str
    sha256: str
    size: int
    physical_size: int
    format: str = "QCOW2"


class Plan(Struct, frozen=True, kw_only=True):
    """What the first start of an installation makes."""

    installation: str
    hypervisor: str
    network: Range
    secondary: str
    """Folder of the image store."""
    template: BuiltIn | None = None
    dns_domain: str = "cloud.internal"


OS = {
    "Debian": ["Debian GNU/Linux 12 (64-bit)", "Debian GNU/Linux 13 (64-bit)"],
    "Ubuntu": ["Ubuntu 22.04 LTS", "Ubuntu 24.04 LTS"],
    "CentOS": ["CentOS Stream 9"],
    "Windows": ["Windows 11 (64-bit)", "Windows Server 2022 (64-bit)"],
    "Other": ["Other Linux (64-bit)", "Other (64-bit)"],
}

SIZES = [
    ("Tiny Instance", 1, 500, 128),
    ("Small Instance", 1, 500, 512),
    ("Medium Instance", 1, 1000, 1024),
    ("Large Instance", 2, 1000, 4096),
]
"""Name, processors, MHz, MiB. Small and Medium are CloudStack's own."""

DISKS = [("Small", 5), ("Medium", 20), ("Large", 100)]
"""Name and GiB: CloudStack's own."""

SHARED_SERVICES = {"Dhcp": "VirtualRouter", "Dns": "VirtualRouter", "UserData": "VirtualRouter", "SecurityGroup": "SecurityGroupProvider"}


def zone_id(installation: str) -> str:
    """Id of the first zone."""
    return derived_id(installation, "zone")


def network_id(installation: str) -> str:
    """Id of the network that instances get when they name none."""
    return derived_id(installation, "network")


def stock(db: Session, installation: str) -> None:
    """Makes what every cloud begins with, also an empty one: offerings and OS types."""
    maker = _Maker(db, installation)
    _offerings(maker)
    _os_types(maker)
    maker.add_what_is_missing()
    hypervisors.stock(db, installation)


def make(db: Session, plan: Plan, admin_account_id: str) -> None:
    """Makes what is not there yet of the first zone; the stock is there."""
    maker = _Maker(db, plan.installation)
    maker.want(
        Zone, "zone", name="default", network_type="Advanced", security_groups=True, local_storage=True, domain=plan.dns_domain,
        dns1=plan.network.router, internal_dns1=plan.network.router,
    )  # fmt: skip
    zone = zone_id(plan.installation)
    maker.want(Pod, "pod", zone_id=zone, name="default", gateway="127.0.0.1", netmask="255.0.0.0")
    maker.want(Cluster, "cluster", zone_id=zone, pod_id=maker.id("pod"), name="default", hypervisor=plan.hypervisor)
    maker.want(ImageStore, "image store", zone_id=zone, name="default", url=f"file://{plan.secondary}")
    _network(maker, plan, admin_account_id)
    if plan.template is not None:
        _template(maker, plan, plan.template, admin_account_id)
    maker.add_what_is_missing()


def add_host(db: Session, installation: str, host_id: str, pool_path: str, *, hypervisor: str, name: str) -> None:
    """A host that connected for the first time, with its local pool."""
    maker = _Maker(db, installation)
    if db.get(Host, host_id) is None:
        where = {"zone_id": zone_id(installation), "pod_id": maker.id("pod"), "cluster_id": maker.id("cluster")}
        db.add(Host(id=host_id, name=name, hypervisor=hypervisor, local_path=pool_path, **where))
        db.flush()
        db.add(StoragePool(id=derived_id(installation, "pool", host_id), host_id=host_id, name=f"{name} local", path=pool_path, **where))


def _offerings(maker: "_Maker") -> None:
    for name, cpus, mhz, mib in SIZES:
        text = f"{name}: {cpus} x {mhz} MHz, {mib} MiB"
        maker.want(ServiceOffering, f"offering {name}", name=name, display_text=text, cpus=cpus, cpu_mhz=mhz, memory_mib=mib)
    maker.want(
        ServiceOffering, "offering Custom", name="Custom Instance", display_text="Processors and memory of your choice", cpu_mhz=1000
    )
    for name, gib in DISKS:
        maker.want(DiskOffering, f"disk {name}", name=name, display_text=f"{name} Disk, {gib} GB", disk_size=gib * GIB)
    maker.want(DiskOffering, "disk Custom", name="Custom", display_text="Custom Disk", is_customized=True)
    maker.want(
        NetworkOffering,
        "network offering shared",
        name="DefaultSharedNetworkOfferingWithSGService",
        display_text="Offering for Shared Security group enabled networks",
        guest_type="Shared",
        specify_ip_ranges=True,
        specify_vlan=True,
        is_default=True,
        services=SHARED_SERVICES,
    )
    maker.want(
        NetworkOffering,
        "network offering shared without groups",
        name="DefaultSharedNetworkOffering",
        display_text="Offering for Shared networks",
        guest_type="Shared",
        specify_ip_ranges=True,
        specify_vlan=True,
        is_default=True,
        services={name: provider for name, provider in SHARED_SERVICES.items() if name != "SecurityGroup"},
    )


def _os_types(maker: "_Maker") -> None:
    for category, names in OS.items():
        maker.want(OsCategory, f"os {category}", name=category)
        for name in names:
            maker.want(OsType, f"os {name}", category_id=maker.id(f"os {category}"), name=name)


def _network(maker: "_Maker", plan: Plan, admin_account_id: str) -> None:
    zone = zone_id(plan.installation)
    _physical_network(maker, zone)
    wanted = plan.network
    maker.want(
        Network,
        "network",
        account_id=admin_account_id,
        zone_id=zone,
        physical_network_id=maker.id("physical network"),
        offering_id=maker.id("network offering shared"),
        name="default",
        display_text="Shared network of the zone",
        cidr=wanted.cidr,
        gateway=wanted.gateway,
        router_ip=wanted.router,
        bridge=wanted.bridge,
        dns_domain=plan.dns_domain,
        is_default=True,
    )
    maker.want(
        IpRange,
        "range",
        zone_id=zone,
        physical_network_id=maker.id("physical network"),
        network_id=maker.id("network"),
        gateway=wanted.gateway,
        netmask=str(IPv4Network(wanted.cidr).netmask),
        first_ip=wanted.first,
        last_ip=wanted.last,
    )


def _physical_network(maker: "_Maker", zone: str) -> None:
    """The host's own bridges, with what serves the default network enabled, as CloudStack's zone wizard leaves it."""
    maker.want(PhysicalNetwork, "physical network", zone_id=zone, name="default", isolation="VXLAN", state=Flag.ENABLED)
    for kind in TrafficKind:
        maker.want(TrafficType, f"traffic {kind}", physical_network_id=maker.id("physical network"), kind=kind)
    for name, services in providers.BUILT_IN.items():
        maker.want(
            ServiceProvider,
            f"provider {name}",
            physical_network_id=maker.id("physical network"),
            name=name,
            services=list(services),
            state=ProviderState.ENABLED,
        )
        if name in providers.WITH_ELEMENT:
            maker.want(ProviderElement, f"element {name}", provider_id=maker.id(f"provider {name}"), kind=name, enabled=True)


def _template(maker: "_Maker", plan: Plan, built_in: BuiltIn, admin_account_id: str) -> None:
    """One row for each content: instances made from an older one keep it."""
    maker.want(
        Template,
        f"template {built_in.sha256}",
        account_id=admin_account_id,
        zone_id=zone_id(plan.installation),
        image_store_id=maker.id("image store"),
        os_type_id=maker.id("os Other Linux (64-bit)"),
        name=built_in.name,
        display_text="Small Linux guest, built from this host's distribution",
        format=built_in.format,
        hypervisor=plan.hypervisor,
        type="BUILTIN",
        path=built_in.path,
        sha256=built_in.sha256,
        size=built_in.size,
        physical_size=built_in.physical_size,
        is_public=True,
        is_featured=True,
        password_enabled=True,
        ssh_key_enabled=True,
    )


class _Maker:
    """Adds rows whose ids follow from the installation and a word, one kind after the other in the order of their first row."""

    def __init__(self, db: Session, installation: str) -> None:
        self._db = db
        self._installation = installation
        self._wanted: dict[type[Any], dict[str, dict[str, Any]]] = {}

    def id(self, word: str) -> str:
        return derived_id(self._installation, word)

    def want(self, model: type[Any], word: str, **values: Any) -> None:
        self._wanted.setdefault(model, {})[self.id(word)] = values

    def add_what_is_missing(self) -> None:
        for model, rows in self._wanted.items():
            known = set(self._db.scalars(select(model.id).where(model.id.in_(rows))))
            self._db.add_all(model(id=id, **values) for id, values in rows.items() if id not in known)
            self._db.flush()
