"""Consoles of guests as sockets: the screen straight from QEMU, the serial port shared by everyone who looks at it.

What may not stand here: who may look; the manager has decided that.
"""

import contextlib
import os
import selectors
import socket
import threading
from pathlib import Path

import structlog

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.libvirt.definition import console_log
from pileus.agent.libvirt.guests import Guests
from pileus.wire.domains import OpenConsole

RECENT = 64 * 1024
"""Bytes of the log that a new viewer of a serial console sees first."""

CHUNK = 4096
SEND_BUFFER = 1 << 20
"""Bytes that may wait for a viewer; one that falls further behind is disconnected, so that it holds up nobody."""

log = structlog.stdlib.get_logger(__name__)


class Consoles:
    """Opens consoles. All viewers of one serial port see the same bytes and may all type, as at a shared terminal."""

    def __init__(self, installation: Installation, guests: Guests) -> None:
        self._installation = installation
        self._guests = guests
        self._guard = threading.Lock()
        self._ports: dict[str, _Port] = {}

    def open(self, request: OpenConsole) -> socket.socket:
        """A connected socket that carries the console; blocks, and raises AgentFault if the guest does not run."""
        if request.kind == "vnc":
            return socket.socket(fileno=self._guests.screen(request.instance_id))
        pty = self._guests.pty(request.instance_id)
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        try:
            self._port(request.instance_id, pty).join(ours, _recent(console_log(self._installation, request.instance_id)))
        except OSError as e:
            ours.close()
            theirs.close()
            raise AgentFault("unavailable", f"the serial console of guest {request.instance_id}: {e.strerror}", "Try again.") from e
        return theirs

    def _port(self, instance_id: str, pty: str) -> "_Port":
        with self._guard:
            port = self._ports.get(instance_id)
            if port is None or port.pty != pty or port.ended:
                port = self._ports[instance_id] = _Port(pty)
            return port


class _Port:
    """One guest's serial port, held open while anybody looks at it; an unread terminal would stall the guest's output."""

    def __init__(self, pty: str) -> None:
        self.pty = pty
        self.ended = False
        self._guard = threading.Lock()
        self._terminal: int | None = None
        self._viewers: set[socket.socket] = set()
        self._selector = selectors.DefaultSelector()

    def join(self, viewer: socket.socket, greeting: bytes) -> None:
        with self._guard:
            if self._terminal is None:
                self._terminal = os.open(self.pty, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
                self._selector.register(self._terminal, selectors.EVENT_READ)
                threading.Thread(target=self._carry, args=(self._terminal,), name="serial-console", daemon=True).start()
            with contextlib.suppress(BlockingIOError):
                viewer.send(greeting)
            self._viewers.add(viewer)
            self._selector.register(viewer, selectors.EVENT_READ)

    def _carry(self, terminal: int) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == terminal:
                    self._from_guest(terminal)
                elif isinstance(key.fileobj, socket.socket):
                    self._from_viewer(terminal, key.fileobj)
            with self._guard:
                if self.ended or not self._viewers:
                    for viewer in self._viewers.copy():
                        self._leave(viewer)
                    self._selector.unregister(terminal)
                    os.close(terminal)
                    self._terminal = None
                    return

    def _from_guest(self, terminal: int) -> None:
        try:
            data = os.read(terminal, CHUNK)
        except BlockingIOError:
            return
        except OSError:  # the other side of the terminal is gone: the guest has ended
            data = b""
        with self._guard:
            if not data:
                self.ended = True
            for viewer in self._viewers.copy() if data else ():
                try:
                    viewer.sendall(data)
                except OSError as e:
                    log.info("serial viewer dropped", pty=self.pty, reason=str(e))
                    self._leave(viewer)

    def _from_viewer(self, terminal: int, viewer: socket.socket) -> None:
        try:
            data = viewer.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if data:
            with contextlib.suppress(OSError):  # a guest that does not read loses keys, as at any full serial line
                os.write(terminal, data)
        else:
            with self._guard:
                self._leave(viewer)

    def _leave(self, viewer: socket.socket) -> None:
        self._viewers.discard(viewer)
        self._selector.unregister(viewer)
        viewer.close()


def _recent(file: Path) -> bytes:
    try:
        with file.open("rb") as f:
            f.seek(0, os.SEEK_END)
            f.seek(max(0, f.tell() - RECENT))
            return f.read()
    except FileNotFoundError:
        return b""
