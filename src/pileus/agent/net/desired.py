"""What shall be: the networks and guards last asked for, kept so that an agent can restore the host alone.

What may not stand here: anything that touches interfaces, rules or processes.
"""

import os
import re
import shutil
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog
from msgspec import Struct

from pileus.agent.faults import AgentFault
from pileus.wire.networks import GuardSpec, GuestSpec, NetworkSpec, with_later

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")

S = TypeVar("S", bound=Struct)

_log = structlog.stdlib.get_logger()


def write_atomically(path: Path, content: bytes, mode: int = 0o600, *, durable: bool = True) -> None:
    """Replaces a file as a whole; a reader sees the old or the new one, and so does the next boot if it is durable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    new.replace(path)


class KeptNetwork(Struct, frozen=True):
    """A network as it shall be, and when it was told of: whole, and of cards since."""

    spec: NetworkSpec
    """With the guests told of since it was told whole."""
    generation: int
    later: dict[str, int]

    @property
    def network_id(self) -> str:
        """Its id."""
        return self.spec.network_id


class _InstanceGuards(Struct, frozen=True):
    instance_id: str
    guards: list[GuardSpec]


class _Generation(Struct, frozen=True):
    number: int


class Desired:
    """The networks and guards that shall be on this host, in files that root alone may read, since passwords are among them."""

    def __init__(self, folder: Path) -> None:
        self._networks_folder = folder / "networks"
        self._guards_folder = folder / "guards"
        self._generation_file = folder / "generation.json"
        self.networks: dict[str, NetworkSpec] = {}
        self._kept: dict[str, KeptNetwork] = {}
        self.guards: dict[str, list[GuardSpec]] = {}
        for path in sorted(self._networks_folder.glob("*/network.json")):
            if network := _read(path, KeptNetwork):
                self._kept[network.network_id], self.networks[network.network_id] = network, network.spec
        for path in sorted(self._guards_folder.glob("*.json")):
            if stored := _read(path, _InstanceGuards):
                self.guards[stored.instance_id] = stored.guards
        counted = _read(self._generation_file, _Generation) if self._generation_file.exists() else None
        self.generation = counted.number if counted else 0

    def folder(self, network_id: str) -> Path:
        """Folder of what the network's services must not lose."""
        return self._networks_folder / checked_id(network_id)

    def told_network(self, spec: NetworkSpec, generation: int) -> KeptNetwork:
        """What becomes of a network told whole: it is so, but for guests told of later."""
        known = self._kept.get(spec.network_id)
        later = {card: at for card, at in known.later.items() if at > generation} if known else {}
        stay = [guest for guest in known.spec.guests if guest.nic_id in later] if known else []
        return KeptNetwork(with_later(spec, stay), generation, later)

    def told_guest(self, network_id: str, guest: GuestSpec, generation: int) -> KeptNetwork:
        """What becomes of a network told of one guest: nothing new, if it was told whole since."""
        known = self._kept.get(network_id)
        if known is None:
            raise AgentFault("missing", f"The network {network_id} is not on this host.", "Send the whole network first.")
        if generation <= known.generation:
            return known
        return KeptNetwork(with_later(known.spec, [guest]), known.generation, known.later | {guest.nic_id: generation})

    def put_network(self, network: KeptNetwork) -> None:
        """Keeps the network so."""
        id = network.network_id
        if self._kept.get(id) != network:
            write_atomically(self.folder(id) / "network.json", msgspec.json.encode(network))
            self._kept[id], self.networks[id] = network, network.spec

    def drop_network(self, network_id: str) -> None:
        """Forgets the network and what its services kept."""
        self._kept.pop(network_id, None)
        self.networks.pop(network_id, None)
        shutil.rmtree(self.folder(network_id), ignore_errors=True)

    def put_guards(self, instance_id: str, guards: list[GuardSpec]) -> None:
        """Keeps the guards of one instance; none forgets it."""
        path = self._guards_folder / f"{checked_id(instance_id)}.json"
        if guards:
            write_atomically(path, msgspec.json.encode(_InstanceGuards(instance_id, guards)))
            self.guards[instance_id] = guards
        else:
            path.unlink(missing_ok=True)
            self.guards.pop(instance_id, None)

    def all_guards(self) -> list[GuardSpec]:
        """The guards of all instances."""
        return [guard for guards in self.guards.values() for guard in guards]

    def next_generation(self) -> int:
        """A number for the next rule set, higher than all before."""
        self.generation = self.generation % 0xFFFFFFFF + 1
        write_atomically(self._generation_file, msgspec.json.encode(_Generation(self.generation)))
        return self.generation


def checked_id(object_id: str) -> str:
    """The id, if it can be part of a file name."""
    if not _ID.fullmatch(object_id):
        raise AgentFault("invalid", f"The id {object_id!r} is not one.", "Ids are UUIDs.")
    return object_id


def _read(path: Path, kind: type[S]) -> S | None:
    """The stored struct; an unreadable file is set aside: the manager sends its content again, and it must not stop the rest."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except msgspec.MsgspecError as error:
        aside = path.with_suffix(".unreadable")
        path.replace(aside)
        _log.warning("stored network state unreadable", file=str(path), cause=str(error), kept_as=str(aside))
        return None
