"""The rate limit on calls of an account, off unless an administrator turns it on."""

import threading
import time
from collections import Counter

from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import TooMany
from pileus.manager.kernel.settings import SettingValues, flag, number

THROTTLING = flag("api.throttling.enabled", default=False, doc="Whether calls of an account are limited in number. Root admins are not.")
INTERVAL = number("api.throttling.interval", 1, "Seconds in which the calls of an account are counted together.")
MOST = number("api.throttling.max", 25, "Most calls an account may make in one interval.")


class Throttle:
    """Counts calls in fixed intervals. Each manager counts for itself."""

    def __init__(self, settings: SettingValues) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._interval = 0
        self._calls: Counter[str] = Counter()

    def count(self, caller: Caller | None) -> None:
        """Counts a call, or refuses it."""
        if caller is None or caller.is_root or not self._settings.get(THROTTLING):
            return
        seconds = max(1, self._settings.get(INTERVAL))
        most = self._settings.get(MOST)
        interval = int(time.monotonic()) // seconds
        with self._lock:
            if interval != self._interval:
                self._interval = interval
                self._calls.clear()
            self._calls[caller.account_id] += 1
            if self._calls[caller.account_id] > most:
                raise TooMany(f"account {caller.account_name} made more than {most} calls in {seconds} s, its limit; send them slower")
