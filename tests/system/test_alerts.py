"""Alerts: those that hosts and full storage raise, and those that somebody writes."""

import pytest
from tests.world import World

from pileus.manager.infra.alerting import capacity_watched, hosts_missed
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.errors import ApiError, InvalidValue, NotFound
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import Event


def told(world: World, **chosen: object) -> list[str]:
    return [alert.description for alert in world.call("listAlerts", **chosen).items]


def look(world: World) -> None:
    world.manager.engine.reconcile(hosts_alive)  # reads what the pools hold
    world.manager.engine.reconcile(hosts_missed)
    world.manager.engine.reconcile(capacity_watched)


def test_a_host_out_of_reach_is_told_once_and_again_when_it_goes_again(world: World) -> None:
    def away() -> None:
        world.hosts.cut(world.host.id)
        world.manager.engine.reconcile(hosts_alive)

    away()
    look(world)
    assert told(world, name="ALERT.COMPUTE.HOST") == []
    world.call("updateConfiguration", name="alert.wait", value="0")
    look(world)
    look(world)
    [first] = told(world, type="7")
    assert "out of reach" in first
    world.hosts.mend(world.host.id)
    world.manager.engine.reconcile(hosts_alive)
    look(world)
    assert [alert.resolved is not None for alert in world.rows(Alert, type=7)] == [True]
    away()
    look(world)
    assert len(told(world, type="7")) == 2


def test_thresholds_say_when_capacity_is_told_of(world: World) -> None:
    cluster = world.call("listClusters").items[0].id
    world.running(name="hungry")
    look(world)
    assert told(world, name="ALERT.MEMORY") == []
    world.call("updateConfiguration", name="cluster.memory.allocated.capacity.notificationthreshold", value="0.0001", clusterid=cluster)
    look(world)
    [alert] = told(world, name="ALERT.MEMORY")
    assert "cluster default" in alert
    world.call("resetConfiguration", name="cluster.memory.allocated.capacity.notificationthreshold", clusterid=cluster)
    look(world)
    assert all(alert.resolved for alert in world.rows(Alert, type=0))
    for setting, name in (
        ("cluster.cpu.allocated.capacity.notificationthreshold", "ALERT.CPU"),
        ("cluster.storage.allocated.capacity.notificationthreshold", "ALERT.STORAGE.ALLOCATED"),
        ("cluster.localStorage.capacity.notificationthreshold", "ALERT.STORAGE.LOCAL"),
        ("zone.directnetwork.publicip.capacity.notificationthreshold", "ALERT.DIRECTATTACHED.PUBLICIP"),
    ):
        world.call("updateConfiguration", name=setting, value="0")
        look(world)
        assert len(told(world, name=name)) == 1, setting
    with pytest.raises(InvalidValue, match="between 0 and 1"):
        world.call("updateConfiguration", name="zone.secstorage.capacity.notificationthreshold", value="2")


def test_alerts_are_written_archived_and_deleted(world: World) -> None:
    job = world.call("generateAlert", type=14, name="backup", description="the backup is old", zoneid=world.call("listZones").items[0].id)
    world.ended(job)
    [event, *_] = world.rows(Event, type="ALERT.GENERATE")
    assert event.entity == "Alert"
    [alert] = world.call("listAlerts", keyword="backup").items
    assert (alert.type, alert.name, alert.description) == (14, "backup", "the backup is old")
    assert world.call("archiveAlerts", ids=alert.id).success
    assert told(world) == []
    assert world.call("deleteAlerts", type="14").success
    assert world.rows(Alert) == []
    assert {14: "ALERT.MANAGEMENT"}.items() <= {t.alert_type_id: t.name for t in world.call("listAlertTypes").items}.items()
    for wrong in ({"ids": "11111111-1111-1111-1111-111111111111"}, {"type": "99"}, {}):
        with pytest.raises((NotFound, InvalidValue)):
            world.call("deleteAlerts", **wrong)
    for command in ("listAlerts", "archiveAlerts", "deleteAlerts", "generateAlert", "listAlertTypes"):
        with pytest.raises(ApiError, match="not available"):
            world.account(f"user-{command.lower()}").call(command, type=1)
