"""The verbs on guests: start, stop, reset, list, measure.

A guest is a transient domain: libvirt has it exactly while it runs, and the whole of its definition comes with each start. So nothing of
ours lies about on a host that could disagree with the database; after a reboot of the host there is no guest until a manager starts it.
A domain without the mark of this installation is counted and otherwise never touched.

What may not stand here: XML (`elements`, `definition`), events (`watch`), disks and networks.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import libvirt
import structlog

from pileus.agent.accel import Acceleration
from pileus.agent.facts import processor
from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.libvirt import definition
from pileus.agent.libvirt.connection import Connection
from pileus.agent.libvirt.definition import Known, Placement, Port
from pileus.agent.libvirt.elements import NAMESPACE
from pileus.agent.libvirt.errors import is_missing, is_not_in_state, is_without_shaping, is_without_weights
from pileus.agent.libvirt.statistics import STATISTICS, row
from pileus.agent.libvirt.watch import Watch
from pileus.wire.domains import (
    DomainIs,
    Domains,
    DomainSpec,
    DomainsStats,
    ListDomains,
    PowerState,
    ReadDomainStats,
    RebootDomain,
    StartDomain,
    StopDomain,
)
from pileus.wire.message import Nothing
from pileus.wire.notices import AnyNotice

PRESS_AGAIN = 5.0
"""Seconds after which the power button is pressed again: a guest that is still booting does not see it."""

START_LIMIT = 60.0
"""Seconds that libvirt may take over a start that an earlier agent has asked for."""

_STATES: dict[int, PowerState] = {
    libvirt.VIR_DOMAIN_RUNNING: "running",
    libvirt.VIR_DOMAIN_BLOCKED: "running",
    libvirt.VIR_DOMAIN_SHUTDOWN: "running",
    libvirt.VIR_DOMAIN_PAUSED: "paused",
    libvirt.VIR_DOMAIN_PMSUSPENDED: "paused",
    libvirt.VIR_DOMAIN_SHUTOFF: "off",
    libvirt.VIR_DOMAIN_CRASHED: "crashed",
}

_STARTING = (libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PAUSED_STARTING_UP)

_FORGET = (
    libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
)

log = structlog.stdlib.get_logger(__name__)


class Wiring(Protocol):
    """What a guest needs to know of this host's networks."""

    def bridge_of(self, network_id: str, fixed: str) -> str:
        """Name of the network's bridge."""
        ...

    def tap_of(self, nic_id: str) -> str:
        """Name of the card's tap."""
        ...


class Shelf(Protocol):
    """What a guest needs to know of this host's storage."""

    def check_disk(self, path: str) -> None:
        """Raises AgentFault unless the path is a file in a pool of ours."""
        ...


class Guests:
    """The guests of one installation on this host."""

    def __init__(
        self,
        installation: Installation,
        connection: Connection,
        acceleration: Callable[[], Acceleration],
        wiring: Wiring,
        shelf: Shelf,
        notify: Callable[[AnyNotice], None],
    ) -> None:
        self._installation = installation
        self._connection = connection
        self._acceleration = acceleration
        self._wiring = wiring
        self._shelf = shelf
        self._watch = Watch(lambda: self._survey()[0], self._look_at, notify)
        self._weighted = True
        self._shaped = True

    def open(self) -> None:
        """Begins to watch; returns at once."""
        self._watch.start()
        self._connection.start(self._watch)

    def close(self) -> None:
        """Lets go of libvirt; guests run on. Whoever waits for a guest is answered as unavailable."""
        self._watch.close()
        self._connection.close()

    def start(self, request: StartDomain) -> DomainIs:
        spec = request.spec
        with self._connection.session(f"start guest {spec.name}") as c:
            found = self._settled(c, spec.instance_id)
            if found is not None and found[0].isActive():
                return self._leave_running(*found, request)
            if found is not None:
                found[0].undefineFlags(_FORGET)
            try:
                return self._create(c, spec, request.epoch)
            except libvirt.libvirtError as e:
                # an agent before this one may have asked for the same and been killed before libvirt got to it
                if is_not_in_state(e) and (found := self._settled(c, spec.instance_id)) is not None:
                    return self._leave_running(*found, request)
                raise

    def stop(self, request: StopDomain) -> Nothing:
        with self._connection.session(f"stop guest {request.instance_id}") as c:
            found = self._settled(c, request.instance_id)
            if found is not None and request.grace > 0:
                self._press(found[0], request.instance_id, request.grace)
            self._end(c, request.instance_id)
        return Nothing()

    def reboot(self, request: RebootDomain) -> DomainIs:
        spec = request.spec
        with self._connection.session(f"reboot guest {spec.name}") as c:
            found = self._settled(c, spec.instance_id)
            same = found is not None and found[0].isActive() and found[1].mark.spec == definition.digest(spec)
            if found is not None and same and request.grace > 0 and self._reset(found[0], spec.instance_id, request.grace):
                return self._leave_running(*found, request)
            self._end(c, spec.instance_id)
            return self._create(c, spec, request.epoch)

    def list_all(self, _request: ListDomains) -> Domains:
        ours, foreign, _ = self._survey()
        return Domains(domains=ours, foreign=foreign)

    def foreign_memory(self) -> int:
        """Bytes that running guests of others hold."""
        return self._survey()[2]

    def statistics(self, _request: ReadDomainStats) -> DomainsStats:
        with self._connection.session("read the guests' statistics") as c:
            ours = [d for d, known in self._all(c) if known is not None and d.isActive()]
            at = time.time()
            rows = c.domainListGetStats(ours, STATISTICS, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT) if ours else []
            return DomainsStats(at=at, stats=[row(domain.UUIDString(), numbers) for domain, numbers in rows])

    def pty(self, instance_id: str) -> str:
        """Path of the running guest's serial console."""
        with self._connection.session(f"open the serial console of guest {instance_id}") as c:
            _, known = self._running(c, instance_id)
            if known.pty is None:
                raise AgentFault("missing", f"guest {instance_id} has no serial console")
            return known.pty

    def screen(self, instance_id: str) -> int:
        """A file descriptor that is connected to the running guest's VNC server; the caller closes it."""
        with self._connection.session(f"open the screen of guest {instance_id}") as c:
            return self._running(c, instance_id)[0].openGraphicsFD(0)

    def versions(self) -> tuple[str, str]:
        """Libvirt's and QEMU's."""
        with self._connection.session("read libvirt's version") as c:
            return _version(c.getLibVersion()), _version(c.getVersion())

    def _create(self, c: libvirt.virConnect, spec: DomainSpec, epoch: int) -> DomainIs:
        for disk in spec.disks:
            if disk.path:
                self._shelf.check_disk(disk.path)
        definition.console_log(self._installation, spec.instance_id).parent.mkdir(parents=True, exist_ok=True)
        while True:
            placement = self._placement(spec, epoch)
            try:
                domain = c.createXML(definition.domain(spec, placement).text())
                break
            except libvirt.libvirtError as e:
                if not self._do_without(e, placement):
                    raise
        guest = _guest(
            domain, Known(name=spec.name, mark=definition.mark(spec, placement), acceleration="kvm" if placement.kvm else "tcg", pty=None)
        )
        self._watch.started(guest)
        return guest

    def _do_without(self, error: libvirt.libvirtError, placement: Placement) -> bool:
        """Whether the host lacks something that limits guests; this and later guests start without it then."""
        if placement.weighted and is_without_weights(error):
            log.warning("guests are neither weighed against each other nor limited: this host has no control group for processor time")
            self._weighted = False
        elif placement.shaped and is_without_shaping(error):
            log.warning("cards are not limited: this host's kernel has no sch_htb or no sch_sfq; load the modules and restart the agent")
            self._shaped = False
        else:
            return False
        return True

    def _placement(self, spec: DomainSpec, epoch: int) -> Placement:
        wiring = self._wiring
        return Placement(
            installation=self._installation,
            epoch=epoch,
            kvm=self._kvm(spec),
            ports={n.nic_id: Port(bridge=wiring.bridge_of(n.network_id, n.bridge), tap=wiring.tap_of(n.nic_id)) for n in spec.nics},
            buffered=[d.path for d in spec.disks if d.path and not _knows_direct_io(d.path)],
            weighted=self._weighted,
            shaped=self._shaped,
            mhz=processor()[1],
        )

    def _kvm(self, spec: DomainSpec) -> bool:
        if spec.acceleration == "tcg":
            return False
        found = self._acceleration()
        if spec.acceleration == "kvm" and not found.kvm:
            raise AgentFault(
                "invalid", f"guest {spec.name} asks for KVM, which this host does not have: {found.reason}", "Choose auto or tcg."
            )
        return found.kvm

    def _leave_running(self, domain: libvirt.virDomain, known: Known, request: StartDomain | RebootDomain) -> DomainIs:
        spec = request.spec
        if known.mark.spec != definition.digest(spec):
            raise AgentFault("conflict", f"guest {spec.name} runs with another definition than the one to start", "Stop it first.")
        if domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED:
            domain.resume()
        if known.mark.epoch != request.epoch:
            known = _with_epoch(domain, known, request.epoch)
        guest = _guest(domain, known)
        self._watch.started(guest)
        return guest

    def _press(self, domain: libvirt.virDomain, instance_id: str, grace: float) -> None:
        """Asks the guest to shut down, until it has or `grace` seconds have passed."""
        deadline, again = time.monotonic() + grace, 0.0
        try:
            while (now := time.monotonic()) < deadline and domain.isActive():
                if now >= again:
                    domain.shutdownFlags(libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN)
                    again = now + PRESS_AGAIN
                self._watch.wait_for_change(instance_id, min(1.0, deadline - now))
        except libvirt.libvirtError as e:
            if not (is_missing(e) or is_not_in_state(e)):
                raise

    def _reset(self, domain: libvirt.virDomain, instance_id: str, grace: float) -> bool:
        """Asks the guest to reboot; whether it did within `grace` seconds."""
        deadline, before = time.monotonic() + grace, self._watch.resets(instance_id)
        try:
            domain.reboot(libvirt.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN)
            while (now := time.monotonic()) < deadline and domain.isActive():
                if self._watch.resets(instance_id) != before:
                    return True
                self._watch.wait_for_change(instance_id, min(1.0, deadline - now))
        except libvirt.libvirtError as e:
            if not (is_missing(e) or is_not_in_state(e)):
                raise
        return False

    def _end(self, c: libvirt.virConnect, instance_id: str) -> None:
        """Pulls the plug and forgets the definition; nothing to do is no fault."""
        found = self._settled(c, instance_id)
        if found is None:
            return
        try:
            if found[0].isActive():
                found[0].destroy()
            if (left := self._find(c, instance_id)) is not None:
                left[0].undefineFlags(_FORGET)
        except libvirt.libvirtError as e:
            if not (is_missing(e) or is_not_in_state(e)):
                raise

    def _settled(self, c: libvirt.virConnect, instance_id: str) -> tuple[libvirt.virDomain, Known] | None:
        """As `_find`, but waits for a start that libvirt is in the middle of: such a domain is there, but does not do what it is told."""
        deadline = time.monotonic() + START_LIMIT
        try:
            while (found := self._find(c, instance_id)) is not None and _is_starting(found[0]):
                if time.monotonic() > deadline:
                    raise AgentFault("timeout", f"guest {instance_id} has been starting for {START_LIMIT:g} s", "See libvirtd's log.")
                self._watch.wait_for_change(instance_id, 0.2)
        except libvirt.libvirtError as e:
            if is_missing(e):  # it ended while we looked
                return None
            raise
        return found

    def _find(self, c: libvirt.virConnect, instance_id: str) -> tuple[libvirt.virDomain, Known] | None:
        """The domain of this instance; a domain of somebody else under its UUID is a conflict."""
        domain = _lookup(c, instance_id)
        if domain is None:
            return None
        known = definition.read(self._installation, domain.XMLDesc())
        if known is None:
            raise AgentFault(
                "conflict",
                f"the UUID of guest {instance_id} belongs to a domain of somebody else on this host",
                "Pileus never touches it; remove that domain, or place the guest on another host.",
            )
        return domain, known

    def _running(self, c: libvirt.virConnect, instance_id: str) -> tuple[libvirt.virDomain, Known]:
        found = self._find(c, instance_id)
        if found is None or not found[0].isActive():
            raise AgentFault("missing", f"guest {instance_id} does not run on this host", "Start it first.")
        return found

    def _look_at(self, instance_id: str) -> DomainIs | None:
        with self._connection.session(f"look at guest {instance_id}") as c:
            domain = _lookup(c, instance_id)
            try:
                known = None if domain is None else definition.read(self._installation, domain.XMLDesc())
                return None if domain is None or known is None else _guest(domain, known)
            except libvirt.libvirtError as e:
                if is_missing(e):  # it ended while we looked
                    return None
                raise

    def _survey(self) -> tuple[list[DomainIs], int, int]:
        """Our guests, the number of foreign ones, and the memory in bytes that those of them hold that run."""
        ours: list[DomainIs] = []
        foreign = memory = 0
        with self._connection.session("list the guests") as c:
            for domain, known in self._all(c):
                try:
                    if known is not None:
                        ours.append(_guest(domain, known))
                    else:
                        foreign += 1
                        memory += domain.info()[2] * 1024 if domain.isActive() else 0
                except libvirt.libvirtError as e:
                    if not is_missing(e):
                        raise
        return ours, foreign, memory

    def _all(self, c: libvirt.virConnect) -> list[tuple[libvirt.virDomain, Known | None]]:
        found: list[tuple[libvirt.virDomain, Known | None]] = []
        for domain in c.listAllDomains():
            try:
                found.append((domain, definition.read(self._installation, domain.XMLDesc())))
            except libvirt.libvirtError as e:
                if not is_missing(e):  # it ended while we listed
                    raise
        return found


def _lookup(c: libvirt.virConnect, instance_id: str) -> libvirt.virDomain | None:
    try:
        return c.lookupByUUIDString(instance_id)
    except libvirt.libvirtError as e:
        if is_missing(e):
            return None
        raise


def _is_starting(domain: libvirt.virDomain) -> bool:
    """Whether libvirt is in the middle of starting it: at first it is there without running, then it is held for a moment."""
    if not domain.isActive():
        return not domain.isPersistent()
    return tuple(domain.state()) == _STARTING


def _guest(domain: libvirt.virDomain, known: Known) -> DomainIs:
    state, why = domain.state()
    reason = "ioerror" if (state, why) == (libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PAUSED_IOERROR) else ""
    if (state, why) == _STARTING:
        state = libvirt.VIR_DOMAIN_RUNNING
    return DomainIs(
        instance_id=known.mark.instance,
        name=known.name,
        state=_STATES.get(state, "off"),
        epoch=known.mark.epoch,
        acceleration=known.acceleration,
        reason=reason,
    )


def _with_epoch(domain: libvirt.virDomain, known: Known, epoch: int) -> Known:
    mark = replace(known.mark, epoch=epoch)
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, mark.bare_text(), "pileus", NAMESPACE, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    return replace(known, mark=mark)


def _knows_direct_io(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_DIRECT))
    except OSError:
        return False
    return True


def _version(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
