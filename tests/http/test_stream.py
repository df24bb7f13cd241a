import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
import uvicorn

from pileus.manager.http.web import Web, build
from pileus.manager.kernel.events import Topic


@dataclass
class Served:
    http: httpx2.Client
    web: Web
    key: str = ""

    def log_in(self, name: str) -> None:
        answer = self.http.post("/client/api", data={"command": "login", "username": name, "password": name, "response": "json"})
        self.key = answer.json()["loginresponse"]["sessionkey"]

    def stream(self, **more: Any) -> Any:
        return self.http.stream("GET", "/client/events", params={"sessionkey": self.key} | more.pop("params", {}), **more)


def served_by(web: Web) -> Iterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(web.plain, log_level="warning", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    with httpx2.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=10) as client:
        yield Served(client, web)
    server.should_exit = True
    thread.join(10)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture
def served(world: Any) -> Iterator[Served]:
    yield from served_by(world.web)


def _next(lines: Iterator[str]) -> dict[str, str]:
    """The next block with data, or the next comment."""
    block: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            block[name or "comment"] = value.strip()
        elif block:
            return block
    return block


def test_entries_arrive_as_they_happen_and_only_what_the_caller_may_see(served: Served, world: Any) -> None:
    served.log_in("ann")
    ann = world.identity.users["ann"].account_id
    world.events.add(Topic.EVENT, b'{"n":0}')
    with served.stream() as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert _next(lines)["id"] == "1"
        world.events.add(Topic.CHANGE, b'{"n":1}', "somebody else")
        world.events.add(Topic.JOB, b'{"n":2}', ann)
        assert _next(lines) == {"event": "job", "id": "3", "data": '{"n":2}'}
        world.events.add(Topic.EVENT, b'{"n":3}')
        assert _next(lines) == {"event": "event", "id": "4", "data": '{"n":3}'}


def test_a_stream_is_taken_up_where_it_ended(served: Served, world: Any) -> None:
    served.log_in("root")
    for n in range(3):
        world.events.add(Topic.EVENT, b'{"n":%d}' % n)
    with served.stream(headers={"Last-Event-ID": "1"}) as answer:
        lines = answer.iter_lines()
        _next(lines)
        assert [_next(lines)["id"] for _ in range(2)] == ["2", "3"]
    with served.stream(params={"lasteventid": "2"}) as answer:
        lines = answer.iter_lines()
        _next(lines)
        assert _next(lines)["data"] == '{"n":2}'


@pytest.mark.parametrize("known", ["2", "99999", "seven", "9" * 40])
def test_a_number_that_cannot_be_gone_on_from_is_told_to_fetch_anew(served: Served, world: Any, known: str) -> None:
    served.log_in("root")
    world.events.oldest = 10
    world.events.add(Topic.EVENT, b"{}")
    with served.stream(params={"lasteventid": known}) as answer:
        lines = answer.iter_lines()
        _next(lines)
        assert _next(lines) == {"event": "reset", "id": "10", "data": "{}"}
        world.events.add(Topic.EVENT, b'{"n":1}')
        assert _next(lines)["id"] == "11"


def test_the_stream_ends_with_its_session(served: Served, world: Any) -> None:
    served.log_in("ann")
    with served.stream() as answer:
        lines = answer.iter_lines()
        _next(lines)
        world.identity.sessions.clear()
        world.events.add(Topic.EVENT, b"{}")
        assert list(lines) == []


def test_a_silent_stream_shows_that_it_is_alive(world: Any) -> None:
    for served in served_by(build(replace(world.parts, heartbeat_seconds=0.05))):
        served.log_in("ann")
        with served.stream() as answer:
            lines = answer.iter_lines()
            _next(lines)
            assert _next(lines) == {"comment": "alive", "id": "0"}


def test_closing_ends_every_stream_so_that_the_server_can_stop(served: Served) -> None:
    served.log_in("ann")
    with served.stream() as answer:
        lines = answer.iter_lines()
        _next(lines)
        served.web.close()
        assert list(lines) == []


def test_without_credentials_there_is_no_stream(served: Served) -> None:
    answer = served.http.get("/client/events")
    assert answer.status_code == 401
    assert answer.json()["errorresponse"]["errorcode"] == 401
