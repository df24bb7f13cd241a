"""Effects of settings on zones, networks and what alerts tell of them."""

from typing import Any

from sqlalchemy import select
from tests.network.test_shared_networks import make
from tests.system.effects.stage import Stage, allowed, effect, fresh, globally, of_cluster, of_zone
from tests.world import ZONE

from pileus.manager.infra.alerting import capacity_watched
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.model.alert import Alert
from pileus.manager.model.infrastructure import Host, Zone
from pileus.manager.model.ip_range import AddressState, IpRange, PublicAddress
from pileus.manager.model.physical_network import PhysicalNetwork
from pileus.manager.model.storage import ImageStore, StoragePool
from pileus.wire.networks import NetworkSpec


def _alerts(name: str) -> Any:
    def seen(stage: Stage) -> object:
        id = stage.world.running(name=fresh("vm"))
        stage.reconcile(hosts_alive, capacity_watched)
        found = [alert for alert in stage.world.rows(Alert, name=name) if alert.resolved is None]
        stage.world.ended(stage.world.call("destroyVirtualMachine", id=id, expunge=True))
        return len(found)

    return seen


for setting, alert, scope in (
    ("cluster.cpu.allocated.capacity.notificationthreshold", "ALERT.CPU", of_cluster),
    ("cluster.memory.allocated.capacity.notificationthreshold", "ALERT.MEMORY", of_cluster),
    ("cluster.storage.allocated.capacity.notificationthreshold", "ALERT.STORAGE.ALLOCATED", of_cluster),
    ("cluster.localStorage.capacity.notificationthreshold", "ALERT.STORAGE.LOCAL", globally),
    ("zone.directnetwork.publicip.capacity.notificationthreshold", "ALERT.DIRECTATTACHED.PUBLICIP", globally),
):
    effect(setting, "0", before=0, after=1, of=scope)(_alerts(alert))


def _half_full(stage: Stage, kind: type[StoragePool | ImageStore], name: str) -> int:
    """How many alerts tell of a store that is half full."""
    with stage.world.db.write() as db:
        for row in db.scalars(select(kind)):
            row.capacity, row.used = 100, 50
            if isinstance(row, StoragePool):
                row.scope = "CLUSTER"
    stage.reconcile(capacity_watched)
    with stage.world.db.write() as db:
        for pool in db.scalars(select(StoragePool)):
            pool.scope = "HOST"
    stage.reconcile(hosts_alive)
    return len([alert for alert in stage.world.rows(Alert, name=name) if alert.resolved is None])


@effect("cluster.storage.capacity.notificationthreshold", "0.4", before=0, after=1, of=of_cluster)
def shared_storage_is_full(stage: Stage) -> object:
    return _half_full(stage, StoragePool, "ALERT.STORAGE")


@effect("zone.secstorage.capacity.notificationthreshold", "0.4", before=0, after=1)
def secondary_storage_is_full(stage: Stage) -> object:
    return _half_full(stage, ImageStore, "ALERT.SECONDARYSTORAGE")


SPANS = iter(range(130, 200))


def _network(stage: Stage, **more: Any) -> Any:
    return make(stage.world, fresh("net"), next(SPANS), **more)


@effect("allow.subdomain.network.access", "false", before=True, after=False)
def domains_below_use_networks(stage: Stage) -> object:
    return _network(stage, acltype="Domain", domainid=stage.domain).subdomain_access


@effect("vr.private.interface.max.mtu", "1400", before=True, after=False, of=of_zone)
def guest_networks_are_wide(stage: Stage) -> object:
    return allowed(_network, stage, privatemtu=1450)


@effect("vr.public.interface.max.mtu", "1400", before=True, after=False, of=of_zone)
def public_sides_are_wide(stage: Stage) -> object:
    return allowed(_network, stage, publicmtu=1450)


@effect("zone.virtualnetwork.publicip.capacity.notificationthreshold", "0", before=0, after=1)
def public_addresses_are_taken(stage: Stage) -> object:
    with stage.world.db.write() as db:
        network = db.scalars(select(PhysicalNetwork.id)).first()
        lies = {"gateway": "10.77.0.1", "netmask": "255.255.255.0", "first_ip": "10.77.0.2", "last_ip": "10.77.0.2"}
        if not stage.world.rows(IpRange, first_ip=lies["first_ip"]):
            span = IpRange(zone_id=ZONE, physical_network_id=network, **lies)
            db.add(span)
            db.flush()
            number = span.first
            db.add(PublicAddress(range_id=span.id, zone_id=ZONE, number=number, ip="10.77.0.2", state=AddressState.ALLOCATED))
            db.add(PublicAddress(range_id=span.id, zone_id=ZONE, number=number + 1, ip="10.77.0.3"))
    stage.reconcile(capacity_watched)
    found = [alert for alert in stage.world.rows(Alert, name="ALERT.VIRTUALNETWORK.PUBLICIP") if alert.resolved is None]
    return len(found)


def _told_to_the_router(stage: Stage) -> NetworkSpec:
    """What a host was told of a network without a domain, in a zone without one."""
    with stage.world.db.write() as db:
        zone = db.get_one(Zone, ZONE)
        kept, zone.domain = zone.domain, ""
    network = _network(stage).id
    id = stage.world.running(name=fresh("vm"), networkids=network)
    spec = stage.world.network(network)
    stage.world.ended(stage.world.call("destroyVirtualMachine", id=id, expunge=True))
    with stage.world.db.write() as db:
        db.get_one(Zone, ZONE).domain = kept
    return spec


@effect("guest.domain.suffix", "guests.example.org", before="cloud.internal", after="guests.example.org", of=of_zone)
def guests_have_a_domain(stage: Stage) -> object:
    return _told_to_the_router(stage).domain


@effect("metadata.custom.cloud.name", "Cirrus", before=None, after="Cirrus", of=of_zone)
def metadata_tells_the_cloud(stage: Stage) -> object:
    return _told_to_the_router(stage).guests[0].metadata.get("cloud-name")


@effect("metadata.allow.expose.domain", "true", before=None, after="ROOT",
        of=lambda stage: {"domainid": stage.world.admin_domain})  # fmt: skip
def metadata_tells_the_domain(stage: Stage) -> object:
    return _told_to_the_router(stage).guests[0].metadata.get("cloud-domain")


def _host_told(stage: Stage, other: str, of: dict[str, str]) -> bool:
    stage.set(other, "true", **of)
    try:
        return _told_to_the_router(stage).guests[0].metadata.get("hypervisor-host-name") == stage.world.row(Host, stage.world.host.id).name
    finally:
        stage.set(other, None, **of)


def _of_admin(stage: Stage) -> dict[str, str]:
    return {"accountid": str(stage.world.caller and stage.world.caller.account_id)}


@effect("global.allow.expose.host.hostname", "true", before=False, after=True)
def metadata_tells_the_host(stage: Stage) -> object:
    return _host_told(stage, "account.allow.expose.host.hostname", _of_admin(stage))


@effect("account.allow.expose.host.hostname", "true", before=False, after=True, of=_of_admin)
def metadata_tells_the_host_to_some(stage: Stage) -> object:
    return _host_told(stage, "global.allow.expose.host.hostname", {})


@effect("zone.vlan.capacity.notificationthreshold", "0.4", before=0, after=1)
def vlans_are_taken(stage: Stage) -> object:
    """How many alerts tell of a physical network with two VLANs, one of which a network has."""
    with stage.world.db.write() as db:
        physical = db.scalars(select(PhysicalNetwork)).one()
        kept, physical.vlan = physical.vlan, "4000-4001"
    network = make(stage.world, fresh("net"), next(SPANS), vlan="4001").id
    stage.reconcile(capacity_watched)
    stage.world.call("deleteNetwork", id=network)
    with stage.world.db.write() as db:
        db.scalars(select(PhysicalNetwork)).one().vlan = kept
    return len([alert for alert in stage.world.rows(Alert, name="ALERT.NETWORK.VLAN") if alert.resolved is None])
