"""How the machine is used right now, from /proc. What may not stand here: guests of ours; their numbers come from libvirt."""

import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pileus.wire.hosts import ReadStats, Stats

IDLE_COLUMNS = (3, 4)
"""Idle and waiting for disks, in the first line of /proc/stat."""


class Usage:
    """Use of the host. Remembers the processors' counters from one call to the next, for the share between them."""

    def __init__(self, foreign_memory: Callable[[], int], proc: Path = Path("/proc"), sys: Path = Path("/sys")) -> None:
        self._foreign_memory = foreign_memory
        self._proc = proc
        self._sys = sys
        self._guard = threading.Lock()
        self._before = self._ticks()

    def read(self, _request: ReadStats) -> Stats:
        memory = self._memory()
        received, sent = self._network()
        return Stats(
            at=time.time(),
            cpu_busy=self._busy(),
            load1=os.getloadavg()[0],
            memory_used=memory["MemTotal"] - memory["MemAvailable"],
            foreign_memory=self._foreign_memory(),
            net_received_bytes=received,
            net_sent_bytes=sent,
        )

    def _busy(self) -> float:
        with self._guard:
            (total, idle), (total_before, idle_before) = self._ticks(), self._before
            if total <= total_before:
                return 0.0
            self._before = total, idle
            return min(1.0, max(0.0, 1 - (idle - idle_before) / (total - total_before)))

    def _ticks(self) -> tuple[int, int]:
        numbers = [int(n) for n in (self._proc / "stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(numbers), sum(numbers[i] for i in IDLE_COLUMNS)

    def _memory(self) -> dict[str, int]:
        lines = re.findall(r"^(\w+):\s+(\d+) kB$", (self._proc / "meminfo").read_text(), re.MULTILINE)
        return {name: int(kib) * 1024 for name, kib in lines}

    def _network(self) -> tuple[int, int]:
        """Bytes through the host's own cards; bridges and taps would count the same bytes again."""
        received = sent = 0
        for name, numbers in re.findall(r"^\s*(\S+):\s*(.+)$", (self._proc / "net" / "dev").read_text(), re.MULTILINE):
            if (self._sys / "class" / "net" / name / "device").exists():
                columns = numbers.split()
                received, sent = received + int(columns[0]), sent + int(columns[8])
        return received, sent
