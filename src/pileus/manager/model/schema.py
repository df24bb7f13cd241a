"""Bringing a database to this version's tables."""

from pileus.manager.kernel.database import Database
from pileus.manager.model.rows import Base


def upgrade(db: Database) -> None:
    """Makes what is missing; call with every model imported."""
    Base.metadata.create_all(db.write_engine)
