from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from tests.postgres import running

from pileus.manager.kernel.database import Database


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
