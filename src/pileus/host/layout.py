"""Where the files of one instance lie.

What may not stand here: what is in them, and anything that makes or changes them.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pileus.agent.installation import Installation

MACHINE = Path("/")
"""The root of the machine's own instance, whose files lie in the usual places."""

MACHINE_BRIDGE = "cloudbr0"

SOURCE = Path(__file__).resolve().parents[3]
"""The tree that this program runs from: a checkout, or the copy that services run from."""


@dataclass(frozen=True)
class Layout:
    """Folders of one instance. `root` is what tells instances of one machine apart."""

    root: Path
    etc: Path
    data: Path
    run: Path
    log: Path
    program: Path
    """Copy of this program that the services of real guests run from."""

    @property
    def is_machine(self) -> bool:
        """Whether it is the one instance without a folder of its own."""
        return self.root == MACHINE

    @property
    def bridge(self) -> str:
        """The fixed name of the first network's bridge. Only the machine's own instance has one; others get a derived name."""
        return MACHINE_BRIDGE if self.is_machine else ""

    @property
    def record(self) -> Path:
        """What was decided for this instance; its existence makes the instance."""
        return self.etc / "instance.json"

    @property
    def admin(self) -> Path:
        """How the first administrator reaches the instance; written by the manager."""
        return self.etc / "admin.json"

    @property
    def tls(self) -> Path:
        return self.etc / "tls"

    @property
    def first_guest(self) -> Path:
        """Folder of what belongs to the first guest: its record, key and host key."""
        return self.etc / "first-guest"

    @property
    def first_password(self) -> Path:
        """A password that was asked for, until the manager has taken it over."""
        return self.etc / "first-password"

    @property
    def manager_data(self) -> Path:
        return self.data / "manager"

    @property
    def manager_run(self) -> Path:
        return self.run / "manager"

    @property
    def manager_ready(self) -> Path:
        """Holds the manager's process id while all of its ports answer."""
        return self.manager_run / "manager.ready"

    @property
    def primary(self) -> Path:
        """The local pool: disks of guests."""
        return self.data / "primary"

    @property
    def secondary(self) -> Path:
        """The image store: templates, ISOs, snapshots."""
        return self.data / "secondary"

    @property
    def image_work(self) -> Path:
        """Fetched packages of the guest image; may be deleted at any time."""
        return self.data / "guest-image"

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """Everything that belongs to this instance alone; the program last."""
        return (self.etc, self.data, self.run, self.log, self.program)

    def installation(self, uuid: str) -> Installation:
        """The agent's view of the instance."""
        return Installation(uuid=UUID(uuid), data=self.data, run=self.run, log=self.log)


def layout(root: str | None) -> Layout:
    """The instance that these words of the command line mean: below `root`, else the machine's, else this person's."""
    if root:
        return _below(Path(root).expanduser().resolve())
    if os.geteuid() == 0:
        return _machine()
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return _below(Path(home) / "pileus")


def _below(root: Path) -> Layout:
    if root == MACHINE:
        return _machine()
    return Layout(root, root / "etc", root / "data", root / "run", root / "log", root / "program")


def _machine() -> Layout:
    return Layout(MACHINE, Path("/etc/pileus"), Path("/var/lib/pileus"), Path("/run/pileus"), Path("/var/log/pileus"), Path("/opt/pileus"))
