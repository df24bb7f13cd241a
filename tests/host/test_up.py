"""The main promise on this machine itself, for a user with sudo: from nothing to a guest that answers over ssh, and back to nothing."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.host.sudo_user import SudoUser, sudo_user
from tests.host_cli.pileus import Pileus, free_port, instance, processes_with, wait_for

from pileus.agent.net import links
from pileus.host import libvirt_daemons
from pileus.host.guests import libvirt_logs
from pileus.host.instance import Instance, existing
from pileus.host.layout import layout

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def person() -> Iterator[SudoUser]:
    with sudo_user() as person:
        yield person


@pytest.fixture(scope="module")
def pileus(person: SudoUser) -> Iterator[Pileus]:
    """One real instance with its first guest, made by that user from a fresh checkout, beside whatever else this machine runs."""
    root = Path(tempfile.mkdtemp(prefix="pup-", dir="/tmp"))  # QEMU's user must be able to enter it, and socket paths are short
    root.chmod(0o755)
    shutil.chown(root, person.name, person.name)
    try:
        with instance(root, (*person.shell, str(person.checkout / "pileus")), **person.environment) as made:
            made.run("up", "--port", str(made.port), "--tls-port", str(free_port()), limit=600)  # an environment is made first
            yield made
    finally:
        shutil.rmtree(root, ignore_errors=True)


def record(pileus: Pileus) -> Instance:
    return existing(layout(str(pileus.root)))


def in_guest(pileus: Pileus, person: SudoUser, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in the first guest, by the very line that `up` prints."""
    said = pileus.run("up").stdout
    shell = next(line.split("its shell", 1)[1].split() for line in said.splitlines() if "its shell" in line)
    return person.run(*shell, *command, check=False)


def guest(pileus: Pileus) -> dict[str, object]:
    return pileus.api("listVirtualMachines", "name=first-guest")["virtualmachine"][0]


def test_the_first_guest_runs_and_answers_over_ssh(pileus: Pileus, person: SudoUser) -> None:
    assert guest(pileus)["state"] == "Running"
    done = in_guest(pileus, person, "hostname")
    assert (done.returncode, done.stdout.strip()) == (0, "first-guest"), done.stderr


def test_its_key_is_closed_and_group_default_stays_empty(pileus: Pileus) -> None:
    assert stat.S_IMODE((pileus.root / "etc" / "first-guest" / "key").stat().st_mode) == 0o600
    groups = {group["name"]: group for group in pileus.api("listSecurityGroups")["securitygroup"]}
    assert groups["default"].get("ingressrule", []) == []
    network = record(pileus).network
    assert network is not None
    sources = {(rule["protocol"], rule["cidr"]) for rule in groups["first-guest"]["ingressrule"]}
    assert sources == {("icmp", f"{network.gateway}/32"), ("tcp", f"{network.gateway}/32")}


def test_the_manager_is_an_unprivileged_user_of_its_own(pileus: Pileus) -> None:
    owner = Path(f"/proc/{pileus.pid('manager')}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name == f"pileus-{record(pileus).short}"
    assert Path(f"/proc/{pileus.pid('agent')}").stat().st_uid == 0


def test_processes_run_from_a_copy_so_that_the_checkout_may_go(pileus: Pileus, person: SudoUser) -> None:
    for process in ("supervisor", "agent", "manager"):
        maps = Path(f"/proc/{pileus.pid(process)}/maps").read_text() + Path(f"/proc/{pileus.pid(process)}/cmdline").read_text()
        assert str(pileus.root / "program") in maps
        assert str(person.checkout) not in maps


def test_the_checkout_stays_its_owners(pileus: Pileus, person: SudoUser) -> None:
    """Root works from it and leaves nothing that its owner could not change or delete; also when the whole command is given to sudo."""
    person.run("sudo", "./pileus", "up", "--root", str(pileus.root))
    assert person.not_theirs() == []
    assert person.run("git", "status", "--porcelain").stdout == ""


def test_doctor_finds_nothing_wrong(pileus: Pileus) -> None:
    assert {id: found for id, found in pileus.findings().items() if found["level"] == "error"} == {}


def test_status_says_how_guests_are_accelerated(pileus: Pileus) -> None:
    host = pileus.status()["hosts"][0]
    assert host["state"] == "Up"
    assert host["acceleration"] in {"kvm", "tcg"}
    assert host["reason"]


@pytest.mark.parametrize("process", ["agent", "manager"])
def test_a_killed_process_is_back_and_the_guest_notices_nothing(pileus: Pileus, person: SudoUser, process: str) -> None:
    before = pileus.pid(process)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pileus.pid(process) not in {0, before}, 30, f"another {process} runs")
    wait_for(lambda: [host["state"] for host in pileus.status()["hosts"]] == ["Up"], 120, "the host is up")
    assert in_guest(pileus, person, "true").returncode == 0


def test_down_leaves_the_guest_and_up_finds_it_again(pileus: Pileus, person: SudoUser) -> None:
    began = in_guest(pileus, person, "cat", "/proc/sys/kernel/random/boot_id").stdout
    pileus.run("down")
    assert not any(process["running"] for process in pileus.status()["processes"])
    short = record(pileus).short
    assert processes_with(f"guest={short}-")
    assert processes_with(f"{pileus.root}/run/net/")
    assert in_guest(pileus, person, "cat", "/proc/sys/kernel/random/boot_id").stdout == began
    assert guest(pileus)["state"] == "Running"


def test_uninstall_refuses_while_the_guest_exists_then_leaves_nothing(pileus: Pileus, person: SudoUser) -> None:
    instance = record(pileus)
    done = pileus.run("uninstall", check=False)
    assert (done.returncode, "--destroy-guests" in done.stderr) == (1, True)
    assert guest(pileus)["state"] == "Running"
    launcher = pileus.root / "program" / ".venv" / "bin" / "pileus"  # the checkout may be gone by then
    done = person.run("sudo", str(launcher), "uninstall", "--destroy-guests", "--root", str(pileus.root), cwd=Path("/"), check=False)
    assert (done.returncode, "qemu-system-x86" in done.stdout) == (0, True), done.stdout + done.stderr
    assert not pileus.root.exists()
    assert processes_with(str(pileus.root)) == []
    assert processes_with(f"guest={instance.short}-") == []
    assert libvirt_daemons.started_by_pileus() == [] or libvirt_daemons.used_by_others()
    assert links.marked(f"pileus:{instance.installation}") == []
    assert links.namespaces(f"pileus-{instance.short}") == []
    tables = subprocess.run(["nft", "list", "tables"], capture_output=True, text=True, check=True).stdout
    assert f"pileus_{instance.short}" not in tables
    assert not any(entry.pw_name == f"pileus-{instance.short}" for entry in pwd.getpwall())
    assert libvirt_logs(instance) == []
    assert person.not_theirs() == []
