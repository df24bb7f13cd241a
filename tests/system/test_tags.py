import pytest
from tests.cloud import Cloud
from tests.tenants import Sales

from pileus.manager.kernel.errors import BadParameter, Conflict, InvalidValue, NotFound
from pileus.manager.kernel.ids import new_id
from pileus.manager.model.job import Job
from pileus.manager.model.network_offering import VpcOffering
from pileus.manager.system.tags import taggable


def tag(cloud: Cloud, *ids: str, **tags: str) -> str:
    entries = [{"key": key, "value": value} for key, value in tags.items()]
    return cloud.call("createTags", resourcetype="account", resourceids=list(ids), tags=entries).job_id


def tags(cloud: Cloud, **asked: object) -> list[tuple[str, str, str]]:
    return [(tag.resource_id, tag.key, tag.value) for tag in cloud.call("listTags", listall=True, **asked).items]


def test_tags_stand_on_each_resource_and_belong_to_its_owner(cloud: Cloud, sales: Sales) -> None:
    job = tag(cloud, sales.ann, sales.bob, stage="test", room="12")
    assert len(tags(cloud)) == 4
    assert tags(cloud.as_user("ann", "/sales/")) == [(sales.ann, "room", "12"), (sales.ann, "stage", "test")]
    found = cloud.call("listTags", resourceid=sales.bob, key="room", listall=True).items[0]
    assert (found.resource_type, found.account, found.domain_path) == ("Account", "bob", "ROOT/sales/east")
    row = cloud.row(Job, job)
    assert (row.command, row.entity, row.account_id) == ("createTags", "Account", sales.ann)


def test_lists_narrow(cloud: Cloud, sales: Sales) -> None:
    tag(cloud, sales.ann, stage="test", room="12")
    assert tags(cloud, value="test") == tags(cloud, keyword="stag") == [(sales.ann, "stage", "test")]
    assert tags(cloud, resourcetype="User") == []
    with pytest.raises(InvalidValue, match="resourcetype Cow is unknown"):
        tags(cloud, resourcetype="Cow")


def test_a_key_stands_once(cloud: Cloud, sales: Sales) -> None:
    tag(cloud, sales.ann, stage="test")
    with pytest.raises(Conflict, match="has a tag stage already, with the value test"):
        tag(cloud, sales.bob, sales.ann, stage="live")
    assert tags(cloud) == [(sales.ann, "stage", "test")]


def test_only_what_one_may_change_can_be_tagged(cloud: Cloud, sales: Sales) -> None:
    ann = cloud.as_user("ann", "/sales/")
    for foreign in (sales.bob, new_id()):
        with pytest.raises(NotFound, match="resourceids"):
            tag(ann, foreign, stage="mine")
    tag(cloud, sales.bob, stage="test")
    with pytest.raises(NotFound):
        ann.call("deleteTags", resourcetype="Account", resourceids=[sales.bob])
    assert tags(cloud) == [(sales.bob, "stage", "test")]


def test_tags_are_taken_off_by_key_by_value_or_all(cloud: Cloud, sales: Sales) -> None:
    tag(cloud, sales.ann, a="1", b="2", c="3")

    def off(**given: object) -> list[str]:
        cloud.call("deleteTags", resourcetype="Account", resourceids=[sales.ann], **given)
        return [key for _, key, _ in tags(cloud)]

    assert off(tags=[{"key": "a"}]) == ["b", "c"]
    assert off(tags=[{"key": "b", "value": "other"}, {"key": "no such"}]) == ["b", "c"]
    assert off(tags=[{"key": "b", "value": "2"}]) == ["c"]
    assert off() == []


def test_keys_and_values_have_room_of_255_characters(cloud: Cloud, sales: Sales) -> None:
    tag(cloud, sales.ann, a="x" * 255)
    with pytest.raises(BadParameter, match="256 characters long; at most 255"):
        tag(cloud, sales.ann, b="x" * 256)


def test_a_tag_needs_a_key(cloud: Cloud, sales: Sales) -> None:
    with pytest.raises(InvalidValue, match="each tag needs a key"):
        cloud.call("createTags", resourcetype="Account", resourceids=[sales.ann], tags=[{"key": " ", "value": "x"}])


def test_what_belongs_to_nobody_has_tags_of_the_administrator_s(cloud: Cloud) -> None:
    service = [{"service": "SourceNat", "provider": "VpcVirtualRouter"}]
    cloud.call("createVPCOffering", name="wide", displaytext="wide", supportedservices="SourceNat", serviceproviderlist=service)
    id = cloud.rows(VpcOffering, name="wide")[0].id
    cloud.call("createTags", resourcetype="VpcOffering", resourceids=[id], tags=[{"key": "stage", "value": "test"}])
    assert tags(cloud, resourcetype="VpcOffering") == [(id, "stage", "test")]
    assert cloud.call("listTags", resourceid=id).items[0].account == "admin"


def test_every_kind_has_an_owner_so_that_its_tags_do(cloud: Cloud) -> None:
    for kind, model in taggable.items():
        assert kind in ("Account", "VpcOffering") or hasattr(model, "account_id")
        with pytest.raises(NotFound, match="resourceids"):
            cloud.call("createTags", resourcetype=kind, resourceids=[new_id()], tags=[{"key": "k", "value": "v"}])
