"""Pods: their management ranges fit their network and overlap no other's; they go once nothing stands in them."""

import pytest
from tests.infra.test_zones import make_zone
from tests.world import ZONE, World

from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotFound
from pileus.manager.model.event import Event


def make_pod(world: World, name: str, third: int, **more: object) -> str:
    """Id of a new pod in the first zone, on network 10.77.<third>.0/24."""
    net = {"gateway": f"10.77.{third}.1", "netmask": "255.255.255.0", "startip": f"10.77.{third}.10", "endip": f"10.77.{third}.20"}
    return world.call("createPod", **{"zoneid": ZONE, "name": name, **net, **more}).id


def test_a_pod_tells_its_ranges(shared_world: World) -> None:
    world = shared_world
    pod = make_pod(world, "rack", 1)
    job = world.call(
        "createManagementNetworkIpRange", podid=pod, gateway="10.77.1.1", netmask="255.255.255.0", startip="10.77.1.30", forsystemvms=True
    )
    world.ended(job)
    shown = world.call("listPods", id=pod).items[0]
    assert (shown.start_ip, shown.end_ip) == (["10.77.1.10", "10.77.1.30"], ["10.77.1.20", "10.77.1.30"])
    assert shown.for_system_vms == ["0", "1"]
    assert [span.cidr for span in shown.ip_ranges] == ["10.77.1.0/24"] * 2
    moved = {"podid": pod, "currentstartip": "10.77.1.30", "currentendip": "10.77.1.30"}
    world.ended(world.call("updatePodManagementNetworkIpRange", **moved, newendip="10.77.1.40"))
    world.ended(world.call("deleteManagementNetworkIpRange", podid=pod, startip="10.77.1.10", endip="10.77.1.20", vlan="untagged"))
    assert world.call("listPods", id=pod).items[0].end_ip == ["10.77.1.40"]
    for event in ("POD.CREATE", "MANAGEMENT.IP.RANGE.CREATE", "MANAGEMENT.IP.RANGE.UPDATE", "MANAGEMENT.IP.RANGE.DELETE"):
        assert world.rows(Event, type=event, entity_id=pod)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"gateway": None}, "gateway"),
        ({"gateway": "nowhere"}, "gateway"),
        ({"netmask": "255.0.255.0"}, "netmask"),
        ({"startip": "10.78.2.10"}, "10.78.2.10"),
        ({"endip": "10.77.2.2"}, "above endip"),
        ({"startip": "10.77.2.1"}, "gateway"),
        ({"zoneid": "00000000-0000-4000-8000-000000000000"}, "zoneid"),
    ],
)
def test_a_network_that_cannot_be_is_refused_by_name(shared_world: World, wrong: dict[str, object], names: str) -> None:
    with pytest.raises((InvalidValue, NotFound), match=names):
        make_pod(shared_world, "odd", 2, **wrong)


def test_ranges_of_two_pods_do_not_overlap(shared_world: World) -> None:
    make_pod(shared_world, "left", 3)
    with pytest.raises(Conflict, match=r"overlaps 10.77.3.10 to 10.77.3.20 of pod left"):
        make_pod(shared_world, "right", 3, startip="10.77.3.15", endip="10.77.3.25")
    with pytest.raises(Conflict, match="left already exists"):
        make_pod(shared_world, "left", 4)


def test_a_pod_of_an_edge_zone_needs_no_network(shared_world: World) -> None:
    zone = make_zone(shared_world, "edge", isedge=True)
    pod = shared_world.call("createPod", zoneid=zone, name="closet")
    assert pod.start_ip == []
    changed = shared_world.call("updatePod", id=pod.id, gateway="10.77.5.1", netmask="255.255.255.0", startip="10.77.5.2", name="cupboard")
    assert (changed.name, changed.start_ip, changed.end_ip) == ("cupboard", ["10.77.5.2"], ["10.77.5.2"])


def test_a_pod_with_a_cluster_stays_and_says_so(shared_world: World) -> None:
    pod = make_pod(shared_world, "full", 6)
    asked = {"zoneid": ZONE, "podid": pod, "clustername": "c", "clustertype": "CloudManaged", "hypervisor": "Simulator"}
    cluster = shared_world.call("addCluster", **asked).items[0]
    with pytest.raises(InUse, match="while there is something in it: cluster c"):
        shared_world.call("deletePod", id=pod)
    shared_world.call("deleteCluster", id=cluster.id)
    shared_world.call("deletePod", id=pod)
    assert shared_world.call("listPods", id=pod).count == 0
    with pytest.raises(NotFound):
        shared_world.call("updatePod", id=pod, name="again")
    assert make_pod(shared_world, "full", 6) != pod
