"""Rules that forward from public addresses to instances. No network has any yet: the lists are empty, and clients ask all the same."""

from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, KeyValue, Names, Only, OwnedParams, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network


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
