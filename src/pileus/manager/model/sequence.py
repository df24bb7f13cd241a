"""Numbers that count up: of instances and routers, for their internal names."""

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pileus.manager.kernel.database import insert_if_missing
from pileus.manager.model.rows import Base


class Sequence(Base):
    """The last number given under a name."""

    __tablename__ = "sequence"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(db: Session, name: str) -> int:
    """The next number under this name; given back when the transaction rolls back."""
    raise_it = update(Sequence).where(Sequence.name == name).values(last=Sequence.last + 1).returning(Sequence.last)
    raised = db.scalar(raise_it)
    if raised is None:
        insert_if_missing(db, Sequence, {"name": name, "last": 0})
        raised = db.scalars(raise_it).one()
    return raised
