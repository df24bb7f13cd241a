"""Guest operating systems and their families that an administrator adds, changes and removes."""

from typing import Any

import pytest
from tests.world import TEMPLATE, World

from pileus.manager.kernel.errors import ApiError, Conflict, InUse, PermissionDenied
from pileus.manager.model.event import Event


def systems(world: World, **chosen: Any) -> set[str]:
    return {row.description for row in world.call("listOsTypes", **chosen).items}


def test_a_system_of_ones_own_is_added_changed_and_removed(shared_world: World) -> None:
    world = shared_world
    family = world.call("addOsCategory", name="Plan 9").id
    started = world.call("addGuestOs", oscategoryid=family, osdisplayname="9front", name="9f", details=[{"key": "a", "value": "b"}])
    world.ended(started)
    [made] = world.call("listOsTypes", id=started.id).items
    assert (made.name, made.description, made.os_category_name, made.is_user_defined) == ("9f", "9front", "Plan 9", True)
    with pytest.raises(Conflict, match="9front"):
        world.call("addGuestOs", oscategoryid=family, osdisplayname="9front")
    world.ended(world.call("updateGuestOs", id=started.id, osdisplayname="9front 64-bit", forDisplay=False))
    assert "9front 64-bit" not in systems(world, oscategoryid=family)
    assert "9front 64-bit" in systems(world, fordisplay=False)
    with pytest.raises(InUse, match="9front 64-bit"):
        world.call("deleteOsCategory", id=family)
    world.call("updateTemplate", id=TEMPLATE, ostypeid=started.id)
    with pytest.raises(InUse, match="template Tiny"):
        world.call("removeGuestOs", id=started.id)
    world.call("updateTemplate", id=TEMPLATE, ostypeid=world.call("listOsTypes", keyword="Other Linux").items[0].id)
    world.ended(world.call("removeGuestOs", id=started.id))
    assert world.call("deleteOsCategory", id=family).success
    assert {"GUEST.OS.ADD", "GUEST.OS.UPDATE", "GUEST.OS.REMOVE", "GUEST.OS.CATEGORY.ADD", "GUEST.OS.CATEGORY.DELETE"} <= {
        event.type for event in world.rows(Event)
    }


def test_systems_that_came_with_the_cloud_can_only_be_hidden(shared_world: World) -> None:
    [debian] = shared_world.call("listOsTypes", description="Debian GNU/Linux 12 (64-bit)").items
    for command, more in (("removeGuestOs", {}), ("updateGuestOs", {"osdisplayname": "mine"})):
        with pytest.raises(PermissionDenied, match="came with the cloud"):
            shared_world.call(command, id=debian.id, **more)
    shared_world.ended(shared_world.call("updateGuestOs", id=debian.id, forDisplay=False))
    assert debian.description not in systems(shared_world)
    shared_world.ended(shared_world.call("updateGuestOs", id=debian.id, forDisplay=True))


def test_families_are_featured_and_sorted(shared_world: World) -> None:
    made = shared_world.call("addOsCategory", name="Amiga")
    assert made.is_featured is False
    assert "Amiga" in {row.name for row in shared_world.call("listOsCategories", isfeatured=False).items}
    changed = shared_world.call("updateOsCategory", id=made.id, isfeatured=True, name="AmigaOS", sortkey=-1)
    assert (changed.is_featured, shared_world.call("listOsCategories").items[0].name) == (True, "AmigaOS")
    with pytest.raises(Conflict):
        shared_world.call("addOsCategory", name="AmigaOS")
    user = shared_world.account("os-user")
    for command in ("addOsCategory", "updateOsCategory", "deleteOsCategory", "addGuestOs", "updateGuestOs", "removeGuestOs"):
        with pytest.raises(ApiError, match="not available"):
            user.call(command, id=made.id)
