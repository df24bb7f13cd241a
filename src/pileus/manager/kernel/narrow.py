"""Narrowing a list's query by its parameters: the few forms that nearly every list command shares."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_

T = TypeVar("T")


def narrow(query: Select[T], *pairs: tuple[Any, Any]) -> Select[T]:
    """Adds `column = value` for every pair whose value was given; a list means any of its members."""
    for column, value in pairs:
        if value is None:
            continue
        query = query.where(column.in_(value) if isinstance(value, list) else column == value)
    return query


def containing(query: Select[T], keyword: str | None, *columns: Any) -> Select[T]:
    """Adds "one of the columns contains the keyword", in any case, if a keyword was given."""
    if not keyword:
        return query
    conditions: list[ColumnElement[bool]] = [c.icontains(keyword, autoescape=True) for c in columns]
    return query.where(or_(*conditions))
