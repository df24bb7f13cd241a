"""Details, annotations and icons of resources."""

import base64

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales
from tests.world import TEMPLATE, ZONE, World

from pileus.manager.kernel.errors import ApiError, InvalidValue, NotFound
from pileus.manager.model.event import Event
from pileus.manager.system.details import DETAILED

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n and so on").decode()


def details(world: World, **chosen: object) -> dict[str, str]:
    return {row.key: row.value for row in world.call("listResourceDetails", **chosen).items}


def test_details_are_added_changed_listed_and_removed(shared_world: World) -> None:
    job = shared_world.deploy(name="detailed", startvm=False)
    shared_world.ended(job)
    on = {"resourcetype": "UserVm", "resourceid": job.id}
    given = [{"key": "colour", "value": "red"}, {"key": "owner", "value": "x"}]
    shared_world.ended(shared_world.call("addResourceDetail", **on, details=given))
    shared_world.ended(shared_world.call("addResourceDetail", **on, details=[{"key": "colour", "value": "blue"}]))
    assert details(shared_world, **on) == {"colour": "blue", "owner": "x"}
    assert details(shared_world, **on, key="owner") == {"owner": "x"}
    assert shared_world.instance(job.id).details["colour"] == "blue"
    shared_world.ended(shared_world.call("removeResourceDetail", **on, key="colour"))
    assert details(shared_world, resourcetype="uservm") == {"owner": "x"}
    shared_world.ended(shared_world.call("removeResourceDetail", **on))
    assert details(shared_world, **on) == {}
    assert {"CREATE_RESOURCE_DETAILS", "DELETE_RESOURCE_DETAILS"} <= {event.type for event in shared_world.rows(Event)}
    with pytest.raises(InvalidValue, match="has no details"):
        details(shared_world, resourcetype="Moon")
    other = shared_world.account("detail-user")
    with pytest.raises(NotFound):
        other.call("listResourceDetails", **on)
    with pytest.raises(ApiError, match="not available"):
        other.call("addResourceDetail", **on, details=[{"key": "a", "value": "b"}])


def test_every_kind_that_cloudstack_gives_details_has_them(shared_world: World) -> None:
    world = shared_world
    job = world.deploy(name="with-all", startvm=False)
    world.ended(job)
    instance = world.instance(job.id)
    span = world.call(
        "createVlanIpRange", zoneid=ZONE, vlan="untagged", gateway="203.0.113.1", netmask="255.255.255.0", startip="203.0.113.9"
    )
    ids = {
        "UserVm": job.id,
        "Volume": world.call("listVolumes", virtualmachineid=job.id).items[0].id,
        "Template": TEMPLATE,
        "ISO": TEMPLATE,
        "Network": instance.nic[0].network_id,
        "Nic": instance.nic[0].id,
        "PublicIpAddress": world.call("listPublicIpAddresses", allocatedonly=False, vlanid=span.id).items[0].id,
        "User": world.call("listUsers", username="admin").items[0].id,
        "Zone": ZONE,
        "Storage": world.call("listStoragePools").items[0].id,
        "GuestOs": world.call("listOsTypes").items[0].id,
        "ServiceOffering": world.call("listServiceOfferings").items[0].id,
        "DiskOffering": world.call("listDiskOfferings").items[0].id,
        "NetworkOffering": world.call("listNetworkOfferings").items[0].id,
    }
    assert ids.keys() == DETAILED.keys()
    for kind, id in ids.items():
        on = {"resourcetype": kind, "resourceid": id}
        before = details(world, **on)
        world.ended(world.call("addResourceDetail", **on, details=[{"key": "rack", "value": "4"}]))
        assert details(world, **on) == before | {"rack": "4"}
        world.ended(world.call("removeResourceDetail", **on, key="rack"))
        assert details(world, **on) == before
    world.call("deleteVlanIpRange", id=span.id)


def test_the_meaningful_details_are_told_with_their_values(cloud: Cloud) -> None:
    told = cloud.call("listDetailOptions", resourcetype="UserVm").details
    assert "virtio" in told["rootDiskController"]
    assert told["iothreads"] == ["true", "false"]


def test_annotations_are_for_those_who_see_the_resource(shared_world: World) -> None:
    made = shared_world.call("addAnnotation", entitytype="ZONE", entityid=ZONE, annotation="moved to rack 4")
    hidden = shared_world.call("addAnnotation", entitytype="template", entityid=TEMPLATE, annotation="old", adminsonly=True)
    assert (made.entity_name, made.username, made.admins_only) == ("default", "admin", False)
    assert [row.annotation for row in shared_world.call("listAnnotations", entitytype="ZONE", entityid=ZONE).items] == ["moved to rack 4"]
    assert [row.id for row in shared_world.call("listAnnotations", annotationfilter="self", keyword="old").items] == [hidden.id]
    assert shared_world.call("updateAnnotationVisibility", id=hidden.id, adminsonly=False).admins_only is False
    assert shared_world.call("removeAnnotation", id=made.id).removed is not None
    assert shared_world.call("listAnnotations", entitytype="ZONE").items == []
    with pytest.raises(NotFound):
        shared_world.call("removeAnnotation", id=made.id)
    with pytest.raises(InvalidValue, match="entitytype MOON"):
        shared_world.call("addAnnotation", entitytype="MOON", entityid=ZONE, annotation="x")
    with pytest.raises(NotFound, match="entityid"):
        shared_world.call("addAnnotation", entitytype="HOST", entityid=ZONE, annotation="x")
    with pytest.raises(ApiError, match="not available"):
        shared_world.account("annotator").call("listAnnotations")


def test_icons_are_pictures_on_what_the_caller_may_change(cloud: Cloud, sales: Sales) -> None:
    ann = cloud.as_user("ann", "/sales/")
    assert cloud.call("uploadResourceIcon", resourcetype="Account", resourceids=[sales.ann, sales.bob], base64image=PICTURE).success
    assert [icon.resource_id for icon in ann.call("listResourceIcon", resourcetype="account", resourceids=sales.ann).items] == [sales.ann]
    with pytest.raises(NotFound):
        ann.call("listResourceIcon", resourcetype="Account", resourceids=sales.bob)
    with pytest.raises(NotFound):
        ann.call("deleteResourceIcon", resourcetype="Account", resourceids=sales.bob)
    assert ann.call("deleteResourceIcon", resourcetype="Account", resourceids=sales.ann).success
    assert ann.call("listResourceIcon", resourcetype="Account", resourceids=sales.ann).items == []
    for wrong, said in (("%%%", "no base64"), ("é", "no base64"), (base64.b64encode(b"<svg onload=alert(1)>").decode(), "no PNG")):
        with pytest.raises(InvalidValue, match=said):
            cloud.call("uploadResourceIcon", resourcetype="Account", resourceids=sales.bob, base64image=wrong)
    assert {"UPLOAD.RESOURCE.ICON", "DELETE.RESOURCE.ICON"} <= {event.type for event in cloud.rows(Event)}
