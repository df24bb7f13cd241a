"""What needs no host: names, resolvers, the checks of a request, the record of passwords."""

import json
import uuid
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.net.checks import check_guard, check_network
from pileus.agent.net.desired import Desired
from pileus.agent.net.names import Names, gateway_mac, router_mac
from pileus.agent.net.resolvers import host_resolvers
from pileus.appliance.guests import Guest, Passwords
from pileus.wire.networks import GuardSpec, GuestSpec, NetworkSpec


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return Names(Installation(uuid=uuid.uuid4(), data=tmp_path, run=tmp_path, log=tmp_path))


def test_interface_names_fit_the_kernel_and_differ(names: Names) -> None:
    ids = [str(uuid.uuid4()) for _ in range(500)]
    made = [f(i) for i in ids for f in (names.tap, names.cable, names.derived_bridge)]
    assert {len(name) for name in made} == {15}
    assert len(set(made)) == len(made)
    assert all(names.installation.short in name for name in made)
    assert names.bridge(ids[0], "cloudbr9") == "cloudbr9"
    assert all(names.tap(i).startswith(names.any_tap.removesuffix("*")) for i in ids)


def guest(name: str, number: int) -> GuestSpec:
    return GuestSpec(instance_id=name, nic_id=name, mac=f"02:00:00:00:00:{number:02x}", ip=f"10.1.1.{number}", hostname=name, metadata={})


def told(folder: Path, *said: tuple[int, list[GuestSpec] | GuestSpec]) -> set[str]:
    """Who is on the network after it was told of in this order: whole, or of one guest, with the generation of each."""
    for generation, what in said:
        desired = Desired(folder)  # as after a restart of the agent
        if isinstance(what, GuestSpec):
            desired.put_network(desired.told_guest("a", what, generation))
        else:
            desired.put_network(desired.told_network(msgspec.structs.replace(NETWORK, guests=what), generation))
    return {f"{guest.hostname} {guest.ip}" for guest in Desired(folder).networks["a"].guests}


def test_what_was_told_of_last_counts_in_whatever_order_it_arrives(tmp_path: Path) -> None:
    one, two, three = guest("one", 11), guest("two", 12), guest("three", 13)
    heir, namesake = msgspec.structs.replace(two, ip=one.ip), msgspec.structs.replace(guest("other", 14), hostname="ONE")
    cases: list[tuple[list[tuple[int, list[GuestSpec] | GuestSpec]], set[str]]] = [
        ([(1, [one]), (2, two), (3, three)], {"one 10.1.1.11", "two 10.1.1.12", "three 10.1.1.13"}),
        ([(1, [one]), (3, three), (2, [one, two])], {"one 10.1.1.11", "two 10.1.1.12", "three 10.1.1.13"}),
        ([(1, [one]), (3, three), (4, [one])], {"one 10.1.1.11"}),
        ([(1, [one]), (4, [one]), (3, three)], {"one 10.1.1.11"}),
        ([(1, [one]), (2, two), (3, three), (2, [two])], {"two 10.1.1.12", "three 10.1.1.13"}),
        ([(1, [one, two]), (3, heir)], {"two 10.1.1.11"}),
        ([(1, [one]), (3, heir), (2, [one, two])], {"two 10.1.1.11"}),
        ([(1, [one]), (3, namesake)], {"ONE 10.1.1.14"}),
    ]
    for number, (said, left) in enumerate(cases):
        assert told(tmp_path / str(number), *said) == left, said
    with pytest.raises(AgentFault, match="not on this host"):
        Desired(tmp_path / "empty").told_guest("a", one, 1)


def test_fixed_addresses_are_local_unicast_and_the_same_everywhere() -> None:
    assert gateway_mac("n") == gateway_mac("n") != router_mac("n")
    assert int(gateway_mac("n")[:2], 16) & 3 == 2


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["nameserver 192.0.2.1\nnameserver 192.0.2.2\n"], ["192.0.2.1", "192.0.2.2"]),
        (["# none\nnameserver\nsearch x\n", "nameserver 192.0.2.3\n"], ["192.0.2.3"]),
        (["nameserver 127.0.0.53\n", "nameserver 192.0.2.3\n"], ["192.0.2.3"]),
        (["nameserver 2001:db8::1\nnameserver 192.0.2.1\n"], ["192.0.2.1"]),
        (["nameserver 127.0.0.1\n", None, "nameserver rubbish\n"], []),
    ],
)
def test_the_hosts_real_resolvers_are_found(tmp_path: Path, files: list[str | None], found: list[str]) -> None:
    paths = [tmp_path / str(number) for number in range(len(files))]
    for path, text in zip(paths, files, strict=True):
        if text is not None:
            path.write_text(text)
    assert host_resolvers(paths) == found


GUEST = GuestSpec(instance_id="i", nic_id="n", mac="02:00:00:00:00:01", ip="10.1.1.10", hostname="web", metadata={"local-hostname": "web"})
NETWORK = NetworkSpec(
    network_id="a", name="lab", cidr="10.1.1.0/24", gateway="10.1.1.1", router_ip="10.1.1.2", domain="lab.test", guests=[GUEST]
)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"network_id": "../../etc"}, "is not one"),
        ({"cidr": "10.1.1.0/40"}, "10.1.1.0/40"),
        ({"cidr": "10.1.1.7/24"}, "host bits"),
        ({"gateway": "10.2.1.1"}, "gateway's address 10.2.1.1 is not a host's"),
        ({"router_ip": "10.1.1.255"}, "router's address"),
        ({"router_ip": "10.1.1.1"}, "the same address"),
        ({"domain": "x\ndhcp-script=/tmp/evil"}, "is not a domain name"),
        ({"bridge": "a/b"}, "name of a bridge"),
        ({"bridge": "sixteen-letters-"}, "name of a bridge"),
        ({"mtu": 100}, "an MTU of 100"),
        ({"dns": ["resolver.example"]}, "resolver's address"),
    ],
)
def test_a_network_that_cannot_be_is_refused_with_its_name(change: dict[str, Any], says: str) -> None:
    check_network(NETWORK, [NETWORK])
    with pytest.raises(AgentFault, match=says) as fault:
        check_network(msgspec.structs.replace(NETWORK, **change), [])
    assert fault.value.kind == "invalid"
    assert fault.value.hint


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hostname": "web\n"}, "cannot be a host name"),
        ({"hostname": "a,b"}, "cannot be a host name"),
        ({"mac": "02:00"}, "is not a hardware address"),
        ({"ip": "10.1.1.2"}, "given out twice"),
        ({"ip": "10.9.1.2"}, "guest web's address"),
        ({"nic_id": "a/b"}, "is not one"),
        ({"metadata": {"/etc/x": ""}}, "cannot name a metadata file"),
        ({"dhcp_options": {255: "1"}}, "DHCP option 255 of guest"),
        ({"dhcp_options": {42: "1.2.3.4\n67,evil"}}, "DHCP option 42 of guest"),
    ],
)
def test_a_guest_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(AgentFault, match=says):
        check_network(msgspec.structs.replace(NETWORK, guests=[msgspec.structs.replace(GUEST, **change)]), [])


def test_networks_of_one_host_must_not_overlap() -> None:
    other = msgspec.structs.replace(NETWORK, network_id="b", name="other", cidr="10.1.0.0/16")
    with pytest.raises(AgentFault, match=r"lab .* overlaps Network other") as fault:
        check_network(NETWORK, [other])
    assert fault.value.kind == "conflict"


@pytest.mark.parametrize("change", [{"mac": "x"}, {"ips": ["10.1.1.1; drop"]}, {"nic_id": ""}, {"bridge": "a b"}])
def test_a_guard_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    guard = GuardSpec(instance_id="i", nic_id="n", network_id="a", mac=GUEST.mac, ips=[GUEST.ip], secured=True, ingress=[], egress=None)
    check_guard(guard)
    with pytest.raises(AgentFault):
        check_guard(msgspec.structs.replace(guard, **change))


def _guest(password: str | None, number: str) -> Guest:
    return Guest("i", {}, None, password, number)


def test_an_acknowledgement_counts_for_the_password_that_was_handed_out(tmp_path: Path) -> None:
    """The password may change between the guest's two requests; then the new one still waits for it."""
    passwords = Passwords(tmp_path / "passwords.json")
    assert passwords.hand_out(_guest("first", "1")) == "first"
    passwords.acknowledge(_guest("second", "2"), {"i"})
    assert passwords.hand_out(_guest("second", "2")) == "second"
    assert passwords.hand_out(_guest("first", "1")) == "saved_password"


def test_what_was_fetched_is_remembered_over_a_restart_and_forgotten_with_the_instance(tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    Passwords(file).hand_out(_guest("first", "1"))
    Passwords(file).acknowledge(_guest("first", "1"), {"i"})
    again = Passwords(file)
    assert again.hand_out(_guest("first", "1")) == "saved_password"
    other = Guest("other", {}, None, "pw", "9")
    again.hand_out(other)
    again.acknowledge(other, {"other"})
    assert json.loads(file.read_text()) == {"handed": {"other": "9"}, "saved": {"other": "9"}}


def test_an_acknowledgement_without_a_password_handed_out_changes_nothing(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "passwords.json")
    passwords.acknowledge(_guest("first", "1"), {"i"})
    assert passwords.hand_out(_guest("first", "1")) == "first"
    assert passwords.hand_out(_guest(None, "")) == "saved_password"
