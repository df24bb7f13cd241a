"""Network cards of instances: list."""

from ipaddress import IPv4Network
from typing import Annotated, Any, ClassVar, NamedTuple

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Only, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic
from pileus.manager.network import dhcp_options
from pileus.manager.network.dhcp_options import ExtraOptionView


class NicView(View, kw_only=True):
    """A network card."""

    object_name: ClassVar[str] = "nic"
    id: str
    device_id: str
    network_id: str
    network_name: str
    netmask: str
    gateway: str
    ip_address: str | None
    is_default: bool
    mac_address: str
    traffic_type: str = "Guest"
    type: str
    mtu: int
    virtual_machine_id: str
    secondary_ip: list[str]
    extra_dhcp_option: list[ExtraOptionView]


class Face(NamedTuple):
    """What a network shows on each of its cards; worked out once for a page of them."""

    name: str
    netmask: str
    gateway: str
    type: str
    mtu: int


def face_of(network: Network) -> Face:
    """The network's part of a card."""
    return Face(network.name, str(IPv4Network(network.cidr).netmask), network.gateway, network.type, network.mtu)


NIC_COLUMNS = ("id", "instance_id", "network_id", "device_id", "is_default", "mac", "ip", "dhcp_options")
"""What `nic_view` reads of a card."""


def nic_view(nic: Any, face: Face) -> NicView:
    """A network card as the API shows it, from its row or the columns of it."""
    return NicView(
        id=nic.id,
        device_id=str(nic.device_id),
        network_id=nic.network_id,
        network_name=face.name,
        netmask=face.netmask,
        gateway=face.gateway,
        ip_address=nic.ip,
        is_default=nic.is_default,
        mac_address=nic.mac,
        type=face.type,
        mtu=face.mtu,
        virtual_machine_id=nic.instance_id,
        secondary_ip=[],
        extra_dhcp_option=dhcp_options.views(nic.id, nic.dhcp_options),
    )


class ListNics(ListParams, frozen=True, kw_only=True):
    """Whose cards."""

    virtual_machine_id: Annotated[Id, Names("Instance"), Doc("cards of this instance")]
    nic_id: Annotated[Id | None, Names("Nic"), Doc("only this card")] = None
    network_id: Annotated[Id | None, Names("Network"), Doc("only cards on this network")] = None
    for_display: Annotated[bool | None, Only(ADMINS), Doc("only cards that are, or are not, shown to their owner; all are")] = None


@command("listNics", access=USERS)
def list_nics(ctx: Ctx, p: ListNics) -> Page[NicView]:
    """Lists the network cards of an instance."""
    instance = ctx.see(Instance, p.virtual_machine_id, "virtualmachineid")
    if p.for_display is False:
        return Page(0, [])
    query = ctx.visible(Nic).where(Nic.instance_id == instance.id).order_by(Nic.device_id)
    query = containing(narrow(query, (Nic.id, p.nic_id), (Nic.network_id, p.network_id)), p.keyword, Nic.ip, Nic.mac)
    return ctx.page(query, p, lambda nic: nic_view(nic, face_of(ctx.db.get_one(Network, nic.network_id))))
