"""What a process listens on, read from /proc."""

import ipaddress
from pathlib import Path

LISTENING = "0A"
UNCONNECTED = "07"
STATES = {"tcp": LISTENING, "tcp6": LISTENING, "udp": UNCONNECTED, "udp6": UNCONNECTED}


def listeners(pid: int) -> set[tuple[str, str, int]]:
    """Protocol, address and port of every socket that takes what comes from a network."""
    inodes = _sockets(pid)
    found: set[tuple[str, str, int]] = set()
    for table, state in STATES.items():
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state and fields[9] in inodes:
                address, port = fields[1].split(":")
                found.add((table, _address(address), int(port, 16)))
    return found


def tree(pid: int) -> list[int]:
    """A process and all that it started, directly or not."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _sockets(pid: int) -> set[str]:
    inodes: set[str] = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    return inodes


def _address(text: str) -> str:
    """An address as the kernel prints it: each four bytes the other way round."""
    raw = b"".join(bytes.fromhex(text[i : i + 8])[::-1] for i in range(0, len(text), 8))
    return str(ipaddress.ip_address(raw))
