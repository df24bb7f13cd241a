"""Shared networks and who may use them: made, changed and deleted by administrators, opened to domains and accounts."""

from typing import Any

import pytest
from sqlalchemy import select
from tests.world import NETWORK, TEMPLATE, ZONE, World, offering

from pileus.manager.appliances.routers import routers_of_deleted_networks_gone, routers_up_to_date
from pileus.manager.drivers.fake.networks import networks_on
from pileus.manager.drivers.fake.world import OwnNetworks
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.errors import InUse, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.network import Network, Router
from pileus.wire.hosts import HostNetwork


def offering_named(world: World, name: str) -> str:
    return world.call("listNetworkOfferings", name=name).items[0].id


def make(world: World, name: str, third: int, **more: Any) -> Any:
    """A shared network 10.20.<third>.0/24."""
    given = {
        "zoneid": ZONE,
        "name": name,
        "networkofferingid": offering_named(world, "DefaultSharedNetworkOfferingWithSGService"),
        "vlan": str(third),
        "gateway": f"10.20.{third}.1",
        "netmask": "255.255.255.0",
        "startip": f"10.20.{third}.10",
        "endip": f"10.20.{third}.20",
        **more,
    }
    return world.call("createNetwork", **{key: value for key, value in given.items() if value is not None})


def test_guests_live_on_a_network_beside_the_default_one(shared_world: World) -> None:
    network = make(shared_world, "lab", 101, networkdomain="lab.example.org", dns1="9.9.9.9")
    assert (network.cidr, network.netmask, network.type, network.acl_type, network.state, network.vlan) == (
        "10.20.101.0/24", "255.255.255.0", "Shared", "Domain", "Setup", "101",
    )  # fmt: skip
    instance = shared_world.instance(shared_world.running(name="in-lab", networkids=network.id))
    assert (instance.nic[0].ip_address, instance.nic[0].gateway) == ("10.20.101.10", "10.20.101.1")
    spec = shared_world.network(network.id)
    assert (spec.domain, spec.dns, spec.router_ip) == ("lab.example.org", ["9.9.9.9"], "10.20.101.2")
    with pytest.raises(InUse, match="network lab has the instances in-lab"):
        shared_world.call("deleteNetwork", id=network.id)


def test_changes_reach_the_hosts(shared_world: World) -> None:
    network = make(shared_world, "changing", 102)
    shared_world.running(name="watcher", networkids=network.id)
    shared_world.ended(
        shared_world.call("updateNetwork", id=network.id, name="changed", displaytext="More", networkdomain="new.example.org")
    )
    shared_world.manager.engine.reconcile(routers_up_to_date)
    assert shared_world.network(network.id).domain == "new.example.org"
    [found] = shared_world.call("listNetworks", id=network.id).items
    assert (found.name, found.display_text, found.network_domain) == ("changed", "More", "new.example.org")
    with pytest.raises(InvalidValue, match="customid: an object keeps its id"):
        shared_world.call("updateNetwork", id=network.id, customid="x")


def test_a_deleted_network_leaves_nothing_on_its_hosts(shared_world: World) -> None:
    network = make(shared_world, "passing", 103)
    shared_world.ended(
        shared_world.call("destroyVirtualMachine", id=shared_world.running(name="passer", networkids=network.id), expunge=True)
    )
    shared_world.ended(shared_world.call("deleteNetwork", id=network.id))
    shared_world.manager.engine.reconcile(routers_of_deleted_networks_gone)
    assert network.id not in networks_on(shared_world.hosts.world, shared_world.host.id)
    with shared_world.db.read() as db:
        assert db.scalars(select(Router).where(Router.network_id == network.id)).all() == []
    assert shared_world.call("listNetworks", id=network.id, listall=True).count == 0
    assert shared_world.call("listVlanIpRanges", networkid=network.id).count == 0
    with pytest.raises(InvalidValue, match="is not in zone default"):
        shared_world.deploy(networkids=network.id)
    make(shared_world, "passing", 103)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"gateway": None}, "gateway missing"),
        ({"vlan": None}, "vlan is missing, and offering DefaultSharedNetworkOfferingWithSGService wants it"),
        ({"gateway": "10.9.0.1", "startip": "10.9.0.3", "endip": None, "vlan": "untagged"}, "meets 10.9.0.0/24 of network default"),
        ({"routerip": "10.30.0.1"}, "routerip 10.30.0.1 is not a free address"),
        ({"acltype": "Everybody"}, "acltype Everybody is unknown"),
        ({"acltype": "Domain", "account": "admin"}, "acltype Domain does not go with account"),
        ({"privatemtu": 9000}, "privatemtu 9000 is above vr.private.interface.max.mtu"),
        ({"ip6cidr": "2001:db8::/64"}, "ip6cidr: networks have IPv4 only"),
        ({"dns1": "nine"}, "dns1 nine is not an IPv4 address"),
    ],
)
def test_what_cannot_be_made_is_refused_by_name(shared_world: World, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        make(shared_world, "wrong", 104, **wrong)


def test_a_range_that_a_host_uses_itself_is_refused_before_any_guest_is_there(shared_world: World) -> None:
    world, host = shared_world, shared_world.host
    world.hosts.world.put(host.id, "networks", "", OwnNetworks([HostNetwork("lo", "127.0.0.0/8"), HostNetwork("eth0", "10.20.0.0/17")]))
    world.manager.engine.reconcile(hosts_alive)
    try:
        with pytest.raises(InvalidValue, match=r"10.20.105.0/24 meets 10.20.0.0/17, which host host-1 has on its interface eth0"):
            make(world, "met", 105)
        assert world.call("listNetworks", name="met", listall=True).count == 0
        make(world, "beyond", 128)
    finally:
        world.hosts.world.take(host.id, "networks", "")
        world.manager.engine.reconcile(hosts_alive)
    make(world, "met", 105)


def test_kinds_that_are_not_there_yet_are_refused_clearly(shared_world: World) -> None:
    isolated = shared_world.call(
        "createNetworkOffering", name="isolated", guestiptype="Isolated", traffictype="Guest", supportedservices="Dhcp"
    )
    with pytest.raises(InvalidValue, match=r"is for Isolated networks, and networks of accounts' own, .* come with a later release"):
        make(shared_world, "mine", 105, networkofferingid=isolated.id)
    with pytest.raises(InvalidValue, match="zone default has security groups, and offering DefaultSharedNetworkOffering has not"):
        make(shared_world, "mine", 105, networkofferingid=offering_named(shared_world, "DefaultSharedNetworkOffering"))


def test_tenants_make_no_shared_networks(shared_world: World) -> None:
    with pytest.raises(PermissionDenied, match="shared networks are made by root admins"):
        make(shared_world.account("tess"), "mine", 106)
    with pytest.raises(NotFound):
        shared_world.account("theo").call("deleteNetwork", id=NETWORK)


def test_a_domain_s_network_is_for_its_members(shared_world: World) -> None:
    sales = shared_world.call("createDomain", name="sales").id
    east = shared_world.call("createDomain", name="east", parentdomainid=sales).id
    who = {"password": "a good Passw0rd", "firstname": "A", "lastname": "B", "email": "a@example.org", "accounttype": 0}
    shared_world.call("createAccount", username="sam", domainid=sales, **who)
    shared_world.call("createAccount", username="eve", domainid=east, **who)
    network = make(shared_world, "for sales", 107, acltype="Domain", domainid=sales, subdomainaccess=False)
    assert (network.domain_id, network.subdomain_access) == (sales, False)

    def sees(name: str, path: str = "/") -> bool:
        return shared_world.as_user(name, path).call("listNetworks", id=network.id).count == 1

    assert sees("sam", "/sales/")
    assert not sees("eve", "/sales/east/")
    shared_world.account("outsider")
    assert not sees("outsider")
    below = make(shared_world, "for all sales", 108, acltype="Domain", domainid=sales)
    assert shared_world.as_user("eve", "/sales/east/").call("listNetworks", id=below.id).count == 1


def test_a_network_takes_the_dns_suffix_of_those_it_is_for(shared_world: World) -> None:
    top = shared_world.call("createDomain", name="suffixed", networkdomain="top.example.org").id
    below = shared_world.call("createDomain", name="below", parentdomainid=top).id
    shared_world.account("sue")
    sue = shared_world.call("listAccounts", name="sue", listall=True).items[0].id
    shared_world.call("updateAccount", id=sue, networkdomain="sue.example.org")
    assert make(shared_world, "for below", 131, acltype="Domain", domainid=below).network_domain == "top.example.org"
    assert make(shared_world, "for sue", 132, acltype="Account", account="sue", domainid=shared_world.admin_domain).network_domain == (
        "sue.example.org"
    )
    named = make(shared_world, "named", 133, acltype="Domain", domainid=below, networkdomain="own.example.org")
    assert named.network_domain == "own.example.org"


def test_an_account_s_network_is_opened_to_others_by_permission(shared_world: World) -> None:
    owner, friend, stranger = (shared_world.account(name) for name in ("ora", "finn", "stan"))
    network = make(shared_world, "private", 109, account="ora", domainid=shared_world.admin_domain)
    assert (network.account, network.acl_type) == ("ora", "Account")

    def deployed(by: World, name: str) -> Any:
        given = {"zoneid": ZONE, "templateid": TEMPLATE, "serviceofferingid": offering("Tiny Instance"), "name": name}
        return by.call("deployVirtualMachine", networkids=network.id, **given)

    with pytest.raises(NotFound, match="networkids"):
        deployed(friend, "early")
    owner.call("createNetworkPermissions", networkid=network.id, accounts="finn")
    [permission] = owner.call("listNetworkPermissions", networkid=network.id).items
    assert (permission.account, permission.network_id) == ("finn", network.id)

    def found(by: World, wanted: str) -> bool:
        return by.call("listNetworks", id=network.id, networkfilter=wanted).count == 1

    filters = ("All", "account", "Domain", "AccountDomain", "shared")
    assert [found(owner, wanted) for wanted in filters] == [True, True, False, True, False]
    assert [found(friend, wanted) for wanted in filters] == [True, False, False, False, True]
    assert owner.call("listNetworks", id=network.id, type="shared", acltype="account", traffictype="guest").count == 1
    with pytest.raises(InvalidValue, match="networkfilter Mine is unknown"):
        found(owner, "Mine")
    started = deployed(friend, "guest-of-ora")
    shared_world.ended(started)
    with pytest.raises(NotFound, match="networkids"):
        deployed(stranger, "uninvited")
    with pytest.raises(NotFound, match="networkid"):
        friend.call("createNetworkPermissions", networkid=network.id, accounts="stan")
    with pytest.raises(NotFound, match="accounts"):
        owner.call("createNetworkPermissions", networkid=network.id, accounts="nobody at all")
    with pytest.raises(InUse, match="has instances of account finn"):
        owner.call("removeNetworkPermissions", networkid=network.id, accounts="finn")
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=started.id, expunge=True))
    owner.call("removeNetworkPermissions", networkid=network.id, accounts="finn")
    assert friend.call("listNetworks", id=network.id).count == 0
    owner.call("createNetworkPermissions", networkid=network.id, accounts="finn,stan")
    owner.call("resetNetworkPermissions", networkid=network.id)
    assert owner.call("listNetworkPermissions", networkid=network.id).count == 0
    with pytest.raises(InvalidValue, match="is open to a whole domain"):
        shared_world.call("createNetworkPermissions", networkid=NETWORK, accounts="finn")


def test_a_basic_zone_s_network_gets_its_range_later(shared_world: World) -> None:
    zone = shared_world.call("createZone", name="basic", networktype="Basic", dns1="9.9.9.9", internaldns1="9.9.9.9").id
    make_it = {
        "zoneid": zone,
        "name": "guests",
        "networkofferingid": offering_named(shared_world, "DefaultSharedNetworkOfferingWithSGService"),
    }
    with pytest.raises(InvalidValue, match="zone basic has 0 physical networks with guest traffic; make one"):
        shared_world.call("createNetwork", **make_it)
    started = shared_world.call("createPhysicalNetwork", zoneid=zone, name="flat")
    shared_world.ended(started)
    shared_world.ended(shared_world.call("addTrafficType", physicalnetworkid=started.id, traffictype="Guest"))
    with pytest.raises(InvalidValue, match="physical network flat of zone basic is disabled"):
        shared_world.call("createNetwork", **make_it)
    shared_world.ended(shared_world.call("updatePhysicalNetwork", id=started.id, state="Enabled"))
    with pytest.raises(InvalidValue, match=r"has .* from .*, which is not enabled on physical network flat"):
        shared_world.call("createNetwork", **make_it)
    for name in ("VirtualRouter", "SecurityGroupProvider"):
        [provider] = shared_world.call("listNetworkServiceProviders", physicalnetworkid=started.id, name=name).items
        for element in shared_world.call("listVirtualRouterElements", nspid=provider.id).items:
            shared_world.ended(shared_world.call("configureVirtualRouterElement", id=element.id, enabled=True))
        shared_world.ended(shared_world.call("updateNetworkServiceProvider", id=provider.id, state="Enabled"))
    network = shared_world.call("createNetwork", **make_it)
    assert network.cidr is None
    addresses = {"startip": "10.40.0.10", "endip": "10.40.0.20", "forvirtualnetwork": False, "vlan": "untagged"}
    with pytest.raises(InvalidValue, match="network guests has none yet; give both"):
        shared_world.call("createVlanIpRange", zoneid=zone, **addresses)
    shared_world.call("createVlanIpRange", zoneid=zone, gateway="10.40.0.1", netmask="255.255.255.0", **addresses)
    [network] = shared_world.call("listNetworks", id=network.id).items
    assert (network.cidr, network.gateway) == ("10.40.0.0/24", "10.40.0.1")
    assert shared_world.row(Network, network.id).router_ip == "10.40.0.2"


def test_an_instance_is_on_no_network_that_its_owner_may_not_use(shared_world: World) -> None:
    world = shared_world
    shared_world.account("nora")
    world.account("olaf")
    noras = make(world, "noras", 118, acltype="Account", account="nora", domainid=world.admin_domain).id
    given = {"networkids": noras, "startvm": False, "domainid": world.admin_domain}
    with pytest.raises(PermissionDenied, match=r"network noras is not for account olaf.*createNetworkPermissions"):
        world.deploy(name="olafs", account="olaf", **given)
    assert world.deploy(name="noras", account="nora", **given).id
    world.call("createNetworkPermissions", networkid=noras, accounts="olaf", domainid=world.admin_domain)
    assert world.deploy(name="olafs", account="olaf", **given).id
