"""DHCP options that single cards are given beside their network's own: reading them from a command, and what may not be set."""

import re
from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.kernel.declare import View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import derived_id
from pileus.manager.model.network import Network, Nic
from pileus.manager.network import addresses
from pileus.wire.networks import DHCP_VALUE

Options = dict[str, str]
"""Values by number; JSON has no numbers for keys."""

PREFIX = "dhcp:"
LIST = "dhcpoptionsnetworklist"

PROTOCOL = frozenset({*range(50, 62), 81, 82, 118})
"""Options by which server and client speak with each other; a value of one's own would break the lease."""

VALUE = re.compile(DHCP_VALUE)


class ExtraOptionView(View, kw_only=True):
    """A DHCP option of a card."""

    object_name: ClassVar[str] = "extradhcpoption"
    id: str
    nic_id: str
    extra_dhcp_option_code: int
    extra_dhcp_option_name: str
    extra_dhcp_value: str


def views(nic_id: str, options: Options) -> list[ExtraOptionView]:
    """The options of a card as the API shows them."""
    return [
        ExtraOptionView(
            id=derived_id(nic_id, code),
            nic_id=nic_id,
            extra_dhcp_option_code=int(code),
            extra_dhcp_option_name=f"{PREFIX}{code}",
            extra_dhcp_value=value,
        )
        for code, value in sorted(options.items(), key=lambda option: int(option[0]))
    ]


def chosen(entries: Sequence[dict[str, str]] | None) -> dict[str, Options]:
    """The options that a command gives, by network id: entries of networkid and `dhcp:<number>`."""
    found: dict[str, Options] = {}
    for index, entry in enumerate(entries or ()):
        network_id = next((text.lower() for name, text in entry.items() if name.lower() == "networkid"), "")
        if not network_id:
            raise InvalidValue(f"{LIST}[{index}].networkid is missing; say on which network the options are to be given")
        if network_id in found:
            raise InvalidValue(f"{LIST}[{index}].networkid: network {network_id} is named twice")
        found[network_id] = dict(_option(index, name, text) for name, text in entry.items() if name.lower() != "networkid")
    return found


def _option(index: int, name: str, text: str) -> tuple[str, str]:
    number = name.lower().removeprefix(PREFIX)
    if not name.lower().startswith(PREFIX) or not number.isdecimal() or not 1 <= int(number) <= 254:
        raise InvalidValue(f"{LIST}[{index}].{name} is no DHCP option; write {PREFIX}42 for option 42, from 1 to 254")
    if int(number) in PROTOCOL:
        raise InvalidValue(f"{LIST}[{index}].{name}: option {number} belongs to the protocol itself and cannot be set")
    if not VALUE.fullmatch(text):
        raise InvalidValue(f"{LIST}[{index}].{name} must have 1 to 255 letters, digits, spaces and .,:;/@_+*=-, values parted by commas")
    return str(int(number)), text


def put(db: Session, instance_id: str, wanted: dict[str, Options]) -> None:
    """Gives the instance's cards on these networks exactly these options, from their next lease on. Other cards keep theirs."""
    if not wanted:
        return
    cards = {card.network_id: card for card in db.scalars(select(Nic).where(Nic.instance_id == instance_id))}
    for network_id, options in sorted(wanted.items()):
        card = cards.get(network_id)
        if card is None:
            raise InvalidValue(f"{LIST}: the instance has no card on network {network_id}; it has one on {_names(db, list(cards))}")
        if card.dhcp_options != options:
            card.dhcp_options = options
            card.generation = addresses.changed(db, network_id)


def _names(db: Session, network_ids: list[str]) -> str:
    names = db.execute(select(Network.name, Network.id).where(Network.id.in_(network_ids)).order_by(Network.name))
    return ", ".join(f"{name} ({id})" for name, id in names)
