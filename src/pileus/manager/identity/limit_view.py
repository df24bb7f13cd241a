"""The limits, totals and what is left of them, as fields of accounts and domains."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager.identity.limits import UNLIMITED, WORDS, Kind, Limits, Part
from pileus.manager.kernel.declare import View, WorkedOn
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.setting import ResourceCount


class TaggedView(View, kw_only=True):
    """The limit, total and rest of what has a tag: storage in bytes, memory in MiB; without a limit limit and rest are -1."""

    object_name: ClassVar[str] = "taggedresource"
    resource_type: int
    resource_type_name: str
    tag: str
    limit: int
    total: int
    available: int


class LimitedView(WorkedOn, kw_only=True):
    """Storage in GiB, memory in MiB; without a limit the word is Unlimited."""

    vm_limit: str | None = None
    vm_total: int | None = None
    vm_available: str | None = None
    ip_limit: str | None = None
    ip_total: int | None = None
    ip_available: str | None = None
    volume_limit: str | None = None
    volume_total: int | None = None
    volume_available: str | None = None
    snapshot_limit: str | None = None
    snapshot_total: int | None = None
    snapshot_available: str | None = None
    template_limit: str | None = None
    template_total: int | None = None
    template_available: str | None = None
    project_limit: str | None = None
    project_total: int | None = None
    project_available: str | None = None
    network_limit: str | None = None
    network_total: int | None = None
    network_available: str | None = None
    vpc_limit: str | None = None
    vpc_total: int | None = None
    vpc_available: str | None = None
    cpu_limit: str | None = None
    cpu_total: int | None = None
    cpu_available: str | None = None
    memory_limit: str | None = None
    memory_total: int | None = None
    memory_available: str | None = None
    primary_storage_limit: str | None = None
    primary_storage_total: int | None = None
    primary_storage_available: str | None = None
    secondary_storage_limit: str | None = None
    secondary_storage_total: float | None = None
    secondary_storage_available: str | None = None
    tagged_resources: list[TaggedView] | None = None


def fields(db: Session, owners: Sequence[Account | Domain], tag: str | None = None) -> dict[str, dict[str, Any]]:
    """The fields of each owner by its id, with three queries; what is limited by tag, or only by this tag, among them."""
    query = select(ResourceCount.owner_id, ResourceCount.type, ResourceCount.tag, ResourceCount.used)
    rows = db.execute(query.where(ResourceCount.owner_id.in_([owner.id for owner in owners])))
    counts = {(row.owner_id, Part(Kind(row.type), row.tag)): row.used for row in rows}
    limits = Limits(db, owners)
    by_tag = [part for part in limits.tagged if tag is None or part.tag == tag]
    answer: dict[str, dict[str, Any]] = {owner.id: {} for owner in owners}
    for owner in owners:
        for kind in Kind:
            answer[owner.id] |= _of(kind, limits.most(owner, Part(kind)), counts.get((owner.id, Part(kind)), 0))
        if by_tag:
            tagged = [_tagged(part, limits.most(owner, part), counts.get((owner.id, part), 0)) for part in by_tag]
            answer[owner.id]["tagged_resources"] = tagged
    return answer


def _of(kind: Kind, most: int, used: int) -> dict[str, Any]:
    prefix = WORDS[kind].prefix
    total = round(used / kind.unit, 2) if kind is Kind.SECONDARY_STORAGE else -(-used // kind.unit)
    left = max(most - -(-used // kind.unit), 0)
    return {
        f"{prefix}_limit": "Unlimited" if most == UNLIMITED else str(most),
        f"{prefix}_total": total,
        f"{prefix}_available": "Unlimited" if most == UNLIMITED else str(left),
    }


def _tagged(part: Part, most: int, used: int) -> TaggedView:
    limit = UNLIMITED if most == UNLIMITED else most * part.kind.unit
    return TaggedView(
        resource_type=part.kind.value,
        resource_type_name=WORDS[part.kind].name,
        tag=part.tag,
        limit=limit,
        total=used,
        available=UNLIMITED if limit == UNLIMITED else max(limit - used, 0),
    )
