"""Events that somebody puts away or deletes, and records that are forgotten when they are old."""

from datetime import datetime, timedelta
from typing import Annotated, Any, cast

from sqlalchemy import ColumnElement, Select, delete, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Doc, Names, Params, Success
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.kernel.settings import number, within
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import BEGINS, ENDS, Event

EVENTS_KEPT = number("event.purge.delay", 15, "Days after which events are forgotten; 0 keeps them.", check=within(0))
ALERTS_KEPT = number("alert.purge.delay", 0, "Days after which alerts are forgotten; 0 keeps them.", check=within(0))
EVENTS_EVERY = number("event.purge.interval", 86400, "Seconds between two looks for old events.", check=within(1))
ALERTS_EVERY = number("alert.purge.interval", 86400, "Seconds between two looks for old alerts.", check=within(1))


class SomeEvents(Params, frozen=True, kw_only=True):
    """Which events: those of all that is given together, and something must be given."""

    ids: Annotated[list[Id] | None, Names("Event"), Doc("these events")] = None
    type: Annotated[str | None, Doc("those of this type, e.g. VM.CREATE")] = None
    start_date: Annotated[datetime | None, Doc("those since then")] = None
    end_date: Annotated[datetime | None, Doc("those until then")] = None


@command("archiveEvents", access=USERS)
def archive_events(ctx: Ctx, p: SomeEvents) -> Success:
    """Puts events of the caller's away: they are listed only with archived=true."""
    ctx.db.execute(update(Event).where(Event.id.in_(_chosen(ctx, p))).values(archived=True).execution_options(synchronize_session=False))
    return Success()


@command("deleteEvents", access=USERS)
def delete_events(ctx: Ctx, p: SomeEvents) -> Success:
    """Deletes events of the caller's."""
    _end(ctx.db, Event.id.in_(_chosen(ctx, p)))
    return Success()


def _end(db: Session, which: ColumnElement[bool]) -> int:
    """Deletes events; those that usage is read from are only hidden. Answers how many there were."""
    metered = Event.type.in_(BEGINS | ENDS)
    hide = update(Event).where(which, metered, Event.hidden.is_(False)).values(hidden=True)
    hidden = db.execute(hide.execution_options(synchronize_session=False))
    gone = db.execute(delete(Event).where(which, ~metered).execution_options(synchronize_session=False))
    return cast("Any", hidden).rowcount + cast("Any", gone).rowcount


def _chosen(ctx: Ctx, p: SomeEvents) -> Select[Any]:
    """Users mean their account's, administrators all in their sight; an id beyond that does not exist."""
    if p.ids is None and p.type is None and p.start_date is None and p.end_date is None:
        raise InvalidValue("ids, type, startdate or enddate is missing; say which events are meant")
    for id in p.ids or []:
        ctx.get(Event, id, "ids")
    query = narrow(ctx.visible(Event).where(Event.hidden.is_(False)), (Event.id, p.ids), (Event.type, p.type))
    if p.start_date:
        query = query.where(Event.created >= p.start_date)
    if p.end_date:
        query = query.where(Event.created <= p.end_date)
    return query.with_only_columns(Event.id)


@ops.reconciler(every=lambda settings: settings.get(EVENTS_EVERY))
def old_events_forgotten(db: Database, to: ops.Drivers) -> ops.Report:
    """Deletes events that are older than their setting says."""
    report = ops.Report()
    if days := to.settings.get(EVENTS_KEPT):
        with db.write() as session:
            gone = _end(session, Event.created < to.clock.now() - timedelta(days=days))
        if gone:
            report.repaired.append(f"{gone} events older than {days} days: forgotten")
    return report


@ops.reconciler(every=lambda settings: settings.get(ALERTS_EVERY))
def old_alerts_forgotten(db: Database, to: ops.Drivers) -> ops.Report:
    """Deletes alerts that are older than their setting says."""
    if days := to.settings.get(ALERTS_KEPT):
        with db.write() as session:
            old = delete(Alert).where(Alert.created < to.clock.now() - timedelta(days=days))
            session.execute(old.execution_options(synchronize_session=False))
    return ops.Report()
