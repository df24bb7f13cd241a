import shutil
import subprocess
from pathlib import Path

import pytest

from pileus.host import instance as instances
from pileus.host.layout import Layout, layout
from pileus.host.services import SystemdUnits


@pytest.fixture
def units(tmp_path: Path) -> SystemdUnits:
    folder = tmp_path / "units"
    folder.mkdir()
    where: Layout = layout(str(tmp_path / "an instance"))
    return SystemdUnits(where, instances.fresh("host"), folder)


def unit_files(units: SystemdUnits, tmp_path: Path) -> list[Path]:
    assert units.install()
    return sorted((tmp_path / "units").glob("pileus-*.service"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_units_pass_systemds_own_check(units: SystemdUnits, tmp_path: Path) -> None:
    files = unit_files(units, tmp_path)
    assert len(files) == 2
    # units of others that these ask for are not at hand, and the check is of ours
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *files], capture_output=True, text=True, timeout=60, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "pileus" in line]
    assert (done.returncode, ours) == (0, [])


def test_guest_services_outlive_the_agent_and_the_manager_is_nobody_special(units: SystemdUnits, tmp_path: Path) -> None:
    agent, manager = (path.read_text() for path in unit_files(units, tmp_path))
    assert "KillMode=process" in agent
    assert "libvirt-guests.service" in next(line for line in agent.splitlines() if line.startswith("After="))
    assert "Type=notify" in agent
    assert "User=pileus-" in manager
    assert "NoNewPrivileges=yes" in manager
    assert "ProtectSystem=strict" in manager


def test_writing_the_same_units_again_changes_nothing(units: SystemdUnits) -> None:
    assert units.install()
    assert not units.install()
