"""How our own column types stand in revisions, and what counts as another type when models and tables are compared."""

from typing import Any, Literal

from sqlalchemy import DateTime, Double, Enum

from pileus.manager.model.rows import UtcTime


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A revision keeps what a column is in the database, since our own types and enumerations go on changing."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    if kind == "type" and isinstance(item, Double):
        return "sa.Double[float]()"  # said for the type checker alone
    return False


def other_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, wanted: Any) -> bool | None:
    """Whether a column has another type than its model says; None leaves the answer to Alembic."""
    if isinstance(wanted, Enum):
        return bool(found.length != wanted.length)
    if isinstance(wanted, UtcTime):
        return not isinstance(found, DateTime)
    return None
