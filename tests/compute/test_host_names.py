"""Host names of instances, where vm.distinct.hostname.scope wants them unlike on more than one network."""

from typing import Any, cast

import pytest
from tests.network.test_shared_networks import make
from tests.system.effects.stage import allowed
from tests.tenants import make_account
from tests.world import World

NAME = "vm.distinct.hostname.scope"


@pytest.fixture(scope="module")
def places(shared_world: World) -> dict[str, str]:
    """Networks by whose they are: of two accounts of a domain, of one of the domain below, and one with another DNS domain."""
    world = shared_world
    top = world.call("createDomain", name="names").id
    low = world.call("createDomain", name="low", parentdomainid=top).id
    made: dict[str, str] = {}
    for third, (account, domain) in enumerate({"ada": top, "bea": top, "cid": low}.items(), start=161):
        make_account(world, account, domainid=domain)
        made[account] = make(world, f"net of {account}", third, acltype="Account", account=account, domainid=domain).id
    made["ada's second"] = make(world, "second", 164, acltype="Account", account="ada", domainid=top).id
    made["elsewhere"] = make(world, "else", 165, acltype="Account", account="ada", domainid=top, networkdomain="else.example.org").id
    return made


def owner_of(place: str) -> dict[str, str]:
    who = place if place in ("bea", "cid") else "ada"
    return {"account": who, "path": "/names/low/" if who == "cid" else "/names/"}


def stopped(world: World, place: str, id: str, name: str) -> Any:
    whose = owner_of(place)
    tenant = cast("World", world.as_user(whose["account"], whose["path"]))
    started = tenant.deploy(name=name, networkids=id, startvm=False)
    world.ended(started)
    return started.id


@pytest.mark.parametrize(
    ("reach", "near", "far"),
    [
        ("network", None, ("ada", "ada's second")),
        ("account", ("ada", "ada's second"), ("ada", "bea")),
        ("domain", ("ada", "bea"), ("cid", "ada")),
        ("subdomain", ("cid", "ada"), ("ada", "cid")),
        ("global", ("ada", "cid"), ("ada", "elsewhere")),
    ],
)
def test_a_name_is_taken_as_far_as_the_setting_says(
    shared_world: World, places: dict[str, str], reach: str, near: tuple[str, str] | None, far: tuple[str, str]
) -> None:
    def both(first: str, second: str, name: str) -> bool:
        stopped(shared_world, first, places[first], name)
        return allowed(stopped, shared_world, second, places[second], name.upper())

    shared_world.call("updateConfiguration", name=NAME, value=reach)
    try:
        assert near is None or not both(*near, f"near-{reach}")
        assert both(*far, f"far-{reach}")
    finally:
        shared_world.call("resetConfiguration", name=NAME)


def test_a_name_cannot_be_changed_into_a_taken_one(shared_world: World, places: dict[str, str]) -> None:
    stopped(shared_world, "ada", places["ada"], "mine")
    id = stopped(shared_world, "bea", places["bea"], "yours")
    shared_world.call("updateConfiguration", name=NAME, value="domain")
    try:
        with pytest.raises(Exception, match=r"cloud\.internal.* is named mine already"):
            shared_world.call("updateVirtualMachine", id=id, name="mine")
        assert shared_world.call("updateVirtualMachine", id=id, name="ours").name == "ours"
    finally:
        shared_world.call("resetConfiguration", name=NAME)
    assert shared_world.call("updateVirtualMachine", id=id, name="mine").name == "mine"


def test_a_scope_nobody_knows_is_refused(shared_world: World) -> None:
    assert not allowed(shared_world.call, "updateConfiguration", name=NAME, value="planet")
