import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from pileus.manager.http import signature

VECTOR = {"apiKey": "KEY-1", "command": "listZones", "response": "json", "keyword": "a b*C/d", "details[0].key": "x+y"}
AWKWARD = {"name": "a b*c~d[e]/f+g&h=é", "Zone": "Z", "arg": "1", "details[0].key~x": "y"}


def _signed(text: str, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.lower().encode(), hashlib.sha1).digest()).decode()


def as_the_reference(parameters: dict[str, str], secret: str) -> str:
    def encoded(value: str) -> str:
        return quote(value, safe="-_.*").replace("~", "%7E")

    return _signed("&".join(f"{n}={encoded(v)}" for n, v in sorted(parameters.items())), secret)


def as_cs(parameters: dict[str, str], secret: str) -> str:
    return _signed("&".join(f"{n}={quote(v, safe='*')}" for n, v in sorted(parameters.items())), secret)


def as_libcloud(parameters: dict[str, str], secret: str) -> str:
    pairs = sorted(parameters.items(), key=lambda pair: pair[0].lower())
    return _signed(urlencode(pairs).replace("+", "%20").replace("%5B", "[").replace("%5D", "]"), secret)


def as_go(parameters: dict[str, str], secret: str) -> str:
    return _signed("&".join(f"{n}={quote(v, safe='')}" for n, v in sorted(parameters.items())), secret)


def test_the_text_and_signature_of_a_known_call() -> None:
    assert signature.canonical(VECTOR) == "apikey=key-1&command=listzones&details[0].key=x%2by&keyword=a%20b*c%2fd&response=json"
    assert signature.sign("SECRET-1", signature.canonical(VECTOR)) == "T3B0DWD8b+SbQAvhayY9XwDt0Pk="


@pytest.mark.parametrize("client", [as_the_reference, as_cs, as_libcloud, as_go])
def test_every_client_s_form_is_accepted(wire: Any, client: Any) -> None:
    parameters = {"command": "createGadget", "response": "json", "apiKey": "key-ann"} | AWKWARD
    signed = parameters | {"signature": client(parameters, "secret-ann")}
    assert wire.http.get("/client/api", params=signed).status_code == 200
    assert wire.http.post("/client/api", data=signed | {"name": "changed"}).status_code == 401


def _call(wire: Any, secret: str = "secret-ann", **parameters: str) -> int:
    sent = {"command": "listGadgets", "response": "json", "apiKey": "key-ann"} | parameters
    answer = wire.http.get("/client/api", params=sent | {"signature": as_the_reference(sent, secret)})
    if answer.status_code != 200:
        assert next(iter(answer.json().values()))["errortext"] == "unable to verify user credentials and/or request signature"
    return answer.status_code


def test_every_failure_is_401_with_the_same_text(wire: Any) -> None:
    assert _call(wire) == 200
    assert _call(wire, secret="another") == 401
    assert _call(wire, apiKey="unknown") == 401
    assert wire.http.get("/client/api", params={"command": "listGadgets", "apiKey": "key-ann"}).status_code == 401


def _in(world: Any, **ahead: float) -> str:
    return (world.clock.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%S%z")


def test_version_3_demands_a_time_that_is_still_to_come(wire: Any, world: Any) -> None:
    assert _call(wire, signatureVersion="3") == 401
    assert _call(wire, signatureVersion="3", expires="soon") == 401
    assert _call(wire, signatureVersion="3", expires=_in(world, minutes=-1)) == 401
    assert _call(wire, signatureVersion="3", expires=_in(world, days=3)) == 200
    assert _call(wire, expires=_in(world, minutes=-1)) == 200
    fresh = _in(world, minutes=10)
    world.clock.turn(minutes=11)
    assert _call(wire, signatureVersion="3", expires=fresh) == 401


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S.%f+0000"])
def test_forms_of_the_time_of_expiry(wire: Any, world: Any, form: str) -> None:
    assert _call(wire, signatureVersion="3", expires=(world.clock.now() + timedelta(minutes=5)).strftime(form)) == 200


def test_time_stamps_and_posts_may_be_enforced(wire: Any, world: Any) -> None:
    world.settings.values["enforce.post.requests.and.timestamps"] = True
    soon = _in(world, minutes=5)
    assert _call(wire) == 401
    assert _call(wire, signatureVersion="3", expires=_in(world, minutes=20)) == 401
    assert _call(wire, signatureVersion="3", expires=soon) == 200
    sent = {"command": "createGadget", "name": "web", "apiKey": "key-ann", "signatureVersion": "3", "expires": soon, "response": "json"}
    signed = sent | {"signature": as_cs(sent, "secret-ann")}
    assert wire.http.get("/client/api", params=signed).status_code == 400
    assert wire.http.post("/client/api", data=signed).status_code == 200


def test_calls_come_only_from_allowed_networks(wire: Any, world: Any) -> None:
    world.settings.values["api.allowed.source.cidr.list"] = "192.0.2.0/24"
    assert _call(wire) == 401
    world.settings.values["api.source.cidr.checks.enabled"] = False
    assert _call(wire) == 200
