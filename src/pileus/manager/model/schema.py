"""Bringing a database to this version's tables. A new one gets them from the models, one of an older version by its revisions.

Alembic is imported on the day of an upgrade only.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, inspect, select, text

from pileus.manager.kernel.database import Database
from pileus.manager.model.rows import Base

MIGRATIONS = Path(__file__).with_name("migrations")

UPGRADING = 4250_0001
"""PostgreSQL's advisory lock of whoever upgrades, so that two managers that start together do not."""


VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own, in its own form."""


class UnknownVersion(RuntimeError):
    """The database was left behind by a newer Pileus."""


def upgrade(db: Database) -> None:
    """Makes what is missing, wholly or not at all. Raises UnknownVersion for a database that is newer than this program.

    All models must have been imported.
    """
    known = versions()
    found = version_of(db)
    if found is None:
        make(db)
    elif found not in known:
        raise UnknownVersion(
            f"the database {db.engine.url.render_as_string()} has version {found}, this Pileus knows {known[0]} to {known[-1]}: "
            "it was used by a newer Pileus; start that one, or restore the backup from before the upgrade"
        )
    elif found != known[-1]:
        migrate(db)


def versions() -> list[str]:
    """The numbers of all revisions, in order; each begins the name of its file."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def version_of(db: Database) -> str | None:
    """The revision a database has; None for an empty one."""
    with db.engine.connect() as connection:
        return connection.scalar(select(VERSION.c.version_num)) if inspect(connection).has_table(VERSION.name) else None


def make(db: Database) -> None:
    """Makes the tables of a new database, unless another manager just did."""
    with _alone(db) as connection:
        if not inspect(connection).has_table(VERSION.name):
            Base.metadata.create_all(connection, checkfirst=False)
            VERSION.create(connection)
            connection.execute(VERSION.insert().values(version_num=versions()[-1]))


def migrate(db: Database) -> None:
    """Runs the revisions that a database does not have yet."""
    from alembic import command  # noqa: PLC0415 - only on the day of an upgrade
    from alembic.config import Config  # noqa: PLC0415

    with _alone(db) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _alone(db: Database) -> Generator[Connection]:
    """A transaction beside which nobody else upgrades, committed at its end."""
    with db.write_engine.connect() as connection:
        if not db.is_sqlite:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADING})
                yield connection
            return
        # SQLite changes a table by copying it, and dropping the old one must not take along what refers to it.
        driver = cast("Any", connection.connection.driver_connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"the upgrade would break references between rows, and was undone: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
