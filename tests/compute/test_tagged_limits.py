"""What instances and disks with tags count for: from their deployment on, until they are gone, whatever becomes of their offerings."""

from typing import Any

import pytest
from tests.tenants import make_account
from tests.world import TEMPLATE, World

from pileus.manager.identity import limits
from pileus.manager.identity.limits import GIB, Kind
from pileus.manager.kernel.errors import LimitReached

KINDS = (Kind.INSTANCE, Kind.CPU, Kind.MEMORY, Kind.VOLUME, Kind.PRIMARY_STORAGE)


def counted(world: World, account: str, tag: str) -> list[int]:
    with world.db.read() as db:
        return [limits.used(db, account, kind, tag) for kind in KINDS]


def offered(world: World) -> tuple[str, str]:
    """A service offering with host tags gold and big and storage tag ssd, and a disk offering with storage tag cold."""
    kind = {"cpunumber": 2, "cpuspeed": 500, "memory": 256, "hosttags": "gold,big", "tags": "ssd"}
    service = world.call("createServiceOffering", name="golden", displaytext="golden", **kind).id
    return service, world.call("createDiskOffering", name="cold", displaytext="cold", disksize=2, tags="cold").id


def deployed(world: World, service: str, disk: str, **more: Any) -> str:
    started = world.deploy(serviceofferingid=service, diskofferingid=disk, startvm=False, **more)
    assert started.id, started
    world.ended(started)
    return started.id


def test_an_instance_counts_by_the_tags_it_was_made_with(world: World) -> None:
    domain = world.call("createDomain", name="sales").id
    account = make_account(world, "ann", domainid=domain)
    ann = {"account": "ann", "domainid": domain}
    service, disk = offered(world)
    world.call("updateTemplate", id=TEMPLATE, templatetag="image")
    id = deployed(world, service, disk, **ann)
    root = next(volume.size for volume in world.call("listVolumes", virtualmachineid=id, listall=True, type="ROOT").items)
    assert counted(world, account, "") == [1, 2, 256, 2, root + 2 * GIB]
    for tag in ("gold", "big", "image"):
        assert counted(world, account, tag) == [1, 2, 256, 0, 0]
    assert counted(world, account, "ssd") == [0, 0, 0, 1, root]
    assert counted(world, account, "cold") == [0, 0, 0, 1, 2 * GIB]

    world.call("updateConfiguration", name="resource.limit.host.tags", value="gold,image")
    world.call("updateConfiguration", name="resource.limit.storage.tags", value="cold")
    with world.db.write() as db:
        limits.take(db, account, limits.amounts({Kind.CPU: 3}, "gold,stale"))
    recounted = world.call("updateResourceCount", domainid=domain, account="ann").items
    by_part = {(part.resource_type_name, part.tag): part.resource_count for part in recounted}
    assert {tag for _, tag in by_part} == {None, "gold", "image", "cold"}
    assert (by_part["cpu", None], by_part["cpu", "gold"], by_part["volume", "cold"]) == (2, 2, 1)
    assert counted(world, account, "stale") == [0, 0, 0, 0, 0]
    [of_cold] = world.call("updateResourceCount", domainid=domain, account="ann", resourcetype=2, tag="cold").items
    assert (of_cold.tag, of_cold.resource_count) == ("cold", 1)

    world.call("updateResourceLimit", resourcetype=Kind.CPU.value, max=3, tag="image", **ann)
    with pytest.raises(LimitReached, match="account ann may have 3 CPU cores with tag image and has 2; 2 more"):
        world.deploy(serviceofferingid=service, startvm=False, **ann)
    world.call("updateServiceOffering", id=service, hosttags="")
    world.call("updateTemplate", id=TEMPLATE, templatetag="")
    deployed(world, service, disk, **ann)
    assert counted(world, account, "gold")[0] == 1

    disks = [disk.id for disk in world.call("listVolumes", virtualmachineid=id, listall=True, type="DATADISK").items]
    world.ended(world.call("destroyVirtualMachine", id=id, expunge=True, volumeids=disks))
    assert counted(world, account, "gold") == counted(world, account, "image") == [0, 0, 0, 0, 0]
    assert counted(world, account, "cold") == [0, 0, 0, 1, 2 * GIB], "the other instance's disk stays"
