"""Events that are no job's: of synchronous commands, of what happens on the way of another command, and of what nobody asked for."""

from datetime import datetime

from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.events import Happened
from pileus.manager.model.account import Account
from pileus.manager.model.event import Event, EventLevel, EventState
from pileus.manager.model.user import User

BESIDES: set[str] = set()
"""Types of events that no command stands for: what happens on the way of another, or by itself."""


def declare(*types: str) -> None:
    """Says that events of these types are left, though no command declares them."""
    BESIDES.update(types)


def record(db: Session, at: datetime, happened: Happened, level: EventLevel = EventLevel.INFO) -> None:
    """Adds the event of something that was done or refused, in the caller's transaction."""
    user = db.get(User, happened.user_id) if happened.user_id else None
    db.add(
        Event(
            created=at,
            type=happened.type,
            level=level,
            state=EventState.COMPLETED,
            description=happened.description[:1024],
            user_id=happened.user_id,
            user_name=user.name if user else "system",
            account_id=happened.account_id,
            domain_id=happened.domain_id,
            entity=happened.entity,
            entity_id=happened.entity_id,
        )
    )
    db.flush()


def also(ctx: Ctx, type: str, description: str, *, entity: str, id: str, owner: Account | None = None) -> None:
    """Adds a further event of a command. It belongs to the owner of the object, or else to the caller."""
    happened = Happened(
        type=type,
        description=description,
        user_id=ctx.caller.user_id,
        account_id=owner.id if owner else ctx.caller.account_id,
        domain_id=owner.domain_id if owner else ctx.caller.domain_id,
        entity=entity,
        entity_id=id,
    )
    record(ctx.db, ctx.now, happened)


def noticed(db: Session, at: datetime, type: str, description: str, *, owner: Account, entity: str, id: str) -> None:
    """Adds the event of something that nobody here asked for."""
    happened = Happened(
        type=type, description=description, user_id=None, account_id=owner.id, domain_id=owner.domain_id, entity=entity, entity_id=id
    )
    record(db, at, happened)
