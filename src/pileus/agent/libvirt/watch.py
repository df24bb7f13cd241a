"""What becomes of guests, by whatever hand: libvirt's events and a regular look of our own, turned into notices.

What may not stand here: changing a guest. `guests` does that, and waits here for what comes of it.
"""

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import libvirt
import structlog

from pileus.agent.faults import AgentFault
from pileus.wire.domains import DomainIs
from pileus.wire.notices import AnyNotice, DomainChanged

RECHECK = 20.0
"""Seconds between looks at every guest; an event that libvirt lost is made good within this time."""

REASONS = {
    libvirt.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN: "shutdown",
    libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED: "destroyed",
    libvirt.VIR_DOMAIN_EVENT_STOPPED_CRASHED: "crashed",
    libvirt.VIR_DOMAIN_EVENT_STOPPED_MIGRATED: "migrated",
    libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED: "failed",
}

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class _Changed:
    uuid: str
    reason: str | None
    """Why the guest ended, or None if this event is not its end."""


class Watch:
    """Knows the last told state of every guest of ours and tells each difference once.

    An event only says that something happened to a domain; what is told is always what libvirt says of it now, so that an event of an
    earlier life of the same guest, processed late, cannot contradict the present one.
    """

    def __init__(
        self,
        look: Callable[[], list[DomainIs]],
        look_at: Callable[[str], DomainIs | None],
        notify: Callable[[AnyNotice], None],
        recheck: float = RECHECK,
    ) -> None:
        self._look = look
        self._look_at = look_at
        self._notify = notify
        self._recheck = recheck
        self._queue: queue.SimpleQueue[_Changed | None] = queue.SimpleQueue()
        self._known: dict[str, DomainIs] = {}
        self._happened: Counter[str] = Counter()
        self._resets: Counter[str] = Counter()
        self._state = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="guest-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ends the watch and wakes everyone who waits for a guest."""
        with self._state:
            self._closing = True
            self._state.notify_all()
        self._queue.put(None)

    def opened(self) -> None:
        self._queue.put(None)

    def changed(self, uuid: str, event: int, detail: int) -> None:
        with self._state:
            self._happened[uuid] += 1
            self._state.notify_all()
        self._queue.put(_Changed(uuid, REASONS.get(detail, "") if event == libvirt.VIR_DOMAIN_EVENT_STOPPED else None))

    def rebooted(self, uuid: str) -> None:
        with self._state:
            self._resets[uuid] += 1
            self._state.notify_all()

    def started(self, guest: DomainIs) -> None:
        """A guest was just started by us: its end will be told even if it comes before libvirt's event of its start."""
        self._observe(guest)

    def resets(self, uuid: str) -> int:
        """How often the guest has reset itself so far."""
        with self._state:
            return self._resets[uuid]

    def wait_for_change(self, uuid: str, limit: float) -> None:
        """Returns when something happens to the guest, or after `limit` seconds. Raises AgentFault when the agent ends."""
        with self._state:
            before = self._happened[uuid], self._resets[uuid]
            self._state.wait_for(lambda: self._closing or (self._happened[uuid], self._resets[uuid]) != before, limit)
            if self._closing:
                raise AgentFault("unavailable", f"guest {uuid}: the agent is ending", "Try again once it runs.")

    def _run(self) -> None:
        due = time.monotonic() + self._recheck
        while True:
            try:
                item = self._queue.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                item = None
            if self._closing:
                return
            try:
                if isinstance(item, _Changed):
                    self._read(item)
                else:
                    due = time.monotonic() + self._recheck
                    self._read_all()
            except AgentFault as e:  # nothing is known, so nothing is told; the connection calls `opened` when it stands again
                log.warning("guests cannot be read", reason=e.text)

    def _read(self, change: _Changed) -> None:
        before = self._told().get(change.uuid)
        now = self._look_at(change.uuid)
        if now is not None:
            self._observe(now)
        elif before is not None and change.reason is not None:
            self._ended(before, change.reason)

    def _read_all(self) -> None:
        before = self._told()
        now = {guest.instance_id: guest for guest in self._look()}
        for guest in now.values():
            self._observe(guest)
        for uuid in before.keys() - now.keys():
            self._ended(before[uuid], "")

    def _told(self) -> dict[str, DomainIs]:
        with self._state:
            return dict(self._known)

    def _observe(self, guest: DomainIs) -> None:
        with self._state:
            before = self._known.get(guest.instance_id)
            self._known[guest.instance_id] = guest
        if before is None or (before.state, before.epoch, before.reason) != (guest.state, guest.epoch, guest.reason):
            self._notify(DomainChanged(instance_id=guest.instance_id, state=guest.state, epoch=guest.epoch, reason=guest.reason))

    def _ended(self, guest: DomainIs, reason: str) -> None:
        with self._state:
            if self._known.get(guest.instance_id) is not guest:
                return  # it was started anew while we looked
            del self._known[guest.instance_id]
        state = "crashed" if reason in ("crashed", "failed") else "off"
        self._notify(DomainChanged(instance_id=guest.instance_id, state=state, epoch=guest.epoch, reason=reason))
