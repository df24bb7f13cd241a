"""What the contract suite knows of a host: a blocking client of the agent's protocol, and what each implementation lends the suite."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeVar, cast

import msgspec

from pileus.wire.domains import OpenConsole
from pileus.wire.message import AgentFrame, Answer, Call, Fault, Hello, Notice, Request
from pileus.wire.notices import AnyNotice

R = TypeVar("R")

LIMIT = 60.0
"""Seconds that any one answer may take on a busy machine."""


class Refused(Exception):
    """The agent answered with a fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.kind}: {fault.text} [{fault.hint}]")
        self.kind, self.text, self.hint = fault.kind, fault.text, fault.hint


class Agent(Protocol):
    """A connection to an agent, real or not."""

    def call(self, request: Request[R]) -> R:
        """The reply, or Refused."""
        ...

    def send(self, request: Request[R]) -> Callable[[], R]:
        """Sends at once; the result waits for the reply."""
        ...

    def wait_for_notice(self, fits: Callable[[AnyNotice], bool], limit: float = 10.0) -> AnyNotice:
        """The first notice since the connection began that fits."""
        ...


@dataclass(frozen=True)
class Image:
    """A small bootable-or-not disk on the host's secondary storage."""

    path: str
    sha256: str
    virtual_size: int


@dataclass(frozen=True)
class Host:
    """What an implementation lends the suite. Everything on it is the suite's own and ends with the test session."""

    connect: Callable[[], AbstractContextManager[Agent]]
    console: Callable[[OpenConsole], AbstractContextManager[socket.socket]]
    """A connection that has become the console, after the answer; raises Refused."""
    folder: Path
    """Where pools may lie."""
    image: Image
    end_behind_its_back: Callable[[str], None]
    """Ends the guest with this internal name as a stranger would."""
    restart: Callable[[], None]
    """Ends the agent politely and starts it again; guests, journal and volumes stay."""


class Client:
    """A blocking client for the agent's unix socket, with as many calls in flight as the test sends."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(LIMIT)
        self._socket.connect(str(path))
        self._frames = self._socket.makefile("rb")
        self._state = threading.Condition()
        self._answers: dict[int, Answer | Fault] = {}
        self._notices: list[AnyNotice] = []
        self._ended = False
        self._number = 0
        hello = msgspec.json.decode(self._frames.readline(), type=AgentFrame)
        assert isinstance(hello, Hello)
        self.hello = hello
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._frames.close()
        self._socket.close()

    def call(self, request: Request[R]) -> R:
        return self.send(request)()

    def send(self, request: Request[R]) -> Callable[[], R]:
        with self._state:
            self._number += 1
            number = self._number
        self.send_raw(msgspec.json.encode(Call(id=number, request=msgspec.Raw(msgspec.json.encode(request)))))

        def reply() -> R:
            answer = self.wait_for_answer(number)
            if isinstance(answer, Fault):
                raise Refused(answer)
            return cast("R", msgspec.json.decode(answer.reply, type=request.reply))

        return reply

    def send_raw(self, frame: bytes) -> None:
        self._socket.sendall(frame + b"\n")

    def wait_for_answer(self, number: int) -> Answer | Fault:
        with self._state:
            if not self._state.wait_for(lambda: number in self._answers or self._ended, LIMIT):
                raise AssertionError(f"no answer to call {number} within {LIMIT} s")
            assert number in self._answers, "the agent closed the connection"
            return self._answers.pop(number)

    def wait_for_notice(self, fits: Callable[[AnyNotice], bool], limit: float = 10.0) -> AnyNotice:
        with self._state:
            deadline = time.monotonic() + limit
            while True:
                for notice in self._notices:
                    if fits(notice):
                        return notice
                left = deadline - time.monotonic()
                assert left > 0, f"no such notice within {limit} s, only {self._notices}"
                self._state.wait(left)

    def wait_until_closed(self, limit: float = 10.0) -> None:
        with self._state:
            assert self._state.wait_for(lambda: self._ended, limit), "the agent keeps the connection open"

    def _read(self) -> None:
        while line := self._frames.readline():
            frame = msgspec.json.decode(line, type=AgentFrame)
            with self._state:
                if isinstance(frame, Answer | Fault):
                    self._answers[frame.id] = frame
                elif isinstance(frame, Notice):
                    self._notices.append(msgspec.json.decode(frame.body, type=AnyNotice))
                self._state.notify_all()
        with self._state:
            self._ended = True
            self._state.notify_all()


def open_console(path: Path, request: OpenConsole) -> socket.socket:
    """A connection that carries the console's bytes from its next byte on."""
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(LIMIT)
    s.connect(str(path))
    s.sendall(msgspec.json.encode(Call(id=1, request=msgspec.Raw(msgspec.json.encode(request)))) + b"\n")
    while True:
        frame = msgspec.json.decode(_line(s), type=AgentFrame)
        if isinstance(frame, Fault):
            s.close()
            raise Refused(frame)
        if isinstance(frame, Answer):
            return s


def _line(s: socket.socket) -> bytes:
    """One frame and not a byte more: what follows may be the console's."""
    line = b""
    while not line.endswith(b"\n"):
        byte = s.recv(1)
        assert byte, "the agent closed the connection"
        line += byte
    return line
