"""Bringing a database to this version's tables. An up-to-date one is only looked at: Alembic is not even imported."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, inspect, text

from pileus.manager.kernel.database import Database

MIGRATIONS = Path(__file__).with_name("migrations")

UPGRADING = 4250_0001
"""PostgreSQL's advisory lock of whoever upgrades, so that two managers that start together do not."""


class UnknownVersion(RuntimeError):
    """The database was left behind by a newer Pileus."""


def upgrade(db: Database) -> None:
    """Makes what is missing, wholly or not at all. Raises UnknownVersion for a database that is newer than this program."""
    known = versions()
    found = version_of(db)
    if found == known[-1]:
        return
    if found is not None and found not in known:
        raise UnknownVersion(
            f"the database {db.engine.url.render_as_string()} has version {found}, this Pileus knows {known[0]} to {known[-1]}: "
            "it was used by a newer Pileus; start that one, or restore the backup from before the upgrade"
        )
    _run(db)


def versions() -> list[str]:
    """The numbers of all revisions, in order; each begins the name of its file."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def version_of(db: Database) -> str | None:
    """The revision a database has; None for an empty one."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _run(db: Database) -> None:
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
