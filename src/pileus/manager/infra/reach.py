"""Which hosts reach which storage pools, and how hosts are told of a pool."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from pileus.manager.kernel.errors import Unavailable
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.storage import StoragePool
from pileus.wire.storage import PoolRef


def ref(pool: StoragePool) -> PoolRef:
    """A pool as hosts are told of it."""
    return PoolRef(pool_id=pool.id, path=pool.path, shared=pool.is_shared)


def reached_from(host: Host) -> ColumnElement[bool]:
    """Pools that a host reaches: its own, its cluster's, its zone's."""
    return and_(
        StoragePool.zone_id == host.zone_id,
        or_(
            StoragePool.host_id == host.id,
            and_(StoragePool.host_id.is_(None), StoragePool.scope == "CLUSTER", StoragePool.cluster_id == host.cluster_id),
            and_(StoragePool.host_id.is_(None), StoragePool.scope == "ZONE"),
        ),
    )


def reaches(host: Host, pool: StoragePool) -> bool:
    """The same of rows that are at hand."""
    if pool.host_id is not None:
        return pool.host_id == host.id
    if pool.scope == "CLUSTER":
        return pool.cluster_id == host.cluster_id
    return pool.scope == "ZONE" and pool.zone_id == host.zone_id


def hosts_of(db: Session, pool: StoragePool) -> Sequence[Host]:
    """The hosts that reach a pool, those that are up first."""
    query = select(Host).where(Host.zone_id == pool.zone_id, Host.removed.is_(None)).order_by(Host.state != HostState.UP, Host.name)
    if pool.host_id is not None:
        query = query.where(Host.id == pool.host_id)
    elif pool.scope == "CLUSTER":
        query = query.where(Host.cluster_id == pool.cluster_id)
    return db.scalars(query).all()


def host_of(db: Session, pool: StoragePool) -> str:
    """A host that can do something on a pool, one that is up if there is any."""
    hosts = hosts_of(db, pool)
    if not hosts:
        raise Unavailable(f"no host reaches storage pool {pool.name}; add one with addHost")
    return hosts[0].id
