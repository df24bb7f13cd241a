from datetime import timedelta

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales

from pileus.manager.http.generate import load
from pileus.manager.kernel.errors import BadParameter, InvalidValue, NotFound
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.model.event import Event, EventState
from pileus.manager.system.events import NAMED

NAMELESS = {
    *("Alert", "Annotation", "Configuration", "ResourceDetail", "ResourceIcon", "ResourceLimit", "Tag"),
    *("GuestVlanRange", "PortableIpRange", "StorageNetworkIpRange", "TrafficType", "VlanIpRange"),
    *("InternalLoadBalancerElement", "OvsElement", "VirtualRouterElement"),
}
"""Kinds of objects that have no name of their own."""


def types(cloud: Cloud, **asked: object) -> list[str]:
    return [event.type for event in cloud.call("listEvents", **asked).items]


def test_a_synchronous_command_leaves_one_event_about_its_object(cloud: Cloud) -> None:
    domain = cloud.call("createDomain", name="sales")
    event = cloud.call("listEvents", listall=True).items[0]
    assert (event.type, event.state, event.level) == ("DOMAIN.CREATE", "Completed", "INFO")
    assert (event.resource_type, event.resource_id, event.resource_name) == ("Domain", domain.id, "sales")
    assert (event.account, event.username, event.domain_path) == ("admin", "admin", "ROOT/sales")
    assert event.description == "created domain ROOT/sales"


def test_a_refused_command_leaves_an_error_of_the_caller_s_that_says_why(cloud: Cloud, sales: Sales) -> None:
    boss = cloud.as_user("boss", "/sales/")
    with pytest.raises(InvalidValue, match="choose another name"):
        boss.call("createAccount", username="ann", firstname="A", lastname="B", email="a@b.example", password="topsecret", accounttype=0)
    event = boss.call("listEvents", level="ERROR").items[0]
    assert (event.type, event.state, event.account, event.username) == ("ACCOUNT.CREATE", "Completed", "boss", "boss")
    assert event.description.startswith("Error while running createAccount: ")
    assert "choose another name" in event.description
    assert "topsecret" not in event.description
    assert types(cloud.as_user("ann", "/sales/"), level="ERROR") == []


def test_what_never_began_leaves_no_events(cloud: Cloud) -> None:
    cloud.call("listDomains")
    for command, asked in {
        "listDomains": {"id": "nothing"},
        "updateDomain": {"id": "3f0f4f6e-0000-4000-8000-000000000000"},
        "createDomain": {},
        "listEvents": {"startdate": "tomorrow"},
    }.items():
        with pytest.raises((NotFound, BadParameter)):
            cloud.call(command, **asked)
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
    assert types(cloud, id=cloud.rows(Event)[0].id) == ["DOMAIN.CREATE"]
    cloud.call("createDomain", name="marketing")
    assert len(types(cloud, listall=True, archived=True)) == 1


def test_jobs_that_go_on_for_long_are_found(cloud: Cloud) -> None:
    root = cloud.caller_named("admin")

    def left(at: int, state: EventState, parent: str | None = None) -> str:
        event = Event(
            type="VM.CREATE", description="x", account_id=root.account_id, domain_id=root.domain_id,
            state=state, parent_id=parent, created=cloud.clock.now() - timedelta(seconds=at),
        )  # fmt: skip
        with cloud.db.write() as db:
            db.add(event)
            db.flush()
            return event.id

    long = left(500, EventState.SCHEDULED)
    left(480, EventState.STARTED, long)
    left(100, EventState.SCHEDULED)
    ended = left(500, EventState.SCHEDULED)
    left(300, EventState.COMPLETED, ended)
    found = cloud.call("listEvents", entrytime=600, duration=200).items
    assert [event.id for event in found] == [long]
    assert types(cloud, entrytime=300, duration=200) == []
    for asked in ({"entrytime": 60}, {"duration": 60}, {"entrytime": 60, "duration": 60}):
        with pytest.raises(InvalidValue, match="entrytime and duration go together"):
            types(cloud, **asked)


def test_an_object_is_named_with_its_kind(cloud: Cloud) -> None:
    with pytest.raises(InvalidValue, match="resourcetype=VirtualMachine"):
        types(cloud, resourceid="3f0f4f6e-0000-4000-8000-000000000000")
    with pytest.raises(BadParameter, match="Completed"):
        types(cloud, state="Ended")


def test_every_kind_of_object_is_told_by_name_or_has_none() -> None:
    load()
    declared = {command.entity for command in COMMANDS.values() if command.event and command.entity}
    assert declared - set(NAMED) == NAMELESS


def test_event_types_are_those_that_commands_leave(cloud: Cloud) -> None:
    names = [item.name for item in cloud.call("listEventTypes").items]
    assert {"ACCOUNT.CREATE", "USER.UPDATE", "CREATE_TAGS", "CONFIGURATION.VALUE.EDIT"} <= set(names)
    assert names == sorted(names)
