"""What people put on resources, as answers show it: whether there are annotations, and icons.

A view says of which kind its object is (`annotated`, `pictured`) and has the field; the fields of a whole answer are filled in here, by one
statement each. Making and deleting annotations and icons is not here.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import IconView, Page, Started, View
from pileus.manager.kernel.prepared import IDS, Prepared
from pileus.manager.model.annotation import Annotation, ResourceIcon


def icon_view(icon: ResourceIcon) -> IconView:
    """An icon as answers have it."""
    return IconView(base64image=icon.image, resource_type=icon.resource_type, resource_id=icon.resource_id)


def show(ctx: Ctx, value: View | Page[Any] | Started[Any], *, icons: bool) -> None:
    """Fills in an answer: whether each object has annotations that the caller sees, and its icon where icons were asked for."""
    if isinstance(value, Started):
        return
    views: Sequence[Any] = value.items if isinstance(value, Page) else [value]
    if not views:
        return
    kind = cast("type[View]", type(views[0]))
    if kind.annotated:
        _note_annotations(ctx, kind.annotated, views)
    if kind.pictured and icons:
        _add_icons(ctx.db, kind.pictured, views)


def _note_annotations(ctx: Ctx, kinds: Sequence[str], views: Sequence[Any]) -> None:
    found = _annotated(ctx.db, kinds=kinds, ids=[view.id for view in views])
    annotated = {id for id, admins_only in found if ctx.caller.is_root or not admins_only}
    for view in views:
        view.has_annotations = view.id in annotated


@Prepared
def _annotated() -> Select[str, bool]:
    of_kinds = Annotation.entity_type.in_(bindparam("kinds", expanding=True))
    return (
        select(Annotation.entity_id, Annotation.admins_only)
        .where(of_kinds, Annotation.entity_id.in_(IDS), Annotation.removed.is_(None))
        .distinct()
    )


def _add_icons(db: Session, sources: Sequence[tuple[str, str]], views: Sequence[Any]) -> None:
    kinds = {kind for kind, _ in sources}
    ids = {id for view in views for _, field in sources if (id := getattr(view, field)) is not None}
    query = select(ResourceIcon).where(ResourceIcon.resource_type.in_(kinds), ResourceIcon.resource_id.in_(ids))
    found = {(icon.resource_type, icon.resource_id): icon_view(icon) for icon in db.scalars(query)}
    for view in views:
        view.icon = next((icon for kind, field in sources if (icon := found.get((kind, getattr(view, field))))), None)
