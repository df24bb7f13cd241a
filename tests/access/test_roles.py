"""Roles at the door of every command: what a role does not allow answers as if it did not exist, whatever is sent."""

import pytest
from tests.tenants import make_account
from tests.world import World

from pileus.manager.http.sessions import FAMILY
from pileus.manager.kernel.errors import ApiError, NotAllowed
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.kernel.roles import ANYONE

CALLED = sorted(name for name, command in COMMANDS.items() if name not in FAMILY and command.access != ANYONE)


def _may_call(world: World, name: str) -> set[str]:
    """The commands that get as far as their parameters."""
    allowed: set[str] = set()
    told: set[str] = set()
    for command in CALLED:
        try:
            world.as_user(name).call(command)
        except NotAllowed as refusal:
            told.add(refusal.text.replace(f"[{command}]", "[NAME]"))
            continue
        except ApiError:
            pass
        allowed.add(command)
    assert len(told) == 1
    return allowed


@pytest.mark.slow
def test_who_may_only_read_reaches_no_command_that_changes_something(shared_world: World) -> None:
    reading = next(role.id for role in shared_world.call("listRoles").items if role.name == "Read-Only User")
    make_account(shared_world, "reader", accounttype=None, roleid=reading)
    allowed = _may_call(shared_world, "reader")
    assert {"listVirtualMachines", "queryAsyncJobResult"} <= allowed
    assert [name for name in allowed if COMMANDS[name].writes] == []


@pytest.mark.slow
def test_a_role_of_one_s_own_allows_what_its_rules_say(shared_world: World) -> None:
    role = shared_world.call("createRole", name="Starters", type="User").id
    for rule, permission in (("startVirtualMachine", "allow"), ("list*Groups", "allow"), ("*", "deny")):
        shared_world.call("createRolePermission", roleid=role, rule=rule, permission=permission)
    make_account(shared_world, "starter", accounttype=None, roleid=role)
    wanted = {name for name in CALLED if name == "startVirtualMachine" or (name.startswith("list") and name.endswith("Groups"))}
    assert _may_call(shared_world, "starter") == wanted
