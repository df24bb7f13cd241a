"""Network cards of instances: list."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Annotated, Any, ClassVar

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Only, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.prepared import IDS, Prepared
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
    broadcast_uri: Annotated[str, Only(ADMINS)]
    isolation_uri: Annotated[str, Only(ADMINS)]
    vlan_id: Annotated[int | None, Only(ADMINS)]
    is_default: bool
    mac_address: str
    traffic_type: str = "Guest"
    type: str
    mtu: int
    virtual_machine_id: str
    secondary_ip: list[str]
    extra_dhcp_option: list[ExtraOptionView]


def cards_of(db: Session, instance_ids: Sequence[str]) -> dict[str, list[NicView]]:
    """The cards of each of these instances, by the instance's id."""
    found: dict[str, list[NicView]] = defaultdict(list)
    for card in _cards_of(db, ids=instance_ids):
        found[card.instance_id].append(_view(card))
    return found


def _cards() -> Select[*tuple[Any, ...]]:
    """All that cards show, of themselves and of their networks."""
    return (
        select(
            Nic.id,
            Nic.instance_id,
            Nic.network_id,
            Nic.device_id,
            Nic.is_default,
            Nic.mac,
            Nic.ip,
            Nic.dhcp_options,
            Network.name.label("network_name"),
            Network.cidr,
            Network.gateway,
            Network.type,
            Network.mtu,
            Network.vlan,
        )
        .join(Network, Network.id == Nic.network_id)
        .order_by(Nic.device_id, Nic.id)
    )


@Prepared
def _cards_of() -> Select[*tuple[Any, ...]]:
    return _cards().where(Nic.instance_id.in_(IDS))


@Prepared
def _these_cards() -> Select[*tuple[Any, ...]]:
    return _cards().where(Nic.id.in_(IDS))


@functools.lru_cache(1024)
def _netmask(cidr: str) -> str:
    return str(IPv4Network(cidr).netmask)


def _view(card: Row[*tuple[Any, ...]]) -> NicView:
    return NicView(
        id=card.id,
        device_id=str(card.device_id),
        network_id=card.network_id,
        network_name=card.network_name,
        netmask=_netmask(card.cidr),
        gateway=card.gateway,
        ip_address=card.ip,
        broadcast_uri=f"vlan://{card.vlan}",
        isolation_uri=f"vlan://{card.vlan}",
        vlan_id=int(card.vlan) if card.vlan.isdecimal() else None,
        is_default=card.is_default,
        mac_address=card.mac,
        type=card.type,
        mtu=card.mtu,
        virtual_machine_id=card.instance_id,
        secondary_ip=[],
        extra_dhcp_option=dhcp_options.views(card.id, card.dhcp_options),
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
    return ctx.page(query, p, load=lambda ids: [_view(card) for card in _these_cards(ctx.db, ids=ids)])
