"""The machine's own instance where services are systemd's: units that run, come back, stop and go, and a host that is booted again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.host.libvirtd import wait_for
from tests.host.machine import CHECKOUT, Machine, machine
from tests.host.test_guest_life import CACHE

from pileus.host.guest_image import build

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.timeout(600)]

UNITS = ("pileus-agent.service", "pileus-manager.service")
SERVES = ("qemu-system-x86", "conf-file=/run/pileus/net/.*/dns", "conf-file=/run/pileus/net/.*/metadata")
"""What a guest lives on, each by a word of its command line."""
LIMIT = 120.0


@pytest.fixture(scope="module")
def booted() -> Iterator[Machine]:
    """A machine after `up`, to which its guest image is brought, since it reaches no archive."""
    image = build(CACHE / "images", CACHE / "work", report=print).path
    brought = [image, image.with_suffix(".json")]
    with machine({f"var/lib/pileus/secondary/builtin/{file.name}": file for file in brought}) as booted:
        said = booted.run(str(CHECKOUT / "pileus"), "up", limit=500).stdout
        assert "first-guest, Running" in said
        yield booted


def pileus(booted: Machine, *words: str, check: bool = True) -> str:
    """By the copy that a host has when its checkout is gone."""
    return booted.run("/opt/pileus/.venv/bin/pileus", *words, check=check).stdout


def active(booted: Machine) -> list[str]:
    return [booted.shows(unit, "ActiveState") for unit in UNITS]


def guest(booted: Machine) -> dict[str, Any]:
    return json.loads(pileus(booted, "api", "listVirtualMachines", "name=first-guest"))["virtualmachine"][0]


def runs(booted: Machine, word: str) -> bool:
    return booted.run("pgrep", "--full", word, check=False).returncode == 0


def is_ready(booted: Machine) -> bool:
    done = booted.run("/opt/pileus/.venv/bin/pileus", "status", "--json", check=False)
    return bool(done.returncode == 0 and [host["state"] for host in json.loads(done.stdout)["hosts"]] == ["Up"])


def test_units_are_active_enabled_and_the_manager_is_its_own_user(booted: Machine) -> None:
    assert active(booted) == ["active", "active"]
    assert [booted.shows(unit, "UnitFileState") for unit in UNITS] == ["enabled", "enabled"]
    assert booted.shows(UNITS[1], "User") == "pileus"
    assert booted.run("ps", "-o", "user=", "-p", booted.shows(UNITS[1], "MainPID")).stdout.strip() == "pileus"


def test_doctor_finds_nothing_wrong_and_status_names_the_units_processes(booted: Machine) -> None:
    found = json.loads(pileus(booted, "doctor", "--json", check=False))
    assert [finding for finding in found if finding["level"] in {"error", "warning"}] == []
    processes = {process["name"]: process["pid"] for process in json.loads(pileus(booted, "status", "--json"))["processes"]}
    assert processes == {unit.removeprefix("pileus-").removesuffix(".service"): int(booted.shows(unit, "MainPID")) for unit in UNITS}


@pytest.mark.parametrize("unit", UNITS)
def test_a_killed_process_is_started_again_and_the_guest_runs_on(booted: Machine, unit: str) -> None:
    before, began = booted.shows(unit, "MainPID"), booted.run("pgrep", "qemu-system-x86").stdout
    booted.run("kill", "-KILL", before)
    wait_for(lambda: booted.shows(unit, "MainPID") not in {"0", before}, 30, f"systemd has started {unit} again")
    wait_for(lambda: is_ready(booted), LIMIT, "the instance is ready again")
    assert (guest(booted)["state"], booted.run("pgrep", "qemu-system-x86").stdout) == ("Running", began)


def test_down_stops_the_units_and_nothing_of_the_guests(booted: Machine) -> None:
    pileus(booted, "down")
    assert active(booted) == ["inactive", "inactive"]
    assert all(runs(booted, word) for word in SERVES)
    assert "is stopped already" in pileus(booted, "down")
    pileus(booted, "up")
    assert active(booted) == ["active", "active"]
    assert guest(booted)["state"] == "Running"


def test_after_a_reboot_everything_comes_back_by_itself(booted: Machine) -> None:
    booted.reboot()
    wait_for(lambda: is_ready(booted), LIMIT, "the instance is ready")
    wait_for(lambda: guest(booted)["state"] == "Running", LIMIT, "the guest runs again")
    assert all(runs(booted, word) for word in SERVES)


def test_uninstall_takes_units_user_and_program_away(booted: Machine) -> None:
    pileus(booted, "uninstall", "--destroy-guests")
    assert [booted.shows(unit, "LoadState") for unit in UNITS] == ["not-found", "not-found"]
    assert not list((booted.root / "etc/systemd/system").rglob("*pileus*"))
    assert not runs(booted, "qemu-system-x86")
    assert booted.run("getent", "passwd", "pileus", check=False).stdout == ""
    assert not any((booted.root / folder).exists() for folder in ("opt/pileus", "etc/pileus", "var/lib/pileus", "run/pileus"))
