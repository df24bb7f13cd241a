"""nftables: typed builders for its JSON, transactions, listings and the kernel's change counter.

What may not stand here: which rules a network or a guest needs.
"""

import json
import shutil
import socket
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network
from typing import Any, cast

from pileus.agent.faults import AgentFault

Json = dict[str, Any]

ACCEPT: Json = {"accept": None}
DROP: Json = {"drop": None}
MASQUERADE: Json = {"masquerade": None}

_NETLINK_NETFILTER = 12
_NFNL_SUBSYS_NFTABLES = 10
_NFT_MSG_NEWGEN, _NFT_MSG_GETGEN = 15, 16
_NFTA_GEN_ID = 1


class NftError(AgentFault):
    """A transaction that the kernel or nft refused; nothing of it took effect."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "internal",
            f"nft refused a transaction: {cause}",
            "Check that the kernel has nf_tables; `nft list ruleset` shows the rules in force.",
        )


def jump(chain: str) -> Json:
    """Verdict: continue in that chain and come back."""
    return {"jump": {"target": chain}}


def goto(chain: str) -> Json:
    """Verdict: continue in that chain and return to where this one was called."""
    return {"goto": {"target": chain}}


def meta(key: str) -> Json:
    """A property of the packet's way, like `iifname`."""
    return {"meta": {"key": key}}


def payload(protocol: str, field: str) -> Json:
    """A header field."""
    return {"payload": {"protocol": protocol, "field": field}}


def concat(*parts: Json | str) -> Json:
    """Several keys or values as one."""
    return {"concat": list(parts)}


def prefix(network: IPv4Network) -> Json | str:
    """A network as a value."""
    if network.prefixlen == network.max_prefixlen:
        return str(network.network_address)
    return {"prefix": {"addr": str(network.network_address), "len": network.prefixlen}}


def any_of(values: Sequence[object]) -> Json:
    """A set of values written into the rule."""
    return {"set": list(values)}


def match(left: Json, right: object, op: str = "==") -> Json:
    """A condition."""
    return {"match": {"op": op, "left": left, "right": right}}


def state(*states: str) -> Json:
    """The connection is in one of these states."""
    return match({"ct": {"key": "state"}}, list(states), "in")


def vmap(key: Json, name: str) -> Json:
    """Look the verdict up in a map of the table."""
    return {"vmap": {"key": key, "data": f"@{name}"}}


@dataclass(frozen=True)
class Table:
    """One table; its methods build commands for a transaction."""

    family: str
    name: str

    @property
    def address(self) -> Json:
        """How JSON names the table."""
        return {"family": self.family, "name": self.name}

    def _in(self, kind: str, **fields: object) -> Json:
        return {kind: {"family": self.family, "table": self.name, **fields}}

    def replaced(self) -> list[Json]:
        """Commands that begin the table anew within the transaction."""
        add: Json = {"add": {"table": self.address}}
        return [add, {"delete": {"table": self.address}}, add]

    def removed(self) -> list[Json]:
        """Commands that take the table away, whether or not it is there."""
        return [{"add": {"table": self.address}}, {"delete": {"table": self.address}}]

    def chain(self, name: str) -> Json:
        """A chain that others jump to."""
        return {"add": self._in("chain", name=name)}

    def base_chain(self, name: str, hook: str, priority: int, kind: str = "filter") -> Json:
        """A chain that the kernel calls; what it does not drop passes."""
        return {"add": self._in("chain", name=name, type=kind, hook=hook, prio=priority, policy="accept")}

    def flush_chain(self, name: str) -> Json:
        """Empties a chain."""
        return {"flush": self._in("chain", name=name)}

    def delete_chain(self, name: str) -> Json:
        """Removes a chain that nothing refers to."""
        return {"delete": self._in("chain", name=name)}

    def rule(self, chain: str, *expressions: Json, comment: str = "") -> Json:
        """A rule at the end of a chain."""
        return {"add": self._rule(chain, expressions, comment)}

    def first_rule(self, chain: str, *expressions: Json, comment: str = "") -> Json:
        """A rule at the beginning of a chain."""
        return {"insert": self._rule(chain, expressions, comment)}

    def _rule(self, chain: str, expressions: Sequence[Json], comment: str) -> Json:
        return self._in("rule", chain=chain, expr=list(expressions), **({"comment": comment} if comment else {}))

    def delete_rule(self, chain: str, handle: int) -> Json:
        """Removes the rule with this handle."""
        return {"delete": self._in("rule", chain=chain, handle=handle)}

    def verdict_map(self, name: str, *types: str) -> Json:
        """A map from keys of these types to verdicts."""
        return {"add": self._in("map", name=name, type=types[0] if len(types) == 1 else list(types), map="verdict")}

    def set(self, name: str, *types: str) -> Json:
        """A named set."""
        return {"add": self._in("set", name=name, type=types[0] if len(types) == 1 else list(types))}

    def flush_set(self, name: str) -> Json:
        """Empties a set."""
        return {"flush": self._in("set", name=name)}

    def members(self, name: str, members: Sequence[object]) -> list[Json]:
        """Commands that add to a set or map; a map's members are pairs of key and verdict."""
        return [{"add": self._in("element", name=name, elem=list(members))}] if members else []

    def delete_members(self, name: str, keys: Sequence[object]) -> list[Json]:
        """Commands that take keys out of a set or map; the transaction fails if one is not there."""
        return [{"delete": self._in("element", name=name, elem=list(keys))}] if keys else []


@cache
def _program() -> str:
    found = shutil.which("nft") or shutil.which("nft", path="/usr/sbin:/sbin")
    if found is None:
        raise AgentFault("unavailable", "The program nft is not installed on this host.", "Install the package nftables.")
    return found


def _run(*arguments: str, document: Json | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [_program(), "-j", *arguments],
            input=json.dumps(document) if document is not None else None,
            text=True,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AgentFault(
            "timeout", "nft did not finish within 60 seconds.", "The host is overloaded or its kernel hangs; try again."
        ) from error


def commit(commands: Sequence[Json]) -> None:
    """Carries all commands out in one transaction, or none of them."""
    if not commands:
        return
    done = _run("-f", "-", document={"nftables": list(commands)})
    if done.returncode:
        raise NftError(done.stderr.strip()[:800] or f"exit status {done.returncode}")


def _listed(*what: str) -> list[Json]:
    done = _run("list", *what)
    if done.returncode:
        if "No such file or directory" in done.stderr:
            return []
        raise NftError(f"list {' '.join(what)}: {done.stderr.strip()[:400]}")
    document = cast("Json", json.loads(done.stdout))
    return [entry for entry in cast("list[Json]", document["nftables"]) if "metainfo" not in entry]


def list_table(table: Table) -> list[Json]:
    """Everything in a table; nothing if there is no such table."""
    return _listed("table", table.family, table.name)


def list_chain(table: Table, chain: str) -> list[Json]:
    """A chain and its rules; nothing if there is no such chain."""
    return _listed("chain", table.family, table.name, chain)


def list_chains() -> list[Json]:
    """The declarations of all chains of this host, without their rules."""
    return [cast("Json", entry["chain"]) for entry in _listed("chains") if "chain" in entry]


def list_rules() -> list[Json]:
    """All rules of all tables of this host."""
    return [cast("Json", entry["rule"]) for entry in _listed("ruleset") if "rule" in entry]


def canonical(listing: Sequence[Json]) -> list[str]:
    """A listing as lines that are equal exactly when the rules are: no handles or counters, sets in order."""
    return [json.dumps(_plain(entry), sort_keys=True) for entry in listing]


def _plain(value: object) -> object:
    if isinstance(value, dict):
        entries = cast("Json", value)
        return {
            key: sorted((_plain(e) for e in cast("list[object]", inner)), key=str)
            if key in {"elem", "set"} and isinstance(inner, list)
            else _plain(inner)
            for key, inner in entries.items()
            if key not in {"handle", "packets", "bytes"}
        }
    if isinstance(value, list):
        return [_plain(inner) for inner in cast("list[object]", value)]
    return value


def change_counter() -> int:
    """The kernel's count of nftables transactions in this network namespace; equal counts mean that nobody changed a rule in between."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_NETFILTER) as link:
        link.settimeout(5)
        kind = _NFNL_SUBSYS_NFTABLES << 8 | _NFT_MSG_GETGEN
        link.sendto(struct.pack("=IHHII", 20, kind, 1, 1, 0) + struct.pack("!BBH", 0, 0, 0), (0, 0))
        answer = link.recv(4096)
    kind = struct.unpack_from("=H", answer, 4)[0]
    if kind != _NFNL_SUBSYS_NFTABLES << 8 | _NFT_MSG_NEWGEN:
        raise AgentFault(
            "unavailable",
            "The kernel does not answer questions about nftables.",
            "Check that the kernel has nf_tables (`modprobe nf_tables`).",
        )
    offset = 20
    while offset + 4 <= len(answer):
        length, attribute = struct.unpack_from("=HH", answer, offset)
        if attribute == _NFTA_GEN_ID:
            return struct.unpack_from("!I", answer, offset + 4)[0]
        offset += (length + 3) & ~3
    raise AgentFault(
        "unavailable", "The kernel's answer about nftables has no change counter.", "This kernel is not supported; Linux 4.14 or later is."
    )
