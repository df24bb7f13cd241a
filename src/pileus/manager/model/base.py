"""What every table shares: the declarative base, ids and times, states that move by table, and ownership."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from pileus.manager.kernel.errors import Conflict
from pileus.manager.kernel.ids import new_id
from pileus.manager.kernel.rules import Rule

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on both databases; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Stores UTC."""
        del dialect
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Reads UTC."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def utcnow() -> datetime:
    """Time stamp of a new row."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Every table. `__label__` is the kind's name in sentences, `__rule__` its access rule."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members]),
    }
    __label__: ClassVar[str] = "object"
    __rule__: ClassVar[Rule]
    __change__: ClassVar[str | None] = None
    """The type named in `change` entries of the event stream; None keeps a table out of it."""


class Identified:
    """A row with a UUID, a time of creation, and a version that grows with each change, against lost updates."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    created: Mapped[datetime] = mapped_column(UtcTime, default=utcnow)
    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        return {"version_id_col": cast("Any", cls).version}


class OwnedByAccount:
    """A row that belongs to an account."""

    @declared_attr
    def account_id(cls) -> Mapped[str]:  # noqa: N805 - SQLAlchemy calls it on the class
        return mapped_column(String(36), ForeignKey("account.id"), index=True)


class Stateful:
    """A row whose state moves by its table of transitions, and the operation that holds it.

    `epoch` grows each time an operation takes the object; effects carry it, so that a late one of a dead operation is refused.
    """

    transitions: ClassVar[dict[Any, dict[str, Any]]]
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    operation_id: Mapped[str | None] = mapped_column(String(36), default=None)

    def move(self, word: str, *, by: str | None = None) -> None:
        """Follows the transition `word` from the present state, or refuses with a Conflict that says what is possible instead.

        With `by`, the operation takes the object (or keeps it): another operation's object is refused. Without a further move by that
        operation it stays taken; `release` lets go.
        """
        row = cast("Any", self)
        state = row.state
        target = self.transitions.get(state, {}).get(word)
        name = getattr(row, "name", None) or row.id
        if target is None:
            possible = ", ".join(sorted(self.transitions.get(state, {}))) or "nothing"
            raise Conflict(f"{row.__label__} {name} is {state}, which does not allow {word}; possible from here: {possible}")
        if by is not None and self.operation_id != by:
            if self.operation_id is not None:
                raise Conflict(f"{row.__label__} {name} is held by another running job ({self.operation_id}); wait for it or cancel it")
            self.operation_id = by
            self.epoch += 1
        row.state = target

    def release(self, *, by: str) -> None:
        """Lets the object go if this operation holds it."""
        if self.operation_id == by:
            self.operation_id = None


class Flag(StrEnum):
    """The two-valued states of zones, pods, offerings and the like."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
