"""Disk offerings that are made, changed and taken away."""

from typing import Any

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales
from tests.world import World

from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.event import Event


def listed(cloud: Cloud, **chosen: Any) -> set[str]:
    return {item.name for item in cloud.call("listDiskOfferings", **chosen).items}


def test_a_disk_offering_is_told_as_it_was_made(cloud: Cloud) -> None:
    wanted = {"disksize": 10, "tags": "ssd", "cachemode": "writeback", "bytesreadrate": 1000, "details": {"kind": "flash"}}
    made = cloud.call("createDiskOffering", name="flash", displaytext="Flash", disksizestrictness=True, **wanted)
    [found] = cloud.call("listDiskOfferings", id=made.id).items
    assert found == made
    assert (found.disk_size, found.tags, found.cache_mode, found.bytes_read_rate, found.details) == (
        10,
        "ssd",
        "writeback",
        1000,
        {"kind": "flash"},
    )
    assert (found.disk_size_strictness, found.is_customized, found.storage_type, found.display_text) == (True, False, "shared", "Flash")
    cloud.call("updateDiskOffering", id=made.id, name="flash2", bytesreadrate=0, iopsreadrate=7, cachemode="none", sortkey=3)
    [found] = cloud.call("listDiskOfferings", id=made.id).items
    assert (found.name, found.bytes_read_rate, found.iops_read_rate, found.cache_mode) == ("flash2", None, 7, "none")
    assert cloud.call("deleteDiskOffering", id=made.id).success
    assert "flash2" not in listed(cloud)
    assert "flash2" in listed(cloud, state="all")
    cloud.call("updateDiskOffering", id=made.id, state="Active")
    assert "flash2" in listed(cloud)
    assert {event.type for event in cloud.rows(Event, entity_id=made.id)} == {
        "DISK.OFFERING.CREATE", "DISK.OFFERING.EDIT", "DISK.OFFERING.DELETE",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "disksize"),
        ({"customized": True, "disksize": 5}, "disksize"),
        ({"disksize": 0}, "disksize"),
        ({"disksize": 5, "encrypt": True}, "encrypt"),
        ({"disksize": 5, "cachemode": "fast"}, "cachemode"),
        ({"disksize": 5, "state": "Odd", "storagetype": "x"}, "storagetype"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(cloud: Cloud, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError, match=said):
        cloud.call("createDiskOffering", name="bad", **wrong)


def test_hidden_and_foreign_offerings_are_not_shown_to_users(cloud: Cloud, sales: Sales) -> None:
    cloud.call("createDiskOffering", name="hidden", disksize=1, displayoffering=False)
    cloud.call("createDiskOffering", name="east only", disksize=1, domainid=sales.east)
    assert listed(cloud.as_user("ann", "/sales/")) == set()
    assert listed(cloud.as_user("bob", "/sales/east/")) == {"east only"}
    boss = cloud.as_user("boss", "/sales/")
    assert listed(boss) == {"east only"}
    with pytest.raises(PermissionDenied, match="domainid"):
        boss.call("createDiskOffering", name="mine", disksize=1)
    own = boss.call("createDiskOffering", name="mine", disksize=1, domainid=sales.id)
    with pytest.raises(NotFound):
        boss.call("updateDiskOffering", id=own.id, domainid=cloud.admin_domain)


def test_sizes_of_custom_disks_stay_within_the_settings(world: World) -> None:
    custom = world.call("createDiskOffering", name="any size", customized=True).id
    world.call("updateConfiguration", name="custom.diskoffering.size.max", value="8")
    world.call("updateConfiguration", name="custom.diskoffering.size.min", value="2")
    for gib in (1, 9):
        with pytest.raises(InvalidValue, match=r"outside 2 to 8 GiB"):
            world.deploy(name="sized", diskofferingid=custom, size=gib)
    assert world.call("listCapabilities").custom_disk_offering_max_size == 8
    id = world.running(name="sized", diskofferingid=custom, size=2)
    with pytest.raises(Conflict, match="lacks the tags nvme"):
        world.call("updateDiskOffering", id=custom, tags="nvme")
    [other] = [o for o in world.call("listDiskOfferings", virtualmachineid=id).items if o.name == "any size"]
    assert other.suitable_for_virtual_machine
