"""Checks of a machine that shall run real guests: hardware, packages, libvirt, networks, users.

What may not stand here: checks that need an instance that runs, which are `doctor`'s.
"""

import functools
import os
import pwd
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Network
from pathlib import Path

from pileus.agent.accel import Acceleration, Accelerator, probe_kvm
from pileus.agent.facts import boot_id
from pileus.agent.net import links
from pileus.agent.net.names import Names
from pileus.host import files, libvirt_daemons, network_plan, packages, users
from pileus.host.errors import HostError
from pileus.host.findings import Checked, error, info, ok, warning
from pileus.host.instance import LIBVIRT, Instance, agent_installation
from pileus.host.layout import Layout
from pileus.host.preflight import GIB, Check

MEMORY_LEAST, MEMORY_WANTED = GIB // 2, 3 * GIB // 2

QEMU_USERS = ("libvirt-qemu", "qemu")
"""The user that libvirt runs guests as, by distribution."""

LIBVIRT_PORT = 16509


def acceleration(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether guests run on the processor, proven."""
    del instance
    found = _accelerator(layout)() if layout.record.exists() else _proven()
    if found.kvm:
        yield ok("ACCELERATION", found.reason)
    else:
        how = "use a machine with hardware virtualisation, if guests shall be fast"
        yield info("ACCELERATION", found.reason, "guests are emulated: everything works, about ten times slower", how)


def remember_acceleration(layout: Layout) -> None:
    """Keeps what preflight has proven where the agent looks, so that it is proven once a boot."""
    _accelerator(layout)()


def _accelerator(layout: Layout) -> Accelerator:
    return Accelerator(layout.data / "agent" / "acceleration.json", boot_id(), _proven)


@functools.cache
def _proven() -> Acceleration:
    return probe_kvm()


def memory(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Memory that is free for guests."""
    del layout, instance
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) * 1024
    seen = f"{files.readable(free)} of memory available"
    if free < MEMORY_LEAST:
        yield error("MEMORY", seen, "no guest would fit beside Pileus", f"free at least {files.readable(MEMORY_LEAST)}")
    elif free < MEMORY_WANTED:
        yield warning("MEMORY", seen, "there is room for a few small guests only", "free memory, or use a larger machine")
    else:
        yield ok("MEMORY", seen)


def needed_packages(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Programs that are not there."""
    del layout, instance
    lacking = packages.missing()
    for need in lacking:
        yield error(
            f"PACKAGE-{need.package}", f"{need.program} is not installed", need.effect, f"apt-get install {need.package}, or `make setup`"
        )
    if not lacking:
        yield ok("PACKAGES", "every program that is needed is installed")


def tun(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Guests' cards are tap devices."""
    del layout, instance
    if Path("/dev/net/tun").exists():
        yield ok("TUN", "/dev/net/tun is there")
    else:
        yield error(
            "TUN", "/dev/net/tun is missing", "guests get no network card", "load the module (`modprobe tun`), or give it to the container"
        )


def bridge_filter(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Security groups need the kernel's bridge filter, which the agent loads."""
    del layout, instance
    if Path("/proc/sys/net/bridge").is_dir():
        yield ok("BRIDGE-FILTER", "the kernel filters bridged traffic")
    elif why := _cannot_load("br_netfilter"):
        yield error(
            "BRIDGE-FILTER", f"the kernel's bridge filter (br_netfilter) is not there and cannot be loaded: {why}",
            "security groups cannot protect guests", "install the kernel's modules package; in a container, load it on the machine below",
        )  # fmt: skip
    else:
        yield ok("BRIDGE-FILTER", "the kernel has the module br_netfilter; it is loaded when the first network is made")


def libvirt(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether libvirt takes connections, or will."""
    del layout
    if instance.libvirt != LIBVIRT:
        return
    if libvirt_daemons.answers("libvirtd"):
        yield ok("LIBVIRT", "libvirtd answers")
    elif libvirt_daemons.needed(instance):
        yield ok("LIBVIRT", "libvirtd does not run; Pileus starts it, since this system starts no services")
    else:
        yield error("LIBVIRT", "libvirtd does not answer", "no guest can start", "see `systemctl status libvirtd`, and start it")
    if _answers(LIBVIRT_PORT):
        yield warning(
            "SEC-LIBVIRT",
            f"something listens on libvirt's port {LIBVIRT_PORT}",
            "whoever reaches it may control every guest",
            "turn listen_tcp off in /etc/libvirt/libvirtd.conf",
        )


def qemu_path(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether the users that must reach our folders can get there: QEMU's to the disks, the manager's to the program."""
    qemu = next((name for name in QEMU_USERS if _uid(name) is not None), None)
    manager = users.name_of(layout, instance)
    for id, name, target, effect in (
        ("QEMU-PATH", qemu, layout.primary, "guests cannot open their disks"),
        ("MANAGER-PATH", manager if _uid(manager) is not None else "nobody", layout.program, "the manager cannot start"),
    ):
        entry = None if name is None else _uid(name)
        if name is None or entry is None:
            continue
        if blocked := _closed_folder(target, entry):
            yield error(
                id,
                f"user {name} may not enter {blocked}, on the way to {target}",
                effect,
                f"`chmod o+x {blocked}`, or choose another --root",
            )
        else:
            yield ok(id, f"user {name} can reach {target}")


def own_user(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """The name of the manager's user must be free or ours."""
    try:
        found = users.find(layout, instance)
    except HostError as foreign:
        yield error("USER", f"{foreign.what} {foreign.cause}", "the manager gets no user of its own", foreign.remedy)
    else:
        yield ok("USER", f"user {found.name} is ours" if found else f"user {users.name_of(layout, instance)} will be made")


def bridge(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """A bridge of the name that we want and somebody else has."""
    if not (name := layout.bridge):
        return
    found = links.find(name)
    prefix = Names(agent_installation(layout, instance)).alias_prefix
    if found is None or found.alias.startswith(prefix):
        yield ok("NET-BRIDGE", f"the name {name} is " + ("ours" if found else "free"))
    else:
        whose = (
            f"another instance of Pileus ({found.alias})"
            if found.alias.startswith("pileus:")
            else f"somebody else ({found.kind or 'a device'})"
        )
        yield error(
            "NET-BRIDGE", f"the interface {name} belongs to {whose}", "the first network cannot be made",
            f"rename or remove it if nobody needs it (`ip link show {name}`), or use an instance of its own with --root DIR",
        )  # fmt: skip


def address_range(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether somebody has come to use the range that was chosen."""
    if instance.network is None:
        return
    names = Names(agent_installation(layout, instance))
    network = IPv4Network(instance.network.cidr)
    clashes = network_plan.conflicts(network, network_plan.taken(ours=names))
    if clashes:
        where = ", ".join(f"{one.network} ({one.where})" for one in clashes[:3])
        yield warning(
            "NET-RANGE", f"the first network's {network} overlaps {where}", "guests and those addresses cannot reach each other",
            "move the other one, or run `pileus uninstall` and `pileus up`, which chooses anew",
        )  # fmt: skip
    else:
        yield ok("NET-RANGE", f"nobody else here uses {network}")


def default_route(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Pileus needs no way out; guests may."""
    del layout, instance
    gateways = [line.split() for line in Path("/proc/thread-self/net/route").read_text().splitlines()[1:]]
    through = next((fields[0] for fields in gateways if fields[1] == "00000000" and int(fields[3], 16) & 1), None)
    if through:
        yield ok("NET-GW", f"the host has a default route through {through}")
    else:
        yield info(
            "NET-GW", "the host has no default route", "guests reach this host and each other, and nothing beyond; all else works",
            "add a route if guests shall reach the Internet",
        )  # fmt: skip


def reverse_path(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """A strict filter drops what comes in on another card than answers would leave by."""
    del layout, instance
    value = Path("/proc/sys/net/ipv4/conf/all/rp_filter").read_text().strip()
    if value == "1":
        yield info(
            "NET-RPF", "net.ipv4.conf.all.rp_filter is 1 (strict)", "on a host with several ways out, answers to guests may be dropped",
            "set it to 2 (loose) if guests lose connections",
        )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    needed_packages, memory, acceleration, tun, bridge_filter, libvirt, qemu_path, own_user, bridge, address_range, default_route,
    reverse_path,
)  # fmt: skip


def _cannot_load(module: str) -> str:
    """Why the kernel module cannot be loaded; empty if it can. Nothing is loaded."""
    try:
        done = subprocess.run(["modprobe", "--dry-run", module], capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        return "modprobe is not installed"
    return (done.stderr.strip() or f"modprobe failed with status {done.returncode}") if done.returncode else ""


def _answers(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as link:
        link.settimeout(0.5)
        return link.connect_ex(("127.0.0.1", port)) == 0


def _uid(name: str) -> "tuple[int, int] | None":
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid


def _closed_folder(target: Path, ids: tuple[int, int]) -> Path | None:
    """The first folder on the way that this user may not enter, tried as that user, so that groups and access lists count."""
    if os.geteuid() != 0:
        return None
    for folder in reversed((target, *target.parents)):
        if not folder.exists():
            return None
        tried = subprocess.run(
            ["test", "-x", str(folder)],
            user=ids[0],
            group=ids[1],
            extra_groups=os.getgrouplist(pwd.getpwuid(ids[0]).pw_name, ids[1]),
            check=False,
        )
        if tried.returncode:
            return folder
    return None
