"""A simulator from `up` to `uninstall`, driven as a developer of clients does."""

import http.client
import json
import os
import signal
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.host_cli.pileus import Pileus, free_port, instance, processes_with, wait_for

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def pileus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pileus]:
    """One simulator of two hosts, up for all tests of this file; each leaves it up."""
    with instance(tmp_path_factory.mktemp("simulator") / "instance") as made:
        made.run("up", "--simulator", "--hosts", "2", "--port", str(made.port), PILEUS_ADMIN_PASSWORD="a first password")
        yield made


def listeners(pid: int) -> set[tuple[str, int]]:
    """Addresses and ports on which a process listens."""
    inodes = set[str]()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set[tuple[str, int]]()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


def test_up_says_how_to_reach_it_and_opens_loopback_only(pileus: Pileus) -> None:
    assert pileus.admin["url"] == f"http://127.0.0.1:{pileus.port}/client/api"
    assert listeners(pileus.pid("manager")) == {("0100007F", pileus.port)}


def test_admin_file_is_closed_and_has_the_password_that_was_asked_for(pileus: Pileus) -> None:
    assert stat.S_IMODE((pileus.root / "etc" / "admin.json").stat().st_mode) == 0o600
    assert pileus.admin["password"] == "a first password"
    assert not (pileus.root / "etc" / "first-password").exists()


def test_the_password_is_in_no_process_environment(pileus: Pileus) -> None:
    for process in ("supervisor", "manager"):
        assert b"a first password" not in Path(f"/proc/{pileus.pid(process)}/environ").read_bytes()


def test_status_tells_processes_and_hosts(pileus: Pileus) -> None:
    found = pileus.status()
    assert found["ready"]
    assert found["kind"] == "simulator"
    assert [host["state"] for host in found["hosts"]] == ["Up", "Up"]
    assert all(process["running"] for process in found["processes"])


def test_root_may_stand_before_or_after_the_command_or_in_the_environment(pileus: Pileus) -> None:
    elsewhere = replace(pileus, root=pileus.root.parent / "nowhere")
    assert elsewhere.run("status", "--root", str(pileus.root)).returncode == 0
    named = {**pileus.environment, "PILEUS_ROOT": str(pileus.root)}
    assert (
        subprocess.run([sys.executable, "-m", "pileus.cli", "status"], env=named, capture_output=True, timeout=60, check=False).returncode
        == 0
    )


def test_api_waits_for_jobs_and_prints_json(pileus: Pileus) -> None:
    assert pileus.api("listZones", "name=default")["count"] == 1
    made = pileus.api(
        "createAccount", "username=ann", "password=a password", "email=a@example.org", "firstname=A", "lastname=B", "accounttype=0"
    )
    assert made["account"]["name"] == "ann"


def test_api_fails_with_object_cause_and_next_step(pileus: Pileus) -> None:
    done = pileus.run("api", "deployVirtualMachine", "name=x", check=False)
    assert done.returncode == 1
    assert "zoneid" in done.stderr
    assert "Next:" in done.stderr
    done = pileus.run("api", "listZones", "name", check=False)
    assert (done.returncode, "write it as name=value" in done.stderr) == (1, True)


def test_a_killed_manager_is_back_within_seconds(pileus: Pileus) -> None:
    before = pileus.pid("manager")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pileus.pid("manager") not in {0, before}, 30, "another manager runs")
    wait_for(lambda: pileus.status()["ready"], 60, "it is ready")


def test_a_killed_supervisor_leaves_nothing_that_up_cannot_handle(pileus: Pileus) -> None:
    left = pileus.pid("manager")
    os.kill(pileus.pid("supervisor"), signal.SIGKILL)
    wait_for(lambda: not pileus.pid("supervisor"), 10, "the supervisor is gone")
    assert pileus.findings()["PROCESSES"]["level"] == "error"
    assert pileus.findings("--fix")["PROCESSES"]["repaired"]
    wait_for(lambda: pileus.status()["ready"], 120, "the instance is ready")
    assert pileus.pid("manager") != left
    assert pileus.pid("supervisor")


def test_down_and_up_keep_data_and_keys(pileus: Pileus) -> None:
    keys = pileus.admin
    pileus.api("createSSHKeyPair", "name=kept")
    pileus.run("down")
    done = pileus.run("status", check=False)
    assert (done.returncode, "does not run" in done.stdout) == (1, True)
    assert "stopped already" in pileus.run("down").stdout
    pileus.run("up")
    assert pileus.api("listSSHKeyPairs", "name=kept")["count"] == 1
    assert pileus.admin == keys


def test_up_again_changes_nothing(pileus: Pileus) -> None:
    before = pileus.pid("manager")
    pileus.run("up", "--simulator")
    assert pileus.pid("manager") == before


def test_up_with_another_option_restarts_with_it(pileus: Pileus) -> None:
    tls = free_port()
    pileus.run("up", "--tls-port", str(tls))
    assert listeners(pileus.pid("manager")) == {("0100007F", pileus.port), ("0100007F", tls)}
    trusted = ssl.create_default_context(cafile=pileus.admin["ca"])
    connection = http.client.HTTPSConnection("localhost", tls, context=trusted, timeout=30)
    connection.request("GET", "/health")
    assert json.loads(connection.getresponse().read())["ok"]
    connection.close()


def test_reset_admin_gives_a_new_password_and_keeps_the_keys(pileus: Pileus) -> None:
    before = pileus.admin
    said = pileus.run("reset-admin").stdout
    after = pileus.admin
    assert after["password"] != before["password"]
    assert after["password"] in said
    assert (after["apikey"], after["secretkey"]) == (before["apikey"], before["secretkey"])
    connection = http.client.HTTPConnection("127.0.0.1", pileus.port, timeout=30)
    body = f"command=login&username=admin&password={after['password']}&response=json"
    connection.request("POST", "/client/api", body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert connection.getresponse().status == 200
    connection.close()


def test_doctor_finds_nothing_wrong(pileus: Pileus) -> None:
    wrong = {id: found for id, found in pileus.findings().items() if found["level"] in {"error", "warning"}}
    assert wrong == {}


def test_doctor_closes_a_file_that_others_may_read(pileus: Pileus) -> None:
    admin = pileus.root / "etc" / "admin.json"
    admin.chmod(0o644)
    found = pileus.findings()["MODES"]
    assert (found["level"], found["repairable"], str(admin) in found["evidence"]) == ("error", True, True)
    assert pileus.findings("--fix")["MODES"]["repaired"]
    assert stat.S_IMODE(admin.stat().st_mode) == 0o600
    assert pileus.findings()["MODES"]["level"] == "ok"


def test_another_port_holder_is_named_before_anything_changes(pileus: Pileus, tmp_path: Path) -> None:
    with instance(tmp_path / "second") as second:
        done = second.run("up", "--simulator", "--port", str(pileus.port), check=False)
        assert done.returncode == 1
        assert f"PORT-{pileus.port}" in done.stderr
        assert "another program has it" in done.stderr
        assert not (second.root / "etc" / "instance.json").exists()


def test_an_empty_simulator_has_no_zone_and_uninstall_leaves_nothing(tmp_path: Path) -> None:
    root = tmp_path / "empty"
    with instance(root) as empty:
        empty.run("up", "--simulator", "--empty", "--port", str(empty.port))
        assert empty.api("listZones") == {}
        assert "uninstalled" in empty.run("uninstall").stdout
        assert not root.exists()
        assert processes_with(str(root)) == []


def test_foreground_stays_and_ends_with_its_terminal(tmp_path: Path) -> None:
    with instance(tmp_path / "foreground") as front, (tmp_path / "said").open("w+") as said:
        words = ["up", "--simulator", "--foreground", "--root", str(front.root), "--port", str(front.port)]
        with subprocess.Popen([sys.executable, "-m", "pileus.cli", *words], stdout=said, start_new_session=True) as process:
            try:
                wait_for(lambda: "Pileus is up" in (tmp_path / "said").read_text(), 150, "it is up")
                os.killpg(process.pid, signal.SIGINT)
                process.wait(60)
            finally:
                process.kill()
        assert not any(found["running"] for found in front.status()["processes"])


def test_up_says_at_once_that_the_manager_ends_again_and_again(tmp_path: Path) -> None:
    with instance(tmp_path / "broken") as broken:
        database = broken.root / "data" / "manager" / "pileus.db"
        database.parent.mkdir(parents=True)
        database.write_text("no database at all " * 1000)
        began = time.monotonic()
        done = broken.run("up", "--simulator", "--port", str(broken.port), check=False)
        assert done.returncode == 1
        assert "the manager: ends each time it is started" in done.stderr
        assert "file is not a database" in done.stderr
        assert time.monotonic() - began < 60


def test_commands_without_an_instance_say_how_to_make_one(tmp_path: Path) -> None:
    with instance(tmp_path / "none") as none:
        for words in (["status"], ["down"], ["api", "listZones"], ["uninstall"], ["reset-admin"]):
            done = none.run(*words, check=False)
            assert (done.returncode, "pileus up" in done.stderr) == (1, True), words


def test_options_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    with instance(tmp_path / "none") as none:
        assert none.run("up", "--simulator", "--port", "0", check=False).returncode == 2
        assert none.run("up", "--simulator", "--hosts", "many", check=False).returncode == 2
        port = str(none.port)
        done = none.run("up", "--simulator", "--port", port, "--tls-port", port, check=False)
        assert (done.returncode, "same port" in done.stderr) == (1, True)
        assert not none.root.joinpath("etc").exists()
