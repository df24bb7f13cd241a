"""Settings as CloudStack 4.22 has them: name, type, default and scope; and that each does something once it is changed."""

from collections.abc import Generator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast

import pytest
from msgspec import Struct
from tests.system.effects import compute, factors, hooks, infra, invitations, mails, records, resets, tenants, wire
from tests.system.effects.stage import EFFECTS, Stage
from tests.tenants import make_account
from tests.world import World

from pileus.manager.http.generate import load
from pileus.manager.kernel.settings import SETTINGS
from pileus.manager.system.values import shown

load()

AREAS = (compute, factors, hooks, infra, invitations, mails, records, resets, tenants, wire)
"""Importing them fills the registry."""

FACTS = Path(__file__).parents[2] / "tools/facts/settings.tsv"
TYPES = {bool: {"Boolean"}, int: {"Integer", "Long"}, float: {"Float", "Double"}, str: {"String"}}
STORE_OF_RESET = {"imagestoreuuid": "imagestoreid"}
"""Both commands name an image store, each in its own way."""
UNKNOWN = "?"
"""A default that CloudStack computes."""


class Fact(Struct, frozen=True):
    """What CloudStack says of a setting."""

    name: str
    type: str
    default: str
    scope: str
    category: str


def read() -> tuple[dict[str, Fact], list[tuple[str, str]]]:
    """The settings, and why patterns of them have no meaning here."""
    facts: dict[str, Fact] = {}
    absences: list[tuple[str, str]] = []
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        kind, *columns = line.split("\t")
        if kind == "setting":
            fact = Fact(*columns)
            facts[fact.name] = fact
        elif kind == "absent":
            absences.append((columns[0], columns[1]))
    return facts, absences


THEIRS, ABSENT = read()
OURS = sorted(set(SETTINGS) & set(THEIRS))


@pytest.fixture(scope="module")
def stage(shared_world: World) -> Generator[Stage]:
    world = shared_world
    domain = world.call("createDomain", name="staged").id
    make_account(world, "boss", domainid=domain, accounttype=2)
    make_account(world, "ann", domainid=domain)
    yield Stage(world, domain, cast("World", world.as_user("boss", "/staged/")), cast("World", world.as_user("ann", "/staged/")))
    assert world.call("listConfigurations", pagesize=-1).count == len(SETTINGS)


@pytest.mark.parametrize("name", OURS)
def test_type_default_and_scope_are_cloudstacks(name: str) -> None:
    ours, theirs = SETTINGS[name], THEIRS[name]
    assert theirs.type in TYPES[ours.type]
    assert [scope.value for scope in ours.scopes] == theirs.scope.split(",")
    assert ours.category == theirs.category
    if theirs.default != UNKNOWN:
        said = {"-": "", '""': ""}.get(theirs.default, theirs.default)
        assert shown(ours.default) == (shown(ours.type(said)) if ours.type in (int, float) and said else said)


def test_a_setting_of_cloudstacks_is_here_or_has_a_reason() -> None:
    unexplained = [name for name in THEIRS if name not in SETTINGS and not any(fnmatchcase(name, pattern) for pattern, _ in ABSENT)]
    assert unexplained == []
    idle = [pattern for pattern, _ in ABSENT if not any(fnmatchcase(name, pattern) for name in set(THEIRS) - set(SETTINGS))]
    assert idle == [], "these reasons are for nothing"


def test_every_setting_has_its_effect_tried() -> None:
    assert sorted(set(OURS) - set(EFFECTS)) == []
    assert sorted(set(EFFECTS) - set(SETTINGS)) == []


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_a_change_is_seen_at_once(stage: Stage, name: str) -> None:
    effect = EFFECTS[name]
    assert effect.observe(stage) == effect.before
    of = effect.of(stage)
    stage.world.call("updateConfiguration", name=name, value=effect.value, **of)
    try:
        assert effect.observe(stage) == effect.after
    finally:
        back = {STORE_OF_RESET.get(param, param): id for param, id in of.items()}
        stage.world.call("resetConfiguration", name=name, **back)
