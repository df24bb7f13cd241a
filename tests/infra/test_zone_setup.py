"""From nothing to a guest that runs, on an empty simulator: the calls of CloudStack's zone wizard and of Marvin's deployDataCenter."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from tests.cloud import PASSWORD
from tests.world import World, config, offering, seen_by_admin

from pileus.manager.app import Manager
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import InvalidValue

DNS = {"dns1": "192.0.2.1", "internaldns1": "192.0.2.2"}
SECURED, PLAIN = "DefaultSharedNetworkOfferingWithSGService", "DefaultSharedNetworkOffering"


@contextmanager
def empty(folder: Path) -> Generator[World]:
    """A simulator as `pileus up --simulator --empty` makes it."""
    manager = Manager(msgspec.structs.replace(config(folder), empty=True), clock=TurnedClock(), password=PASSWORD)
    manager.start()
    manager.engine.watch()
    try:
        yield seen_by_admin(manager)
    finally:
        manager.stop()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[World]:
    """An empty simulator."""
    with empty(tmp_path) as world:
        yield world


def physical_network(world: World, zone: str, *traffic: str) -> str:
    """A physical network with that traffic, its router and security groups enabled, as wizard and Marvin make it."""
    id = _id(world, world.call("createPhysicalNetwork", zoneid=zone, name="wan", isolationmethods=["VLAN"]))
    for kind in traffic:
        world.ended(world.call("addTrafficType", physicalnetworkid=id, traffictype=kind))
    vlan = "100-199" if "Public" in traffic else None
    world.ended(world.call("updatePhysicalNetwork", id=id, state="Enabled", vlan=vlan))
    for provider in world.call("listNetworkServiceProviders", physicalnetworkid=id).items:
        for element in world.call("listVirtualRouterElements", nspid=provider.id).items:
            world.ended(world.call("configureVirtualRouterElement", id=element.id, enabled=True))
        if provider.name in ("VirtualRouter", "SecurityGroupProvider"):
            world.ended(world.call("updateNetworkServiceProvider", id=provider.id, state="Enabled"))
    return id


def _id(world: World, answer: Any) -> str:
    if isinstance(answer, Started):
        world.ended(cast("Started[Any]", answer))
    return str(answer.id)


def guest_network(world: World, zone: str, physical: str, offered: str, **more: object) -> str:
    """A shared network for guests."""
    chosen = world.call("listNetworkOfferings", name=offered).items[0].id
    asked = {"zoneid": zone, "networkofferingid": chosen, "physicalnetworkid": physical, "name": "guests", "displaytext": "guests"}
    return _id(world, world.call("createNetwork", **asked, **more))


def pod_with_host(world: World, zone: str, hypervisor: str, **network: object) -> tuple[str, str]:
    """Pod and cluster, with one host in them."""
    pod = world.call("createPod", zoneid=zone, name="pod", **network).id
    here = {"zoneid": zone, "podid": pod, "hypervisor": hypervisor}
    cluster = world.call("addCluster", **here, clustername="cluster", clustertype="CloudManaged").items[0].id
    host = world.call("addHost", **here, clusterid=cluster, url="http://sim/c0/h0", username="root", password="password").items[0]
    assert (host.state, host.hypervisor) == ("Up", hypervisor)
    return pod, cluster


def storage(world: World, zone: str, pod: str, cluster: str) -> None:
    """A primary pool and an image store on NFS."""
    where = {"zoneid": zone, "podid": pod, "clusterid": cluster}
    world.call("createStoragePool", **where, name="primary", url="nfs://10.147.28.6/export/primary", scope="cluster")
    world.manager.engine.reconcile(hosts_alive)
    world.call("addImageStore", zoneid=zone, provider="NFS", name="secondary", url="nfs://10.147.28.6/export/secondary")


def deploy(world: World, zone: str, **more: object) -> str:
    """Enables the zone and starts an instance of its built-in template; its state."""
    assert world.call("updateZone", id=zone, allocationstate="Enabled").allocation_state == "Enabled"
    template = world.call("listTemplates", templatefilter="featured", zoneid=zone).items[0].id
    asked = {"zoneid": zone, "templateid": template, "serviceofferingid": _tiny(world), "name": "first"}
    started = world.call("deployVirtualMachine", **asked, **more)
    world.ended(started)
    return str(world.instance(started.id).state)


def _tiny(world: World) -> str:
    return next(row.id for row in world.call("listServiceOfferings").items if row.id == offering("Tiny Instance"))


POD_NETWORK = {"gateway": "172.16.0.1", "netmask": "255.255.255.0", "startip": "172.16.0.10", "endip": "172.16.0.100"}


@pytest.mark.parametrize("hypervisor", ["Simulator", "KVM"])
def test_a_basic_zone(bare: World, hypervisor: str) -> None:
    zone = bare.call("createZone", name="basic", networktype="Basic", securitygroupenabled=True, **DNS).id
    physical = physical_network(bare, zone, "Management", "Guest")
    network = guest_network(bare, zone, physical, SECURED)
    pod, cluster = pod_with_host(bare, zone, hypervisor, **POD_NETWORK)
    guests = {"gateway": "10.1.0.1", "netmask": "255.255.255.0", "startip": "10.1.0.10", "endip": "10.1.0.100"}
    bare.call("createVlanIpRange", podid=pod, networkid=network, forvirtualnetwork=False, **guests)
    storage(bare, zone, pod, cluster)
    assert deploy(bare, zone) == "Running"


def test_an_advanced_zone(bare: World) -> None:
    zone = bare.call("createZone", name="advanced", networktype="Advanced", guestcidraddress="10.1.1.0/24", **DNS).id
    physical = physical_network(bare, zone, "Management", "Guest", "Public")
    pod, cluster = pod_with_host(bare, zone, "Simulator", **POD_NETWORK)
    public = {"gateway": "192.0.2.1", "netmask": "255.255.255.0", "startip": "192.0.2.10", "endip": "192.0.2.100", "vlan": "untagged"}
    bare.call("createVlanIpRange", zoneid=zone, physicalnetworkid=physical, forvirtualnetwork=True, **public)
    storage(bare, zone, pod, cluster)
    guests = {"gateway": "10.2.0.1", "netmask": "255.255.255.0", "startip": "10.2.0.10", "endip": "10.2.0.100", "vlan": "300"}
    network = guest_network(bare, zone, physical, PLAIN, **guests)
    assert deploy(bare, zone, networkids=network) == "Running"


def test_an_advanced_zone_with_security_groups(bare: World) -> None:
    zone = bare.call("createZone", name="secured", networktype="Advanced", securitygroupenabled=True, **DNS).id
    physical = physical_network(bare, zone, "Management", "Guest")
    guests = {"gateway": "10.3.0.1", "netmask": "255.255.255.0", "startip": "10.3.0.10", "endip": "10.3.0.100", "vlan": "untagged"}
    guest_network(bare, zone, physical, SECURED, **guests)
    pod, cluster = pod_with_host(bare, zone, "Simulator", **POD_NETWORK)
    storage(bare, zone, pod, cluster)
    assert deploy(bare, zone) == "Running"


def test_an_edge_zone_on_the_hosts_own_disks(bare: World) -> None:
    asked = {"networktype": "Advanced", "isedge": True, "localstorageenabled": True, "securitygroupenabled": True}
    zone = bare.call("createZone", name="edge", **asked, **DNS).id
    physical = physical_network(bare, zone, "Guest")
    guests = {"gateway": "10.4.0.1", "netmask": "255.255.255.0", "startip": "10.4.0.10", "endip": "10.4.0.100", "vlan": "untagged"}
    guest_network(bare, zone, physical, SECURED, **guests)
    pod_with_host(bare, zone, "Simulator")
    bare.call("addImageStore", zoneid=zone, provider="NFS", name="secondary", url="nfs://10.147.28.6/export/secondary")
    assert deploy(bare, zone) == "Running"


def test_calls_out_of_order_say_what_comes_first(bare: World) -> None:
    zone = bare.call("createZone", name="early", networktype="Basic", **DNS).id
    with pytest.raises(InvalidValue, match="createPhysicalNetwork"):
        bare.call("updateZone", id=zone, allocationstate="Enabled")
    with pytest.raises(InvalidValue, match="createPhysicalNetwork"):
        guest_network(bare, zone, "", SECURED)
    pod = bare.call("createPod", zoneid=zone, name="pod", **POD_NETWORK).id
    with pytest.raises(InvalidValue, match="clusterid or clustername"):
        bare.call("addHost", zoneid=zone, podid=pod, hypervisor="Simulator", url="http://sim/c0/h0")
    cluster = (
        bare.call("addCluster", zoneid=zone, podid=pod, hypervisor="Simulator", clustername="c", clustertype="CloudManaged").items[0].id
    )
    with pytest.raises(InvalidValue, match="addHost"):
        bare.call("createStoragePool", zoneid=zone, podid=pod, clusterid=cluster, name="early", url="nfs://10.147.28.6/export/primary")


def test_a_whole_zone_can_be_taken_down_again(bare: World) -> None:
    asked = {"networktype": "Advanced", "localstorageenabled": True, "securitygroupenabled": True}
    zone = bare.call("createZone", name="short", **asked, **DNS).id
    physical = physical_network(bare, zone, "Management", "Guest")
    pod, cluster = pod_with_host(bare, zone, "Simulator", **POD_NETWORK)
    host = bare.call("listHosts", clusterid=cluster).items[0].id
    bare.ended(bare.call("prepareHostForMaintenance", id=host))
    bare.call("deleteHost", id=host)
    bare.call("deleteCluster", id=cluster)
    bare.call("deletePod", id=pod)
    bare.ended(bare.call("deletePhysicalNetwork", id=physical))
    bare.call("deleteZone", id=zone)
    assert bare.call("listInfrastructure").zones == 0
