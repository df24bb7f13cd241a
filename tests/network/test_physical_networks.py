"""Setting up the physical networks of a zone: traffic, providers of services and their elements, in order and out of it."""

from typing import Any

import pytest
from tests.cloud import Cloud
from tests.world import NETWORK, ZONE, World

from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotAllowed, NotFound


def network(world: World, name: str, **more: Any) -> str:
    """Id of a new physical network."""
    started = world.call("createPhysicalNetwork", zoneid=ZONE, name=name, **more)
    world.ended(started)
    assert started.id is not None
    return started.id


def provider(world: World, id: str, name: str) -> Any:
    [found] = world.call("listNetworkServiceProviders", physicalnetworkid=id, name=name).items
    return found


def test_the_first_cloud_is_as_the_zone_wizard_would_leave_it(shared_world: World) -> None:
    [first] = shared_world.call("listPhysicalNetworks", zoneid=ZONE, name="default").items
    assert (first.state, first.isolation_methods) == ("Enabled", "VXLAN")
    kinds = {row.traffic_type for row in shared_world.call("listTrafficTypes", physicalnetworkid=first.id).items}
    assert kinds == {"Management", "Guest", "Public", "Storage"}
    providers = shared_world.call("listNetworkServiceProviders", physicalnetworkid=first.id).items
    assert {p.name: p.state for p in providers} == dict.fromkeys(
        ("VirtualRouter", "SecurityGroupProvider", "VpcVirtualRouter", "InternalLbVm"), "Enabled"
    )
    [span] = shared_world.call("listVlanIpRanges", networkid=NETWORK).items
    assert (span.start_ip, span.end_ip, span.gateway, span.vlan) == ("10.9.0.10", "10.9.0.250", "10.9.0.1", "vlan://untagged")


def test_a_physical_network_is_made_disabled_and_enabled_later(shared_world: World) -> None:
    id = network(shared_world, "wan", vlan="200-299,100-199", tags="fast,blue", isolationmethods="vlan")
    [made] = shared_world.call("listPhysicalNetworks", id=id).items
    assert (made.state, made.vlan, made.tags, made.broadcast_domain_range) == ("Disabled", "100-299", "fast,blue", "ZONE")
    shared_world.ended(shared_world.call("updatePhysicalNetwork", id=id, state="Enabled", vlan="150-160"))
    [made] = shared_world.call("listPhysicalNetworks", id=id).items
    assert (made.state, made.vlan) == ("Enabled", "150-160")
    events = {e.type for e in shared_world.call("listEvents", listall=True, resourceid=id, resourcetype="PhysicalNetwork").items}
    assert events >= {"PHYSICAL.NETWORK.CREATE", "PHYSICAL.NETWORK.UPDATE"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"vlan": "9-5"}, "give the lower number first"),
        ({"vlan": "1-99999"}, "no range within 0 to 4094"),
        ({"vlan": "many"}, "is no range of VLANs"),
        ({"isolationmethods": "STT"}, "STT is not known here"),
        ({"broadcastdomainrange": "POD"}, "POD is for basic zones"),
    ],
)
def test_a_physical_network_that_cannot_be_is_refused_by_name(shared_world: World, wrong: dict[str, str], why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        shared_world.call("createPhysicalNetwork", zoneid=ZONE, name="wrong", **wrong)


def test_two_physical_networks_of_a_zone_share_no_vlan(shared_world: World) -> None:
    network(shared_world, "left", vlan="1000-1100")
    with pytest.raises(InvalidValue, match="1100-1100 belongs to physical network left"):
        shared_world.call("createPhysicalNetwork", zoneid=ZONE, name="right", vlan="1100-1200")


def test_traffic_is_added_labelled_and_taken_off(shared_world: World) -> None:
    id = network(shared_world, "labelled")
    started = shared_world.call("addTrafficType", physicalnetworkid=id, traffictype="guest", kvmnetworklabel="br7")
    shared_world.ended(started)
    with pytest.raises(Conflict, match="Guest traffic of zone default is on physical network labelled already"):
        shared_world.call("addTrafficType", physicalnetworkid=id, traffictype="Guest")
    with pytest.raises(Conflict, match="Public traffic of zone default is on physical network default already"):
        shared_world.call("addTrafficType", physicalnetworkid=id, traffictype="Public")
    with pytest.raises(InvalidValue, match="traffictype Water is unknown"):
        shared_world.call("addTrafficType", physicalnetworkid=id, traffictype="Water")
    shared_world.ended(shared_world.call("updateTrafficType", id=started.id, kvmnetworklabel="br8"))
    [row] = shared_world.call("listTrafficTypes", physicalnetworkid=id).items
    assert (row.traffic_type, row.kvm_network_label) == ("Guest", "br8")
    shared_world.ended(shared_world.call("deleteTrafficType", id=row.id))
    assert shared_world.call("listTrafficTypes", physicalnetworkid=id).count == 0
    assert shared_world.call("listTrafficTypeImplementors", traffictype="Public").count == 1


def test_traffic_in_use_stays(shared_world: World) -> None:
    [first] = shared_world.call("listPhysicalNetworks", zoneid=ZONE, name="default").items
    [guest] = [t for t in shared_world.call("listTrafficTypes", physicalnetworkid=first.id).items if t.traffic_type == "Guest"]
    with pytest.raises(InUse, match="used by network default"):
        shared_world.call("deleteTrafficType", id=guest.id)


@pytest.mark.parametrize(
    ("name", "lists", "configures"),
    [
        ("VirtualRouter", "listVirtualRouterElements", "configureVirtualRouterElement"),
        ("VpcVirtualRouter", "listVirtualRouterElements", "configureVirtualRouterElement"),
        ("InternalLbVm", "listInternalLoadBalancerElements", "configureInternalLoadBalancerElement"),
        ("Ovs", "listOvsElements", "configureOvsElement"),
    ],
)
def test_a_provider_is_enabled_after_its_element(shared_world: World, name: str, lists: str, configures: str) -> None:
    id = network(shared_world, f"for {name}", isolationmethods="GRE")
    there = provider(shared_world, id, name)
    with pytest.raises(InvalidValue, match=f"provider {name} .* is not configured yet; enable its element with {configures}"):
        shared_world.call("updateNetworkServiceProvider", id=there.id, state="Enabled")
    [element] = shared_world.call(lists, nspid=there.id).items
    assert not element.enabled
    shared_world.ended(shared_world.call(configures, id=element.id, enabled=True))
    shared_world.ended(shared_world.call("updateNetworkServiceProvider", id=there.id, state="Enabled"))
    assert provider(shared_world, id, name).state == "Enabled"
    with pytest.raises(InUse, match="is enabled and needs this element"):
        shared_world.call(configures, id=element.id, enabled=False)
    assert shared_world.call(lists, nspid=there.id, enabled=True).count == 1


def test_a_provider_comes_back_with_a_new_element(shared_world: World) -> None:
    id = network(shared_world, "emptied")
    for name, creates in (("VirtualRouter", "createVirtualRouterElement"), ("InternalLbVm", "createInternalLoadBalancerElement")):
        shared_world.ended(shared_world.call("deleteNetworkServiceProvider", id=provider(shared_world, id, name).id))
        shared_world.ended(shared_world.call("addNetworkServiceProvider", physicalnetworkid=id, name=name))
        there = provider(shared_world, id, name)
        assert there.state == "Disabled"
        with pytest.raises(Conflict, match="has its element already"):
            shared_world.call(creates, nspid=there.id)
    with pytest.raises(Conflict, match="has the provider VirtualRouter already"):
        shared_world.call("addNetworkServiceProvider", physicalnetworkid=id, name="VirtualRouter")
    with pytest.raises(InvalidValue, match="provider Netscaler is not known here"):
        shared_world.call("addNetworkServiceProvider", physicalnetworkid=id, name="Netscaler")
    with pytest.raises(InvalidValue, match="VirtualRouter has no service Connectivity"):
        shared_world.call("updateNetworkServiceProvider", id=provider(shared_world, id, "VirtualRouter").id, servicelist="Connectivity")


def test_what_networks_use_is_not_taken_from_them(shared_world: World) -> None:
    [first] = shared_world.call("listPhysicalNetworks", zoneid=ZONE, name="default").items
    router = provider(shared_world, first.id, "VirtualRouter")
    with pytest.raises(InUse, match="serves network default"):
        shared_world.call("updateNetworkServiceProvider", id=router.id, state="Disabled")
    with pytest.raises(InUse, match="serves network default"):
        shared_world.call("deleteNetworkServiceProvider", id=router.id)
    with pytest.raises(InUse, match="carries network default"):
        shared_world.call("deletePhysicalNetwork", id=first.id)


def test_an_unused_physical_network_goes_with_its_parts(shared_world: World) -> None:
    id = network(shared_world, "short-lived")
    shared_world.ended(shared_world.call("addTrafficType", physicalnetworkid=id, traffictype="Guest"))
    shared_world.ended(shared_world.call("deletePhysicalNetwork", id=id))
    with pytest.raises(NotFound):
        shared_world.call("listTrafficTypes", physicalnetworkid=id)


def test_services_tell_their_capabilities_and_providers(cloud: Cloud) -> None:
    services = {s.name: s for s in cloud.call("listSupportedNetworkServices").items}
    assert "peraccount" in [c.value for c in services["SourceNat"].capability]
    assert [p.name for p in services["SecurityGroup"].provider] == ["SecurityGroupProvider"]
    assert [s.name for s in cloud.call("listSupportedNetworkServices", provider="InternalLbVm").items] == ["Lb"]
    assert {s.name for s in cloud.call("listSupportedNetworkServices", keyword="nat").items} == {"SourceNat", "StaticNat"}
    with pytest.raises(InvalidValue, match="service Magic is unknown"):
        cloud.call("listSupportedNetworkServices", service="Magic")
    assert [m.name for m in cloud.call("listNetworkIsolationMethods").items] == ["VLAN", "VXLAN", "GRE"]


def test_users_have_no_part_in_it(shared_world: World) -> None:
    with pytest.raises(NotAllowed):
        shared_world.account("curious").call("createPhysicalNetwork", zoneid=ZONE, name="mine")
