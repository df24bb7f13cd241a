"""Effects of settings on zones, networks and what alerts tell of them."""

from typing import Any

from sqlalchemy import select
from tests.network.test_shared_networks import make
from tests.system.effects.stage import Stage, allowed, effect, fresh, globally, of_cluster, of_zone

from pileus.manager.infra.alerting import alerts_raised
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.model.alert import Alert
from pileus.manager.model.storage import ImageStore, StoragePool


def _alerts(name: str) -> Any:
    def seen(stage: Stage) -> object:
        id = stage.world.running(name=fresh("vm"))
        stage.reconcile(hosts_alive, alerts_raised)
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
    stage.reconcile(alerts_raised)
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
