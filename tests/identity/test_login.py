"""Logging in, being throttled, and how sessions end."""

import time
from collections.abc import Callable

import pytest
from tests.cloud import PASSWORD, Cloud
from tests.tenants import Sales

from pileus.manager.kernel.authentication import LogIn, NewSession
from pileus.manager.kernel.errors import LoginFailed, TooMany, Unauthenticated
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.user import LoginFailure, LoginSession, User


def sent(name: str = "admin", password: str = PASSWORD, peer: str = "10.0.0.1", domain: str = "/") -> LogIn:
    return LogIn(username=name, password=password, domain_path=domain, peer=peer)


def ann() -> LogIn:
    return sent("ann", "password of ann", domain="/sales/")


def fail(cloud: Cloud, times: int, *, name: str = "admin", peer: str = "10.0.0.1", domain: str = "/") -> None:
    for _ in range(times):
        with pytest.raises(LoginFailed):
            cloud.users.log_in(sent(name, "wrong", peer, domain))


def alive(cloud: Cloud, session: NewSession) -> bool:
    return cloud.users.by_session(session.token, session.key) is not None


@pytest.mark.parametrize(
    "wrong",
    [sent(password="wrong"), sent(name="nobody"), sent(domain="/nowhere/"), sent(name="system", password=""), sent(name="ADMIN")],
)
def test_every_failure_reads_the_same(cloud: Cloud, wrong: LogIn) -> None:
    with pytest.raises(LoginFailed) as failed:
        cloud.users.log_in(wrong)
    assert failed.value.text == "Failed to authenticate user; check the name, the password and the domain"


def test_an_unknown_user_takes_as_long_as_a_wrong_password(cloud: Cloud) -> None:
    def seconds(login: LogIn) -> float:
        started = time.thread_time()
        with pytest.raises(LoginFailed):
            cloud.users.log_in(login)
        return time.thread_time() - started

    known = min(seconds(sent(password="wrong", peer=f"10.0.1.{i}")) for i in range(3))
    unknown = min(seconds(sent(name="nobody", peer=f"10.0.2.{i}")) for i in range(3))
    assert known / 2 < unknown < known * 2


def test_the_domain_may_be_named_by_id(cloud: Cloud, sales: Sales) -> None:
    login = LogIn(username="ann", password="password of ann", domain_id=sales.id.upper())
    assert cloud.users.log_in(login).caller.account_id == sales.ann
    with pytest.raises(Unauthenticated, match="Unable to find the domain"):
        cloud.users.log_in(LogIn(username="ann", password="password of ann", domain_id="no-such"))


def test_wrong_passwords_make_the_name_wait_longer_and_longer(cloud: Cloud) -> None:
    fail(cloud, 4)
    with pytest.raises(TooMany, match="try again in"):
        cloud.users.log_in(sent())
    cloud.clock.turn(seconds=1.1)
    fail(cloud, 1)
    cloud.clock.turn(seconds=1.1)
    with pytest.raises(TooMany):
        cloud.users.log_in(sent())
    cloud.clock.turn(seconds=1)
    assert cloud.users.log_in(sent())
    fail(cloud, 3)


def test_a_wait_has_an_end_and_failures_are_forgotten(cloud: Cloud) -> None:
    for _ in range(12):
        fail(cloud, 1)
        cloud.clock.turn(minutes=1)
    assert cloud.users.log_in(sent())
    fail(cloud, 4)
    cloud.clock.turn(minutes=20)
    fail(cloud, 3)


def test_an_unknown_name_is_throttled_like_a_known_one(cloud: Cloud) -> None:
    fail(cloud, 4, name="nobody")
    with pytest.raises(TooMany):
        cloud.users.log_in(sent("nobody"))


def test_an_address_that_tries_many_names_waits(cloud: Cloud) -> None:
    for i in range(21):
        fail(cloud, 1, name=f"user{i}")
    with pytest.raises(TooMany):
        cloud.users.log_in(sent())
    assert cloud.users.log_in(sent(peer="10.0.0.2"))


def test_the_addresses_of_one_ipv6_network_count_together(cloud: Cloud) -> None:
    for i in range(21):
        fail(cloud, 1, name=f"user{i}", peer=f"2001:db8::{i:x}")
    with pytest.raises(TooMany):
        cloud.users.log_in(sent(peer="2001:db8::ffff"))
    assert cloud.users.log_in(sent(peer="2001:db8:0:1::1"))


def test_whoever_hammers_a_name_does_not_lock_out_its_owner_elsewhere(cloud: Cloud) -> None:
    fail(cloud, 4)
    with pytest.raises(TooMany):
        cloud.users.log_in(sent())
    assert cloud.users.log_in(sent(peer="192.168.7.7"))


def test_a_user_is_disabled_after_too_many_failures_but_never_the_first_admin(cloud: Cloud, sales: Sales) -> None:
    for _ in range(5):
        fail(cloud, 1, name="ann", domain="/sales/")
        fail(cloud, 1)
        cloud.clock.turn(minutes=1)
    assert cloud.rows(User, name="ann")[0].state == "disabled"
    with pytest.raises(LoginFailed):
        cloud.users.log_in(ann())
    assert cloud.users.log_in(sent())


def test_disabling_by_failures_can_be_switched_off(cloud: Cloud, sales: Sales) -> None:
    cloud.call("updateConfiguration", name="incorrect.login.attempts.allowed", value="0")
    for _ in range(6):
        fail(cloud, 1, name="ann", domain="/sales/")
        cloud.clock.turn(minutes=1)
    assert cloud.users.log_in(ann())


def test_neither_passwords_nor_names_stand_in_the_failures(cloud: Cloud) -> None:
    fail(cloud, 1, name="a secret typed into the wrong field")
    assert not any("secret" in row.subject for row in cloud.rows(LoginFailure))


def test_a_session_lives_while_it_is_used_and_ends_by_idleness(cloud: Cloud) -> None:
    session = cloud.users.log_in(sent())
    assert session.timeout_seconds == 1800
    for _ in range(3):
        cloud.clock.turn(minutes=20)
        assert alive(cloud, session)
    cloud.clock.turn(minutes=31)
    assert not alive(cloud, session)


def test_the_idle_time_is_a_setting(cloud: Cloud) -> None:
    cloud.call("updateConfiguration", name="session.timeout", value="5")
    session = cloud.users.log_in(sent())
    assert session.timeout_seconds == 300
    cloud.clock.turn(minutes=6)
    assert not alive(cloud, session)


def test_an_open_stream_keeps_no_session_alive(cloud: Cloud) -> None:
    session = cloud.users.log_in(sent())
    cloud.clock.turn(minutes=29)
    assert cloud.users.still(session.caller) == session.caller
    cloud.clock.turn(minutes=2)
    assert cloud.users.still(session.caller) is None
    assert not alive(cloud, session)


def test_a_wrong_key_ends_the_session(cloud: Cloud) -> None:
    session = cloud.users.log_in(sent())
    assert cloud.users.by_session(session.token, "guessed") is None
    assert not alive(cloud, session)


def test_logging_out_ends_the_session_once(cloud: Cloud) -> None:
    session = cloud.users.log_in(sent())
    assert cloud.users.log_out(session.token)
    assert not cloud.users.log_out(session.token)
    assert not alive(cloud, session)
    assert cloud.users.still(session.caller) is None


def disable_user(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        db.get_one(User, cloud.rows(User, name="ann")[0].id).state = "disabled"


def lock_account(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        db.get_one(Account, sales.ann).state = "locked"


def remove_account(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        db.get_one(Account, sales.ann).removed = cloud.clock.now()


def deactivate_domain(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        db.get_one(Domain, sales.id).state = "Inactive"


@pytest.mark.parametrize("ended", [disable_user, lock_account, remove_account, deactivate_domain])
def test_whoever_may_no_longer_call_is_out_at_once(cloud: Cloud, sales: Sales, ended: Callable[[Cloud, Sales], None]) -> None:
    session = cloud.users.log_in(ann())
    key = cloud.call("registerUserKeys", id=session.caller.user_id).api_key
    assert alive(cloud, session)
    assert cloud.users.by_api_key(key) is not None
    ended(cloud, sales)
    assert not alive(cloud, session)
    assert cloud.users.still(session.caller) is None
    assert cloud.users.by_api_key(key) is None
    with pytest.raises(LoginFailed):
        cloud.users.log_in(ann())


def test_rows_hold_neither_token_nor_key(cloud: Cloud) -> None:
    session = cloud.users.log_in(sent())
    row = cloud.rows(LoginSession)[0]
    assert session.token not in {row.token_hash, row.key_hash}
    assert session.key not in {row.token_hash, row.key_hash}
    assert len(session.token) >= 22
    assert len(session.key) == 27


def test_idle_sessions_leave_no_rows_behind(cloud: Cloud) -> None:
    cloud.users.log_in(sent())
    cloud.clock.turn(hours=1)
    cloud.users.log_in(sent())
    assert len(cloud.rows(LoginSession)) == 1


def test_the_time_zone_tells_its_offset(cloud: Cloud) -> None:
    admin = cloud.users.log_in(sent()).caller
    cloud.call("updateUser", id=admin.user_id, timezone="Asia/Kolkata")
    session = cloud.users.log_in(sent())
    assert (session.timezone, session.timezone_offset) == ("Asia/Kolkata", 5.5)
