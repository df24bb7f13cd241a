"""The guests and networks of an instance as the host has them, whether or not anything of Pileus runs.

It uses the agent's own parts in this process. What may not stand here: the API, and the database.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pileus.agent.accel import Acceleration
from pileus.agent.libvirt.connection import Connection
from pileus.agent.libvirt.guests import Guests
from pileus.agent.net.net import Net
from pileus.agent.storage.storage import Storage
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


def disks(layout: Layout) -> list[Path]:
    """The disks of guests, running or not, in the local pool."""
    return sorted((layout.primary / "volumes").glob("*.qcow2"))


def libvirt_logs(instance: Instance) -> list[Path]:
    """What libvirt wrote about guests of this instance."""
    return sorted(LIBVIRT_LOGS.glob(f"{instance.short}-*.log*")) if LIBVIRT_LOGS.is_dir() else []


def _ignore(notice: AnyNotice) -> None:
    """Nobody listens while nothing of Pileus runs."""
    del notice


def _unproven() -> Acceleration:
    """Only asked when a guest is started, which does not happen here."""
    return Acceleration(kvm=False, reason="not asked")
