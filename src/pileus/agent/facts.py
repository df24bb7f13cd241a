"""What the machine is: facts for placement and for the host's page.

What may not stand here: anything that changes from minute to minute; that is `stats`.
"""

import contextlib
import os
import platform
import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from pileus.agent.accel import Acceleration
from pileus.agent.faults import AgentFault
from pileus.wire.hosts import Facts, HostNetwork, ReadFacts

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

ELSEWHERE = ("192.0.2.1", 9)
"""An address of nobody (RFC 5737): asking the kernel for the way there sends nothing and names our own side of it."""

MODULE_FOR = {"br_netfilter": Path("/proc/sys/net/bridge"), "nfs": Path("/sys/module/nfs")}
"""Features that the kernel has loaded when the path exists, and can load when it has a module of that name."""

LINKS_FOR = {"vxlan": ["type", "vxlan", "id", "1", "dstport", "4789"], "bridge_vlan": ["type", "bridge", "vlan_filtering", "1"]}
"""Features that are there when a link of the kind can be made."""


def boot_id() -> str:
    return BOOT_ID.read_text().strip()


class Inventory:
    """Facts of this host; what cannot change before a reboot is looked up once."""

    def __init__(
        self,
        boot: str,
        acceleration: Callable[[], Acceleration],
        versions: Callable[[], tuple[str, str]],
        networks: Callable[[], list[HostNetwork]],
    ) -> None:
        self._boot = boot
        self._acceleration = acceleration
        self._versions = versions
        self._networks = networks
        self._capabilities: list[str] | None = None

    def read(self, _request: ReadFacts) -> Facts:
        """Versions are empty while libvirt does not answer: the host is still the host."""
        libvirt, qemu = "", ""
        with contextlib.suppress(AgentFault):
            libvirt, qemu = self._versions()
        found = self._acceleration()
        model, mhz = processor()
        if self._capabilities is None:
            self._capabilities = capabilities()
        return Facts(
            hostname=socket.gethostname(),
            boot_id=self._boot,
            arch=platform.machine(),
            cpus=os.cpu_count() or 1,
            sockets=sockets(),
            cpu_mhz=mhz,
            cpu_model=model,
            memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
            kernel=platform.release(),
            distribution=_distribution(),
            libvirt_version=libvirt,
            qemu_version=qemu,
            acceleration="kvm" if found.kvm else "tcg",
            acceleration_reason=found.reason,
            address=address(),
            capabilities=self._capabilities,
            networks=self._networks(),
        )


def address() -> str:
    """The address this host is known by: the one it would reach the world from, or loopback where it has no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(s.getsockname()[0])


def capabilities() -> list[str]:
    """Kernel features that networks and storage can build on, found without changing the host."""
    modules = [name for name, loaded in MODULE_FOR.items() if loaded.exists() or _succeeds(["modprobe", "-n", "-q", name])]
    alone = ["unshare", "--net", "ip", "link"]  # in a network namespace that ends with the command
    links = [name for name, kind in LINKS_FOR.items() if _succeeds([*alone, "add", "probe", *kind])]
    vlan = ["vlan"] if _succeeds([*alone, "add", "link", "lo", "name", "probe", "type", "vlan", "id", "2"]) else []
    return sorted(modules + links + vlan)


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def processor() -> tuple[str, int]:
    """Model and speed in MHz of the first processor; 1000 where the kernel does not say."""
    text = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    speed = re.search(r"^cpu MHz\s*:\s*(\d+)", text, re.MULTILINE)
    return (model[1] if model else platform.machine()), (int(speed[1]) if speed else 1000)


def sockets(sys: Path = Path("/sys")) -> int:
    """Physical packages of the processors; 0 where the kernel does not say."""
    packages = (sys / "devices/system/cpu").glob("cpu[0-9]*/topology/physical_package_id")
    return len({package.read_text() for package in packages})


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return "Linux"
