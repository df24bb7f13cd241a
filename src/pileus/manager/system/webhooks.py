"""Webhooks: create, list, update, delete. What is delivered to them stands in `webhook_deliveries`."""

from datetime import datetime
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from msgspec import Meta

from pileus.manager.drivers.posting import of_host
from pileus.manager.identity.owners import owner
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, Names, Only, OwnedParams, Page, Params, Secret, Success, View
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS, USERS
from pileus.manager.kernel.settings import SettingValues, flag
from pileus.manager.model.account import Account
from pileus.manager.model.project import Project
from pileus.manager.model.rows import Flag
from pileus.manager.model.webhook import Webhook, WebhookScope

TO_ITSELF = flag(
    "pileus.webhook.to.itself",
    default=False,
    doc="Whether webhooks may be posted to the management server's own machine; for trying them out.",
)

Url = Annotated[str, Meta(min_length=1), Length(1024)]


class WebhookView(View, kw_only=True):
    """A webhook."""

    object_name: ClassVar[str] = "webhook"
    id: str
    name: str
    description: str | None
    state: Flag
    payload_url: str
    secret_key: Annotated[str | None, Secret()]
    ssl_verification: bool
    scope: WebhookScope
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project_id: str | None
    project: str | None
    created: datetime


def _view(ctx: Ctx, row: Webhook) -> WebhookView:
    account = ctx.db.get_one(Account, row.account_id)
    own = row.account_id == ctx.caller.account_id or account.project_id in ctx.caller.project_ids
    project = ctx.db.get(Project, account.project_id) if account.project_id else None
    return WebhookView(
        id=row.id,
        name=row.name,
        description=row.description,
        state=row.state,
        payload_url=row.url,
        secret_key=ctx.sealer.open(row.sealed_secret) if row.sealed_secret and own else None,
        ssl_verification=row.verify,
        scope=row.scope,
        account=account.name,
        domain=account.domain.name,
        domain_id=account.domain_id,
        domain_path=account.domain.shown_path,
        project_id=account.project_id,
        project=project.name if project else None,
        created=row.created,
    )


def checked_url(settings: SettingValues, url: str) -> str:
    """The address, if something may be posted to it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise InvalidValue(f"payloadurl {url[:200]} is no URL ({error}); write http://host/path or https://host/path") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InvalidValue(f"payloadurl {url[:200]} is no web address; write http://host/path or https://host/path")
    if parts.username is not None:
        raise InvalidValue("payloadurl holds a user name; leave it out, and check the signature made with secretkey instead")
    name = parts.hostname.rstrip(".").lower()
    itself = settings.get(TO_ITSELF)
    local = "localhost is this machine itself" if name == "localhost" or name.endswith(".localhost") else None
    why = (None if itself else local) or of_host(name, to_itself=itself)
    if why is not None:
        raise InvalidValue(f"payloadurl {url[:200]} is refused: {why}; name a service of another machine")
    return url.strip()


def _scope(ctx: Ctx, wanted: WebhookScope) -> WebhookScope:
    if wanted is WebhookScope.GLOBAL and not ctx.caller.is_root:
        raise PermissionDenied("scope Global is for root admins; use Domain or Local")
    if wanted is WebhookScope.DOMAIN and not ctx.caller.has(DOMAIN_ADMINS):
        raise PermissionDenied("scope Domain is for administrators; use Local")
    return wanted


def _secret(ctx: Ctx, text: str | None) -> str:
    return ctx.sealer.seal(text) if text else ""


class CreateWebhook(Params, frozen=True, kw_only=True):
    """Where events go."""

    name: Annotated[Name, Doc("name of the webhook, unique within the account")]
    payload_url: Annotated[Url, Doc("web address that events are posted to")]
    description: Annotated[str | None, Doc("what it is for")] = None
    secret_key: Annotated[str | None, Secret(), Doc("key that each delivery is signed with: X-CS-Signature, HMAC-SHA256 in hex")] = None
    ssl_verification: Annotated[bool, Doc("false: takes any certificate")] = True
    state: Annotated[Flag, Doc("Enabled or Disabled")] = Flag.ENABLED
    scope: Annotated[
        WebhookScope, Only(DOMAIN_ADMINS), Doc("Local: the account's events; Domain: those of its domain and below; Global: all")
    ] = WebhookScope.LOCAL
    account: Annotated[str | None, Doc("owner; goes with domainid")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("domain of the account")] = None
    project_id: Annotated[Id | None, Names("Project"), Doc("owner, when it is a project")] = None


@command("createWebhook", access=USERS, entity="Webhook", since="4.20.0")
def create_webhook(ctx: Ctx, p: CreateWebhook) -> WebhookView:
    """Creates a webhook, which gets each event from now on."""
    account = owner(ctx, p.account, p.domain_id, p.project_id)
    row = ctx.insert(
        Webhook(
            account_id=account.id,
            created=ctx.now,
            name=p.name,
            description=p.description,
            state=p.state,
            url=checked_url(ctx.settings, p.payload_url),
            sealed_secret=_secret(ctx, p.secret_key),
            verify=p.ssl_verification,
            scope=_scope(ctx, p.scope),
        )
    )
    return _view(ctx, row)


class ListWebhooks(OwnedParams, frozen=True, kw_only=True):
    """Which webhooks."""

    id: Annotated[Id | None, Names("Webhook"), Doc("only this webhook")] = None
    name: Annotated[str | None, Doc("only the webhook of this name")] = None
    state: Annotated[Flag | None, Doc("only those that are Enabled, or Disabled")] = None
    scope: Annotated[WebhookScope | None, Only(DOMAIN_ADMINS), Doc("only those of this scope: Local, Domain or Global")] = None


@command("listWebhooks", access=USERS, since="4.20.0")
def list_webhooks(ctx: Ctx, p: ListWebhooks) -> Page[WebhookView]:
    """Lists the webhooks the caller may see. Their keys are told to their owners only."""
    query = ctx.visible(Webhook, p).order_by(Webhook.name)
    query = narrow(query, (Webhook.id, p.id), (Webhook.name, p.name), (Webhook.state, p.state), (Webhook.scope, p.scope))
    return ctx.page(containing(query, p.keyword, Webhook.name), p, lambda row: _view(ctx, row))


class UpdateWebhook(Params, frozen=True, kw_only=True):
    """What of it changes."""

    id: Annotated[Id, Names("Webhook"), Doc("the webhook")]
    name: Annotated[Name | None, Doc("new name")] = None
    payload_url: Annotated[Url | None, Doc("new address")] = None
    description: Annotated[str | None, Doc("new description")] = None
    secret_key: Annotated[str | None, Secret(), Doc("new key; empty signs deliveries no more")] = None
    ssl_verification: Annotated[bool | None, Doc("false: takes any certificate")] = None
    state: Annotated[Flag | None, Doc("Enabled or Disabled")] = None
    scope: Annotated[WebhookScope | None, Only(DOMAIN_ADMINS), Doc("Local, Domain or Global")] = None


@command("updateWebhook", access=USERS, entity="Webhook", since="4.20.0")
def update_webhook(ctx: Ctx, p: UpdateWebhook) -> WebhookView:
    """Updates a webhook."""
    row = ctx.get(Webhook, p.id)
    for name, value in (("name", p.name), ("description", p.description), ("verify", p.ssl_verification), ("state", p.state)):
        if value is not None:
            setattr(row, name, value)
    if p.payload_url is not None:
        row.url = checked_url(ctx.settings, p.payload_url)
    if p.secret_key is not None:
        row.sealed_secret = _secret(ctx, p.secret_key)
    if p.scope is not None:
        row.scope = _scope(ctx, p.scope)
    ctx.save()
    return _view(ctx, row)


class DeleteWebhook(Params, frozen=True, kw_only=True):
    """Which one."""

    id: Annotated[Id, Names("Webhook"), Doc("the webhook")]


@command("deleteWebhook", access=USERS, entity="Webhook", since="4.20.0")
def delete_webhook(ctx: Ctx, p: DeleteWebhook) -> Success:
    """Deletes a webhook and the record of its deliveries."""
    ctx.db.delete(ctx.get(Webhook, p.id))
    return Success()
