"""Who a request is from: a signature or a session. A signature wins, because it covers the whole call."""

import ipaddress
from dataclasses import dataclass

from pileus.manager.http import sessions, signature
from pileus.manager.http.proxies import networks_fault
from pileus.manager.http.visit import Visit
from pileus.manager.kernel.authentication import Authenticator
from pileus.manager.kernel.caller import Caller
from pileus.manager.kernel.clock import Clock
from pileus.manager.kernel.errors import Malformed, SecondFactorNeeded, Unauthenticated
from pileus.manager.kernel.registry import READS
from pileus.manager.kernel.settings import Scope, SettingValues, flag, text

ENFORCE_POST = flag(
    "enforce.post.requests.and.timestamps",
    default=False,
    doc="Signed calls must carry signatureVersion=3 and expires, at most 15 minutes ahead, and calls that change something must be POST.",
)
CHECK_SOURCE = flag(
    "api.source.cidr.checks.enabled", default=True, doc="Whether calls are refused from addresses outside the allowed networks."
)
ALLOWED_SOURCES = text(
    "api.allowed.source.cidr.list",
    "0.0.0.0/0,::/0",
    "Networks that calls of an account may come from, comma-separated.",
    scopes=(Scope.ACCOUNT,),
    check=networks_fault,
)

READS_BY_NAME = frozenset(
    {
        "isAccountAllowedToCreateOfferingsWithTags",
        "readyForShutdown",
        "cloudianIsEnabled",
        "quotaBalance",
        "quotaSummary",
        "quotaTariffList",
        "quotaIsEnabled",
        "quotaStatement",
        "verifyOAuthCodeAndGetUser",
    }
)
"""Commands that change nothing although their names do not say so."""


@dataclass(frozen=True)
class Credentials:
    """Finds the caller of a request."""

    authenticator: Authenticator
    settings: SettingValues
    clock: Clock

    def caller(self, visit: Visit, *, unproven: bool = False) -> Caller | None:
        """The caller, or None for a request without credentials that hold. Raises only for what must be refused as such.

        With `unproven`, the caller may be one whose session still owes a code of the second factor; else that ends the session.
        """
        signed = visit.get("signature") is not None
        caller = self._signed(visit) if signed else sessions.caller_of(visit, self.authenticator, self.settings)
        if caller is not None and caller.unproven and not unproven:
            sessions.end(visit, self.authenticator)
            raise SecondFactorNeeded(
                "a second factor is needed and no code of it was shown, so the session is over; log in again, set the factor up with"
                " setupUserTwoFactorAuthentication if there is none yet, and show a code with validateUserTwoFactorAuthenticationCode"
            )
        if caller is None or not self._from_allowed_network(caller, visit.peer):
            return None
        enforced = self.settings.get(ENFORCE_POST)
        if enforced and visit.method != "POST" and not visit.command.startswith(READS) and visit.command not in READS_BY_NAME:
            raise Malformed(f"{visit.command} changes something; {ENFORCE_POST.name} is on, so send it by POST")
        return caller

    def _signed(self, visit: Visit) -> Caller | None:
        holder = self.authenticator.by_api_key(visit.get("apikey") or "")
        if holder is None:
            return None
        if not signature.is_current(visit.parameters, self.clock.now(), enforced=self.settings.get(ENFORCE_POST)):
            return None
        return holder.caller if signature.is_signed(holder.secret, visit.parameters, visit.get("signature") or "") else None

    def _from_allowed_network(self, caller: Caller, peer: str) -> bool:
        if not self.settings.get(CHECK_SOURCE):
            return True
        allowed = self.settings.get(ALLOWED_SOURCES, scope=Scope.ACCOUNT, of=caller.account_id)
        if allowed == ALLOWED_SOURCES.default:
            return True
        try:
            address = ipaddress.ip_address(peer.split("%", 1)[0])
        except ValueError as error:
            raise Unauthenticated from error
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in ipaddress.ip_network(part.strip(), strict=False) for part in allowed.split(",") if part.strip())
