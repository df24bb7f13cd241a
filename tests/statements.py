"""Statements compiled once a process, not once a database: hundreds of tests open a database of their own and ask it the same things.

SQLAlchemy keeps what it compiled by engine and by dialect. Here the dialects of a kind count as one, and their engines share what they
keep; all servers that a test process meets are of one version. What is sent to a database is not changed by it.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

COMPILED: dict[Any, Any] = {}


class _Alike:
    """A dialect that equals all others of its class."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=COMPILED)


class Sqlite(_Alike, SQLiteDialect_pysqlite):
    """Every SQLite file."""

    supports_statement_cache = True


class Postgresql(_Alike, PGDialect_psycopg):
    """Every PostgreSQL database of the tests' own server."""

    supports_statement_cache = True


def compile_once() -> None:
    """Has every engine made from now on share what is compiled."""
    registry.register("sqlite", __name__, "Sqlite")
    registry.register("postgresql.psycopg", __name__, "Postgresql")
