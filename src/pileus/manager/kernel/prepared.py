"""Statements that are made once and run often: making one costs more than reading a few rows with it."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVarTuple

from sqlalchemy import BindParameter, Row, Select, bindparam
from sqlalchemy.orm import Session

Ts = TypeVarTuple("Ts")

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""The ids that a run is given, for `column.in_(IDS)`."""


class Prepared(Generic[*Ts]):
    """Decorates a function that makes a statement; calling it runs the statement with other values for its `bindparam`s.

    Rows hold columns, never objects of the session. What was changed in the session is written first, as it is before its own queries.
    """

    def __init__(self, make: Callable[[], Select[*Ts]]) -> None:
        self._make = make

    def __call__(self, db: Session, **values: Any) -> Sequence[Row[*Ts]]:
        """All rows for these values."""
        db.flush()
        return db.connection().execute(self._statement, values).all()

    @functools.cached_property
    def _statement(self) -> Select[*Ts]:
        return self._make()
