"""Libvirt's errors in our words: which kind of fault each is, and what its reader should do next.

What may not stand here: calls to libvirt.
"""

import libvirt

from pileus.agent.faults import AgentFault
from pileus.wire.message import FaultKind

_KINDS: dict[int, FaultKind] = {
    libvirt.VIR_ERR_NO_DOMAIN: "missing",
    libvirt.VIR_ERR_NO_CONNECT: "unavailable",
    libvirt.VIR_ERR_INVALID_CONN: "unavailable",
    libvirt.VIR_ERR_RPC: "unavailable",
    libvirt.VIR_ERR_AUTH_FAILED: "unavailable",
    libvirt.VIR_ERR_ACCESS_DENIED: "unavailable",
    libvirt.VIR_ERR_RESOURCE_BUSY: "unavailable",
    libvirt.VIR_ERR_OPERATION_TIMEOUT: "timeout",
    libvirt.VIR_ERR_NO_MEMORY: "capacity",
    libvirt.VIR_ERR_DOM_EXIST: "conflict",
    libvirt.VIR_ERR_INVALID_ARG: "invalid",
    libvirt.VIR_ERR_XML_ERROR: "invalid",
    libvirt.VIR_ERR_XML_DETAIL: "invalid",
    libvirt.VIR_ERR_XML_INVALID_SCHEMA: "invalid",
    libvirt.VIR_ERR_CONFIG_UNSUPPORTED: "invalid",
    libvirt.VIR_ERR_CPU_INCOMPATIBLE: "invalid",
}

_WORDS: list[tuple[str, FaultKind, str]] = [
    ("already exists with uuid", "conflict", "Rename or remove the other domain; Pileus never touches domains of others."),
    ("Cannot get interface MTU on", "missing", "Make the network on this host first; its bridge does not exist."),
    ("Cannot allocate memory", "capacity", "Stop other guests or place this one on another host."),
    ("cannot set up guest memory", "capacity", "Stop other guests or place this one on another host."),
    ("No space left on device", "capacity", "Make room on the file system that holds the disk."),
    ("Permission denied", "unavailable", "QEMU's user must be able to enter every folder above the disk: see `namei -l` on its path."),
    ("No such file or directory", "missing", "Make the disk on this host first."),
    ('Failed to get "write" lock', "conflict", "Another process has the disk open; end it first."),
    ("Device or resource busy", "conflict", "A network device of this name is in use; see `ip link`."),
]
"""Causes that libvirt reports under a general code, recognised by its (never translated: the agent runs in the C locale) words."""

_HINTS: dict[FaultKind, str] = {
    "unavailable": "See whether libvirtd runs and answers: `virsh -c qemu:///system list`.",
    "timeout": "Try again; if it stays, see libvirtd's log.",
    "capacity": "Stop other guests or place this one on another host.",
    "conflict": "Something that is not ours is in the way; rename or remove it.",
    "invalid": "Change the named setting of the instance.",
    "internal": "See libvirtd's log and the guest's in /var/log/libvirt/qemu.",
}

_CONNECTION_DOMAINS = {libvirt.VIR_FROM_RPC, libvirt.VIR_FROM_REMOTE}


def is_lost(error: libvirt.libvirtError) -> bool:
    """Whether the connection itself is gone, so that nothing is known of the call."""
    code = error.get_error_code()
    return code in (libvirt.VIR_ERR_NO_CONNECT, libvirt.VIR_ERR_INVALID_CONN, libvirt.VIR_ERR_RPC) or (
        code in (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_ERR_SYSTEM_ERROR) and error.get_error_domain() in _CONNECTION_DOMAINS
    )


def is_missing(error: libvirt.libvirtError) -> bool:
    """Whether libvirt says that it has no such domain."""
    return error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN


def is_without_weights(error: libvirt.libvirtError) -> bool:
    """Whether this host has no control group for processor time, so that neither weights nor quotas can be set."""
    words = error.get_error_message() or ""
    return "CPU tuning is not available" in words or "cgroup cpu is required" in words


def is_without_shaping(error: libvirt.libvirtError) -> bool:
    """Whether this host's kernel lacks the queues that libvirt limits cards with."""
    return "qdisc kind is unknown" in (error.get_error_message() or "")


def is_not_in_state(error: libvirt.libvirtError) -> bool:
    """Whether the domain has already left the state the call needs, usually because it has just ended."""
    return error.get_error_code() == libvirt.VIR_ERR_OPERATION_INVALID


def fault(error: libvirt.libvirtError, subject: str) -> AgentFault:
    """The fault for an error met while doing `subject` ("start guest i-2-7-VM"): libvirt's own words follow it."""
    words = " ".join((error.get_error_message() or "no reason given").split())
    if is_lost(error):
        return AgentFault("unavailable", f"cannot {subject}: libvirt went away: {words}", _HINTS["unavailable"])
    for part, kind, hint in _WORDS:
        if part in words:
            return AgentFault(kind, f"cannot {subject}: {words}", hint)
    kind = _KINDS.get(error.get_error_code(), "internal")
    return AgentFault(kind, f"cannot {subject}: {words}", _HINTS.get(kind, ""))
