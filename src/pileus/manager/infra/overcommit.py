"""How much more than it has a cluster or pool gives away, and when it is full enough: the settings of each that capacity follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pileus.manager.kernel.settings import Scope, Setting, flag, setting
from pileus.manager.model.infrastructure import Host
from pileus.manager.model.setting import changed
from pileus.manager.model.storage import StoragePool
from pileus.manager.system.values import parse


def _factor(value: float) -> str | None:
    return None if 1 <= value <= 1000 else "must be between 1 and 1000"


def _share(value: float) -> str | None:
    return None if 0 <= value <= 1 else "must be between 0 and 1"


def _of_cluster(name: str, default: float, doc: str, *, category: str = "Advanced") -> Setting[float]:
    check = _factor if "factor" in name else _share
    scopes = (Scope.CLUSTER,)
    return setting(Setting(name=name, type=float, default=default, doc=doc, category=category, scopes=scopes, check=check))


CPU = _of_cluster("cpu.overprovisioning.factor", 1.0, "How many times a host's processors are given to instances.")
MEMORY = _of_cluster("mem.overprovisioning.factor", 1.0, "How many times a host's memory is given to instances.")
CPU_FULL = _of_cluster(
    "cluster.cpu.allocated.capacity.disablethreshold",
    0.85,
    "Share of a cluster's processors from which on no new instances are placed in it.",
    category="Alert",
)
MEMORY_FULL = _of_cluster(
    "cluster.memory.allocated.capacity.disablethreshold",
    0.85,
    "Share of a cluster's memory from which on no new instances are placed in it.",
    category="Alert",
)
THRESHOLDS = flag("cluster.threshold.enabled", default=True, doc="Whether a cluster above its thresholds gets no new instances.")

ALL: tuple[Setting[float], ...] = (CPU, MEMORY, CPU_FULL, MEMORY_FULL)

_POOL_SCOPES = (Scope.STORAGE_POOL, Scope.ZONE)
STORAGE = setting(
    Setting(
        name="storage.overprovisioning.factor",
        type=float,
        default=2.0,
        doc="How many times a pool's space is given to disks, which are thin.",
        category="Storage",
        scopes=(Scope.STORAGE_POOL,),
        check=_factor,
    )
)
POOL_USED = setting(
    Setting(
        name="pool.storage.capacity.disablethreshold",
        type=float,
        default=0.85,
        doc="Share of a pool's space in use from which on no new disks are made on it.",
        category="Alert",
        scopes=_POOL_SCOPES,
        check=_share,
    )
)
POOL_ALLOCATED = setting(
    Setting(
        name="pool.storage.allocated.capacity.disablethreshold",
        type=float,
        default=0.85,
        doc="Share of a pool's space, with over-provisioning, that is given to disks at the most.",
        category="Alert",
        scopes=_POOL_SCOPES,
        check=_share,
    )
)
OF_POOLS = (STORAGE, POOL_USED, POOL_ALLOCATED)


@dataclass(frozen=True)
class Factors:
    """What a cluster's settings say."""

    cpu: float
    memory: float
    cpu_full: float
    memory_full: float

    def cpu_mhz(self, host: Host) -> int:
        """What of a host's processors can be given away."""
        return int(host.cpus * host.cpu_mhz * self.cpu)

    def memory_bytes(self, host: Host) -> int:
        """What of a host's memory can be given away."""
        return max(0, int((host.memory - host.reserved_memory) * self.memory))


class Clusters:
    """The settings of all clusters and pools, read once in a transaction: steps have no other access to them."""

    def __init__(self, values: Mapping[tuple[str, str, str], str]) -> None:
        """`values` by name, scope and object, as in the rows."""
        self._values = values

    @classmethod
    def read(cls, db: Session) -> "Clusters":
        """As they stand now."""
        names = [wanted.name for wanted in (*ALL, *OF_POOLS, THRESHOLDS)]
        return cls(changed(db, names))

    @property
    def thresholds_count(self) -> bool:
        """Whether a full cluster is closed."""
        text = self._values.get((THRESHOLDS.name, Scope.GLOBAL.value, ""))
        return THRESHOLDS.default if text is None else parse(THRESHOLDS, text)

    def of(self, cluster_id: str) -> Factors:
        """What holds for a cluster."""
        return Factors(*(self._value(wanted, cluster_id) for wanted in ALL))

    def overprovisioning(self, pool: StoragePool) -> float:
        """How many times a pool's space is given away."""
        return self._value(STORAGE, pool.id, Scope.STORAGE_POOL)

    def room(self, pool: StoragePool) -> int:
        """Bytes of new disks that a pool still takes."""
        if pool.used > pool.capacity * self._of_pool(POOL_USED, pool):
            return 0
        return int(pool.capacity * self.overprovisioning(pool) * self._of_pool(POOL_ALLOCATED, pool)) - pool.allocated

    def _of_pool(self, wanted: Setting[float], pool: StoragePool) -> float:
        """A pool's own value, else its zone's."""
        own = (wanted.name, Scope.STORAGE_POOL.value, pool.id) in self._values
        return self._value(wanted, pool.id, Scope.STORAGE_POOL) if own else self._value(wanted, pool.zone_id, Scope.ZONE)

    def _value(self, wanted: Setting[float], of: str, scope: Scope = Scope.CLUSTER) -> float:
        own = self._values.get((wanted.name, scope.value, of))
        text = own if own is not None else self._values.get((wanted.name, Scope.GLOBAL.value, ""))
        return wanted.default if text is None else parse(wanted, text)
