"""The access rule of a model: which rows a caller may see, use and change. Looking up is authorising."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.declare import OwnedParams


class Rule(Protocol):
    """One rule a model. Each method answers an SQL condition on the model's own columns, correlated subqueries included."""

    def visible(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows that lists show and other commands may name as existing."""
        ...

    def usable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows that may be built upon: a public template, a shared network."""
        ...

    def changeable(self, caller: Caller, model: type[Any]) -> ColumnElement[bool]:
        """Rows that the caller may change or remove."""
        ...

    def check(self, db: Session, caller: Caller, p: OwnedParams) -> None:
        """Raises NotFound where a list asks for an owner the caller cannot see."""
        ...

    def scoped(self, caller: Caller, model: type[Any], p: OwnedParams, query: Select[Any]) -> Select[Any]:
        """A list narrowed to the account, domain or project that was asked for, with CloudStack's defaults."""
        ...


class Ruled(Protocol):
    """A mapped class with an id and its rule."""

    __rule__: Rule
    id: Any
