"""`pileus status`: how the instance stands, from the machine and, where it answers, from the manager.

What may not stand here: judgement and advice, which are `doctor`'s.
"""

from typing import Any

import msgspec
from msgspec import Struct

from pileus.host import api
from pileus.host.errors import HostError
from pileus.host.instance import existing
from pileus.host.layout import Layout
from pileus.host.services import services_of
from pileus.host.up import is_ready


class ProcessStatus(Struct, frozen=True):
    """One of the instance's processes."""

    name: str
    running: bool
    pid: int
    detail: str


class HostStatus(Struct, frozen=True):
    """One host as the manager has it."""

    name: str
    state: str
    acceleration: str = ""
    reason: str = ""


class Status(Struct, frozen=True, kw_only=True):
    """The whole answer of `status --json`."""

    installation: str
    kind: str
    folder: str
    ready: bool
    url: str
    tls_url: str
    processes: list[ProcessStatus]
    hosts: list[HostStatus]
    instances: dict[str, int]
    """Number of guests by state; empty while the manager does not answer."""
    problem: str = ""


def status(layout: Layout) -> Status:
    """How it stands now."""
    instance = existing(layout)
    processes = [ProcessStatus(s.name, s.running, s.pid, s.detail) for s in services_of(layout, instance).states()]
    ready = is_ready(layout, instance)
    hosts, guests, problem = _from_manager(layout) if ready else ([], {}, "the manager does not answer")
    return Status(
        installation=instance.installation,
        kind=instance.kind,
        folder=str(layout.etc if layout.is_machine else layout.root),
        ready=ready,
        url=f"http://127.0.0.1:{instance.port}/client/",
        tls_url=f"https://127.0.0.1:{instance.tls_port}/client/" if instance.tls_port else "",
        processes=processes,
        hosts=hosts,
        instances=guests,
        problem=problem,
    )


def as_json(found: Status) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def as_text(found: Status) -> str:
    """For a person."""
    lines = [f"Pileus in {found.folder} ({found.kind}) is {'ready' if found.ready else 'not ready'}"]
    lines += [f"  {found.url}" + (f"  {found.tls_url}" if found.tls_url else "")]
    for process in found.processes:
        state = f"runs (process {process.pid})" if process.running else f"does not run; {process.detail}".rstrip("; ")
        lines.append(f"  {process.name:<12} {state}")
    for host in found.hosts:
        lines.append(f"  host {host.name}: {host.state}" + (f", {host.acceleration}: {host.reason}" if host.acceleration else ""))
    if found.ready:
        guests = ", ".join(f"{number} {state}" for state, number in sorted(found.instances.items()))
        lines.append(f"  instances: {guests or 'none'}")
    if found.problem:
        lines.append(f"  {found.problem}; see `pileus doctor`")
    return "\n".join(lines)


def _from_manager(layout: Layout) -> tuple[list[HostStatus], dict[str, int], str]:
    try:
        caller = api.Api(api.account(layout))
        hosts = [_host(host) for host in caller.call("listHosts", type="Routing").get("host", [])]
        guests: dict[str, int] = {}
        for guest in caller.call("listVirtualMachines", listall="true", details="min", pagesize="500", page="1").get("virtualmachine", []):
            guests[guest["state"]] = guests.get(guest["state"], 0) + 1
    except HostError as error:
        return [], {}, f"{error.what}: {error.cause}"
    return hosts, guests, ""


def _host(host: dict[str, Any]) -> HostStatus:
    details: dict[str, Any] = host.get("details") or {}
    return HostStatus(host["name"], host["state"], str(details.get("acceleration", "")), str(details.get("accelerationreason", "")))
