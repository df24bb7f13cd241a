from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.database import Database
from pileus.manager.kernel.prepared import Prepared
from pileus.manager.model.domain import Domain
from pileus.manager.model.rows import Base


@Prepared
def domains() -> Select[str, str]:
    return select(Domain.id, Domain.name).where(Domain.name.in_(bindparam("names", expanding=True))).order_by(Domain.name)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    db = Database(f"sqlite:///{tmp_path / 'pileus.db'}")
    Base.metadata.create_all(db.write_engine)
    with db.write() as session:
        yield session
    db.close()


def test_it_answers_by_the_values_of_each_run(session: Session) -> None:
    session.add_all([Domain(name=name, path=f"/{name}/") for name in ("a", "b", "c")])
    assert [name for _, name in domains(session, names=["a", "c"])] == ["a", "c"]
    assert [name for _, name in domains(session, names=["b"])] == ["b"]
    assert domains(session, names=[]) == []


def test_it_sees_what_the_session_has_changed_and_not_yet_written(session: Session) -> None:
    row = Domain(name="before", path="/x/")
    session.add(row)
    assert domains(session, names=["before"]) == [(row.id, "before")]
    row.name = "after"
    assert domains(session, names=["before"]) == []
    assert domains(session, names=["after"]) == [(row.id, "after")]
