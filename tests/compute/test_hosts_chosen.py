"""Which host an instance starts on, and what hosts of a tag have."""

from pathlib import Path

import pytest
from tests.world import World, open_world

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.infrastructure import Host, HostState, ResourceState
from pileus.manager.model.instance import Instance


def test_capacity_of_a_tag_is_that_of_its_hosts(world: World) -> None:
    with world.db.write() as session:
        session.get_one(Host, world.host.id).tags = "ssd,fast"
    memory = {tag: world.call("listCapacity", type=0, tag=tag).items[0].capacity_total for tag in ("fast", "fas")}
    assert memory["fast"] > 0
    assert memory["fas"] == 0


def test_an_administrator_chooses_the_planner_of_one_start(tmp_path: Path) -> None:
    with open_world(tmp_path, hosts=2) as world:
        iris, eve = world.account("iris"), world.account("eve")
        home = world.row(Instance, iris.running(name="first")).host_id
        [away] = {host.id for host in world.rows(Host)} - {home}
        with world.db.write() as session:
            session.get_one(Host, away).reserved_memory += 512 << 20

        def deployed(name: str, **parameters: str) -> str | None:
            return world.row(Instance, world.running(name=name, account="iris", domainid=world.admin_domain, **parameters)).host_id

        assert deployed("fitting") == home
        assert deployed("spread", deploymentplanner="UserDispersingPlanner") == away
        assert iris.row(Instance, iris.running(name="not-asked", deploymentplanner="UserDispersingPlanner")).host_id == home
        made = eve.deploy(name="alone", startvm=False)
        eve.ended(made)
        refused = world.failed(world.call("startVirtualMachine", id=made.id, deploymentplanner="ImplicitDedicationPlanner"))
        assert "ImplicitDedicationPlanner in mode Strict wants a host without any" in (refused.error or "")
        with pytest.raises(InvalidValue, match="deploymentplanner Dice is unknown: it must be one of FirstFitPlanner"):
            world.call("startVirtualMachine", id=made.id, deploymentplanner="Dice")


def test_the_last_host_counts_only_while_it_is_to(tmp_path: Path) -> None:
    with open_world(tmp_path, hosts=2) as world:
        id = world.running(name="mover")
        first = world.row(Instance, id).host_id
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        assert world.row(Instance, id).last_host_id == first
        world.ended(world.call("startVirtualMachine", id=id))
        assert world.row(Instance, id).host_id == first
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        world.ended(world.call("startVirtualMachine", id=id, considerlasthost=False, deploymentplanner="FirstFitPlanner"))
        assert world.instance(id).state == "Running"


def test_the_host_of_an_instance_and_of_its_router_is_told_in_one_word(world: World) -> None:
    id = world.running(name="hosted")
    world.manager.engine.stop()  # nobody looks at the host meanwhile
    for state, wanted, word in (
        (HostState.UP, ResourceState.ENABLED, "Enabled"),
        (HostState.UP, ResourceState.DISABLED, "Disabled"),
        (HostState.UP, ResourceState.MAINTENANCE, "Maintenance"),
        (HostState.DISCONNECTED, ResourceState.MAINTENANCE, "Offline"),
    ):
        with world.db.write() as session:
            host = session.get_one(Host, world.host.id)
            host.state, host.resource_state = state, wanted
        [router] = world.call("listRouters", listall=True, fetchhealthcheckresults=True).items
        assert (world.instance(id).host_control_state, router.host_control_state) == (word, word)
        assert {check.status for check in router.health_check_results} <= {"SUCCESS"}
