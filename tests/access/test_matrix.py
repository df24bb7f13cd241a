"""Every command, every parameter that holds an id, every kind of caller: what the caller may not see answers like an unknown id."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.access.parameters import IdParameter, id_parameters, rest_of
from tests.access.samples import PRIVATE, PROJECT, SAMPLES, sample_id
from tests.access.stage import Kind, Stage, open_stage
from tests.fuzz.values import NOBODY
from tests.world import open_world
from tools.compatibility import Facts, facts

from pileus.manager.kernel.registry import COMMANDS, Shape

UNREACHED = {
    "configureInternalLoadBalancerElement.id": "the sample is a router's",
    "configureOvsElement.id": "the sample is a router's",
    "createNetwork.associatednetworkid": "networks of accounts' own are not there yet",
    "createVlanIpRange.podid": "pods have guest addresses of their own in basic zones only",
    "listInternalLoadBalancerElements.id": "the sample is a router's",
    "listOvsElements.id": "the sample is a router's",
    "updateProjectInvitation.userid": "the sample invites the account",
    "deleteUserFromProject.userid": "the sample is no member by itself",
    "listSystemVmsUsageHistory.id": "nothing is recorded of the sample",
    "listSystemVmsUsageHistory.ids": "nothing is recorded of the sample",
    "resetUserDataForVirtualMachine.domainid": "the id alone says which",
    "resetUserDataForVirtualMachine.projectid": "the id alone says which",
    "revokeSecurityGroupEgress.id": "the sample lets in",
    "updateGuestOs.oscategoryid": "the sample came with the cloud",
    "updateProject.userid": "the sample is no member by itself",
}
"""Parameters that tell nobody whether the id is known, and why."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("access")
    with open_world(folder) as world:
        stage = open_stage(world)
        for model in SAMPLES:
            sample_id(stage, model, {})
        yield stage


@pytest.fixture(scope="module")
def known() -> Facts:
    return facts()


def _parameters(known: Facts) -> list[IdParameter]:
    return [p for name in sorted(COMMANDS) for p in id_parameters(COMMANDS[name], known)]


def _samples(stage: Stage, model: str) -> Iterator[tuple[str, frozenset[Kind]]]:
    """The ids to try, and who may see each."""
    yield sample_id(stage, model, {}), SAMPLES[model].seen_by
    if model in PRIVATE:
        yield sample_id(stage, model, {}, private=True), PRIVATE[model].seen_by
    if SAMPLES[model].of_project and stage.project:
        yield sample_id(stage, model, {"projectid": stage.project}), PROJECT


def test_every_id_is_of_something_that_has_a_sample(stage: Stage, known: Facts) -> None:
    nameless = [p.title for p in _parameters(known) if p.model is None]
    assert not nameless, "no Names says of what these ids are:\n" + "\n".join(nameless)
    unknown = [f"{p.title}: {p.model}" for p in _parameters(known) if p.model not in SAMPLES]
    assert not unknown, "tests/access/samples.py has no sample for these:\n" + "\n".join(unknown)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_a_caller_may_not_see_answers_like_an_unknown_id(stage: Stage, known: Facts) -> None:
    told = [fault for p in _parameters(known) if p.model in SAMPLES for fault in _tells(stage, p, known)]
    assert not told, "\n".join(told)


def _must_be_looked_up(parameter: IdParameter) -> bool:
    """Whether an unknown id has to answer otherwise than one that the caller may see: other filters of a list may well find nothing."""
    return parameter.command.writes or parameter.name in {"id", "ids"} or parameter.command.shape is not Shape.LIST


def _tells(stage: Stage, parameter: IdParameter, known: Facts) -> Iterator[str]:
    rest = rest_of(stage, parameter, known)
    name = parameter.command.name
    reached = False
    for kind in Kind:
        if not stage.may_call(kind, name):
            continue
        unknown = stage.hear(kind, name, rest | {parameter.name: NOBODY}, NOBODY)
        for id, seen_by in _samples(stage, parameter.model or ""):
            heard = stage.hear(kind, name, rest | {parameter.name: id}, id)
            if kind not in seen_by and heard != unknown:
                yield f"{parameter.title}: {kind} of {id} hears {heard}, of an unknown id {unknown}"
            reached = reached or heard != unknown
    if not reached and _must_be_looked_up(parameter) and parameter.title not in UNREACHED:
        heard = stage.hear(Kind.ROOT, name, rest | {parameter.name: NOBODY}, NOBODY)
        yield f"{parameter.title} is looked up for nobody: with {rest} the {Kind.ROOT} hears {heard}"
    if reached and parameter.title in UNREACHED:
        yield f"{parameter.title} is looked up: take it out of UNREACHED"
