"""Providers of network services on physical networks: add, update, delete, list; and which services there are."""

from typing import Annotated, ClassVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, Started, Success, View, WorkedOn
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.network import Network
from pileus.manager.model.network_offering import NetworkOffering
from pileus.manager.model.physical_network import PhysicalNetwork, ProviderElement, ProviderState, ServiceProvider

ENTITY = "NetworkServiceProvider"

VIRTUAL_ROUTER, VPC_ROUTER, INTERNAL_LB, SECURITY_GROUPS, OVS = (
    "VirtualRouter", "VpcVirtualRouter", "InternalLbVm", "SecurityGroupProvider", "Ovs",
)  # fmt: skip

_ROUTED = ("Dhcp", "Dns", "UserData", "Gateway", "SourceNat", "StaticNat", "PortForwarding", "Lb", "Vpn")

BUILT_IN: dict[str, tuple[str, ...]] = {
    VIRTUAL_ROUTER: (*_ROUTED, "Firewall"),
    SECURITY_GROUPS: ("SecurityGroup",),
    VPC_ROUTER: (*_ROUTED, "NetworkACL"),
    INTERNAL_LB: ("Lb",),
}
"""The providers of every physical network, and what they can provide."""

KNOWN: dict[str, tuple[str, ...]] = {**BUILT_IN, OVS: ("Connectivity",)}
"""All providers there are."""

WITH_ELEMENT = (VIRTUAL_ROUTER, VPC_ROUTER, INTERNAL_LB, OVS)
"""Providers with a device that is enabled first."""

CAPABILITIES: dict[str, dict[str, tuple[str, bool]]] = {
    "Dhcp": {"DhcpAccrossMultipleSubnets": ("true", False)},
    "Dns": {"AllowDnsSuffixModification": ("true", False)},
    "UserData": {},
    "Gateway": {},
    "SourceNat": {"SupportedSourceNatTypes": ("peraccount", True), "RedundantRouter": ("true", True)},
    "StaticNat": {"ElasticIp": ("false", True)},
    "PortForwarding": {},
    "Lb": {
        "SupportedLbAlgorithms": ("roundrobin,leastconn,source", False),
        "SupportedLBIsolation": ("dedicated", True),
        "SupportedProtocols": ("tcp,udp,tcp-proxy", False),
        "LbSchemes": ("Public,Internal", True),
        "InlineMode": ("false", True),
        "ElasticLb": ("false", True),
    },
    "Vpn": {"SupportedVpnTypes": ("s2svpn", False)},
    "Firewall": {
        "SupportedProtocols": ("tcp,udp,icmp", False),
        "SupportedEgressProtocols": ("tcp,udp,icmp,all", False),
        "SupportedTrafficDirection": ("ingress,egress", False),
        "TrafficStatistics": ("per public ip", False),
        "MultipleIps": ("true", False),
    },
    "NetworkACL": {"SupportedProtocols": ("tcp,udp,icmp", False)},
    "SecurityGroup": {},
    "Connectivity": {"StretchedL2Subnet": ("false", True)},
}
"""CloudStack's services: their capabilities, what each may be, and whether an offering chooses."""


def made_with(isolation: str) -> list[str]:
    """Providers that a new physical network has."""
    return [*BUILT_IN, OVS] if "GRE" in isolation.split(",") else list(BUILT_IN)


def service_of(name: str, param: str) -> str:
    """A service by CloudStack's name, in any case."""
    for known in CAPABILITIES:
        if known.lower() == name.strip().lower():
            return known
    raise InvalidValue(f"{param}: service {name} is unknown; one of {', '.join(CAPABILITIES)}")


def provider_of(name: str, param: str) -> str:
    """A provider by CloudStack's name, in any case."""
    for known in KNOWN:
        if known.lower() == name.strip().lower():
            return known
    raise InvalidValue(f"{param}: provider {name} is not known here; one of {', '.join(KNOWN)}")


def put(ctx: Ctx, network: PhysicalNetwork, name: str, services: list[str] | None = None) -> ServiceProvider:
    """Makes a provider on a physical network, with its element, both disabled."""
    row = ctx.insert(ServiceProvider(physical_network_id=network.id, name=name, services=services or list(KNOWN[name])))
    if name in WITH_ELEMENT:
        ctx.insert(ProviderElement(provider_id=row.id, kind=name))
    return row


class ProviderView(WorkedOn, kw_only=True):
    """A provider of network services."""

    object_name: ClassVar[str] = "networkserviceprovider"
    id: str
    name: str
    state: ProviderState
    physical_network_id: str
    destination_physical_network_id: str | None
    service_list: list[str]
    can_enable_individual_service: bool


@ops.shows(ENTITY)
def view(db: Session, id: str) -> ProviderView:
    """A provider as administrators see it."""
    row = db.get_one(ServiceProvider, id)
    return ProviderView(
        id=row.id,
        name=row.name,
        state=row.state,
        physical_network_id=row.physical_network_id,
        destination_physical_network_id=row.destination_id,
        service_list=row.services,
        can_enable_individual_service=len(KNOWN[row.name]) > 1,
    )


class ListProviders(ListParams, frozen=True, kw_only=True):
    """Which providers."""

    name: Annotated[str | None, Doc("only the provider of this name")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only providers on this physical network")] = None
    state: Annotated[str | None, Doc("only providers in this state: Disabled, Enabled or Shutdown")] = None


@command("listNetworkServiceProviders", access=ADMINS, since="3.0.0")
def list_providers(ctx: Ctx, p: ListProviders) -> Page[ProviderView]:
    """Lists the providers of network services."""
    if p.physical_network_id:
        ctx.see(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    query = narrow(
        ctx.visible(ServiceProvider, p).order_by(ServiceProvider.created, ServiceProvider.name),
        (ServiceProvider.name, p.name),
        (ServiceProvider.physical_network_id, p.physical_network_id),
        (ServiceProvider.state, _state(p.state) if p.state else None),
    )
    return ctx.page(containing(query, p.keyword, ServiceProvider.name), p, lambda row: view(ctx.db, row.id))


def _state(text: str) -> ProviderState:
    for state in ProviderState:
        if state.value.lower() == text.lower():
            return state
    raise InvalidValue(f"state {text} is unknown; one of {', '.join(ProviderState)}")


class AddProvider(Params, frozen=True, kw_only=True):
    """Which provider, and where."""

    name: Annotated[str, Doc("VirtualRouter, VpcVirtualRouter, InternalLbVm, SecurityGroupProvider or Ovs")]
    physical_network_id: Annotated[Id, Names("PhysicalNetwork"), Doc("the physical network it serves")]
    destination_physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("the physical network it bridges to")] = None
    service_list: Annotated[list[str] | None, Doc("services it provides; all it can when left out")] = None


@command("addNetworkServiceProvider", access=ADMINS, event="SERVICE.PROVIDER.CREATE", entity=ENTITY, since="3.0.0")
def add_provider(ctx: Ctx, p: AddProvider) -> Started[ProviderView]:
    """Adds a provider of network services to a physical network, disabled."""
    network = ctx.get(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    name = provider_of(p.name, "name")
    there = select(ServiceProvider.id).where(ServiceProvider.physical_network_id == network.id, ServiceProvider.name == name)
    if ctx.db.scalar(there):
        raise Conflict(
            f"name: physical network {network.name} has the provider {name} already; enable it with updateNetworkServiceProvider"
        )
    row = put(ctx, network, name, _services(name, p.service_list))
    if p.destination_physical_network_id:
        row.destination_id = ctx.get(PhysicalNetwork, p.destination_physical_network_id, "destinationphysicalnetworkid").id
    return ops.settled(ctx, ENTITY, row.id, f"adding provider {name} to physical network {network.name}", new=True)


def _services(name: str, wanted: list[str] | None) -> list[str]:
    if not wanted:
        return list(KNOWN[name])
    chosen = [service_of(service, "servicelist") for service in wanted]
    for service in chosen:
        if service not in KNOWN[name]:
            raise InvalidValue(f"servicelist: provider {name} has no service {service}; it has {', '.join(KNOWN[name])}")
    return list(dict.fromkeys(chosen))


class UpdateProvider(Params, frozen=True, kw_only=True):
    """What to change."""

    id: Annotated[Id, Names("ServiceProvider"), Doc("the provider")]
    state: Annotated[str | None, Doc("Enabled, Disabled or Shutdown")] = None
    service_list: Annotated[list[str] | None, Doc("services it provides, instead of those it does")] = None


@command("updateNetworkServiceProvider", access=ADMINS, event="SERVICE.PROVIDER.UPDATE", entity=ENTITY, since="3.0.0")
def update_provider(ctx: Ctx, p: UpdateProvider) -> Started[ProviderView]:
    """Enables or disables a provider of network services; its element must be enabled first."""
    row = ctx.get(ServiceProvider, p.id)
    network = ctx.db.get_one(PhysicalNetwork, row.physical_network_id)
    state = _state(p.state) if p.state else row.state
    services = _services(row.name, p.service_list) if p.service_list else row.services
    if state is ProviderState.ENABLED and not _ready(ctx.db, row):
        raise InvalidValue(
            f"state: provider {row.name} of physical network {network.name} is not configured yet; "
            f"enable its element with {_configuring(row.name)} first"
        )
    given_up = set(row.services) - set(services) if state is ProviderState.ENABLED else set(row.services)
    if row.state is ProviderState.ENABLED and (users := _users(ctx.db, row, given_up)):
        raise InUse(f"provider {row.name} of physical network {network.name} serves network {', '.join(users)}; delete that first")
    row.state, row.services = state, services
    ctx.save()
    return ops.settled(ctx, ENTITY, row.id, f"updating provider {row.name} of physical network {network.name}")


def _configuring(name: str) -> str:
    return {INTERNAL_LB: "configureInternalLoadBalancerElement", OVS: "configureOvsElement"}.get(name, "configureVirtualRouterElement")


def _ready(db: Session, row: ServiceProvider) -> bool:
    if row.name not in WITH_ELEMENT:
        return True
    return bool(db.scalar(select(ProviderElement.enabled).where(ProviderElement.provider_id == row.id)))


def _users(db: Session, row: ServiceProvider, services: set[str]) -> list[str]:
    """Networks that have one of these services from the provider."""
    query = (
        select(Network.name, NetworkOffering.services)
        .join(NetworkOffering, NetworkOffering.id == Network.offering_id)
        .where(Network.physical_network_id == row.physical_network_id, Network.removed.is_(None))
    )
    used = db.execute(query)
    return sorted(name for name, offered in used if any(row.name in str(offered.get(service, "")).split(",") for service in services))


class DeleteProvider(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("ServiceProvider"), Doc("the provider")]


@command("deleteNetworkServiceProvider", access=ADMINS, event="SERVICE.PROVIDER.DELETE", entity=ENTITY, since="3.0.0")
def delete_provider(ctx: Ctx, p: DeleteProvider) -> Started[Success]:
    """Deletes a provider of network services that no network uses."""
    row = ctx.get(ServiceProvider, p.id)
    network = ctx.db.get_one(PhysicalNetwork, row.physical_network_id)
    if users := _users(ctx.db, row, set(row.services)):
        raise InUse(f"provider {row.name} of physical network {network.name} serves network {', '.join(users)}; delete that first")
    ctx.db.execute(delete(ProviderElement).where(ProviderElement.provider_id == row.id))
    ctx.db.delete(row)
    ctx.save()
    return ops.settled(ctx, ENTITY, p.id, f"deleting provider {row.name} of physical network {network.name}", gone=True)


def refuse_unserved(db: Session, network: PhysicalNetwork, offering: NetworkOffering) -> None:
    """Refuses an offering some service of which no enabled provider of the physical network has."""
    rows = db.scalars(select(ServiceProvider).where(ServiceProvider.physical_network_id == network.id))
    enabled = {row.name: row.services for row in rows if row.state is ProviderState.ENABLED}
    for service, names in offering.services.items():
        for name in str(names).split(","):
            if service not in enabled.get(name, []):
                raise InvalidValue(
                    f"networkofferingid: offering {offering.name} has {service} from {name}, which is not enabled on physical network "
                    f"{network.name}; enable it with updateNetworkServiceProvider first"
                )


class CapabilityView(View, kw_only=True):
    """What a service can do."""

    object_name: ClassVar[str] = "capability"
    name: str
    value: str
    can_choose_service_capability: bool


class ServiceProviderNameView(View, kw_only=True):
    """Who provides a service."""

    object_name: ClassVar[str] = "provider"
    name: str
    service_list: list[str]
    can_enable_individual_service: bool


class NetworkServiceView(View, kw_only=True):
    """A service that networks can have."""

    object_name: ClassVar[str] = "networkservice"
    name: str
    capability: list[CapabilityView]
    provider: list[ServiceProviderNameView]


class ListServices(ListParams, frozen=True, kw_only=True):
    """Which services."""

    provider: Annotated[str | None, Doc("only services of this provider")] = None
    service: Annotated[str | None, Doc("only this service")] = None


@command("listSupportedNetworkServices", access=USERS, since="3.0.0")
def list_services(ctx: Ctx, p: ListServices) -> Page[NetworkServiceView]:
    """Lists the services that networks can have, what they can do, and who provides them."""
    wanted = service_of(p.service, "service") if p.service else None
    by = provider_of(p.provider, "provider") if p.provider else None
    return ctx.slice(
        [
            NetworkServiceView(
                name=name,
                capability=[
                    CapabilityView(name=capability, value=value, can_choose_service_capability=choice)
                    for capability, (value, choice) in capabilities.items()
                ],
                provider=[
                    ServiceProviderNameView(name=provider, service_list=list(services), can_enable_individual_service=len(services) > 1)
                    for provider, services in KNOWN.items()
                    if name in services
                ],
            )
            for name, capabilities in CAPABILITIES.items()
            if wanted in (None, name) and (by is None or name in KNOWN[by]) and (p.keyword or "").lower() in name.lower()
        ],
        p,
    )
