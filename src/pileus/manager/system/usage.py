"""Usage: what accounts had and ran in a period, read from rows and events whenever it is asked for. Nothing is collected beforehand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, NamedTuple

from msgspec import Meta
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx, page_bounds
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Success, View
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS
from pileus.manager.kernel.settings import DEFAULT_PAGE_SIZE, flag, number, text, within
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.event import BEGINS, ENDS, MADE, Event, EventLevel, EventState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.os_type import OsType
from pileus.manager.model.project import Project
from pileus.manager.model.storage import Template, Volume, VolumeState
from pileus.manager.system.configurations import keep
from pileus.manager.system.resource_tags import ResourceTagView, tags_of

ENABLED = flag("enable.usage.server", default=True, doc="Whether usage can be asked for.", category="Usage")
RANGE = number(
    "usage.stats.job.aggregation.range",
    1440,
    "Minutes that one usage record covers at the most.",
    category="Usage",
    check=within(10, 44640),
)
SINCE = text("pileus.usage.since", "", "Usage before this moment is not told any more; removeRawUsageRecords moves it.", category="Usage")

MOST = 200_000
"""Records that one answer may be made of; a longer period is asked for in parts."""

RUNNING, ALLOCATED, VOLUME, TEMPLATE, ISO = 1, 2, 6, 7, 8
TYPES = {
    RUNNING: ("RUNNING_VM", "Running Vm Usage"),
    ALLOCATED: ("ALLOCATED_VM", "Allocated Vm Usage"),
    VOLUME: ("VOLUME", "Volume Usage"),
    TEMPLATE: ("TEMPLATE", "Template Usage"),
    ISO: ("ISO", "ISO Usage"),
}
"""CloudStack's numbers and words of what there is usage of here."""

TAGGED = {RUNNING: "UserVm", ALLOCATED: "UserVm", VOLUME: "Volume", TEMPLATE: "Template", ISO: "ISO"}

Span = tuple[datetime, datetime]


class UsageTypeView(View, kw_only=True):
    """A type of usage."""

    object_name: ClassVar[str] = "usagetype"
    id: int
    name: str
    description: str


@command("listUsageTypes", access=ADMINS)
def list_usage_types(ctx: Ctx, p: Params) -> Page[UsageTypeView]:
    """Lists the types of usage there are records of."""
    del p
    views = [UsageTypeView(id=id, name=name, description=said) for id, (name, said) in TYPES.items()]
    return ctx.slice(views, ListParams(pagesize=-1))


NOTHING_TO_DO = NoEffect("usage is computed when it is asked for; a period or domain that makes no sense is refused")


class Period(Params, frozen=True, kw_only=True):
    """Of when."""

    start_date: Annotated[datetime | None, Doc("from then on"), NOTHING_TO_DO] = None
    end_date: Annotated[datetime | None, Doc("until then"), NOTHING_TO_DO] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("of this domain"), NOTHING_TO_DO] = None


@command("generateUsageRecords", access=ADMINS)
def generate_usage_records(ctx: Ctx, p: Period) -> Success:
    """Has nothing to do beforehand: listUsageRecords computes what it is asked for. Refuses a period that makes no sense."""
    if p.domain_id is not None:
        ctx.see(Domain, p.domain_id, "domainid")
    if p.start_date and p.end_date and p.start_date > p.end_date:
        raise InvalidValue("startdate is after enddate; exchange them")
    return Success(display_text="usage is computed when it is asked for")


class RemoveUsage(Params, frozen=True, kw_only=True):
    """Which."""

    interval: Annotated[int, Meta(ge=1, le=100_000), Doc("usage older than so many days is not told any more")]


@command("removeRawUsageRecords", access=ADMINS, event="USAGE.REMOVE.USAGE.RECORDS", since="4.6.0")
def remove_usage(ctx: Ctx, p: RemoveUsage) -> Success:
    """Forgets usage older than some days. What it was read from stays: the objects' own rows and events."""
    until = max(ctx.now - timedelta(days=p.interval), _since(ctx))
    keep(ctx, SINCE, until.isoformat())
    ctx.tell(f"removed usage records older than {p.interval} days")
    return Success()


def _since(ctx: Ctx) -> datetime:
    said = ctx.settings.get(SINCE)
    return datetime.fromisoformat(said) if said else datetime(1970, 1, 1, tzinfo=UTC)


class UsageView(View, kw_only=True):
    """Usage of one thing in one period; `raw_usage` in hours."""

    object_name: ClassVar[str] = "usagerecord"
    account: str
    account_id: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None
    zone_id: str
    description: str
    usage: str
    usage_type: int
    raw_usage: str
    usage_id: str
    name: str
    start_date: datetime
    end_date: datetime
    offering_id: str | None
    template_id: str | None
    os_type_id: str | None
    os_display_name: str | None
    os_category_id: str | None
    os_category_name: str | None
    type: str | None
    virtual_machine_id: str | None
    cpu_number: int | None
    cpu_speed: int | None
    memory: int | None
    size: int | None
    virtual_size: int | None
    tags: list[ResourceTagView] | None


class ListUsage(ListParams, frozen=True, kw_only=True):
    """Whose usage of what, and when."""

    start_date: Annotated[datetime, Doc("from then on")]
    end_date: Annotated[datetime, Doc("until then")]
    account: Annotated[str | None, Doc("only of this account; goes with domainid")] = None
    account_id: Annotated[Id | None, Names("Account"), Doc("only of this account")] = None
    domain_id: Annotated[Id | None, Names("Domain"), Doc("only of this domain")] = None
    is_recursive: Annotated[bool, Doc("with domainid: of the domains below it too")] = False
    project_id: Annotated[Id | None, Names("Project"), Doc("only of this project")] = None
    type: Annotated[int | None, Doc("only usage of this type, as listUsageTypes tells")] = None
    usage_id: Annotated[Id | None, Doc("only of this thing; needs type")] = None
    include_tags: Annotated[bool, Doc("with the tags of each thing")] = False
    old_format: Annotated[bool, Doc("other words for the amounts"), NoEffect("records have one form")] = False


class Used(NamedTuple):
    """One thing in one span."""

    type: int
    row: Any
    span: Span


@command("listUsageRecords", access=DOMAIN_ADMINS)
def list_usage_records(ctx: Ctx, p: ListUsage) -> Page[UsageView]:
    """Lists what accounts had and ran in a period, by thing and at most a day a record."""
    if p.start_date > p.end_date:
        raise InvalidValue("startdate is after enddate; exchange them")
    if p.usage_id is not None and p.type is None:
        raise InvalidValue("type is missing; usageid needs it")
    if not ctx.settings.get(ENABLED) or (p.type is not None and p.type not in TYPES):
        return Page(0, [])
    asked = max(p.start_date, _since(ctx)), min(p.end_date, ctx.now)
    length = timedelta(minutes=ctx.settings.get(RANGE))
    found: list[Used] = []
    for type in [p.type] if p.type is not None else TYPES:
        for row, spans in _things(ctx, p, type):
            for span in spans:
                found.extend(Used(type, row, part) for part in _parts(_within(span, asked), length))
        if len(found) > MOST:
            raise InvalidValue(f"the period holds more than {MOST} records; ask for a shorter one, one type, or one account")
    limit, offset = page_bounds(p, ctx.settings.get(DEFAULT_PAGE_SIZE))
    page = found[offset:] if limit is None else found[offset : offset + limit]
    return Page(len(found), _views(ctx.db, page, with_tags=p.include_tags))


def _within(span: Span, asked: Span) -> Span | None:
    start, end = max(span[0], asked[0]), min(span[1], asked[1])
    return (start, end) if start < end else None


def _parts(span: Span | None, length: timedelta) -> Iterator[Span]:
    """A span in pieces that begin at whole multiples of the length, as days do."""
    while span is not None:
        start, end = span
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        edge = min(end, epoch + ((start - epoch) // length + 1) * length)
        yield start, edge
        span = (edge, end) if edge < end else None


def _things(ctx: Ctx, p: ListUsage, type: int) -> Iterable[tuple[Any, list[Span]]]:
    now = ctx.now
    if type in (RUNNING, ALLOCATED):
        instances = list(ctx.db.scalars(_asked(ctx, p, Instance)))
        if type == RUNNING:
            return _running(ctx.db, instances, now)
        return [(row, [(row.created, row.removed or row.destroyed or now)]) for row in instances]
    if type == VOLUME:
        volumes = ctx.db.scalars(_asked(ctx, p, Volume).where(Volume.state != VolumeState.ALLOCATED))
        return [(row, [(row.created, row.removed or now)]) for row in volumes]
    templates = _asked(ctx, p, Template).where((Template.format == "ISO") == (type == ISO))
    return [(row, [(row.created, row.removed or now)]) for row in ctx.db.scalars(templates)]


def _asked(ctx: Ctx, p: ListUsage, model: Any) -> Select[Any]:
    """Rows of the accounts that are meant, among those the caller has power over."""
    query = ctx.visible(model).order_by(model.created, model.id)
    accounts = select(Account.id)
    if p.project_id is not None:
        query = query.where(model.account_id == ctx.see(Project, p.project_id, "projectid").account_id)
    if p.account_id is not None:
        query = query.where(model.account_id == ctx.see(Account, p.account_id, "accountid").id)
    domain = ctx.see(Domain, p.domain_id or ctx.caller.domain_id, "domainid")
    if p.account is not None:
        named = ctx.db.scalar(ctx.visible(Account).where(Account.name == p.account, Account.domain_id == domain.id))
        if named is None:
            raise NotFound("account", p.account)
        query = query.where(model.account_id == named.id)
    elif p.domain_id is not None and p.is_recursive:
        tree = [row.id for row in ctx.db.execute(select(Domain.id, Domain.path)) if row.path.startswith(domain.path)]
        query = query.where(model.account_id.in_(accounts.where(Account.domain_id.in_(tree))))
    elif p.domain_id is not None or not ctx.caller.is_root:
        ids = [domain.id] if p.domain_id is not None else [row.id for row in ctx.db.scalars(ctx.visible(Domain))]
        query = query.where(model.account_id.in_(accounts.where(Account.domain_id.in_(ids))))
    if p.usage_id is not None:
        query = query.where(model.id == p.usage_id)
    return query


def _running(db: Session, instances: list[Instance], now: datetime) -> Iterator[tuple[Instance, list[Span]]]:
    """When instances ran, by the events of what started and ended them."""
    told = (
        select(Event.entity_id, Event.type, Event.created)
        .where(Event.entity == "VirtualMachine", Event.state == EventState.COMPLETED, Event.level == EventLevel.INFO)
        .where(Event.type.in_(BEGINS | ENDS), Event.entity_id.in_(select(Instance.id)))
        .order_by(Event.created, Event.id)
    )
    moments: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for id, type, at in db.execute(told):
        moments[id or ""].append((type, at))
    for row in instances:
        spans: list[Span] = []
        begun: datetime | None = None
        for type, at in moments[row.id]:
            if type in BEGINS:
                begun = begun or (at if type != MADE or row.born_running else None)
            elif begun is not None:
                spans.append((begun, at))
                begun = None
        if begun is not None:
            ended = now if row.state is InstanceState.RUNNING else row.removed or row.destroyed or row.updated or begun
            spans.append((begun, max(ended, begun)))
        yield row, spans


def _views(db: Session, page: list[Used], *, with_tags: bool) -> list[UsageView]:
    accounts = {row.id: row for row in db.scalars(select(Account).where(Account.id.in_({used.row.account_id for used in page})))}
    tags = {type: tags_of(db, TAGGED[type], [used.row.id for used in page]) for type in {used.type for used in page}} if with_tags else {}
    named = {getattr(used.row, "os_type_id", None) for used in page}
    systems = {system.id: system for system in db.scalars(select(OsType).where(OsType.id.in_(named)))}

    def view(used: Used) -> UsageView:
        own = tags.get(used.type, {}).get(used.row.id, [] if with_tags else None)
        return _view(used, accounts[used.row.account_id], systems.get(getattr(used.row, "os_type_id", "")), own)

    return [view(used) for used in page]


def _view(used: Used, owner: Account, system: OsType | None, tags: list[ResourceTagView] | None) -> UsageView:
    type, row, (start, end) = used
    hours = (end - start).total_seconds() / 3600
    instance = row if isinstance(row, Instance) else None
    return UsageView(
        account=owner.name,
        account_id=owner.id,
        domain=owner.domain.name,
        domain_id=owner.domain_id,
        domain_path=owner.domain.shown_path,
        project=owner.project_name,
        project_id=owner.project_id,
        zone_id=row.zone_id,
        description=f"{row.name} ({row.id}): {TYPES[type][1].lower()}",
        usage=f"{hours:.6f} Hrs",
        usage_type=type,
        raw_usage=f"{hours:.6f}",
        usage_id=row.id,
        name=row.name,
        start_date=start,
        end_date=end,
        offering_id=instance.service_offering_id if instance else getattr(row, "disk_offering_id", None),
        template_id=row.id if isinstance(row, Template) else row.template_id,
        os_type_id=system.id if system else None,
        os_display_name=system.name if system else None,
        os_category_id=system.category_id if system else None,
        os_category_name=system.category.name if system else None,
        type=instance.hypervisor if instance else None,
        virtual_machine_id=instance.id if instance else None,
        cpu_number=instance.cpus if instance else None,
        cpu_speed=instance.cpu_mhz if instance else None,
        memory=instance.memory_mib if instance else None,
        size=getattr(row, "size", None),
        virtual_size=row.size if isinstance(row, Template) else None,
        tags=tags,
    )
