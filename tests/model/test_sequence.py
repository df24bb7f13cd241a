from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.postgres import Postgres, running

from pileus.manager.kernel.database import Database
from pileus.manager.model.rows import Base
from pileus.manager.model.sequence import next_number


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_at_once_get_different_numbers_from_the_very_first(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    db = Database(f"sqlite:///{tmp_path / 'pileus.db'}" if kind == "sqlite" else request.getfixturevalue("postgres").database())
    Base.metadata.create_all(db.write_engine)

    def take(_: int) -> int:
        with db.write() as session:
            return next_number(session, "instance")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(24))) == list(range(1, 25))
    db.close()
