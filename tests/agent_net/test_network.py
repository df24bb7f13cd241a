"""A network on a host: leases, names, metadata, passwords, the way out; what is lost comes back; what is foreign stays."""

import base64
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.agent_net.world import INTERNET, RESOLVED, UPLINK, World, eventually, inside, rule, run

from pileus.agent.faults import AgentFault
from pileus.agent.net import links, nft, processes
from pileus.agent.net.probes import http_fault
from pileus.agent.net.processes import Processes
from pileus.agent.net.router import Router
from pileus.wire.hosts import HostNetwork
from pileus.wire.networks import ListNetworks, RemoveNetwork
from pileus.wire.notices import PasswordSaved, Repaired

pytestmark = pytest.mark.host

ALL_UP = {"bridge": True, "nat": True, "dhcp": True, "dns": True, "metadata": True, "password": True}


def test_guest_gets_lease_names_and_the_way_out(world: World) -> None:
    net = world.net()
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    network = world.ensure(net, world.spec(web, db))
    assert {service.name: service.up for service in network.services} == ALL_UP
    world.guard(net, web)
    guest = world.plug(net, web, network.bridge)
    lease = guest.lease()
    assert lease["ip"] == web.ip
    assert lease["router"] == "10.99.0.1"
    assert lease["dns"] == lease["server"] == "10.99.0.2"
    assert lease["mtu"] == "1450"
    assert (lease["domain"], lease["hostname"]) == ("cloud.test", "web")
    assert guest.resolves("db.cloud.test", "10.99.0.2") == db.ip
    assert guest.resolves("data-server", "10.99.0.2") == "10.99.0.2"
    world.serve(world.internet, "dns", 53, RESOLVED)
    assert guest.resolves("www.example.org", "10.99.0.2") == RESOLVED
    world.serve(world.internet, "tcp", 80)
    assert world.asks(guest.space, "tcp", INTERNET, 80) == UPLINK
    assert guest.pings("10.99.0.1")
    assert guest.pings("10.99.0.2")


def test_new_guest_is_known_at_once_and_a_removed_one_is_not(world: World) -> None:
    net = world.net()
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web)).bridge
    before = _router_processes(world)
    guest = world.plug(net, web, bridge)
    world.guard(net, web)
    guest.lease()
    assert guest.resolves("db.cloud.test", "10.99.0.2") == ""
    world.ensure(net, world.spec(web, db))
    eventually(lambda: guest.resolves("db.cloud.test", "10.99.0.2") == db.ip)
    world.guard(net, db)
    other = world.plug(net, db, bridge)
    assert other.lease()["ip"] == db.ip
    world.ensure(net, world.spec(db))
    eventually(lambda: other.resolves("web.cloud.test", "10.99.0.2") == "")
    assert _router_processes(world) == before


def test_one_guest_more_is_served_and_outlives_the_agent(world: World) -> None:
    net = world.net()
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    with pytest.raises(AgentFault, match="not on this host"):
        world.ensure_guest(net, db)
    world.ensure(net, world.spec(web))
    before = _router_processes(world)
    network = world.ensure_guest(net, db)
    assert {service.name: service.up for service in network.services} == ALL_UP
    net.close()
    net = world.net()
    net.restore()
    world.guard(net, db)
    guest = world.plug(net, db, network.bridge)
    assert guest.lease()["ip"] == db.ip
    assert guest.resolves("web.cloud.test", "10.99.0.2") == web.ip
    assert guest.resolves("db.cloud.test", "10.99.0.2") == db.ip
    assert guest.http("10.99.0.2", 80, "/latest/meta-data/local-hostname") == (200, "db")
    assert _router_processes(world) == before


def test_address_goes_to_a_new_card_while_the_old_lease_lasts(world: World) -> None:
    net = world.net()
    old = world.guest_spec(10, "old")
    bridge = world.ensure(net, world.spec(old)).bridge
    world.guard(net, old)
    assert world.plug(net, old, bridge).lease()["ip"] == old.ip
    new = msgspec.structs.replace(world.guest_spec(11, "new"), ip=old.ip)
    with pytest.raises(AgentFault, match="at once"):
        world.guard(net, new)
    world.unguard(net, old)
    world.guard(net, new)
    world.ensure(net, world.spec(new))
    assert world.plug(net, new, bridge).lease()["ip"] == old.ip


def test_the_lease_of_a_card_that_is_gone_is_forgotten_at_once(world: World) -> None:
    net = world.net()
    gone, stays = world.guest_spec(10, "gone"), world.guest_spec(11, "stays")
    bridge = world.ensure(net, world.spec(gone, stays)).bridge
    for guest in (gone, stays):
        world.guard(net, guest)
        assert world.plug(net, guest, bridge).lease()["ip"] == guest.ip
    before = _router_processes(world)
    leases = world.installation.state / "net" / "networks" / f"{world.installation.short}-net" / "leases"
    assert gone.ip in leases.read_text()
    world.ensure(net, world.spec(stays))
    assert gone.ip not in leases.read_text()
    assert stays.ip in leases.read_text()
    assert _router_processes(world) == before


def test_each_guest_sees_its_own_metadata(world: World) -> None:
    net = world.net()
    script = base64.b64encode(b"#!/bin/sh\necho hello\n").decode()
    web = world.guest_spec(
        10, "web", user_data=script, metadata={"local-hostname": "web", "public-keys": "ssh-ed25519 AAAA me", "keys/0/openssh-key": "k"}
    )
    db = world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    for spec in (web, db):
        world.guard(net, spec)
    first, second = world.plug(net, web, bridge), world.plug(net, db, bridge)
    first.set_address()
    second.set_address()
    router = "10.99.0.2"
    assert first.http(router, 80, "/latest/meta-data/public-keys") == (200, "ssh-ed25519 AAAA me")
    assert first.http(router, 80, "/latest/user-data") == (200, "#!/bin/sh\necho hello\n")
    assert first.http(router, 80, "/latest/meta-data/")[1].split() == ["local-hostname", "public-keys", "keys/"]
    assert first.http(router, 80, "/latest/meta-data/keys/0/openssh-key") == (200, "k")
    assert second.http(router, 80, "/latest/meta-data/local-hostname") == (200, "db")
    assert second.http(router, 80, "/latest/user-data")[0] == 404
    assert second.http(router, 80, "/latest/meta-data/public-keys")[0] == 404
    assert second.http(router, 80, "/health")[0] == 404


def test_password_is_handed_out_until_acknowledged_and_never_again(world: World) -> None:
    net = world.net()
    net.watch()
    web = world.guest_spec(10, "web", password="first", password_id="p1")
    bridge = world.ensure(net, world.spec(web)).bridge
    world.guard(net, web)
    guest = world.plug(net, web, bridge)
    guest.set_address()

    def asks(request: str) -> str:
        return guest.http("10.99.0.2", 8080, DomU_Request=request)[1]

    assert [asks("send_my_password") for _ in range(2)] == ["first", "first"]
    assert asks("saved_password") == "saved_password"
    assert asks("send_my_password") == "saved_password"
    saved = PasswordSaved(instance_id=web.instance_id, password_id="p1")
    eventually(lambda: saved in world.notices)
    world.ensure(net, world.spec(web))
    eventually(lambda: world.notices.count(saved) == 2)
    assert asks("anything") == "bad_request"
    state = world.installation.state / "net" / "networks" / f"{world.installation.short}-net" / "passwords.json"
    assert state.stat().st_mode & 0o777 == 0o600
    world.ensure(net, world.spec(world.guest_spec(10, "web", password="second", password_id="p2")))
    assert asks("send_my_password") == "second"
    for pid in _router_processes(world):
        run("kill", "-9", str(pid))
    eventually(lambda: world.up(net) == ALL_UP)
    assert asks("saved_password") == "saved_password"
    assert asks("send_my_password") == "saved_password"
    assert world.notices.count(saved) == 2


def test_works_without_default_route_and_resolver(world: World) -> None:
    run("ip", "route", "del", "default")
    world.resolv.write_text("nameserver 127.0.0.53\n")
    net = world.net()
    web = world.guest_spec(10, "web")
    network = world.ensure(net, world.spec(web))
    assert {service.name: service.up for service in network.services} == ALL_UP
    assert "no resolver" in next(service.detail for service in network.services if service.name == "dns")
    world.guard(net, web)
    guest = world.plug(net, web, network.bridge)
    assert guest.lease()["ip"] == web.ip
    assert guest.resolves("web.cloud.test", "10.99.0.2") == web.ip


def test_resolvers_are_followed_when_they_change(world: World) -> None:
    world.resolv.write_text("nameserver 198.51.100.99\n")
    net = world.net()
    net.watch()
    web = world.guest_spec(10, "web")
    bridge = world.ensure(net, world.spec(web)).bridge
    world.guard(net, web)
    guest = world.plug(net, web, bridge)
    guest.set_address()
    world.serve(world.internet, "dns", 53, RESOLVED)
    world.resolv.write_text(f"nameserver {INTERNET}\n")
    eventually(lambda: guest.resolves("www.example.org", "10.99.0.2") == RESOLVED)
    assert not [notice for notice in world.notices if isinstance(notice, Repaired)]


def test_restart_of_the_agent_changes_nothing_and_tells_nothing(world: World) -> None:
    web = world.guest_spec(10, "web")
    net = world.net()
    world.ensure(net, world.spec(web))
    world.guard(net, web, rule("tcp", 22))
    rules, pids = _rules(world), _router_processes(world)
    net.close()
    again = world.net()
    again.restore()
    assert (_rules(world), _router_processes(world)) == (rules, pids)
    assert world.notices == []
    assert world.up(again) == ALL_UP


def test_an_upgrade_replaces_what_serves_a_network_and_loses_no_lease(world: World) -> None:
    """The processes outlive the agent, so the next one finds them running the program of the one before."""
    web = world.guest_spec(10, "web", password="first", password_id="p1")
    net = world.net()
    bridge = world.ensure(net, world.spec(web)).bridge
    world.guard(net, web)
    guest = world.plug(net, web, bridge)
    guest.lease()
    net.close()
    network = f"{world.installation.short}-net"
    router = Router(world.installation, Processes(), network, world.installation.state / "net" / "networks" / network)
    leases = (router.kept / "leases").read_text()
    processes.stop_all(_router_processes(world))
    for command in router.commands():
        router.running.start(replace(command, edition="an older one"))
    eventually(lambda: not http_fault("10.99.0.2", 80) and guest.resolves("web.cloud.test", "10.99.0.2") == web.ip)
    old = _router_processes(world)
    again = world.net()
    again.restore()
    new = _router_processes(world)
    assert (len(new), set(new) & set(old)) == (2, set())
    assert [notice.diff for notice in world.notices if isinstance(notice, Repaired)] == ["~process dnsmasq\n~process metadata"]
    eventually(lambda: world.up(again) == ALL_UP)
    assert web.ip in leases
    assert (router.kept / "leases").read_text() == leases
    assert guest.resolves("web.cloud.test", "10.99.0.2") == web.ip
    assert guest.http("10.99.0.2", 8080, DomU_Request="send_my_password") == (200, "first")
    again.restore()
    assert _router_processes(world) == new


def test_everything_lost_comes_back_from_the_agents_own_files(world: World) -> None:
    """As after a reboot, when nothing of ours is on the host but the files below the data folder."""
    web = world.guest_spec(10, "web")
    net = world.net()
    bridge = world.ensure(net, world.spec(web)).bridge
    world.guard(net, web, rule("tcp", 22))
    rules = _rules(world)
    net.close()
    for pid in _router_processes(world):
        run("kill", "-9", str(pid))
    run("ip", "netns", "delete", f"pileus-{world.installation.short}-{world.installation.short}-net")
    run("ip", "link", "delete", bridge)
    run("nft", "flush", "ruleset")
    Path("/proc/sys/net/ipv4/ip_forward").write_text("0")
    run("rm", "-r", str(world.installation.run))
    again = world.net()
    again.restore()
    assert _rules(world) == rules
    eventually(lambda: world.up(again) == ALL_UP)
    guest = world.plug(again, web, bridge)
    assert guest.lease()["ip"] == web.ip


@pytest.mark.parametrize(
    "damage", ["flush", "one rule", "bridge", "namespace", "dnsmasq", "metadata", "forwarding", "address", "router address", "files"]
)
def test_damage_is_repaired_within_seconds_and_told(world: World, damage: str) -> None:
    web = world.guest_spec(10, "web")
    net = world.net()
    network = world.ensure(net, world.spec(web))
    world.guard(net, web, rule("tcp", 22))
    rules = _rules(world)
    short = world.installation.short
    dns, metadata = sorted(_router_processes(world), key=lambda pid: "appliance" in _command(pid))
    net.restore()
    net.watch()
    match damage:
        case "flush":
            run("nft", "flush", "ruleset")
        case "one rule":
            run("nft", "insert", "rule", "ip", f"pileus_{short}", f"to_{net.tap_of(web.nic_id)}", "accept")
        case "bridge":
            run("ip", "link", "delete", network.bridge)
        case "namespace":
            run("ip", "netns", "delete", network.router_namespace)
        case "dnsmasq":
            run("kill", "-9", str(dns))
        case "metadata":
            run("kill", "-9", str(metadata))
        case "forwarding":
            Path("/proc/sys/net/ipv4/ip_forward").write_text("0")
        case "address":
            run("ip", "addr", "flush", "dev", network.bridge)
        case "router address":
            run("ip", "netns", "exec", network.router_namespace, "ip", "addr", "flush", "dev", "eth0")
        case _:
            run("rm", "-r", str(world.installation.run / "net"))
    eventually(lambda: any(isinstance(notice, Repaired) and notice.diff for notice in world.notices), limit=20)
    eventually(lambda: world.up(net) == ALL_UP and _rules(world) == rules, limit=10)


def test_foreign_things_stay_and_remove_all_leaves_nothing(world: World) -> None:
    run("ip", "link", "add", "br-foreign", "type", "bridge")
    run("nft", "add", "table", "ip", "theirs")
    run("nft", "add", "chain", "ip", "theirs", "c", "{ type filter hook forward priority 0; policy drop; }")
    foreign_rules, before = run("nft", "list", "ruleset").stdout, _links()
    net = world.net()
    web = world.guest_spec(10, "web")
    world.ensure(net, world.spec(web, bridge="cb-test"))
    world.guard(net, web, rule("tcp", 22), bridge="cb-test")
    assert "pileus:" in run("nft", "list", "chain", "ip", "theirs", "c").stdout
    assert {change.what for change in net.changes()} == {"net.ipv4.ip_forward", "accept rules in ip theirs c"}
    net.remove_all()
    assert net.revert_changes() == []
    assert Path("/proc/sys/net/ipv4/ip_forward").read_text().strip() == "0"
    assert run("nft", "list", "ruleset").stdout == foreign_rules
    assert _links() == before
    assert links.namespaces(f"pileus-{world.installation.short}-") == []
    assert _router_processes(world) == []
    assert net.changes() == []
    net.remove_all()


def test_remove_network_takes_only_that_network(world: World) -> None:
    net = world.net()
    web = world.guest_spec(10, "web")
    world.ensure(net, world.spec(web))
    other = world.spec(network_id=f"{world.installation.short}-two", name="two")
    other = msgspec.structs.replace(other, cidr="10.98.0.0/24", gateway="10.98.0.1", router_ip="10.98.0.2")
    world.ensure(net, other)
    for _ in range(2):
        net.remove_network(RemoveNetwork(network_id=other.network_id, key=f"r{_}", target=other.network_id, epoch=9))
    assert [n.network_id for n in net.list_networks(ListNetworks()).networks] == [f"{world.installation.short}-net"]
    assert world.up(net) == ALL_UP
    assert len(_router_processes(world)) == 2
    assert links.find(net.bridge_of(other.network_id)) is None


def test_a_stranger_on_the_name_or_the_range_is_a_conflict(world: World) -> None:
    net = world.net()
    run("ip", "link", "add", "cb-theirs", "type", "bridge")
    with pytest.raises(AgentFault, match="cb-theirs exists on this host and belongs to somebody else") as fault:
        world.ensure(net, world.spec(bridge="cb-theirs"))
    assert (fault.value.kind, bool(fault.value.hint)) == ("conflict", True)
    run("ip", "addr", "add", "10.99.0.7/16", "dev", "cb-theirs")
    fresh = world.spec(network_id=f"{world.installation.short}-fresh", name="fresh")
    with pytest.raises(AgentFault, match=r"overlaps 10\.99\.0\.0/16, which the host has on cb-theirs"):
        world.ensure(net, fresh)
    assert net.list_networks(ListNetworks()).networks == []
    assert HostNetwork("cb-theirs", "10.99.0.0/16") in net.foreign_networks()
    run("ip", "link", "del", "cb-theirs")
    ours = world.ensure(net, world.spec()).bridge
    assert not {"cb-theirs", ours} & {own.interface for own in net.foreign_networks()}


def test_the_hosts_own_namespace_is_untouched(world: World) -> None:
    """What the tests rely on: everything happens in the namespace of the calling thread."""
    net = world.net()
    bridge = world.ensure(net, world.spec()).bridge
    assert links.find(bridge)
    with inside(world.internet):
        assert links.find(bridge) is None


def test_a_hostile_guest_does_not_stop_the_service_of_others(world: World) -> None:
    net = world.net()
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    for spec in (web, db):
        world.guard(net, spec)
    bad, good = world.plug(net, web, bridge), world.plug(net, db, bridge)
    bad.set_address()
    good.set_address()
    answers = bad.python(
        "import socket\n"
        "def ask(data):\n"
        "    s = socket.create_connection(('10.99.0.2', 80), 3); s.sendall(data)\n"
        "    try: return s.recv(200).decode().partition('\\r')[0]\n"
        "    except OSError: return ''\n"
        "held = [socket.create_connection(('10.99.0.2', 80), 3) for _ in range(16)]\n"
        "print(repr(ask(b'GET /latest/meta-data/ HTTP/1.0\\r\\n\\r\\n')))\n"
        "for s in held: s.close()\n"
        "print(repr(ask(b'GET /' + b'a' * 20000 + b' HTTP/1.0\\r\\n\\r\\n')))\n"
        "print(repr(ask(b'POST / HTTP/1.0\\r\\n\\r\\n')))\n"
        "print(repr(ask(b'\\xff\\0 GET\\r\\n\\r\\n')))\n"
        "print(repr(ask(b'GET /../../etc/passwd HTTP/1.0\\r\\n\\r\\n')))"
    ).splitlines()
    assert answers == ["''", "''", "'HTTP/1.1 405 Method Not Allowed'", "'HTTP/1.1 405 Method Not Allowed'", "'HTTP/1.1 404 Not Found'"]
    assert good.http("10.99.0.2", 80, "/latest/meta-data/local-hostname") == (200, "db")
    assert world.up(net) == ALL_UP


def _rules(world: World) -> list[str]:
    return [
        line
        for family in ("bridge", "ip", "ip6")
        for line in nft.canonical(nft.list_table(nft.Table(family, f"pileus_{world.installation.short}")))
    ]


def _links() -> list[str]:
    return sorted(link["ifname"] for link in json.loads(run("ip", "-j", "link").stdout))


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _router_processes(world: World) -> list[int]:
    found = subprocess.run(["pgrep", "-f", f"conf-file={world.installation.run}/net/"], capture_output=True, text=True, check=False).stdout
    return sorted(int(pid) for pid in found.split())
