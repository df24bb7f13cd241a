from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

SAME = {"origin": "http://127.0.0.1:8080"}


def test_bytes_go_both_ways(ann: Any, world: Any) -> None:
    world.consoles.tickets["t1"] = "token-0"
    with ann.http.websocket_connect("ws://127.0.0.1:8080/client/console/ws?token=t1", subprotocols=["binary"], headers=SAME) as socket:
        assert socket.accepted_subprotocol == "binary"
        socket.send_bytes(b"ls\xff")
        assert socket.receive_bytes() == b"LS\xff"
        socket.send_text("echo")
        assert socket.receive_bytes() == b"ECHO"
        socket.send_bytes(b"bye")
        with pytest.raises(WebSocketDisconnect) as end:
            socket.receive_bytes()
    assert end.value.code == 1000
    assert world.consoles.opened[0].closed


def _refused(http: Any, token: str, **headers: str) -> int:
    with (
        pytest.raises(WebSocketDisconnect) as end,
        http.websocket_connect(f"ws://127.0.0.1:8080/client/console/ws?token={token}", headers=headers) as socket,
    ):
        socket.receive_bytes()
    return end.value.code


def test_a_ticket_works_once_and_only_in_its_session(ann: Any, world: Any) -> None:
    world.consoles.tickets |= {"t1": "token-0", "t2": "token-of-another"}
    with ann.http.websocket_connect("ws://127.0.0.1:8080/client/console/ws?token=t1"):
        pass
    assert _refused(ann.http, "t1") == 4403
    assert _refused(ann.http, "t2") == 4403
    assert _refused(ann.http, "") == 4403


def test_a_ticket_may_stand_in_the_path(wire: Any, world: Any) -> None:
    world.consoles.tickets["t1"] = None
    with wire.http.websocket_connect("ws://127.0.0.1:8080/client/console/ws/t1?token=t1") as socket:
        socket.send_bytes(b"a")
        assert socket.receive_bytes() == b"A"


def test_a_ticket_without_session_needs_no_cookies(wire: Any, world: Any) -> None:
    world.consoles.tickets["t1"] = None
    with wire.http.websocket_connect("ws://127.0.0.1:8080/client/console/ws?token=t1") as socket:
        socket.send_bytes(b"a")
        assert socket.receive_bytes() == b"A"


def test_other_sites_and_other_names_are_refused(ann: Any, world: Any) -> None:
    world.consoles.tickets["t1"] = "token-0"
    assert _refused(ann.http, "t1", origin="http://evil.example") == 1008
    assert _refused(ann.http, "t1", origin="null") == 1008
    assert _refused(ann.http, "t1", host="evil.example", origin="http://evil.example") == 1008
    assert world.consoles.tickets == {"t1": "token-0"}, "a refused page must not use the ticket up"
