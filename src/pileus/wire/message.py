"""The frame of every message: requests with their reply types, faults, notices, and how they travel.

A connection carries newline-free JSON frames, one a line. The manager sends `Call`, the agent answers each with one `Answer` or
`Fault` of the same number, in any order, and sends a `Notice` whenever something happens on its host. A connection whose first
call is `OpenConsole` becomes a raw byte stream after its answer.
"""

from typing import ClassVar, Generic, Literal, TypeVar

from msgspec import Raw, Struct

PROTOCOL = 1
"""Raised when a change is not understood by the other side's previous release; `Hello` carries it."""

MAX_FRAME = 32 * 1024 * 1024
"""Bytes; a longer line is a protocol error and ends the connection."""

UNDO = "undo"
"""The part of a key that tells an undo."""

R_co = TypeVar("R_co", covariant=True)


class Request(Struct, Generic[R_co], frozen=True, kw_only=True, tag_field="verb"):
    """A typed verb. `reply` is the struct that answers it; a subclass names both."""

    reply: ClassVar[type]


class Query(Request[R_co], frozen=True, kw_only=True):
    """Reads the host; may be repeated at will and is never journalled."""


class Effect(Request[R_co], frozen=True, kw_only=True):
    """Makes something so.

    The agent journals it: the same key is answered with the stored reply, and an epoch below the highest seen for the target is
    refused as stale, so that a manager that was cut off cannot act on what another has taken over. A fault that is an answer
    (missing, invalid, conflict, capacity) is stored like a reply; after unavailable, timeout or internal the key may be tried again.
    Effects on one target run one after another in the order of their arrival.
    """

    key: str
    """Unique to one step of one operation: `<operation id>/3`, or `<operation id>/3/<which>` where a step has several. Its undo's key is
    `<operation id>/3/undo`, or begins so; what comes after the undo on the same target is refused as stale."""
    target: str
    """Id of the object whose epoch this is: an instance, a volume, a network."""
    epoch: int


def undos_of(key: str) -> list[str]:
    """Keys that the undo of an effect with this key has, or begins with before a further `/`. None for an undo."""
    parts = key.split("/")
    return [] if UNDO in parts else ["/".join((*parts[:count], UNDO)) for count in range(1, len(parts) + 1)]


class Nothing(Struct, frozen=True):
    """The reply of an effect that has nothing to tell."""


FaultKind = Literal["stale", "missing", "invalid", "conflict", "capacity", "unavailable", "timeout", "internal"]
"""stale: a lower epoch, or undone already; missing: the named thing is not on the host; invalid: the request cannot be meant; conflict:
something foreign is in the way; capacity: no memory or space; unavailable: libvirt or another part does not answer, a retry may succeed;
timeout: it took too long and may yet happen; internal: a defect."""


class Hello(Struct, frozen=True, kw_only=True, tag="hello", tag_field="frame"):
    """First frame of the agent: who it is. A manager with another protocol number closes the connection and says so."""

    protocol: int
    version: str
    installation: str
    """UUID of the installation the agent belongs to."""
    host: str
    """UUID of the host, minted when the agent first started."""
    boot: str
    """Boot id of the machine."""


class Call(Struct, frozen=True, kw_only=True, tag="call", tag_field="frame"):
    """Manager to agent. `context` holds log fields (command, account, operation) that the agent binds to its own lines."""

    id: int
    request: Raw
    context: dict[str, str] = {}


class Answer(Struct, frozen=True, kw_only=True, tag="answer", tag_field="frame"):
    """Agent to manager: the reply struct of the call with this number."""

    id: int
    reply: Raw


class Fault(Struct, frozen=True, kw_only=True, tag="fault", tag_field="frame"):
    """Agent to manager: the call failed. `text` names the object and the cause, `hint` the next step.

    Number 0 answers a frame that was no call; the connection goes on, except after one of more than MAX_FRAME bytes.
    """

    id: int
    kind: FaultKind
    text: str
    hint: str = ""


class Notice(Struct, frozen=True, kw_only=True, tag="notice", tag_field="frame"):
    """Agent to manager, unasked: something changed on the host; `body` is one of `pileus.wire.notices`."""

    body: Raw


AgentFrame = Hello | Answer | Fault | Notice
