import pytest
from tests.cloud import Cloud
from tests.tenants import Sales

from pileus.manager.model.event import Event


def types(cloud: Cloud, **asked: object) -> list[str]:
    return [event.type for event in cloud.call("listEvents", **asked).items]


def test_a_synchronous_command_leaves_one_event_about_its_object(cloud: Cloud) -> None:
    domain = cloud.call("createDomain", name="sales")
    event = cloud.call("listEvents", listall=True).items[0]
    assert (event.type, event.state, event.level) == ("DOMAIN.CREATE", "Completed", "INFO")
    assert (event.resource_type, event.resource_id, event.resource_name) == ("Domain", domain.id, "sales")
    assert (event.account, event.username, event.domain_path) == ("admin", "admin", "ROOT/sales")
    assert event.description == "created domain ROOT/sales"


def test_reading_leaves_no_events_nor_does_a_refusal(cloud: Cloud) -> None:
    cloud.call("listDomains")
    with pytest.raises(Exception, match="choose another name"):
        cloud.call("createDomain", name="a/b")
    assert cloud.rows(Event) == []


def test_events_are_seen_by_whom_they_concern(cloud: Cloud, sales: Sales) -> None:
    assert types(cloud.as_user("ann", "/sales/")) == ["ACCOUNT.CREATE", "USER.CREATE"]
    assert types(cloud.as_user("boss", "/sales/"), listall=True, keyword="ACCOUNT.CREATE") == ["ACCOUNT.CREATE"] * 3
    assert types(cloud) == ["DOMAIN.CREATE", "DOMAIN.CREATE"]
    assert len(types(cloud, listall=True)) == 8


def test_events_are_listed_newest_first_and_narrowed(cloud: Cloud, sales: Sales) -> None:
    cloud.clock.turn(hours=2)
    cloud.call("updateConfiguration", name="session.timeout", value="7")
    page = cloud.call("listEvents", listall=True)
    assert page.count == 9
    assert page.items[0].type == "CONFIGURATION.VALUE.EDIT"
    assert types(cloud, listall=True, type="ACCOUNT.CREATE", keyword="ann") == ["ACCOUNT.CREATE"]
    assert types(cloud, listall=True, level="error") == []
    assert types(cloud, listall=True, level="info", state="completed", resourceid=sales.id, resourcetype="Domain") == ["DOMAIN.CREATE"]
    assert types(cloud, duration=3600) == ["CONFIGURATION.VALUE.EDIT"]
    assert types(cloud, duration=3600, entrytime=3600) == []
    since = page.items[0].created.strftime("%Y-%m-%dT%H:%M:%S%z")
    assert types(cloud, listall=True, startdate=since) == ["CONFIGURATION.VALUE.EDIT"]
    assert len(types(cloud, listall=True, enddate=since)) == 8
    assert types(cloud, id=page.items[0].id) == ["CONFIGURATION.VALUE.EDIT"]
    assert types(cloud, listall=True, startid=page.items[0].id) == ["CONFIGURATION.VALUE.EDIT"]


def test_archived_events_are_shown_on_demand(cloud: Cloud) -> None:
    cloud.call("createDomain", name="sales")
    with cloud.db.write() as db:
        db.get_one(Event, cloud.rows(Event)[0].id).archived = True
    assert types(cloud, listall=True) == []
    assert types(cloud, listall=True, archived=True) == ["DOMAIN.CREATE"]


def test_event_types_are_those_that_commands_leave(cloud: Cloud) -> None:
    names = [item.name for item in cloud.call("listEventTypes").items]
    assert {"ACCOUNT.CREATE", "USER.UPDATE", "CREATE_TAGS", "CONFIGURATION.VALUE.EDIT"} <= set(names)
    assert names == sorted(names)
