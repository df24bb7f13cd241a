"""What depends on the database: many callers at once, exact path comparison, and names that are free again, on PostgreSQL too."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.cloud import PASSWORD, Cloud, open_cloud
from tests.postgres import Postgres, running
from tests.tenants import Sales, make_account

from pileus.manager.identity import limits
from pileus.manager.identity.limits import Kind
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import ApiError, Conflict, LimitReached, LoginFailed
from pileus.manager.model.account import Account
from pileus.manager.model.user import LoginFailure, User


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """A server of the tests' own."""
    with running() as server:
        yield server


@pytest.fixture
def cloud(postgres: Postgres, tmp_path: Path) -> Iterator[Cloud]:
    """The usual cloud on a PostgreSQL database."""
    with open_cloud(tmp_path, postgres.database()) as opened:
        yield opened


def outcomes(what: Callable[[int], object], times: int) -> list[type[Exception] | None]:
    """Runs something many times at once: the kind of refusal of each, or None."""

    def attempt(index: int) -> type[Exception] | None:
        try:
            what(index)
        except ApiError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(attempt, range(times)))


@pytest.mark.parametrize("tag", [None, "gold"])
def test_many_at_once_get_exactly_ten(cloud: Cloud, sales: Sales, tag: str | None) -> None:
    cloud.call("updateConfiguration", name="resource.limit.host.tags", value="gold")
    cloud.call("updateResourceLimit", resourcetype=0, max=10, domainid=sales.id, tag=tag)

    def take(index: int) -> None:
        with cloud.db.write() as db:
            limits.take(db, (sales.ann, sales.bob)[index % 2], limits.amounts({Kind.INSTANCE: 1}, "gold,slow"))

    answers = outcomes(take, 30)
    assert (answers.count(None), answers.count(LimitReached)) == (10, 20)
    with cloud.db.read() as db:
        assert limits.used(db, sales.id, Kind.INSTANCE) == 10
        assert limits.used(db, sales.ann, Kind.INSTANCE) + limits.used(db, sales.bob, Kind.INSTANCE) == 10


def test_of_equal_accounts_made_at_once_one_is_made(cloud: Cloud) -> None:
    answers = outcomes(lambda _: make_account(cloud, "ann"), 6)
    assert (answers.count(None), answers.count(Conflict)) == (1, 5)
    assert len(cloud.rows(User, name="ann")) == 1


def test_failed_log_ins_at_once_are_all_counted(cloud: Cloud) -> None:
    answers = outcomes(lambda _: cloud.users.log_in(LogIn(username="admin", password="wrong", peer="10.0.0.1")), 12)
    assert None not in answers
    assert answers.count(LoginFailed) == 4
    assert {row.failures for row in cloud.rows(LoginFailure)} == {4}
    assert cloud.users.log_in(LogIn(username="admin", password=PASSWORD, peer="10.0.0.2"))


def test_the_name_of_a_removed_account_is_free_again(cloud: Cloud, sales: Sales) -> None:
    with cloud.db.write() as db:
        db.get_one(Account, sales.ann).removed = cloud.clock.now()
        for user in cloud.rows(User, account_id=sales.ann):
            db.get_one(User, user.id).removed = cloud.clock.now()
    assert make_account(cloud, "ann", domainid=sales.id) != sales.ann


def test_trees_are_compared_exactly(cloud: Cloud, sales: Sales) -> None:
    for name in ("SALES", "sale_"):
        other = cloud.call("createDomain", name=name).id
        make_account(cloud, f"of {name}", domainid=other, accounttype=2)
        seen = cloud.as_user(f"of {name}", f"/{name}/").call("listDomains", listall=True).items
        assert [domain.path for domain in seen] == [f"ROOT/{name}"]


def test_lists_work_alike(cloud: Cloud, sales: Sales) -> None:
    cloud.call("createTags", resourcetype="Account", resourceids=[sales.ann], tags=[{"key": "k", "value": "v"}])
    cloud.call("updateConfiguration", name="session.timeout", value="5")
    assert cloud.call("listAccounts", listall=True, keyword="B", page=1, pagesize=1).count == 2
    assert cloud.call("listUsers", listall=True, accounttype=0).count == 2
    assert cloud.call("listEvents", listall=True, keyword="ann").count >= 1
    assert cloud.call("listAsyncJobs", listall=True, keyword="createTags").count == 1
    assert cloud.call("listTags", listall=True, key="k").items[0].value == "v"
    assert cloud.call("listConfigurations", name="session.timeout").items[0].value == "5"


def test_a_call_that_must_give_way_to_another_transaction_begins_anew_and_is_done(cloud: Cloud, sales: Sales) -> None:
    """The other holds the counts that the call wants, and then asks for the table that the call has written to."""
    project = {"displaytext": "t", "account": "ann", "domainid": sales.id}
    cloud.call("createProject", name="first", **project)
    with cloud.db.write_engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(text("SET deadlock_timeout = '1h'"))  # it is the call that has to notice
        held = other.execute(text("SELECT used FROM resource_count WHERE owner_id = :ann FOR UPDATE"), {"ann": sales.ann}).all()
        assert held
        call = pool.submit(cloud.call, "createProject", name="tower", **project)
        _until_one_waits(cloud)
        other.execute(text("LOCK TABLE project IN ACCESS EXCLUSIVE MODE"))
        other.commit()
        call.result(30)
    assert cloud.call("listProjects", listall=True, name="tower").count == 1
    with cloud.db.read() as db:
        assert limits.used(db, sales.ann, Kind.PROJECT) == 2


def _until_one_waits(cloud: Cloud) -> None:
    """Returns when a transaction of this database waits for a lock."""
    deadline = time.monotonic() + 20
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    with cloud.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
        while watcher.execute(waiting).scalar_one() == 0:
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.02)
