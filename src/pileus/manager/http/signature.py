"""Signatures of API-key calls: CloudStack's scheme, and the ways in which real clients write it slightly otherwise.

Who owns a key, and its secret, is identity's to tell. Nothing here raises for a bad signature: it is simply not valid.
"""

import base64
import hashlib
import hmac
import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

LONGEST_VALIDITY = timedelta(minutes=15)
"""How far ahead `expires` may lie where time stamps are enforced."""


def is_signed(secret: str, parameters: Mapping[str, str], signature: str) -> bool:
    """Whether `signature` is that of the parameters under `secret`, in any of the accepted forms. Each comparison takes constant time."""
    wanted = signature.strip().encode()
    return any(hmac.compare_digest(sign(secret, text).encode(), wanted) for text in _texts(parameters))


def sign(secret: str, text: str) -> str:
    """The signature of a text that is joined, encoded and lower-cased already."""
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()).decode()


def canonical(parameters: Mapping[str, str]) -> str:
    """The text as the reference signs it."""
    pairs = [(name, value) for name, value in parameters.items() if name.lower() != "signature"]
    return _joined(sorted(pairs), safe="-_.*", tilde=False, names_too=False)


def _texts(parameters: Mapping[str, str]) -> Iterator[str]:
    """Every text a known client may have signed, the reference's first: by order, by what stays unescaped, by encoded names."""
    yield (usual := canonical(parameters))
    pairs = [(name, value) for name, value in parameters.items() if name.lower() != "signature"]
    orders = (sorted(pairs), sorted(pairs, key=lambda pair: (pair[0].lower(), pair[0])))
    others = {
        _joined(order, safe="-_." + star + brackets, tilde=tilde, names_too=names_too)
        for order, star, brackets, tilde, names_too in itertools.product(orders, ("", "*"), ("", "[]"), (False, True), (False, True))
    }
    yield from sorted(others - {usual})


def _joined(pairs: list[tuple[str, str]], *, safe: str, tilde: bool, names_too: bool) -> str:
    def encoded(text: str) -> str:
        quoted = quote(text, safe=safe)
        return quoted if tilde else quoted.replace("~", "%7E")

    return "&".join(f"{encoded(name) if names_too else name}={encoded(value)}" for name, value in pairs).lower()


def is_current(parameters: Mapping[str, str], now: datetime, *, enforced: bool) -> bool:
    """Whether the time of expiry that signature version 3 has is still to come. `enforced` makes that version compulsory."""
    lowered = {name.lower(): value for name, value in parameters.items()}
    if lowered.get("signatureversion") != "3":
        return not enforced
    try:
        expires = datetime.fromisoformat(lowered.get("expires", ""))
    except ValueError:
        return False
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return now <= expires and (not enforced or expires <= now + LONGEST_VALIDITY)
