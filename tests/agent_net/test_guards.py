"""Who may talk to whom: security groups and anti-spoofing, shown with real frames between real cards."""

import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import msgspec
import pytest
from tests.agent_net.world import INTERNET, UPLINK, Guest, World, eventually, rule, run

from pileus.agent.faults import AgentFault
from pileus.agent.net.net import Net
from pileus.wire.networks import ApplyGuard, GuardSpec, RuleSpec, SyncGuards

pytestmark = pytest.mark.host

ROUTER, GATEWAY = "10.99.0.2", "10.99.0.1"

_LISTEN = """
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); s.bind(("eth0", 0)); print("ready", flush=True)
while True:
    frame, sender = s.recvfrom(2000)
    if sender[2] != 4: print(frame.hex(), flush=True)  # 4: what it sends itself
"""

_SEND = """
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(("eth0", 0))
for frame in sys.argv[1:]: s.send(bytes.fromhex(frame))
"""


@pytest.fixture
def pair(world: World) -> tuple[Net, Guest, Guest]:
    """Two guests on one bridge, guarded and with nothing allowed in; web serves TCP and UDP."""
    net = world.net()
    web, db = world.guest_spec(10, "web"), world.guest_spec(11, "db")
    bridge = world.ensure(net, world.spec(web, db)).bridge
    guests = [world.plug(net, spec, bridge) for spec in (web, db)]
    for guest in guests:
        world.guard(net, guest.spec)
        guest.set_address()
    for port in (80, 81):
        world.serve(guests[0].space, "tcp", port)
        world.serve(guests[0].space, "udp", port)
    return net, guests[0], guests[1]


def test_nothing_enters_by_default_and_everything_leaves(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == ""
    assert world.asks(db.space, "udp", web.spec.ip, 80) == ""
    assert not db.pings(web.spec.ip)
    assert world.asks(world.host, "tcp", web.spec.ip, 80) == ""
    run("ip", "netns", "exec", world.internet, "ip", "route", "add", "10.99.0.0/24", "via", UPLINK)
    assert world.asks(world.internet, "tcp", web.spec.ip, 80) == ""
    world.serve(world.internet, "udp", 90)
    assert world.asks(web.space, "udp", INTERNET, 90) == UPLINK
    del net


@pytest.mark.parametrize("protocol", ["tcp", "udp"])
def test_an_allowed_port_is_open_to_the_allowed_only(world: World, pair: tuple[Net, Guest, Guest], protocol: str) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule(protocol, 80, cidrs=[f"{db.spec.ip}/32"]))
    assert world.asks(db.space, protocol, web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, protocol, web.spec.ip, 81) == ""
    assert world.asks(db.space, "udp" if protocol == "tcp" else "tcp", web.spec.ip, 80) == ""
    assert world.asks(world.host, protocol, web.spec.ip, 80) == ""
    assert not db.pings(web.spec.ip)
    world.guard(net, web.spec, rule(protocol, 70, 81, cidrs=[f"{GATEWAY}/32", "10.99.0.0/28", "10.99.0.8/29"]))
    assert world.asks(world.host, protocol, web.spec.ip, 81) == GATEWAY
    assert world.asks(db.space, protocol, web.spec.ip, 81) == db.spec.ip
    world.guard(net, web.spec)
    assert world.asks(db.space, protocol, web.spec.ip, 81) == ""


def test_ping_by_type_and_code(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule("icmp", icmp_type=8, icmp_code=0))
    assert db.pings(web.spec.ip)
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == ""
    world.guard(net, web.spec, rule("icmp", icmp_type=13))
    assert not db.pings(web.spec.ip)
    for allowed in (rule("icmp"), rule("1"), rule("all")):
        world.guard(net, web.spec, allowed)
        assert db.pings(web.spec.ip)


def test_a_reach_from_outside_needs_a_rule(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, _ = pair
    run("ip", "netns", "exec", world.internet, "ip", "route", "add", "10.99.0.0/24", "via", UPLINK)
    world.guard(net, web.spec, rule("tcp", 80, cidrs=["198.51.100.0/24"]))
    assert world.asks(world.internet, "tcp", web.spec.ip, 80) == INTERNET
    assert world.asks(world.internet, "tcp", web.spec.ip, 81) == ""


def test_egress_rules_limit_what_leaves_but_never_the_networks_services(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule("all"))
    world.serve(world.internet, "tcp", 90)
    world.guard(net, db.spec, egress=[rule("tcp", 80, cidrs=[f"{web.spec.ip}/32"])])
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, "tcp", web.spec.ip, 81) == ""
    assert world.asks(db.space, "tcp", INTERNET, 90) == ""
    world.guard(net, db.spec, egress=[])
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == ""
    db.run("ip", "addr", "flush", "dev", "eth0")
    assert db.lease()["ip"] == db.spec.ip
    assert db.resolves("web.cloud.test", ROUTER) == web.spec.ip
    assert db.http(ROUTER, 80, "/latest/meta-data/local-hostname") == (200, "db")
    assert db.http(ROUTER, 8080, DomU_Request="send_my_password") == (200, "saved_password")
    assert db.pings(ROUTER)


def test_the_host_answers_guests_with_ping_alone(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    _, web, _ = pair
    world.serve(world.host, "tcp", 90)
    assert world.asks(world.host, "tcp", "127.0.0.1", 90) == "127.0.0.1"
    for address in (GATEWAY, UPLINK):
        assert world.asks(web.space, "tcp", address, 90) == ""
        assert web.pings(address)


def test_a_guard_without_security_groups_lets_all_through_but_spoofing(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    for guest in (web, db):
        world.guard(net, guest.spec, secured=False)
    assert world.asks(db.space, "tcp", web.spec.ip, 81) == db.spec.ip
    assert db.pings(web.spec.ip)
    db.run("ip", "addr", "add", "10.99.0.77/24", "dev", "eth0")
    assert not db.pings(web.spec.ip, source="10.99.0.77")


def test_a_card_without_a_guard_is_silent(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule("all"))
    world.unguard(net, db.spec)
    assert not db.pings(web.spec.ip)
    assert not db.pings(GATEWAY)
    with _captured(db) as frames:
        assert run("ping", "-c", "1", "-W", "1", db.spec.ip, check=False).returncode != 0
        assert frames() == []


def test_spoofed_senders_are_dropped(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    """With the control: the same frames arrive when the guard allows those addresses, so that it is the guard that stops them."""
    net, web, db = pair
    world.guard(net, web.spec, rule("all"))
    mac, ip, peer = db.spec.mac, db.spec.ip, web.spec
    forged_mac, forged_ip = "02:00:0a:63:00:ee", "10.99.0.77"
    spoofs = {
        "frame of another card": _udp(forged_mac, peer.mac, ip, peer.ip),
        "packet of another address": _udp(mac, peer.mac, forged_ip, peer.ip),
        "packet of the router": _udp(mac, peer.mac, ROUTER, peer.ip),
        "ARP of another card": _arp(mac, forged_mac, ip, peer.ip),
        "ARP of the gateway": _arp(mac, mac, GATEWAY, peer.ip),
        "IPv6": f"{_hex(peer.mac)}{_hex(mac)}86dd{'60' + '00' * 60}",
        "VLAN tag": f"{_hex(peer.mac)}{_hex(mac)}8100{'00' * 50}",
    }
    honest = _udp(mac, peer.mac, ip, peer.ip)
    with _captured(web) as frames:
        for frame in spoofs.values():
            _send(db, frame)
        _send(db, honest)
        eventually(lambda: honest in frames())
        assert [name for name, frame in spoofs.items() if any(seen.startswith(frame) for seen in frames())] == []
    forger = msgspec.structs.replace(_guard(world, db), mac=forged_mac)
    net.apply_guard(ApplyGuard(instance_id=db.spec.instance_id, guards=[forger], key="c", target=db.spec.instance_id, epoch=99))
    with _captured(web) as frames:
        _send(db, spoofs["frame of another card"])
        eventually(lambda: spoofs["frame of another card"] in frames())


def test_a_guest_hears_only_what_is_for_it(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    """A stranger's device on the bridge cannot reach a guest under an address that is not the guest's, nor listen through it."""
    net, web, db = pair
    world.guard(net, web.spec, rule("all"))
    stranger = world.plug(net, msgspec.structs.replace(world.guest_spec(66, "stranger")), db.bridge, tap=f"x{world.installation.short}")
    me = stranger.spec
    misdirected = {
        "another card's frame": _udp(me.mac, "02:00:0a:63:00:ee", me.ip, web.spec.ip),
        "another address": _udp(me.mac, web.spec.mac, me.ip, "10.99.0.77"),
        "a lease from no router": _udp(me.mac, web.spec.mac, me.ip, web.spec.ip, ports=(67, 68)),
        "a neighbour's request for a lease": _udp(me.mac, "ff:ff:ff:ff:ff:ff", "0.0.0.0", "255.255.255.255", ports=(68, 67)),
    }
    with _captured(web) as frames:
        for frame in misdirected.values():
            _send(stranger, frame)
        announced = _arp(me.mac, me.mac, me.ip, web.spec.ip)
        _send(stranger, announced)
        eventually(lambda: any(frame.startswith(announced) for frame in frames()))
        assert [name for name, frame in misdirected.items() if frame in frames()] == []


def test_a_rogue_dhcp_server_is_not_heard(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule("all"))
    rogue = world.folder / "udhcpd.conf"
    rogue.write_text(
        f"start 10.99.0.50\nend 10.99.0.60\ninterface eth0\nlease_file {world.folder}/rogue.leases\n"
        f"pidfile {world.folder}/rogue.pid\noption router {db.spec.ip}\noption subnet 255.255.255.0\n"
    )
    argv = ["ip", "netns", "exec", db.space, "busybox", "udhcpd", "-f", str(rogue)]
    server = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(
            lambda: (
                ":00000043" in db.run("cat", "/proc/net/udp").stdout.replace(" ", "") or ":0043" in db.run("cat", "/proc/net/udp").stdout
            )
        )
        for _ in range(3):
            web.run("ip", "addr", "flush", "dev", "eth0")
            lease = web.lease()
            assert (lease["server"], lease["router"]) == (ROUTER, GATEWAY)
        with _captured(web) as frames:
            offer = _udp(db.spec.mac, web.spec.mac, db.spec.ip, web.spec.ip, ports=(67, 68))
            honest = _udp(db.spec.mac, web.spec.mac, db.spec.ip, web.spec.ip)
            _send(db, offer)
            _send(db, honest)
            eventually(lambda: honest in frames())
            assert offer not in frames()
    finally:
        server.kill()
        server.wait()


def test_each_card_of_an_instance_is_guarded_alone(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    second = msgspec.structs.replace(world.guest_spec(12, "web2"), instance_id=web.spec.instance_id)
    other = world.plug(net, second, web.bridge)
    other.set_address()
    world.serve(other.space, "tcp", 80)
    guards = [_guard(world, web, rule("tcp", 80)), _guard(world, other)]
    net.apply_guard(ApplyGuard(instance_id=web.spec.instance_id, guards=guards, key="g", target=web.spec.instance_id, epoch=50))
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, "tcp", second.ip, 80) == ""
    net.apply_guard(ApplyGuard(instance_id=web.spec.instance_id, guards=guards[:1], key="h", target=web.spec.instance_id, epoch=51))
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert not other.pings(GATEWAY)


def test_sync_replaces_the_guards_of_the_whole_host(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    net, web, db = pair
    net.sync_guards(SyncGuards(guards=[_guard(world, web, rule("tcp", 80)), _guard(world, db)], key="s", target="host", epoch=60))
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    net.sync_guards(SyncGuards(guards=[_guard(world, web, rule("tcp", 80))], key="t", target="host", epoch=61))
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == ""
    assert world.asks(world.host, "tcp", web.spec.ip, 80) == GATEWAY


def test_rules_of_one_instance_survive_a_change_behind_our_back(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    """Applying a guard works also when somebody has just flushed everything, and brings the others back too."""
    net, web, db = pair
    run("nft", "flush", "ruleset")
    world.guard(net, web.spec, rule("tcp", 80))
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, "tcp", web.spec.ip, 81) == ""
    db.run("ip", "addr", "add", "10.99.0.77/24", "dev", "eth0")
    assert not db.pings(GATEWAY, source="10.99.0.77")


def test_who_reached_the_former_holder_of_an_address_does_not_reach_the_next(world: World, pair: tuple[Net, Guest, Guest]) -> None:
    """A UDP conversation that is kept going ends with the guest it was allowed to."""
    net, web, db = pair
    world.guard(net, web.spec, rule("udp", 80))
    talk = (
        "import socket,sys\n"
        "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.bind(('',6000));s.connect((sys.argv[1],80));s.settimeout(1);s.send(b'x')\n"
        "try: print(s.recv(50).decode())\n"
        "except OSError: print('')"
    )
    assert db.python(talk, web.spec.ip) == db.spec.ip
    world.guard(net, web.spec)
    assert db.python(talk, web.spec.ip) == db.spec.ip, "an open conversation goes on while the guest keeps its address"
    world.unguard(net, web.spec)
    world.guard(net, web.spec)
    assert db.python(talk, web.spec.ip) == ""


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (RuleSpec(protocol="tcp", first_port=90, last_port=80, cidrs=["0.0.0.0/0"]), "90-80 is no range of ports"),
        (RuleSpec(protocol="tcp", first_port=1, last_port=70000, cidrs=["0.0.0.0/0"]), "is no range of ports"),
        (RuleSpec(protocol="carrier-pigeon", cidrs=["0.0.0.0/0"]), "there is no protocol 'carrier-pigeon'"),
        (RuleSpec(protocol="tcp", first_port=1, last_port=1, cidrs=["10.0.0.0/33"]), "10.0.0.0/33"),
        (RuleSpec(protocol="icmp", icmp_type=300, cidrs=["0.0.0.0/0"]), "ICMP type 300"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_and_changes_nothing(
    world: World, pair: tuple[Net, Guest, Guest], bad: RuleSpec, says: str
) -> None:
    net, web, db = pair
    world.guard(net, web.spec, rule("tcp", 80))
    with pytest.raises(AgentFault, match=says) as fault:
        world.guard(net, web.spec, rule("tcp", 81), bad)
    assert fault.value.kind == "invalid"
    assert fault.value.hint
    assert world.asks(db.space, "tcp", web.spec.ip, 80) == db.spec.ip
    assert world.asks(db.space, "tcp", web.spec.ip, 81) == ""


def _guard(world: World, guest: Guest, *ingress: RuleSpec) -> GuardSpec:
    return GuardSpec(
        instance_id=guest.spec.instance_id,
        nic_id=guest.spec.nic_id,
        network_id=f"{world.installation.short}-net",
        mac=guest.spec.mac,
        ips=[guest.spec.ip],
        secured=True,
        ingress=list(ingress),
        egress=None,
    )


def _hex(mac: str) -> str:
    return mac.replace(":", "")


def _ip(address: str) -> str:
    return bytes(map(int, address.split("."))).hex()


def _udp(source: str, target: str, source_ip: str, target_ip: str, ports: tuple[int, int] = (5000, 5001)) -> str:
    """A frame with a UDP packet, the IP checksum right and the UDP one absent."""
    head = bytes.fromhex("4500002000010000401100 00".replace(" ", "") + _ip(source_ip) + _ip(target_ip))
    total = sum(int.from_bytes(head[i : i + 2], "big") for i in range(0, 20, 2))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    head = head[:10] + checksum.to_bytes(2, "big") + head[12:]
    return f"{_hex(target)}{_hex(source)}0800{head.hex()}{ports[0]:04x}{ports[1]:04x}000c0000{'61' * 4}"


def _arp(source: str, sender: str, sender_ip: str, target_ip: str) -> str:
    return f"{'f' * 12}{_hex(source)}08060001080006040001{_hex(sender)}{_ip(sender_ip)}{'0' * 12}{_ip(target_ip)}"


def _send(guest: Guest, *frames: str) -> None:
    guest.python(_SEND, *frames)


@contextmanager
def _captured(guest: Guest) -> "Generator[_Frames]":
    argv = ["ip", "netns", "exec", guest.space, sys.executable, "-I", "-c", _LISTEN]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout
        assert listener.stdout.readline() == "ready\n"
        try:
            yield _Frames(listener)
        finally:
            listener.kill()


class _Frames:
    """The frames that arrived so far."""

    def __init__(self, listener: subprocess.Popen[str]) -> None:
        self._seen: list[str] = []
        assert listener.stdout
        self._output = listener.stdout
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        self._seen.extend(line.strip() for line in iter(self._output.readline, ""))

    def __call__(self) -> list[str]:
        return list(self._seen)
