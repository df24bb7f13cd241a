"""The event stream and the console socket of a whole server."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from pileus.manager.http import signature


@pytest.fixture
def browser(server: Any) -> Iterator[httpx2.Client]:
    """Logged in; every request carries the session's key."""
    admin = server.world.admin
    with httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=20) as client:
        form = {"command": "login", "username": admin.username, "password": admin.password, "response": "json"}
        key = client.post("/client/api", data=form).json()["loginresponse"]["sessionkey"]
        client.params = {"sessionkey": key, "response": "json"}
        yield client


def _call(browser: httpx2.Client, command: str, **parameters: str) -> Any:
    answer = browser.post("/client/api", data={"command": command} | parameters)
    assert answer.status_code == 200, answer.text
    return next(iter(answer.json().values()))


def _entries(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    topic = ""
    for line in lines:
        if line.startswith("event: "):
            topic = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield topic, json.loads(line.removeprefix("data: "))


def test_a_deploy_is_told_from_its_job_s_start_to_its_end(browser: httpx2.Client, server: Any) -> None:
    with browser.stream("GET", "/client/events") as answer:
        lines = answer.iter_lines()
        next(lines)
        started = _call(browser, "deployVirtualMachine", **server.first_instance, name="live-one")
        seen: list[tuple[str, dict[str, Any]]] = []
        for topic, data in _entries(lines):
            seen.append((topic, data))
            if topic == "job" and data["id"] == started["jobid"] and data["status"] == 1:
                break
    assert ("change", "VirtualMachine", started["id"]) in {(t, d.get("type"), d.get("id")) for t, d in seen}
    assert "event" in {topic for topic, _ in seen}


def test_a_signed_client_may_listen_too(server: Any) -> None:
    key, secret = server.keys
    parameters = {"apiKey": key, "lasteventid": "0"}
    parameters["signature"] = signature.sign(secret, signature.canonical(parameters))
    with httpx2.stream("GET", f"http://127.0.0.1:{server.port}/client/events", params=parameters, timeout=20) as answer:
        assert next(_entries(answer.iter_lines()))[0] in ("event", "job", "change", "reset")


def test_a_console_opens_with_its_ticket_once(browser: httpx2.Client, server: Any) -> None:
    machine = _call(browser, "deployVirtualMachine", **server.first_instance, name="live-two")
    server.world.manager.engine.wait(machine["jobid"], 20)
    endpoint = _call(browser, "createConsoleEndpoint", virtualmachineid=machine["id"], kind="serial")["consoleendpoint"]
    socket = endpoint["websocket"]
    address = f"ws://{socket['host']}:{socket['port']}/{socket['path']}"
    assert endpoint["url"].startswith(f"http://127.0.0.1:{server.port}/client/console/{machine['id']}?token=")
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    with connect(address, additional_headers={"Cookie": cookies}, origin=f"http://127.0.0.1:{server.port}") as console:  # pyright: ignore[reportArgumentType]
        console.send(b"\r")
        assert console.recv(timeout=10)
    with connect(address, additional_headers={"Cookie": cookies}) as console, pytest.raises(ConnectionClosed) as end:
        console.recv(timeout=10)
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 4403
