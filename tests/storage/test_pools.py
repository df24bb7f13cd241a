"""Primary storage: adding pools of every scope, tags and states that decide where disks go, and what is refused."""

from typing import Any

import pytest
from tests.world import ZONE, World

from pileus.manager.infra.liveness import new_pools_measured
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NoCapacity, NotAllowed
from pileus.manager.model.storage import StoragePool, Volume
from pileus.manager.storage.image_stores import image_stores_measured


def cluster(world: World) -> str:
    return world.call("listClusters", zoneid=ZONE).items[0].id


def make(world: World, name: str, **more: Any) -> Any:
    """A new pool of the cluster, opened by its hosts."""
    given = {"zoneid": ZONE, "name": name, "url": f"nfs://filer/{name}", "scope": "CLUSTER", "clusterid": cluster(world), **more}
    made = world.call("createStoragePool", **{key: value for key, value in given.items() if value is not None})
    world.manager.engine.reconcile(new_pools_measured)
    [pool] = world.call("listStoragePools", id=made.id).items
    return pool


def pool_of(world: World, instance: str | None) -> str | None:
    [root] = world.rows(Volume, instance_id=instance, type="ROOT")
    return root.pool_id


def tagged(world: World, tag: str) -> str:
    """An offering whose disks want a tag."""
    return world.call("createServiceOffering", name=f"on {tag}", displaytext="x", cpunumber=1, cpuspeed=500, memory=128, tags=tag).id


def test_a_pool_is_added_and_measured(shared_world: World) -> None:
    pool = make(shared_world, "first", tags="blue, fast", details={"owner": "lab"})
    assert (pool.type, pool.scope, pool.ip_address, pool.path, pool.state) == ("NetworkFilesystem", "CLUSTER", "filer", "/first", "Up")
    assert (pool.tags, pool.details, pool.host_id if hasattr(pool, "host_id") else None) == ("blue,fast", {"owner": "lab"}, None)
    assert pool.disk_size_total > 0
    [metrics] = shared_world.call("listStoragePoolsMetrics", id=pool.id).items
    assert metrics.disk_size_total_gb == "16384.00 GB"
    assert not metrics.storage_allocated_threshold
    assert {"blue", "fast"} <= {t.name for t in shared_world.call("listStorageTags").items}
    with pytest.raises(Conflict, match="storage pool first is at /first already"):
        make(shared_world, "again", url="nfs://filer/first")


def test_tags_decide_where_disks_go(shared_world: World) -> None:
    pool = make(shared_world, "golden", tags="gold", scope="ZONE", clusterid=None)
    offering = tagged(shared_world, "gold")
    instance = shared_world.running(name="on-gold", serviceofferingid=offering)
    assert pool_of(shared_world, instance) == pool.id
    assert shared_world.row(StoragePool, pool.id).allocated == 512 << 20
    with pytest.raises(InUse, match="on storage pool golden; expunge them"):
        shared_world.call("deleteStoragePool", id=pool.id)
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=instance, expunge=True))
    assert shared_world.row(StoragePool, pool.id).allocated == 0
    with pytest.raises(InvalidValue, match="call enableStorageMaintenance first"):
        shared_world.call("deleteStoragePool", id=pool.id)
    shared_world.ended(shared_world.call("enableStorageMaintenance", id=pool.id))
    shared_world.call("deleteStoragePool", id=pool.id)
    assert shared_world.call("listStoragePools", id=pool.id).count == 0


def test_a_disabled_pool_takes_nothing_new_and_keeps_what_it_has(shared_world: World) -> None:
    pool = make(shared_world, "closing", tags="closing")
    offering = tagged(shared_world, "closing")
    instance = shared_world.running(name="resident", serviceofferingid=offering)
    assert shared_world.call("updateStoragePool", id=pool.id, enabled=False, name="closed").state == "Disabled"
    refused = shared_world.failed(shared_world.deploy(name="newcomer", serviceofferingid=offering))
    assert "no storage pool in state Up" in (refused.error or "")
    assert refused.error_status == NoCapacity.status
    shared_world.ended(shared_world.call("stopVirtualMachine", id=instance))
    shared_world.ended(shared_world.call("startVirtualMachine", id=instance))
    assert shared_world.call("updateStoragePool", id=pool.id, enabled=True, tags="open").tags == "open"


def test_a_pool_is_measured_on_demand_and_moves_while_empty(shared_world: World) -> None:
    pool = make(shared_world, "moving")
    moved = shared_world.call("updateStoragePool", id=pool.id, url="nfs://filer2/elsewhere", details=[{"key": "a", "value": "b"}])
    assert (moved.path, moved.ip_address, moved.disk_size_total, moved.details) == ("/elsewhere", "filer2", 0, {"a": "b"})
    shared_world.ended(shared_world.call("syncStoragePool", id=pool.id))
    assert shared_world.call("listStoragePools", id=pool.id).items[0].disk_size_total > 0
    assert shared_world.call("updateStorageCapabilities", id=pool.id).items[0].id == pool.id


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"url": "gopher://filer/x"}, "has no scheme that is known"),
        ({"url": "nfs://filer"}, "names no folder"),
        ({"url": "nfs://filer/a/../b"}, "names no folder"),
        ({"scope": "GALAXY"}, "scope GALAXY is unknown"),
        ({"scope": "ZONE"}, "clusterid and podid do not go with scope ZONE"),
        ({"clusterid": None}, "clusterid is missing"),
        ({"provider": "SolidFire"}, "provider SolidFire is not known here"),
        ({"managed": True}, "no outside storage is managed here"),
    ],
)
def test_what_is_no_pool_is_refused_by_name(shared_world: World, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        make(shared_world, "wrong", **wrong)


def test_a_volume_is_told_where_it_could_go(shared_world: World) -> None:
    instance = shared_world.running(name="to-move")
    [root] = shared_world.rows(Volume, instance_id=instance, type="ROOT")
    there = shared_world.call("findStoragePoolsForMigration", id=root.id).items
    assert root.pool_id not in {pool.id for pool in there}
    assert all(pool.suitable_for_migration is not None for pool in there)


def test_providers_are_told(shared_world: World) -> None:
    assert [p.name for p in shared_world.call("listStorageProviders", type="primary").items] == ["DefaultPrimary"]
    assert [p.name for p in shared_world.call("listStorageProviders", type="image").items] == ["Pileus", "NFS"]
    with pytest.raises(InvalidValue, match="type tape is unknown"):
        shared_world.call("listStorageProviders", type="tape")


def test_tenants_have_no_part_in_it(shared_world: World) -> None:
    with pytest.raises(NotAllowed):
        shared_world.account("petra").call("createStoragePool", zoneid=ZONE, name="mine", url="nfs://filer/mine")


def test_an_image_store_is_added_renamed_and_deleted(shared_world: World) -> None:
    store = shared_world.call("addImageStore", name="images", provider="nfs", url="nfs://filer/images", zoneid=ZONE)
    assert (store.protocol, store.provider_name, store.scope, store.read_only) == ("nfs", "NFS", "ZONE", False)
    assert store.disk_size_total > 0
    with pytest.raises(Conflict, match="image store images is at nfs://filer/images already"):
        shared_world.call("addSecondaryStorage", url="nfs://filer/images")
    changed = shared_world.call("updateImageStore", id=store.id, name="archive", readonly=True)
    assert (changed.name, changed.read_only) == ("archive", True)
    assert shared_world.call("listImageStores", readonly=True).count == 1
    assert not any("archive" in line for line in shared_world.manager.engine.reconcile(image_stores_measured).wrong)
    shared_world.call("deleteImageStore", id=store.id)
    assert shared_world.call("listImageStores", id=store.id).count == 0
    older = shared_world.call("addSecondaryStorage", url="nfs://filer/older")
    assert older.scope == "REGION"
    [built_in] = shared_world.call("listImageStores", name="default").items
    with pytest.raises(InUse, match="image store default holds Tiny"):
        shared_world.call("deleteImageStore", id=built_in.id)
    with pytest.raises(InvalidValue, match="provider S3 is not known here"):
        shared_world.call("addImageStore", provider="S3", url="https://s3.example.org/bucket")
    with pytest.raises(InvalidValue, match="url nfs://filer names no folder"):
        shared_world.call("addImageStore", provider="NFS", url="nfs://filer")
