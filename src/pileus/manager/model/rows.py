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
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
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


def _values(members: type[StrEnum]) -> list[str]:
    """Rows hold an enumeration's values, not the names of its members."""
    return [member.value for member in members]


class Base(DeclarativeBase):
    """Every table. `__label__` is the kind's name in sentences, `__rule__` its access rule."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=_values),
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
    observed: ClassVar[frozenset[str]] = frozenset()
    """Transitions that are found to have happened, which nobody can ask for: refusals do not offer them."""
    unsettled: ClassVar[dict[Any, str]] = {}
    """States that only a live job may leave a row in, and the word that ends each when the job is gone."""
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    operation_id: Mapped[str | None] = mapped_column(String(36), default=None, index=True)

    def move(self, word: str, *, by: str | None = None) -> None:
        """Follows the transition `word` from the present state, or refuses with a Conflict that says what is possible instead.

        With `by`, the operation takes the object (or keeps it): another operation's object is refused. `release` lets go of it.
        """
        target = self._target(word)
        if by is not None and self.operation_id != by:
            self._refuse_if_held()
            self.hold(by=by)
        cast("Any", self).state = target

    def require(self, word: str, *, queued: bool = False) -> None:
        """Refuses at once what `move` would refuse later: a transition that is not possible, or an object another job holds.

        With `queued`, an object that another job holds is not refused: the new job waits for it, and its state is looked at then.
        """
        if queued and self.operation_id is not None:
            return
        self._target(word)
        self._refuse_if_held()

    def hold(self, *, by: str) -> None:
        """The operation takes the object without a change of state yet: for the call that starts it."""
        self.operation_id = by
        self.epoch += 1

    def release(self, *, by: str) -> None:
        """Lets the object go if this operation holds it."""
        if self.operation_id == by:
            self.operation_id = None

    def _target(self, word: str) -> Any:
        row = cast("Any", self)
        possible = self.transitions.get(row.state, {})
        if word not in possible:
            words = ", ".join(sorted(set(possible) - self.observed)) or "nothing"
            raise Conflict(f"{row.__label__} {self._shown()} is {row.state}, which does not allow {word}; possible from here: {words}")
        return possible[word]

    def _refuse_if_held(self) -> None:
        if self.operation_id is not None:
            label = cast("Any", self).__label__
            raise Conflict(f"{label} {self._shown()} is held by another running job ({self.operation_id}); wait until that has ended")

    def _shown(self) -> str:
        return str(getattr(self, "name", None) or cast("Any", self).id)


class Flag(StrEnum):
    """The two-valued states of zones, pods, offerings and the like."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
