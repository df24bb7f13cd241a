"""What may not be declared, and what a body may not call."""

import random
from datetime import datetime

import pytest
from tests.ops.toys import Slot, mark_packing, pack, shelve

from pileus.manager import ops
from pileus.manager.kernel.registry import DeclarationError
from pileus.manager.ops.declare import OPERATIONS


def test_a_body_that_could_answer_differently_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"datetime.now\(\) may answer differently"):

        @ops.operation
        def by_the_clock(op: ops.Op, id: str) -> None:
            """Depends on the time."""
            if datetime.now().hour > 12:  # noqa: DTZ005 - the point of the test
                op.run(mark_packing, id)

    with pytest.raises(DeclarationError, match=r"random.random\(\)"):

        @ops.operation
        def by_chance(op: ops.Op, id: str) -> None:
            """Depends on chance."""
            if random.random() > 0.5:
                op.run(mark_packing, id)


def test_a_body_does_not_catch() -> None:
    with pytest.raises(DeclarationError, match="try is not for a body"):

        @ops.operation
        def careful(op: ops.Op, id: str) -> None:
            """Hides a failure from the unwinding."""
            try:
                op.run(mark_packing, id)
            except ValueError:
                return


def test_a_body_may_build_values_from_what_its_steps_answered() -> None:
    @ops.operation
    def with_values(op: ops.Op, id: str, places: str) -> None:
        """Puts a box on several places."""
        for index in range(int(places)):
            op.run(shelve, Slot(box_id=id, place=str(index)))

    try:
        assert [part.name for part in with_values.parts()] == ["toys.shelve"]
    finally:
        del OPERATIONS[with_values.key]


def test_names_are_unique() -> None:
    with pytest.raises(DeclarationError, match=r"toys\.pack is declared twice"):
        ops.operation(pack.body)


def test_a_second_undo_is_refused() -> None:
    with pytest.raises(DeclarationError, match="has two undos"):

        @shelve.undo
        def again(to: ops.Drivers, slot: Slot) -> None:
            del to, slot
