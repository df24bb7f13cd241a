"""What affinity groups ask of placement: on which hosts the other members of an instance's groups are."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from pileus.manager.kernel.prepared import Prepared
from pileus.manager.model.affinity import AffinityGroup, AffinityType, affinity
from pileus.manager.model.instance import Instance


@dataclass(frozen=True)
class Bond:
    """A group, and the hosts on which other members of it are. A group without such members asks for nothing."""

    group: str
    type: AffinityType
    hosts: frozenset[str]

    def suits(self, host_id: str) -> bool:
        """Whether the host is as the group wants it."""
        return (host_id in self.hosts) == self.type.is_together

    def refusal(self, host_id: str) -> str | None:
        """Why a strict group refuses the host."""
        if not self.type.is_strict or self.suits(host_id):
            return None
        others = "others of it are elsewhere" if self.type.is_together else "another of it is there"
        return f"affinity group {self.group} is of type {self.type}, and {others}"


@Prepared
def _hosts_of_others() -> Select[str, AffinityType, str | None]:
    own: BindParameter[str] = bindparam("instance")
    mine, others = affinity.alias(), affinity.alias()
    other = aliased(Instance)
    return (
        select(AffinityGroup.name, AffinityGroup.type, other.host_id)
        .join(mine, mine.c.group_id == AffinityGroup.id)
        .join(others, others.c.group_id == mine.c.group_id)
        .join(other, other.id == others.c.instance_id)
        .where(mine.c.instance_id == own, others.c.instance_id != own, other.host_id.is_not(None))
    )


def bonds(db: Session, instance_id: str) -> list[Bond]:
    """The instance's groups that have other members on hosts."""
    found: defaultdict[tuple[str, AffinityType], set[str]] = defaultdict(set)
    for name, type, host_id in _hosts_of_others(db, instance=instance_id):
        found[name, type].add(str(host_id))
    return [Bond(name, type, frozenset(hosts)) for (name, type), hosts in sorted(found.items())]
