"""Addresses and MACs of network cards. A card's row holds its address; unique constraints decide races."""

import secrets
from ipaddress import AddressValueError, IPv4Address

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pileus.manager.kernel.errors import Conflict, InvalidValue, NoCapacity
from pileus.manager.model.ip_range import IpRange
from pileus.manager.model.network import Network, Nic


def ranges_of(db: Session, network_id: str) -> list[IpRange]:
    """The ranges whose addresses guests of a network get. None of them goes away until the transaction ends."""
    query = select(IpRange).where(IpRange.network_id == network_id).with_for_update(read=True, key_share=True)
    return sorted(db.scalars(query), key=lambda span: span.first)


def claim(db: Session, network: Network, wanted: str | None = None) -> str:
    """A free address of the network, or `wanted` if it is free; the caller writes it into a card's row in the same transaction."""
    spans = ranges_of(db, network.id)
    taken = set(db.scalars(select(Nic.ip).where(Nic.network_id == network.id))) | {network.gateway, network.router_ip}
    if wanted is not None:
        return _wanted(network, wanted, spans, taken)
    for span in spans:
        for number in range(span.first, span.last + 1):
            address = str(IPv4Address(number))
            if address not in taken:
                return address
    total = sum(span.size for span in spans)
    raise NoCapacity(
        f"network {network.name} has no free address: all {total} of {_shown(spans)} are taken; "
        "expunge an instance, add a range with createVlanIpRange, or choose another network"
    )


def _wanted(network: Network, wanted: str, spans: list[IpRange], taken: set[str | None]) -> str:
    try:
        address = IPv4Address(wanted)
    except AddressValueError as error:
        raise InvalidValue(f"ipaddress {wanted} is not an IPv4 address") from error
    if not any(span.first <= int(address) <= span.last for span in spans):
        raise InvalidValue(f"ipaddress {wanted} is outside network {network.name}, whose guests have {_shown(spans)}")
    if str(address) in taken:
        raise Conflict(f"ipaddress {wanted} of network {network.name} is taken; choose another or leave it out")
    return str(address)


def _shown(spans: list[IpRange]) -> str:
    return ", ".join(span.name for span in spans) or "no range"


def new_mac() -> str:
    """A random, locally administered MAC with the prefix CloudStack's KVM guests have."""
    return ":".join(["02", "01", *(f"{byte:02x}" for byte in secrets.token_bytes(4))])


def networks_of(db: Session, instance_id: str) -> list[str]:
    """Ids of the networks an instance has cards on, in the order in which they are to be changed."""
    return list(db.scalars(select(Nic.network_id).where(Nic.instance_id == instance_id).order_by(Nic.network_id)))


def changed(db: Session, network_id: str) -> int:
    """Notes that the routers of a network must be told of a change, in the transaction of that change; answers the change's generation.

    Who changes several networks does so in the order of their ids, and before counts and pools: two that change the same ones in different
    orders would stand in each other's way.
    """
    return db.execute(
        update(Network)
        .where(Network.id == network_id)
        .values(generation=Network.generation + 1)
        .returning(Network.generation)
        .execution_options(synchronize_session=False)
    ).scalar_one()
