"""Second factors: set up by oneself, asked for at log-in, and only what sets one up is open before a code was shown."""

import itertools
import logging
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyotp.totp import TOTP
from starlette.testclient import TestClient
from tests.cloud import PASSWORD, Cloud
from tests.tenants import make_account
from tests.world import World

from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.event import Event
from pileus.manager.model.user import User

NUMBERS = itertools.count()
SETUP = "setupUserTwoFactorAuthentication"
VALIDATE = "validateUserTwoFactorAuthenticationCode"


@dataclass
class Browser:
    """A user's place at the door, from an address of its own."""

    world: World
    name: str
    domain: str
    client: TestClient
    key: str = ""

    @property
    def row(self) -> User:
        [user] = self.world.rows(User, name=self.name)
        return user

    def call(self, command: str, **sent: str) -> Any:
        answer = self.client.post("/client/api", data={"command": command, "response": "json", "sessionkey": self.key} | sent)
        body: Any = next(iter(answer.json().values()))
        return body if answer.status_code == 200 else (answer.status_code, body["errortext"])

    def log_in(self) -> Any:
        body = self.call("login", username=self.name, domain=self.domain, password=f"password of {self.name}")
        self.key = body["sessionkey"]
        return body

    def set_up(self, provider: str = "totp") -> str:
        """Sets a second factor up and leaves it proven; answers its secret."""
        self.log_in()
        secret = self.call(SETUP, provider=provider)["setup2fa"]["secretcode"]
        assert self.call(VALIDATE, codefor2fa=self.code(secret) if provider == "totp" else secret) == {"success": True}
        self.world.clock.turn(seconds=90)
        return secret

    def code(self, secret: str) -> str:
        return TOTP(secret).at(self.world.clock.now())

    def may_call(self) -> bool:
        return "zone" in self.call("listZones")


@pytest.fixture
def ann(shared_world: World) -> Generator[Browser]:
    world, number = shared_world, next(NUMBERS)
    name = f"ann{number}"
    domain = world.call("createDomain", name=f"d{number}").id
    make_account(world, name, domainid=domain)
    world.call("updateConfiguration", name="enable.user.2fa", value="true", domainid=domain)
    peer = TestClient(world.manager.web.plain, base_url="http://127.0.0.1:8080", client=(f"10.3.{number}.1", 1))
    yield Browser(world, name, f"/d{number}/", peer)
    world.clock.turn(hours=1)


def test_whoever_has_no_second_factor_notices_nothing(ann: Browser) -> None:
    body = ann.log_in()
    assert {name: body.get(name) for name in ("is2faenabled", "is2faverified", "issuerfor2fa", "providerfor2fa")} == {
        "is2faenabled": "false",
        "is2faverified": "true",
        "issuerfor2fa": "CloudStack",
        "providerfor2fa": None,
    }
    assert ann.may_call()
    user = ann.call("listUsers")["user"][0]
    assert (user["is2faenabled"], user["is2famandated"]) == (False, False)


def test_the_kinds_are_listed(ann: Browser) -> None:
    ann.log_in()
    listed = "listUserTwoFactorAuthenticatorProviders"
    assert [one["name"] for one in ann.call(listed)["providers"]] == ["totp", "staticpin"]
    assert [one["name"] for one in ann.call(listed, name="StaticPIN")["providers"]] == ["staticpin"]
    assert ann.call(listed, name="sms") == {}


@pytest.mark.parametrize("provider", ["totp", "staticpin"])
def test_a_log_in_is_good_for_nothing_else_until_a_code_was_shown(ann: Browser, provider: str) -> None:
    secret = ann.set_up(provider)
    assert ann.may_call()
    body = ann.log_in()
    assert (body["is2faenabled"], body["is2faverified"], body["providerfor2fa"]) == ("true", "false", provider)
    assert "api" in ann.call("listApis")
    assert "providers" in ann.call("listUserTwoFactorAuthenticatorProviders")
    code = ann.code(secret) if provider == "totp" else secret
    assert ann.call(VALIDATE, codefor2fa=code) == {"success": True}
    assert ann.may_call()
    user = ann.call("listUsers")["user"][0]
    assert (user["is2faenabled"], user["is2famandated"]) == (True, False)


@pytest.mark.parametrize(
    "sent",
    [{"command": "listZones"}, {"command": SETUP, "enable": "false"}, {"command": SETUP, "provider": "staticpin"}],
)
def test_a_password_alone_neither_calls_nor_changes_the_factor(ann: Browser, sent: dict[str, str]) -> None:
    ann.set_up()
    ann.log_in()
    status, text = ann.call(**sent)
    assert (status, "validateUserTwoFactorAuthenticationCode" in text) == (511, True)
    assert ann.row.factor_proven


def test_another_call_before_the_code_ends_the_session(ann: Browser) -> None:
    secret = ann.set_up()
    ann.log_in()
    assert ann.call("listZones")[0] == 511
    assert ann.call(VALIDATE, codefor2fa=ann.code(secret))[0] == 401


def test_the_event_stream_is_shut_before_the_code(ann: Browser) -> None:
    ann.set_up()
    ann.log_in()
    assert ann.client.get("/client/events", params={"sessionkey": ann.key, "command": "listApis"}).status_code == 511


def test_a_wrong_code_ends_the_session_and_many_make_one_wait(ann: Browser) -> None:
    secret = ann.set_up()
    answers: list[int] = []
    for _ in range(5):
        ann.log_in()
        answers.append(ann.call(VALIDATE, codefor2fa="000000" if ann.code(secret) != "000000" else "000001")[0])
        assert answers[-1] == 429 or ann.call("listApis")[0] == 401
    assert answers == [511, 511, 511, 511, 429]
    assert ann.row.state == "enabled"


def test_a_code_is_good_once_and_half_a_minute_late(ann: Browser) -> None:
    secret = ann.set_up()
    code = ann.code(secret)
    ann.world.clock.turn(seconds=30)
    ann.log_in()
    assert ann.call(VALIDATE, codefor2fa=code) == {"success": True}
    ann.log_in()
    assert ann.call(VALIDATE, codefor2fa=code)[0] == 511
    late = ann.code(secret)
    ann.world.clock.turn(seconds=61)
    ann.log_in()
    assert ann.call(VALIDATE, codefor2fa=late)[0] == 511


def test_a_factor_that_was_never_proven_is_forgotten(ann: Browser) -> None:
    ann.log_in()
    assert ann.call(VALIDATE, codefor2fa="1")[0] == 431
    ann.call(SETUP)
    assert ann.log_in()["is2faenabled"] == "false"
    ann.call(SETUP)
    assert ann.call(VALIDATE, codefor2fa="wrong")[0] == 511
    assert ann.row.factor is None


def test_a_mandate_lets_one_do_nothing_but_set_a_factor_up(ann: Browser) -> None:
    ann.world.call("updateUser", id=ann.row.id, mandate2fa="true")
    body = ann.log_in()
    assert (body["is2faenabled"], body["is2faverified"], body.get("providerfor2fa")) == ("true", "false", None)
    assert ann.call("listZones")[0] == 511
    ann.log_in()
    assert ann.call(SETUP, enable="false")[0] == 511
    ann.set_up()
    assert ann.may_call()
    assert ann.call("listUsers")["user"][0]["is2famandated"]
    assert ann.call(SETUP, enable="false")["setup2fa"]["username"] == ann.name
    assert ann.log_in()["is2faverified"] == "false"
    ann.world.call("updateUser", id=ann.row.id, mandate2fa="false")
    assert ann.log_in()["is2faverified"] == "true"


def test_a_reader_who_is_made_to_can_set_a_factor_up(ann: Browser) -> None:
    [role] = [role for role in ann.world.call("listRoles").items if role.name == "Read-Only User"]
    ann.world.call("updateAccount", id=ann.row.account_id, roleid=role.id)
    ann.world.call("updateUser", id=ann.row.id, mandate2fa="true")
    ann.set_up()
    assert ann.may_call()


def test_signed_calls_are_asked_for_no_code(ann: Browser) -> None:
    ann.set_up()
    signed: Cloud = ann.world.as_user(ann.name, ann.domain)
    assert signed.call("listZones").count == 1
    with pytest.raises(Conflict, match="take it away first"):
        signed.call(SETUP)
    assert signed.call(SETUP, enable="false").secret_code is None
    assert ann.log_in()["is2faverified"] == "true"


def test_who_may_take_a_factor_away(ann: Browser) -> None:
    world, domain = ann.world, ann.row.domain_id
    make_account(world, f"boss of {ann.name}", domainid=domain, accounttype=2)
    make_account(world, f"peer of {ann.name}", domainid=domain)
    make_account(world, f"stranger to {ann.name}")
    ann.set_up()
    for name, place, refusal in (
        (f"peer of {ann.name}", ann.domain, NotFound),
        (f"stranger to {ann.name}", "/", NotFound),
    ):
        with pytest.raises((refusal, PermissionDenied)):
            world.as_user(name, place).call(SETUP, enable="false", userid=ann.row.id)
    boss = world.as_user(f"boss of {ann.name}", ann.domain)
    with pytest.raises(InvalidValue, match="is not you"):
        boss.call(SETUP, userid=ann.row.id)
    boss.call(SETUP, enable="false", userid=ann.row.id)
    assert ann.row.factor is None


def test_only_administrators_mandate_and_only_where_it_is_enabled(ann: Browser) -> None:
    ann.world.as_user(ann.name, ann.domain).call("updateUser", id=ann.row.id, mandate2fa="true")
    assert not ann.row.factor_mandated
    ann.world.call("updateConfiguration", name="enable.user.2fa", value="false", domainid=ann.row.domain_id)
    for command, sent in ((SETUP, {}), ("updateUser", {"id": ann.row.id, "mandate2fa": "true"})):
        caller = ann.world.as_user(ann.name, ann.domain) if command == SETUP else ann.world
        with pytest.raises(InvalidValue, match=r"enable\.user\.2fa is false"):
            caller.call(command, **sent)


def test_the_secret_is_sealed_and_told_once(ann: Browser, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    secret = ann.set_up()
    told = [caplog.text, capsys.readouterr().out, str(vars(ann.row)), str(ann.call("listUsers")), str(ann.call("listEvents"))]
    told += [event.description for event in ann.world.rows(Event)]
    told += [file.read_bytes().decode("latin-1") for file in Path(ann.world.manager.config.data).rglob("*") if file.is_file()]
    assert not [text[:200] for text in told if secret in text]


@pytest.mark.parametrize("odd", ["", " ", "\x00", "9" * 200, "é\u202e12345", "-1"])
def test_odd_codes_and_providers_are_refused(ann: Browser, odd: str) -> None:
    with pytest.raises(ApiError, match=r"is unknown|control characters"):
        ann.world.as_user(ann.name, ann.domain).call(SETUP, provider=f"sms{odd}")
    ann.set_up()
    ann.log_in()
    assert ann.call(VALIDATE, codefor2fa=odd)[0] in (431, 511)


def test_the_administrator_logs_in_as_ever(shared_world: World) -> None:
    assert not shared_world.users.log_in(LogIn(username="admin", password=PASSWORD)).needs_factor
