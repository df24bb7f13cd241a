"""Bringing hosts up to what may reach the instances on them: at once after a change, and later where that was not possible."""

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.infra.liveness import LINKS
from pileus.manager.kernel.database import Database
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.network import wiring
from pileus.wire.networks import ApplyGuard, SyncGuards


class Told(Struct, frozen=True):
    """An instance, and the generation of its guard that its host has."""

    instance_id: str
    generation: int


IN_JOBS_HANDS = (InstanceState.STARTING, InstanceState.STOPPING)


def _behind() -> ColumnElement[bool]:
    """Instances whose host has not heard of the latest change, and must hear of it from here."""
    return and_(Instance.guard_applied < Instance.guard_generation, Instance.state.not_in(IN_JOBS_HANDS))


def _requests(db: Session, instances: Iterable[Instance], key: str) -> list[tuple[str, ApplyGuard]]:
    """What to tell which host: the guards of an instance that is there, none of one that is not there any more."""
    found: list[tuple[str, ApplyGuard]] = []
    there = list(instances)
    guards = wiring.guard_specs(db, [instance.id for instance in there if instance.host_id])
    for instance in there:
        host_id = instance.host_id or instance.last_host_id
        if host_id is None:
            continue
        request = ApplyGuard(
            key=f"{key}/{instance.id}/{instance.guard_generation}",
            target=wiring.guard_target(instance.id),
            epoch=instance.guard_generation,
            instance_id=instance.id,
            guards=guards.get(instance.id, []),
        )
        found.append((host_id, request))
    return found


def tell(to: ops.Drivers, instance_ids: Iterable[str]) -> tuple[list[Told], list[HostFault]]:
    """Tells the hosts of those instances that have not heard of the latest change; answers what they have, and who refused.

    A host that has a newer state already knows of this change too. While an instance starts or stops, its job tells its host.
    """
    with to.db_read() as db:
        query = select(Instance).where(Instance.id.in_(list(instance_ids)), _behind())
        requests = _requests(db, db.scalars(query), to.key)
    told: list[Told] = []
    faults: list[HostFault] = []
    for host_id, request in requests:
        try:
            to.hosts.call(host_id, request)
        except HostFault as fault:
            if fault.kind != "stale":
                faults.append(fault)
                continue
        told.append(Told(request.instance_id, request.epoch))
    return told, faults


def note_told(db: Session, told: Iterable[Told]) -> None:
    """Writes which generation hosts have been told."""
    for one in told:
        db.execute(
            update(Instance)
            .where(Instance.id == one.instance_id, Instance.guard_applied < one.generation)
            .values(guard_applied=one.generation)
            .execution_options(synchronize_session=False)
        )


@ops.reconciler(every=15, also_on=("SecurityGroup", "VirtualMachine", LINKS))
def guards_up_to_date(db: Database, to: ops.Drivers) -> ops.Report:
    """Tells hosts what changed in what may reach their instances, and takes away the guards of instances that ended by themselves."""
    report = ops.Report()
    reachable = func.coalesce(Instance.host_id, Instance.last_host_id).in_(to.hosts.connected())
    behind = select(Instance.id, Instance.name).where(_behind(), reachable)
    with db.read() as session:
        names = dict(session.execute(behind).all())
    told, faults = tell(to, names)
    with db.write() as session:
        note_told(session, told)
    report.repaired += [
        f"instance {names[t.instance_id]}: its host has generation {t.generation} of its security group rules" for t in told
    ]
    report.wrong += [f"security group rules on host {fault.host_id}: {fault}" for fault in faults]
    return report


@ops.reconciler(every=600, also_on=(LINKS,))
def guards_complete(db: Database, to: ops.Drivers) -> ops.Report:
    """Gives every connected host its whole set of guards: one that comes back may have lost some, or kept some of instances long gone."""
    report = ops.Report()
    for host_id in to.hosts.connected():
        with db.write() as session:
            wiring.guards_changed(session, _in_jobs_hands(session, host_id))
        with db.read() as session:
            before = _generations(session, host_id)
            request = SyncGuards(
                key=f"{to.key}/{host_id}",
                target=f"guards/{host_id}",
                epoch=session.scalar(select(func.sum(Instance.guard_generation))) or 0,
                guards=[spec for specs in wiring.guard_specs(session, list(before)).values() for spec in specs],
            )
        try:
            to.hosts.call(host_id, request)
        except HostFault as fault:
            if fault.kind != "stale":
                report.wrong.append(f"security group rules on host {host_id}: {fault}")
            continue
        _repeat_what_passed(db, to, host_id, before, report)
    return report


def _in_jobs_hands(db: Session, host_id: str) -> list[str]:
    """Instances here whose job may have told the host already what the whole set is about to undo: they are told again when it is over."""
    return list(db.scalars(select(Instance.id).where(Instance.host_id == host_id, Instance.state.in_(IN_JOBS_HANDS))))


def _generations(db: Session, host_id: str) -> dict[str, int]:
    """The instances that hold capacity of a host, with the generations of their guards."""
    query = select(Instance.id, Instance.guard_generation).where(Instance.host_id == host_id)
    return dict(db.execute(query).all())


def _repeat_what_passed(db: Database, to: ops.Drivers, host_id: str, before: dict[str, int], report: ops.Report) -> None:
    """Tells again of instances whose guard changed while the whole set was under way: it may have undone that change."""
    with db.read() as session:
        after = _generations(session, host_id)
        changed = [id for id in {*before, *after} if before.get(id) != after.get(id)]
        instances = session.scalars(select(Instance).where(Instance.id.in_(changed)))
        requests = [(at, request) for at, request in _requests(session, instances, f"{to.key}/again") if at == host_id]
    for _, request in requests:
        try:
            to.hosts.call(host_id, request)
        except HostFault as fault:
            if fault.kind != "stale":
                report.wrong.append(f"security group rules of instance {request.instance_id} on host {host_id}: {fault}")
