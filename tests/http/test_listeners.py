import asyncio
import json
from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080", "127.8.8.8"])
def test_the_plain_port_answers_to_loopback_s_names(wire: Any, host: str) -> None:
    assert wire.http.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["cloud.example", "127.0.0.1.evil.example:8080", "192.0.2.7:8080", "localhost.evil.example", "[2001:db8::1]"]
)
def test_the_plain_port_refuses_other_names(wire: Any, host: str) -> None:
    for path in ("/client/api", "/health", "/client/", "/client/events"):
        assert wire.http.get(path, headers={"host": host}).status_code == 403


def test_https_answers_to_any_name(world: Any) -> None:
    with TestClient(world.web.tls, base_url="https://cloud.example") as client:
        assert client.get("/health").status_code == 200


@pytest.fixture
def integration(world: Any) -> Any:
    with TestClient(world.web.integration, base_url="http://127.0.0.1:8096") as client:
        yield client


def test_the_integration_port_needs_no_credentials_at_any_path(integration: Any) -> None:
    for path in ("/", "/client/api", "/anything"):
        answer = integration.get(path, params={"command": "adminGadget", "response": "json"})
        assert answer.status_code == 530, "the command itself breaks: it was reached"
    assert integration.get("/", params={"command": "listGadgets", "response": "json"}).json() == {"listgadgetsresponse": {}}


@pytest.mark.parametrize("header", ["Origin", "Referer", "Sec-Fetch-Site"])
def test_the_integration_port_refuses_web_pages(integration: Any, header: str) -> None:
    assert integration.get("/", params={"command": "listGadgets"}, headers={header: "http://127.0.0.1:8096"}).status_code == 403
    assert integration.get("/", params={"command": "listGadgets"}, headers={"host": "evil.example"}).status_code == 403


def test_health_tells_its_state(wire: Any, world: Any) -> None:
    assert wire.http.get("/health").json() == {"ok": True}
    world.health |= {"ok": False, "why": "database is locked"}
    answer = wire.http.get("/health")
    assert (answer.status_code, answer.json()["why"]) == (503, "database is locked")


def test_the_root_leads_to_the_ui(wire: Any) -> None:
    for path in ("/", "/client"):
        answer = wire.http.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, "/client/")


def test_ui_files(wire: Any, world: Any) -> None:
    assert "not built" in wire.http.get("/client/").text
    (world.ui / "assets").mkdir(parents=True)
    (world.ui / "index.html").write_text("<title>Pileus</title>")
    (world.ui / "assets" / "app-1a2b3c.js").write_text("1")
    (world.ui.parent / "secret.txt").write_text("secret")
    for path in ("/client/", "/client/index.html", "/client/instances/42", "/client/console/42"):
        answer = wire.http.get(path)
        assert answer.text == "<title>Pileus</title>", path
        assert answer.headers["cache-control"] == "no-cache"
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    asset = wire.http.get("/client/assets/app-1a2b3c.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert wire.http.get("/client/assets/gone.js").status_code == 404
    assert "secret" not in wire.http.get("/client/..%2fsecret.txt").text
    assert wire.http.get("/client/config.json").json() == {"apiBase": "/client/api"}


def test_a_call_that_a_stopping_server_cannot_wait_for_is_told_to_look_and_ask_again(world: Any) -> None:
    query = b"command=holdGadget&response=json"
    request = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": [(b"host", b"localhost")], "scheme": "http"}
    sent: list[Any] = []

    async def cut_off() -> None:
        async def receive() -> Any:
            return {"type": "http.request"}

        async def send(part: Any) -> None:
            sent.append(part)

        call = asyncio.create_task(world.web.integration(request, receive, send))
        assert await asyncio.to_thread(world.seen.holding.wait, 30)
        call.cancel()
        try:
            await call
        finally:
            world.seen.let_go.set()

    asyncio.run(cut_off())
    begin, *rest = sent
    told = json.loads(b"".join(part.get("body", b"") for part in rest))["holdgadgetresponse"]
    assert (begin["status"], told["errorcode"], dict(begin["headers"])[b"retry-after"]) == (503, 503, b"5")
    assert "the server stops before holdGadget has ended" in told["errortext"]
