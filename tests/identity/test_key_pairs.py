"""API key pairs: several a user, valid from a date and until a date, listed without secrets, deleted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from tests.cloud import Cloud
from tests.http.test_stream import Served, served_by
from tests.identity.test_users import user_of
from tests.tenants import Sales
from tests.world import World, open_world

from pileus.manager.http.signature import canonical, sign
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.api_key import ApiKeyPair
from pileus.manager.model.event import Event


def in_days(cloud: Cloud, days: float) -> str:
    return (cloud.clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S+0000")


def names(cloud: Cloud, **asked: Any) -> list[str | None]:
    return [pair.name for pair in cloud.call("listUserKeys", **asked).items]


def test_a_further_pair_leaves_the_own_one_as_it_is(cloud: Cloud, sales: Sales) -> None:
    id, ann = user_of(cloud, sales.ann), cloud.as_user("ann", "/sales/")
    own = ann.call("registerUserKeys", id=id)
    assert (own.id, own.name, own.user_id) == (None, None, None)
    made = ann.call("registerUserKeys", id=id, name="nightly", description="backs up", enddate=in_days(cloud, 1))
    assert (made.name, made.description, made.username, made.account_name, made.account_type) == (
        "nightly",
        "backs up",
        "ann",
        "ann",
        "NORMAL",
    )
    for keys in (own, made):
        holder = cloud.users.by_api_key(keys.api_key)
        assert holder is not None
        assert (holder.secret, holder.caller.user_id) == (keys.secret_key, id)
    told = ann.call("getUserKeys", id=id)
    assert (told.api_key, told.secret_key) == (own.api_key, own.secret_key)
    assert ann.call("listUsers").items[0].api_key == own.api_key
    assert cloud.call("getUser", userapikey=made.api_key).username == "ann"


def test_a_pair_is_valid_from_its_start_until_its_end(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    pair = cloud.call("registerUserKeys", id=id, name="shift", startdate=in_days(cloud, 1), enddate=in_days(cloud, 2))
    lasting = cloud.call("registerUserKeys", id=id, name="lasting")
    users = cloud.users
    with capture_logs() as logs:
        assert users.by_api_key(pair.api_key) is None
        cloud.clock.turn(days=1, seconds=1)
        holder = users.by_api_key(pair.api_key)
        assert holder is not None
        assert users.still(holder.caller) == holder.caller
        assert [shown.state for shown in cloud.call("listUserKeys", keypairid=pair.id).items] == ["ENABLED"]
        cloud.clock.turn(days=1)
        assert users.by_api_key(pair.api_key) is None
        assert users.still(holder.caller) is None
    assert users.by_api_key(lasting.api_key) is not None
    assert [shown.state for shown in cloud.call("listUserKeys", keypairid=pair.id).items] == ["EXPIRED"]
    told = [line for line in logs if line["event"] == "API key pair refused"]
    assert {(line["pair"], line["pair_name"], line["user"], line["account"]) for line in told} == {(pair.id, "shift", "ann", "ann")}
    assert "not valid before" in told[0]["reason"]
    assert "it ended at" in told[1]["reason"]
    assert pair.api_key not in str(logs)
    assert pair.secret_key not in str(logs)


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [(2, 1, "is not after startdate"), (1, 1, "is not after startdate"), (-2, -1, "is over"), (None, -1, "is over")],
)
def test_dates_that_make_no_sense_are_refused(cloud: Cloud, start: int | None, end: int, refusal: str) -> None:
    user = cloud.call("listUsers").items[0].id
    at = in_days(cloud, start) if start is not None else None
    with pytest.raises(InvalidValue, match=refusal):
        cloud.call("registerUserKeys", id=user, startdate=at, enddate=in_days(cloud, end))


def test_a_pair_may_end_today_and_have_begun_long_ago(cloud: Cloud) -> None:
    user, today = cloud.call("listUsers").items[0].id, cloud.clock.now().date()
    pair = cloud.call("registerUserKeys", id=user, startdate=str(today - timedelta(days=1)), enddate=str(today))
    assert (pair.end_date.date(), pair.end_date.second) == (today, 59)
    assert pair.name == f"key {pair.api_key[:8]}"
    assert cloud.users.by_api_key(pair.api_key) is not None


def test_names_are_unique_among_the_pairs_of_a_user(cloud: Cloud, sales: Sales) -> None:
    ann, bob = user_of(cloud, sales.ann), user_of(cloud, sales.bob)
    for user in (ann, bob):
        cloud.call("registerUserKeys", id=user, name="ci")
    with pytest.raises(Conflict, match="API key pair ci already exists"):
        cloud.call("registerUserKeys", id=ann, name="ci")
    with pytest.raises(InvalidValue, match="rules are refused"):
        cloud.call("registerUserKeys", id=ann, name="other", rules=[{"rule": "list*", "permission": "allow"}])
    assert names(cloud, userid=ann) == ["ci"]


def test_lists_hold_no_secret_and_end_at_the_caller_s_sight(cloud: Cloud, sales: Sales) -> None:
    ann = user_of(cloud, sales.ann)
    cloud.call("registerUserKeys", id=ann)
    pair = cloud.call("registerUserKeys", id=ann, name="ci")
    cloud.call("registerUserKeys", id=user_of(cloud, sales.bob), name="bob's")
    owner, boss, bob = cloud.as_user("ann", "/sales/"), cloud.as_user("boss", "/sales/"), cloud.as_user("bob", "/sales/east/")
    assert names(owner) == [None, "ci"]
    assert all(shown.secret_key is None for shown in owner.call("listUserKeys").items)
    assert names(owner, keyword="C") == ["ci"]
    assert names(owner, apikeyfilter=pair.api_key) == ["ci"]
    assert names(owner, listall=True) == [None, "ci"]
    assert names(boss) == []
    assert names(boss, userid=ann) == [None, "ci"]
    assert names(boss, listall=True) == [None, "ci", "bob's"]
    assert names(cloud) == [None]
    assert names(bob) == ["bob's"]
    assert names(bob, keypairid=pair.id) == []
    with pytest.raises(NotFound, match="userid"):
        bob.call("listUserKeys", userid=ann)


def test_a_deleted_pair_is_valid_no_more(cloud: Cloud, sales: Sales) -> None:
    id, ann = user_of(cloud, sales.ann), cloud.as_user("ann", "/sales/")
    kept, gone = (ann.call("registerUserKeys", id=id, name=name) for name in ("kept", "gone"))
    holder = cloud.users.by_api_key(gone.api_key)
    assert holder is not None
    with pytest.raises(NotFound, match="keypairid"):
        cloud.as_user("bob", "/sales/east/").call("deleteUserKeys", keypairid=gone.id)
    ann.call("deleteUserKeys", keypairid=gone.id)
    assert cloud.users.by_api_key(gone.api_key) is None
    assert cloud.users.still(holder.caller) is None
    assert cloud.users.by_api_key(kept.api_key) is not None
    with pytest.raises(NotFound, match="keypairid"):
        ann.call("deleteUserKeys", keypairid=gone.id)
    deleted = cloud.rows(Event, type="DELETE.USER.KEY")
    assert {(event.entity, event.entity_id, event.account_id) for event in deleted} == {("User", id, sales.ann)}


def test_only_administrators_touch_the_pairs_of_others(cloud: Cloud, sales: Sales) -> None:
    cloud.call("createUser", account="ann", domainid=sales.id, username="ann2", password="x", email="e", firstname="f", lastname="l")
    colleague = next(user.id for user in cloud.call("listUsers", listall=True).items if user.username == "ann2")
    pair = cloud.as_user("boss", "/sales/").call("registerUserKeys", id=colleague, name="given")
    ann = cloud.as_user("ann", "/sales/")
    with pytest.raises(PermissionDenied, match="user ann2 is not you"):
        ann.call("deleteUserKeys", keypairid=pair.id)
    with pytest.raises(PermissionDenied, match="user ann2 is not you"):
        ann.call("registerUserKeys", id=colleague, name="taken")
    cloud.as_user("boss", "/sales/").call("deleteUserKeys", keypairid=pair.id)
    assert cloud.rows(ApiKeyPair, user_id=colleague) == []


def test_an_own_pair_may_go_but_the_first_administrator_s_stays(cloud: Cloud, sales: Sales) -> None:
    id, ann = user_of(cloud, sales.ann), cloud.as_user("ann", "/sales/")
    own = ann.call("registerUserKeys", id=id)
    ann.call("deleteUserKeys", keypairid=ann.call("listUserKeys").items[0].id)
    assert cloud.users.by_api_key(own.api_key) is None
    assert ann.call("getUserKeys", id=id).api_key is None
    assert ann.call("listUsers").items[0].api_key is None
    with pytest.raises(PermissionDenied, match="programs on the server use it"):
        cloud.call("deleteUserKeys", keypairid=cloud.call("listUserKeys").items[0].id)


def test_a_call_signed_with_a_pair_that_ends_gets_nothing_that_outlives_it(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    cloud.call("registerUserKeys", id=id)
    brief = cloud.call("registerUserKeys", id=id, name="brief", enddate=in_days(cloud, 2))
    holder = cloud.users.by_api_key(brief.api_key)
    assert holder is not None
    ann = replace(cloud, caller=holder.caller)
    assert ann.call("getUserKeys", id=id).secret_key is None
    cloud.call("updateConfiguration", name="use.secret.key.in.response", value="true")
    assert ann.call("listUsers").items[0].secret_key is None
    for more in ({}, {"name": "lasting"}, {"enddate": in_days(cloud, 3)}):
        with pytest.raises(PermissionDenied, match="signed with an API key pair that ends"):
            ann.call("registerUserKeys", id=id, **more)
    with pytest.raises(PermissionDenied, match="signed with an API key pair that ends"):
        ann.call("updateUser", id=id, userapikey="mine", usersecretkey="hidden")
    assert ann.call("registerUserKeys", id=id, enddate=in_days(cloud, 1)).end_date is not None


def test_pairs_rest_while_the_user_may_not_call_and_end_with_it(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    pairs = [cloud.call("registerUserKeys", id=id), cloud.call("registerUserKeys", id=id, name="ci")]

    def valid() -> list[bool]:
        return [cloud.users.by_api_key(pair.api_key) is not None for pair in pairs]

    cloud.call("lockUser", id=id)
    assert valid() == [False, False]
    cloud.call("enableUser", id=id)
    cloud.call("lockAccount", account="ann", domainid=sales.id)
    assert valid() == [False, False]
    cloud.call("enableAccount", account="ann", domainid=sales.id)
    cloud.call("updateUser", id=id, apikeyaccess="disabled")
    assert valid() == [False, False]
    cloud.call("updateUser", id=id, apikeyaccess="enabled")
    assert valid() == [True, True]
    cloud.call("deleteUser", id=id)
    assert valid() == [False, False]
    assert cloud.rows(ApiKeyPair, user_id=id) == []


def test_pairs_move_with_their_user(cloud: Cloud, sales: Sales) -> None:
    id = user_of(cloud, sales.ann)
    pair = cloud.call("registerUserKeys", id=id, name="ci")
    cloud.call("moveUser", id=id, account="boss")
    assert names(cloud.as_user("boss", "/sales/"), listall=True) == ["ci"]
    holder = cloud.users.by_api_key(pair.api_key)
    assert holder is not None
    assert holder.caller.account_id == cloud.row(ApiKeyPair, pair.id).account_id == sales.boss


def test_a_signature_costs_one_statement(cloud: Cloud) -> None:
    assert cloud.users.by_api_key(cloud.admin.api_key) is not None  # which reads the settings
    statements: list[str] = []

    def heard(*sent: Any) -> None:
        statements.append(sent[2])

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        holder = cloud.users.by_api_key(cloud.admin.api_key)
        assert holder is not None
        assert cloud.users.still(holder.caller) == holder.caller
    finally:
        event.remove(Engine, "before_cursor_execute", heard)
    assert [statement.split()[0] for statement in statements if not statement.startswith("BEGIN")] == ["SELECT", "SELECT"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("pairs")
    with open_world(folder) as world:
        yield world


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    yield from served_by(world.manager.web)


def test_only_who_may_see_a_pair_hears_of_its_change(world: World) -> None:
    owner, other = world.account("owner"), world.account("other")
    assert owner.caller is not None
    assert other.caller is not None
    outbox = world.manager.engine.outbox
    before = outbox.last()
    pair = owner.call("registerUserKeys", id=owner.caller.user_id, name="heard of")
    heard = [outbox.after(caller, before, 100) for caller in (owner.caller, other.caller)]
    told = [[entry.data for entry in batch.entries if pair.id.encode() in entry.data] for batch in heard if batch]
    assert told == [[b'{"type":"ApiKeyPair","id":"%s","version":1,"deleted":false}' % pair.id.encode()], []]
    owner.ended(owner.call("deleteUserKeys", keypairid=pair.id))


def signed(keys: Any, **sent: str) -> dict[str, str]:
    sent |= {"apiKey": keys.api_key}
    return sent | {"signature": sign(keys.secret_key, canonical(sent))}


def test_on_the_wire_an_ended_pair_is_an_unknown_one(world: World) -> None:
    user = world.call("listUsers").items[0].id
    brief = world.call("registerUserKeys", id=user, name="brief", enddate=in_days(world, 1))
    unknown = world.call("registerUserKeys", id=user, name="unknown")
    later = world.call("registerUserKeys", id=user, name="later", startdate=in_days(world, 10))
    unknown.api_key = "nobody's"
    http = TestClient(world.manager.web.plain, base_url="http://127.0.0.1:8080")

    def answer(keys: Any, form: str) -> tuple[int, str]:
        reply = http.get("/client/api", params=signed(keys, command="listUserKeys", response=form, keyword="brief"))
        return reply.status_code, reply.text

    good = answer(brief, "xml")
    assert good[0] == 200
    assert f"<userapikey><apikey>{brief.api_key}</apikey><apikeyaccess>true</apikeyaccess><id>{brief.id}</id><name>brief</name>" in good[1]
    assert "secretkey" not in good[1]
    world.clock.turn(days=1, seconds=1)
    for form in ("json", "xml"):
        refused = answer(unknown, form)
        assert refused[0] == 401
        assert answer(brief, form) == answer(later, form) == refused


@pytest.mark.parametrize("way", ["deleted", "renewed", "ended"])
def test_an_event_stream_ends_with_its_pair(world: World, served: Served, way: str) -> None:
    account = world.account(f"listener-{way}")
    assert account.caller is not None
    id = account.caller.user_id
    more = {} if way == "renewed" else {"name": "stream", "enddate": in_days(world, 1)}
    keys = world.call("registerUserKeys", id=id, **more)
    with served.stream(params=signed(keys, sessionkey="")) as answer:
        lines = answer.iter_lines()
        next(lines)
        if way == "deleted":
            world.call("deleteUserKeys", keypairid=keys.id)
        elif way == "renewed":
            world.call("registerUserKeys", id=id)
        else:
            world.clock.turn(days=1, seconds=1)
            world.call("updateUser", id=id, lastname="Late")
        assert [line for line in lines if line.startswith("data")] == []
