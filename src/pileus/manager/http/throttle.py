"""The rate limit on calls of an account, off unless an administrator turns it on."""

from pileus.manager.identity.call_rates import COUNTS, INTERVAL, MOST, THROTTLING
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.errors import TooMany
from pileus.manager.kernel.settings import SettingValues


class Throttle:
    """Counts calls in fixed intervals."""

    def __init__(self, settings: SettingValues) -> None:
        self._settings = settings

    def count(self, caller: Caller | None) -> None:
        """Counts a call, or refuses it."""
        if caller is None or caller.is_root or not self._settings.get(THROTTLING):
            return
        seconds, most = self._settings.get(INTERVAL), self._settings.get(MOST)
        if COUNTS.add(caller.account_id, seconds) > most:
            raise TooMany(f"account {caller.account_name} made more than {most} calls in {seconds} s, its limit; send them slower")
