"""What webhooks are told: finding the events for each, posting them again until they arrive, and the record of it."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.posting import Post, Posted, post_all
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.database import Database, insert_if_missing
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Only, Page, Params, Secret, Success, View
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.events import Topic
from pileus.manager.kernel.ids import Id, new_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, SettingValues, flag, number, within
from pileus.manager.model.account import Account
from pileus.manager.model.event import Event
from pileus.manager.model.outbox import OutboxEntry
from pileus.manager.model.rows import Flag
from pileus.manager.model.sequence import Sequence
from pileus.manager.model.webhook import Webhook, WebhookDelivery, WebhookScope
from pileus.manager.system.webhooks import TO_ITSELF, checked_url

TIMEOUT = number(
    "webhook.delivery.timeout", 10, "Seconds that the receiver of a webhook has to answer.", scopes=(Scope.DOMAIN,), check=within(1, 120)
)
TRIES = number(
    "webhook.delivery.tries", 3, "How often a webhook is tried until its receiver takes it.", scopes=(Scope.DOMAIN,), check=within(1, 20)
)
KEPT = number("webhook.deliveries.limit", 10, "Deliveries of a webhook that are kept on record; 0 keeps all.", check=within(0))
AT_ONCE = number("webhook.delivery.thread.pool.size", 5, "Webhooks that are posted at the same time.", check=within(1, 100))
FORGET_EVERY = number("webhook.deliveries.cleanup.interval", 3600, "Seconds between two looks for old deliveries.", check=within(1))
PUBLISH = flag("publish.action.events", default=True, doc="Whether webhooks are told of events; what happens meanwhile they never hear of.")

CURSOR = "webhooks"
BATCH = 500
FIRST_PAUSE = timedelta(seconds=2)


@ops.reconciler(every=2)
def webhooks_delivered(db: Database, to: ops.Drivers) -> ops.Report:
    """Makes a delivery for each new event and webhook, and posts what is due."""
    with db.read() as session:
        if session.scalar(select(Webhook.id).limit(1)) is None:
            return ops.Report()
    with db.write() as session:
        _find(session, to.clock.now(), told=to.settings.get(PUBLISH))
    report = ops.Report()
    with db.read() as session:
        due = _due(session, to)
    for delivery, came in zip(due, post_all([delivery.post for delivery in due], to.settings.get(AT_ONCE)), strict=True):
        with db.write() as session:
            _note(session, delivery, came, to, report)
    return report


@ops.reconciler(every=lambda settings: settings.get(FORGET_EVERY))
def old_deliveries_forgotten(db: Database, to: ops.Drivers) -> ops.Report:
    """Forgets the oldest ended deliveries of each webhook beyond the number that is kept."""
    kept = to.settings.get(KEPT)
    if kept:
        with db.write() as session:
            _prune(session, kept)
    return ops.Report()


def _find(db: Session, now: datetime, *, told: bool) -> None:
    """Deliveries of the events since the last look, in the transaction that moves on; with `told` false none are made."""
    insert_if_missing(db, Sequence, {"name": CURSOR, "last": 0})
    cursor = db.get_one(Sequence, CURSOR, with_for_update=True)
    query = select(OutboxEntry).where(OutboxEntry.number > cursor.last).order_by(OutboxEntry.number).limit(BATCH)
    entries = list(db.scalars(query))
    ids = [msgspec.json.decode(entry.data)["id"] for entry in entries if entry.topic == Topic.EVENT]
    hooks = list(db.scalars(select(Webhook).where(Webhook.state == Flag.ENABLED))) if told else []
    owners = {id: db.get_one(Account, id) for id in {hook.account_id for hook in hooks}}
    for event in db.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.created)):
        account = db.get_one(Account, event.account_id)
        body = payload_of(event, account)
        for hook in hooks:
            if event.created >= hook.created and _hears(hook, owners[hook.account_id], account):
                named = {"event_id": event.id, "event_type": event.type, "payload": body}
                db.add(WebhookDelivery(webhook_id=hook.id, account_id=hook.account_id, created=now, due=now, **named))
    if entries:
        cursor.last = entries[-1].number


def _hears(hook: Webhook, owner: Account, account: Account) -> bool:
    """Whether an event of that account is this webhook's to tell."""
    if hook.scope is WebhookScope.GLOBAL:
        return True
    if hook.scope is WebhookScope.DOMAIN:
        return account.domain.path.startswith(owner.domain.path)
    return account.id == hook.account_id


def payload_of(event: Event, account: Account) -> str:
    """What is posted of an event: a JSON object."""
    told = {
        "id": event.id,
        "event": event.type,
        "status": event.state,
        "level": event.level,
        "description": event.description,
        "eventDateTime": event.created.strftime("%Y-%m-%d %H:%M:%S %z"),
        "account": account.name,
        "accountid": account.id,
        "domainid": account.domain_id,
        "domainpath": account.domain.shown_path,
        "user": event.user_name,
        "entity": event.entity,
        "entityuuid": event.entity_id,
    }
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None}).decode()


@dataclass(frozen=True)
class Due:
    """A delivery that is to be posted now."""

    id: str
    webhook: str
    domain_id: str
    post: Post


def _due(db: Session, to: ops.Drivers) -> list[Due]:
    query = (
        select(WebhookDelivery, Webhook, Account)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .join(Account, Account.id == Webhook.account_id)
        .where(WebhookDelivery.ended.is_(None), WebhookDelivery.due <= to.clock.now())
        .order_by(WebhookDelivery.due)
        .limit(BATCH)
    )
    return [
        Due(delivery.id, hook.name, account.domain_id, _post(to.settings, to.sealer, hook, account.domain_id, delivery))
        for delivery, hook, account in db.execute(query)
    ]


def _post(settings: SettingValues, sealer: Sealer, hook: Webhook, domain_id: str, delivery: WebhookDelivery) -> Post:
    secret = sealer.open(hook.sealed_secret) if hook.sealed_secret else ""
    return _made(settings, hook.url, secret, delivery.payload, delivery, verify=hook.verify, domain_id=domain_id)


def _made(settings: SettingValues, url: str, secret: str, payload: str, delivery: WebhookDelivery, *, verify: bool, domain_id: str) -> Post:
    body = payload.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "CS-Hookshot/Pileus",
        "X-CS-Event": delivery.event_type,
        "X-CS-Event-ID": delivery.event_id or delivery.id,
    }
    if secret:
        headers["X-CS-Signature"] = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    timeout = settings.get(TIMEOUT, scope=Scope.DOMAIN, of=domain_id)
    return Post(url=url, body=body, headers=headers, verify=verify, timeout=timeout, to_itself=settings.get(TO_ITSELF))


def _headers(post: Post) -> str:
    return "\n".join(f"{name}: {value}" for name, value in post.headers.items())


def _note(db: Session, due: Due, came: Posted, to: ops.Drivers, report: ops.Report) -> None:
    """Writes what came of it; a delivery that failed is due again later, unless it was tried often enough."""
    row = db.get(WebhookDelivery, due.id)
    if row is None:
        return
    now = to.clock.now()
    row.tries += 1
    row.started = row.started or now
    row.headers, row.response, row.success = _headers(due.post), came.response, came.success
    if came.success or row.tries >= to.settings.get(TRIES, scope=Scope.DOMAIN, of=due.domain_id):
        row.ended = now
        if not came.success:
            report.wrong.append(f"webhook {due.webhook}: not delivered in {row.tries} tries: {came.response}")
    else:
        row.due = now + FIRST_PAUSE * 2 ** (row.tries - 1)


def _prune(db: Session, kept: int) -> None:
    newest = func.row_number().over(partition_by=WebhookDelivery.webhook_id, order_by=(WebhookDelivery.created.desc(), WebhookDelivery.id))
    ranked = select(WebhookDelivery.id, newest.label("place")).where(WebhookDelivery.ended.is_not(None)).subquery()
    beyond = select(ranked.c.id).where(ranked.c.place > kept)
    db.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(beyond)).execution_options(synchronize_session=False))


class DeliveryView(View, kw_only=True):
    """A delivery: what was posted, and what was answered."""

    object_name: ClassVar[str] = "webhookdelivery"
    id: str
    event_id: str | None
    event_type: str
    webhook_id: str | None
    webhook_name: str | None
    payload: str
    headers: str
    response: str
    success: bool
    start_date: datetime | None
    end_date: datetime | None


def _view(row: WebhookDelivery, hook: Webhook | None) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        event_id=row.event_id,
        event_type=row.event_type,
        webhook_id=hook.id if hook else None,
        webhook_name=hook.name if hook else None,
        payload=row.payload,
        headers=row.headers,
        response=row.response,
        success=row.success,
        start_date=row.started,
        end_date=row.ended,
    )


NO_SERVERS = NoEffect("deliveries are not the work of one management server")


class ListDeliveries(ListParams, frozen=True, kw_only=True):
    """Which deliveries."""

    id: Annotated[Id | None, Names("WebhookDelivery"), Doc("only this delivery")] = None
    webhook_id: Annotated[Id | None, Names("Webhook"), Doc("only deliveries of this webhook")] = None
    event_type: Annotated[str | None, Doc("only deliveries of events of this type")] = None
    start_date: Annotated[datetime | None, Doc("only deliveries since then")] = None
    end_date: Annotated[datetime | None, Doc("only deliveries until then")] = None
    management_server_id: Annotated[Id | None, Only(ADMINS), Doc("only deliveries by this server"), NO_SERVERS] = None


@command("listWebhookDeliveries", access=USERS, since="4.20.0")
def list_deliveries(ctx: Ctx, p: ListDeliveries) -> Page[DeliveryView]:
    """Lists the deliveries on record, the newest first, with those that are still to be tried."""
    query = ctx.visible(WebhookDelivery, p).order_by(WebhookDelivery.created.desc())
    if p.webhook_id is not None:
        ctx.see(Webhook, p.webhook_id, "webhookid")
    query = narrow(
        query, (WebhookDelivery.id, p.id), (WebhookDelivery.webhook_id, p.webhook_id), (WebhookDelivery.event_type, p.event_type)
    )
    query = _in_time(containing(query, p.keyword, WebhookDelivery.event_type, WebhookDelivery.payload), p)
    return ctx.page(query, p, lambda row: _view(row, ctx.db.get(Webhook, row.webhook_id)))


def _in_time(query: Any, p: Any) -> Any:
    if p.start_date:
        query = query.where(WebhookDelivery.created >= p.start_date)
    if p.end_date:
        query = query.where(WebhookDelivery.created <= p.end_date)
    return query


class DeleteDelivery(Params, frozen=True, kw_only=True):
    """Which deliveries: those of all that is given together, and something must be given."""

    id: Annotated[Id | None, Names("WebhookDelivery"), Doc("this delivery")] = None
    webhook_id: Annotated[Id | None, Names("Webhook"), Doc("those of this webhook")] = None
    start_date: Annotated[datetime | None, Doc("those since then")] = None
    end_date: Annotated[datetime | None, Doc("those until then")] = None
    management_server_id: Annotated[Id | None, Only(ADMINS), Doc("those by this server"), NO_SERVERS] = None


@command("deleteWebhookDelivery", access=USERS, entity="WebhookDelivery", since="4.20.0")
def delete_delivery(ctx: Ctx, p: DeleteDelivery) -> Success:
    """Deletes deliveries from the record; one that waits is not tried any more."""
    if p.id is None and p.webhook_id is None:
        raise InvalidValue("id or webhookid is missing; say which deliveries are meant")
    if p.id is not None:
        ctx.get(WebhookDelivery, p.id)
    if p.webhook_id is not None:
        ctx.get(Webhook, p.webhook_id, "webhookid")
    query = narrow(ctx.visible(WebhookDelivery), (WebhookDelivery.id, p.id), (WebhookDelivery.webhook_id, p.webhook_id))
    meant = _in_time(query, p).with_only_columns(WebhookDelivery.id)
    ctx.db.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(meant)).execution_options(synchronize_session=False))
    return Success()


class ExecuteDelivery(Params, frozen=True, kw_only=True):
    """What is posted where, at once: a delivery again, something to a webhook, or something to any address."""

    id: Annotated[Id | None, Names("WebhookDelivery"), Doc("a delivery to be posted again")] = None
    webhook_id: Annotated[Id | None, Names("Webhook"), Doc("the webhook that is tried")] = None
    payload_url: Annotated[str | None, Length(1024), Doc("the address that is tried")] = None
    payload: Annotated[str | None, Length(65535), Doc("what is posted; a short text when left out")] = None
    secret_key: Annotated[str | None, Secret(), Doc("key to sign it with")] = None
    ssl_verification: Annotated[bool | None, Doc("false: takes any certificate")] = None


@command("executeWebhookDelivery", access=USERS, writes=False, since="4.20.0")
def execute_delivery(ctx: Ctx, p: ExecuteDelivery) -> DeliveryView:
    """Posts now, waits for the answer and tells it; nothing of it goes on record."""
    before = ctx.get(WebhookDelivery, p.id) if p.id else None
    hook_id = before.webhook_id if before else p.webhook_id
    hook = ctx.get(Webhook, hook_id, "webhookid") if hook_id else None
    url = p.payload_url or (hook.url if hook else None)
    if url is None:
        raise InvalidValue("id, webhookid or payloadurl is missing; say what is to be posted where")
    row = WebhookDelivery(
        id=new_id(),
        event_id=before.event_id if before else None,
        event_type=before.event_type if before else "TEST.WEBHOOK",
        payload=p.payload or (before.payload if before else '{"event":"TEST.WEBHOOK"}'),
        started=ctx.now,
    )
    verify = p.ssl_verification if p.ssl_verification is not None else (hook.verify if hook else True)
    secret = p.secret_key or (ctx.sealer.open(hook.sealed_secret) if hook and hook.sealed_secret and p.payload_url is None else "")
    post = _made(ctx.settings, checked_url(ctx.settings, url), secret, row.payload, row, verify=verify, domain_id=ctx.caller.domain_id)
    [came] = post_all([post], 1)
    row.headers, row.response, row.success, row.ended = _headers(post), came.response, came.success, ctx.clock.now()
    return _view(row, hook)
