"""Events that are put away, deleted, or forgotten."""

import pytest
from tests.cloud import Cloud
from tests.tenants import Sales
from tests.world import World

from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import Event
from pileus.manager.system.event_records import old_alerts_forgotten, old_events_forgotten


def test_archived_events_are_listed_only_when_asked_for(cloud: Cloud, sales: Sales) -> None:
    created = {event.id for event in cloud.call("listEvents", type="ACCOUNT.CREATE", listall=True).items}
    assert created
    assert cloud.call("archiveEvents", type="ACCOUNT.CREATE").success
    assert cloud.call("listEvents", type="ACCOUNT.CREATE", listall=True).items == []
    assert {event.id for event in cloud.call("listEvents", type="ACCOUNT.CREATE", listall=True, archived=True).items} == created
    with pytest.raises(InvalidValue, match="say which events"):
        cloud.call("archiveEvents")


def test_nobody_deletes_the_events_of_others(cloud: Cloud, sales: Sales) -> None:
    theirs = cloud.call("listEvents", listall=True).items[0].id
    ann = cloud.as_user("ann", "/sales/")
    with pytest.raises(NotFound, match="ids"):
        ann.call("deleteEvents", ids=theirs)
    before = len(cloud.rows(Event))
    assert ann.call("deleteEvents", enddate="2999-01-01").success
    assert [event for event in cloud.rows(Event) if event.account_id == sales.ann] == []
    assert len(cloud.rows(Event)) >= before - 2
    assert cloud.call("deleteEvents", ids=theirs).success
    assert theirs not in {event.id for event in cloud.rows(Event)}


def test_old_records_are_forgotten_after_the_days_the_settings_say(world: World) -> None:
    world.account("old")
    with world.db.write() as db:
        db.add(Alert(type=1, name="ALERT.CPU", subject="full"))
    world.clock.turn(days=14)
    world.manager.engine.reconcile(old_events_forgotten)
    assert world.rows(Event, type="ACCOUNT.CREATE")
    world.call("updateConfiguration", name="event.purge.delay", value="10")
    world.call("updateConfiguration", name="alert.purge.delay", value="10")
    world.manager.engine.reconcile(old_events_forgotten)
    world.manager.engine.reconcile(old_alerts_forgotten)
    assert world.rows(Event, type="ACCOUNT.CREATE") == []
    assert world.rows(Alert) == []
