"""Effects of settings on instances, offerings and disks."""

import base64
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import select
from tests.network.test_shared_networks import make
from tests.storage.test_pools import make as pool_made
from tests.system.effects.stage import Stage, allowed, effect, fresh, of_account, of_cluster, of_pool, of_zone
from tests.world import INSTALLATION, NETWORK, TEMPLATE, World

from pileus.manager.compute.removal import expunge_what_is_due
from pileus.manager.compute.statistics import instances_measured
from pileus.manager.compute.usage_history import samples_taken
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.ids import derived_id, new_id
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.statistics import InstanceSample
from pileus.manager.model.storage import StoragePool, Volume

SPANS = iter(range(210, 250))


@contextmanager
def running(stage: Stage, caller: World | None = None, **more: Any) -> Generator[str]:
    """An instance that runs, and is gone afterwards."""
    caller = caller or stage.world
    id = caller.running(name=fresh("vm"), **more)
    try:
        yield id
    finally:
        stage.world.ended(stage.world.call("destroyVirtualMachine", id=id, expunge=True))


@effect("vm.password.length", "20", before=6, after=20)
def passwords_are_long(stage: Stage) -> object:
    stage.world.call("updateTemplate", id=TEMPLATE, passwordenabled=True)
    try:
        job = stage.world.ended(stage.world.deploy(name=fresh("vm"), startvm=False))
    finally:
        stage.world.call("updateTemplate", id=TEMPLATE, passwordenabled=False)
    return len(stage.world.call("queryAsyncJobResult", jobid=job.id).job_result["virtualmachine"]["password"])


@effect("vm.userdata.max.length", "4", before=True, after=False)
def user_data_is_long(stage: Stage) -> object:
    data = base64.b64encode(b"five!").decode()
    return allowed(stage.world.call, "registerUserData", name=fresh("data"), userdata=data)


@effect("expunge.delay", "0", before=False, after=True)
def destroyed_instances_go(stage: Stage) -> object:
    id = stage.stopped()
    stage.world.ended(stage.world.call("destroyVirtualMachine", id=id))
    stage.world.clock.turn(seconds=1)
    stage.reconcile(expunge_what_is_due)
    return stage.world.row(Instance, id).operation_id is not None or stage.world.row(Instance, id).state is not InstanceState.DESTROYED


@effect("allow.user.expunge.recover.vm", "true", before=False, after=True, of=of_account)
def users_recover(stage: Stage) -> object:
    id = stage.stopped(caller=stage.ann)
    stage.ann.ended(stage.ann.call("destroyVirtualMachine", id=id))
    return allowed(stage.ann.call, "recoverVirtualMachine", id=id)


def _offered(**asked: Any) -> Any:
    given = {"displaytext": "o", "cpunumber": 2, "cpuspeed": 500, "memory": 256, **asked}

    def seen(stage: Stage) -> object:
        return allowed(stage.world.call, "createServiceOffering", name=fresh("offering"), **given)

    return seen


effect("vm.serviceoffering.cpu.cores.max", "1", before=True, after=False)(_offered())
effect("vm.serviceoffering.ram.size.max", "128", before=True, after=False)(_offered())

for unit, way in (("bytes", "read"), ("bytes", "write"), ("iops", "read"), ("iops", "write")):
    burst = {f"{unit}{way}rate": 10, f"{unit}{way}ratemax": 20, f"{unit}{way}ratemaxlength": 60}
    effect(f"vm.disk.{unit}.maximum.{way}.length", "30", before=True, after=False)(_offered(**burst))


def _limit_on_the_host(unit: str, way: str) -> Any:
    def seen(stage: Stage) -> object:
        with running(stage) as id:
            return getattr(stage.world.guests()[id].spec.disks[0].limits, f"{unit}_{way}_rate")

    return seen


for unit, way in (("bytes", "read"), ("bytes", "write"), ("iops", "read"), ("iops", "write")):
    effect(f"vm.disk.throttling.{unit}_{way}_rate", "3000", before=0, after=3000)(_limit_on_the_host(unit, way))


def _samples(stage: Stage) -> int:
    with stage.world.db.write() as db:
        db.query(InstanceSample).delete()
    with running(stage) as id:
        stage.reconcile(instances_measured, samples_taken)
        stage.world.clock.turn(seconds=70)
        stage.reconcile(samples_taken)
        return len(stage.world.rows(InstanceSample, instance_id=id))


effect("vm.stats.interval", "3600000", before=2, after=1)(_samples)
effect("vm.stats.max.retention.time", "1", before=2, after=1)(_samples)


def _disk_of(gib: int) -> Any:
    def seen(stage: Stage) -> object:
        custom = stage.world.call("createDiskOffering", name=fresh("any"), displaytext="any", customized=True).id
        return allowed(stage.world.deploy, name=fresh("vm"), startvm=False, diskofferingid=custom, size=gib)

    return seen


effect("custom.diskoffering.size.max", "8", before=True, after=False)(_disk_of(9))
effect("custom.diskoffering.size.min", "2", before=True, after=False)(_disk_of(1))


def _big(stage: Stage, share: float, *, mhz: int = 500) -> bool:
    """Whether an instance starts that takes such a share of the host's memory."""
    host = stage.world.row(Host, stage.world.host.id)
    mib = int(((host.memory - host.reserved_memory) >> 20) * share)
    asked = {"displaytext": "b", "cpunumber": 1, "cpuspeed": mhz, "memory": max(mib, 128)}
    offering = stage.world.call("createServiceOffering", name=fresh("big"), **asked).id
    started = stage.world.deploy(name=fresh("vm"), serviceofferingid=offering)
    job = stage.world.failed_or_done(started)
    stage.world.ended(stage.world.call("destroyVirtualMachine", id=started.id, expunge=True))
    return job.error is None


@effect("cluster.memory.allocated.capacity.disablethreshold", "0.95", before=False, after=True, of=of_cluster)
def clusters_fill_with_memory(stage: Stage) -> object:
    return _big(stage, 0.9)


@effect("cluster.threshold.enabled", "false", before=False, after=True)
def clusters_are_closed(stage: Stage) -> object:
    return _big(stage, 0.9)


@effect("cluster.cpu.allocated.capacity.disablethreshold", "0", before=True, after=False, of=of_cluster)
def clusters_fill_with_processors(stage: Stage) -> object:
    return _big(stage, 0.01)


def _capacity(kind: int) -> Any:
    def seen(stage: Stage) -> object:
        [row] = stage.world.call("listCapacity", clusterid=stage.cluster, type=kind).items
        host = stage.world.row(Host, stage.world.host.id)
        return row.capacity_total // (host.cpus * host.cpu_mhz if kind == 1 else host.memory - host.reserved_memory)

    return seen


effect("cpu.overprovisioning.factor", "3.0", before=1, after=3, of=of_cluster)(_capacity(1))
effect("mem.overprovisioning.factor", "2.0", before=1, after=2, of=of_cluster)(_capacity(0))


@effect("host.maintenance.local.storage.strategy", "ForceStop", before=False, after=True)
def hosts_are_emptied(stage: Stage) -> object:
    with running(stage):
        done = allowed(stage.world.call, "prepareHostForMaintenance", id=stage.world.host.id)
        if done:
            stage.world.call("cancelHostMaintenance", id=stage.world.host.id)
    return done


@effect("vm.deployment.planner", "ImplicitDedicationPlanner", before=True, after=False)
def planners_choose(stage: Stage) -> object:
    """With this offering, that planner puts nobody beside another account's instances."""
    asked = {"displaytext": "a", "cpunumber": 1, "cpuspeed": 500, "memory": 128}
    strict = {"serviceofferingdetails[0].key": "ImplicitDedicationMode", "serviceofferingdetails[0].value": "Strict"}
    offering = stage.world.call("createServiceOffering", name=fresh("alone"), **asked, **strict).id
    with running(stage):
        started = stage.ann.deploy(name=fresh("vm"), serviceofferingid=offering)
        job = stage.ann.failed_or_done(started)
        stage.world.ended(stage.world.call("destroyVirtualMachine", id=started.id, expunge=True))
    return job.error is None


@effect("ssh.key.length", "3072", before=2048, after=3072)
def keys_are_long(stage: Stage) -> object:
    pem = stage.world.call("createSSHKeyPair", name=fresh("key")).private_key
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key.key_size


@effect("vm.network.throttling.rate", "50", before=200, after=50)
def cards_are_slowed(stage: Stage) -> object:
    with running(stage) as id:
        return stage.world.guests()[id].spec.nics[0].rate_mbit


@effect("network.throttling.rate", "50", before=200, after=50, of=of_zone)
def further_cards_are_slowed(stage: Stage) -> object:
    second = make(stage.world, fresh("second"), next(SPANS)).id
    with running(stage, networkids=[NETWORK, second]) as id:
        return stage.world.guests()[id].spec.nics[1].rate_mbit


def _firmware(word: str) -> Any:
    def seen(stage: Stage) -> object:
        with running(stage) as id:
            return getattr(stage.world.guests()[id].spec, word)

    return seen


effect("vm.metadata.manufacturer", "Cirrus Inc.", before="Apache Software Foundation", after="Cirrus Inc.", of=of_zone)(
    _firmware("manufacturer")
)
effect("vm.metadata.product", "Stratus", before="CloudStack KVM Hypervisor", after="Stratus", of=of_zone)(_firmware("product"))


@effect("vm.distinct.hostname.scope", "global", before=True, after=False)
def names_are_distinct(stage: Stage) -> object:
    """Whether two instances on two networks of one DNS domain may have one name."""
    second, name = make(stage.world, fresh("second"), next(SPANS)).id, fresh("twin")
    stage.stopped(name=name)
    return allowed(stage.stopped, name=name, networkids=second)


@effect("allow.user.force.stop.vm", "false", before=True, after=False, of=of_account)
def users_pull_the_plug(stage: Stage) -> object:
    with running(stage, stage.ann) as id:
        return allowed(lambda: stage.ann.ended(stage.ann.call("stopVirtualMachine", id=id, forced=True)))


@effect("allow.user.view.destroyed.vm", "true", before=0, after=1, of=of_account)
def users_see_what_they_destroyed(stage: Stage) -> object:
    id = stage.stopped(caller=stage.ann)
    stage.ann.ended(stage.ann.call("destroyVirtualMachine", id=id))
    return stage.ann.call("listVirtualMachines", id=id).count


@effect("user.vm.denied.details", "nicAdapter", before=True, after=False)
def details_are_denied(stage: Stage) -> object:
    id = stage.stopped(caller=stage.ann)
    return allowed(stage.ann.call, "updateVirtualMachine", id=id, details={"nicAdapter": "e1000"})


@effect("user.vm.readonly.details", "nicAdapter", before=False, after=True)
def details_are_read_only(stage: Stage) -> object:
    id = stage.stopped(caller=stage.ann)
    return allowed(stage.ann.call, "updateVirtualMachine", id=id, details={"rootDiskController": "scsi"})


@effect("network.securitygroups.defaultadding", "false", before=["default"], after=[])
def groups_are_added(stage: Stage) -> object:
    return [group.name for group in stage.world.instance(stage.stopped()).security_group]


@effect("storage.overprovisioning.factor", "3.0", before=2, after=3, of=of_pool)
def pools_give_more_than_they_have(stage: Stage) -> object:
    [pool] = stage.world.call("listStoragePools", id=stage.pool).items
    [row] = stage.world.call("listCapacity", clusterid=stage.cluster, type=3).items
    assert float(pool.overprovision_factor) == row.capacity_total / pool.capacity_bytes
    return row.capacity_total // pool.capacity_bytes


@effect("pool.storage.capacity.disablethreshold", "0.4", before=True, after=False, of=of_pool)
def used_pools_are_closed(stage: Stage) -> object:
    with stage.world.db.write() as db:
        for pool in db.scalars(select(StoragePool)):
            pool.used = pool.capacity // 2
    started = _big(stage, 0.01)
    stage.reconcile(hosts_alive)
    return started


@effect("pool.storage.allocated.capacity.disablethreshold", "0", before=True, after=False, of=of_zone)
def pools_are_closed(stage: Stage) -> object:
    return _big(stage, 0.01)


@effect("allow.admin.vm.on.disabled.resources", "true", before=False, after=True)
def administrators_start_anywhere(stage: Stage) -> object:
    stage.world.call("updateCluster", id=stage.cluster, allocationstate="Disabled")
    try:
        return _big(stage, 0.01)
    finally:
        stage.world.call("updateCluster", id=stage.cluster, allocationstate="Enabled")


@effect("admin.is.allowed.to.deploy.anywhere", "true", before=False, after=True)
def administrators_are_on_any_network(stage: Stage) -> object:
    anns = make(stage.world, fresh("anns"), next(SPANS), acltype="Account", account="ann", domainid=stage.domain).id
    stage.stopped(caller=stage.ann, networkids=anns)
    return allowed(stage.stopped, networkids=anns)


@effect("allow.deploy.vm.if.deploy.on.given.host.fails", "true", before=False, after=True)
def instances_start_elsewhere(stage: Stage) -> object:
    """Whether an instance starts although the host it was to start on is not there."""
    with stage.world.db.write() as db:
        there = db.get_one(Host, stage.world.host.id)
        kept = {column.key: getattr(there, column.key) for column in Host.__mapper__.columns}
        away = Host(**kept | {"id": new_id(), "name": fresh("away"), "state": HostState.DISCONNECTED})
        db.add(away)
    started = stage.world.deploy(name=fresh("vm"), hostid=away.id)
    done = stage.world.failed_or_done(started).error is None
    stage.world.ended(stage.world.call("destroyVirtualMachine", id=started.id, expunge=True))
    with stage.world.db.write() as db:
        db.delete(db.get_one(Host, away.id))
    return done


LOCAL = derived_id(INSTALLATION, "pool", derived_id("simulated host", "1"))
"""The first host's own pool."""


@effect("preferred.storage.pool", LOCAL, before=False, after=True, of=of_account)
def pools_are_preferred(stage: Stage) -> object:
    """Whether a disk goes to the host's own pool although a shared one has more room."""
    more = pool_made(stage.world, fresh("roomy"))
    with stage.world.db.write() as db:
        db.get_one(StoragePool, more.id).capacity = db.get_one(StoragePool, LOCAL).capacity * 10
    with running(stage, stage.ann) as id:
        [root] = stage.world.rows(Volume, instance_id=id)
    stage.world.ended(stage.world.call("enableStorageMaintenance", id=more.id))
    stage.world.call("deleteStoragePool", id=more.id)
    return root.pool_id == LOCAL
