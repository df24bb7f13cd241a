"""Ranges of addresses: public ones that are listed and dedicated, those of shared networks' guests, storage and portable ones."""

from typing import Any

import pytest
from tests.world import NETWORK, ZONE, World

from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, LimitReached, NoCapacity, NotAllowed
from pileus.manager.model.infrastructure import Pod


def public(world: World, start: str, end: str | None = None, **more: Any) -> Any:
    """A new public range of 192.0.2.0/24, unless another gateway is given."""
    given = {"zoneid": ZONE, "gateway": "192.0.2.1", "netmask": "255.255.255.0", "vlan": "untagged", **more}
    return world.call("createVlanIpRange", startip=start, endip=end, **given)


def listed(world: World, **chosen: Any) -> list[str]:
    return [a.ip_address for a in world.call("listPublicIpAddresses", listall=True, **chosen).items]


def test_a_public_range_s_addresses_are_there_for_all(shared_world: World) -> None:
    span = public(shared_world, "192.0.2.10", "192.0.2.12")
    assert (span.start_ip, span.end_ip, span.cidr, span.vlan, span.for_virtual_network) == (
        "192.0.2.10", "192.0.2.12", "192.0.2.0/24", "vlan://untagged", True,
    )  # fmt: skip
    addresses = ["192.0.2.10", "192.0.2.11", "192.0.2.12"]
    assert listed(shared_world, vlanid=span.id) == []
    assert listed(shared_world, vlanid=span.id, allocatedonly=False) == addresses
    assert listed(shared_world.account("upton"), vlanid=span.id, allocatedonly=False, state="Free") == addresses
    [found] = shared_world.call("listPublicIpAddresses", allocatedonly=False, ipaddress="192.0.2.11").items
    assert shared_world.call("listPublicIpAddresses", id=found.id, allocatedonly=False).items[0].state == "Free"
    with pytest.raises(InvalidValue, match=r"192\.0\.2\.11 is free and belongs to nobody"):
        shared_world.call("createTags", resourcetype="PublicIpAddress", resourceids=[found.id], tags=[{"key": "a", "value": "b"}])
    shared_world.call("addAnnotation", entitytype="PUBLIC_IP_ADDRESS", entityid=found.id, annotation="kept for the lab")
    assert shared_world.call("listPublicIpAddresses", id=found.id, allocatedonly=False).items[0].has_annotations is True
    shared_world.call("deleteVlanIpRange", id=span.id)
    assert listed(shared_world, zoneid=ZONE, allocatedonly=False, keyword="192.0.2.1") == []


@pytest.mark.parametrize(
    ("start", "end", "more", "why"),
    [
        ("192.0.2.20", "192.0.2.10", {}, "endip 192.0.2.10 is before startip"),
        ("192.0.2.0", "192.0.2.10", {}, "first or last address of 192.0.2.0/24"),
        ("192.0.2.10", "192.0.3.10", {}, "endip 192.0.3.10 is not in 192.0.2.0/24"),
        ("192.0.2.1", "192.0.2.9", {}, "gateway 192.0.2.1 lies in the range"),
        ("192.0.2.x", None, {}, "startip 192.0.2.x is not an IPv4 address"),
        ("192.0.2.9", None, {"netmask": "255.0.255.0"}, "is no netmask"),
        ("192.0.2.9", None, {"netmask": "255.255.255.255"}, "leaves no room"),
        ("192.0.2.9", None, {"vlan": "blue"}, "vlan blue is neither untagged nor the number"),
        ("192.0.2.9", None, {"startipv6": "2001:db8::9"}, "startipv6: guests have IPv4"),
        ("192.0.2.9", None, {"gateway": ""}, "gateway or netmask is missing"),
        ("10.0.0.5", "10.2.0.5", {"gateway": "10.0.0.1", "netmask": "255.0.0.0"}, "65536 is the most"),
    ],
)
def test_what_is_no_range_is_refused_by_name(shared_world: World, start: str, end: str | None, more: dict[str, str], why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        public(shared_world, start, end, **more)


def test_ranges_do_not_meet(shared_world: World) -> None:
    public(shared_world, "192.0.2.100", "192.0.2.110")
    with pytest.raises(InvalidValue, match=r"meets the public range 192.0.2.100 to 192.0.2.110"):
        public(shared_world, "192.0.2.110", "192.0.2.120", vlan="7")
    with pytest.raises(InvalidValue, match=r"meets the guest range 10.9.0.10 to 10.9.0.250"):
        public(shared_world, "10.9.0.40", gateway="10.9.0.1")
    shared_world.ended(
        shared_world.call(
            "createPortableIpRange",
            regionid=1,
            startip="198.51.100.5",
            endip="198.51.100.9",
            gateway="198.51.100.1",
            netmask="255.255.255.0",
        )
    )
    with pytest.raises(InvalidValue, match="meets the portable range"):
        public(shared_world, "198.51.100.9", gateway="198.51.100.1")


def test_a_range_grows_and_shrinks(shared_world: World) -> None:
    span = public(shared_world, "203.0.113.10", "203.0.113.12", gateway="203.0.113.1", vlan="vlan://55")
    changed = shared_world.call("updateVlanIpRange", id=span.id, startip="203.0.113.12", endip="203.0.113.14", forsystemvms=True)
    assert (changed.start_ip, changed.end_ip, changed.for_system_vms, changed.vlan) == ("203.0.113.12", "203.0.113.14", True, "vlan://55")
    assert listed(shared_world, vlanid=span.id, allocatedonly=False) == ["203.0.113.12", "203.0.113.13", "203.0.113.14"]
    assert listed(shared_world.account("ursel"), vlanid=span.id, allocatedonly=False) == []
    assert shared_world.call("listVlanIpRanges", forvirtualnetwork=True, vlan="55").count == 1


def test_a_dedicated_range_is_its_account_s_alone(shared_world: World) -> None:
    span = public(shared_world, "203.0.113.100", "203.0.113.109", gateway="203.0.113.1", vlan="9")
    owner, other = shared_world.account("olaf"), shared_world.account("otto")
    domain = shared_world.admin_domain
    dedicated = shared_world.call("dedicatePublicIpRange", id=span.id, domainid=domain, account="olaf")
    assert (dedicated.account, dedicated.domain_id) == ("olaf", domain)
    assert len(listed(owner, vlanid=span.id, allocatedonly=False)) == 10
    assert listed(other, vlanid=span.id, allocatedonly=False) == []
    assert shared_world.call("listVlanIpRanges", account="olaf", domainid=domain).count == 1
    with pytest.raises(Conflict, match="is dedicated already"):
        shared_world.call("dedicatePublicIpRange", id=span.id, domainid=domain, account="otto")
    shared_world.call("releasePublicIpRange", id=span.id)
    with pytest.raises(InvalidValue, match="dedicated to nobody"):
        shared_world.call("releasePublicIpRange", id=span.id)
    shared_world.call("updateResourceLimit", resourcetype=1, account="otto", domainid=domain, max=9)
    with pytest.raises(LimitReached, match="may have 9 public addresses"):
        shared_world.call("dedicatePublicIpRange", id=span.id, domainid=domain, account="otto")


def test_guests_take_addresses_from_every_range_of_their_network(shared_world: World) -> None:
    [offering] = shared_world.call("listNetworkOfferings", supportedservices="SecurityGroup", guestiptype="Shared").items
    where = {"gateway": "10.60.0.1", "netmask": "255.255.255.0", "startip": "10.60.0.10", "vlan": "60"}
    id = shared_world.call("createNetwork", zoneid=ZONE, name="narrow", networkofferingid=offering.id, **where).id
    [first] = shared_world.call("listVlanIpRanges", networkid=id).items
    shared_world.running(name="one", networkids=id)
    with pytest.raises(NoCapacity, match=r"all 1 of 10.60.0.10 to 10.60.0.10 are taken"):
        shared_world.deploy(name="two", networkids=id)
    more = shared_world.call("createVlanIpRange", networkid=id, startip="10.60.0.200", endip="10.60.0.201")
    assert (more.gateway, more.for_virtual_network, more.network_id) == ("10.60.0.1", False, id)
    two = shared_world.instance(shared_world.running(name="two", networkids=id))
    assert two.nic[0].ip_address == "10.60.0.200"
    used = shared_world.call("listPublicIpAddresses", forvirtualnetwork=False, networkid=id, listall=True).items
    assert {(a.ip_address, a.virtual_machine_name) for a in used} == {("10.60.0.10", "one"), ("10.60.0.200", "two")}
    assert listed(shared_world, networkid=id, state="Free") == ["10.60.0.201"]
    with pytest.raises(InUse, match=r"10.60.0.200 is in use"):
        shared_world.call("deleteVlanIpRange", id=more.id)
    with pytest.raises(InUse, match=r"10.60.0.10 is in use"):
        shared_world.call("updateVlanIpRange", id=first.id, startip="10.60.0.11", endip="10.60.0.12")
    with pytest.raises(InvalidValue, match=r"network narrow is 10.60.0.0/24 with gateway 10.60.0.1"):
        shared_world.call("createVlanIpRange", networkid=id, startip="10.8.0.5", gateway="10.8.0.1", netmask="255.255.255.0")


def test_another_s_guests_are_not_told_of(shared_world: World) -> None:
    shared_world.running(name="hidden", ipaddress="10.9.0.99")
    nosy = shared_world.account("nosy-parker")
    assert "10.9.0.99" not in listed(nosy, networkid=NETWORK, allocatedonly=False)
    assert "10.9.0.99" in listed(shared_world, networkid=NETWORK)
    with pytest.raises(NotAllowed):
        nosy.call("listVlanIpRanges")


def test_storage_networks_have_ranges(shared_world: World) -> None:
    with shared_world.db.read() as db:
        pod = db.query(Pod).filter_by(zone_id=ZONE).one().id
    started = shared_world.call(
        "createStorageNetworkIpRange",
        podid=pod,
        gateway="10.77.0.1",
        netmask="255.255.255.0",
        startip="10.77.0.10",
        endip="10.77.0.20",
        vlan=77,
    )
    shared_world.ended(started)
    [span] = shared_world.call("listStorageNetworkIpRange", podid=pod).items
    assert (span.start_ip, span.end_ip, span.vlan, span.pod_id) == ("10.77.0.10", "10.77.0.20", 77, pod)
    with pytest.raises(InvalidValue, match="meets the storage network range"):
        shared_world.call(
            "createStorageNetworkIpRange", podid=pod, gateway="10.77.0.1", netmask="255.255.255.0", startip="10.77.0.20", vlan=77
        )
    shared_world.ended(shared_world.call("updateStorageNetworkIpRange", id=span.id, endip="10.77.0.30"))
    assert shared_world.call("listStorageNetworkIpRange", id=span.id).items[0].end_ip == "10.77.0.30"
    shared_world.ended(shared_world.call("deleteStorageNetworkIpRange", id=span.id))
    assert shared_world.call("listStorageNetworkIpRange", zoneid=ZONE).count == 0


def test_portable_ranges_are_a_region_s(shared_world: World) -> None:
    with pytest.raises(InvalidValue, match="regionid 9 is no region"):
        shared_world.call(
            "createPortableIpRange",
            regionid=9,
            startip="198.18.7.5",
            endip="198.18.7.6",
            gateway="198.18.7.1",
            netmask="255.255.255.0",
        )
    shared_world.ended(
        shared_world.call(
            "createPortableIpRange",
            regionid=1,
            startip="198.18.7.5",
            endip="198.18.7.6",
            gateway="198.18.7.1",
            netmask="255.255.255.0",
            vlan="8",
        )
    )
    [span] = shared_world.call("listPortableIpRanges", regionid=1, keyword="198.18.7.5").items
    assert span.portable_ip_address is None
    [whole] = shared_world.call("listPortableIpRanges", id=span.id).items
    assert [(a.ip_address, a.state) for a in whole.portable_ip_address] == [("198.18.7.5", "Free"), ("198.18.7.6", "Free")]
    shared_world.call("addRegion", id=2, name="South", endpoint="http://south.example.org/client/")
    there = {"startip": "198.18.8.5", "endip": "198.18.8.6", "gateway": "198.18.8.1", "netmask": "255.255.255.0"}
    shared_world.ended(shared_world.call("createPortableIpRange", regionid=2, **there))
    with pytest.raises(InUse, match="has portable ranges"):
        shared_world.call("removeRegion", id=2)
    shared_world.ended(shared_world.call("deletePortableIpRange", id=span.id))
    assert shared_world.call("listPortableIpRanges", id=span.id).count == 0


def test_regions_come_and_go(shared_world: World) -> None:
    [own] = shared_world.call("listRegions", id=1).items
    assert (own.id, own.name) == (1, "Local")
    shared_world.call("addRegion", id=3, name="North", endpoint="http://north.example.org/client/")
    with pytest.raises(Conflict, match="region 3 exists already"):
        shared_world.call("addRegion", id=3, name="Other", endpoint="http://other.example.org/client/")
    assert shared_world.call("updateRegion", id=3, name="Far North").name == "Far North"
    assert [r.name for r in shared_world.account("rita").call("listRegions", id=3).items] == ["Far North"]
    shared_world.call("removeRegion", id=3)
    with pytest.raises(InvalidValue, match="there is no region 3"):
        shared_world.call("removeRegion", id=3)
    with pytest.raises(InvalidValue, match="is this cloud itself"):
        shared_world.call("removeRegion", id=1)


def test_vlans_are_dedicated_to_an_account(shared_world: World) -> None:
    shared_world.account("vera")
    started = shared_world.call("createPhysicalNetwork", zoneid=ZONE, name="tagged", vlan="3000-3009")
    shared_world.ended(started)
    whose = {"account": "vera", "domainid": shared_world.admin_domain, "physicalnetworkid": started.id}
    span = shared_world.call("dedicateGuestVlanRange", vlanrange="3000-3001", **whose)
    assert (span.guest_vlan_range, span.account) == ("3000-3001", "vera")
    with pytest.raises(InvalidValue, match="meets 3000-3001, which is dedicated already"):
        shared_world.call("dedicateGuestVlanRange", vlanrange="3001-3002", **whose)
    with pytest.raises(InvalidValue, match="is not within the VLANs"):
        shared_world.call("dedicateGuestVlanRange", vlanrange="3005-3010", **whose)
    with pytest.raises(InUse, match="3000-3001 is dedicated to an account"):
        shared_world.call("updatePhysicalNetwork", id=started.id, vlan="3001-3009")
    vlans = shared_world.call("listGuestVlans", physicalnetworkid=started.id, page=1, pagesize=3)
    assert (vlans.count, [(v.vlan, v.is_dedicated, v.account) for v in vlans.items]) == (
        10,
        [("3000", True, "vera"), ("3001", True, "vera"), ("3002", False, None)],
    )
    assert shared_world.call("listGuestVlans", physicalnetworkid=started.id, vnet="3005").count == 1
    assert shared_world.call("listGuestVlans", physicalnetworkid=started.id, allocatedonly=True).count == 0
    assert shared_world.call("listDedicatedGuestVlanRanges", physicalnetworkid=started.id, guestvlanrange="3000-3001").count == 1
    shared_world.ended(shared_world.call("releaseDedicatedGuestVlanRange", id=span.id))
    assert shared_world.call("listDedicatedGuestVlanRanges", physicalnetworkid=started.id).count == 0


def test_a_range_does_not_meet_the_management_addresses_of_a_pod(shared_world: World) -> None:
    shared_world.call(
        "createPod", zoneid=ZONE, name="managed", gateway="10.88.0.1", netmask="255.255.255.0", startip="10.88.0.5", endip="10.88.0.9"
    )
    with pytest.raises(InvalidValue, match=r"meets the management range 10.88.0.5 to 10.88.0.9 of pod managed"):
        public(shared_world, "10.88.0.9", gateway="10.88.0.1")


def test_public_addresses_are_counted_as_capacity(shared_world: World) -> None:
    [before] = shared_world.call("listCapacity", zoneid=ZONE, type=4).items
    public(shared_world, "192.0.2.200", "192.0.2.209", vlan="88")
    [after] = shared_world.call("listCapacity", zoneid=ZONE, type=4).items
    assert (after.name, after.capacity_total - before.capacity_total, after.capacity_used) == ("VIRTUAL_NETWORK_PUBLIC_IP", 10, 0)
