"""The words in which a command declares itself: parameters, views, answers, and the marks on their fields."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Generic, TypeVar

from msgspec import Struct

from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.roles import Access


@dataclass(frozen=True)
class Doc:
    """What a parameter or field means. Every parameter has one; listApis, OpenAPI and the command reference show it."""

    text: str


@dataclass(frozen=True)
class Only:
    """A parameter that is ignored from, or a field that is left out for, callers of other role types."""

    access: Access


@dataclass(frozen=True)
class Wire:
    """The name on the wire where it is not the Python name without underscores."""

    name: str


@dataclass(frozen=True)
class Names:
    """The model an id parameter points at, by class name; for the access tests and OpenAPI."""

    model: str


@dataclass(frozen=True)
class Length:
    """Longest string accepted where it is not 255 characters."""

    most: int


@dataclass(frozen=True)
class Secret:
    """A field handed only to its owner, or a parameter that may appear in no log, error, event or engine record."""


@dataclass(frozen=True)
class NoEffect:
    """A parameter that is accepted without effect, with the reason; the command reference lists it."""

    why: str


class Params(Struct, frozen=True, kw_only=True):
    """Base of a command's parameters. Field `group_id` is `groupid` on the wire; absent ones have their default."""


class ListParams(Params, frozen=True, kw_only=True):
    """Parameters of every list command. `page` counts from 1 and goes with `pagesize`; -1 asks for everything."""

    keyword: str | None = None
    page: int | None = None
    pagesize: int | None = None


class OwnedParams(ListParams, frozen=True, kw_only=True):
    """Parameters of a list of account-owned things: whose of them."""

    account: str | None = None
    domain_id: Annotated[Id | None, Names("Domain")] = None
    is_recursive: bool = False
    list_all: bool = False
    project_id: Annotated[str | None, Names("Project")] = None


LIST_DOCS = {
    "keyword": "only items whose name contains this",
    "page": "number of the page, from 1; needs pagesize",
    "pagesize": "items on a page; needs page, except -1 for everything",
    "account": "items of this account; goes with domainid",
    "domain_id": "items of this domain",
    "is_recursive": "with domainid: of the domains below it too",
    "list_all": "everything the caller may see",
    "project_id": "items of this project; -1 for all projects the caller belongs to",
}
"""Documentation of the inherited list parameters, once for all commands."""


class KeyValue(Struct, frozen=True, kw_only=True):
    """One entry of a map parameter such as `tags[0].key=…&tags[0].value=…`."""

    key: str
    value: str = ""


class View(Struct, kw_only=True, omit_defaults=False):
    """Base of an answer's object. Fields that are None are left out; `object_name` is its name on the wire."""

    object_name: ClassVar[str]
    annotated: ClassVar[tuple[str, ...]] = ()
    """What annotations call its object. It then has `id` and `has_annotations`, which the dispatcher fills in for a whole answer."""
    pictured: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Whose icon it is shown with: kind and field with the id, the first that has one. It then has a field `icon`, filled in likewise."""


class IconView(View, kw_only=True):
    """An icon, as it stands in the answers of what it belongs to."""

    object_name: ClassVar[str] = "icon"
    base64image: str
    resource_type: str
    resource_id: str


class WorkedOn(View, kw_only=True):
    """Base of an answer's object that jobs work on. The list commands need not fill in which: the dispatcher does, for a page at a time."""

    id: str
    job_id: Annotated[str | None, Doc("the job that works on it now")] = None
    job_status: Annotated[int | None, Doc("0 while there is such a job")] = None


class Success(View, kw_only=True):
    """The answer of commands that have nothing to tell but that it worked."""

    object_name: ClassVar[str] = "success"
    success: bool = True
    display_text: str | None = None


V_co = TypeVar("V_co", bound=View, covariant=True)


@dataclass(frozen=True)
class Page(Generic[V_co]):
    """One page of a list; `count` is the number of all matches."""

    count: int
    items: list[V_co]


@dataclass(frozen=True)
class Started(Generic[V_co]):
    """A job was written; it starts when the transaction commits. `id` is the new object's, if one was made."""

    job_id: str
    id: str | None = None
