"""What an installation on real hosts refuses of storage and networks until its hosts can do it, and what it takes."""

from pathlib import Path

import pytest
from tests.cloud import Cloud, import_all

import pileus.manager.infra
import pileus.manager.network
import pileus.manager.storage
from pileus.manager.compute import first_cloud
from pileus.manager.kernel.errors import InvalidValue

for folder in (pileus.manager.infra, pileus.manager.network, pileus.manager.storage):
    import_all(folder)


@pytest.fixture
def zone(cloud: Cloud) -> str:
    with cloud.db.write() as db:
        first_cloud.stock(db, "an installation")
    named = {"name": "lab", "networktype": "Advanced", "securitygroupenabled": True}
    return cloud.call("createZone", dns1="9.9.9.9", internaldns1="9.9.9.9", **named).id


def test_primary_storage_must_be_a_folder(cloud: Cloud, zone: str) -> None:
    with pytest.raises(InvalidValue, match=r"NetworkFilesystem is not mounted by Pileus yet. Mount it on every host"):
        cloud.call("createStoragePool", zoneid=zone, name="filer", url="nfs://filer/export", scope="ZONE")
    with pytest.raises(InvalidValue, match="zone lab has no host that could reach the pool; add one with addHost first"):
        cloud.call("createStoragePool", zoneid=zone, name="disk", url="file:///srv/pileus", scope="ZONE")


def test_image_stores_must_be_folders_that_can_be_used(cloud: Cloud, zone: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="nfs is not mounted by Pileus yet"):
        cloud.call("addImageStore", provider="NFS", url="nfs://filer/images", zoneid=zone)
    with pytest.raises(InvalidValue, match="is not there; mount or make it again"):
        cloud.call("addImageStore", provider="Pileus", url=f"file://{tmp_path}/nowhere", zoneid=zone)
    store = cloud.call("addImageStore", provider="Pileus", name="images", url=f"file://{tmp_path}", zoneid=zone)
    assert (store.url, store.protocol) == (f"file://{tmp_path}", "file")


def test_networks_must_be_untagged(cloud: Cloud, zone: str) -> None:
    id = cloud.call("createPhysicalNetwork", zoneid=zone, name="wan").id
    cloud.call("addTrafficType", physicalnetworkid=id, traffictype="Guest")
    cloud.call("updatePhysicalNetwork", id=id, state="Enabled")
    for name in ("VirtualRouter", "SecurityGroupProvider"):
        [provider] = cloud.call("listNetworkServiceProviders", physicalnetworkid=id, name=name).items
        for element in cloud.call("listVirtualRouterElements", nspid=provider.id).items:
            cloud.call("configureVirtualRouterElement", id=element.id, enabled=True)
        cloud.call("updateNetworkServiceProvider", id=provider.id, state="Enabled")
    [offering] = cloud.call("listNetworkOfferings", supportedservices="SecurityGroup").items
    given = {"gateway": "10.50.0.1", "netmask": "255.255.255.0", "startip": "10.50.0.10", "endip": "10.50.0.20"}
    with pytest.raises(InvalidValue, match="hosts here carry untagged networks only, until VLANs come with a later release"):
        cloud.call("createNetwork", zoneid=zone, name="tagged", networkofferingid=offering.id, vlan="7", **given)
    network = cloud.call("createNetwork", zoneid=zone, name="beside", networkofferingid=offering.id, vlan="untagged", **given)
    assert (network.cidr, network.vlan) == ("10.50.0.0/24", "untagged")
    other = given | {"startip": "10.50.0.30", "endip": "10.50.0.40"}
    with pytest.raises(InvalidValue, match=r"10.50.0.0/24 meets 10.50.0.0/24 of network beside"):
        cloud.call("createNetwork", zoneid=zone, name="on top", networkofferingid=offering.id, vlan="untagged", **other)
