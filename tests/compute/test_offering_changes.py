"""Service offerings that are made, changed and taken away: what instances of them get, and who may choose them."""

from typing import Any

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales
from tests.world import World

import pileus.manager.compute.offerings  # noqa: F401 # pyright: ignore[reportUnusedImport] - declares its commands
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NoCapacity, NotFound, PermissionDenied
from pileus.manager.model.event import Event
from pileus.manager.model.infrastructure import Zone

FIXED = {"cpunumber": 1, "cpuspeed": 500, "memory": 128}


def make(cloud: Cloud, name: str = "gold", **more: Any) -> Any:
    return cloud.call("createServiceOffering", **({"name": name, "displaytext": f"{name} text"} | (more or FIXED)))


def listed(cloud: Cloud, **chosen: Any) -> set[str]:
    return {item.name for item in cloud.call("listServiceOfferings", **chosen).items}


def test_a_fixed_offering_is_told_as_it_was_made(cloud: Cloud) -> None:
    made = make(cloud, "gold", **FIXED, hosttags="ssd, fast,ssd", tags="nvme", limitcpuuse=True, networkrate=100, iopsreadrate=500,
                serviceofferingdetails=[{"key": "pci", "value": "no"}], offerha=True, rootdisksize=7)  # fmt: skip
    [found] = cloud.call("listServiceOfferings", id=made.id).items
    assert found == made
    assert (found.cpu_number, found.cpu_speed, found.memory, found.is_customized) == (1, 500, 128, False)
    assert (found.host_tags, found.storage_tags, found.network_rate, found.root_disk_size) == ("ssd,fast", "nvme", 100, 7)
    assert (found.limit_cpu_use, found.offer_ha, found.iops_read_rate, found.state) == (True, True, 500, "Active")
    assert found.service_offering_details == {"pci": "no"}
    assert found.storage_type == "shared"
    [event] = cloud.rows(Event, type="SERVICE.OFFERING.CREATE")
    assert event.entity_id == made.id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cpunumber": 1, "memory": 128}, "cpuspeed is missing"),
        ({"cpunumber": 1, "cpuspeed": 500}, "memory is missing"),
        (FIXED | {"mincpunumber": 1}, "mincpunumber: not for a fixed"),
        (FIXED | {"customized": True}, "not for a custom"),
        ({"mincpunumber": 4, "maxcpunumber": 2}, "above max"),
        (FIXED | {"issystem": True}, "issystem"),
        (FIXED | {"encryptroot": True}, "encryptroot"),
        (FIXED | {"storagetype": "tape"}, "storagetype"),
        (FIXED | {"bytesreadrate": 10, "bytesreadratemax": 5}, "bytesreadratemax"),
        (FIXED | {"iopswriteratemaxlength": 5}, "needs iopswriteratemax"),
        (FIXED | {"memory": 0}, "memory"),
        (FIXED | {"deploymentplanner": "DicePlanner"}, "deploymentplanner DicePlanner is unknown: it must be one of FirstFitPlanner"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(cloud: Cloud, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ApiError, match=said):
        make(cloud, "bad", **wrong)
    assert listed(cloud, name="bad") == set()


def test_a_custom_offering_keeps_its_bounds_and_those_of_the_settings(cloud: Cloud) -> None:
    made = make(cloud, "custom", mincpunumber=2, maxcpunumber=4, minmemory=512, maxmemory=1024, cpuspeed=700)
    wanted = {"mincpunumber": "2", "maxcpunumber": "4", "minmemory": "512", "maxmemory": "1024"}
    assert (made.is_customized, made.service_offering_details) == (True, wanted)
    cloud.call("updateConfiguration", name="vm.serviceoffering.cpu.cores.max", value="8")
    cloud.call("updateConfiguration", name="vm.serviceoffering.ram.size.max", value="2048")
    with pytest.raises(InvalidValue, match=r"vm\.serviceoffering.cpu.cores.max, which is 8"):
        make(cloud, "huge", cpunumber=9, cpuspeed=500, memory=128)
    with pytest.raises(InvalidValue, match=r"vm\.serviceoffering.ram.size.max, which is 2048"):
        make(cloud, "huge", customized=True, maxmemory=4096)
    open_ended = make(cloud, "open", customized=True)
    assert open_ended.service_offering_details["maxcpunumber"] == "8"
    assert open_ended.service_offering_details["maxmemory"] == "2048"


def test_a_burst_may_last_as_long_as_the_setting_says(cloud: Cloud) -> None:
    burst = {"bytesreadrate": 10, "bytesreadratemax": 20, "bytesreadratemaxlength": 60}
    assert make(cloud, "bursts", **FIXED, **burst).bytes_read_rate_max_length == 60
    cloud.call("updateConfiguration", name="vm.disk.bytes.maximum.read.length", value="30")
    with pytest.raises(InvalidValue, match=r"vm\.disk.bytes.maximum.read.length, which is 30"):
        make(cloud, "bursts longer", **FIXED, **burst)


def test_an_offering_of_a_domain_is_seen_there_and_below_and_nowhere_else(cloud: Cloud, sales: Sales) -> None:
    other = cloud.call("createDomain", name="other").id
    make(cloud, "for sales", **FIXED, domainid=sales.id)
    make(cloud, "for other", **FIXED, domainid=other)
    ann, bob, boss = cloud.as_user("ann", "/sales/"), cloud.as_user("bob", "/sales/east/"), cloud.as_user("boss", "/sales/")
    for caller in (ann, bob, boss):
        assert "for sales" in listed(caller)
        assert "for other" not in listed(caller)
    assert {"for sales", "for other"} <= listed(cloud)
    [told] = cloud.call("listServiceOfferings", name="for sales").items
    assert (told.domain_id, told.domain) == (sales.id, "ROOT/sales")


def test_a_domain_admin_makes_and_changes_offerings_of_the_own_tree_only(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    with pytest.raises(PermissionDenied, match="domainid is missing"):
        make(boss, "mine")
    with pytest.raises(NotFound, match="domainid"):
        make(boss, "mine", **FIXED, domainid=cloud.admin_domain)
    with pytest.raises(PermissionDenied, match=r"allow\.domain.admins.to.create.tagged.offerings"):
        make(boss, "mine", **FIXED, domainid=sales.east, hosttags="ssd")
    mine = make(boss, "mine", **FIXED, domainid=sales.east)
    assert boss.call("updateServiceOffering", id=mine.id, name="ours").name == "ours"
    public = make(cloud, "public")
    shared = make(cloud, "also elsewhere", **FIXED, domainid=f"{sales.id},{cloud.call('createDomain', name='else').id}")
    for id in (public.id, shared.id):
        with pytest.raises(NotFound):
            boss.call("updateServiceOffering", id=id, name="taken")
        with pytest.raises(NotFound):
            boss.call("deleteServiceOffering", id=id)
    cloud.call("updateConfiguration", name="allow.domain.admins.to.create.tagged.offerings", value="true", accountid=sales.boss)
    assert make(boss, "tagged", **FIXED, domainid=sales.id, hosttags="ssd").host_tags == "ssd"
    with pytest.raises(ApiError):
        make(cloud.as_user("ann", "/sales/"), "users make none")


def test_a_deleted_offering_is_inactive_and_can_come_back(cloud: Cloud) -> None:
    made = make(cloud)
    assert cloud.call("deleteServiceOffering", id=made.id).success
    assert "gold" not in listed(cloud)
    assert listed(cloud, state="Inactive") == {"gold"}
    cloud.call("updateServiceOffering", id=made.id, state="active", sortkey=5, displaytext="again")
    assert "gold" in listed(cloud)


def test_scopes_change_to_everybody_and_back(cloud: Cloud, sales: Sales) -> None:
    made = make(cloud)
    cloud.call("updateServiceOffering", id=made.id, domainid=sales.east)
    ann = cloud.as_user("ann", "/sales/")
    assert "gold" not in listed(ann)
    cloud.call("updateServiceOffering", id=made.id, domainid="public", zoneid="all")
    assert "gold" in listed(ann)
    with pytest.raises(NotFound, match="domainid"):
        cloud.call("updateServiceOffering", id=made.id, domainid="nonsense")


def test_instances_get_what_the_offering_limits(shared_world: World) -> None:
    slow = shared_world.call("createDiskOffering", name="slow", disksize=1, iopsreadrate=100, cachemode="writethrough").id
    gold = make(shared_world, "limited", **FIXED, limitcpuuse=True, networkrate=50, byteswriterate=1 << 20, byteswriteratemax=1 << 21)
    id = shared_world.running(name="limited", serviceofferingid=gold.id, diskofferingid=slow)
    spec = shared_world.guests()[id].spec
    assert spec.limited
    assert [nic.rate_mbit for nic in spec.nics] == [50]
    root, data = sorted(spec.disks, key=lambda disk: disk.slot)
    assert (root.limits.bytes_write_rate, root.limits.bytes_write_rate_max, root.limits.iops_read_rate) == (1 << 20, 1 << 21, 0)
    assert (data.limits.iops_read_rate, data.limits.bytes_write_rate, data.cache) == (100, 0, "writethrough")
    told = {disk.type: disk for disk in shared_world.call("listVolumes", virtualmachineid=id).items}
    assert (told["ROOT"].bytes_write_rate, told["ROOT"].iops_read_rate) == (1 << 20, None)
    assert (told["DATADISK"].bytes_write_rate, told["DATADISK"].iops_read_rate) == (None, 100)


def test_settings_limit_disks_of_offerings_without_limits(shared_world: World) -> None:
    shared_world.call("updateConfiguration", name="vm.disk.throttling.iops_read_rate", value="300")
    id = shared_world.running(name="usual")
    shared_world.call("updateConfiguration", name="vm.disk.throttling.iops_read_rate")
    assert shared_world.guests()[id].spec.disks[0].limits.iops_read_rate == 300


def test_an_offering_of_another_zone_or_domain_is_refused_at_deploy(shared_world: World) -> None:
    domain = shared_world.call("createDomain", name="elsewhere").id
    with shared_world.db.write() as db:
        db.add(Zone(name="far", dns1="10.0.0.1", internal_dns1="10.0.0.1"))
    far = next(zone.id for zone in shared_world.call("listZones").items if zone.name == "far")
    by_zone = make(shared_world, "far away", **FIXED, zoneid=far)
    assert "far away" not in listed(shared_world, zoneid=shared_world.call("listZones", name="default").items[0].id)
    with pytest.raises(InvalidValue, match="far away is not offered in zone default"):
        shared_world.deploy(name="a", serviceofferingid=by_zone.id)
    by_domain = make(shared_world, "theirs", **FIXED, domainid=domain)
    with pytest.raises(InvalidValue, match="theirs is not offered to the domain of account admin"):
        shared_world.deploy(name="b", serviceofferingid=by_domain.id)


def test_tags_of_offerings_choose_hosts_and_pools_and_cannot_strand_instances(shared_world: World) -> None:
    tagged = make(shared_world, "on nvme", **FIXED, tags="nvme")
    job = shared_world.failed(shared_world.deploy(name="nowhere", serviceofferingid=tagged.id))
    assert job.error_status == NoCapacity.status
    assert "nvme" in (job.error or "")
    plain = make(shared_world, "plain")
    shared_world.running(name="here", serviceofferingid=plain.id)
    with pytest.raises(Conflict, match="lacks the tags ssd"):
        shared_world.call("updateServiceOffering", id=plain.id, hosttags="ssd")
    with pytest.raises(Conflict, match="lacks the tags nvme"):
        shared_world.call("updateServiceOffering", id=plain.id, storagetags="nvme")


def test_the_root_disk_of_an_offering_has_the_kind_of_its_disk_offering(shared_world: World) -> None:
    kind = shared_world.call("createDiskOffering", name="root kind", disksize=3, cachemode="writeback").id
    made = make(shared_world, "with kind", **FIXED, diskofferingid=kind, diskofferingstrictness=True)
    assert (made.disk_offering_name, made.root_disk_size, made.cache_mode) == ("root kind", 3, "writeback")
    id = shared_world.running(name="kind", serviceofferingid=made.id)
    [disk] = shared_world.guests()[id].spec.disks
    assert disk.cache == "writeback"
    with pytest.raises(InvalidValue, match="keeps the kind of its root disks"):
        shared_world.deploy(name="kind2", serviceofferingid=made.id, overridediskofferingid=kind)
