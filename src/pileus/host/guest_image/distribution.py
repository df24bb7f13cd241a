"""Which packages make a guest on which distribution: one small table. What may not stand here: fetching or unpacking them."""

from dataclasses import dataclass
from pathlib import Path
from platform import freedesktop_os_release

from pileus.host.guest_image.errors import ImageBuildError

PROGRAMS = ("busybox-static", "dropbear-bin", "qemu-guest-agent", "e2fsprogs")
"""The programs of the guest; the names are the same everywhere."""


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A distribution whose packages can become a guest."""

    kernel: str
    """Package that depends on the newest kernel made for virtual machines."""
    name: str
    """Human name of the release, for the guest's own os-release."""
    label: str
    """Short name with the release number, the first part of the image's version."""
    boot_sector: Path = Path("/usr/lib/syslinux/mbr/mbr.bin")
    """The boot sector of syslinux-common."""


_KERNELS = {"debian": "linux-image-cloud-amd64", "ubuntu": "linux-image-virtual"}


def this_distribution() -> Distribution:
    """The distribution this machine runs, or the one it says it is like; the guest is made from the same packages."""
    release = freedesktop_os_release()
    for name in (release["ID"], *release.get("ID_LIKE", "").split()):
        if name in _KERNELS:
            return Distribution(
                kernel=_KERNELS[name],
                name=release.get("PRETTY_NAME", name),
                label=f"{release['ID']}{release.get('VERSION_ID', '')}",
            )
    raise ImageBuildError(
        release.get("PRETTY_NAME", release["ID"]),
        "the built-in guest is made from the packages of Debian or Ubuntu, and this is neither",
        "bring a template of your own with registerTemplate",
    )
