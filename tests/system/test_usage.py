"""Usage of instances, disks and templates, as it is read from rows and events."""

from datetime import timedelta
from typing import Any

import pytest
from tests.world import TEMPLATE, World

from pileus.manager.kernel.errors import ApiError, InvalidValue, NotFound
from pileus.manager.system import usage


def records(world: World, **chosen: Any) -> list[Any]:
    now = world.clock.now()
    given = {"startdate": (now - timedelta(days=400)).isoformat(), "enddate": (now + timedelta(days=1)).isoformat(), **chosen}
    return world.call("listUsageRecords", **given).items


def hours(found: list[Any]) -> float:
    return sum(float(record.raw_usage) for record in found)


def test_an_instance_is_used_while_it_runs_and_while_it_is_there(world: World) -> None:
    id = world.running(name="metered")
    world.clock.turn(hours=36)
    running = records(world, type=usage.RUNNING, usageid=id)
    assert hours(running) == pytest.approx(36, abs=0.1)
    assert len(running) >= 2
    first = running[0]
    assert (first.account, first.virtual_machine_id, first.cpu_number, first.memory, first.usage_type) == ("admin", id, 1, 128, 1)
    assert all(record.end_date - record.start_date <= timedelta(days=1) for record in running)
    world.ended(world.call("stopVirtualMachine", id=id, forced=True))
    world.clock.turn(hours=10)
    assert hours(records(world, type=usage.RUNNING, usageid=id)) == pytest.approx(36, abs=0.1)
    assert hours(records(world, type=usage.ALLOCATED, usageid=id)) == pytest.approx(46, abs=0.1)
    system = world.call("listOsTypes", id=first.os_type_id).items[0]
    assert (first.os_display_name, first.os_category_name) == (system.description, system.os_category_name)
    [volume] = world.call("listVolumes", virtualmachineid=id).items
    assert hours(records(world, type=usage.VOLUME, usageid=volume.id)) == pytest.approx(46, abs=0.1)
    world.call("updateConfiguration", name="usage.stats.job.aggregation.range", value="60")
    assert len(records(world, type=usage.VOLUME, usageid=volume.id)) > 40
    world.call("deleteEvents", enddate="2999-01-01")
    assert world.call("listEvents", type="VM.CREATE", archived=True, listall=True).items == []
    assert hours(records(world, type=usage.RUNNING, usageid=id)) == pytest.approx(36, abs=0.1)
    world.call("createTags", resourceids=id, resourcetype="UserVm", tags=[{"key": "a", "value": "b"}])
    assert records(world, type=usage.ALLOCATED, usageid=id, includetags=True)[0].tags[0].key == "a"
    world.call("removeRawUsageRecords", interval=1)
    assert hours(records(world, type=usage.ALLOCATED, usageid=id)) == pytest.approx(24, abs=0.1)
    world.call("updateConfiguration", name="enable.usage.server", value="false")
    assert records(world) == []


def test_an_instance_that_was_made_stopped_runs_from_its_first_start(world: World) -> None:
    started = world.deploy(name="unstarted", startvm=False)
    world.ended(started)
    world.clock.turn(hours=5)
    world.call("updateVirtualMachine", id=started.id, displayname="Touched")
    assert records(world, type=usage.RUNNING, usageid=started.id) == []
    assert hours(records(world, type=usage.ALLOCATED, usageid=started.id)) == pytest.approx(5, abs=0.1)
    world.ended(world.call("startVirtualMachine", id=started.id))
    world.clock.turn(hours=2)
    assert hours(records(world, type=usage.RUNNING, usageid=started.id)) == pytest.approx(2, abs=0.1)


def test_usage_is_asked_for_by_owner_and_period(world: World) -> None:
    world.running(name="admins")
    ann = world.account("ann")
    ann.running(name="anns")
    world.clock.turn(hours=1)
    assert {record.account for record in records(world)} == {"admin", "ann"}
    assert {record.account for record in records(world, account="ann", domainid=world.admin_domain)} == {"ann"}
    assert records(world, startdate="2001-01-01", enddate="2001-01-02") == []
    assert {record.usage_id for record in records(world, type=usage.TEMPLATE)} == {TEMPLATE}
    assert records(world, type=99) == []
    with pytest.raises(NotFound, match="account"):
        records(world, account="nobody")
    with pytest.raises(InvalidValue, match="usageid needs it"):
        records(world, usageid=TEMPLATE)
    with pytest.raises(InvalidValue, match="exchange them"):
        records(world, startdate="2002-01-01", enddate="2001-01-01")
    with pytest.raises(ApiError, match="not available"):
        records(ann)


def test_types_are_told_and_nothing_need_be_generated(world: World) -> None:
    assert {kind.id: kind.name for kind in world.call("listUsageTypes").items}[1] == "RUNNING_VM"
    assert world.call("generateUsageRecords", startdate="2026-01-01", enddate="2026-01-02").success
