"""What networks offer, and the public addresses that are not there."""

import pytest
from tests.world import NETWORK, ZONE, World

from pileus.manager.kernel.errors import InvalidValue, NotFound

NOWHERE = "99999999-9999-4999-8999-999999999999"


def test_the_shared_offering_is_listed_with_its_services(shared_world: World) -> None:
    chosen = {"guestiptype": "shared", "state": "enabled", "isdefault": True, "supportedservices": "SecurityGroup"}
    [offering] = shared_world.call("listNetworkOfferings", **chosen).items
    services = {service.name: [p.name for p in service.provider] for service in offering.service}
    assert services == {
        "Dhcp": ["VirtualRouter"], "Dns": ["VirtualRouter"], "UserData": ["VirtualRouter"], "SecurityGroup": ["SecurityGroupProvider"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        ({"supportedservices": "Dhcp,dns"}, 2),
        ({"supportedservices": "Dhcp,Lb"}, 0),
        ({"sourcenatsupported": True}, 0),
        ({"sourcenatsupported": False}, 2),
        ({"networkid": NETWORK}, 1),
        ({"specifyipranges": True, "specifyvlan": True}, 2),
        ({"forvpc": True}, 0),
        ({"istagged": False}, 2),
        ({"keyword": "shared"}, 2),
    ],
)
def test_offerings_are_chosen_by_what_they_are(shared_world: World, chosen: dict[str, object], count: int) -> None:
    assert shared_world.call("listNetworkOfferings", **chosen).count == count


def test_an_unknown_state_of_offerings_is_refused(shared_world: World) -> None:
    with pytest.raises(InvalidValue, match="state sleepy is unknown"):
        shared_world.call("listNetworkOfferings", state="sleepy")


@pytest.mark.parametrize("command", ["listPublicIpAddresses", "listPortForwardingRules", "listIpForwardingRules"])
def test_there_are_no_public_addresses_and_no_rules_on_them(shared_world: World, command: str) -> None:
    assert shared_world.call(command, listall=True, page=1, pagesize=20).count == 0


@pytest.mark.parametrize(
    ("command", "param"),
    [
        ("listPublicIpAddresses", "associatednetworkid"),
        ("listPortForwardingRules", "networkid"),
        ("listIpForwardingRules", "virtualmachineid"),
    ],
)
def test_unknown_objects_are_refused_by_name_even_so(shared_world: World, command: str, param: str) -> None:
    with pytest.raises(NotFound, match=param):
        shared_world.call(command, **{param: NOWHERE})


def test_the_default_network_is_everybody_s_to_see_and_use(shared_world: World) -> None:
    [network] = shared_world.account("nora").call("listNetworks", zoneid=ZONE, type="Shared", supportedservices="Dhcp,UserData").items
    assert (network.id, network.cidr, network.netmask, network.is_default) == (NETWORK, "10.9.0.0/24", "255.255.255.0", True)
    assert shared_world.call("listNetworks", type="Isolated").count == 0
    assert [h.name for h in shared_world.call("listHypervisors", zoneid=ZONE).items] == ["Simulator"]


def test_cards_are_listed_to_the_owner_of_their_instance(shared_world: World) -> None:
    id = shared_world.running(name="carded", ipaddress="10.9.0.77")
    [card] = shared_world.call("listNics", virtualmachineid=id).items
    assert (card.ip_address, card.network_id, card.is_default, card.gateway) == ("10.9.0.77", NETWORK, True, "10.9.0.1")
    assert shared_world.call("listNics", virtualmachineid=id, networkid=NETWORK, nicid=card.id).count == 1
    with pytest.raises(NotFound, match="virtualmachineid"):
        shared_world.account("nosy").call("listNics", virtualmachineid=id)
