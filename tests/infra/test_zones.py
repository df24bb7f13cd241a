"""Zones: made empty, changed, enabled once they are set up, deleted once nothing stands in them."""

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales, make_account

from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotAllowed, NotFound
from pileus.manager.model.event import Event

DNS = {"dns1": "192.0.2.1", "internaldns1": "192.0.2.2"}


def make_zone(cloud: Cloud, name: str, **more: object) -> str:
    """Id of a new zone."""
    return cloud.call("createZone", **{"name": name, "networktype": "Advanced", **DNS, **more}).id


def test_a_new_zone_is_disabled_and_as_it_was_asked_for(cloud: Cloud) -> None:
    made = cloud.call(
        "createZone",
        name="north",
        networktype="advanced",
        dns1="192.0.2.1",
        dns2="192.0.2.3",
        internaldns1="192.0.2.2",
        ip6dns1="2001:db8::1",
        guestcidraddress="10.1.1.0/24",
        domain="north.example",
        localstorageenabled=True,
        securitygroupenabled=True,
        isedge=True,
    )
    assert (made.network_type, made.type, made.allocation_state) == ("Advanced", "Edge", "Disabled")
    assert (made.dns1, made.dns2, made.internal_dns1, made.ip6_dns1) == ("192.0.2.1", "192.0.2.3", "192.0.2.2", "2001:db8::1")
    assert (made.guest_cidr_address, made.domain) == ("10.1.1.0/24", "north.example")
    assert made.local_storage_enabled
    assert made.security_groups_enabled
    assert [event.entity_id for event in cloud.rows(Event, type="ZONE.CREATE")] == [made.id]


def test_a_basic_zone_always_has_security_groups(cloud: Cloud) -> None:
    assert cloud.call("createZone", name="flat", networktype="Basic", **DNS).security_groups_enabled


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"networktype": "Round"}, "networktype"),
        ({"dns1": "nowhere"}, "dns1"),
        ({"internaldns1": "2001:db8::1"}, "internaldns1"),
        ({"ip6dns1": "192.0.2.1"}, "ip6dns1"),
        ({"guestcidraddress": "10.1.1.7/24"}, "guestcidraddress"),
        ({"networktype": "Basic", "isedge": True}, "edge"),
        ({"networktype": "Basic", "guestcidraddress": "10.1.1.0/24"}, "guestcidraddress"),
    ],
)
def test_what_cannot_be_is_refused_by_name(cloud: Cloud, wrong: dict[str, object], names: str) -> None:
    with pytest.raises(InvalidValue, match=names):
        make_zone(cloud, "odd", **wrong)
    assert cloud.call("listZones").count == 0


def test_names_are_unique_until_the_zone_is_deleted(cloud: Cloud) -> None:
    first = make_zone(cloud, "north")
    with pytest.raises(Conflict, match="north already exists"):
        make_zone(cloud, "north")
    cloud.call("deleteZone", id=first)
    assert make_zone(cloud, "north") != first
    with pytest.raises(NotFound):
        cloud.call("updateZone", id=first, name="again")


def test_changes_show_and_empty_texts_take_away(cloud: Cloud) -> None:
    zone = make_zone(cloud, "north", dns2="192.0.2.3", domain="old.example")
    changed = cloud.call(
        "updateZone", id=zone, name="south", dns1="192.0.2.9", dns2="", domain="new.example", details={"floor": "3"}, sortkey=4
    )
    assert (changed.name, changed.dns1, changed.dns2, changed.domain) == ("south", "192.0.2.9", None, "new.example")
    assert changed.resource_details == {"floor": "3"}
    cloud.call("updateConfiguration", name="vr.private.interface.max.mtu", value="9000", zoneid=zone)
    shown = cloud.call("listZones", id=zone).items[0]
    assert (shown.router_private_interface_max_mtu, shown.router_public_interface_max_mtu) == (9000, 1500)
    assert cloud.rows(Event, type="ZONE.EDIT", entity_id=zone)


def test_enabling_a_zone_says_what_it_lacks(cloud: Cloud) -> None:
    zone = make_zone(cloud, "north")
    with pytest.raises(InvalidValue, match="createPhysicalNetwork"):
        cloud.call("updateZone", id=zone, allocationstate="Enabled")
    network = cloud.call("createPhysicalNetwork", zoneid=zone, name="wan").id
    with pytest.raises(InvalidValue, match="addTrafficType"):
        cloud.call("updateZone", id=zone, allocationstate="Enabled")
    for kind in ("Management", "Guest", "Public"):
        cloud.call("addTrafficType", physicalnetworkid=network, traffictype=kind)
    with pytest.raises(InvalidValue, match="updatePhysicalNetwork"):
        cloud.call("updateZone", id=zone, allocationstate="Enabled")
    cloud.call("updatePhysicalNetwork", id=network, state="Enabled")
    assert cloud.call("updateZone", id=zone, allocationstate="Enabled").allocation_state == "Enabled"


def test_a_zone_with_something_in_it_stays_and_says_what(cloud: Cloud) -> None:
    zone = make_zone(cloud, "north")
    pod = cloud.call("createPod", zoneid=zone, name="rack", gateway="10.0.0.1", netmask="255.255.255.0", startip="10.0.0.10").id
    with pytest.raises(InUse, match="pod rack"):
        cloud.call("deleteZone", id=zone)
    cloud.call("deletePod", id=pod)
    cloud.call("deleteZone", id=zone)
    assert cloud.call("listZones", id=zone).count == 0
    assert cloud.rows(Event, type="ZONE.DELETE", entity_id=zone)


def test_a_zone_of_a_domain_is_for_that_domain_alone(cloud: Cloud, sales: Sales) -> None:
    own = make_zone(cloud, "own", domainid=sales.id)
    open_one = make_zone(cloud, "open")
    make_account(cloud, "eve")

    def seen(who: Cloud, **more: object) -> set[str]:
        return {zone.id for zone in who.call("listZones", **more).items}

    assert seen(cloud.as_user("ann", "/sales/")) == seen(cloud.as_user("bob", "/sales/east/")) == {own, open_one}
    assert seen(cloud.as_user("boss", "/sales/"), domainid=sales.id) == {own}
    assert seen(cloud.as_user("eve")) == {open_one}
    assert [entry.zone_id for entry in cloud.call("listDedicatedZones").items] == [own]
    cloud.call("updateZone", id=own, ispublic=True)
    assert seen(cloud.as_user("eve")) == {own, open_one}
    assert cloud.call("listDedicatedZones").count == 0


def test_tenants_change_no_zone(cloud: Cloud, sales: Sales) -> None:
    zone = make_zone(cloud, "north")
    assert sales.id
    for who in (cloud.as_user("ann", "/sales/"), cloud.as_user("boss", "/sales/")):
        with pytest.raises(NotAllowed):
            who.call("updateZone", id=zone, name="mine")
        with pytest.raises(NotAllowed):
            who.call("deleteZone", id=zone)
        with pytest.raises(NotAllowed):
            who.call("createZone", name="mine", networktype="Basic", **DNS)
