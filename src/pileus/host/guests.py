"""The guests and networks of an instance as the host has them, whether or not anything of Pileus runs.

It uses the agent's own parts in this process. What may not stand here: the API, and the database.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pileus.agent.accel import Acceleration
from pileus.agent.faults import AgentFault
from pileus.agent.libvirt.connection import Connection
from pileus.agent.libvirt.guests import Guests
from pileus.agent.net.net import Net
from pileus.agent.storage.claims import Claims
from pileus.agent.storage.pools import Pool, own_pool
from pileus.agent.storage.storage import Storage
from pileus.host.errors import HostError
from pileus.host.instance import Instance, agent_installation
from pileus.host.layout import Layout
from pileus.wire.domains import DomainIs, ListDomains, StopDomain
from pileus.wire.notices import AnyNotice

LIBVIRT_LOGS = Path("/var/log/libvirt/qemu")


@dataclass(frozen=True)
class HostParts:
    """The agent's parts for one instance, without an agent."""

    guests: Guests
    net: Net

    def running(self) -> list[DomainIs]:
        """Every domain that carries the instance's mark."""
        return self.guests.list_all(ListDomains()).domains

    def destroy(self) -> int:
        """Ends every domain of the instance at once; tells how many there were."""
        found = self.running()
        for domain in found:
            self.guests.stop(StopDomain(key="uninstall", target=domain.instance_id, epoch=0, instance_id=domain.instance_id, grace=0))
        return len(found)


@contextmanager
def host_parts(layout: Layout, instance: Instance) -> Generator[HostParts]:
    """The parts, joined as the agent joins them; closed with the block. The agent of the instance must not run."""
    installation = agent_installation(layout, instance)
    net = Net(installation, _ignore)
    guests = Guests(installation, Connection(instance.libvirt), _unproven, net, Storage(installation), _ignore)
    guests.open()
    try:
        yield HostParts(guests, net)
    finally:
        guests.close()


def pools(layout: Layout, instance: Instance) -> list[Pool]:
    """The folders of this host that guests' disks lie in, also outside the instance's own folders."""
    installation = agent_installation(layout, instance)
    try:
        found = {pool.path: pool for pool in Claims(installation).pools()}
        local = own_pool(installation, layout.primary)
    except AgentFault as fault:
        raise HostError("a storage pool", fault.text, fault.hint) from fault
    return [*found.values(), *([local] if local is not None and local.path not in found else [])]


def disks(layout: Layout, instance: Instance) -> list[Path]:
    """The disks of guests, running or not."""
    return [disk for pool in pools(layout, instance) for disk in pool.volumes()]


def libvirt_logs(instance: Instance) -> list[Path]:
    """What libvirt wrote about guests of this instance."""
    return sorted(LIBVIRT_LOGS.glob(f"{instance.short}-*.log*")) if LIBVIRT_LOGS.is_dir() else []


def _ignore(notice: AnyNotice) -> None:
    """Nobody listens while nothing of Pileus runs."""
    del notice


def _unproven() -> Acceleration:
    """Only asked when a guest is started, which does not happen here."""
    return Acceleration(kvm=False, reason="not asked")
