"""DHCP options that single guests are given beside their network's own."""

import msgspec
import pytest
from tests.agent_net.world import World, eventually

pytestmark = pytest.mark.host


def test_a_guests_own_options_come_with_its_lease_and_with_no_other(world: World) -> None:
    net = world.net()
    web, db = world.guest_spec(10, "web", dhcp_options={42: "10.99.0.7", 66: "boot.example", 6: "10.99.0.9"}), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    for spec in (web, db):
        world.guard(net, spec)
    own, other = world.plug(net, web, bridge).lease(), world.plug(net, db, bridge).lease()
    assert (own["ntpsrv"], own["tftp"], own["dns"]) == ("10.99.0.7", "boot.example", "10.99.0.9")
    assert (other["ntpsrv"], other["tftp"], other["dns"]) == ("", "", "10.99.0.2")


def test_changed_options_come_with_the_next_lease(world: World) -> None:
    net = world.net()
    web = world.guest_spec(10, "web")
    bridge = world.ensure(net, world.spec(web)).bridge
    world.guard(net, web)
    guest = world.plug(net, web, bridge)
    assert guest.lease()["ntpsrv"] == ""
    world.ensure(net, world.spec(msgspec.structs.replace(web, dhcp_options={42: "10.99.0.7"})))
    eventually(lambda: guest.lease()["ntpsrv"] == "10.99.0.7")
    world.ensure(net, world.spec(msgspec.structs.replace(web, dhcp_options={42: "10.99.0.8"})))
    eventually(lambda: guest.lease()["ntpsrv"] == "10.99.0.8")
    world.ensure(net, world.spec(web))
    eventually(lambda: guest.lease()["ntpsrv"] == "")
