"""Every command that declares an event leaves it: with the right states, parents, level, user and object."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, cast

import pytest
from tests.cloud import PASSWORD
from tests.system.event_script import ELSEWHERE, SCRIPT, Step, at_first
from tests.world import World, open_world

from pileus.manager.compute.power_state import power_states
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.declare import Started
from pileus.manager.kernel.errors import ApiError
from pileus.manager.kernel.registry import COMMANDS
from pileus.manager.model.event import Event, EventLevel, EventState
from pileus.manager.model.instance import Instance

JOB_STATES = [EventState.SCHEDULED, EventState.STARTED, EventState.COMPLETED]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("events")
    (folder / "secondary").mkdir()
    with open_world(folder) as world:
        yield world


@pytest.mark.timeout(600)
def test_every_command_of_the_script_leaves_its_event(stage: World) -> None:
    known = at_first(stage)
    seen = {event.id for event in stage.rows(Event)}
    faults: list[str] = []
    for step in SCRIPT:
        try:
            _play(stage, step, known)
        except (ApiError, AssertionError, LookupError) as error:
            faults.append(f"{step.command} {step.given}: {error}")
            continue
        new = [event for event in stage.rows(Event) if event.id not in seen]
        seen |= {event.id for event in new}
        faults += [f"{step.command}: {fault}" for fault in _faults(step, new, known)]
    assert not faults, "\n".join(faults)


def _play(world: World, step: Step, known: dict[str, str]) -> None:
    """Calls, waits for the job, and keeps the id."""
    caller = cast("World", world.as_user(step.by)) if step.by else world
    answer = caller.call(step.command, **step.parameters(known))
    name, _, path = step.keep.partition(":")
    if path:
        known[name] = reduce(_inside, path.split("."), answer.items[0])
        return
    if isinstance(answer, Started):
        world.ended(cast("Started[Any]", answer))
    if name:
        known[name] = cast("str", answer.id)


def _inside(value: Any, name: str) -> Any:
    inner: Any = getattr(value, name)
    return cast("list[Any]", inner)[0] if isinstance(inner, list) else inner


def _faults(step: Step, new: list[Event], known: dict[str, str]) -> Iterator[str]:
    """What is wrong with the events that a call left."""
    for type in {step.leaves, COMMANDS[step.command].event} - {"", None}:
        left = sorted((event for event in new if event.type == type), key=lambda event: event.created)
        states = JOB_STATES if COMMANDS[step.command].is_async else [EventState.COMPLETED]
        if sorted(event.state for event in left) != sorted(states):
            yield f"{type} in states {[event.state for event in left]}, not {states}"
            continue
        about = {id for id in (known.get(step.keep), *step.parameters(known).values()) if isinstance(id, str)}
        first = next(event for event in left if event.state is states[0])
        for event in left:
            if (event.level, event.user_name) != (EventLevel.INFO, step.by or "admin"):
                yield f"{type} {event.state} has level {event.level} and user {event.user_name}"
            if event.parent_id != (None if event is first else first.id):
                yield f"{type} {event.state} has parent {event.parent_id}"
            declared = COMMANDS[step.command]
            if (declared.entity and event.entity is None) or (step.keep and type == declared.event and event.entity_id not in about):
                yield f"{type} {event.state} is about {event.entity} {event.entity_id}"
            if not event.description:
                yield f"{type} {event.state} says nothing"


def test_the_script_has_every_command_that_declares_an_event() -> None:
    played = {step.command for step in SCRIPT}
    declared = {name for name, command in COMMANDS.items() if command.event}
    assert declared - played == ELSEWHERE.keys()


def test_log_in_and_log_out_leave_events_of_the_user(stage: World) -> None:
    users = stage.users
    session = users.log_in(LogIn(username=stage.admin.username, password=PASSWORD, domain_path="/", domain_id=None, peer="192.0.2.7"))
    assert users.log_out(session.token)
    for type in ("USER.LOGIN", "USER.LOGOUT"):
        [event] = stage.rows(Event, type=type)
        assert (event.user_name, event.entity, event.entity_id) == ("admin", "User", session.caller.user_id)


def test_a_guest_that_ends_by_itself_leaves_a_stop(stage: World) -> None:
    id = stage.running(name="brief")
    stage.host.power_off(id)
    stage.manager.engine.reconcile(power_states)
    [event] = stage.rows(Event, type="VM.STOP", entity_id=id)
    assert (event.state, event.user_name, event.account_id) == ("Completed", "system", stage.row(Instance, id).account_id)
