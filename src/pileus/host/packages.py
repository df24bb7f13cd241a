"""Programs that a host of guests needs, and the distribution packages that have them.

What may not stand here: installing them, which `tools/setup` does.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pileus.host.layout import SOURCE

DPKG = Path("/var/lib/dpkg/info")

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Need:
    """One program, where it comes from, and what goes wrong without it."""

    program: str
    package: str
    effect: str


NEEDS = (
    Need("qemu-system-x86_64", "qemu-system-x86", "no guest can start"),
    Need("qemu-img", "qemu-utils", "no disk can be made"),
    Need("libvirtd", "libvirt-daemon-system", "no guest can start"),
    Need("dnsmasq", "dnsmasq-base", "guests get no address"),
    Need("nft", "nftables", "guests reach nobody and are not protected"),
    Need("ip", "iproute2", "networks cannot be made"),
    Need("setpriv", "util-linux", "guests get no metadata and passwords"),
    Need("nsenter", "util-linux", "networks have no services"),
    Need("ssh", "openssh-client", "the first guest cannot be tried"),
    Need("useradd", "passwd", "the manager gets no user of its own"),
)

TABLE = SOURCE / "tools" / "packages.table"
"""Which packages setup installs, and why; the only list of them."""

NOT_OF_A_HOST = {"test"}


def installed_by_setup() -> list[str]:
    """The packages that setup has installed, or found, on this host."""
    rows = [line.split()[:2] for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [package for group, package in rows if group not in NOT_OF_A_HOST and _is_installed(package)]


def _is_installed(package: str) -> bool:
    return any(DPKG.glob(f"{package}.list")) or any(DPKG.glob(f"{package}:*.list"))


def missing(path: str = PATH) -> list[Need]:
    """What is not there."""
    return [need for need in NEEDS if shutil.which(need.program, path=path) is None]
