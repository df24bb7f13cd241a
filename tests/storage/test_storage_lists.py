"""Listing pools, image stores, templates, ISOs, volumes and disk offerings: who sees what, and chosen by what."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from tests.world import INSTALLATION, TEMPLATE, ZONE, World

from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.errors import InvalidValue, NotAllowed
from pileus.manager.kernel.ids import derived_id, new_id
from pileus.manager.model.storage import ImageStore, StoragePool, Template, TemplateStatus
from pileus.manager.storage.image_stores import image_stores_measured


def template(world: World, name: str, **more: Any) -> str:
    """A template of the caller's account; `more` are columns."""
    id = new_id()
    with world.db.write() as db:
        store = derived_id(INSTALLATION, "image store")
        owner = world.caller.account_id if world.caller else ""
        db.add(Template(id=id, account_id=owner, name=name, zone_id=ZONE, image_store_id=store, path=name, **more))
    return id


def names(world: World, command: str, **parameters: Any) -> list[str]:
    return [item.name for item in world.call(command, **parameters).items]


def test_a_pool_shows_its_sizes_and_what_disks_may_take(shared_world: World) -> None:
    shared_world.running(name="stored")
    shared_world.manager.engine.reconcile(hosts_alive)
    [pool] = shared_world.call("listStoragePools").items
    assert (pool.name, pool.state, pool.scope, pool.zone_id) == ("host-1 local", "Up", "HOST", ZONE)
    assert pool.disk_size_total > pool.disk_size_used > 0
    assert pool.disk_size_allocated >= 512 << 20
    row = shared_world.row(StoragePool, pool.id)
    assert shared_world.call("listStoragePools", hostid=row.host_id, path=row.path, status="up", scope="host").count == 1
    assert shared_world.call("listStoragePools", status="Maintenance").count == 0
    assert shared_world.call("listStoragePools", ipaddress="192.0.2.1").count == 0
    with pytest.raises(InvalidValue, match="status Broken is unknown"):
        shared_world.call("listStoragePools", status="Broken")


def test_image_stores_have_the_size_of_their_file_system(shared_world: World) -> None:
    [store] = shared_world.call("listImageStores").items
    folder = Path(shared_world.row(ImageStore, store.id).url.removeprefix("file://"))
    folder.mkdir(exist_ok=True)
    shared_world.manager.engine.reconcile(image_stores_measured)
    [store] = shared_world.call("listImageStores", zoneid=ZONE).items
    assert store.disk_size_total > store.disk_size_used > 0
    folder.rmdir()
    report = shared_world.manager.engine.reconcile(image_stores_measured)
    assert [str(folder) in line for line in report.wrong] == [True]


def test_users_see_no_infrastructure(shared_world: World) -> None:
    user = shared_world.account("iris")
    for command in ("listStoragePools", "listImageStores"):
        with pytest.raises(NotAllowed):
            user.call(command)


def test_templates_are_chosen_by_their_filter(shared_world: World) -> None:
    olga = shared_world.account("olga")
    mine = template(olga, "olgas")
    template(olga, "olgas-unfinished", status=TemplateStatus.INSTALLING)
    template(shared_world, "admins-public", is_public=True)
    template(shared_world, "admins-own")
    everything = {
        "featured": ["Tiny"],
        "self": ["olgas", "olgas-unfinished"],
        "selfexecutable": ["olgas"],
        "executable": ["Tiny", "admins-public", "olgas"],
        "community": ["admins-public"],
        "shared": [],
        "sharedexecutable": [],
    }
    assert {wanted: names(olga, "listTemplates", templatefilter=wanted) for wanted in everything} == everything
    with pytest.raises(InvalidValue, match="templatefilter all is for administrators"):
        olga.call("listTemplates", templatefilter="all")
    assert "olgas" in names(shared_world, "listTemplates", templatefilter="all", listall=True)
    assert names(shared_world, "listTemplates", templatefilter="self", account="olga", domainid=domain(shared_world)) == [
        "olgas",
        "olgas-unfinished",
    ]
    assert names(shared_world, "listTemplates", templatefilter="featured", id=mine) == ["olgas"]


def domain(world: World) -> str:
    assert world.caller
    return world.caller.domain_id


def test_another_accounts_own_template_does_not_exist(shared_world: World) -> None:
    hidden = template(shared_world, "hidden")
    eve = shared_world.account("eve")
    assert eve.call("listTemplates", templatefilter="executable", id=hidden).count == 0


def test_a_template_tells_what_clients_look_at(shared_world: World) -> None:
    [tiny] = shared_world.call("listTemplates", templatefilter="executable", id=TEMPLATE, hypervisor="simulator").items
    assert (tiny.status, tiny.is_ready, tiny.size, tiny.format) == ("Download Complete", True, 512 << 20, "QCOW2")
    assert tiny.checksum == "{SHA-256}" + "0" * 64
    assert tiny.os_type_name
    assert shared_world.call("listTemplates", templatefilter="executable", name="Tiny", isready=False).count == 0
    assert shared_world.call("listTemplates", templatefilter="executable", arch="aarch64").count == 0


def test_deleted_templates_show_only_when_asked_for(shared_world: World) -> None:
    gone = template(shared_world, "gone")
    with shared_world.db.write() as db:
        db.execute(update(Template).where(Template.id == gone).values(removed=shared_world.clock.now()))
    assert shared_world.call("listTemplates", templatefilter="self", id=gone).count == 0
    assert shared_world.call("listTemplates", templatefilter="self", id=gone, showremoved=True).count == 1


def test_isos_are_listed_apart_from_templates(shared_world: World) -> None:
    template(shared_world, "installer", format="ISO", is_public=True, is_bootable=True)
    [iso] = shared_world.call("listIsos", isofilter="executable").items
    assert (iso.name, iso.status, iso.bootable) == ("installer", "Successfully Installed", True)
    assert names(shared_world, "listIsos", bootable=False) == []
    assert "installer" not in names(shared_world, "listTemplates", templatefilter="all", listall=True)
    assert names(shared_world.account("ivan"), "listIsos") == []


def test_volumes_tell_of_their_instance_template_and_place(shared_world: World) -> None:
    disk = next(o for o in shared_world.call("listDiskOfferings").items if o.name == "Small")
    id = shared_world.running(name="disks", diskofferingid=disk.id)
    root, data = shared_world.call("listVolumes", virtualmachineid=id).items[::-1]
    assert (root.type, root.state, root.vm_name, root.vm_state, root.template_id) == ("ROOT", "Ready", "disks", "Running", TEMPLATE)
    assert (data.type, data.disk_offering_name, data.size, data.device_id) == ("DATADISK", "Small", 5 << 30, 1)
    assert root.storage == "host-1 local"
    assert root.physical_size
    assert root.utilization.endswith("%")
    assert names(shared_world, "listVolumes", virtualmachineid=id, type="datadisk") == [data.name]
    assert names(shared_world, "listVolumes", virtualmachineid=id, state="Allocated") == []
    assert shared_world.call("listVolumes", storageid=root.storage_id, virtualmachineid=id).count == 2
    assert shared_world.call("listVolumes", hostid=shared_world.host.id, virtualmachineid=id).count == 2
    with pytest.raises(InvalidValue, match="state Melted is unknown"):
        shared_world.call("listVolumes", state="Melted")


def test_a_user_sees_the_own_volumes_alone_and_not_where_they_lie(shared_world: World) -> None:
    paul = shared_world.account("paul")
    assert paul.call("listVolumes", listall=True).count == 0
    id = paul.running(name="pauls")
    [root] = paul.call("listVolumes").items
    assert root.virtual_machine_id == id
    assert shared_world.call("listVolumes", account="paul", domainid=domain(shared_world)).count == 1
    assert paul.call("listVolumes", hostid=shared_world.host.id).count == 0
    from pileus.manager.kernel.render import render
    from pileus.manager.kernel.roles import RoleType

    assert {"storage", "storageid", "path"}.isdisjoint(render(root, RoleType.USER))


def test_disk_offerings_are_listed_by_size_and_chosen(shared_world: World) -> None:
    offerings = shared_world.call("listDiskOfferings").items
    assert [(o.name, o.disk_size) for o in offerings] == [("Custom", 0), ("Small", 5), ("Medium", 20), ("Large", 100)]
    assert names(shared_world, "listDiskOfferings", storagetype="shared") == []
    assert names(shared_world, "listDiskOfferings", state="Inactive") == []
    assert len(names(shared_world, "listDiskOfferings", state="all", keyword="disk")) == 4
    with pytest.raises(InvalidValue, match="state Odd is unknown"):
        shared_world.call("listDiskOfferings", state="Odd")
