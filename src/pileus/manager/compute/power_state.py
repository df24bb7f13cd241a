"""What instances really do: noticing guests that started or ended by another hand, and starting again what a host's reboot ended."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import starting
from pileus.manager.compute.instance_view import one_of
from pileus.manager.compute.instances import ENTITY
from pileus.manager.drivers.hosts import HostFault, Hosts
from pileus.manager.infra import capacity
from pileus.manager.infra.liveness import LINKS
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.database import Database
from pileus.manager.model.account import Account
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.storage import PoolState, StoragePool, Volume
from pileus.manager.network import wiring
from pileus.manager.ops import event_log
from pileus.wire.domains import DomainIs, ListDomains
from pileus.wire.hosts import ReadFacts
from pileus.wire.notices import AnyNotice, DomainChanged

POWER = "power"
"""Signal: a guest started or ended."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=10)
"""Between tries to start an instance again; each pause is as long as all before it together."""


def listen(hosts: Hosts, signal: Callable[[str], None]) -> None:
    """Looks at the power states as soon as a host tells of a guest that changed."""

    def heard(host_id: str, notice: AnyNotice) -> None:
        del host_id
        if isinstance(notice, DomainChanged):
            signal(POWER)

    hosts.subscribe(heard)


@ops.reconciler(every=15, also_on=(POWER, LINKS))
def power_states(db: Database, to: ops.Drivers) -> ops.Report:
    """Compares the instances of every connected host with its domains.

    Only instances that no job holds are touched. One that should run and does not is Stopped; after a reboot of its host it is started
    again, because nobody asked for its end, and as often as it takes. A domain whose instance does not run is told of, and left to whoever
    looks.
    """
    report = ops.Report()
    for host_id in to.hosts.connected():
        try:
            boot_id = to.hosts.call(host_id, ReadFacts(), timeout=120).boot_id
            held_before = _epochs(db, host_id)
            there = {d.instance_id: d for d in to.hosts.call(host_id, ListDomains()).domains}
        except HostFault as fault:
            report.wrong.append(f"instances on host {host_id}: {fault}")
            continue
        with db.write() as session:
            _compare(session, to, host_id, boot_id, there, held_before, report)
    _start_what_should_run(db, to, report)
    return report


def _epochs(db: Database, host_id: str) -> dict[str, int]:
    """Epochs of the instances here before the host was looked at: what changed since is not judged by what was seen."""
    with db.read() as session:
        free = select(Instance.id, Instance.epoch).where(Instance.host_id == host_id, Instance.operation_id.is_(None))
        return dict(session.execute(free).all())


def _compare(
    session: Session,
    to: ops.Drivers,
    host_id: str,
    boot_id: str,
    there: dict[str, DomainIs],
    epochs: dict[str, int],
    report: ops.Report,
) -> None:
    host = session.get(Host, host_id)
    if host is None or host.removed is not None:
        return
    host.boot_id = boot_id
    if host.facts:  # one whose room is not known yet is up when it is
        host.state = HostState.UP  # it has just answered; what is started again now must find it so
    running = Instance.state == InstanceState.RUNNING
    free = select(Instance.id, Instance.epoch).where(Instance.host_id == host_id, Instance.operation_id.is_(None), running)
    for id, epoch in session.execute(free).all():
        domain = there.pop(id, None)
        if epochs.get(id) == epoch and (domain is None or domain.state in ("off", "crashed")):
            instance = session.get_one(Instance, id)
            _seen_off(session, to, instance, report, by_reboot=instance.host_boot_id not in ("", boot_id))
    for instance_id, domain in there.items():
        instance = session.get(Instance, instance_id)
        if instance is None or (instance.operation_id is None and instance.state is not InstanceState.RUNNING):
            report.wrong.append(
                f"domain {domain.name} on host {host.name} runs, but its instance does not; stop it by hand or start the instance"
            )


def _seen_off(session: Session, to: ops.Drivers, instance: Instance, report: ops.Report, *, by_reboot: bool) -> None:
    """The instance does not run any more, though nobody here stopped it. What its host's reboot ended stays wanted running."""
    capacity.release(session, instance)
    instance.move("seen off")
    instance.updated = to.clock.now()
    told = f"instance {instance.name} ended by another hand"
    owner = session.get_one(Account, instance.account_id)
    event_log.noticed(session, to.clock.now(), "VM.STOP", told, owner=owner, entity=ENTITY, id=instance.id)
    wiring.guards_changed(session, [instance.id])
    if by_reboot:
        report.repaired.append(f"instance {instance.name}: its host has restarted, so it is to start again")
    else:
        instance.wanted = "stopped"
        report.repaired.append(f"instance {instance.name}: it ended by itself and is Stopped now")


def _start_what_should_run(db: Database, to: ops.Drivers, report: ops.Report) -> None:
    """Starts instances that are wanted running and are not; one whose start fails comes up again, ever more rarely."""
    should_run = (
        Instance.state == InstanceState.STOPPED,
        Instance.wanted == "running",
        Instance.operation_id.is_(None),
        Instance.removed.is_(None),
        Instance.id.not_in(on_pools_in_maintenance()),
    )
    with db.read() as session:
        waiting = list(session.scalars(select(Instance.id).where(*should_run)))
    if not waiting:
        return
    with db.write() as session:
        tried = _last_tries(session, waiting)
        for instance in session.scalars(select(Instance).where(Instance.id.in_(waiting), *should_run)):
            if _is_due(instance.updated or instance.created, tried.get(instance.id), to.clock.now()):
                begin_again(session, instance, to.clock, "after its host restarted")
                report.repaired.append(f"instance {instance.name}: should run, and is started again")


def _last_tries(session: Session, instance_ids: Iterable[str]) -> dict[str, datetime]:
    """When the last try to start each again failed."""
    query = (
        select(Job.instance_id, func.max(Job.ended))
        .where(Job.operation == start_again.key, Job.state == JobState.FAILED, Job.instance_id.in_(list(instance_ids)))
        .group_by(Job.instance_id)
    )
    return {id: ended for id, ended in session.execute(query) if id and ended}


def _is_due(since: datetime, tried: datetime | None, now: datetime) -> bool:
    if tried is None or tried < since:
        return True
    return now >= tried + min(max(tried - since, FIRST_PAUSE), LONGEST_PAUSE)


def on_pools_in_maintenance() -> Select[str | None]:
    """Ids of the instances with a disk on a pool that is, or goes, into maintenance: they start again when that ends."""
    shut = StoragePool.state.in_((PoolState.PREPARING, PoolState.MAINTENANCE))
    there = Volume.instance_id.is_not(None) & Volume.removed.is_(None)
    return select(Volume.instance_id).join(StoragePool, StoragePool.id == Volume.pool_id).where(shut, there)


def begin_again(session: Session, instance: Instance, clock: Clock, why: str) -> None:
    """Begins the start of an instance that should run and does not. `why` finishes the sentence of the events."""
    job_id = ops.begin(
        session,
        start_again,
        instance.id,
        about=(ENTITY, instance.id),
        account_id=instance.account_id,
        clock=clock,
        event="VM.START",
        description=f"starting instance {instance.name} again {why}",
    )
    instance.hold(by=job_id)


@ops.operation(result=one_of)
def start_again(op: ops.Op, id: str) -> None:
    """Starts an instance that should run; if any step fails it is Stopped and still wanted running."""
    op.run(starting.mark_starting_again, id)
    placed = op.run(starting.place, id, "", "", "", "")
    disks = op.run(starting.prepare_disks, placed)
    wired = op.run(starting.wire_up, placed)
    acceleration = op.run(starting.boot, placed, disks)
    op.run(starting.mark_running, placed, disks, wired, acceleration)
