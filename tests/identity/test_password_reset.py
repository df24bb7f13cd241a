"""Forgotten passwords: a token by mail, once, for a while, for its owner; and nothing to learn for anybody else."""

import logging
import re
from collections.abc import Generator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.cloud import Cloud
from tests.mail_server import Mailbox, mailbox
from tests.tenants import Sales, make_account
from tests.world import World

from pileus.manager.identity.password_reset import reset_tokens_mailed
from pileus.manager.kernel.authentication import Forgotten, LogIn, NewPassword, NewSession
from pileus.manager.kernel.errors import ApiError, Internal, InvalidValue, LoginFailed, PermissionDenied, TooMany
from pileus.manager.model.event import Event
from pileus.manager.model.user import PasswordReset, User

NEW = "a brand new Passw0rd"


def allow(cloud: Cloud, **more: str) -> None:
    values = {"enabled": "true", "smtp.host": "127.0.0.1", "email.sender": "cloud@example.org"}
    for name, value in (values | {"mail.domain.url": "https://cloud.example.org"} | more).items():
        cloud.call("updateConfiguration", name=f"user.password.reset.{name}", value=value)


def forget(cloud: Cloud, name: str = "ann", domain: str = "/sales/", peer: str = "10.0.0.1") -> None:
    cloud.users.forgot_password(Forgotten(username=name, domain_path=domain, peer=peer))


def token_of(cloud: Cloud, name: str = "ann") -> str:
    [user] = cloud.rows(User, name=name)
    return cloud.sealer.open(cloud.row(PasswordReset, user.id).sealed_token or "")


def reset(cloud: Cloud, token: str, name: str = "ann", password: str = NEW, peer: str = "10.0.0.2", domain: str = "/sales/") -> None:
    cloud.users.reset_password(NewPassword(username=name, domain_path=domain, peer=peer, token=token, password=password))


def log_in(cloud: Cloud, password: str) -> NewSession:
    return cloud.users.log_in(LogIn(username="ann", password=password, domain_path="/sales/", peer="10.0.0.3"))


def text_of(call: object, *arguments: object) -> str:
    with pytest.raises(ApiError) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.text


def test_it_is_refused_with_advice_until_the_cloud_allows_it_and_can_mail(cloud: Cloud, sales: Sales) -> None:
    with pytest.raises(PermissionDenied, match=r"user\.password\.reset\.enabled is false.*ask your administrator"):
        forget(cloud)
    with pytest.raises(PermissionDenied, match="is false"):
        reset(cloud, "x")
    allow(cloud, **{"smtp.host": ""})
    for name in ("ann", "nobody"):
        with pytest.raises(Internal, match=r"smtp\.host is not set") as refused:
            forget(cloud, name)
        assert "smtp" not in refused.value.public


def test_a_token_sets_a_password_once_and_ends_all_sessions(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    before = log_in(cloud, "password of ann")
    forget(cloud)
    token = token_of(cloud)
    [row] = cloud.rows(PasswordReset)
    assert token not in (row.token_hash, row.sealed_token)
    reset(cloud, token)
    assert cloud.users.by_session(before.token, before.key) is None
    assert log_in(cloud, NEW)
    with pytest.raises(LoginFailed):
        log_in(cloud, "password of ann")
    with pytest.raises(InvalidValue, match="cannot be used any more"):
        reset(cloud, token, password="yet another one")
    [told] = [event for event in cloud.rows(Event, type="USER.UPDATE") if "sent by mail" in event.description]
    assert (told.user_name, told.account_id) == ("ann", sales.ann)


def test_whether_there_is_a_user_is_not_told(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    cloud.call("updateUser", id=cloud.rows(User, name="bob")[0].id, email="no address")
    for name, domain in (("nobody", "/sales/"), ("ann", "/nowhere/"), ("system", "/"), ("bob", "/sales/east/")):
        forget(cloud, name, domain)
    assert cloud.rows(PasswordReset) == []
    forget(cloud)
    said = {text_of(reset, cloud, "wrong", name) for name in ("ann", "bob", "nobody")}
    assert len(said) == 1


def test_a_token_is_good_for_its_user_and_its_time_alone(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    make_account(cloud, "eve", domainid=sales.id)
    forget(cloud)
    token = token_of(cloud)
    forget(cloud, "eve", peer="10.0.0.9")
    with pytest.raises(InvalidValue):
        reset(cloud, token, "eve")
    cloud.clock.turn(minutes=31)
    with pytest.raises(InvalidValue):
        reset(cloud, token)
    forget(cloud)
    assert token_of(cloud) != token
    reset(cloud, token_of(cloud))


def test_asking_again_sends_no_second_token_while_one_is_good(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    forget(cloud)
    token = token_of(cloud)
    forget(cloud)
    assert token_of(cloud) == token


def test_asking_and_guessing_are_throttled_and_do_not_lock_the_owner_out(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    for _ in range(4):
        forget(cloud)
    with pytest.raises(TooMany):
        forget(cloud)
    for _ in range(4):
        with pytest.raises(InvalidValue):
            reset(cloud, "guess")
    with pytest.raises(TooMany):
        reset(cloud, token_of(cloud))
    assert log_in(cloud, "password of ann")
    reset(cloud, token_of(cloud), peer="10.0.0.77")


def test_a_password_against_the_policy_leaves_the_token(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    cloud.call("updateConfiguration", name="password.policy.minimum.length", value="8")
    forget(cloud)
    with pytest.raises(InvalidValue, match="at least 8 characters"):
        reset(cloud, token_of(cloud), password="short")
    reset(cloud, token_of(cloud))


@pytest.mark.parametrize("change", [{"password": "given by the administrator"}, {"email": "new@example.org"}])
def test_a_new_password_or_address_ends_the_token(cloud: Cloud, sales: Sales, change: dict[str, str]) -> None:
    allow(cloud)
    forget(cloud)
    token = token_of(cloud)
    cloud.call("updateUser", id=cloud.rows(User, name="ann")[0].id, **change)
    with pytest.raises(InvalidValue):
        reset(cloud, token)


def test_a_disabled_user_neither_gets_nor_uses_a_token(cloud: Cloud, sales: Sales) -> None:
    allow(cloud)
    forget(cloud)
    token, id = token_of(cloud), cloud.rows(User, name="ann")[0].id
    with cloud.db.write() as db:
        db.get_one(User, id).state = "disabled"
    with pytest.raises(InvalidValue):
        reset(cloud, token)
    cloud.clock.turn(hours=1)
    forget(cloud)
    assert cloud.row(PasswordReset, id).expires < cloud.clock.now()


@pytest.mark.parametrize("value", ["cloud.example.org", "ftp://cloud.example.org", "https://", "https://a b"])
def test_links_need_an_address(cloud: Cloud, value: str) -> None:
    with pytest.raises(InvalidValue, match="must be an address like"):
        cloud.call("updateConfiguration", name="user.password.reset.mail.domain.url", value=value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Hello {{username}}!", "must name resetLink or token"),
        ("{{{domainUrl}}}{{{resetLink}}}", "names domainUrl"),
        ("{{#token}}{{token}}{{/token}}", "no variable begins"),
    ],
)
def test_a_template_that_could_mail_no_link_is_refused(cloud: Cloud, value: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=rf"mail\.template.*{said}"):
        cloud.call("updateConfiguration", name="user.password.reset.mail.template", value=value)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Mailbox]:
    with mailbox(tmp_path) as opened:
        monkeypatch.setenv("SSL_CERT_FILE", str(opened.certificate))
        yield opened


def test_a_person_gets_a_mail_and_a_new_password(world: World, box: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    make_account(world, "ann")
    allow(world, **{"smtp.port": "1"})
    browser = TestClient(world.manager.web.plain, base_url="http://127.0.0.1:8080")

    def post(command: str, **more: str) -> int:
        return browser.post("/client/api", data={"command": command, "response": "json", "username": "ann"} | more).status_code

    assert post("forgotPassword") == 200
    engine = world.manager.engine
    said: list[str] = []
    while not said:  # its own turn may have been just before
        said = engine.reconcile(reset_tokens_mailed).wrong
        world.clock.turn(minutes=1)
    assert "tried again" in said[0]
    world.call("updateConfiguration", name="user.password.reset.smtp.port", value=str(box.port))
    for _ in range(3):
        world.clock.turn(minutes=2)
        engine.reconcile(reset_tokens_mailed)
    [mail] = box.mails
    assert (mail.sender, mail.to) == ("cloud@example.org", ["ann@example.org"])
    found = re.search(r"https://cloud\.example\.org/client/#/user/resetPassword\?username=ann&token=([\w-]+)", mail.message.get_content())
    assert found
    assert [row.sealed_token for row in world.rows(PasswordReset)] == [None]
    asked = {"command": "resetPassword", "username": "ann", "token": "by GET", "password": "by GET"}
    assert browser.get("/client/api", params=asked).status_code == 405
    assert post("RESETPASSWORD", token=found[1], password=NEW) == 200
    assert post("login", password=NEW) == 200
    told = [caplog.text, *(event.description for event in world.rows(Event))]
    assert not any(secret in text for secret in (found[1], NEW) for text in told)


def test_what_is_over_or_forbidden_is_not_mailed_but_removed(world: World, box: Mailbox) -> None:
    make_account(world, "ann")
    allow(world, **{"smtp.port": "1"})
    for peer in ("10.0.0.1", "10.0.0.2"):
        forget(world, domain="/", peer=peer)
        if peer == "10.0.0.1":
            world.clock.turn(hours=1)
        else:
            allow(world, enabled="false")
        world.manager.engine.reconcile(reset_tokens_mailed)
        assert world.rows(PasswordReset) == []
    assert box.mails == []
