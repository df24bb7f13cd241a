"""A toy operation in a toy world: boxes that are packed, sent to a shelf and booked. One step of each kind, and a ledger."""

import importlib
import json
import pkgutil
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast

from cryptography.fernet import Fernet
from msgspec import Struct
from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.ops.faults import Trial

import pileus.manager.model
from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault, Hosts, HostUnreachable
from pileus.manager.kernel.clock import TurnedClock
from pileus.manager.kernel.database import Database
from pileus.manager.kernel.declare import Secret, View
from pileus.manager.kernel.roles import RoleType
from pileus.manager.kernel.seal import Sealer
from pileus.manager.kernel.settings import Scope, Setting, T
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.role import Role
from pileus.manager.model.rows import Identified, Stateful
from pileus.manager.model.schema import upgrade

KEY = Fernet.generate_key()


class Toys(DeclarativeBase):
    """Tables of the tests, apart from the product's."""

    metadata = MetaData()


class BoxState(StrEnum):
    EMPTY = "Empty"
    PACKING = "Packing"
    PACKED = "Packed"
    BROKEN = "Broken"


class Box(Identified, Stateful, Toys):
    """Something with a state."""

    __tablename__ = "toy_box"
    __label__ = "box"
    transitions: ClassVar[dict[Any, dict[str, Any]]] = {
        BoxState.EMPTY: {"pack": BoxState.PACKING},
        BoxState.PACKING: {"packed": BoxState.PACKED, "fail": BoxState.BROKEN},
        BoxState.PACKED: {},
        BoxState.BROKEN: {},
    }
    state: Mapped[BoxState] = mapped_column(String(16), default=BoxState.EMPTY)
    code: Mapped[str] = mapped_column(default="the code of the lock")


class Counter(Toys):
    """Something that is counted: a step that runs twice shows."""

    __tablename__ = "toy_counter"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class Shelf:
    """The world: a file, so that it outlives a killed process. It is asked as hosts are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.away = False
        self.failures_left = 0
        """So many more calls are not answered."""
        self.taken_in_vain = threading.Event()
        """Set once a box could not be taken back."""
        if not path.exists():
            path.write_text("{}")

    @property
    def boxes(self) -> dict[str, str]:
        """What stands where, by box."""
        return cast("dict[str, str]", json.loads(self._path.read_text()))

    def call(self, host_id: str, request: tuple[str, str, str], *, timeout: float = 60.0) -> str:
        """`(put or take, box, place)`."""
        del timeout
        self.failures_left -= 1
        if self.away or self.failures_left >= 0:
            if request[0] == "take":
                self.taken_in_vain.set()
            raise HostUnreachable(host_id, "the shelf does not answer")
        verb, box, place = request
        with self._lock:
            boxes = self.boxes
            if verb == "put":
                boxes[box] = place
            elif verb == "take":
                boxes.pop(box, None)
            else:
                raise HostFault(host_id, "invalid", f"there is no {verb}")
            temporary = self._path.with_suffix(".new")
            temporary.write_text(json.dumps(boxes))
            temporary.replace(self._path)
        return place


class Defaults:
    """Settings as nobody changed them, but for what a test says."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def changed(self) -> None:
        """Nothing ever is."""

    def get(self, wanted: Setting[T], *, scope: Scope = Scope.GLOBAL, of: str | None = None) -> T:
        del scope, of
        return self.values.get(wanted.name, wanted.default)


class Slot(Struct, frozen=True):
    """A value that goes from one step to the next."""

    box_id: str
    place: str


class BoxView(View):
    object_name: ClassVar[str] = "box"
    id: str
    state: str
    code: Annotated[str, Secret()]


def view_of_box(db: Session, sealer: Sealer, id: str) -> BoxView:
    del sealer
    box = db.get_one(Box, id)
    return BoxView(id=box.id, state=box.state, code=box.code)


@ops.operation(result=view_of_box)
def pack(op: ops.Op, id: str) -> None:
    """Packs a box, puts it on a shelf, and books it."""
    op.run(mark_packing, id)
    slot = op.run(count, id)
    op.run(shelve, slot)
    op.run(label, slot)
    op.run(mark_packed, id)


@ops.step
def mark_packing(db: Session, op: ops.OpId, id: str) -> None:
    db.get_one(Box, id).move("pack", by=op)


@mark_packing.undo(frees=False)
def mark_broken(db: Session, op: ops.OpId, id: str) -> None:
    box = db.get_one(Box, id)
    if box.operation_id == op and box.state == BoxState.PACKING:
        box.move("fail", by=op)
        box.release(by=op)


@ops.step
def count(db: Session, op: ops.OpId, id: str) -> Slot:
    number = db.get_one(Counter, "packed", with_for_update=True)
    number.value += 1
    db.add(Counter(name=f"of {op}", value=number.value))
    return Slot(box_id=id, place=f"place {number.value}")


@count.undo
def uncount(db: Session, op: ops.OpId, id: str) -> None:
    del id
    own = db.get(Counter, f"of {op}")
    if own is not None:
        db.delete(own)
        db.get_one(Counter, "packed", with_for_update=True).value -= 1


@ops.effect
def shelve(to: ops.Drivers, slot: Slot) -> str:
    return ask(to, "put", slot)


@shelve.undo
def unshelve(to: ops.Drivers, slot: Slot) -> None:
    ask(to, "take", slot)


@ops.effect
def label(to: ops.Drivers, slot: Slot) -> str:
    return ask(to, "put", Slot(box_id=f"label of {slot.box_id}", place=slot.place))


@label.undo
def unlabel(to: ops.Drivers, slot: Slot) -> None:
    ask(to, "take", Slot(box_id=f"label of {slot.box_id}", place=slot.place))


def ask(to: ops.Drivers, verb: str, slot: Slot) -> str:
    hosts = cast("Shelf", to.hosts)
    return hosts.call("shelf", (verb, slot.box_id, slot.place))


@ops.step
def mark_packed(db: Session, op: ops.OpId, id: str) -> None:
    box = db.get_one(Box, id)
    box.move("packed", by=op)
    box.release(by=op)


BOX = "00000000-0000-4000-8000-00000000b0c5"
ACCOUNT = "00000000-0000-4000-8000-0000000acc07"


def make_tables(db: Database) -> None:
    """The product's tables."""
    for module in pkgutil.iter_modules(pileus.manager.model.__path__, "pileus.manager.model."):
        if not module.ispkg:
            importlib.import_module(module.name)
    upgrade(db)


def make(db: Database) -> None:
    """The product's tables and the toys', an account, a box and a counter. Nothing where they are there already."""
    make_tables(db)
    Toys.metadata.create_all(db.engine)
    with db.write() as session:
        if session.get(Box, BOX) is not None:
            return
        role = Role(name="Root Admin", type=RoleType.ADMIN)
        domain = Domain(name="ROOT", path="/")
        session.add_all([role, domain, Counter(name="packed", value=0)])
        session.flush()
        session.add(Account(id=ACCOUNT, name="admin", domain_id=domain.id, role_id=role.id))
        session.add(Box(id=BOX))


@contextmanager
def toy_trial(folder: Path, url: str) -> Generator[Trial]:
    """The toy world with one box to pack."""
    db = Database(url)
    try:
        make(db)
        shelf = Shelf(folder / "shelf.json")
        clock = TurnedClock()
        yield Trial(db, cast("Hosts", shelf), Defaults(), Sealer(KEY), clock, starter(db, clock), ledger(db, shelf))
    finally:
        db.close()


def starter(db: Database, clock: TurnedClock, box: str = BOX) -> Callable[[], str]:
    """Asks for the box to be packed."""

    def start() -> str:
        with db.write() as session:
            return ops.begin(
                session, pack, box, about=("Box", box), account_id=ACCOUNT, clock=clock, event="BOX.PACK", description="packing a box"
            )

    return start


def ledger(db: Database, shelf: Shelf) -> Callable[[Job], None]:
    """Compares box and counter with the shelf."""

    def check(job: Job) -> None:
        with db.read() as session:
            box, number = session.get_one(Box, BOX), session.get_one(Counter, "packed").value
        assert box.operation_id is None
        if job.state is JobState.DONE:
            assert (box.state, number) == (BoxState.PACKED, 1)
            assert shelf.boxes == {BOX: "place 1", f"label of {BOX}": "place 1"}
        else:
            assert box.state in (BoxState.EMPTY, BoxState.BROKEN)
            assert number == 0
            assert shelf.boxes == {}

    return check
