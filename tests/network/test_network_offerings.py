"""Network and VPC offerings: made, shown, changed, offered to some, deleted."""

from typing import Any

import pytest
from tests.cloud import Cloud, import_all
from tests.tenants import Sales
from tests.world import NETWORK, World

import pileus.manager.network
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotAllowed

import_all(pileus.manager.network)


def make(cloud: Cloud, name: str, **more: Any) -> Any:
    given = {"guestiptype": "Isolated", "traffictype": "GUEST", "supportedservices": "Dhcp,Dns,SourceNat", **more}
    return cloud.call("createNetworkOffering", name=name, **given)


def providers(offering: Any) -> dict[str, list[str]]:
    return {service.name: [p.name for p in service.provider] for service in offering.service}


def test_an_offering_is_disabled_until_it_is_enabled(cloud: Cloud) -> None:
    made = make(cloud, "plain", displaytext="Plain one", networkrate=100, details={"key": "value"})
    assert (made.state, made.display_text, made.guest_ip_type, made.network_rate) == ("Disabled", "Plain one", "Isolated", 100)
    assert providers(made) == {"Dhcp": ["VirtualRouter"], "Dns": ["VirtualRouter"], "SourceNat": ["VirtualRouter"]}
    changed = cloud.call("updateNetworkOffering", id=made.id, state="enabled", name="plainer", sortkey=-1)
    assert (changed.state, changed.name) == ("Enabled", "plainer")
    assert make(cloud, "ready", enable=True).state == "Enabled"
    assert [o.name for o in cloud.call("listNetworkOfferings", sourcenatsupported=True).items] == ["plainer", "ready"]
    with pytest.raises(Conflict, match="network offering ready already exists"):
        make(cloud, "ready")


def test_providers_and_capabilities_are_chosen(cloud: Cloud) -> None:
    made = make(
        cloud,
        "tier",
        forvpc=True,
        supportedservices="SourceNat,Lb,NetworkACL",
        serviceproviderlist=[{"service": "Lb", "provider": "InternalLbVm"}],
        servicecapabilitylist=[{"service": "SourceNat", "capabilitytype": "SupportedSourceNatTypes", "capabilityvalue": "peraccount"}],
    )
    assert providers(made) == {"Lb": ["InternalLbVm"], "NetworkACL": ["VpcVirtualRouter"], "SourceNat": ["VpcVirtualRouter"]}
    assert made.supports_internal_lb
    [nat] = [s for s in made.service if s.name == "SourceNat"]
    assert [(c.name, c.value) for c in nat.capability] == [("SupportedSourceNatTypes", "peraccount")]
    assert cloud.call("listNetworkOfferings", forvpc=True).count == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"guestiptype": "Round"}, "guestiptype Round is unknown"),
        ({"traffictype": "Storage"}, "offerings are for Guest traffic only"),
        ({"guestiptype": "Shared"}, "specifyipranges must be true"),
        ({"supportedservices": "Magic"}, "service Magic is unknown"),
        ({"supportedservices": "NetworkACL"}, "NetworkACL is with none of"),
        ({"serviceproviderlist": [{"service": "Dhcp", "provider": "SecurityGroupProvider"}]}, "provider SecurityGroupProvider has no Dhcp"),
        ({"serviceproviderlist": [{"service": "Lb", "provider": "VirtualRouter"}]}, "Lb is not among supportedservices"),
        (
            {"servicecapabilitylist": [{"service": "Dhcp", "capabilitytype": "Speed", "capabilityvalue": "9"}]},
            "Dhcp has no Speed to choose",
        ),
        ({"availability": "Rare"}, "availability Rare is unknown"),
        ({"routingmode": "Static"}, "routed networks come with a later release"),
        ({"fornsx": True}, "there is no NSX controller"),
        ({"internetprotocol": "dualstack"}, "IPv4 only"),
    ],
)
def test_what_cannot_be_offered_is_refused_by_name(cloud: Cloud, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        make(cloud, "wrong", **wrong)


def test_an_offering_for_a_domain_is_seen_there_alone(cloud: Cloud, sales: Sales) -> None:
    made = make(cloud, "sales only", domainid=[sales.id], enable=True)
    assert (made.domain_id, made.domain) == (sales.id, "ROOT/sales")

    def sees(name: str, path: str) -> bool:
        return cloud.as_user(name, path).call("listNetworkOfferings", id=made.id).count == 1

    assert sees("ann", "/sales/")
    assert sees("bob", "/sales/east/")
    cloud.call(
        "createAccount", username="zoe", password="a good Passw0rd", email="z@example.org", firstname="Z", lastname="Z", accounttype=0
    )
    assert not sees("zoe", "/")
    assert cloud.call("updateNetworkOffering", id=made.id, domainid="public").domain_id is None
    assert sees("zoe", "/")
    with pytest.raises(NotAllowed):
        cloud.as_user("ann", "/sales/").call("updateNetworkOffering", id=made.id, name="mine")


def test_an_offering_in_use_stays(shared_world: World) -> None:
    [network] = shared_world.call("listNetworks", id=NETWORK).items
    with pytest.raises(InvalidValue, match="is the system's own, and stays"):
        shared_world.call("deleteNetworkOffering", id=network.network_offering_id)
    with pytest.raises(InUse, match="is used by network default"):
        shared_world.call("updateNetworkOffering", id=network.network_offering_id, tags="fast")
    own = make(shared_world, "short")
    shared_world.call("deleteNetworkOffering", id=own.id)
    assert shared_world.call("listNetworkOfferings", id=own.id).count == 0
    make(shared_world, "short")


def test_vpc_offerings_are_made_changed_and_deleted(shared_world: World) -> None:
    started = shared_world.call("createVPCOffering", name="vpcs", displaytext="VPCs", supportedservices="SourceNat,NetworkACL,Dhcp")
    shared_world.ended(started)
    [made] = shared_world.call("listVPCOfferings", supportedservices="Dhcp").items
    assert (made.id, made.state, providers(made)["NetworkACL"]) == (started.id, "Disabled", ["VpcVirtualRouter"])
    shared_world.ended(shared_world.call("updateVPCOffering", id=made.id, state="Enabled", displaytext="Better"))
    [made] = shared_world.call("listVPCOfferings", state="enabled").items
    assert made.display_text == "Better"
    with pytest.raises(InvalidValue, match="SecurityGroup is with none of"):
        shared_world.call("createVPCOffering", name="wrong", supportedservices="SecurityGroup")
    with pytest.raises(InvalidValue, match="supportedservices is missing"):
        shared_world.call("createVPCOffering", name="wrong")
    shared_world.ended(shared_world.call("deleteVPCOffering", id=made.id))
    assert shared_world.call("listVPCOfferings").count == 0
