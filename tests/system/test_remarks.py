"""What people put on resources, as the lists of those show it: annotations and icons."""

import base64
from typing import Any

import pytest
from sqlalchemy import event
from tests.cloud import Cloud
from tests.tenants import Sales
from tests.world import TEMPLATE, ZONE, World

from pileus.manager.http.generate import load
from pileus.manager.kernel.registry import COMMANDS, fields_of
from pileus.manager.system.annotations import ANNOTATED
from pileus.manager.system.icons import PICTURED

load()

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()
OTHER = base64.b64encode(b"GIF89a and so on").decode()


def statements(cloud: Cloud, command: str, **parameters: Any) -> int:
    """How many statements a call takes."""
    said: list[str] = []

    def note(*about: Any) -> None:
        said.append(about[2])

    event.listen(cloud.db.engine, "before_cursor_execute", note)
    try:
        cloud.call(command, **parameters)
    finally:
        event.remove(cloud.db.engine, "before_cursor_execute", note)
    return len(said)


def test_every_answer_names_kinds_that_can_be_annotated_and_pictured() -> None:
    for command in COMMANDS.values():
        fields = {f.attribute for f in fields_of(command.answer)}
        assert set(command.answer.annotated) <= set(ANNOTATED), command.name
        assert {kind for kind, _ in command.answer.pictured} <= set(PICTURED), command.name
        assert {field for _, field in command.answer.pictured} <= fields, command.name
        assert ("has_annotations" in fields) == bool(command.answer.annotated), command.name
        assert ("icon" in fields) == bool(command.answer.pictured), command.name


def test_lists_tell_which_things_are_annotated(shared_world: World) -> None:
    things = {
        "ZONE": "listZones",
        "POD": "listPods",
        "CLUSTER": "listClusters",
        "HOST": "listHosts",
        "PRIMARY_STORAGE": "listStoragePools",
        "SECONDARY_STORAGE": "listImageStores",
        "SERVICE_OFFERING": "listServiceOfferings",
        "DISK_OFFERING": "listDiskOfferings",
        "NETWORK_OFFERING": "listNetworkOfferings",
        "NETWORK": "listNetworks",
        "TEMPLATE": "listTemplates",
        "DOMAIN": "listDomains",
    }
    more = {"listTemplates": {"templatefilter": "all"}}
    for kind, command in things.items():
        first = shared_world.call(command, **more.get(command, {})).items[0]
        assert first.has_annotations is False, command
        made = shared_world.call("addAnnotation", entitytype=kind, entityid=first.id, annotation="see the log book")
        shown = {row.id: row.has_annotations for row in shared_world.call(command, **more.get(command, {})).items}
        assert [id for id, has in shown.items() if has] == [first.id], command
        shared_world.call("removeAnnotation", id=made.id)
        assert not any(row.has_annotations for row in shared_world.call(command, **more.get(command, {})).items), command


def test_instances_and_their_disks_tell_of_annotations(shared_world: World) -> None:
    job = shared_world.deploy(name="remarked", startvm=False)
    shared_world.ended(job)
    [disk] = shared_world.call("listVolumes", virtualmachineid=job.id).items
    for kind, id in (("VM", job.id), ("VOLUME", disk.id)):
        shared_world.call("addAnnotation", entitytype=kind, entityid=id, annotation="keep")
    assert shared_world.instance(job.id).has_annotations is True
    assert shared_world.call("listVolumes", virtualmachineid=job.id).items[0].has_annotations is True


def test_annotations_for_administrators_only_are_told_to_root_admins_only(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    made = cloud.call("addAnnotation", entitytype="DOMAIN", entityid=sales.id, annotation="pays late", adminsonly=True)
    assert cloud.call("listDomains", id=sales.id).items[0].has_annotations is True
    assert boss.call("listDomains", id=sales.id).items[0].has_annotations is False
    cloud.call("updateAnnotationVisibility", id=made.id, adminsonly=False)
    assert boss.call("listDomains", id=sales.id).items[0].has_annotations is True


def test_icons_come_when_they_are_asked_for(cloud: Cloud, sales: Sales) -> None:
    things = {"Domain": ("listDomains", sales.id), "Account": ("listAccounts", sales.ann)}
    for kind, (command, id) in things.items():
        cloud.call("uploadResourceIcon", resourcetype=kind, resourceids=[id], base64image=PICTURE)
        assert cloud.call(command, id=id).items[0].icon is None, command
        [shown] = cloud.call(command, id=id, showicon=True).items
        assert (shown.icon.base64image, shown.icon.resource_type, shown.icon.resource_id) == (PICTURE, kind, id), command
        cloud.call("deleteResourceIcon", resourcetype=kind, resourceids=[id])
        assert cloud.call(command, id=id, showicon=True).items[0].icon is None, command


def test_what_has_no_icon_of_its_own_is_shown_with_that_of_what_it_comes_from(shared_world: World) -> None:
    job = shared_world.deploy(name="pictured", startvm=False)
    shared_world.ended(job)

    def icon(**parameters: Any) -> Any:
        return shared_world.call("listVirtualMachines", id=job.id, **parameters).items[0].icon

    assert icon(showicon=True) is None
    shared_world.call("uploadResourceIcon", resourcetype="Template", resourceids=[TEMPLATE], base64image=PICTURE)
    assert icon(showicon=True).resource_type == "Template"
    shared_world.call("uploadResourceIcon", resourcetype="UserVm", resourceids=[job.id], base64image=OTHER)
    assert (icon(showicon=True).resource_type, icon(showicon=True).base64image) == ("UserVm", OTHER)
    assert icon() is None
    shared_world.call("uploadResourceIcon", resourcetype="Zone", resourceids=[ZONE], base64image=OTHER)
    assert shared_world.call("listZones", showicon=True).items[0].icon.base64image == OTHER


@pytest.mark.parametrize("command", ["listDomains", "listAccounts"])
def test_a_longer_page_takes_no_more_statements(cloud: Cloud, sales: Sales, command: str) -> None:
    del sales
    short = statements(cloud, command, listall=True, page=1, pagesize=2, showicon=True)
    assert statements(cloud, command, listall=True, page=1, pagesize=4, showicon=True) <= short
