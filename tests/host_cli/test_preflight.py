"""Every fault is planted, and the check names it with its effect and the next step."""

import contextlib
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from tests.host_cli.pileus import free_port

from pileus.agent.net import links
from pileus.agent.net.names import Names
from pileus.host import doctor, host_checks, instance as instances, network_plan, packages, preflight, users
from pileus.host.errors import HostError
from pileus.host.findings import Checked, Finding, Level
from pileus.host.instance import Instance
from pileus.host.layout import MACHINE, MACHINE_BRIDGE, Layout, layout

HOST = pytest.mark.host

POOR_MACHINE = """
mount --bind "$1" /proc/meminfo
mount --bind /dev/null "$2"
mount -t tmpfs tmpfs /dev/net
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
shift 2
exec "$@"
"""
"""Runs a program that sees little memory, no libvirtd, no tap devices, and one program less; in a mount namespace of its own."""


def only(checked: list[Checked]) -> Finding:
    assert len(checked) == 1, checked
    return checked[0].finding


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextlib.contextmanager
def namespace() -> Generator[str]:
    name = f"pre-{os.getpid()}-{uuid4().hex[:6]}"
    ip("netns", "add", name)
    try:
        yield name
    finally:
        ip("netns", "delete", name)


@pytest.fixture
def where(tmp_path: Path) -> Layout:
    return layout(str(tmp_path / "instance"))


@pytest.fixture
def wanted() -> Instance:
    return instances.fresh("host")


def test_a_taken_port_is_an_error_that_names_the_option(where: Layout) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        instance = msgspec.structs.replace(instances.fresh("simulator"), port=port)
        found = only(list(preflight.ports(where, instance)))
        assert (found.id, found.level) == (f"PORT-{port}", Level.ERROR)
        assert "--port" in found.next
    with pytest.raises(HostError, match="RUN-PATH"):
        preflight.require(layout(str(where.root / ("long" * 30))), msgspec.structs.replace(instance, port=free_port()), lambda _: None)


def test_missing_programs_are_named_with_their_packages(tmp_path: Path) -> None:
    assert {need.package for need in packages.missing(str(tmp_path))} >= {
        "qemu-system-x86",
        "dnsmasq-base",
        "nftables",
        "libvirt-daemon-system",
    }


@HOST
def test_a_full_disk_is_an_error(where: Layout, wanted: Instance) -> None:
    where.root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", where.root], check=True)
    try:
        found = only(list(preflight.disk(where, wanted)))
        assert (found.level, "64.0 MiB" in found.evidence) == (Level.ERROR, True)
    finally:
        subprocess.run(["umount", where.root], check=True)


@HOST
def test_a_folder_that_qemus_user_cannot_enter_is_named(wanted: Instance) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        closed = Path(name)  # made with mode 0700
        found = {checked.finding.id: checked.finding for checked in host_checks.qemu_path(layout(str(closed / "deep" / "er")), wanted)}
        for id in ("QEMU-PATH", "MANAGER-PATH"):
            assert found[id].level is Level.ERROR
            assert f"may not enter {closed}" in found[id].evidence
            assert f"chmod o+x {closed}" in found[id].next
        closed.chmod(0o711)
        assert {checked.finding.level for checked in host_checks.qemu_path(layout(str(closed / "deep")), wanted)} == {Level.OK}


@HOST
def test_somebody_elses_user_of_our_name_is_respected(where: Layout, wanted: Instance) -> None:
    name = users.name_of(where, wanted)
    subprocess.run(["useradd", "--system", "--no-create-home", name], check=True)
    try:
        found = only(list(host_checks.own_user(where, wanted)))
        assert (found.id, found.level) == ("USER", Level.ERROR)
        assert name in found.next
        users.remove(where, wanted)
        assert pwd.getpwnam(name)
    finally:
        subprocess.run(["userdel", name], check=True)


@HOST
def test_our_user_comes_and_goes(where: Layout, wanted: Instance) -> None:
    try:
        made = users.ensure(where, wanted)
        assert users.ensure(where, wanted) == made
        assert pwd.getpwnam(made.name).pw_shell.endswith("nologin")
    finally:
        users.remove(where, wanted)
    assert users.find(where, wanted) is None


@HOST
def test_a_stranger_with_the_bridges_name_is_an_error_and_our_own_bridge_is_not(where: Layout, wanted: Instance) -> None:
    machine = replace(where, root=MACHINE)
    with namespace() as name:  # nothing of the real host is in it
        ip("-n", name, "link", "add", MACHINE_BRIDGE, "type", "bridge")
        found = links.in_namespace(name, lambda: only(list(host_checks.bridge(machine, wanted))))
        assert (found.id, found.level) == ("NET-BRIDGE", Level.ERROR)
        assert "somebody else" in found.evidence
        alias = Names(where.installation(wanted.installation)).alias("a-network")
        ip("-n", name, "link", "set", MACHINE_BRIDGE, "alias", alias)
        assert links.in_namespace(name, lambda: only(list(host_checks.bridge(machine, wanted)))).level is Level.OK


@HOST
def test_a_range_that_somebody_else_took_later_is_told(where: Layout, wanted: Instance) -> None:
    plan = network_plan.choose(wanted.installation, bridge="")
    decided = msgspec.structs.replace(wanted, network=plan)
    with namespace() as name:
        ip("-n", name, "link", "add", "d0", "type", "bridge")
        ip("-n", name, "address", "add", f"{IPv4Network(plan.cidr)[5]}/24", "dev", "d0")
        found = only(list(host_checks.address_range(where, decided)))
        assert (found.id, found.level) == ("NET-RANGE", Level.WARNING)
        assert f"in namespace {name}" in found.evidence


@HOST
def test_no_default_route_is_worth_a_note_and_nothing_more(where: Layout, wanted: Instance) -> None:
    with namespace() as name:
        found = links.in_namespace(name, lambda: only(list(host_checks.default_route(where, wanted))))
        assert (found.id, found.level) == ("NET-GW", Level.INFO)
        assert "all else works" in found.effect


@HOST
def test_a_machine_without_an_instance_can_be_examined(tmp_path: Path) -> None:
    from pileus.host.doctor import examine

    found = {finding.id: finding for finding in examine(layout(str(tmp_path / "nothing")), fix=True)}
    assert found["INSTANCE"].level is Level.INFO
    assert {"MEMORY", "DISK", "ACCELERATION", "NET-GW", "LIBVIRT"} <= found.keys()
    assert not (tmp_path / "nothing" / "etc").exists()


@HOST
def test_what_a_poor_machine_lacks_is_told_with_its_effect_and_the_next_step(tmp_path: Path) -> None:
    little, dnsmasq = tmp_path / "meminfo", shutil.which("dnsmasq")
    little.write_text("MemTotal: 1000000 kB\nMemAvailable: 300000 kB\n")
    assert dnsmasq
    machine = ("unshare", "--mount", "sh", "-e", "-c", POOR_MACHINE, "sh", str(little), str(Path(dnsmasq).resolve()))
    words = (*machine, sys.executable, "-m", "pileus.cli", "doctor", "--json", "--root", str(tmp_path / "nothing"))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    found = {entry["id"]: entry for entry in json.loads(done.stdout)}
    for id, seen in {
        "MEMORY": "293.0 MiB of memory available",
        "PACKAGE-dnsmasq-base": "dnsmasq is not installed",
        "TUN": "/dev/net/tun is missing",
        "LIBVIRT": "libvirtd does not answer",
    }.items():
        assert (found[id]["level"], found[id]["evidence"]) == ("error", seen)
        assert found[id]["effect"]
        assert found[id]["next"]


@HOST
def test_what_is_left_over_is_told_and_only_our_own_files_are_repaired(where: Layout, wanted: Instance) -> None:
    where.secondary.mkdir(parents=True)
    unfinished = where.secondary / "image.qcow2.partial"
    unfinished.touch()
    stranger = Names(where.installation(str(uuid4()))).alias("a-network")
    with namespace() as name:
        ip("-n", name, "link", "add", "left0", "type", "bridge")
        ip("-n", name, "link", "set", "left0", "alias", stranger)
        found = {checked.finding.id: checked for checked in links.in_namespace(name, lambda: list(doctor.leftovers(where, wanted)))}
    assert found["LEFTOVERS"].finding.level is Level.INFO
    assert stranger.split(":")[1] in found["LEFTOVERS"].finding.evidence
    assert found["LEFTOVERS"].repair is None
    assert (found["UNFINISHED"].finding.level, str(unfinished) in found["UNFINISHED"].finding.evidence) == (Level.WARNING, True)
    repair = found["UNFINISHED"].repair
    assert repair is not None
    repair()
    assert not unfinished.exists()
