from pathlib import Path

import psycopg
import pytest
from sqlalchemy import String, column, insert, select, table, text
from sqlalchemy.exc import OperationalError
from tests.postgres import running

from pileus.manager.kernel import database
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.narrow import containing


@pytest.mark.parametrize("again", [False, True])
def test_a_connection_in_use_at_the_end_is_closed_when_it_is_given_back(*, again: bool) -> None:
    with running() as server:
        db = Database(server.database())
        if again:
            db.close()  # a thread that ends late may even begin anew
        with db.read() as session:
            session.execute(text("SELECT 1"))
            driver = session.connection().connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            db.close()
            session.execute(text("SELECT 1"))
        assert driver.closed


def test_a_database_that_is_closed_while_it_is_written_keeps_what_is_committed(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'pileus.db'}")
    with db.write() as session:
        session.execute(text("CREATE TABLE boxes (id INTEGER)"))
        db.close()
    with db.write() as session:
        session.execute(text("INSERT INTO boxes VALUES (1)"))
    with db.read() as session:
        assert session.scalar(text("SELECT count(*) FROM boxes")) == 1


def test_a_connection_that_broke_while_nobody_used_it_is_replaced_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "TRUSTED_SECONDS", 0.0)
    with running() as server:
        db = Database(server.database())
        try:
            _break_all(db, server.folder)
            with db.read() as session:
                assert session.scalar(text("SELECT 1")) == 1
        finally:
            db.close()


def test_one_that_broke_right_after_its_use_costs_one_call_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "TRUSTED_SECONDS", 3600.0)
    with running() as server:
        db = Database(server.database())
        try:
            _break_all(db, server.folder)
            with db.read() as session, pytest.raises(OperationalError):
                session.scalar(text("SELECT 1"))
            with db.read() as first, db.read() as second:
                assert (first.scalar(text("SELECT 1")), second.scalar(text("SELECT 1"))) == (1, 1)
        finally:
            db.close()


def _break_all(db: Database, socket: Path) -> None:
    """Uses two connections, and has the server end both when they are back in the pool."""
    with db.read() as first, db.read() as second:
        first.execute(text("SELECT 1"))
        second.execute(text("SELECT 1"))
    url = db.engine.url
    with psycopg.connect(host=str(socket), user=url.username, dbname="postgres", autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [url.database]
        ).fetchall()
    assert ended == [(True,), (True,)]


@pytest.mark.parametrize(
    ("keyword", "found"),
    [("aB", ["Abc", "abÄ", "ABä"]), ("bÄ", ["abÄ"]), ("%", ["50%"]), ("_", ["a_b"]), ("/", ["x/y"]), ("b_", []), ("abc", ["Abc"])],
)
def test_a_search_by_keyword_takes_no_notice_of_case_and_takes_each_sign_as_itself(tmp_path: Path, keyword: str, found: list[str]) -> None:
    db = Database(f"sqlite:///{tmp_path / 'pileus.db'}")
    boxes = table("boxes", column("name", String))
    with db.write() as session:
        session.execute(text("CREATE TABLE boxes (name VARCHAR(255))"))
        session.execute(insert(boxes), [{"name": name} for name in ("Abc", "abÄ", "ABä", "50%", "a_b", "x/y", None)])
    with db.read() as session:
        assert session.scalars(containing(select(boxes.c.name), keyword, boxes.c.name)).all() == found
    db.close()
