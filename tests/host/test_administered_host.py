"""What an administrator's calls do to a real host: a second network and pool, and maintenance of pool and host, seen with one guest."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cs import CloudStackApiException
from tests.host.libvirtd import wait_for
from tests.host.real_cloud import LIMIT, REACHABLE, RealCloud, whole_cloud

from pileus.agent.net import links
from pileus.agent.net.names import Names
from pileus.host.network_plan import choose

pytestmark = [
    pytest.mark.host,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(os.getuid() != 0, reason="a libvirt of the tests' own needs root"),
]


PING = ("protocol=icmp", "icmptype=-1", "icmpcode=-1")


@pytest.fixture(scope="module")
def cloud() -> Iterator[RealCloud]:
    with whole_cloud() as made:
        yield made


def refused(cloud: RealCloud, command: str, *parameters: str) -> str:
    """What a call is refused with."""
    with pytest.raises(CloudStackApiException) as caught:
        cloud.api(command, *parameters)
    return str(caught.value)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@dataclass(frozen=True)
class Added:
    """What was added to a real host, and the guest that uses it."""

    pool: str
    folder: Path
    network: str
    cidr: IPv4Network
    gateway: str
    guest: str


@pytest.fixture(scope="module")
def added(cloud: RealCloud) -> Added:
    """A pool and a network of their own, and a booted guest on both."""
    zone = cloud.api("listZones")["zone"][0]["id"]
    folder = cloud.agent.pools / "fast"
    folder.mkdir(mode=0o755, parents=True)
    pool = cloud.api("createStoragePool", f"zoneid={zone}", "name=fast", f"url=file://{folder}", "tags=fast", "scope=HOST")["storagepool"]
    wait_for(lambda: _pool(cloud, pool["id"]).get("disksizetotal", 0) > 0, LIMIT, "the host has opened the pool")
    plan = choose(str(uuid4()), bridge="")
    offering = shared_offering(cloud)
    network = cloud.api(
        "createNetwork", "name=lab", f"networkofferingid={offering}", f"zoneid={zone}", "vlan=untagged", "networkdomain=lab.test",
        f"gateway={plan.gateway}", f"netmask={IPv4Network(plan.cidr).netmask}",
        f"startip={plan.first}", f"endip={IPv4Address(plan.first) + 9}",
    )["network"]  # fmt: skip
    small = cloud.api(
        "createServiceOffering", "name=fast", "displaytext=fast", "cpunumber=1", "cpuspeed=500", "memory=128", "tags=fast",
        "storagetype=local",
    )["serviceoffering"]["id"]  # fmt: skip
    cloud.allow(REACHABLE, "tcp", 22, plan.gateway)
    template = cloud.api("listTemplates", "templatefilter=executable")["template"][0]["id"]
    started = cloud.begin(
        "deployVirtualMachine", "name=web", "keypair=tests", f"zoneid={zone}", f"templateid={template}", f"serviceofferingid={small}",
        f"networkids={network['id']}", f"securitygroupnames={REACHABLE}",
    )  # fmt: skip
    cloud.ended(started)
    guest = str(started["id"])
    assert cloud.booted(guest) == str(plan.first)
    return Added(pool["id"], folder, network["id"], IPv4Network(plan.cidr), plan.gateway, guest)


def test_a_guest_uses_what_was_added(cloud: RealCloud, added: Added) -> None:
    names = Names(cloud.agent.installation)
    [volume] = cloud.api("listVolumes", f"virtualmachineid={added.guest}")["volume"]
    assert volume["storage"] == "fast"
    assert any(volume["id"] in path.name for path in files(added.folder)), "its disk lies in the folder"
    address = cloud.address(added.guest)
    assert "web.lab.test" in cloud.ssh(address, "nslookup web.lab.test")
    assert cloud.ssh(address, "wget -q -O - http://data-server/latest/meta-data/local-hostname") == "web"
    assert names.namespace(added.network) in links.namespaces(names.namespace_prefix)
    assert "the instances web" in refused(cloud, "deleteNetwork", f"id={added.network}")
    assert "on storage pool fast; expunge them, or move them, first" in refused(cloud, "deleteStoragePool", f"id={added.pool}")
    cloud.settled()


@pytest.fixture
def tenant(cloud: RealCloud) -> Iterator[tuple[str, str]]:
    """An account in a domain of its own, as parameters of calls."""
    domain = cloud.api("createDomain", "name=tenants")["domain"]["id"]
    person = ("firstname=A", "lastname=B", "email=a@tenants.test", "username=tenant", "password=a long one")
    cloud.api("createAccount", "accounttype=0", "account=tenant", f"domainid={domain}", *person)
    yield "account=tenant", f"domainid={domain}"
    cloud.api("deleteDomain", f"id={domain}", "cleanup=true")


def test_a_dedicated_host_with_more_to_give_runs_its_tenant_s_guest_in_a_second_range(
    cloud: RealCloud, added: Added, tenant: tuple[str, str]
) -> None:
    zone, host = cloud.api("listZones")["zone"][0]["id"], _host(cloud)
    first, last = (str(added.cidr.network_address + number) for number in (100, 109))
    where = (f"gateway={added.gateway}", f"netmask={added.cidr.netmask}", f"startip={first}", f"endip={last}")
    span = cloud.api("createVlanIpRange", f"networkid={added.network}", "vlan=untagged", "forvirtualnetwork=false", *where)["vlan"]["id"]
    whole = cloud.api(
        "createServiceOffering", "name=whole", "displaytext=whole", f"cpunumber={host['cpunumber']}", f"cpuspeed={host['cpuspeed']}",
        "memory=128", "storagetype=local",
    )["serviceoffering"]["id"]  # fmt: skip
    template = cloud.api("listTemplates", "templatefilter=executable")["template"][0]["id"]
    wanted = (f"zoneid={zone}", f"templateid={template}", f"serviceofferingid={whole}", f"networkids={added.network}", f"ipaddress={first}")
    cloud.api("authorizeSecurityGroupIngress", *tenant, "securitygroupname=default", *PING, f"cidrlist={added.gateway}/32")

    assert "instance web of another account runs there" in refused(cloud, "dedicateHost", f"hostid={host['id']}", tenant[1])
    cloud.api("stopVirtualMachine", f"id={added.guest}")
    cloud.api("dedicateHost", f"hostid={host['id']}", tenant[1])
    assert "dedicated" in unplaced(cloud, "name=stranger", *wanted)
    assert "cpu" in unplaced(cloud, "name=much", *wanted, *tenant)
    factor = ("name=cpu.overprovisioning.factor", f"clusterid={host['clusterid']}")
    cloud.api("updateConfiguration", *factor, "value=2")
    started = cloud.begin("deployVirtualMachine", "name=much", *wanted, *tenant)
    cloud.ended(started)
    assert cloud.address(started["id"]) == first
    wait_for(lambda: answers(first), LIMIT, "the guest took its address by DHCP and answers")

    assert "in use" in refused(cloud, "deleteVlanIpRange", f"id={span}")
    cloud.api("destroyVirtualMachine", f"id={started['id']}", "expunge=true")
    cloud.api("deleteVlanIpRange", f"id={span}")
    cloud.api("resetConfiguration", *factor)
    cloud.api("releaseDedicatedHost", f"hostid={host['id']}")
    cloud.api("startVirtualMachine", f"id={added.guest}")
    cloud.settled()


def answers(address: str) -> bool:
    """Whether a guest answers a ping from its host."""
    return subprocess.run(["ping", "-c", "1", "-W", "1", address], capture_output=True, check=False).returncode == 0


def test_maintenance_of_a_pool_stops_its_guest_and_starts_it_again(cloud: RealCloud, added: Added) -> None:
    cloud.api("enableStorageMaintenance", f"id={added.pool}")
    wait_for(lambda: _pool(cloud, added.pool)["state"] == "Maintenance", LIMIT, "the pool is in maintenance")
    assert cloud.state(added.guest) == "Stopped"
    assert cloud.agent.libvirtd.domains() == []
    cloud.api("cancelStorageMaintenance", f"id={added.pool}")
    wait_for(lambda: cloud.state(added.guest) == "Running", LIMIT, "what was stopped for the maintenance runs again")
    cloud.booted(added.guest)


def test_maintenance_of_the_host_stops_its_guests_where_that_is_allowed(cloud: RealCloud, added: Added) -> None:
    host = cloud.api("listHosts")["host"][0]["id"]
    assert "instances web run on it" in refused(cloud, "prepareHostForMaintenance", f"id={host}")
    cloud.api("updateConfiguration", "name=host.maintenance.local.storage.strategy", "value=ForceStop")
    cloud.api("prepareHostForMaintenance", f"id={host}")
    wait_for(lambda: _host(cloud)["resourcestate"] == "Maintenance", LIMIT, "the host is in maintenance")
    assert cloud.agent.libvirtd.domains() == []
    assert cloud.failed(cloud.begin("startVirtualMachine", f"id={added.guest}"))["jobresult"]["errorcode"] == 533
    cloud.api("cancelHostMaintenance", f"id={host}")
    cloud.api("startVirtualMachine", f"id={added.guest}")


def test_what_was_added_goes_and_leaves_nothing(cloud: RealCloud, added: Added) -> None:
    names = Names(cloud.agent.installation)
    [volume] = cloud.api("listVolumes", f"virtualmachineid={added.guest}")["volume"]
    cloud.api("destroyVirtualMachine", f"id={added.guest}", "expunge=true")
    cloud.api("deleteNetwork", f"id={added.network}")
    wait_for(lambda: links.marked(names.alias(added.network)) == [], LIMIT, "the bridge is gone")
    assert names.namespace(added.network) not in links.namespaces(names.namespace_prefix)
    cloud.api("enableStorageMaintenance", f"id={added.pool}")
    cloud.api("deleteStoragePool", f"id={added.pool}")
    assert not any(volume["id"] in path.name for path in files(added.folder))
    cloud.settled()


def test_what_one_host_alone_cannot_do_is_refused(cloud: RealCloud) -> None:
    zone = cloud.api("listZones")["zone"][0]["id"]
    cluster = cloud.api("listClusters")["cluster"][0]
    where = (f"zoneid={zone}", f"podid={cluster['podid']}", f"clusterid={cluster['id']}")
    said = refused(cloud, "addHost", *where, "hypervisor=KVM", "url=http://10.0.0.9", "username=root", "password=secret-word")
    assert "one host" in said or "later release" in said, said
    assert "secret-word" not in said
    assert "untagged" in refused(
        cloud, "createNetwork", "name=far", f"zoneid={zone}", f"networkofferingid={shared_offering(cloud)}", "vlan=101",
        "gateway=10.250.9.1", "netmask=255.255.255.0", "startip=10.250.9.10", "endip=10.250.9.20",
    )  # fmt: skip
    far = ("createStoragePool", f"zoneid={zone}", "name=far", "url=nfs://10.0.0.9/x", "scope=ZONE")
    assert "Mount it on every host" in refused(cloud, *far)
    assert refused(cloud, "addImageStore", "name=far", "provider=S3", "url=s3://10.0.0.9/x")


def test_a_host_takes_instances_as_its_state_and_tags_say_and_stays_while_disks_are_on_it(cloud: RealCloud) -> None:
    zone = cloud.api("listZones")["zone"][0]["id"]
    host = _host(cloud)["id"]
    tagged = cloud.api(
        "createServiceOffering", "name=ssd", "displaytext=ssd", "cpunumber=1", "cpuspeed=500", "memory=128", "hosttags=ssd",
        "storagetype=local",
    )["serviceoffering"]["id"]  # fmt: skip
    template = cloud.api("listTemplates", "templatefilter=executable")["template"][0]["id"]
    wanted = ("name=tagged", f"zoneid={zone}", f"templateid={template}", f"serviceofferingid={tagged}", "startvm=true")
    assert "lacks the tags ssd of offering ssd" in unplaced(cloud, *wanted)
    assert cloud.api("updateHost", f"id={host}", "hosttags=ssd", "allocationstate=Disable")["host"]["resourcestate"] == "Disabled"
    assert "is in Disabled" in unplaced(cloud, *wanted)
    cloud.api("updateHost", f"id={host}", "allocationstate=Enable")
    apart = cloud.api("createAffinityGroup", "name=apart", "type=host anti-affinity")["affinitygroup"]["id"]
    started = cloud.begin("deployVirtualMachine", *wanted, f"affinitygroupids={apart}", "rootdisksize=1")
    cloud.ended(started)
    id = str(started["id"])
    assert "apart" in unplaced(cloud, *wanted[1:], "name=second", f"affinitygroupids={apart}")
    [disk] = cloud.api("listVolumes", f"virtualmachineid={id}")["volume"]
    assert disk["size"] == 1 << 30
    assert cloud.api("reconnectHost", f"id={host}")["host"]["state"] == "Up"
    assert cloud.state(id) == "Running"
    assert "it is not in maintenance" in refused(cloud, "deleteHost", f"id={host}")
    assert "instances run on it (tagged)" in refused(cloud, "deleteHost", f"id={host}", "forced=true")
    cloud.api("destroyVirtualMachine", f"id={id}", "expunge=true")

    cluster, address = cloud.api("listClusters")["cluster"][0], _host(cloud)["ipaddress"]
    cloud.api("prepareHostForMaintenance", f"id={host}")
    cloud.api("deleteHost", f"id={host}")
    assert cloud.api("listHosts") == {}
    where = (f"zoneid={zone}", f"podid={cluster['podid']}", f"clusterid={cluster['id']}")
    [back] = cloud.api("addHost", *where, "hypervisor=KVM", f"url=http://{address}")["host"]
    assert back["id"] == host
    cloud.wait_for_the_host()
    wait_for(lambda: _local(cloud).get("disksizetotal", 0) > 0, LIMIT, "its own storage is a pool again")
    assert "fault" not in _local(cloud).get("details", {})
    cloud.settled()


def unplaced(cloud: RealCloud, *parameters: str) -> str:
    """Why no host takes an instance, which does not stay."""
    started = cloud.begin("deployVirtualMachine", *parameters)
    why = cloud.failed(started)["jobresult"]["errortext"]
    cloud.api("destroyVirtualMachine", f"id={started['id']}", "expunge=true")
    return str(why)


def shared_offering(cloud: RealCloud) -> str:
    return str(cloud.api("listNetworkOfferings", "name=DefaultSharedNetworkOfferingWithSGService")["networkoffering"][0]["id"])


def _pool(cloud: RealCloud, id: str) -> dict[str, Any]:
    return cloud.api("listStoragePools", f"id={id}")["storagepool"][0]


def _host(cloud: RealCloud) -> dict[str, Any]:
    return cloud.api("listHosts")["host"][0]


def _local(cloud: RealCloud) -> dict[str, Any]:
    return cloud.api("listStoragePools", "scope=HOST")["storagepool"][0]
