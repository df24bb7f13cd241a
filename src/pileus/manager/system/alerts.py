"""Alerts: raising and resolving them, listing, archiving, deleting. What is watched stands with what is watched."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from msgspec import Meta
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, Page, Params, Started, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RESOURCE_ADMINS
from pileus.manager.model.alert import Alert
from pileus.manager.model.infrastructure import Pod, Zone
from pileus.manager.model.rows import utcnow

TYPES = {
    0: "ALERT.MEMORY", 1: "ALERT.CPU", 2: "ALERT.STORAGE", 3: "ALERT.STORAGE.ALLOCATED", 4: "ALERT.VIRTUALNETWORK.PUBLICIP",
    5: "ALERT.PRIVATEIP", 6: "ALERT.SECONDARYSTORAGE", 7: "ALERT.COMPUTE.HOST", 8: "ALERT.USERVM", 9: "ALERT.SERVICE.DOMAINROUTER",
    10: "ALERT.SERVICE.CONSOLEPROXY", 11: "ALERT.NETWORK.ROUTING", 12: "ALERT.STORAGE.MISC", 13: "ALERT.USAGE", 14: "ALERT.MANAGEMENT",
    15: "ALERT.NETWORK.DOMAINROUTERMIGRATE", 16: "ALERT.SERVICE.CONSOLEPROXYMIGRATE", 17: "ALERT.USERVM.MIGRATE", 18: "ALERT.NETWORK.VLAN",
    19: "ALERT.SERVICE.SSVM", 20: "ALERT.USAGE.RESULT", 21: "ALERT.STORAGE.DELETE", 22: "ALERT.RESOURCE.COUNT",
    23: "ALERT.USAGE.SANITY", 24: "ALERT.DIRECTATTACHED.PUBLICIP", 25: "ALERT.STORAGE.LOCAL", 26: "ALERT.RESOURCE.LIMIT",
    27: "ALERT.SYNC", 28: "ALERT.UPLOAD.FAILED", 29: "ALERT.OOBM.AUTHERROR", 30: "ALERT.HA.ACTION", 31: "ALERT.CA.CERT",
    32: "ALERT.VM.SNAPSHOT", 33: "ALERT.EXTENSION.PATH",
}  # fmt: skip
"""CloudStack's numbers and names."""

MEMORY, CPU, STORAGE, STORAGE_ALLOCATED, PUBLIC_ADDRESSES, SECONDARY_STORAGE, HOST, VLANS, DIRECT_ADDRESSES, LOCAL_STORAGE = (
    0, 1, 2, 3, 4, 6, 7, 18, 24, 25,
)  # fmt: skip


def raised(db: Session, type: int, about: str, subject: str, *, zone_id: str | None = None, pod_id: str | None = None) -> bool:
    """Makes an alert unless the same thing is told of already; answers whether it is a new one."""
    standing = select(Alert.id).where(Alert.type == type, Alert.about == about, Alert.resolved.is_(None))
    if db.scalar(standing.limit(1)) is not None:
        return False
    db.add(Alert(type=type, name=TYPES[type], subject=subject[:999], about=about, zone_id=zone_id, pod_id=pod_id))
    return True


def resolved(db: Session, type: int, about: str) -> bool:
    """Ends the alert about a thing that is well again, so that a later one is told; answers whether there was one."""
    standing = db.scalars(select(Alert).where(Alert.type == type, Alert.about == about, Alert.resolved.is_(None))).all()
    for alert in standing:
        alert.resolved = utcnow()
    return bool(standing)


class AlertView(View, kw_only=True):
    """An alert."""

    object_name: ClassVar[str] = "alert"
    id: str
    type: int
    name: str
    description: str
    sent: datetime


class ListAlerts(ListParams, frozen=True, kw_only=True):
    """Which alerts."""

    id: Annotated[Id | None, Names("Alert"), Doc("only this alert")] = None
    type: Annotated[str | None, Doc("only alerts of this type, by its number")] = None
    name: Annotated[str | None, Doc("only alerts of this name, e.g. ALERT.COMPUTE.HOST")] = None


@command("listAlerts", access=RESOURCE_ADMINS)
def list_alerts(ctx: Ctx, p: ListAlerts) -> Page[AlertView]:
    """Lists the alerts that were not archived, the newest first."""
    query = ctx.visible(Alert, p).where(Alert.archived.is_(False)).order_by(Alert.created.desc())
    query = narrow(query, (Alert.id, p.id), (Alert.type, _number(p.type)), (Alert.name, p.name))
    return ctx.page(containing(query, p.keyword, Alert.subject, Alert.name), p, _view)


def _view(alert: Alert) -> AlertView:
    return AlertView(id=alert.id, type=alert.type, name=alert.name, description=alert.subject, sent=alert.created)


def _number(text: str | None) -> int | None:
    """A type by its number or name."""
    if text is None:
        return None
    for number, name in TYPES.items():
        if text.strip() == str(number) or text.strip().upper() == name:
            return number
    raise InvalidValue(f"type {text} is unknown; listAlertTypes tells all of them")


class AlertTypeView(View, kw_only=True):
    """A type of alerts."""

    object_name: ClassVar[str] = "alerttype"
    alert_type_id: int
    name: str


@command("listAlertTypes", access=ADMINS)
def list_alert_types(ctx: Ctx, p: Params) -> Page[AlertTypeView]:
    """Lists the types of alerts."""
    del p
    return ctx.slice([AlertTypeView(alert_type_id=number, name=name) for number, name in TYPES.items()], ListParams(pagesize=-1))


class SomeAlerts(Params, frozen=True, kw_only=True):
    """Which alerts: those of all that is given together, and something must be given."""

    ids: Annotated[list[Id] | None, Names("Alert"), Doc("these alerts")] = None
    type: Annotated[str | None, Doc("those of this type, by its number")] = None
    start_date: Annotated[datetime | None, Doc("those since then")] = None
    end_date: Annotated[datetime | None, Doc("those until then")] = None


@command("archiveAlerts", access=ADMINS)
def archive_alerts(ctx: Ctx, p: SomeAlerts) -> Success:
    """Puts alerts away: they are not listed any more."""
    ctx.db.execute(update(Alert).where(Alert.id.in_(_chosen(ctx, p))).values(archived=True).execution_options(synchronize_session=False))
    return Success()


@command("deleteAlerts", access=ADMINS)
def delete_alerts(ctx: Ctx, p: SomeAlerts) -> Success:
    """Deletes alerts."""
    ctx.db.execute(delete(Alert).where(Alert.id.in_(_chosen(ctx, p))).execution_options(synchronize_session=False))
    return Success()


def _chosen(ctx: Ctx, p: SomeAlerts) -> Select[Any]:
    if p.ids is None and p.type is None and p.start_date is None and p.end_date is None:
        raise InvalidValue("ids, type, startdate or enddate is missing; say which alerts are meant")
    for id in p.ids or []:
        ctx.get(Alert, id, "ids")
    query = narrow(ctx.visible(Alert), (Alert.id, p.ids), (Alert.type, _number(p.type)))
    if p.start_date:
        query = query.where(Alert.created >= p.start_date)
    if p.end_date:
        query = query.where(Alert.created <= p.end_date)
    return query.with_only_columns(Alert.id)


class GenerateAlert(Params, frozen=True, kw_only=True):
    """What the alert says."""

    type: Annotated[int, Meta(ge=0, le=33), Doc("number of its type, as listAlertTypes tells")]
    name: Annotated[str, Doc("name of the alert")]
    description: Annotated[str, Length(999), Doc("what it says")]
    zone_id: Annotated[Id | None, Names("Zone"), Doc("zone it is about")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Doc("pod it is about")] = None


@command("generateAlert", access=ADMINS, event="ALERT.GENERATE", entity="Alert", since="4.3")
def generate_alert(ctx: Ctx, p: GenerateAlert) -> Started[Success]:
    """Makes an alert with words of the caller's."""
    if p.zone_id:
        ctx.see(Zone, p.zone_id, "zoneid")
    if p.pod_id:
        ctx.see(Pod, p.pod_id, "podid")
    alert = ctx.insert(Alert(type=p.type, name=p.name, subject=p.description, zone_id=p.zone_id, pod_id=p.pod_id, resolved=ctx.now))
    return ops.settled(ctx, "Alert", alert.id, f"making alert {p.name}", gone=True)
