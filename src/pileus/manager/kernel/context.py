"""The call context: what a command holds of the world. Its `visible`, `use` and `get` are the only ways from a command to rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Select, func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.exc import StaleDataError

from pileus.manager.kernel.authentication import Gate
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.declare import ListParams, OwnedParams, Page, View
from pileus.manager.kernel.errors import Conflict, InvalidValue, NotFound, Unauthenticated
from pileus.manager.kernel.machines import Machines
from pileus.manager.kernel.registry import Command
from pileus.manager.kernel.rules import Rule
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import DEFAULT_PAGE_SIZE, SORT_KEYS_RISE, SettingValues

M = TypeVar("M")
V = TypeVar("V", bound=View)


@dataclass(frozen=True)
class Told:
    """A command's own words for its event."""

    description: str | None = None
    entity_id: str | None = None
    account_id: str | None = None
    domain_id: str | None = None


class Ctx:
    """One call: its caller, its transaction, and the clock and settings it runs under."""

    def __init__(
        self,
        *,
        db: Session,
        caller: Caller | None,
        command: Command,
        clock: Clock,
        settings: SettingValues,
        sealer: Sealer,
        gate: Gate,
        machines: Machines,
        peer: str = "127.0.0.1",
        origin: str = "",
        raw: dict[str, str] | None = None,
    ) -> None:
        self.db = db
        self.command = command
        self.clock = clock
        self.settings = settings
        self.sealer = sealer
        self.gate = gate
        """What the caller's role allows; the discovery of commands asks it."""
        self.machines = machines
        """What can become a host."""
        self.peer = peer
        """Address the call came from."""
        self.origin = origin
        """Where the caller finds the server, such as https://cloud.example:8443, by the caller's own word: good for its answer alone."""
        self.raw = raw or {}
        """Parameters as sent, without credentials: the job row keeps them."""
        self._caller = caller
        self._after_commit: list[Callable[[], None]] = []
        self.told = Told()
        """What the command said about its event."""

    @property
    def caller(self) -> Caller:
        """Who calls; a command open to anyone must not ask."""
        if self._caller is None:
            raise Unauthenticated
        return self._caller

    @property
    def now(self) -> datetime:
        """The time of the call."""
        return self.clock.now()

    def visible(self, model: type[M], p: ListParams | None = None) -> Select[M]:
        """Rows the caller may see; narrowed by the account, domain and project of `p` if it carries them and names no id."""
        rule = _rule(model)
        query = select(model).where(rule.visible(self.caller, model))
        if isinstance(p, OwnedParams) and not getattr(p, "id", None):
            rule.check(self.db, self.caller, p)
            query = rule.scoped(self.caller, model, p, query)
        return query

    def use(self, model: type[M], id: str, param: str = "id") -> M:
        """The row to build upon: the caller's own, public or shared. Anything else does not exist."""
        return self._one(model, _rule(model).usable(self.caller, model), id, param)

    def get(self, model: type[M], id: str, param: str = "id") -> M:
        """The row to change. Anything the caller may not change does not exist."""
        return self._one(model, _rule(model).changeable(self.caller, model), id, param)

    def see(self, model: type[M], id: str, param: str = "id") -> M:
        """The row to look at."""
        return self._one(model, _rule(model).visible(self.caller, model), id, param)

    def _one(self, model: type[M], allowed: ColumnElement[bool], id: str, param: str) -> M:
        row = self.db.scalars(select(model).where(cast("Any", model).id == id, allowed)).one_or_none()
        if row is None:
            raise NotFound(param, id)
        return row

    def insert(self, row: M) -> M:
        """Adds a row at once; a broken unique constraint is a Conflict that names the object."""
        try:
            with self.db.begin_nested():
                self.db.add(row)
        except IntegrityError as error:
            raise Conflict(f"{_called(row)} already exists; choose another name") from error
        return row

    def save(self) -> None:
        """Writes pending changes now; a row that somebody else changed meanwhile, or a name that another object has, is a Conflict."""
        renamed = [_called(row) for row in self.db.dirty if _is_renamed(row)]  # a flush that fails forgets what it was to write
        try:
            self.db.flush()
        except StaleDataError as error:
            raise Conflict("the object was changed by another call at the same time; look at it again and repeat") from error
        except IntegrityError as error:
            which = " or ".join(renamed) or "another object with that name or key"
            raise Conflict(f"{which} already exists; choose another one") from error

    def by_sort_key(self, column: InstrumentedAttribute[int]) -> ColumnElement[int]:
        """The order of a list whose rows have sort keys."""
        return column.asc() if self.settings.get(SORT_KEYS_RISE) else column.desc()

    def ids(self, query: Select[Any]) -> Sequence[str]:
        """Ids of the rows that a query finds, in its order; the rows themselves are not loaded."""
        self.db.flush()
        ids = query.with_only_columns(query.column_descriptions[0]["entity"].id)
        return self.db.connection().execute(ids).scalars().all()

    def page(
        self,
        query: Select[M],
        p: ListParams,
        view: Callable[[M], V] | None = None,
        *,
        load: Callable[[Sequence[str]], list[V]] | None = None,
    ) -> Page[V]:
        """One page of a query. Give `view` to render rows, or `load` to fetch and render all ids of the page with few queries."""
        limit, offset = page_bounds(p, self.settings.get(DEFAULT_PAGE_SIZE))
        entity = query.column_descriptions[0]["entity"]
        wanted = query.order_by(entity.id).limit(limit).offset(offset)
        found: Sequence[Any] = self.db.scalars(wanted).all() if load is None else self.ids(wanted)
        count = offset + len(found)
        if (offset and not found) or len(found) == limit:  # there are others than those found and those before them, or may be
            count = self.db.scalar(select(func.count()).select_from(query.with_only_columns(entity.id).order_by(None).subquery())) or 0
        if not found:
            return Page(count, [])
        if load is not None:
            return Page(count, load(found))
        if view is None:
            raise TypeError("page() needs view or load")
        return Page(count, [view(row) for row in found])

    def tell(self, description: str, *, id: str | None = None, account_id: str | None = None, domain_id: str | None = None) -> None:
        """What the event of this call says, and of which object and owner; without it, a general sentence about the answer, of the caller.

        For synchronous commands that declare an event. Name an account together with its domain.
        """
        self.told = Told(description, id, account_id, domain_id)

    def slice(self, items: list[V], p: ListParams) -> Page[V]:
        """One page of a list that was computed, not queried."""
        limit, offset = page_bounds(p, self.settings.get(DEFAULT_PAGE_SIZE))
        return Page(len(items), items[offset:] if limit is None else items[offset : offset + limit])

    def after_commit(self, call: Callable[[], None]) -> None:
        """Runs `call` once the transaction is committed; never when it is rolled back."""
        self._after_commit.append(call)

    def committed(self) -> None:
        """The dispatcher's word that the transaction is committed."""
        for call in self._after_commit:
            call()


def page_bounds(p: ListParams, most: int) -> tuple[int | None, int]:
    """Limit and offset from CloudStack's page parameters; a wrong combination is refused by name."""
    if p.pagesize == -1:
        if p.page is not None:
            raise InvalidValue("page does not go with pagesize -1, which asks for everything; leave page out")
        return None, 0
    if p.page is None and p.pagesize is None:
        return most, 0
    if p.page is None or p.pagesize is None:
        missing, given = ("page", "pagesize") if p.page is None else ("pagesize", "page")
        raise InvalidValue(f"{given} needs {missing}; give both or neither")
    if p.page < 1 or p.pagesize < 1:
        raise InvalidValue("page and pagesize count from 1")
    if p.pagesize > most:
        raise InvalidValue(f"pagesize {p.pagesize} is above {DEFAULT_PAGE_SIZE.name}, which is {most}; ask for smaller pages")
    return p.pagesize, (p.page - 1) * p.pagesize


def _called(row: object) -> str:
    """What a refusal calls a row."""
    name = getattr(row, "name", None) or getattr(row, "id", "")
    return f"{getattr(type(row), '__label__', type(row).__name__)} {name}"


def _is_renamed(row: object) -> bool:
    column = inspect(row).attrs.get("name")
    return column is not None and column.history.has_changes()


def _rule(model: type[Any]) -> Rule:
    return cast("Rule", model.__rule__)
