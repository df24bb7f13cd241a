"""The names and hardware addresses of everything that networking makes on a host, derived from ids alone.

What may not stand here: anything that touches the host.
"""

import base64
import hashlib
from dataclasses import dataclass

from pileus.agent.installation import Installation


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _fixed_mac(text: str) -> str:
    """A locally administered unicast address that is the same on every host, so that a guest keeps its gateway when it moves."""
    return ":".join(f"{byte:02x}" for byte in b"\x02" + _digest(text)[:5])


@dataclass(frozen=True)
class Names:
    """Names within one installation. Interface names have 15 characters: two letters, the installation's six, seven of the object's id."""

    installation: Installation

    def _interface(self, letters: str, object_id: str) -> str:
        return f"{letters}{self.installation.short}{base64.b32encode(_digest(object_id))[:7].decode().lower()}"

    def bridge(self, network_id: str, fixed: str) -> str:
        """The network's bridge: the fixed name if there is one."""
        return fixed or self.derived_bridge(network_id)

    def derived_bridge(self, network_id: str) -> str:
        """The bridge name that nobody else on the host uses."""
        return self._interface("pb", network_id)

    def tap(self, nic_id: str) -> str:
        """The host's end of a guest's card."""
        return self._interface("pt", nic_id)

    @property
    def any_tap(self) -> str:
        """Pattern that every tap of this installation matches in a rule."""
        return f"pt{self.installation.short}*"

    def cable(self, network_id: str) -> str:
        """The host's end of the cable into the router namespace."""
        return self._interface("pv", network_id)

    def namespace(self, network_id: str) -> str:
        """The router's namespace."""
        return f"{self.namespace_prefix}{network_id}"

    @property
    def namespace_prefix(self) -> str:
        """How the names of all router namespaces of this installation begin."""
        return f"pileus-{self.installation.short}-"

    @property
    def table(self) -> str:
        """The name of our table, the same in every family."""
        return f"pileus_{self.installation.short}"

    def alias(self, network_id: str) -> str:
        """The mark on a network's bridge and cable."""
        return f"{self.installation.mark}:network:{network_id}"

    @property
    def alias_prefix(self) -> str:
        """How the mark on every bridge and cable of this installation begins."""
        return f"{self.installation.mark}:network:"


def gateway_mac(network_id: str) -> str:
    """Hardware address of the network's bridge."""
    return _fixed_mac(f"gateway {network_id}")


def router_mac(network_id: str) -> str:
    """Hardware address of the network's router."""
    return _fixed_mac(f"router {network_id}")
