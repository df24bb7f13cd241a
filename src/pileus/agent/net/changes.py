"""The record of what was changed on the host itself, so that it can be put back.

What may not stand here: what belongs to us wholly (bridges, tables, namespaces), which is found by its mark instead.
"""

import subprocess
from pathlib import Path

import msgspec
from msgspec import Struct

from pileus.agent.faults import AgentFault
from pileus.agent.net.desired import write_atomically

_FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")
_BRIDGE_SWITCHES = Path("/proc/sys/net/bridge")
_CALLS = ("bridge-nf-call-iptables", "bridge-nf-call-ip6tables", "bridge-nf-call-arptables")
_MODULE = "br_netfilter"


class HostChange(Struct, frozen=True, kw_only=True):
    """One thing of the host that we changed: its name, its value before, and ours."""

    what: str
    before: str
    now: str


class Changes:
    """Changes the host where networking needs it, once, and writes down the old value first."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def all(self) -> list[HostChange]:
        """Everything recorded and not put back yet, oldest first."""
        return msgspec.json.decode(self._file.read_bytes(), type=list[HostChange]) if self._file.exists() else []

    def record(self, change: HostChange) -> None:
        """Writes a change down before it is made; the first old value of a thing stays."""
        known = self.all()
        if change.what not in {c.what for c in known}:
            self._write([*known, change])

    def forget(self, what: str) -> None:
        """Strikes out a change that was undone, or never came about."""
        self._write([change for change in self.all() if change.what != what])

    def _write(self, changes: list[HostChange]) -> None:
        write_atomically(self._file, msgspec.json.encode(changes))

    def forward(self) -> list[str]:
        """Lets the host forward IPv4 packets, which gateways need; tells whether that was off."""
        if _FORWARDING.read_text().strip() != "0":
            return []
        self.record(HostChange(what="net.ipv4.ip_forward", before="0", now="1"))
        _FORWARDING.write_text("1")
        return ["+net.ipv4.ip_forward = 1"]

    def bridges_can_be_filtered(self) -> bool:
        """Whether the kernel's bridge filter is there; without it a bridge says that it filters and does not."""
        return _BRIDGE_SWITCHES.is_dir()

    def filter_bridges(self) -> None:
        """Makes bridge filtering available, which only our bridges switch on.

        A freshly loaded module's global switches are turned off at once: they would send every other bridge through the host's firewall.
        """
        if self.bridges_can_be_filtered():
            return
        self.record(HostChange(what=_MODULE, before="not loaded", now="loaded"))
        if trouble := _load():
            self.forget(_MODULE)
            raise AgentFault(
                "unavailable",
                f"Security groups need the kernel's bridge filter ({_MODULE}), and it cannot be loaded: {trouble}",
                f"Install the kernel's modules package, or a kernel with {_MODULE}; in a container, load it on the machine below.",
            )
        for name in _CALLS:
            (_BRIDGE_SWITCHES / name).write_text("0")

    def revert(self, forwarding_needed_by: str) -> list[str]:
        """Puts everything back that still is as we set it, and tells what was left and why.

        `forwarding_needed_by` names somebody else who now lives on forwarding, or is empty.
        """
        left: list[str] = []
        for change in reversed(self.all()):
            if change.what == "net.ipv4.ip_forward" and _FORWARDING.read_text().strip() == change.now:
                if forwarding_needed_by:
                    left.append(f"net.ipv4.ip_forward stays 1: {forwarding_needed_by} needs it")
                else:
                    _FORWARDING.write_text(change.before)
            if change.what == _MODULE and _BRIDGE_SWITCHES.is_dir() and (reason := _unload()):
                left.append(f"the kernel module {_MODULE} stays loaded: {reason}")
        self._file.unlink(missing_ok=True)
        return left


def _load() -> str:
    """Loads the bridge filter; why it could not be."""
    try:
        done = subprocess.run(["modprobe", _MODULE], capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        return "modprobe is not installed"
    if done.returncode == 0 and _BRIDGE_SWITCHES.is_dir():
        return ""
    return done.stderr.strip() or "modprobe had no effect"


def _unload() -> str:
    """Unloads the bridge filter unless somebody has begun to use it; the reason if it stays."""
    if any((_BRIDGE_SWITCHES / name).read_text().strip() != "0" for name in _CALLS):
        return "somebody has switched its global filtering on"
    done = subprocess.run(["modprobe", "-r", _MODULE], capture_output=True, text=True, timeout=30, check=False)
    return done.stderr.strip() if done.returncode else ""
