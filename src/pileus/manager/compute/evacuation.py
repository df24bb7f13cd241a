"""Hosts that are put into maintenance: their instances are stopped, and then the host is in it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import power
from pileus.manager.compute.instances import ENTITY
from pileus.manager.compute.power_state import POWER
from pileus.manager.kernel.database import Database
from pileus.manager.model.infrastructure import Host, ResourceState
from pileus.manager.model.instance import Instance, InstanceState


@ops.reconciler(every=5, also_on=("Host", POWER))
def hosts_emptied(db: Database, to: ops.Drivers) -> ops.Report:
    """Stops what runs on hosts in PrepareForMaintenance; a host on which nothing is left is in Maintenance."""
    report = ops.Report()
    preparing = select(Host).where(Host.resource_state == ResourceState.PREPARE_FOR_MAINTENANCE, Host.removed.is_(None))
    with db.read() as session:
        if session.scalars(preparing.limit(1)).one_or_none() is None:
            return report
    with db.write() as session:
        for host in session.scalars(preparing):
            left = list(session.scalars(select(Instance).where(Instance.host_id == host.id)))
            if not left:
                host.resource_state = ResourceState.MAINTENANCE
                report.repaired.append(f"host {host.name}: nothing runs on it any more, it is in maintenance")
            for instance in left:
                if instance.state is InstanceState.RUNNING and instance.operation_id is None:
                    _stop(session, to, host, instance)
                    report.repaired.append(f"instance {instance.name}: stopped, since host {host.name} is put into maintenance")
    return report


def _stop(session: Session, to: ops.Drivers, host: Host, instance: Instance) -> None:
    job_id = ops.begin(
        session,
        power.stop,
        instance.id,
        str(to.settings.get(power.STOP_GRACE)),
        about=(ENTITY, instance.id),
        account_id=instance.account_id,
        clock=to.clock,
        event="VM.STOP",
        description=f"stopping instance {instance.name}, as host {host.name} is put into maintenance",
    )
    instance.hold(by=job_id)
