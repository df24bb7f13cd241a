"""Other firewalls of the host: where one drops what is forwarded, and only then, its running rules get accept rules for our bridges.

A drop anywhere beats an accept elsewhere, so our own table cannot help there. The rules carry our mark as comment, stand first in
DOCKER-USER where Docker offers that chain and else in the chain that drops, and decide nothing: our own table, which all the traffic passes
too, has the say about it. No file of another firewall is written; when one is loaded anew, the agent puts the rules back.
firewalld is asked itself where it answers.

What may not stand here: our own tables.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pileus.agent.faults import AgentFault
from pileus.agent.net import firewalld, nft
from pileus.agent.net.firewalld import Firewalld
from pileus.agent.net.nft import ACCEPT, Json, Table, match, meta

_DOCKER = "DOCKER-USER"
_KEYS = ("iifname", "oifname")


@dataclass(frozen=True)
class Foreign:
    """A chain of another firewall that sees forwarded packets, whether it drops some, and the chain where exceptions belong."""

    table: Table
    chain: str
    door: str
    drops: bool


Place = tuple[Table, str, str, str]
"""Where a rule of ours stands: table, chain, direction, bridge."""


class Firewalls:
    """Keeps our accept rules in other firewalls for as long as they are needed."""

    def __init__(self, own_table: str, mark: str, daemon: Firewalld) -> None:
        self._own = own_table
        self._mark = mark
        self._firewalld = daemon
        self._legacy = LegacyFirewall(mark)

    def ensure(self, bridges: Sequence[str]) -> list[str]:
        """Makes exactly the needed rules exist; tells what was different, each with the chain it is in."""
        foreign = self._foreign()
        dropping = [f for f in foreign if f.drops]
        asked = any(f.table.name == firewalld.TABLE for f in dropping) and self._firewalld.runs()
        bound = self._firewalld.ensure(bridges if asked else [])
        dropping = [f for f in dropping if not (asked and f.table.name == firewalld.TABLE)]
        wanted = {(f.table, f.door, key, bridge) for f in dropping for bridge in bridges for key in _KEYS}
        have = self._ours(foreign)
        commands = [place[0].delete_rule(place[1], handle) for place, handle in have if place not in wanted]
        missing = sorted(wanted - {place for place, _ in have}, key=str)
        commands += [
            table.first_rule(chain, match(meta(key), bridge), ACCEPT, comment=f"{self._mark} guests of {bridge}")
            for table, chain, key, bridge in missing
        ]
        try:
            nft.commit(commands)
        except nft.NftError as error:
            who = ", ".join(sorted({_name(f.table, f.door) for f in dropping}))
            raise AgentFault(
                "conflict",
                f"Another firewall ({who}) drops what guests send, and takes no rule of ours: {error.text}",
                f"Let it accept what is forwarded for {', '.join(bridges)}; firewalld: {firewalld.commands(bridges)}",
            ) from error
        added = [f"+{_name(table, chain)}: {key} {bridge} accept" for table, chain, key, bridge in missing]
        return bound + added + self._legacy.ensure(bridges)

    def places(self) -> list[str]:
        """The chains that now hold rules of ours."""
        return sorted({_name(table, chain) for (table, chain, _, _), _ in self._ours(self._foreign())}) + self._legacy.places()

    def remove(self) -> None:
        """Takes every rule with our mark out of other tables."""
        rules = [rule for rule in nft.list_rules() if rule["table"] != self._own and str(rule.get("comment", "")).startswith(self._mark)]
        nft.commit([Table(rule["family"], rule["table"]).delete_rule(rule["chain"], rule["handle"]) for rule in rules])
        self._legacy.ensure([])
        self._firewalld.ensure([])

    def translators(self) -> list[str]:
        """Other tables that translate addresses, and whose owners therefore live on forwarding."""
        rules = [rule for rule in nft.list_rules() if rule["table"] != self._own]
        return sorted({f"table {rule['family']} {rule['table']}" for rule in rules if _translates(rule)})

    def _foreign(self) -> list[Foreign]:
        result: list[Foreign] = []
        for chain in nft.list_chains():
            if chain.get("hook") != "forward" or chain["family"] not in {"ip", "inet"} or chain["table"] == self._own:
                continue
            table = Table(chain["family"], chain["table"])
            rules = _rules(table, chain["name"])
            door = _DOCKER if any(_jumps(rule, _DOCKER) for rule in rules) else chain["name"]
            drops = chain.get("policy") == "drop" or bool(rules and _ends(rules[-1]))
            result.append(Foreign(table, chain["name"], door, drops))
        return result

    def _ours(self, foreign: Sequence[Foreign]) -> list[tuple[Place, int]]:
        """Place and handle of each rule of ours."""
        result: list[tuple[Place, int]] = []
        for table, chain in sorted({(f.table, chain) for f in foreign for chain in (f.door, f.chain)}, key=str):
            for rule in _rules(table, chain):
                if str(rule.get("comment", "")).startswith(self._mark):
                    condition = cast("Json", rule["expr"][0]).get("match", {})
                    key = str(condition.get("left", {}).get("meta", {}).get("key", ""))
                    result.append(((table, chain, key, str(condition.get("right", ""))), int(rule["handle"])))
        return result


def _name(table: Table, chain: str) -> str:
    return f"{table.family} {table.name} {chain}"


def _rules(table: Table, chain: str) -> list[Json]:
    return [cast("Json", entry["rule"]) for entry in nft.list_chain(table, chain) if "rule" in entry]


def _ends(rule: Json) -> bool:
    """Whether the rule drops or rejects whatever reaches it."""
    effective = [e for e in cast("list[Json]", rule["expr"]) if not e.keys() & {"counter", "log"}]
    return len(effective) == 1 and bool(effective[0].keys() & {"drop", "reject"})


def _translates(rule: Json) -> bool:
    """Whether the rule gives packets another sender. What only iptables understands is taken for such a rule in its table for that."""
    effects = {effect for e in cast("list[Json]", rule["expr"]) for effect in e}
    return bool(effects & {"masquerade", "snat"}) or ("xt" in effects and rule["table"] == "nat")


def _jumps(rule: Json, chain: str) -> bool:
    return any(e.get("jump", {}).get("target") == chain for e in cast("list[Json]", rule["expr"]) if "jump" in e)


class LegacyFirewall:
    """The same for iptables-legacy, whose rules nft does not see."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def ensure(self, bridges: Sequence[str]) -> list[str]:
        """Makes exactly the needed rules exist; tells what was different."""
        if not self._in_use():
            return []
        lines = _legacy("-S").splitlines()
        drops = "-P FORWARD DROP" in lines
        door = _DOCKER if f"-A FORWARD -j {_DOCKER}" in lines else "FORWARD"
        wanted = [(door, side, bridge) for bridge in bridges for side in ("-i", "-o")] if drops else []
        have = [(words[1], words[2], words[3]) for line in lines if self._mark in line and len(words := line.split()) > 3]
        for chain, side, bridge in (place for place in have if place not in wanted):
            _legacy("-D", chain, *self._terms(side, bridge))
        missing = [place for place in wanted if place not in have]
        for chain, side, bridge in missing:
            _legacy("-I", chain, *self._terms(side, bridge))
        return [f"+iptables-legacy {chain}: {side} {bridge} accept" for chain, side, bridge in missing]

    def places(self) -> list[str]:
        """The chains that now hold rules of ours."""
        if not self._in_use():
            return []
        return sorted({f"iptables-legacy {line.split()[1]}" for line in _legacy("-S").splitlines() if self._mark in line})

    def _terms(self, side: str, bridge: str) -> list[str]:
        return [side, bridge, "-m", "comment", "--comment", f"{self._mark} guests of {bridge}", "-j", "ACCEPT"]

    def _in_use(self) -> bool:
        try:
            return "filter" in Path("/proc/thread-self/net/ip_tables_names").read_text().split()
        except FileNotFoundError:
            return False


def _legacy(*arguments: str) -> str:
    program = shutil.which("iptables-legacy") or shutil.which("iptables-legacy", path="/usr/sbin:/sbin")
    if program is None:
        raise AgentFault(
            "unavailable",
            "iptables-legacy rules are loaded on this host, but the program iptables-legacy is not there.",
            "Install the package iptables.",
        )
    done = subprocess.run([program, "-w", "5", *arguments], capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise AgentFault(
            "unavailable", f"iptables-legacy {' '.join(arguments)} failed: {done.stderr.strip()}", "Check `iptables-legacy -S`."
        )
    return done.stdout
