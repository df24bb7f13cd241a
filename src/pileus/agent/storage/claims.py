"""Which folders of this host became pools of the installation, written down so that `uninstall` finds those outside its own folders.

What may not stand here: how a folder becomes a pool.
"""

import shutil
from pathlib import Path

import msgspec

from pileus.agent.installation import Installation
from pileus.agent.net.desired import write_atomically
from pileus.agent.storage.pools import MARKER, Pool, own_pool


class Claims:
    """The record of one installation. One thread at a time may write."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._file = installation.state / "pools.json"
        self._known = set(self._read())

    def note(self, pool: Pool) -> None:
        """Writes down a folder that is a pool now."""
        if str(pool.path) not in self._known:
            self._known.add(str(pool.path))
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, msgspec.json.encode(sorted(self._known)))

    def pools(self) -> list[Pool]:
        """Those that still carry the installation's mark. A damaged mark is an AgentFault."""
        found = [own_pool(self._installation, Path(path)) for path in sorted(self._known)]
        return [pool for pool in found if pool is not None]

    def _read(self) -> list[str]:
        return msgspec.json.decode(self._file.read_bytes(), type=list[str]) if self._file.exists() else []


def clear(pool: Pool) -> None:
    """Deletes what lies in a pool, and its mark last; its folder stays, and whatever else is in it."""
    for part in pool.parts():
        if part.is_dir():  # one that is a link is refused by rmtree
            shutil.rmtree(part)
    (pool.path / MARKER).unlink(missing_ok=True)
