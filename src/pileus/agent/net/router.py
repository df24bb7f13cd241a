"""One network's router: its namespace, the cable to the bridge, DHCP and DNS, metadata and passwords.

What may not stand here: firewall rules, and other networks.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from typing import cast

from pileus.agent.installation import Installation
from pileus.agent.net import links, processes
from pileus.agent.net.desired import write_atomically
from pileus.agent.net.dnsmasq import ROUTER_NAME, DnsmasqFiles, Lease, release
from pileus.agent.net.names import Names, router_mac
from pileus.agent.net.probes import dns_fault, http_fault, udp_fault
from pileus.agent.net.processes import Command, Processes
from pileus.wire.networks import NetworkSpec, ServiceHealth

_START = 10.0
"""Seconds in which the services of a new router must answer; they need a few tenths."""

_RELEASE = 0.5
"""Seconds in which a lease that was given back must be forgotten; it takes a few milliseconds."""

_CONF = "--conf-file="

_APPLIANCE = Path(__file__).parents[2] / "appliance"
"""The files of the programs that run in a router's namespace."""


def runtime_folder(installation: Installation) -> Path:
    """Where the files of all routers lie that a reboot may take away."""
    return installation.run / "net"


def stray_processes(installation: Installation) -> list[int]:
    """All processes that serve a router of this installation, whether or not its network is still known."""
    return processes.with_argument(f"{_CONF}{runtime_folder(installation)}/")


@dataclass(frozen=True)
class Router:
    """Makes, asks and removes the router of one network."""

    installation: Installation
    running: Processes
    network_id: str
    kept: Path
    """Folder of what must survive a reboot: leases and the record of fetched passwords."""

    @property
    def namespace(self) -> str:
        """The router's namespace."""
        return Names(self.installation).namespace(self.network_id)

    @property
    def _folder(self) -> Path:
        return runtime_folder(self.installation) / self.network_id

    @property
    def _dnsmasq(self) -> DnsmasqFiles:
        return DnsmasqFiles(self._folder / "dns", self.kept / "leases")

    @property
    def _guests_file(self) -> Path:
        return self._folder / "metadata.json"

    @property
    def _passwords_file(self) -> Path:
        return self.kept / "passwords.json"

    @property
    def _log(self) -> Path:
        return self.installation.log / f"router-{self.network_id}.log"

    def commands(self) -> tuple[Command, Command]:
        """What shall run: DHCP and DNS, metadata and passwords."""
        return self._dns_command(), self._metadata_command()

    def _dns_command(self) -> Command:
        argv = self._dnsmasq.argv()
        program = Path(argv[0]).stat()
        return Command(argv, f"{program.st_size}-{program.st_mtime_ns}", self.namespace, self._log)

    def _metadata_command(self) -> Command:
        module = "pileus.appliance.metadata"
        argv = (sys.executable, "-I", "-m", module, f"{_CONF}{self._guests_file}", f"--state-file={self._passwords_file}")
        less = ("setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all,+net_bind_service,+dac_override", "--")
        return Command(argv, _appliance_edition(), self.namespace, self._log, wrapper=less)

    def ensure(self, spec: NetworkSpec, bridge: str, upstream: Sequence[str]) -> list[str]:
        """Makes the router so and tells what was different; processes that need not change stay."""
        names = Names(self.installation)
        differences = links.ensure_namespace(self.namespace)
        differences += links.ensure_cable(
            links.Cable(
                name=names.cable(self.network_id),
                alias=names.alias(self.network_id),
                bridge=bridge,
                namespace=self.namespace,
                mac=router_mac(self.network_id),
                mtu=spec.mtu,
                address=IPv4Interface(f"{spec.router_ip}/{IPv4Network(spec.cidr).prefixlen}"),
                gateway=spec.gateway,
            )
        )
        return differences + self.serve(spec, upstream)

    def serve(self, spec: NetworkSpec, upstream: Sequence[str]) -> list[str]:
        """Gives the guests of a router that stands their addresses, names, metadata and passwords; tells what was different."""
        return self._ensure_dnsmasq(spec, upstream) + self._ensure_metadata(spec)

    def _ensure_dnsmasq(self, spec: NetworkSpec, upstream: Sequence[str]) -> list[str]:
        files, command = self._dnsmasq, self._dns_command()
        written = files.write(spec, upstream)
        pid = self.running.find(command)
        if pid is not None and not written.restart:
            if written.reload:
                os.kill(pid, signal.SIGHUP)
            if self._leases_given_back(spec, written.gone):
                return written.differences
        replaced = processes.with_argument(f"{_CONF}{files.configuration}")
        processes.stop_all(replaced)
        files.drop_leases(files.stale_leases(spec.guests))
        self.running.start(command)
        return written.differences + ([] if pid is not None else [f"{'~' if replaced else '+'}process dnsmasq"])

    def _leases_given_back(self, spec: NetworkSpec, gone: Sequence[Lease]) -> bool:
        """Frees the addresses of cards that are gone; tells whether the server did.

        The server's file does not tell them all: it is empty for a moment whenever the server writes it, as it does when it reloads.
        """
        for lease in {*gone, *self._dnsmasq.stale_leases(spec.guests)}:
            release(spec.router_ip, lease)
        end = time.monotonic() + _RELEASE
        while self._dnsmasq.stale_leases(spec.guests):
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    def _ensure_metadata(self, spec: NetworkSpec) -> list[str]:
        content = json.dumps(
            {
                "address": spec.router_ip,
                "gateway": spec.gateway,
                "guests": {
                    guest.ip: {
                        "instance": guest.instance_id,
                        "metadata": guest.metadata,
                        "user_data": guest.user_data,
                        "password": guest.password,
                        "password_id": guest.password_id,
                    }
                    for guest in spec.guests
                },
            }
        ).encode()
        differences: list[str] = []
        old = self._guests_file.read_bytes() if self._guests_file.exists() else None
        if old != content:
            write_atomically(self._guests_file, content, durable=False)
            differences.append(f"{'+' if old is None else '~'}metadata.json")
        moved = old is not None and json.loads(old)["address"] != spec.router_ip
        command = self._metadata_command()
        running = self.running.find(command) is not None
        if running and not moved:
            return differences
        replaced = processes.with_argument(f"{_CONF}{self._guests_file}")
        processes.stop_all(replaced)
        self.running.start(command)
        return [*differences, *([] if running else [f"{'~' if replaced else '+'}process metadata"])]

    def changed(self) -> bool:
        """A quick look whether the namespace or a process is gone, or a program is another one than the process runs."""
        if links.namespace_id(self.namespace) is None:
            return True
        return any(self.running.find(command) is None for command in self.commands())

    def saved_passwords(self) -> dict[str, str]:
        """Password ids that guests have acknowledged, by instance."""
        try:
            state = cast("dict[str, dict[str, str]]", json.loads(self._passwords_file.read_bytes()))
        except FileNotFoundError:
            return {}
        return state["saved"]

    def wait(self, spec: NetworkSpec) -> None:
        """Waits until every service answers, or the time for that is over; health tells then."""
        end = time.monotonic() + _START
        while time.monotonic() < end and not all(service.up for service in self.health(spec)):
            time.sleep(0.05)

    def health(self, spec: NetworkSpec) -> list[ServiceHealth]:
        """Asks each service a question that only works when the guests' questions do."""
        asked: dict[str, Callable[[], str]] = {
            "dhcp": self._dhcp_fault,
            "dns": lambda: dns_fault(spec.router_ip, f"{ROUTER_NAME}.{spec.domain}", spec.router_ip),
            "metadata": lambda: http_fault(spec.router_ip, 80),
            "password": lambda: http_fault(spec.router_ip, 8080),
        }
        faults = {name: ask() for name, ask in asked.items()}
        return [
            ServiceHealth(name=name, up=not fault, detail=f"{fault}; see {self._log}" if fault else "") for name, fault in faults.items()
        ]

    def _dhcp_fault(self) -> str:
        pid = self.running.find(self._dns_command())
        return "dnsmasq does not run" if pid is None else udp_fault(pid, 67)

    def remove(self) -> None:
        """Takes processes, namespace, cable and files away."""
        processes.stop_all(processes.with_argument(f"{_CONF}{self._folder}/"))
        links.delete(Names(self.installation).cable(self.network_id))
        links.delete_namespace(self.namespace)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._log.unlink(missing_ok=True)


@cache
def _appliance_edition() -> str:
    """Changes with every file of the appliance's programs; found once, since this process is one edition of Pileus too."""
    digest = hashlib.sha256()
    for file in sorted(_APPLIANCE.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
