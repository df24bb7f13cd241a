"""Clusters and hosts: added by any address on a simulator, changed, put into maintenance, deleted; and what refuses."""

import pytest
from tests.world import INSTALLATION, ZONE, World

from pileus.manager.drivers.machines import LinkedMachines
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotAllowed, NotFound
from pileus.manager.kernel.ids import derived_id
from pileus.manager.model.event import Event
from pileus.manager.model.infrastructure import Host

POD, CLUSTER = derived_id(INSTALLATION, "pod"), derived_id(INSTALLATION, "cluster")
HERE = {"zoneid": ZONE, "podid": POD}


def add_cluster(world: World, name: str, **more: object) -> str:
    """Id of a new cluster in the first pod."""
    asked = {**HERE, "clustername": name, "clustertype": "CloudManaged", "hypervisor": "Simulator", **more}
    return world.call("addCluster", **asked).items[0].id


def add_host(world: World, url: str, **more: object) -> str:
    """Id of a new host in the first cluster."""
    return world.call("addHost", **{**HERE, "clusterid": CLUSTER, "url": url, "hypervisor": "Simulator", **more}).items[0].id


def one(world: World, id: str | None) -> Host:
    """A host's row."""
    return world.row(Host, str(id))


def first(world: World) -> str:
    """Id of the host that the world began with."""
    return world.host.id


def test_a_host_for_any_address_takes_instances_at_once(shared_world: World) -> None:
    world = shared_world
    made = world.call("addHost", **HERE, clusterid=CLUSTER, url="http://sim/c0/h0", hypervisor="simulator", hosttags=["ssd", "fast"]).items[
        0
    ]
    assert (made.name, made.state, made.resource_state, made.hypervisor) == ("sim-c0-h0", "Up", "Enabled", "Simulator")
    assert made.host_tags == "ssd,fast"
    assert {tag.name for tag in world.call("listHostTags").items if tag.host_id == made.id} == {"ssd", "fast"}
    assert {row.tag for row in world.call("listCapacity", tag="ssd").items} == {"ssd"}
    assert (made.cpu_sockets, made.host_ha.ha_enable, made.out_of_band_management.enabled) == (1, False, False)
    assert world.instance(world.running(name="there", hostid=made.id)).host_id == made.id
    with pytest.raises(Conflict, match="sim-c0-h0"):
        add_host(world, "http://sim/c0/h0")


def test_hosts_report_their_clusters_hypervisor(shared_world: World) -> None:
    world = shared_world
    host = world.call("addHost", **HERE, clustername="kvms", url="10.1.1.1", hypervisor="KVM").items[0]
    assert (host.hypervisor, host.cluster_name) == ("KVM", "kvms")
    assert {h.name for h in world.call("listHypervisors", zoneid=ZONE).items} == {"KVM", "Simulator"}


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"hypervisor": "KVM"}, "does not fit cluster default"),
        ({"clusterid": None}, "clusterid or clustername"),
        ({"clustername": "both"}, "clusterid or clustername"),
        ({"clusterid": "00000000-0000-4000-8000-000000000000"}, "clusterid"),
        ({"url": "///"}, "names no machine"),
    ],
)
def test_a_host_that_cannot_be_is_refused(shared_world: World, wrong: dict[str, object], names: str) -> None:
    with pytest.raises((InvalidValue, NotFound), match=names):
        add_host(shared_world, **{"url": "http://sim/odd", **wrong})  # type: ignore[arg-type]


def test_a_real_installation_names_the_way_to_more_hosts(shared_world: World) -> None:
    with pytest.raises(InvalidValue, match=r"pileus up.*join token"):
        LinkedMachines(shared_world.hosts).join("http://other.example")


def test_clusters_change_and_go_when_they_are_empty(shared_world: World) -> None:
    world = shared_world
    cluster = add_cluster(world, "east", allocationstate="Disabled")
    changed = world.call("updateCluster", id=cluster, clustername="west", allocationstate="Enabled", hypervisor="KVM")
    assert (changed.name, changed.allocation_state, changed.hypervisor_type) == ("west", "Enabled", "KVM")
    world.call("updateConfiguration", name="cpu.overprovisioning.factor", value="2.0", clusterid=cluster)
    told = world.call("listClusters", id=cluster).items[0].resource_details
    assert told == {"cpuOvercommitRatio": "2.0", "memoryOvercommitRatio": "1.0"}
    host = add_host(world, "http://sim/west/h0", clusterid=cluster, hypervisor="KVM")
    with pytest.raises(InvalidValue, match="sim-west-h0"):
        world.call("updateCluster", id=cluster, hypervisor="Simulator")
    with pytest.raises(InUse, match="host sim-west-h0"):
        world.call("deleteCluster", id=cluster)
    world.call("deleteHost", id=host, forced=True)
    world.call("deleteCluster", id=cluster)
    assert world.call("listClusters", id=cluster).count == 0
    with pytest.raises(InvalidValue, match="VMware"):
        add_cluster(world, "odd", hypervisor="VMware")


def test_a_host_changes_and_says_what_it_cannot(shared_world: World) -> None:
    world = shared_world
    host = add_host(world, "http://sim/changing")
    changed = world.call("updateHost", id=host, name="renamed", hosttags=["a", "b"], allocationstate="Disable")
    assert (changed.name, changed.host_tags, changed.resource_state) == ("renamed", "a,b", "Disabled")
    assert world.call("updateHost", id=host, allocationstate="Enable", hosttags="").host_tags is None
    assert world.call("updateHost", id=host, annotation="fans are loud").annotation == "fans are loud"
    assert [note.annotation for note in world.call("listAnnotations", entitytype="HOST", entityid=host).items] == ["fans are loud"]
    with pytest.raises(InvalidValue, match="JavaScript"):
        world.call("updateHost", id=host, hosttags=["x == 1"], istagarule=True)
    with pytest.raises(InvalidValue, match="certificate"):
        world.call("updateHostPassword", hostid=host, username="root", password="secret")
    job = world.ended(world.call("reconnectHost", id=host))
    assert "renamed" in (job.result or "")
    world.ended(world.call("releaseHostReservation", id=host))
    assert {event.type for event in world.rows(Event, entity_id=host)} >= {"HOST.RECONNECT", "HOST.RESERVATION.RELEASE"}


def test_tenants_see_and_change_no_host(shared_world: World) -> None:
    eve = shared_world.account("eve")
    for command, given in (
        ("listHosts", {}),
        ("updateHost", {"id": first(shared_world), "name": "mine"}),
        ("deleteHost", {"id": first(shared_world)}),
        ("prepareHostForMaintenance", {"id": first(shared_world)}),
        ("listHostTags", {}),
        ("listHostsMetrics", {}),
    ):
        with pytest.raises(NotAllowed):
            eve.call(command, **given)
