"""`pileus doctor`: what is wrong, what that means, and what to do; works whether or not anything of Pileus runs.

It makes the checks of `preflight` again, and those of an instance that exists. What may not stand here: how findings are shown.
"""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pileus.agent.faults import AgentFault
from pileus.agent.net import links
from pileus.agent.net.changes import Changes
from pileus.agent.net.names import Names
from pileus.host import api, files, instance as instances, preflight, prepare, users
from pileus.host.certificates import Certificates, names_of_this_machine, trouble
from pileus.host.errors import HostError
from pileus.host.findings import Checked, Finding, error, info, ok, warning
from pileus.host.instance import Instance, agent_installation
from pileus.host.layout import Layout
from pileus.host.lock import alone
from pileus.host.services import services_of
from pileus.host.up import is_ready

CLOCK_LEAST = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this is wrong: Pileus is younger."""

Check = Callable[[Layout, Instance], Iterator[Checked]]


def examine(layout: Layout, *, fix: bool) -> list[Finding]:
    """Every finding. With `fix`, what can be repaired is, and says so."""
    known = instances.load(layout)
    if known is None:
        candidate = instances.fresh("host" if os.geteuid() == 0 else "simulator")
        nothing = info("INSTANCE", f"there is no instance in {layout.etc}", "only the machine is examined", "make one with `pileus up`")
        return [nothing.finding, *(checked.finding for checked in preflight.run(layout, candidate))]
    findings: list[Finding] = []
    for check in (preflight.run, *_INSTANCE, *(() if known.simulator else _HOST)):
        findings += [_repaired(layout, checked) if fix else checked.finding for checked in check(layout, known)]
    return findings


def _repaired(layout: Layout, checked: Checked) -> Finding:
    if checked.repair is None:
        return checked.finding
    with alone(layout):
        try:
            checked.repair()
        except HostError as failed:
            return _noted(checked.finding, repaired=False, evidence=f"{checked.finding.evidence}; repair failed: {failed}")
    return _noted(checked.finding, repaired=True, evidence=checked.finding.evidence)


def _noted(finding: Finding, *, repaired: bool, evidence: str) -> Finding:
    return Finding(
        id=finding.id, level=finding.level, evidence=evidence, effect=finding.effect, next=finding.next, repairable=True, repaired=repaired
    )


# ---- any instance


def processes(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether what shall run runs and answers."""
    services = services_of(layout, instance)
    states = services.states()
    stopped = [state.name for state in states if not state.running]
    if len(stopped) == len(states):
        yield info("PROCESSES", "the instance is stopped", "guests run, and nobody can manage them", "`pileus up`")
    elif stopped:
        yield error(
            "PROCESSES", f"{', '.join(stopped)} does not run. {services.last_words()}".strip(), "the instance does not work",
            "see the log; `pileus doctor --fix` starts it", services.start,
        )  # fmt: skip
    elif is_ready(layout, instance):
        yield ok("PROCESSES", "everything runs, and the manager answers")
    else:
        yield error(
            "PROCESSES", f"the manager does not answer on port {instance.port}. {services.last_words()}".strip(), "nobody can use the API",
            "wait a moment if it has just started; see the log otherwise",
        )  # fmt: skip


def folders(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether folders and secrets are closed to others."""

    def repair() -> None:
        prepare.prepare(layout, instance)
        for secret in _secrets(layout):
            secret.chmod(files.ONLY_OWNER)

    open_to_others = [str(path) for path in (layout.etc, layout.manager_data) if path.exists() and _mode(path) & 0o007]
    open_to_others += [str(path) for path in _secrets(layout) if _mode(path) & 0o077]
    missing = [
        str(path) for path in (layout.run, layout.log, layout.manager_run, layout.manager_data, layout.secondary) if not path.is_dir()
    ]
    if open_to_others:
        seen = f"other users may read {', '.join(open_to_others)}"
        yield error("MODES", seen, "they could become administrator", "`pileus doctor --fix` closes it; then `pileus reset-admin`", repair)
    elif missing:
        seen = f"{', '.join(missing)} is missing"
        yield warning("MODES", seen, "the instance cannot start", "`pileus doctor --fix` makes it, and so does `pileus up`", repair)
    else:
        yield ok("MODES", "folders and secrets are closed to others")


def certificate(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether the HTTPS certificate is valid and names this machine as it is called now."""
    if not instance.tls_port:
        return

    def repair() -> None:
        prepare.prepare(layout, instance)
        services = services_of(layout, instance)
        if any(state.running for state in services.states()):
            services.stop()
            services.start()

    if why := trouble(Certificates(layout.tls), names_of_this_machine()):
        yield warning(
            "CERTIFICATE", f"the HTTPS certificate: {why}", "browsers warn, and programs refuse to connect",
            "`pileus doctor --fix` makes a new one and restarts the manager", repair,
        )  # fmt: skip
    else:
        yield ok("CERTIFICATE", "the HTTPS certificate is valid and names this machine")


def clock(layout: Layout, instance: Instance, *, now: datetime | None = None) -> Iterator[Checked]:
    """Signatures and certificates need a right clock."""
    del layout, instance
    now = now or datetime.now(UTC)
    if now < CLOCK_LEAST:
        yield error(
            "CLOCK", f"the clock says {now:%Y-%m-%d %H:%M}", "certificates and signed calls are refused", "set it, and let NTP keep it"
        )
    else:
        yield ok("CLOCK", f"the clock says {now:%Y-%m-%d %H:%M} UTC")


def services_answer(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """What the manager knows: hosts, the health of networks, events of alarm."""
    if not is_ready(layout, instance):
        return
    caller = api.Api(api.account(layout))
    try:
        hosts = caller.call("listHosts", type="Routing").get("host", [])
        routers = caller.call("listRouters", listall="true", fetchhealthcheckresults="true").get("router", [])
    except HostError as failed:
        yield error("API", f"{failed.what}: {failed.cause}", "the instance does not work", failed.remedy)
        return
    away = [f"{host['name']} is {host['state']}" for host in hosts if host["state"] != "Up"]
    if away:
        yield error("HOSTS", ", ".join(away), "nothing can be started or stopped there", "see that its agent runs, and its log")
    else:
        yield ok("HOSTS", f"{len(hosts)} host(s) up")
    sick = [
        f"{router['name']}: {check['checkname']}: {check.get('details') or 'fails'}"
        for router in routers
        for check in router.get("healthcheckresults", [])
        if not check.get("success", True)
    ]
    if sick:
        yield error(
            "ROUTERS",
            "; ".join(sick),
            "guests of that network lack the service",
            "the agent restores it within seconds; if not, see its log",
        )
    elif routers:
        yield ok("ROUTERS", f"{len(routers)} router(s) healthy")


# ---- hosts of real guests


def host_changes(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """What of the host itself is changed, for the record."""
    installation = agent_installation(layout, instance)
    changed = Changes(installation.state / "net" / "changes.json").all()
    if changed:
        seen = ", ".join(f"{change.what} was {change.before} and is {change.now}" for change in changed)
        yield info("CHANGES", f"changed on this host: {seen}", "guest networks need it", "`pileus uninstall` puts it back")


def leftovers(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Things with Pileus's mark that no instance known here accounts for, and stale files of our own."""
    names = Names(agent_installation(layout, instance))
    strangers = sorted({link.alias.split(":")[1] for link in links.marked("pileus:") if not link.alias.startswith(names.alias_prefix)})
    if strangers:
        yield info(
            "LEFTOVERS", f"this machine has networks of other instances: {', '.join(strangers)}", "none, if they are in use",
            "if one was deleted without `pileus uninstall`, remove its interfaces (`ip -d link` shows the mark)",
        )  # fmt: skip
    unfinished = [path for folder in (layout.secondary, layout.primary) if folder.is_dir() for path in folder.rglob("*.partial")]
    if unfinished:

        def repair() -> None:
            for path in unfinished:
                path.unlink(missing_ok=True)

        yield warning(
            "UNFINISHED",
            f"{len(unfinished)} unfinished file(s), such as {unfinished[0]}",
            "they take space",
            "`pileus doctor --fix` deletes them",
            repair,
        )
    if not strangers and not unfinished:
        yield ok("LEFTOVERS", "nothing is left over")


def manager_user(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """The manager's user must exist while the instance does."""

    def repair() -> None:
        prepare.prepare(layout, instance)

    try:
        missing = users.find(layout, instance) is None
    except HostError:
        return  # preflight has said so
    if missing:
        name = users.name_of(layout, instance)
        yield error("MANAGER-USER", f"user {name} is gone", "the manager cannot start", "`pileus doctor --fix` makes it again", repair)


def namespaces(layout: Layout, instance: Instance) -> Iterator[Checked]:
    """Whether each network that shall be is there, as the agent was told it."""
    installation = agent_installation(layout, instance)
    names = Names(installation)
    wanted = sorted(path.parent.name for path in (installation.state / "net" / "networks").glob("*/spec.json")) if os.geteuid() == 0 else []
    try:
        absent = [network for network in wanted if links.namespace_id(names.namespace(network)) is None]
    except AgentFault:
        return
    if absent:
        yield warning(
            "NETWORKS",
            f"network {', '.join(absent)} has no router on this host",
            "its guests get no address",
            "`pileus up`: the agent makes it again",
        )
    elif wanted:
        yield ok("NETWORKS", f"{len(wanted)} network(s) have their router")


_INSTANCE: tuple[Check, ...] = (processes, folders, certificate, clock, services_answer)
_HOST: tuple[Check, ...] = (manager_user, host_changes, leftovers, namespaces)


def _secrets(layout: Layout) -> list[Path]:
    wanted = (
        layout.admin,
        layout.manager_data / "seal.key",
        layout.manager_data / "pileus.db",
        layout.tls / "ca.key",
        layout.first_guest / "key",
    )
    return [path for path in wanted if path.exists()]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
