"""Routers that are started, stopped, rebooted and destroyed, and how their services do."""

import time

import pytest
from tests.world import NETWORK, World

from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.drivers.fake.networks import networks_on
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.errors import ApiError, InUse, NotFound, Unavailable
from pileus.manager.model.event import Event


def there(world: World) -> bool:
    return NETWORK in networks_on(world.hosts.world, world.host.id)


def router_of(world: World) -> str:
    return world.call("listRouters", networkid=NETWORK, listall=True).items[0].id


def state(world: World) -> str:
    return world.call("listRouters", networkid=NETWORK, listall=True).items[0].state


def test_a_router_is_stopped_and_started_when_no_guest_needs_it(world: World) -> None:
    id = world.running(name="guest")
    router = router_of(world)
    with pytest.raises(InUse, match=r"serves instances on its host \(guest\)"):
        world.call("stopRouter", id=router)
    world.ended(world.call("rebootRouter", id=router))
    assert there(world)
    world.ended(world.call("stopVirtualMachine", id=id, forced=True))
    world.ended(world.call("stopRouter", id=router))
    assert not there(world)
    assert state(world) == "Stopped"
    world.manager.engine.reconcile(routers_up_to_date)
    assert not there(world), "nothing starts what was stopped on purpose"
    world.ended(world.call("startRouter", id=router))
    assert there(world)
    assert state(world) == "Running"
    world.ended(world.call("rebootRouter", id=router))
    assert there(world)
    assert {"ROUTER.START", "ROUTER.STOP", "ROUTER.REBOOT"} <= {event.type for event in world.rows(Event)}


def test_a_guest_brings_a_stopped_or_destroyed_router_back(world: World) -> None:
    id = world.running(name="first")
    world.ended(world.call("stopVirtualMachine", id=id, forced=True))
    world.ended(world.call("stopRouter", id=router_of(world)))
    world.ended(world.call("startVirtualMachine", id=id))
    assert there(world)
    world.manager.engine.reconcile(routers_up_to_date)
    assert state(world) == "Running"
    world.ended(world.call("stopVirtualMachine", id=id, forced=True))
    before = router_of(world)
    world.ended(world.call("destroyRouter", id=before))
    assert not there(world)
    assert world.call("listRouters", listall=True).items == []
    world.ended(world.call("startVirtualMachine", id=id))
    assert there(world)
    assert router_of(world) != before


def test_a_host_that_lost_its_network_is_told_the_whole_by_the_next_guest(world: World) -> None:
    world.running(name="first")
    world.ended(world.deploy(name="second"))
    assert {guest.hostname for guest in world.network().guests} == {"first", "second"}
    world.hosts.world.clear(world.host.id, "network")
    world.hosts.world.clear(world.host.id, "card")
    world.running(name="third")
    assert {guest.hostname for guest in world.network().guests} == {"first", "second", "third"}


def test_a_router_that_was_told_of_each_guest_needs_not_be_told_again(world: World) -> None:
    for name in ("first", "second", "third"):
        world.running(name=name)
    assert world.manager.engine.reconcile(routers_up_to_date).repaired == []
    assert {guest.hostname for guest in world.network().guests} == {"first", "second", "third"}


def test_the_router_forgets_an_expunged_guest_at_once(world: World) -> None:
    id = world.running(name="gone")
    world.running(name="stays")
    world.ended(world.call("destroyVirtualMachine", id=id, expunge=True))
    deadline = time.monotonic() + 10
    while {guest.hostname for guest in world.network().guests} != {"stays"}:
        assert time.monotonic() < deadline, "long before it looks by itself"
        time.sleep(0.02)


def test_the_health_of_each_service_is_told(world: World) -> None:
    world.running(name="healthy")
    world.manager.engine.reconcile(routers_up_to_date)
    told = world.call("getRouterHealthCheckResults", routerid=router_of(world))
    assert {check.check_name for check in told.health_checks} >= {"dhcp", "dns"}
    assert all(check.success for check in told.health_checks)
    with pytest.raises(NotFound, match="routerid"):
        world.call("getRouterHealthCheckResults", routerid=NETWORK)
    user = world.account("tenant")
    for command in ("startRouter", "stopRouter", "rebootRouter", "destroyRouter", "getRouterHealthCheckResults"):
        with pytest.raises(ApiError, match="not available"):
            user.call(command, id=NETWORK, routerid=NETWORK)
    world.hosts.cut(world.host.id)
    world.manager.engine.reconcile(hosts_alive)
    with pytest.raises(Unavailable, match="repeat when its agent is back"):
        world.call("startRouter", id=router_of(world))


def test_a_service_that_begins_to_fail_leaves_one_event(world: World) -> None:
    world.running(name="served")
    world.manager.engine.reconcile(routers_up_to_date)
    world.host.failing_services["dns"] = "nothing answers on port 53"
    for _ in range(2):
        world.manager.engine.reconcile(routers_up_to_date)
    [event] = world.rows(Event, type="ROUTER.HEALTH.CHECKS")
    assert (event.user_name, event.entity, event.entity_id) == ("system", "DomainRouter", router_of(world))
    assert "dns nothing answers on port 53" in event.description
