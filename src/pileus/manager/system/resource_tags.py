"""Tags as the lists of other resources show them and narrow by them. Making and deleting tags is not here."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.declare import KeyValue, View
from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.tag import Tag

T = TypeVar("T")


class ResourceTagView(View, kw_only=True):
    """A tag of the resource it stands in."""

    object_name: ClassVar[str] = "tags"
    key: str
    value: str
    resource_type: str
    resource_id: str
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None
    project_id: str | None


def tagged(query: Select[T], column: Any, resource_type: str, wanted: list[KeyValue] | None) -> Select[T]:
    """Only rows that carry all of these tags; `column` holds their ids."""
    for tag in wanted or []:
        carrying = select(Tag.resource_id).where(Tag.resource_type == resource_type, Tag.key == tag.key, Tag.value == tag.value)
        query = query.where(column.in_(carrying))
    return query


def tags_of(db: Session, resource_type: str, ids: Sequence[str]) -> dict[str, list[ResourceTagView]]:
    """The tags of each of these resources, by one query."""
    found: dict[str, list[ResourceTagView]] = defaultdict(list)
    for id, key, value, account, project, project_id, domain_id, domain, path in _tags_of(db, type=resource_type, ids=ids):
        found[id].append(
            ResourceTagView(
                key=key,
                value=value,
                resource_type=resource_type,
                resource_id=id,
                account=account,
                domain=domain,
                domain_id=domain_id,
                domain_path=f"ROOT{path}".rstrip("/"),
                project=project,
                project_id=project_id,
            )
        )
    return found


@Prepared
def _tags_of() -> Select[str, str, str, str, str | None, str | None, str, str, str]:
    return (
        select(
            Tag.resource_id, Tag.key, Tag.value, Account.name, Account.project_name, Account.project_id, Domain.id, Domain.name, Domain.path
        )
        .join(Account, Account.id == Tag.account_id)
        .join(Domain, Domain.id == Account.domain_id)
        .where(Tag.resource_type == bindparam("type"), Tag.resource_id.in_(IDS))
        .order_by(Tag.key)
    )
