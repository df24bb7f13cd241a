"""How many calls an account makes: counting them, telling, and beginning anew. The wire refuses what is above the limit."""

import threading
import time
from collections import Counter
from typing import Annotated, ClassVar

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Success, View, Wire
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS
from pileus.manager.kernel.settings import flag, number, within
from pileus.manager.model.account import Account

THROTTLING = flag("api.throttling.enabled", default=False, doc="Whether calls of an account are limited in number. Root admins are not.")
INTERVAL = number("api.throttling.interval", 1, "Seconds in which the calls of an account are counted together.", check=within(1))
MOST = number("api.throttling.max", 25, "Most calls an account may make in one interval.", check=within(1))


class Counts:
    """The calls of each account in the present interval."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interval = 0
        self._calls: Counter[str] = Counter()

    def add(self, account_id: str, seconds: int) -> int:
        """Counts a call; answers how many there are now."""
        with self._lock:
            self._turn(seconds)
            self._calls[account_id] += 1
            return self._calls[account_id]

    def of(self, account_id: str, seconds: int) -> int:
        """How many there are."""
        with self._lock:
            self._turn(seconds)
            return self._calls[account_id]

    def forget(self, account_id: str | None) -> None:
        """Begins anew, for one account or for all."""
        with self._lock:
            if account_id is None:
                self._calls.clear()
            else:
                del self._calls[account_id]

    def _turn(self, seconds: int) -> None:
        interval = int(time.monotonic()) // seconds
        if interval != self._interval:
            self._interval = interval
            self._calls.clear()


COUNTS = Counts()
"""Of this process: each manager counts for itself."""


class ApiLimitView(View, kw_only=True):
    """How many calls an account has made in the present interval, and how many more it may make."""

    object_name: ClassVar[str] = "apilimit"
    account: str
    account_id: str
    issued: Annotated[int, Wire("apiIssued")]
    allowed: Annotated[int, Wire("apiAllowed")]
    expire_after: Annotated[int, Wire("expireAfter"), Doc("milliseconds until the interval ends")]


@command("getApiLimit", access=USERS)
def get_api_limit(ctx: Ctx, p: Params) -> ApiLimitView:
    """Tells how many calls the caller's account may still make in the present interval; all of them where calls are not limited."""
    del p
    seconds, most = ctx.settings.get(INTERVAL), ctx.settings.get(MOST)
    issued = COUNTS.of(ctx.caller.account_id, seconds)
    return ApiLimitView(
        account=ctx.caller.account_name,
        account_id=ctx.caller.account_id,
        issued=issued,
        allowed=max(most - issued, 0),
        expire_after=int((seconds - time.monotonic() % seconds) * 1000),
    )


class ResetApiLimit(Params, frozen=True, kw_only=True):
    """Whose count."""

    account: Annotated[Id | None, Names("Account"), Doc("the account; every one when left out")] = None


@command("resetApiLimit", access=ADMINS)
def reset_api_limit(ctx: Ctx, p: ResetApiLimit) -> Success:
    """Begins to count the calls of an account, or of all accounts, anew."""
    if p.account is not None:
        ctx.see(Account, p.account, "account")
    COUNTS.forget(p.account)
    return Success()
