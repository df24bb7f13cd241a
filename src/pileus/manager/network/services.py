"""The services of offerings: what a caller asks for, checked, and how it is shown."""

from collections.abc import Collection
from typing import ClassVar

from msgspec import Struct

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.network_offering import NetworkOffering, VpcOffering
from pileus.manager.network.providers import CAPABILITIES, KNOWN, provider_of, service_of

Map = dict[str, str]
Capabilities = dict[str, dict[str, str]]


class ServiceOf(Struct, frozen=True, kw_only=True):
    """One entry of `serviceproviderlist`."""

    service: str
    provider: str


class CapabilityOf(Struct, frozen=True, kw_only=True):
    """One entry of `servicecapabilitylist`."""

    service: str
    capabilitytype: str
    capabilityvalue: str


def chosen(names: list[str] | None, providers: list[ServiceOf] | None, usual: Collection[str]) -> Map:
    """Each service and its providers. A service without one is given the first of the `usual` providers that has it."""
    wanted = [service_of(name, "supportedservices") for name in names or []]
    given: dict[str, list[str]] = {}
    for entry in providers or []:
        service, provider = service_of(entry.service, "serviceproviderlist"), provider_of(entry.provider, "serviceproviderlist")
        if service not in KNOWN[provider]:
            raise InvalidValue(f"serviceproviderlist: provider {provider} has no {service}; it has {', '.join(KNOWN[provider])}")
        if names and service not in wanted:
            raise InvalidValue(f"serviceproviderlist: {service} is not among supportedservices; add it there, or leave its provider out")
        given.setdefault(service, []).append(provider)
    found: Map = {}
    for service in dict.fromkeys([*wanted, *given]):
        fitting = given.get(service) or [name for name in usual if service in KNOWN[name]][:1]
        if not fitting:
            raise InvalidValue(f"supportedservices: {service} is with none of {', '.join(usual)}; name its provider, or leave it out")
        found[service] = ",".join(dict.fromkeys(fitting))
    return found


def capabilities(entries: list[CapabilityOf] | None, services: Map) -> Capabilities:
    """What was chosen of the services' capabilities."""
    found: Capabilities = {}
    for entry in entries or []:
        service = service_of(entry.service, "servicecapabilitylist")
        if service not in services:
            raise InvalidValue(f"servicecapabilitylist: {service} is no service of the offering; add it, or leave the capability out")
        known = {name.lower(): (name, choice) for name, (_, choice) in CAPABILITIES[service].items()}
        name, choice = known.get(entry.capabilitytype.lower(), ("", False))
        if not choice:
            possible = ", ".join(sorted(name for name, choice in known.values() if choice)) or "nothing"
            raise InvalidValue(f"servicecapabilitylist: {service} has no {entry.capabilitytype} to choose; of it can be chosen: {possible}")
        found.setdefault(service, {})[name] = entry.capabilityvalue
    return found


class ServiceProviderView(View, kw_only=True):
    """Who provides a service of a network."""

    object_name: ClassVar[str] = "provider"
    name: str


class OfferedCapabilityView(View, kw_only=True):
    """What a service of an offering can do."""

    object_name: ClassVar[str] = "capability"
    name: str
    value: str
    can_choose_service_capability: bool


class OfferedServiceView(View, kw_only=True):
    """A service that networks of an offering have."""

    object_name: ClassVar[str] = "service"
    name: str
    provider: list[ServiceProviderView]
    capability: list[OfferedCapabilityView]


def views(offering: NetworkOffering | VpcOffering) -> list[OfferedServiceView]:
    """The services of an offering, as it has them."""
    return [
        OfferedServiceView(
            name=service,
            provider=[ServiceProviderView(name=name) for name in str(names).split(",")],
            capability=[
                OfferedCapabilityView(name=name, value=value, can_choose_service_capability=True)
                for name, value in sorted(offering.capabilities.get(service, {}).items())
            ],
        )
        for service, names in sorted(offering.services.items())
    ]


def having(ctx: Ctx, model: type[NetworkOffering | VpcOffering], wanted: list[str] | None, *, source_nat: bool | None = None) -> list[str]:
    """Ids of the offerings that have all of these services, and source NAT or not."""
    names = {name.lower() for name in wanted or []}
    found: list[str] = []
    for row in ctx.db.scalars(ctx.visible(model)):
        has = {name.lower() for name in row.services}
        if names <= has and (source_nat is None or ("sourcenat" in has) == source_nat):
            found.append(row.id)
    return found
