"""What holds for every request, however odd."""

import json
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from pileus.manager.http import signature
from pileus.manager.http.answer import written
from pileus.manager.http.api import Api
from pileus.manager.http.throttle import Throttle
from pileus.manager.http.visit import Visit

PARAMETERS = [
    "name",
    "groupid",
    "size",
    "weight",
    "loud",
    "colour",
    "ownerids",
    "words",
    "details",
    "iptonetworklist",
    "options",
    "startdate",
    "pin",
]
NAMES = st.sampled_from(PARAMETERS).flatmap(
    lambda name: st.sampled_from(
        [name, name.upper(), f"{name}[0].key", f"{name}[0].networkid", f"{name}[1].a", f"{name}[", f"{name}[0]", f"{name}[x].y"]
    )
)
VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(["", " ", "true", "-1", "1e9", "٣", "9" * 40, "Red", "2016-08-18", "0001-01-01T00:00:00+23:59"])
)
ODD = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def api(world: Any) -> Api:
    return Api(world.dispatcher, world.parts.credentials, Throttle(world.settings), system=True)


@given(sent=st.dictionaries(NAMES, VALUES, max_size=6), as_json=st.booleans())
@ODD
def test_every_input_is_accepted_or_refused_in_words(api: Api, sent: dict[str, str], as_json: bool) -> None:  # noqa: FBT001 - Hypothesis passes by name
    reply = api.answer(Visit("POST", {"command": "createGadget", "response": "json" if as_json else "xml"} | sent))
    assert reply.status in (200, 430, 431), reply.body
    if as_json:
        body = json.loads(reply.body)["creategadgetresponse"]
        assert reply.status == 200 or body["errortext"]
    else:
        assert fromstring(reply.body).tag == "creategadgetresponse"


@given(raw=st.text(max_size=60))
@ODD
def test_every_command_name_gets_an_answer(api: Api, raw: str) -> None:
    assert api.answer(Visit("GET", {"command": raw, "response": "json"})).status in (200, 400, 405, 431, 432)


@given(text=st.text())
def test_every_text_makes_readable_xml(text: str) -> None:
    body = written(200, "r", {"name": text}, as_json=False, version="1").body
    fromstring(body)


@given(parameters=st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=40), max_size=8), secret=st.text(max_size=40))
def test_what_is_signed_is_accepted_and_what_is_changed_is_not(parameters: dict[str, str], secret: str) -> None:
    parameters.pop("signature", None)
    signed = signature.sign(secret, signature.canonical(parameters))
    assert signature.is_signed(secret, parameters, signed)
    assert not signature.is_signed(secret, parameters | {"more": "1" + parameters.get("more", "")}, signed)
    assert not signature.is_signed(secret + "x", parameters, signed)
