"""What CloudStack's own web UI sends from its log-in page to its dashboard."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

AT_ONCE = ("listZones", "listUsers", "listCapabilities", "listLdapConfigurations", "listApis")
"""Must succeed right after log-in."""

DASHBOARD = (
    "listZones",
    "listCapacity",
    "listPods",
    "listClusters",
    "listHosts",
    "listStoragePools",
    "listSystemVms",
    "listRouters",
    "listVirtualMachines",
    "listEvents",
)


@pytest.fixture
def browser(server: Any) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=server.url, timeout=20) as client:
        yield client


def _probe(browser: httpx2.Client, command: str, **parameters: str) -> Any:
    return browser.get("", params={"command": command, "response": "json"} | parameters)


def test_the_log_in_page_gets_its_answers_without_credentials(browser: httpx2.Client) -> None:
    assert _probe(browser, "listGuiThemes", listonlydefaulttheme="true").json() == {"listguithemesresponse": {}}
    assert _probe(browser, "listOauthProvider").json() == {"listoauthproviderresponse": {}}
    assert _probe(browser, "forgotPassword", username="").status_code not in (200, 401)
    assert _probe(browser, "listIdps").json() == {"listidpsresponse": {}}


def test_from_log_in_to_the_dashboard_and_out(browser: httpx2.Client, server: Any) -> None:
    assert _probe(browser, "logout").status_code == 431
    admin = server.world.admin
    form = {"command": "login", "username": admin.username, "password": admin.password, "domain": "/", "response": "json"}
    body = browser.post("", data=form).json()["loginresponse"]
    assert body["type"] == "1"
    assert browser.cookies["sessionkey"] == body["sessionkey"]

    def call(command: str, **parameters: str) -> Any:
        answer = _probe(browser, command, sessionkey=body["sessionkey"], **parameters)
        assert answer.status_code == 200, answer.text
        return next(iter(answer.json().values()))

    assert call("listUsers", id=body["userid"])["user"][0]["username"] == admin.username
    assert [one["id"] for one in call("listManagementServers")["managementserver"]] == [body["managementserverid"]]
    assert {"count", "api"} == call("listApis").keys()
    for command in (*AT_ONCE, *DASHBOARD):
        call(command, **({"listall": "true"} if command != "listApis" else {}))
    assert call("logout") == {"description": "success"}
    assert _probe(browser, "listZones", sessionkey=body["sessionkey"]).status_code == 401
