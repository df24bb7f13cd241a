"""One network's DHCP and DNS: the files dnsmasq reads, and when it must be told or started anew.

What may not stand here: namespaces and processes. All that is written here has been checked by `checks`: no value can begin a line of its
own.
"""

import grp
import os
import pwd
import secrets
import shutil
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path

from pileus.agent.faults import AgentFault
from pileus.agent.net.desired import write_atomically
from pileus.wire.networks import GuestSpec, NetworkSpec

ROUTER_NAME = "data-server"
"""The router's own name in every network; guests' scripts look for it to find their metadata and password."""

_LEASE = "12h"
_READABLE = 0o644


@dataclass(frozen=True)
class Written:
    """What a change of the files asks of the process."""

    restart: bool
    reload: bool
    differences: list[str]
    gone: "list[Lease]"
    """What cards could have until now and others may have from now on."""


@dataclass(frozen=True)
class Lease:
    """A lease that was given out, or could be: to which card, which address."""

    mac: str
    ip: str


@dataclass(frozen=True)
class DnsmasqFiles:
    """Where one network's files lie: `folder` may be lost at a reboot, `leases` must not."""

    folder: Path
    leases: Path

    @property
    def configuration(self) -> Path:
        """The file the process is started with."""
        return self.folder / "dnsmasq.conf"

    @property
    def _dhcp(self) -> Path:
        return self.folder / "dhcp.d"

    @property
    def _names(self) -> Path:
        return self.folder / "hosts.d"

    @property
    def _upstream(self) -> Path:
        return self.folder / "upstream.conf"

    def argv(self) -> tuple[str, ...]:
        """The command line."""
        program = shutil.which("dnsmasq") or shutil.which("dnsmasq", path="/usr/sbin:/sbin")
        if program is None:
            raise AgentFault("unavailable", "The program dnsmasq is not installed on this host.", "Install the package dnsmasq-base.")
        return program, "--keep-in-foreground", f"--conf-file={self.configuration}"

    def write(self, spec: NetworkSpec, upstream: Sequence[str]) -> Written:
        """Makes the files say what the network is.

        New guests are noticed by dnsmasq itself; changed and removed ones need a reload, another configuration a restart.
        """
        fresh = not (self._dhcp.is_dir() and self._names.is_dir())
        for folder in (self.folder, self._dhcp, self._names, self.leases.parent):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self._dhcp, self._names):
            folder.chmod(0o755)
        differences: list[str] = []
        _put(self._upstream, "".join(f"nameserver {server}\n" for server in upstream), [])
        dhcp = {guest.nic_id: f"{guest.mac},{guest.ip},{guest.hostname},{_LEASE}\n" for guest in spec.guests}
        names = {guest.nic_id: f"{guest.ip} {guest.hostname}.{spec.domain} {guest.hostname}\n" for guest in spec.guests}
        names["router"] = f"{spec.router_ip} {ROUTER_NAME}.{spec.domain} {ROUTER_NAME}\n"
        outdated = _put_all(self._dhcp, dhcp, differences)
        _put_all(self._names, names, differences)
        changed = _put(self.configuration, self._lines(spec), differences) is not None
        owners = {guest.ip: guest.mac.lower() for guest in spec.guests}
        gone = [lease for lease in map(_lease_of, outdated) if owners.get(lease.ip) != lease.mac]
        return Written(restart=fresh or changed, reload=bool(outdated), differences=differences, gone=gone)

    def _lines(self, spec: NetworkSpec) -> str:
        network = IPv4Network(spec.cidr)
        user, group = _account(self.folder)
        return "\n".join(
            [
                "interface=eth0",
                "except-interface=lo",
                "bind-interfaces",
                f"user={user}",
                f"group={group}",
                "no-hosts",
                f"resolv-file={self._upstream}",
                f"domain={spec.domain}",
                f"local=/{spec.domain}/",
                "expand-hosts",
                "domain-needed",
                "bogus-priv",
                "cache-size=1000",
                f"hostsdir={self._names}",
                f"dhcp-range=set:guests,{network.network_address},static,{network.netmask},{_LEASE}",
                "dhcp-authoritative",
                "dhcp-ignore-clid",
                "dhcp-ignore-names",
                f"dhcp-option=tag:guests,option:router,{spec.gateway}",
                f"dhcp-option=tag:guests,option:dns-server,{spec.router_ip}",
                f"dhcp-option=tag:guests,option:mtu,{spec.mtu}",
                f"dhcp-option=tag:guests,option:domain-search,{spec.domain}",
                *(line for guest in spec.guests for line in _own_options(guest)),
                f"dhcp-hostsdir={self._dhcp}",
                f"dhcp-leasefile={self.leases}",
                "quiet-dhcp",
                "log-facility=-",
                "pid-file=",
                "",
            ]
        )

    def stale_leases(self, guests: Sequence[GuestSpec]) -> list[Lease]:
        """Leases of cards that no longer have that address, which keep the old name alive and the address from others."""
        owner = {guest.ip: guest.mac.lower() for guest in guests}
        return [lease for _, lease in self._leases() if owner.get(lease.ip) != lease.mac]

    def drop_leases(self, leases: Sequence[Lease]) -> None:
        """Forgets leases. Only while dnsmasq does not run, since it writes the file from memory."""
        if leases:
            self.leases.write_text("".join(line for line, lease in self._leases() if lease not in leases))

    def _leases(self) -> list[tuple[str, Lease]]:
        try:
            lines = self.leases.read_text().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        split = [(line, line.split()) for line in lines]
        return [(line, Lease(parts[1].lower(), parts[2])) for line, parts in split if len(parts) > 2]


def _own_options(guest: GuestSpec) -> list[str]:
    """The options of a single card; they are found before the network's, which stand above them.

    A tag set by a line in the folder of hosts would spare the restart, but dnsmasq 2.90 aborts when it is told to read such lines again.
    """
    if not guest.dhcp_options:
        return []
    options = (f"dhcp-option=tag:{guest.nic_id},{number},{value}" for number, value in sorted(guest.dhcp_options.items()))
    return [f"dhcp-mac=set:{guest.nic_id},{guest.mac}", *options]


def release(server: str, lease: Lease) -> None:
    """Tells the DHCP server, in the card's name, that it gives its lease back."""
    mac = bytes.fromhex(lease.mac.replace(":", ""))
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, secrets.randbits(32), 0, 0) + socket.inet_aton(lease.ip) + bytes(12) + mac.ljust(16, b"\0")
    options = bytes([53, 1, 7, 54, 4]) + socket.inet_aton(server) + b"\xff"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(head + bytes(192) + b"\x63\x82\x53\x63" + options, (server, 67))


def _lease_of(line: str) -> Lease:
    """What a card's file lets it have."""
    mac, ip, *_ = line.split(",")
    return Lease(mac.lower(), ip)


def _put(path: Path, text: str, differences: list[str]) -> str | None:
    """Writes the file if it differs; tells what it said before, which is nothing of a new one, or None if it said the same."""
    old = path.read_text() if path.exists() else None
    if old == text:
        return None
    write_atomically(path, text.encode(), _READABLE, durable=False)
    differences.append(f"{'~' if old is not None else '+'}{path.parent.name}/{path.name}")
    return old or ""


def _put_all(folder: Path, files: dict[str, str], differences: list[str]) -> list[str]:
    """Makes the folder hold exactly these files; tells what the changed and removed ones said, which dnsmasq does not fully follow."""
    outdated: list[str] = []
    for path in folder.iterdir():
        if path.name not in files and not path.name.startswith("."):
            outdated.append(path.read_text())
            path.unlink()
            differences.append(f"-{folder.name}/{path.name}")
    for name, text in files.items():
        if before := _put(folder / name, text, differences):
            outdated.append(before)
    return outdated


@cache
def _account(folder: Path) -> tuple[str, str]:
    """User and group the process takes on: the distribution's own for dnsmasq, or nobody.

    It must be able to reach its folder for new guests; where a parent folder is closed to others, only root can, and dnsmasq stays root.
    """
    for name in ("dnsmasq", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if all(_may_enter(parent, entry) for parent in (folder, *folder.parents)):
            return name, grp.getgrgid(entry.pw_gid).gr_name
    return "root", "root"


def _may_enter(folder: Path, who: pwd.struct_passwd) -> bool:
    status = folder.stat()
    if status.st_uid == who.pw_uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid in os.getgrouplist(who.pw_name, who.pw_gid):
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)
