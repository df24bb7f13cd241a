"""What was decided for an instance when it was made, and later by options of `up`: one file, read by everything else.

What may not stand here: how a decision is made.
"""

from ipaddress import IPv4Network
from typing import Literal
from uuid import uuid4

import msgspec
from msgspec import Struct

from pileus.agent.installation import Installation
from pileus.host import files
from pileus.host.errors import HostError
from pileus.host.layout import Layout

LIBVIRT = "qemu:///system"


class AddressPlan(Struct, frozen=True, kw_only=True):
    """Addresses of the first network: the host has the gateway, the router its own, guests first to last."""

    cidr: str
    gateway: str
    router: str
    first: str
    last: str
    bridge: str = ""
    """A fixed name, or empty: then the agent derives one."""


RESERVED = 10
"""Addresses at the beginning of a range that no guest gets: gateway, router, and what may come."""


def address_plan(network: IPv4Network, bridge: str = "") -> AddressPlan:
    """How the addresses of a range are used."""
    return AddressPlan(
        cidr=str(network),
        gateway=str(network[1]),
        router=str(network[2]),
        first=str(network[RESERVED]),
        last=str(network[-2]),
        bridge=bridge,
    )


class BuiltInTemplate(Struct, frozen=True, kw_only=True):
    """The guest image that was built here; `path` is relative to the image store."""

    name: str
    path: str
    sha256: str
    size: int
    physical_size: int


class Instance(Struct, frozen=True, kw_only=True):
    """One instance of Pileus on this machine."""

    installation: str
    kind: Literal["host", "simulator"]
    port: int = 8080
    tls_port: int = 0
    agent_port: int = 8250
    """Where agents of other hosts will be answered. They cannot join yet: it is kept, and nothing opens it."""
    integration_port: int = 0
    hosts: int = 0
    """Number of fake hosts of a simulator."""
    empty: bool = False
    """No zone is made."""
    libvirt: str = LIBVIRT
    network: AddressPlan | None = None
    template: BuiltInTemplate | None = None

    @property
    def simulator(self) -> bool:
        return self.kind == "simulator"

    @property
    def short(self) -> str:
        """Six digits that begin every name of ours that is the whole machine's."""
        return self.installation.replace("-", "")[:6]

    @property
    def ports(self) -> dict[str, int]:
        """Every port it opens, by the option that sets it."""
        wanted = {"--port": self.port, "--tls-port": self.tls_port, "--integration-port": self.integration_port}
        return {option: port for option, port in wanted.items() if port}


def load(layout: Layout) -> Instance | None:
    """The instance there, or None if there is none."""
    try:
        return msgspec.json.decode(layout.record.read_bytes(), type=Instance)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise HostError(str(layout.record), "this user may not read it", "run the command as root (sudo)") from error
    except msgspec.MsgspecError as error:
        raise HostError(str(layout.record), f"is damaged ({error})", "restore it from a backup; it is small and rarely changes") from error


def existing(layout: Layout) -> Instance:
    """The instance there; raises HostError if there is none."""
    if found := load(layout):
        return found
    where = "on this machine" if layout.is_machine else f"below {layout.root}"
    raise HostError("Pileus", f"there is no instance {where}", "make one with `pileus up`, or name another with --root DIR")


SIMULATED_TEMPLATE = BuiltInTemplate(
    name="Tiny Linux (simulated)", path="builtin/simulated.qcow2", sha256="0" * 64, size=512 << 20, physical_size=20 << 20
)
"""What a simulator's guests start from: fake hosts ask for a name and a size only."""


def fresh(kind: Literal["host", "simulator"]) -> Instance:
    """An instance that never was, with an id of its own."""
    if kind == "host":
        return Instance(installation=str(uuid4()), kind=kind, tls_port=8443)
    return Instance(installation=str(uuid4()), kind=kind, tls_port=0, hosts=1, template=SIMULATED_TEMPLATE)


def save(layout: Layout, instance: Instance, *, gid: int = -1) -> None:
    """Keeps the decisions; readable for the manager's group."""
    mode = 0o640 if gid >= 0 else files.ONLY_OWNER
    files.write(layout.record, msgspec.json.format(msgspec.json.encode(instance), indent=2) + b"\n", mode, gid=gid)


def agent_installation(layout: Layout, instance: Instance) -> Installation:
    """The agent's view of it."""
    return layout.installation(instance.installation)
