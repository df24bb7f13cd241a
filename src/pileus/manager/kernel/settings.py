"""Declaring Global Settings and reading them. Values live in a table that `system` owns; here is only what a setting is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T", str, int, float, bool)


class Scope(StrEnum):
    """Where a value may be overridden."""

    GLOBAL = "Global"
    ZONE = "Zone"
    CLUSTER = "Cluster"
    STORAGE_POOL = "StoragePool"
    IMAGE_STORE = "ImageStore"
    ACCOUNT = "Account"
    DOMAIN = "Domain"
    MANAGEMENT_SERVER = "ManagementServer"
    """CloudStack's word on two settings that have one value for all servers, there as here."""


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its CloudStack name, type and default, and what it does. `check` answers why a value is refused, or nothing."""

    name: str
    type: type[T]
    default: T
    doc: str
    category: str = "Advanced"
    scopes: tuple[Scope, ...] = (Scope.GLOBAL,)
    secret: bool = False
    check: Callable[[T], str | None] | None = None


SETTINGS: dict[str, Setting[Any]] = {}
"""All settings declared so far, by name."""


def setting(declared: Setting[T]) -> Setting[T]:
    """Registers a setting; a name may be declared once."""
    if declared.name in SETTINGS:
        raise TypeError(f"setting {declared.name} is declared twice")
    SETTINGS[declared.name] = declared
    return declared


def flag(name: str, default: bool, doc: str, **more: Any) -> Setting[bool]:  # noqa: FBT001 - a default is a value here, not a switch
    """Registers a boolean setting."""
    return setting(Setting(name=name, type=bool, default=default, doc=doc, **more))


def number(name: str, default: int, doc: str, **more: Any) -> Setting[int]:
    """Registers an integer setting."""
    return setting(Setting(name=name, type=int, default=default, doc=doc, **more))


def text(name: str, default: str, doc: str, **more: Any) -> Setting[str]:
    """Registers a text setting."""
    return setting(Setting(name=name, type=str, default=default, doc=doc, **more))


def within(least: int, most: int | None = None) -> Callable[[int], str | None]:
    """A check: the value is at least this, and at most that."""
    said = f"must be {least} or more" if most is None else f"must be between {least} and {most}"
    return lambda value: None if least <= value and (most is None or value <= most) else said


class SettingValues(Protocol):
    """Current values; a change is seen at the next call, without restart."""

    def get(self, wanted: Setting[T], *, scope: Scope = Scope.GLOBAL, of: str | None = None) -> T:
        """The value for the object `of` in `scope`, else the global one, else the default."""
        ...

    def changed(self) -> None:
        """To be called once a change is committed: the next `get` reads anew."""
        ...


DEFAULT_PAGE_SIZE = number("default.page.size", 500, "Most items a list answers at once.", check=within(1))
SORT_KEYS_RISE = flag(
    "sortkey.algorithm", default=True, doc="Whether what has a sort key is listed with the lowest first; otherwise the highest is."
)
