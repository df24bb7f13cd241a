from typing import Any


def test_log_in_answers_flat_with_cookies_that_match_the_body(wire: Any, world: Any) -> None:
    answer = wire.http.post(
        "/client/api", data={"command": "login", "username": "ann", "password": "ann", "domain": "ROOT/a", "response": "json"}
    )
    body = answer.json()["loginresponse"]
    assert answer.status_code == 200
    assert body["username"] == "ann"
    assert body["timeout"] == 1800
    assert body["type"] == "0"
    assert body["is2faenabled"] == "false"
    assert body["sessionkey"]
    cookies = answer.headers.get_list("set-cookie")
    assert cookies[0] == "JSESSIONID=token-0; Path=/client; HttpOnly"
    assert cookies[1] == f"sessionkey={body['sessionkey']};HttpOnly;SameSite=Lax"
    assert world.identity.asked[0].domain_path == "/ROOT/a/"


def test_log_in_takes_its_name_in_any_case_and_only_by_post(wire: Any) -> None:
    assert wire.post("LOGIN", username="ann", password="ann").status_code == 200
    refused = wire.get("login", username="ann", password="ann")
    assert refused.status_code == 405
    assert refused.headers["content-type"].startswith("text/plain")


def test_failed_log_in_is_531_without_error_number(wire: Any) -> None:
    answer = wire.post("login", username="ann", password="wrong")
    assert answer.status_code == 531
    assert answer.json()["loginresponse"].keys() == {"uuidList", "errorcode", "errortext"}
    assert wire.post("login", username="ann", password="ann", domainId="nowhere").status_code == 401
    assert wire.post("login", username="ann").status_code == 431


def test_a_session_needs_its_key_as_cookie_and_parameter(wire: Any) -> None:
    body = wire.log_in("ann")
    assert wire.get("listGadgets").status_code == 200
    wire.key = None
    refused = wire.get("listGadgets")
    assert refused.status_code == 401
    assert list(refused.json()) == ["listgadgetsresponse"]
    wire.key = body["sessionkey"]
    assert wire.get("listGadgets").status_code == 401, "the mismatch must have ended the session"


def test_where_the_key_must_stand_is_a_setting(wire: Any, world: Any) -> None:
    world.settings.values["api.sessionkey.check.locations"] = "CookieOrParameter"
    wire.log_in("ann")
    wire.key = None
    assert wire.get("listGadgets").status_code == 200
    world.settings.values["api.sessionkey.check.locations"] = "ParameterOnly"
    assert wire.get("listGadgets").status_code == 401


def test_a_new_log_in_drops_the_old_session(wire: Any, world: Any) -> None:
    wire.log_in("ann")
    wire.log_in("root")
    assert next(iter(world.identity.sessions.values()))[0] == "root"
    assert len(world.identity.sessions) == 1


def test_log_out_ends_the_session_and_removes_the_cookies(wire: Any, world: Any) -> None:
    wire.log_in("ann")
    answer = wire.get("logout")
    assert answer.json() == {"logoutresponse": {"description": "success"}}
    assert all("Max-Age=0" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert world.identity.sessions == {}
    again = wire.get("logout")
    assert again.status_code == 431
    assert list(again.json()) == ["logoutresponse"]


def test_cookies_are_secure_over_https(world: Any) -> None:
    from starlette.testclient import TestClient

    with TestClient(world.web.tls, base_url="https://cloud.example") as client:
        answer = client.post("/client/api", data={"command": "login", "username": "ann", "password": "ann", "response": "json"})
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
