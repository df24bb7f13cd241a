"""The connection to libvirt: opened and reopened by one thread, so that a libvirtd that restarts or hangs harms nobody.

What may not stand here: domains. What events mean is `watch`'s, what calls mean is `guests`'s.
"""

import contextlib
import threading
import time
from collections.abc import Generator
from typing import Protocol

import libvirt
import structlog

from pileus.agent.faults import AgentFault
from pileus.agent.libvirt.errors import fault, is_lost

RETRY = 0.5
"""Seconds between attempts to reach libvirt."""

PATIENCE = 5.0
"""Seconds a call waits for a connection before it is answered as unavailable."""

KEEPALIVE_INTERVAL, KEEPALIVE_COUNT = 5, 3
"""A libvirtd that does not answer for about 20 seconds counts as gone; its blocked calls then fail."""

log = structlog.stdlib.get_logger(__name__)


class Listener(Protocol):
    """Told of what happens on the connection, in threads of libvirt's or the connection's; must return at once."""

    def opened(self) -> None:
        """A connection stands, maybe after a while without one: anything may have changed."""
        ...

    def changed(self, uuid: str, event: int, detail: int) -> None:
        """A lifecycle event of any domain, ours or not."""
        ...

    def rebooted(self, uuid: str) -> None:
        """A guest reset itself."""
        ...


class Connection:
    """Libvirt at `uri`, kept open. Safe to use from any thread."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._state = threading.Condition()
        self._open: libvirt.virConnect | None = None
        self._trouble = "it has not answered yet"
        self._closing = False
        self._listener: Listener | None = None
        self._keeper = threading.Thread(target=self._keep, name="libvirt-keeper", daemon=True)

    def start(self, listener: Listener) -> None:
        """Begins to connect; returns at once."""
        _run_event_loop()
        self._listener = listener
        self._keeper.start()

    def close(self) -> None:
        """Connects no more. Guests stay as they are."""
        with self._state:
            self._closing = True
            self._open = None
            self._state.notify_all()

    @contextlib.contextmanager
    def session(self, subject: str) -> Generator[libvirt.virConnect]:
        """A connection for one piece of work; libvirt's errors leave it as faults about `subject` ("start guest i-2-7-VM")."""
        connection = self._get(subject)
        try:
            yield connection
        except libvirt.libvirtError as e:
            if is_lost(e):
                self._lose(connection, str(e))
            raise fault(e, subject) from e

    def _get(self, subject: str) -> libvirt.virConnect:
        deadline = time.monotonic() + PATIENCE
        with self._state:
            while self._open is None:
                left = deadline - time.monotonic()
                if self._closing or left <= 0:
                    raise AgentFault(
                        "unavailable",
                        f"cannot {subject}: libvirt at {self._uri} does not answer: {self._trouble}",
                        f"See whether libvirtd runs: `virsh -c {self._uri} list`.",
                    )
                self._state.wait(left)
            return self._open

    def _lose(self, connection: libvirt.virConnect, why: str) -> None:
        with self._state:
            if self._open is connection:
                log.warning("libvirt went away", uri=self._uri, reason=why)
                self._open, self._trouble = None, why
                self._state.notify_all()

    def _keep(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._open is None or self._closing)
                if self._closing:
                    return
            try:
                connection = self._dial()
            except libvirt.libvirtError as e:
                with self._state:
                    self._trouble = e.get_error_message() or str(e)
                    self._state.wait_for(lambda: self._closing, RETRY)
                continue
            with self._state:
                self._open = connection
                self._state.notify_all()
            log.info("libvirt answers", uri=self._uri)
            self._told().opened()

    def _dial(self) -> libvirt.virConnect:
        connection = libvirt.open(self._uri)
        connection.setKeepAlive(KEEPALIVE_INTERVAL, KEEPALIVE_COUNT)
        connection.registerCloseCallback(lambda c, reason, _: self._lose(c, f"connection closed ({reason})"), None)
        connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._on_lifecycle, None)
        connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT, self._on_reboot, None)
        return connection

    def _told(self) -> Listener:
        if self._listener is None:
            raise RuntimeError("the connection was not started")
        return self._listener

    def _on_lifecycle(self, _connection: libvirt.virConnect, domain: libvirt.virDomain, event: int, detail: int, _opaque: object) -> None:
        self._told().changed(domain.UUIDString(), event, detail)

    def _on_reboot(self, _connection: libvirt.virConnect, domain: libvirt.virDomain, _opaque: object) -> None:
        self._told().rebooted(domain.UUIDString())


_loop_guard = threading.Lock()
_loop: threading.Thread | None = None


def _run_event_loop() -> None:
    """Libvirt has one event loop a process; it must be registered before the first connection and never ends."""
    global _loop  # noqa: PLW0603 -- the loop is libvirt's own process-wide state; this is its mirror
    with _loop_guard:
        if _loop is None:
            libvirt.registerErrorHandler(lambda _context, _error: None, None)  # every error is raised too; the default also prints it
            libvirt.virEventRegisterDefaultImpl()
            _loop = threading.Thread(target=_turn, name="libvirt-events", daemon=True)
            _loop.start()


def _turn() -> None:
    while True:
        libvirt.virEventRunDefaultImpl()
