"""Which installation this agent serves: its id, its folders, and the marks that tell its things on the host from everybody else's.

What may not stand here: anything that touches the host. These are names only.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Installation:
    """One installation of Pileus on this host. Several may live side by side; nothing that carries another's mark, or none, is touched."""

    uuid: UUID
    data: Path
    """Folder of what must survive a reboot."""
    run: Path
    """Folder of sockets and state that a reboot may take away."""
    log: Path

    @property
    def short(self) -> str:
        """Six hexadecimal digits that begin every host-wide name of ours; interface names have room for no more."""
        return self.uuid.hex[:6]

    @property
    def mark(self) -> str:
        """The text that marks a thing as ours wherever a comment or alias can carry one."""
        return f"pileus:{self.uuid}"

    @property
    def socket(self) -> Path:
        """Unix socket on which the agent listens."""
        return self.run / "agent.sock"

    @property
    def ready(self) -> Path:
        """Written, with the agent's process id, once the agent answers calls; removed when it ends."""
        return self.run / "agent.ready"

    @property
    def state(self) -> Path:
        """Folder of the agent's own files below the data folder: host id, journal, probe result, network state."""
        return self.data / "agent"

    def domain_name(self, name: str) -> str:
        """Libvirt's name of the guest that the manager calls `name`."""
        return f"{self.short}-{name}"
