"""Jobs that have nothing left to do: CloudStack's command is asynchronous, and here its change is one transaction, the call's own.

Clients wait for a job all the same. A kind of object says once how it is shown; its commands end with `settled`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Started, Success, View
from pileus.manager.kernel.registry import DeclarationError
from pileus.manager.kernel.seal import Sealer
from pileus.manager.ops.declare import Op, operation
from pileus.manager.ops.start import start

V = TypeVar("V", bound=View)

SHOWN: dict[str, Callable[[Session, str], View]] = {}
"""How objects of each kind are shown in the results of their jobs."""


def shows(entity: str) -> Callable[[Callable[[Session, str], V]], Callable[[Session, str], V]]:
    """Registers `(db, id) -> View` for a kind of object."""

    def register(view: Callable[[Session, str], V]) -> Callable[[Session, str], V]:
        if entity in SHOWN:
            raise DeclarationError(f"how {entity} is shown is declared twice")
        SHOWN[entity] = view
        return view

    return register


def _told(db: Session, sealer: Sealer, entity: str, id: str) -> View:
    """The object as it stands; mere success where it is gone, by this very job or by another call meanwhile."""
    del sealer
    try:
        return SHOWN[entity](db, id) if entity else Success()
    except NoResultFound:
        return Success()


@operation(result=_told)
def nothing_left(op: Op, entity: str, id: str) -> None:
    """Everything was done in the transaction that made the job."""


def settled(
    ctx: Ctx, entity: str, id: str, description: str, *, new: bool = False, gone: bool = False, account_id: str | None = None
) -> Started[Any]:
    """Answers with a job whose result is the object as `shows` shows it; with `gone`, mere success.

    `description` finishes the sentences of the events ("deleting physical network wan").
    """
    shown = "" if gone else entity
    return start(ctx, nothing_left, shown, id, about=(entity, id), new=new, description=description, account_id=account_id)
