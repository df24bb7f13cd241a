"""Planted secrets: they reach the one answer whose purpose is to hand them over, and no log, file, process list, record or other answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cs import CloudStack, CloudStackApiException
from tests.fuzz.values import usual_request
from tests.server_process import ServerProcess, serving
from tests.world import TEMPLATE, ZONE, offering

from pileus.manager.http.sessions import FAMILY
from pileus.manager.kernel.registry import COMMANDS, Command

PLANTED = "canary-"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("canaries")) as server:
        yield server


@pytest.fixture(scope="module")
def cs(server: ServerProcess) -> Any:
    key, secret = server.keys
    return CloudStack(endpoint=server.url, key=key, secret=secret, poll_interval=0.05, timeout=20, method="post")


def _places(server: ServerProcess) -> Iterator[tuple[str, bytes]]:
    """Everything that the server keeps or shows of itself.

    Left out are the file whose purpose is to hold the first administrator's keys, and what the fake hosts are made of: a host hands a guest
    its password.
    """
    for folder in (server.config.data, server.config.log, server.config.run, server.config.etc):
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file() and file.name != "admin.json" and not file.name.startswith(server.world_file.name):
                yield str(file), file.read_bytes()
    for name in ("cmdline", "environ"):
        yield name, Path(f"/proc/{server.pid}/{name}").read_bytes()


def _leaks(server: ServerProcess, *secrets: str) -> list[str]:
    return [f"{secret[:20]}… is in {place}" for place, content in _places(server) for secret in secrets if secret.encode() in content]


def _secret_parameters() -> list[tuple[Command, str]]:
    commands = [command for name, command in sorted(COMMANDS.items()) if name not in FAMILY]
    return [(command, field.wire) for command in commands for field in command.fields if field.secret]


def test_a_secret_parameter_is_in_no_record_log_or_refusal(server: ServerProcess, cs: Any) -> None:
    planted: list[str] = []
    said: list[str] = []
    for command, parameter in _secret_parameters():
        for value in (f"{PLANTED}{command.name}-{parameter}", f"{PLANTED}{command.name}-{parameter}\x01", f"{PLANTED}{'x' * 5000}"):
            planted.append(value[:60])
            try:
                answer = json.dumps(getattr(cs, command.name)(**usual_request(command) | {parameter: value}))
            except CloudStackApiException as refusal:
                answer = json.dumps(refusal.error)
            if PLANTED in answer:
                said.append(f"{command.name}.{parameter}: {answer[:300]}")
    assert said == []
    assert _leaks(server, *planted) == []


def test_a_reset_of_a_password_tells_nothing(server: ServerProcess, cs: Any) -> None:
    smtp = {"host": "127.0.0.1", "port": "1", "password": f"{PLANTED}smtp"}  # nothing listens there: what is to be mailed stays
    settings = {f"smtp.{name}": value for name, value in smtp.items()}
    settings |= {"enabled": "true", "email.sender": "cloud@example.org", "mail.domain.url": "https://cloud.example.org"}
    for name, value in settings.items():
        cs.updateConfiguration(name=f"user.password.reset.{name}", value=value)
    cs.updateUser(id=cs.listUsers(username="admin")["user"][0]["id"], email="admin@example.org")
    shown = {"token": f"{PLANTED}token", "password": f"{PLANTED}new password"}
    with httpx2.Client(base_url=server.url, timeout=20) as browser:
        answers = [
            browser.post("", data={"command": name, "response": "json", "username": "admin"} | more)
            for name, more in (("forgotPassword", {}), ("resetPassword", shown))
        ]
    assert [answer.status_code for answer in answers] == [200, 431]
    assert [PLANTED in answer.text for answer in answers] == [False, False]
    assert _leaks(server, *shown.values(), smtp["password"]) == []


def test_passwords_and_keys_are_handed_over_once_and_kept_sealed(server: ServerProcess, cs: Any) -> None:
    password = f"{PLANTED}password of ann 1"
    cs.createAccount(username="ann", password=password, accounttype=0, firstname="A", lastname="N", email="ann@example.org")
    user = cs.listUsers(username="ann", listall=True)["user"][0]["id"]
    keys = cs.registerUserKeys(id=user)["userkeys"]
    further = cs.registerUserKeys(id=user, name="further", enddate="2100-01-01")["userkeys"]["secretkey"]
    ann = CloudStack(endpoint=server.url, key=keys["apikey"], secret=keys["secretkey"], poll_interval=0.05, timeout=20)
    pair = ann.createSSHKeyPair(name="pair")["keypair"]["privatekey"]
    made = ann.deployVirtualMachine(
        zoneid=ZONE, templateid=TEMPLATE, serviceofferingid=offering("Tiny Instance"), name="canary", keypair="pair", fetch_result=True
    )["virtualmachine"]
    ann.stopVirtualMachine(id=made["id"], fetch_result=True)
    guest = ann.resetPasswordForVirtualMachine(id=made["id"], password=f"{PLANTED}guest1", fetch_result=True)["virtualmachine"]
    assert guest["password"] == f"{PLANTED}guest1"
    started = ann.startVirtualMachine(id=made["id"], fetch_result=True)["virtualmachine"]
    ticket = ann.createConsoleEndpoint(virtualmachineid=started["id"])["consoleendpoint"]["websocket"]["token"]
    body = max(pair.splitlines(), key=len)
    secrets = (password, keys["secretkey"], further, body, guest["password"], ticket, server.keys[1])
    assert _leaks(server, *secrets) == []
    told = [
        f"{name} tells {secret[:20]}…"
        for client in (cs, ann)
        for name, text in _answers_for(client)
        for secret in secrets
        if secret in text
    ]
    assert told == []


def _answers_for(client: Any) -> Iterator[tuple[str, str]]:
    """The lists that this caller may ask for."""
    allowed = {api["name"] for api in client.listApis()["api"]}
    for name, command in COMMANDS.items():
        if name in allowed and name.startswith("list") and not any(field.required for field in command.fields):
            yield name, json.dumps(getattr(client, name)(**{"listall": "true"} if "listall" in command.by_wire else {}))
