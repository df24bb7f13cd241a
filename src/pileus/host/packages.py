"""Programs that a host of guests needs, and the distribution packages that have them.

What may not stand here: installing them, which `tools/setup` does.
"""

import shutil
from dataclasses import dataclass

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

INSTALLED_BY_PILEUS = (
    "qemu-system-x86", "qemu-utils", "libvirt-daemon-system", "libvirt-daemon-driver-qemu", "python3-libvirt", "dnsmasq-base", "haproxy",
    "nftables", "syslinux", "syslinux-common", "mtools", "dosfstools", "cpio", "lz4", "zstd",
)  # fmt: skip
"""What setup installs and `uninstall` leaves, since others may use it by then."""


def missing(path: str = PATH) -> list[Need]:
    """What is not there."""
    return [need for need in NEEDS if shutil.which(need.program, path=path) is None]
