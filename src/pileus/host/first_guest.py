"""The guest that `up` ends with: made once, through the API like anybody's, and never again once somebody has removed it.

What may not stand here: how the API is reached.
"""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pileus.host import files
from pileus.host.api import Api
from pileus.host.errors import HostError
from pileus.host.layout import Layout

NAME = "first-guest"
OFFERING = "Tiny Instance"
USER = "root"

RUNNING_WITHIN = 180.0
REACHED_WITHIN = 120.0
"""Seconds until ssh answers; an emulated guest on a busy host needs a few tens."""


@dataclass(frozen=True)
class FirstGuest:
    """The guest as it stands."""

    id: str
    name: str
    address: str
    state: str
    ssh: tuple[str, ...]


def ensure(layout: Layout, api: Api, gateway: str, report: Callable[[str], None]) -> FirstGuest | None:
    """The guest, made if it never was; None if somebody has removed it since."""
    found = _find(api)
    if found is not None and found["state"] == "Error":
        report("an earlier attempt failed and is removed")
        api.run("destroyVirtualMachine", id=found["id"], expunge="true")
        found = None
    elif found is None and _record(layout).exists():
        return None
    if found is None:
        found = _deploy(layout, api, gateway)
        files.write(_record(layout), found["id"].encode())
    return _described(layout, found)


def wait_for_ssh(guest: FirstGuest) -> None:
    """Returns when a command could be run in the guest with its key."""
    deadline = time.monotonic() + REACHED_WITHIN
    said = ""
    while time.monotonic() < deadline:
        done = subprocess.run(
            [*guest.ssh[:-1], "-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "-o", "LogLevel=ERROR", guest.ssh[-1], "true"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return
        said = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ssh ended with status {done.returncode}"
        time.sleep(0.3)
    raise HostError(
        f"{NAME} at {guest.address}",
        f"runs, but ssh does not answer within {REACHED_WITHIN:.0f} s ({said})",
        "open its console to see what it does, then run `pileus doctor`",
    )


def _deploy(layout: Layout, api: Api, gateway: str) -> dict[str, Any]:
    zone = _only(api, "listZones", "zone", "the zone")
    template = _only(api, "listTemplates", "template", "the built-in template", templatefilter="featured", zoneid=zone["id"])
    offering = _only(api, "listServiceOfferings", "serviceoffering", f"the offering {OFFERING}", name=OFFERING)
    _security_group(api, gateway)
    _key_pair(layout, api)
    made = api.run(
        "deployVirtualMachine",
        within=RUNNING_WITHIN,
        name=NAME,
        displayname="First guest",
        zoneid=zone["id"],
        templateid=template["id"],
        serviceofferingid=offering["id"],
        securitygroupnames=NAME,
        keypair=NAME,
    )
    return made["virtualmachine"]


def _security_group(api: Api, gateway: str) -> None:
    """Ping and ssh from this host, which guests see as the gateway; nobody else."""
    groups = api.call("listSecurityGroups", securitygroupname=NAME).get("securitygroup", [])
    group = groups[0] if groups else api.call("createSecurityGroup", name=NAME, description="Ping and ssh from the host")["securitygroup"]
    rules = group.get("ingressrule", [])
    if not any(rule["protocol"] == "icmp" for rule in rules):
        api.run(
            "authorizeSecurityGroupIngress",
            securitygroupid=group["id"],
            protocol="ICMP",
            icmptype="-1",
            icmpcode="-1",
            cidrlist=f"{gateway}/32",
        )
    if not any(rule["protocol"] == "tcp" for rule in rules):
        api.run(
            "authorizeSecurityGroupIngress",
            securitygroupid=group["id"],
            protocol="TCP",
            startport="22",
            endport="22",
            cidrlist=f"{gateway}/32",
        )


def _key_pair(layout: Layout, api: Api) -> None:
    """A key that nobody has any more is worth nothing and is made anew."""
    known = api.call("listSSHKeyPairs", name=NAME).get("sshkeypair", [])
    if known and _key(layout).exists():
        return
    if known:
        api.run("deleteSSHKeyPair", name=NAME)
    made = api.call("createSSHKeyPair", name=NAME)["keypair"]
    files.write(_key(layout), made["privatekey"].encode())


def _find(api: Api) -> dict[str, Any] | None:
    return next((guest for guest in api.call("listVirtualMachines", name=NAME).get("virtualmachine", []) if guest["name"] == NAME), None)


def _only(api: Api, command: str, noun: str, what: str, **parameters: str) -> dict[str, Any]:
    found = api.call(command, parameters).get(noun, [])
    if not found:
        raise HostError(what, f"is not there ({command} answers none)", "start the first guest by hand in the web interface")
    return found[0]


def _described(layout: Layout, guest: dict[str, Any]) -> FirstGuest:
    address = next((nic["ipaddress"] for nic in guest.get("nic", []) if nic.get("isdefault")), guest.get("ipaddress", ""))
    ssh = (
        "ssh", "-i", str(_key(layout)), "-o", "IdentitiesOnly=yes", "-o", f"UserKnownHostsFile={layout.first_guest / 'known_hosts'}",
        "-o", "StrictHostKeyChecking=accept-new", f"{USER}@{address}",
    )  # fmt: skip
    return FirstGuest(id=guest["id"], name=NAME, address=address, state=guest["state"], ssh=ssh)


def _key(layout: Layout) -> Path:
    return layout.first_guest / "key"


def _record(layout: Layout) -> Path:
    return layout.first_guest / "made"
