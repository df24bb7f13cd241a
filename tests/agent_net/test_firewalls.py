"""Beside other firewalls: where one drops what is forwarded, guests get through all the same, and nothing of theirs is lost."""

import uuid
from pathlib import Path

import msgspec
import pytest
from tests.agent_net.world import INTERNET, UPLINK, Guest, World, eventually, rule, run

from pileus.agent.installation import Installation
from pileus.agent.net.net import Net

pytestmark = pytest.mark.host

DOCKER = (
    "-P FORWARD DROP",
    "-N DOCKER-USER",
    "-N DOCKER",
    "-N DOCKER-ISOLATION-STAGE-1",
    "-A FORWARD -j DOCKER-USER",
    "-A FORWARD -j DOCKER-ISOLATION-STAGE-1",
    "-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A FORWARD -o docker0 -j DOCKER",
    "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT",
    "-A DOCKER-USER -j RETURN",
    "-t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
)
UFW = (
    "-P INPUT DROP",
    "-P FORWARD DROP",
    "-N ufw-before-forward",
    "-N ufw-reject-forward",
    "-N ufw-before-input",
    "-A FORWARD -j ufw-before-forward",
    "-A FORWARD -j ufw-reject-forward",
    "-A ufw-before-forward -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A INPUT -j ufw-before-input",
    "-A ufw-before-input -i lo -j ACCEPT",
    "-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A ufw-before-input -p icmp --icmp-type echo-request -j ACCEPT",
)
FIREWALLD = """
table inet firewalld {
  chain filter_FORWARD {
    type filter hook forward priority filter + 10; policy accept;
    ct state { established, related } accept
    ct status dnat accept
    iifname "lo" accept
    ct state invalid drop
    log prefix "never" reject with icmpx admin-prohibited
  }
}
"""
PLAIN = """
table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
"""


def _iptables(*rules: str, program: str = "iptables-nft") -> None:
    for line in rules:
        run(program, *line.split())


def _nft(world: World, text: str) -> None:
    file = world.folder / "foreign.nft"
    file.write_text(text)
    run("nft", "-f", str(file))


def _install(world: World, kind: str) -> None:
    match kind:
        case "docker":
            _iptables(*DOCKER)
        case "ufw":
            _iptables(*UFW)
        case "firewalld":
            _nft(world, FIREWALLD)
        case "iptables-legacy":
            _iptables(*DOCKER, program="iptables-legacy")
        case _:
            _nft(world, PLAIN)


def _foreign_rules(kind: str) -> str:
    """The other firewall's rules as its own tools show them, without counters."""
    match kind:
        case "docker" | "ufw":
            lines = run("iptables-nft-save").stdout.splitlines()
        case "iptables-legacy":
            lines = run("iptables-legacy-save").stdout.splitlines()
        case "firewalld":
            lines = run("nft", "list", "table", "inet", "firewalld").stdout.splitlines()
        case _:
            lines = run("nft", "list", "table", "inet", "filter").stdout.splitlines()
    return "\n".join(line.split(" [")[0] for line in lines if not line.startswith("#"))


def _guests(world: World, net: Net) -> tuple[Guest, Guest]:
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    guests = world.plug(net, web, bridge), world.plug(net, db, bridge)
    world.guard(net, web, rule("tcp", 80))
    world.guard(net, db)
    return guests


def _all_works(world: World, web: Guest, db: Guest) -> None:
    """A lease, a neighbour by rule and not without, the internet, and a way in from there by rule."""
    assert db.lease()["ip"] == db.spec.ip
    web.set_address()
    for port in (80, 81):
        world.serve(web.space, "tcp", port)
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, "tcp", web.spec.ip, 81) == ""
    world.serve(world.internet, "tcp", 90)
    assert world.asks(db.space, "tcp", INTERNET, 90) == UPLINK
    run("ip", "netns", "exec", world.internet, "ip", "route", "add", "10.99.0.0/24", "via", UPLINK)
    assert world.asks(world.internet, "tcp", web.spec.ip, 80) == INTERNET
    assert world.asks(world.internet, "tcp", web.spec.ip, 81) == ""
    assert db.pings("10.99.0.1")


KINDS = ["docker", "ufw", "firewalld", "plain", "iptables-legacy"]


@pytest.mark.parametrize("kind", KINDS)
def test_guests_work_beside_a_firewall_that_drops_and_its_rules_are_given_back(world: World, kind: str) -> None:
    _install(world, kind)
    before = _foreign_rules(kind)
    net = world.net()
    web, db = _guests(world, net)
    _all_works(world, web, db)
    assert world.installation.mark in _foreign_rules(kind)
    places = {"docker": "ip filter DOCKER-USER", "ufw": "ip filter FORWARD", "iptables-legacy": "iptables-legacy DOCKER-USER"}
    assert any(change.what == f"accept rules in {places.get(kind, '')}" for change in net.changes()) == (kind in places)
    net.remove_all()
    assert _foreign_rules(kind) == before
    stays = net.revert_changes()
    forwards = Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()
    assert (forwards, bool(stays)) == (("1", True) if kind == "docker" else ("0", False))


@pytest.mark.parametrize("kind", ["docker", "firewalld"])
def test_a_firewall_that_comes_later_or_is_loaded_anew_gets_the_rules(world: World, kind: str) -> None:
    net = world.net()
    web, db = _guests(world, net)
    net.watch()
    _install(world, kind)
    eventually(lambda: world.installation.mark in _foreign_rules(kind))
    _all_works(world, web, db)
    if kind == "docker":
        _iptables("-F DOCKER-USER", "-A DOCKER-USER -j RETURN")
    else:
        run("nft", "delete", "table", "inet", "firewalld")
        _install(world, kind)
    assert world.installation.mark not in _foreign_rules(kind)
    eventually(lambda: world.installation.mark in _foreign_rules(kind))


def test_a_firewall_that_lets_through_gets_no_rule_and_one_that_stops_dropping_loses_it(world: World) -> None:
    _iptables("-N DOCKER-USER", "-A FORWARD -j DOCKER-USER", "-A FORWARD -i eth9 -j DROP")
    net = world.net()
    _guests(world, net)
    assert world.installation.mark not in _foreign_rules("docker")
    _iptables("-P FORWARD DROP")
    net.restore()
    assert world.installation.mark in _foreign_rules("docker")
    _iptables("-P FORWARD ACCEPT")
    net.restore()
    assert world.installation.mark not in _foreign_rules("docker")


def test_two_installations_live_side_by_side(world: World) -> None:
    """Each has its own tables, and takes only its own rules away."""
    _iptables(*DOCKER)
    net = world.net()
    web, db = _guests(world, net)
    folder = world.folder / "second"
    second = Installation(uuid=uuid.uuid4(), data=folder / "data", run=folder / "run", log=folder / "log")
    other = Net(second, world.notices.append, resolver_files=[world.resolv])
    spec = msgspec.structs.replace(
        world.spec(name="other"), network_id="other", cidr="10.97.0.0/24", gateway="10.97.0.1", router_ip="10.97.0.2"
    )
    try:
        assert all(service.up for service in world.ensure(other, spec).services)
    finally:
        other.remove_all()
    _all_works(world, web, db)
    net.remove_all()
    assert "pileus" not in run("nft", "list", "ruleset").stdout
