"""Numbers that count up: of instances and routers, for their internal names."""

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pileus.manager.model.rows import Base


class Sequence(Base):
    """The last number given under a name."""

    __tablename__ = "sequence"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(db: Session, name: str) -> int:
    """The next number under this name; given back when the transaction rolls back."""
    raised = db.scalar(update(Sequence).where(Sequence.name == name).values(last=Sequence.last + 1).returning(Sequence.last))
    if raised is None:
        db.add(Sequence(name=name, last=1))
        db.flush()
        return db.scalars(select(Sequence.last).where(Sequence.name == name)).one()
    return raised
