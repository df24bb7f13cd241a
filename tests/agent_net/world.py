"""A namespace that stands for a host, with an internet beside it and guests on its bridges.

Every name is unique to the test's process, and everything is taken away however the test ends.
"""

import ctypes
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pileus.agent.installation import Installation
from pileus.agent.net import links, processes
from pileus.agent.net.net import Net
from pileus.agent.net.router import stray_processes
from pileus.wire.networks import (
    ApplyGuard,
    EnsureGuest,
    EnsureNetwork,
    GuardSpec,
    GuestSpec,
    ListNetworks,
    NetworkIs,
    NetworkSpec,
    RuleSpec,
)
from pileus.wire.notices import AnyNotice

INTERNET = "198.51.100.1"
UPLINK = "198.51.100.2"
RESOLVED = "203.0.113.80"
"""What the internet's resolver answers for any name."""

EVERYWHERE = ["0.0.0.0/0"]


def run(*argv: str, check: bool = True, limit: float = 20) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, check=check, timeout=limit)


def eventually(holds: Callable[[], object], limit: float = 8.0) -> None:
    end = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


@contextmanager
def inside(namespace: str) -> Generator[None]:
    """The calling thread, and every thread and process it starts, is in the namespace meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    before, within = os.open("/proc/thread-self/ns/net", os.O_RDONLY), os.open(links.NAMESPACES / namespace, os.O_RDONLY)
    try:
        assert libc.setns(within, 0x40000000) == 0
        yield
    finally:
        assert libc.setns(before, 0x40000000) == 0
        os.close(before)
        os.close(within)


def rule(protocol: str = "tcp", first: int = 0, last: int | None = None, cidrs: Sequence[str] = EVERYWHERE, **more: int) -> RuleSpec:
    return RuleSpec(protocol=protocol, first_port=first, last_port=first if last is None else last, cidrs=list(cidrs), **more)


@dataclass
class Guest:
    """A namespace whose only card is a guest's: its host end has the tap's name and is on the network's bridge."""

    space: str
    tap: str
    spec: GuestSpec
    bridge: str

    def run(self, *argv: str, check: bool = True, limit: float = 20) -> subprocess.CompletedProcess[str]:
        return run("ip", "netns", "exec", self.space, *argv, check=check, limit=limit)

    def python(self, code: str, *arguments: str, check: bool = True) -> str:
        return self.run(sys.executable, "-I", "-c", code, *arguments, check=check).stdout.removesuffix("\n")

    def lease(self) -> dict[str, str]:
        """What a real DHCP client is told; the address and route are set."""
        script = Path(__file__).parent / "udhcpc.sh"
        asked = [word for option in ("mtu", "search", "ntpsrv", "tftp") for word in ("-O", option)]
        told = self.run("udhcpc", "-i", "eth0", "-n", "-q", "-f", "-t", "15", "-T", "1", *asked, "-s", str(script)).stdout
        return dict(line.split("=", 1) for line in told.splitlines() if "=" in line)

    def set_address(self) -> None:
        """The address the guest may have, without asking for it."""
        self.run("ip", "addr", "replace", f"{self.spec.ip}/24", "dev", "eth0")
        self.run("ip", "route", "replace", "default", "via", f"{self.spec.ip.rsplit('.', 1)[0]}.1")

    def pings(self, address: str, source: str = "") -> bool:
        return self.run("ping", "-c", "1", "-W", "1", *(["-I", source] if source else []), address, check=False).returncode == 0

    def http(self, address: str, port: int, path: str = "/", **headers: str) -> tuple[int, str]:
        code = (
            "import http.client,sys,json\n"
            "c=http.client.HTTPConnection(sys.argv[1],int(sys.argv[2]),timeout=3)\n"
            "c.request('GET',sys.argv[3],headers=json.loads(sys.argv[4]))\n"
            "r=c.getresponse();print(r.status);print(r.read().decode())"
        )
        status, _, body = self.python(code, address, str(port), path, json.dumps(headers)).partition("\n")
        return int(status), body

    def resolves(self, name: str, server: str) -> str:
        """The A record of a name, or nothing."""
        code = (
            "import socket,struct,sys\n"
            "q=struct.pack('!HHHHHH',7,256,1,0,0,0)\n"
            "q+=b''.join(bytes([len(p)])+p.encode() for p in sys.argv[1].split('.'))+b'\\0\\0\\1\\0\\1'\n"
            "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.settimeout(1.5);s.connect((sys.argv[2],53));s.send(q)\n"
            "try: a=s.recv(2048)\n"
            "except OSError: a=b'\\0'*8\n"
            "print(socket.inet_ntoa(a[-4:]) if struct.unpack('!H',a[6:8])[0] else '')"
        )
        return self.python(code, name, server)


_SERVE = """
import socket, sys, threading
kind, port = sys.argv[1], int(sys.argv[2])
if kind == "tcp":
    s = socket.create_server(("", port)); print("ready", flush=True)
    while True:
        c, peer = s.accept(); c.sendall(peer[0].encode()); c.close()
elif kind == "dns":
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", port)); print("ready", flush=True)
    while True:
        q, peer = s.recvfrom(2048); end = q.index(0, 12) + 5
        s.sendto(q[:2] + bytes([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]) + q[12:end] + bytes([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4]) +
                 socket.inet_aton(sys.argv[3]), peer)
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", port)); print("ready", flush=True)
    while True:
        d, peer = s.recvfrom(2048); s.sendto(peer[0].encode(), peer)
"""

_ASK = """
import socket, sys
kind, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM); s.settimeout(1.0)
try:
    s.connect((address, port))
    if kind == "udp": s.send(b"x")
    print(s.recv(100).decode())
except OSError:
    print("")
"""


@dataclass
class World:
    """A host, an internet, and what a test puts there."""

    folder: Path
    host: str
    internet: str
    installation: Installation
    resolv: Path
    system_bus: str = "unix:path=/nonexistent"
    notices: list[AnyNotice] = field(default_factory=list[AnyNotice])
    nets: list[Net] = field(default_factory=list[Net])
    spaces: list[str] = field(default_factory=list[str])
    servers: list[subprocess.Popen[str]] = field(default_factory=list[subprocess.Popen[str]])
    calls: int = 0

    def net(self) -> Net:
        """An agent's networking, as after a start of the agent."""
        net = Net(self.installation, self.notices.append, resolver_files=[self.resolv], system_bus=self.system_bus)
        self.nets.append(net)
        return net

    def effect(self, target: str) -> dict[str, object]:
        self.calls += 1
        return {"key": f"{target}/{self.calls}", "target": target, "epoch": self.calls}

    def guest_spec(self, number: int, name: str, **more: object) -> GuestSpec:
        fields: dict[str, object] = {"metadata": {"local-hostname": name, "instance-id": f"i-{number}"}, **more}
        return GuestSpec(
            instance_id=f"{self.installation.short}-i{number}",
            nic_id=f"{self.installation.short}-n{number}",
            mac=f"02:00:0a:63:00:{number:02x}",
            ip=f"10.99.0.{number}",
            hostname=name,
            **fields,  # pyright: ignore[reportArgumentType]
        )

    def spec(self, *guests: GuestSpec, **more: object) -> NetworkSpec:
        fields: dict[str, object] = {"network_id": f"{self.installation.short}-net", "name": "default", **more}
        return NetworkSpec(
            cidr="10.99.0.0/24",
            gateway="10.99.0.1",
            router_ip="10.99.0.2",
            domain="cloud.test",
            mtu=1450,
            guests=list(guests),
            **fields,  # pyright: ignore[reportArgumentType]
        )

    def ensure(self, net: Net, spec: NetworkSpec) -> NetworkIs:
        return net.ensure_network(EnsureNetwork(spec=spec, **self.effect(spec.network_id)))  # pyright: ignore[reportArgumentType]

    def ensure_guest(self, net: Net, guest: GuestSpec) -> NetworkIs:
        """Tells of one guest more."""
        request = EnsureGuest(network_id=f"{self.installation.short}-net", guest=guest, **self.effect(guest.nic_id))  # pyright: ignore[reportArgumentType]
        return net.ensure_guest(request)

    def guard(
        self, net: Net, guest: GuestSpec, *ingress: RuleSpec, egress: list[RuleSpec] | None = None, secured: bool = True, bridge: str = ""
    ) -> GuardSpec:
        """Puts a guard on the guest's card."""
        guard = GuardSpec(
            instance_id=guest.instance_id,
            nic_id=guest.nic_id,
            network_id=f"{self.installation.short}-net",
            bridge=bridge,
            mac=guest.mac,
            ips=[guest.ip],
            secured=secured,
            ingress=list(ingress),
            egress=egress,
        )
        net.apply_guard(ApplyGuard(instance_id=guest.instance_id, guards=[guard], **self.effect(guest.instance_id)))  # pyright: ignore[reportArgumentType]
        return guard

    def unguard(self, net: Net, guest: GuestSpec) -> None:
        net.apply_guard(ApplyGuard(instance_id=guest.instance_id, guards=[], **self.effect(guest.instance_id)))  # pyright: ignore[reportArgumentType]

    def plug(self, net: Net, spec: GuestSpec, bridge: str, tap: str = "") -> Guest:
        """A guest's namespace with its card on the bridge."""
        space = f"{self.host}-{spec.hostname}"
        tap = tap or net.tap_of(spec.nic_id)
        self.space(space)
        run("ip", "link", "add", tap, "type", "veth", "peer", "name", "eth0", "address", spec.mac, "netns", space)
        run("ip", "link", "set", tap, "master", bridge, "up")
        run("ip", "netns", "exec", space, "ip", "link", "set", "eth0", "up")
        return Guest(space, tap, spec, bridge)

    def space(self, name: str) -> None:
        run("ip", "netns", "add", name)
        self.spaces.append(name)
        run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
        run("ip", "netns", "exec", name, "ip", "link", "set", "lo", "up")

    def serve(self, space: str, kind: str, port: int, *more: str) -> None:
        """A server that answers with the address it sees, until the test ends."""
        argv = ["ip", "netns", "exec", space, sys.executable, "-I", "-c", _SERVE, kind, str(port), *more]
        server = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        self.servers.append(server)
        assert server.stdout
        assert server.stdout.readline() == "ready\n"

    def asks(self, space: str, kind: str, address: str, port: int) -> str:
        """What a server answers, which is the address it sees; nothing if the way is closed."""
        return run("ip", "netns", "exec", space, sys.executable, "-I", "-c", _ASK, kind, address, str(port)).stdout.strip()

    def up(self, net: Net) -> dict[str, bool]:
        """The health of all services of the one network."""
        (network,) = net.list_networks(ListNetworks()).networks
        return {service.name: service.up for service in network.services}

    def end(self) -> None:
        for server in self.servers:
            server.kill()
            server.wait()
            if server.stdout:
                server.stdout.close()
        for net in self.nets:
            net.close()
        processes.stop_all(stray_processes(self.installation))
        for name in {*self.spaces, *links.namespaces(f"pileus-{self.installation.short}-")}:
            run("ip", "netns", "delete", name, check=False)
