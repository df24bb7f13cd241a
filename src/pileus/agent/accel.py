"""Whether guests of this host run on its processor or are emulated: proven once a boot, remembered, and explained.

What may not stand here: the proof itself (`kvm`), which runs in a process of its own.
"""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import msgspec
import structlog
from msgspec import Struct

LIMIT = 1.0
"""Seconds the tiny guest may take: a real processor needs a few hundredths of one."""

START = 10.0
"""Seconds until the child must have entered its guest; a busy host may be slow to start a process."""

ATTEMPTS = 2
"""On a busy host a single failure proves nothing."""

log = structlog.stdlib.get_logger(__name__)


class Acceleration(Struct, frozen=True):
    """`reason` is fit for a person: what the probe saw."""

    kvm: bool
    reason: str


class _Remembered(Struct, frozen=True):
    boot: str
    found: Acceleration


class Accelerator:
    """The host's acceleration. The answer is kept in `record` together with the boot id, since a reboot may change it."""

    def __init__(self, record: Path, boot: str, probe: Callable[[], Acceleration] | None = None) -> None:
        self._record = record
        self._boot = boot
        self._probe = probe or probe_kvm
        self._guard = threading.Lock()
        self._found: Acceleration | None = None

    def __call__(self) -> Acceleration:
        """Whether KVM can be used; takes a few seconds at most, and only once a boot."""
        with self._guard:
            if self._found is None:
                self._found = self._remembered() or self._prove()
            return self._found

    def _remembered(self) -> Acceleration | None:
        try:
            known = msgspec.json.decode(self._record.read_bytes(), type=_Remembered)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None
        return known.found if known.boot == self._boot else None

    def _prove(self) -> Acceleration:
        found = self._probe()
        log.info("acceleration probed", kvm=found.kvm, reason=found.reason)
        self._record.parent.mkdir(parents=True, exist_ok=True)
        self._record.write_bytes(msgspec.json.encode(_Remembered(self._boot, found)))
        return found


def probe_kvm(device: Path = Path("/dev/kvm")) -> Acceleration:
    """Runs the proof, once more if it fails."""
    if not device.exists():
        return Acceleration(
            kvm=False, reason=f"emulated: there is no {device} (no hardware virtualisation, or it is switched off in the firmware)"
        )
    reason = ""
    for _ in range(ATTEMPTS):
        ran, reason = _attempt()
        if ran:
            return Acceleration(kvm=True, reason=f"KVM: {reason}")
    return Acceleration(kvm=False, reason=f"emulated: {reason}")


def _attempt() -> tuple[bool, str]:
    with subprocess.Popen(
        [sys.executable, "-m", "pileus.agent.kvm"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as child:
        try:
            word = _line(child, START)
            if word == "ready":
                word = _line(child, LIMIT)
        finally:
            child.kill()
    match (word or "").partition(" "):
        case ("ran", _, milliseconds):
            return True, f"a test guest ran in {milliseconds} ms"
        case ("failed", _, why):
            return False, f"/dev/kvm cannot be used: {why}"
        case _:
            return False, f"/dev/kvm exists, but a test guest did not finish within {LIMIT:g} s; its privileged code is emulated, not run"


def _line(child: subprocess.Popen[bytes], limit: float) -> str | None:
    """The child's next line, or None if it wrote none within `limit` seconds."""
    if child.stdout is None:
        return None
    with DefaultSelector() as selector:
        selector.register(child.stdout, EVENT_READ)
        return child.stdout.readline().decode().strip() if selector.select(limit) else None
