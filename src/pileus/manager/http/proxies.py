"""Who a visit is from when a proxy brought it: which proxies are believed, and which of their headers."""

import ipaddress
from dataclasses import replace

from pileus.manager.http.visit import Visit
from pileus.manager.kernel.settings import SettingValues, flag, text


def networks_fault(value: str) -> str | None:
    """Why a list of networks is refused, or nothing."""
    for part in value.split(","):
        try:
            ipaddress.ip_network(part.strip(), strict=False)
        except ValueError:
            return f"{part.strip()!r} is no network; write it like 192.168.1.0/24"
    return None


def _none_or_networks(value: str) -> str | None:
    return networks_fault(value) if value else None


BELIEVED = flag(
    "proxy.header.verify",
    default=False,
    doc="Whether the address of a caller is read from a proxy's headers, when the proxy is in proxy.cidr.",
    category="Network",
)
PROXIES = text(
    "proxy.cidr",
    "",
    "Networks of the proxies whose headers are believed, comma-separated.",
    category="Network",
    check=_none_or_networks,
)
HEADERS = text(
    "proxy.header.names",
    "X-Forwarded-For,HTTP_CLIENT_IP,HTTP_X_FORWARDED_FOR",
    "Headers that tell the address of a caller; the first of them that does is taken.",
    category="Network",
)


def behind(visit: Visit, settings: SettingValues) -> Visit:
    """The visit, with the address of whoever the proxy speaks for. A caller's own headers count for nothing: only proxies are believed."""
    if not settings.get(BELIEVED):
        return visit
    proxies = [ipaddress.ip_network(part.strip(), strict=False) for part in settings.get(PROXIES).split(",") if part.strip()]

    def trusted(address: str) -> bool:
        found = _address(address)
        return found is not None and any(found in network for network in proxies)

    if not trusted(visit.peer):
        return visit
    for name in settings.get(HEADERS).split(","):
        told = [part.strip() for part in visit.headers.get(name.strip(), "").split(",")]
        for address in reversed(told):  # each proxy adds to the end: what stands before the last stranger may be made up
            if _address(address) is not None and not trusted(address):
                return replace(visit, peer=address)
    return visit


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
