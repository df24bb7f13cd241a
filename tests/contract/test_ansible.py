"""Ansible's collection for CloudStack: playbooks set a cloud up, and a second run finds nothing to change."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server_process import ServerProcess, serving

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".tools" / "ansible" / "bin" / "ansible-playbook"
PLAYBOOKS = Path(__file__).parent / "playbooks"
LIMIT = 300.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("ansible")) as server:
        yield server


def _played(server: ServerProcess, playbook: str, home: Path) -> dict[str, Any]:
    """What each task did, by its name; fails with the words of a task that failed."""
    key, secret = server.keys
    environment = {
        **os.environ,
        "ANSIBLE_HOME": str(home),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
        "CLOUDSTACK_ENDPOINT": server.url,
        "CLOUDSTACK_KEY": key,
        "CLOUDSTACK_SECRET": secret,
    }
    command = [PROGRAM, "-i", "localhost,", "-e", f"ansible_python_interpreter={PROGRAM.with_name('python')}", PLAYBOOKS / playbook]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False, cwd=home)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    tasks = {task["task"]["name"]: task["hosts"]["localhost"] for play in json.loads(done.stdout)["plays"] for task in play["tasks"]}
    failed = {name: outcome.get("results", outcome.get("msg")) for name, outcome in tasks.items() if outcome.get("failed")}
    assert not failed, json.dumps(failed, indent=1)[:4000]
    assert done.returncode == 0, done.stderr
    return tasks


@pytest.mark.slow
@pytest.mark.timeout(2 * LIMIT)
@pytest.mark.parametrize("playbook", ["infrastructure.yml", "tenants.yml", "instances.yml"])
def test_a_playbook_changes_things_once(server: ServerProcess, playbook: str, tmp_path: Path) -> None:
    first = _played(server, playbook, tmp_path)
    assert any(outcome.get("changed") for outcome in first.values())
    second = _played(server, playbook, tmp_path)
    changed = {name: outcome.get("results", outcome.get("diff")) for name, outcome in second.items() if outcome.get("changed")}
    assert not changed, json.dumps(changed, indent=1)[:4000]
