"""Tags, annotations and icons of resources that are gone: they go too, some minutes later."""

from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.database import Database
from pileus.manager.model.annotation import Annotation, ResourceIcon
from pileus.manager.model.tag import Tag
from pileus.manager.system.annotations import ANNOTATED
from pileus.manager.system.icons import PICTURED
from pileus.manager.system.tags import taggable


@ops.reconciler(every=600)
def forsaken_removed(db: Database, to: ops.Drivers) -> ops.Report:
    """Deletes tags and icons whose resource is gone, and takes annotations away as if their author had."""
    report = ops.Report()
    with db.read() as session:
        if not any(session.scalars(query.limit(1)).first() for query in _forsaken(session)):
            return report
    with db.write() as session:
        for query in _forsaken(session):
            rows: list[Tag | ResourceIcon | Annotation] = list(session.scalars(query))
            for row in rows:
                if isinstance(row, Annotation):
                    row.removed = to.clock.now()
                    about = f"{row.entity_type} {row.entity_id}"
                else:
                    session.delete(row)
                    about = f"{row.resource_type} {row.resource_id}"
                report.repaired.append(f"{type(row).__label__} of {about}: removed, since that is gone")
    return report


def _forsaken(session: Session) -> list[Select[Any]]:
    """What is on resources that are gone, by kind: nothing is asked of kinds of which nothing is there."""
    tags = [_on(Tag, Tag.resource_type, Tag.resource_id, kind, taggable[kind]) for kind in _kinds(session, Tag.resource_type)]
    icons = [
        _on(ResourceIcon, ResourceIcon.resource_type, ResourceIcon.resource_id, kind, PICTURED[kind])
        for kind in _kinds(session, ResourceIcon.resource_type)
    ]
    annotations = [
        _on(Annotation, Annotation.entity_type, Annotation.entity_id, kind, ANNOTATED[kind]).where(Annotation.removed.is_(None))
        for kind in _kinds(session, Annotation.entity_type)
    ]
    return [*tags, *icons, *annotations]


def _kinds(session: Session, column: Any) -> list[str]:
    return list(session.scalars(select(column).distinct()))


def _on(model: Any, kind_column: Any, id_column: Any, kind: str, resource: Any) -> Select[Any]:
    there = exists().where(resource.id == id_column)
    if hasattr(resource, "removed"):
        there = there.where(resource.removed.is_(None))
    return select(model).where(kind_column == kind, ~there)
