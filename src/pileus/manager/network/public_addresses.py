"""Public addresses and the rules that hang on them. No network has any yet: the lists are empty, and clients ask for them all the same."""

from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, Only, OwnedParams, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network
from pileus.manager.model.physical_network import PhysicalNetwork


class PublicAddressView(View, kw_only=True):
    """A public address."""

    object_name: ClassVar[str] = "publicipaddress"
    id: str
    ip_address: str
    state: str
    zone_id: str
    zone_name: str
    account: str
    domain: str
    domain_id: str
    associated_network_id: str | None
    associated_network_name: str | None
    is_source_nat: bool
    is_static_nat: bool
    virtual_machine_id: str | None


class ForwardingRuleView(View, kw_only=True):
    """A rule that forwards from a public address to an instance."""

    object_name: ClassVar[str] = "portforwardingrule"
    id: str
    protocol: str
    private_port: str
    private_end_port: str
    public_port: str
    public_end_port: str
    ip_address: str
    ip_address_id: str
    network_id: str
    virtual_machine_id: str
    virtual_machine_name: str
    state: str


class AddressForwardingRuleView(View, kw_only=True):
    """A rule that forwards all of a public address to an instance."""

    object_name: ClassVar[str] = "ipforwardingrule"
    id: str
    protocol: str
    start_port: int
    end_port: int
    ip_address: str
    ip_address_id: str
    virtual_machine_id: str
    virtual_machine_name: str
    state: str


class ListPublicAddresses(OwnedParams, frozen=True, kw_only=True):
    """Which addresses."""

    id: Annotated[Id | None, Doc("only this address")] = None
    ip_address: Annotated[str | None, Doc("only the address that is this")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only addresses of this zone")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only addresses of this network's range")] = None
    associated_network_id: Annotated[Id | None, Names("Network"), Doc("only addresses that this network uses")] = None
    physical_network_id: Annotated[Id | None, Names("PhysicalNetwork"), Doc("only addresses on this physical network")] = None
    vlan_id: Annotated[Id | None, Doc("only addresses of this range")] = None
    vpc_id: Annotated[Id | None, Doc("only addresses of this VPC")] = None
    for_provider: Annotated[bool | None, Doc("only addresses that are, or are not, kept for a provider of services")] = None
    for_system_vms: Annotated[bool | None, Doc("only addresses that are, or are not, kept for system VMs")] = None
    allocated_only: Annotated[bool, Doc("false: free ones too")] = True
    is_source_nat: Annotated[bool | None, Doc("only addresses that do, or do not, stand for a network")] = None
    is_static_nat: Annotated[bool | None, Doc("only addresses that do, or do not, stand for an instance")] = None
    for_load_balancing: Annotated[bool | None, Doc("only addresses that a load balancer may use")] = None
    for_virtual_network: Annotated[bool | None, Doc("only addresses for isolated networks")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only addresses that are, or are not, shown to their owner")] = None
    state: Annotated[str | None, Doc("only addresses in this state: Free, Reserved, Allocated, ...")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only addresses with all of these tags: key and value")] = None
    retrieve_only_resource_count: Annotated[bool, Doc("only the number of matches")] = False


@command("listPublicIpAddresses", access=USERS)
def list_public_addresses(ctx: Ctx, p: ListPublicAddresses) -> Page[PublicAddressView]:
    """Lists the public addresses: there are none while all networks are shared ones."""
    for id, param in ((p.network_id, "networkid"), (p.associated_network_id, "associatednetworkid")):
        if id is not None:
            ctx.see(Network, id, param)
    if p.physical_network_id is not None:
        ctx.see(PhysicalNetwork, p.physical_network_id, "physicalnetworkid")
    return ctx.slice(list[PublicAddressView](), p)


class ListForwardingRules(OwnedParams, frozen=True, kw_only=True):
    """Which rules."""

    id: Annotated[Id | None, Doc("only this rule")] = None
    ip_address_id: Annotated[Id | None, Doc("only rules of this public address")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only rules of this network")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only rules that are, or are not, shown to their owner")] = None
    tags: Annotated[list[KeyValue] | None, Doc("only rules with all of these tags: key and value")] = None


@command("listPortForwardingRules", access=USERS)
def list_forwarding_rules(ctx: Ctx, p: ListForwardingRules) -> Page[ForwardingRuleView]:
    """Lists the port forwarding rules: there are none while no public address exists."""
    if p.network_id is not None:
        ctx.see(Network, p.network_id, "networkid")
    return ctx.slice(list[ForwardingRuleView](), p)


class ListAddressForwardingRules(OwnedParams, frozen=True, kw_only=True):
    """Which rules."""

    id: Annotated[Id | None, Doc("only this rule")] = None
    ip_address_id: Annotated[Id | None, Doc("only the rule of this public address")] = None
    virtual_machine_id: Annotated[Id | None, Names("Instance"), Doc("only rules that forward to this instance")] = None


@command("listIpForwardingRules", access=USERS)
def list_address_forwarding_rules(ctx: Ctx, p: ListAddressForwardingRules) -> Page[AddressForwardingRuleView]:
    """Lists the rules that forward whole addresses: there are none while no public address exists."""
    if p.virtual_machine_id is not None:
        ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
    return ctx.slice(list[AddressForwardingRuleView](), p)
