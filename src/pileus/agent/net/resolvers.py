"""The host's real DNS resolvers: those that can be reached from elsewhere, not a stub on loopback.

What may not stand here: anything that asks them.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address
from pathlib import Path

SOURCES = (Path("/etc/resolv.conf"), Path("/run/systemd/resolve/resolv.conf"), Path("/run/NetworkManager/no-stub-resolv.conf"))
"""Where they stand: the usual file, and what systemd-resolved and NetworkManager keep when the usual file names only their stub."""


def host_resolvers(sources: Sequence[Path] = SOURCES) -> list[str]:
    """IPv4 addresses of the resolvers in the first source that names any that are not loopback; guests have no IPv6."""
    for source in sources:
        try:
            lines = source.read_text(errors="replace").splitlines()
        except OSError:
            continue
        words = [line.split() for line in lines]
        if found := [parts[1] for parts in words if len(parts) > 1 and parts[0] == "nameserver" and _usable(parts[1])]:
            return found
    return []


def _usable(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return isinstance(address, IPv4Address) and not (address.is_loopback or address.is_unspecified)
