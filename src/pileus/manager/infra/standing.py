"""What still stands in a zone, pod, cluster or host that is to be deleted: the refusal names it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.errors import InUse
from pileus.manager.model.infrastructure import Cluster, Host, Pod, Zone
from pileus.manager.model.instance import Instance
from pileus.manager.model.ip_range import IpRange, StorageIpRange
from pileus.manager.model.network import Network
from pileus.manager.model.physical_network import PhysicalNetwork
from pileus.manager.model.storage import ImageStore, StoragePool, Volume

SHOWN = 5
"""How many names a refusal tells of each kind."""

IN_ZONE: Sequence[tuple[type[Any], Any]] = (
    (Pod, Pod.zone_id),
    (Instance, Instance.zone_id),
    (Volume, Volume.zone_id),
    (Network, Network.zone_id),
    (PhysicalNetwork, PhysicalNetwork.zone_id),
    (StoragePool, StoragePool.zone_id),
    (ImageStore, ImageStore.zone_id),
)
IN_POD: Sequence[tuple[type[Any], Any]] = (
    (Cluster, Cluster.pod_id),
    (Host, Host.pod_id),
    (StoragePool, StoragePool.pod_id),
    (IpRange, IpRange.pod_id),
    (StorageIpRange, StorageIpRange.pod_id),
)
IN_CLUSTER: Sequence[tuple[type[Any], Any]] = ((Host, Host.cluster_id), (StoragePool, StoragePool.cluster_id))


def refuse(db: Session, place: Zone | Pod | Cluster, within: Sequence[tuple[type[Any], Any]]) -> None:
    """Raises InUse that names what is in the place, kind by kind."""
    found = [text for model, column in within if (text := _named(db, model, column == place.id))]
    if found:
        there = "; ".join(found)
        raise InUse(f"{place.__label__} {place.name} cannot be deleted while there is something in it: {there}. Delete or move that first")


def refuse_local(db: Session, host: Host) -> None:
    """Raises InUse where disks lie on the host's own storage."""
    pools = select(StoragePool.id).where(StoragePool.host_id == host.id)
    found = _named(db, Volume, Volume.pool_id.in_(pools))
    if found:
        raise InUse(
            f"host {host.name} cannot be deleted: its local storage has {found}. "
            "Destroy their instances, or send forcedestroylocalstorage=true to lose them"
        )


def _named(db: Session, model: type[Any], condition: ColumnElement[bool]) -> str:
    """'hosts a, b', or nothing."""
    query = select(model).where(condition)
    if hasattr(model, "removed"):
        query = query.where(model.removed.is_(None))
    rows = list(db.scalars(query.limit(SHOWN + 1)))
    if not rows:
        return ""
    names = ", ".join(row.name for row in rows[:SHOWN]) + (" and more" if len(rows) > SHOWN else "")
    return f"{model.__label__}{'' if len(rows) == 1 else 's'} {names}"
