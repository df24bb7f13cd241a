"""What placement follows: dedication, over-provisioning, full clusters, planners, and states of zones, pods and clusters."""

from typing import Any

import pytest
from tests.infra.test_hosts import CLUSTER, POD, add_cluster, add_host, first
from tests.world import ZONE, World

from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotFound
from pileus.manager.model.event import Event
from pileus.manager.model.infrastructure import Host


def big(world: World, name: str, mib: int) -> Started[Any]:
    """Starts to deploy an instance of that much memory."""
    offering = world.call("createServiceOffering", name=name, displaytext=name, cpunumber=1, cpuspeed=500, memory=mib).id
    return world.deploy(name=name, serviceofferingid=offering)


def why(world: World, started: Started[Any]) -> str:
    """Why a deployment failed, as a root admin reads it."""
    return world.failed(started).error or ""


@pytest.mark.parametrize(
    ("command", "id", "names"),
    [("updateZone", ZONE, "zone default"), ("updatePod", POD, "pod default"), ("updateCluster", CLUSTER, "cluster default")],
)
def test_nothing_starts_in_what_is_disabled(world: World, command: str, id: str, names: str) -> None:
    world.call(command, id=id, allocationstate="Disabled")
    try:
        refused = world.deploy(name=f"in-{names.split(maxsplit=1)[0]}")
        assert f"its {names} is disabled" in why(world, refused)
    except InvalidValue as refusal:
        assert "default" in str(refusal)  # noqa: PT017 - a disabled zone is refused by the call itself
    finally:
        world.call(command, id=id, allocationstate="Enabled")


def test_an_unmanaged_cluster_takes_nothing(world: World) -> None:
    world.call("updateCluster", id=CLUSTER, managedstate="Unmanaged")
    assert "Unmanaged" in why(world, world.deploy(name="let-go"))
    world.call("updateCluster", id=CLUSTER, managedstate="Managed")


def test_host_tags_of_an_offering_are_followed(world: World) -> None:
    tagged = add_host(world, "http://sim/tagged", hosttags=["gpu"])
    offering = world.call("createServiceOffering", name="gpu", displaytext="gpu", cpunumber=1, cpuspeed=500, memory=128, hosttags="gpu").id
    assert world.instance(world.running(name="tagged", serviceofferingid=offering)).host_id == tagged


def test_a_full_cluster_is_closed_until_the_limit_is_raised(world: World) -> None:
    host = world.row(Host, first(world))
    most = (host.memory - host.reserved_memory) >> 20
    assert "cluster.memory.allocated.capacity.disablethreshold" in why(world, big(world, "huge", int(most * 0.9)))
    world.call("updateConfiguration", name="cluster.memory.allocated.capacity.disablethreshold", value="0.95", clusterid=CLUSTER)
    world.ended(big(world, "fits", int(most * 0.9)))


def test_over_provisioning_gives_more_than_there_is(world: World) -> None:
    host = world.row(Host, first(world))
    most = (host.memory - host.reserved_memory) >> 20
    world.call("updateConfiguration", name="cluster.threshold.enabled", value="false")
    assert "memory:" in why(world, big(world, "huge", int(most * 1.5)))
    world.call("updateConfiguration", name="mem.overprovisioning.factor", value="2.0", clusterid=CLUSTER)
    world.call("updateConfiguration", name="cpu.overprovisioning.factor", value="3.0", clusterid=CLUSTER)
    shown = world.call("listClusters", id=CLUSTER, showcapacities=True).items[0]
    assert (shown.memory_overcommit_ratio, shown.cpu_overcommit_ratio) == ("2.0", "3.0")
    kinds = {row.type: row.capacity_total for row in shown.capacity}
    assert kinds[0] == 2 * (host.memory - host.reserved_memory)
    assert kinds[1] == 3 * host.cpus * host.cpu_mhz
    assert int(world.call("listHosts", id=host.id).items[0].memory_with_overprovisioning) == kinds[0]
    assert "memory:" not in why(world, big(world, "huger", int(most * 1.5)))  # the host itself refuses what it has not got
    with pytest.raises(InvalidValue, match="between 1 and 1000"):
        world.call("updateConfiguration", name="mem.overprovisioning.factor", value="0.5", clusterid=CLUSTER)


def test_a_dedicated_host_takes_its_owners_instances_alone(world: World) -> None:
    own = add_host(world, "http://sim/own")
    iris, eve = world.account("iris"), world.account("eve")
    job = world.ended(world.call("dedicateHost", hostid=own, domainid=world.admin_domain, account="iris"))
    assert '"hostname":"sim-own"' in (job.result or "")
    listed = world.call("listDedicatedHosts", domainid=world.admin_domain, account="iris").items
    assert [entry.host_id for entry in listed] == [own]
    world.call("updateHost", id=first(world), allocationstate="Disable")
    refused = world.failed(eve.deploy(name="not-there"))
    assert "the host is dedicated to another account" in (refused.error or "")
    assert "by dedication" in (refused.error_public or "")
    started = iris.deploy(name="there")
    iris.ended(started)
    assert world.instance(started.id).host_id == own
    with pytest.raises(Conflict, match="already"):
        world.call("dedicateHost", hostid=own, domainid=world.admin_domain)
    with pytest.raises(Conflict, match="sim-own"):
        world.call("dedicateCluster", clusterid=CLUSTER, domainid=world.admin_domain)
    world.ended(world.call("releaseDedicatedHost", hostid=own))
    eve.ended(eve.deploy(name="now-there"))
    with pytest.raises(InUse, match="now-there"):
        world.call("dedicateHost", hostid=own, domainid=world.admin_domain, account="iris")
    with pytest.raises(InvalidValue, match="not dedicated"):
        world.call("releaseDedicatedHost", hostid=own)
    assert {event.type for event in world.rows(Event)} >= {"DEDICATE.RESOURCE", "DEDICATE.RESOURCE.RELEASE"}


def test_pods_clusters_and_zones_are_dedicated_to_domains(world: World) -> None:
    domain = world.call("createDomain", name="lab").id
    for kind, id, give, tell, take in (
        ("pod", POD, "dedicatePod", "listDedicatedPods", "releaseDedicatedPod"),
        ("cluster", CLUSTER, "dedicateCluster", "listDedicatedClusters", "releaseDedicatedCluster"),
        ("zone", ZONE, "dedicateZone", "listDedicatedZones", "releaseDedicatedZone"),
    ):
        world.ended(world.call(give, **{f"{kind}id": id, "domainid": domain}))
        assert [getattr(entry, f"{kind}_id") for entry in world.call(tell, **{f"{kind}id": id}).items] == [id]
        assert f"the {kind} is dedicated to another domain" in why(world, world.deploy(name=f"in-{kind}"))
        world.ended(world.call(take, **{f"{kind}id": id}))
        assert world.call(tell).count == 0
    with pytest.raises(NotFound):
        world.call("dedicatePod", podid=POD, domainid="00000000-0000-4000-8000-000000000000")


def test_planners_spread_gather_and_separate(world: World) -> None:
    names = {planner.name for planner in world.call("listDeploymentPlanners").items}
    assert names == {"FirstFitPlanner", "UserDispersingPlanner", "UserConcentratedPodPlanner", "ImplicitDedicationPlanner"}
    other = add_host(world, "http://sim/second")
    world.call("updateConfiguration", name="vm.deployment.planner", value="UserDispersingPlanner")
    placed = {world.instance(world.running(name=f"spread{n}")).host_id for n in range(2)}
    assert placed == {first(world), other}
    strict = {"name": "alone", "displaytext": "alone", "cpunumber": 1, "cpuspeed": 500, "memory": 128}
    offering = world.call("createServiceOffering", **strict, deploymentplanner="ImplicitDedicationPlanner").id
    iris = world.account("iris")
    assert "planner" in (world.failed(iris.deploy(name="separate", serviceofferingid=offering)).error_public or "")
    with pytest.raises(InvalidValue, match="FirstFitPlanner"):
        world.call("updateConfiguration", name="vm.deployment.planner", value="Dice")


def test_metrics_and_the_overview_tell_what_there_is(world: World) -> None:
    add_cluster(world, "empty")
    zone = world.call("listZonesMetrics", id=ZONE).items[0]
    assert (zone.state, zone.clusters) == ("Enabled", "2 / 2")
    assert not zone.capacity
    assert world.call("listZonesMetrics", id=ZONE, showcapacities=True).items[0].capacity
    assert zone.memory_total.endswith(" GB")
    cluster = world.call("listClustersMetrics", id=CLUSTER).items[0]
    assert cluster.hosts.split(" / ")[0] == cluster.hosts.split(" / ")[1]
    assert cluster.cpu_allocated.endswith("%")
    host = world.call("listHostsMetrics", id=first(world)).items[0]
    assert host.cpu_total_ghz == "153.60 Ghz (x 1.0)"
    assert not host.memory_threshold
    told = world.call("listInfrastructure")
    assert (told.zones, told.pods, told.clusters, told.management_servers) == (1, 1, 2, 1)
    assert told.hosts == world.call("listHosts").count
    server = world.call("listManagementServers").items[0]
    assert (server.state, server.agents_count) == ("Up", told.hosts)
    measured = world.call("listManagementServersMetrics", id=server.id).items[0]
    assert measured.available_processors >= 1
    assert 1 <= measured.threads_daemon_count <= measured.threads_total_count
    assert all(ticks > 0 for ticks in measured.system_cycle_usage)
    assert measured.system_memory_used.endswith(" GB")
    assert world.call("listManagementServers", name="nobody").count == 0
    assert world.call("listDbMetrics").version
    assert world.call("listUsageServerMetrics").state == "Up"
