"""Security groups and anti-spoofing with real guests: what one sends is watched on its own tap, what reaches the other on the other's."""

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import pytest
from tests.host.libvirtd import wait_for
from tests.host.real_cloud import LIMIT, REACHABLE, RealCloud, whole_cloud

pytestmark = [
    pytest.mark.host,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root"),
]

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}
ALL = set(PROTOCOLS.values())
TO_THE_GUEST = 4
"""Linux's PACKET_OUTGOING, as seen from the host."""


@dataclass
class Guest:
    """A guest that has booted, and the tap of its card."""

    id: str
    address: str
    mac: str
    tap: str
    group: str


class Wire:
    """The frames on a guest's tap from now on: what it sends, before the host's rules see it, and what they have let through to it."""

    def __init__(self, tap: str) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self._socket.bind((tap, 0))
        self._socket.setblocking(False)
        self.sent: list[bytes] = []
        self.reached: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                frame, sender = self._socket.recvfrom(2000)
                (self.reached if sender[2] == TO_THE_GUEST else self.sent).append(frame)


def packets(frames: list[bytes], source: str, target: str) -> set[str]:
    """Protocols of the IPv4 packets from one address to the other."""
    ends = socket.inet_aton(source) + socket.inet_aton(target)
    return {PROTOCOLS.get(frame[23], "other") for frame in frames if frame[12:14] == b"\x08\x00" and frame[26:34] == ends}


def speak(target: str) -> str:
    """A command that says something to the target in each protocol, and prints in which of them it was answered."""
    return (
        f"(ping -c 1 -W 2 {target} >/dev/null && echo icmp) & "
        f"(timeout 3 wget -q -O /dev/null http://{target}/hostname && echo tcp) & "
        f"(timeout 3 nslookup x {target}:69 2>&1 | grep -q refused && echo udp) & wait"
    )


@pytest.fixture(scope="module")
def cloud() -> Iterator[RealCloud]:
    with whole_cloud() as made:
        yield made


@pytest.fixture(scope="module")
def guests(cloud: RealCloud) -> tuple[Guest, Guest]:
    """Two guests that serve web pages; each is in a group of its own besides, which is empty."""
    ids: list[str] = []
    for name in ("web", "db"):
        cloud.api("createSecurityGroup", f"name={name}")
        ids.append(cloud.running(name, f"securitygroupnames={REACHABLE},{name}"))
    found = [
        Guest(id, cloud.booted(id), cloud.instance(id)["nic"][0]["macaddress"], cloud.tap(id), name)
        for id, name in zip(ids, ("web", "db"), strict=True)
    ]
    for guest in found:
        cloud.ssh(guest.address, "httpd -p 80 -h /etc")
    return found[0], found[1]


@pytest.fixture
def pair(cloud: RealCloud, guests: tuple[Guest, Guest]) -> Iterator[tuple[Guest, Guest]]:
    """The two, with nothing allowed in and everything out, before and after."""
    yield guests
    for guest in guests:
        group = cloud.api("listSecurityGroups", f"securitygroupname={guest.group}")["securitygroup"][0]
        for direction in ("Ingress", "Egress"):
            for rule in group.get(f"{direction.lower()}rule", []):
                cloud.api(f"revokeSecurityGroup{direction}", f"id={rule['ruleid']}")


def talk(cloud: RealCloud, source: Guest, target: Guest) -> tuple[set[str], set[str], set[str]]:
    """The source speaks to the target. In which protocols its card sent something, in which that arrived, and in which it got an answer."""
    with Wire(source.tap) as here, Wire(target.tap) as there:
        answered = cloud.ssh(source.address, speak(target.address)).split()
        here.read()
        there.read()
    return packets(here.sent, source.address, target.address), packets(there.reached, source.address, target.address), set(answered)


def test_nothing_enters_by_default(cloud: RealCloud, pair: tuple[Guest, Guest]) -> None:
    web, db = pair
    for source, target in ((web, db), (db, web)):
        assert talk(cloud, source, target) == (ALL, set(), set())
    with Wire(web.tap) as there, socket.socket() as host:
        host.settimeout(1)
        with pytest.raises(TimeoutError):
            host.connect((web.address, 80))
        there.read()
        assert packets(there.reached, cloud.gateway, web.address) == set(), "the host itself is let in where no rule says so"


@pytest.mark.parametrize("protocol", ["tcp", "udp", "icmp"])
def test_a_rule_opens_its_protocol_one_way_for_its_source(cloud: RealCloud, pair: tuple[Guest, Guest], protocol: str) -> None:
    web, db = pair
    cloud.allow(web.group, protocol, 80 if protocol == "tcp" else 69, db.address)
    assert talk(cloud, db, web) == (ALL, {protocol}, {protocol})
    assert talk(cloud, web, db) == (ALL, set(), set())


def test_an_egress_rule_keeps_everything_else_in(cloud: RealCloud, pair: tuple[Guest, Guest]) -> None:
    web, db = pair
    for protocol, port in (("tcp", 80), ("udp", 69), ("icmp", 0)):
        cloud.allow(web.group, protocol, port, db.address)
    assert talk(cloud, db, web) == (ALL, ALL, ALL)
    cloud.allow(db.group, "tcp", 80, web.address, "Egress")
    assert talk(cloud, db, web) == (ALL, {"tcp"}, {"tcp"})


def open_to_all(cloud: RealCloud, guest: Guest) -> None:
    """What does not arrive now was not stopped by a security group."""
    words = ("protocol=all", "cidrlist=0.0.0.0/0")
    cloud.api("authorizeSecurityGroupIngress", f"securitygroupname={guest.group}", *words)


def test_packets_from_another_address_do_not_leave_a_guests_card(cloud: RealCloud, pair: tuple[Guest, Guest]) -> None:
    web, db = pair
    open_to_all(cloud, web)
    forged = db.address.rsplit(".", 1)[0] + ".222"
    forge = f"ip addr add {forged}/32 dev eth0; ip route add {web.address}/32 dev eth0 src {forged}; "
    claim = f"; echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind; arping -q -c 1 -I eth0 -s {cloud.gateway} {web.address}"
    undo = f"; ip route del {web.address}/32; ip addr del {forged}/32 dev eth0"
    with Wire(db.tap) as here, Wire(web.tap) as there:
        answered = cloud.ssh(db.address, f"{forge}{speak(web.address)}{claim}{undo}", check=False)
        here.read()
        there.read()
    assert answered == ""
    assert packets(here.sent, forged, web.address) == ALL
    assert packets(there.reached, forged, web.address) == set()
    claims = [
        [f for f in frames if f[12:14] == b"\x08\x06" and f[28:32] == socket.inet_aton(cloud.gateway) and f[6:12] == mac(db.mac)]
        for frames in (here.sent, there.reached)
    ]
    assert (bool(claims[0]), claims[1]) == (True, []), "the guest took the gateway's address"
    assert talk(cloud, db, web) == (ALL, ALL, ALL)


def test_frames_of_another_card_do_not_leave_a_guests_card(cloud: RealCloud, pair: tuple[Guest, Guest]) -> None:
    web, db = pair
    open_to_all(cloud, web)
    forged = "02:00:0a:63:00:ee"
    script = (
        f"ip link set dev eth0 address {forged}; arp -s {web.address} {web.mac}; ({speak(web.address)}) >/run/answers 2>/dev/null; "
        f"ip link set dev eth0 address {db.mac}; touch /run/told"
    )
    with Wire(db.tap) as here, Wire(web.tap) as there:
        cloud.ssh(db.address, f"setsid sh -c '{script}' >/dev/null 2>&1 </dev/null &")
        wait_for(lambda: cloud.ssh(db.address, "ls /run/told", check=False) == "/run/told", LIMIT, "the guest has its own address again")
        here.read()
        there.read()
    assert cloud.ssh(db.address, "cat /run/answers") == ""
    assert packets([f for f in here.sent if f[6:12] == mac(forged)], db.address, web.address) == ALL
    assert [f for f in there.reached if f[6:12] == mac(forged)] == []
    assert talk(cloud, db, web) == (ALL, ALL, ALL)


def mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))
