"""Details of an instance that shape the machine it gets: their names on the wire, the values they may have, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied
from pileus.manager.kernel.settings import text
from pileus.manager.model.instance import Instance

Bus = Literal["virtio", "scsi", "sata", "ide"]
Model = Literal["virtio", "e1000", "rtl8139"]
Io = Literal["", "native", "threads", "io_uring"]

ROOT_BUS, CARD_MODEL = "rootDiskController", "nicAdapter"
IO_POLICY, IO_THREAD = "io.policy", "iothreads"
QUEUES, PACKED = "nic.multiqueue.number", "nic.packed.virtqueues.enabled"

DENIED = text("user.vm.denied.details", "", "Details of instances that users and administrators of domains may not set, comma-separated.")
READ_ONLY = text(
    "user.vm.readonly.details",
    "dataDiskController, rootDiskController",
    "Details of instances that users and administrators of domains may not change, comma-separated.",
)

MOST_QUEUES = 256
"""What a tap has at the most."""

BUSES: dict[str, Bus] = {"virtio": "virtio", "osdefault": "virtio", "scsi": "scsi", "sata": "sata", "ide": "ide"}
MODELS: dict[str, Model] = {"virtio": "virtio", "e1000": "e1000", "rtl8139": "rtl8139"}
POLICIES: dict[str, Io] = {"storage_specific": "", "native": "native", "threads": "threads", "io_uring": "io_uring"}
FLAGS = {"true": True, "false": False}
CHOICES: dict[str, Mapping[str, object]] = {
    ROOT_BUS: BUSES,
    CARD_MODEL: MODELS,
    IO_POLICY: POLICIES,
    IO_THREAD: FLAGS,
    PACKED: FLAGS,
}
"""CloudStack's values, in any case."""


@dataclass(frozen=True)
class Tuning:
    """The shape of a machine, beside its size."""

    bus: Bus
    model: Model
    io: Io
    iothread: bool
    queues: int
    packed: bool


def check(details: Mapping[str, str]) -> None:
    """Refuses a value that none of these details can have. Details that shape nothing may be anything."""
    for name, choices in CHOICES.items():
        if name in details and details[name].lower() not in choices:
            raise InvalidValue(f"details: {name} cannot be {details[name]!r}; it is one of {', '.join(choices)}")
    queues = details.get(QUEUES)
    if queues is not None and queues != "-1" and not (queues.isdecimal() and 1 <= int(queues) <= MOST_QUEUES):
        raise InvalidValue(f"details: {QUEUES} cannot be {queues!r}; it is from 1 to {MOST_QUEUES}, or -1 for one a processor")


def check_allowed(ctx: Ctx, given: Mapping[str, str], present: Mapping[str, str] | None) -> None:
    """Refuses others than root administrators what they may not set, and changes of what they may only read; a new instance has none."""
    if ctx.caller.is_root:
        return
    denied, fixed = (_words(ctx.settings.get(setting)) for setting in (DENIED, READ_ONLY))
    for name, value in given.items():
        if name.lower() in denied or (present is not None and name.lower() in fixed and value != present.get(name)):
            raise PermissionDenied(f"details: {name} is for administrators to set; leave it as it is, or ask one of them")


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",")} - {""}


def tuning(instance: Instance) -> Tuning:
    """What the details of an instance come to; details that were never checked count as left out where they make no sense."""
    details: dict[str, Any] = instance.details
    return Tuning(
        bus=BUSES.get(_word(details, ROOT_BUS), "virtio"),
        model=MODELS.get(_word(details, CARD_MODEL), "virtio"),
        io=POLICIES.get(_word(details, IO_POLICY), ""),
        iothread=_word(details, IO_THREAD) == "true",
        queues=_queues(_word(details, QUEUES), instance.cpus),
        packed=_word(details, PACKED) == "true",
    )


def _word(details: dict[str, Any], name: str) -> str:
    return str(details.get(name, "")).lower()


def _queues(text: str, cpus: int) -> int:
    wanted = cpus if text == "-1" else int(text) if text.isdecimal() else 1
    return max(1, min(wanted, MOST_QUEUES))
