"""What raises alerts by itself: hosts out of reach, and capacity above its thresholds. Making and listing alerts is `system.alerts`'s."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import capacity
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.settings import Scope, Setting, number, setting, within
from pileus.manager.model.infrastructure import Cluster, Host, HostState, Zone
from pileus.manager.system import alerts

CHECK_PERIOD = number(
    "capacity.check.period", 300000, "Milliseconds between two looks at capacity and its thresholds.", category="Alert", check=within(1000)
)
ALERT_WAIT = number("alert.wait", 1800, "Seconds that a host may be out of reach before an alert tells of it.", check=within(0))

CLUSTER_SCOPES = (Scope.CLUSTER,)


def _share(value: float) -> str | None:
    return None if 0 <= value <= 1 else "must be a share between 0 and 1"


def _threshold(name: str, what: str, scopes: tuple[Scope, ...] = (Scope.GLOBAL,)) -> Setting[float]:
    doc = f"Share of {what} in use, from 0 to 1, above which an alert tells of it."
    return setting(Setting(name=name, type=float, default=0.75, doc=doc, category="Alert", scopes=scopes, check=_share))


OF_CLUSTERS = {
    capacity.CPU: (
        alerts.CPU,
        _threshold("cluster.cpu.allocated.capacity.notificationthreshold", "a cluster's processors", CLUSTER_SCOPES),
    ),
    capacity.MEMORY: (
        alerts.MEMORY,
        _threshold("cluster.memory.allocated.capacity.notificationthreshold", "a cluster's memory", CLUSTER_SCOPES),
    ),
    capacity.STORAGE: (
        alerts.STORAGE,
        _threshold("cluster.storage.capacity.notificationthreshold", "a cluster's shared storage", CLUSTER_SCOPES),
    ),
    capacity.STORAGE_ALLOCATED: (
        alerts.STORAGE_ALLOCATED,
        _threshold("cluster.storage.allocated.capacity.notificationthreshold", "a cluster's storage given to disks", CLUSTER_SCOPES),
    ),
    capacity.LOCAL_STORAGE: (
        alerts.LOCAL_STORAGE,
        _threshold("cluster.localStorage.capacity.notificationthreshold", "a cluster's local storage"),
    ),
}
OF_ZONES = {
    capacity.SECONDARY_STORAGE: (
        alerts.SECONDARY_STORAGE,
        _threshold("zone.secstorage.capacity.notificationthreshold", "a zone's secondary storage"),
    ),
    capacity.PUBLIC_ADDRESSES: (
        alerts.PUBLIC_ADDRESSES,
        _threshold("zone.virtualnetwork.publicip.capacity.notificationthreshold", "a zone's public addresses"),
    ),
    capacity.DIRECT_ADDRESSES: (
        alerts.DIRECT_ADDRESSES,
        _threshold("zone.directnetwork.publicip.capacity.notificationthreshold", "the addresses of a zone's shared networks"),
    ),
    capacity.VLANS: (
        alerts.VLANS,
        _threshold("zone.vlan.capacity.notificationthreshold", "the VLANs for a zone's guest networks"),
    ),
}
"""By kind of capacity: the type of its alert, and the setting of its threshold."""


@ops.reconciler(every=60, also_on=("Host",))
def hosts_missed(db: Database, to: ops.Drivers) -> ops.Report:
    """Raises an alert for each host out of reach, and ends it when that is over."""
    report = ops.Report()
    with db.write() as session:
        _hosts(session, to, report)
    return report


@ops.reconciler(every=lambda settings: settings.get(CHECK_PERIOD) / 1000)
def capacity_watched(db: Database, to: ops.Drivers) -> ops.Report:
    """Raises an alert for each capacity above its threshold, and ends it when that is over."""
    report = ops.Report()
    with db.write() as session:
        for cluster in session.scalars(select(Cluster)):
            for row in capacity.of_cluster(session, cluster.id):
                if row.type in OF_CLUSTERS:
                    type, threshold = OF_CLUSTERS[row.type]
                    most = to.settings.get(threshold, scope=Scope.CLUSTER, of=cluster.id)
                    _compare(session, row, type, most, f"cluster {cluster.name}", cluster.id, report)
        for zone in session.scalars(select(Zone).where(Zone.removed.is_(None))):
            for row in capacity.of_zone(session, zone.id):
                if row.type in OF_ZONES:
                    type, threshold = OF_ZONES[row.type]
                    _compare(session, row, type, to.settings.get(threshold), f"zone {zone.name}", zone.id, report)
    return report


def _hosts(db: Session, to: ops.Drivers, report: ops.Report) -> None:
    patience = timedelta(seconds=to.settings.get(ALERT_WAIT))
    for host in db.scalars(select(Host)):
        away = to.clock.now() - (host.last_seen or host.created)
        if host.removed is None and host.state is not HostState.UP and away >= patience:
            subject = f"host {host.name} is {host.state}, out of reach for {int(away.total_seconds())} s; see that pileus-agent runs there"
            if alerts.raised(db, alerts.HOST, host.id, subject, zone_id=host.zone_id, pod_id=host.pod_id):
                report.wrong.append(subject)
        elif (host.removed is not None or host.state is HostState.UP) and alerts.resolved(db, alerts.HOST, host.id):
            report.repaired.append(f"host {host.name}: the alert about it is over")


def _compare(db: Session, row: capacity.CapacityView, type: int, most: float, where: str, about: str, report: ops.Report) -> None:
    used = max(row.capacity_used, row.capacity_allocated) / row.capacity_total if row.capacity_total else 0.0
    if row.capacity_total and used > most:
        subject = f"{where}: {used:.0%} of {row.name} is in use, above the threshold of {most:.0%}; free some of it, or add more"
        if alerts.raised(db, type, about, subject, zone_id=row.zone_id, pod_id=row.pod_id):
            report.wrong.append(subject)
    elif alerts.resolved(db, type, about):
        report.repaired.append(f"{where}: the alert about {row.name} is over")
