"""Service offerings, and the systems that instances can be said to have."""

from typing import Any

import pytest
from tests.world import TEMPLATE, ZONE, World, offering

from pileus.manager.kernel.errors import InvalidValue, NotFound


def names(world: World, command: str, **parameters: Any) -> set[str]:
    return {item.name for item in world.call(command, **parameters).items}


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"name": "Small Instance"}, {"Small Instance"}),
        ({"cpunumber": 2}, {"Large Instance", "Custom Instance"}),
        ({"cpunumber": 32}, set[str]()),
        ({"memory": 1024}, {"Medium Instance", "Large Instance", "Custom Instance"}),
        ({"cpuspeed": 1000}, {"Medium Instance", "Large Instance", "Custom Instance"}),
        ({"keyword": "custom", "state": "active"}, {"Custom Instance"}),
        ({"state": "Inactive"}, set[str]()),
        ({"issystem": True}, set[str]()),
        ({"storagetype": "shared"}, set[str]()),
    ],
)
def test_offerings_are_chosen_by_what_they_give(shared_world: World, chosen: dict[str, Any], wanted: set[str]) -> None:
    assert names(shared_world, "listServiceOfferings", zoneid=ZONE, templateid=TEMPLATE, **chosen) == wanted


def test_a_custom_offering_tells_its_bounds(shared_world: World) -> None:
    [custom] = shared_world.call("listServiceOfferings", name="Custom Instance").items
    assert custom.is_customized
    assert custom.service_offering_details["maxcpunumber"] == "16"
    [small] = shared_world.call("listServiceOfferings", name="Small Instance").items
    assert (small.cpu_number, small.cpu_speed, small.memory, small.service_offering_details) == (1, 500, 512, {})


def test_an_instance_could_change_to_any_offering_but_its_own(shared_world: World) -> None:
    id = shared_world.running(name="sized", serviceofferingid=offering("Small Instance"))
    assert "Small Instance" not in names(shared_world, "listServiceOfferings", virtualmachineid=id)
    with pytest.raises(NotFound, match="virtualmachineid"):
        shared_world.call("listServiceOfferings", virtualmachineid=ZONE)
    with pytest.raises(InvalidValue, match="state Odd is unknown"):
        shared_world.call("listServiceOfferings", state="Odd")


def test_systems_are_listed_by_family(shared_world: World) -> None:
    [family] = shared_world.call("listOsCategories", name="Debian").items
    systems = shared_world.call("listOsTypes", oscategoryid=family.id).items
    assert systems
    assert {s.os_category_name for s in systems} == {"Debian"}
    assert shared_world.call("listOsTypes", description=systems[0].description).items[0].id == systems[0].id
    assert names(shared_world, "listOsTypes", keyword="ubuntu") >= {"Ubuntu 24.04 LTS"}


def test_families_are_chosen_by_the_images_there_are(shared_world: World) -> None:
    assert names(shared_world, "listOsCategories", zoneid=ZONE, isiso=False, arch="x86_64") == {"Other"}
    assert names(shared_world, "listOsCategories", isiso=True) == set()
    assert names(shared_world, "listOsCategories", isvnf=True) == set()
