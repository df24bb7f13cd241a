import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from tests.postgres import Postgres, running

from pileus.manager.http.generate import load
from pileus.manager.kernel.database import Database
from pileus.manager.model import schema
from pileus.manager.model.migrations.kinds import other_type
from pileus.manager.model.rows import Base

load()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'pileus.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres").database()
    database = Database(url)
    yield database
    database.close()


def test_the_revisions_make_what_the_models_say(db: Database) -> None:
    schema.migrate(db)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": other_type})
        assert compare_metadata(context, Base.metadata) == [], "write a revision: tools/migration.py"
    assert schema.version_of(db) == schema.versions()[-1]


def test_a_new_database_has_what_the_revisions_make(tmp_path: Path) -> None:
    new, migrated = (Database(f"sqlite:///{tmp_path / name}.db") for name in ("new", "migrated"))
    schema.upgrade(new)
    schema.migrate(migrated)
    assert _definitions(new) == _definitions(migrated)
    assert schema.version_of(new) == schema.version_of(migrated)
    new.close()
    migrated.close()


def _definitions(db: Database) -> set[tuple[str, ...]]:
    """Of each table its columns and, in any order, its constraints; and each index."""
    with db.read() as session:
        made = session.scalars(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    split = [re.split(r", (?=CONSTRAINT |FOREIGN KEY)", " ".join(sql.split()).removesuffix(" )")) for sql in made]
    return {(columns, *sorted(constraints)) for columns, *constraints in split}


def test_upgrading_again_changes_nothing(db: Database) -> None:
    schema.upgrade(db)
    with db.write() as session:
        session.execute(text("INSERT INTO member VALUES ('somebody', 1)"))
    schema.upgrade(db)
    with db.read() as session:
        assert session.execute(text("SELECT executor_id FROM member")).all() == [("somebody",)]


def test_a_newer_database_is_left_alone(db: Database) -> None:
    schema.upgrade(db)
    with db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.UnknownVersion, match=r"has version 9999, .* start that one"):
        schema.upgrade(db)


def test_an_upgrade_that_fails_leaves_nothing(db: Database) -> None:
    with db.write() as session:
        session.execute(text("CREATE TABLE volume (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(db)
    assert schema.version_of(db) is None
    with db.engine.connect() as connection:
        assert set(MigrationContext.configure(connection).dialect.get_table_names(connection)) == {"volume"}
