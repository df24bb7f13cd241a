"""Jobs on an instance that another job holds: they wait their turn and then do their work."""

import pytest
from tests.world import JOB_SECONDS, World

from pileus.manager import ops
from pileus.manager.drivers.hosts import HostFault, HostUnreachable
from pileus.manager.kernel.errors import Conflict
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.job import Job, JobState
from pileus.wire.domains import StopDomain

ELSEWHERE = "00000000-0000-4000-8000-00000000e15e"


def slow_stop(world: World, id: str) -> str:
    """Id of a job that holds the instance for a second or two: its host does not answer at first."""
    for _ in range(3):
        world.hosts.order(StopDomain, HostUnreachable(world.host.id, "no link for a moment"))
    return str(world.call("stopVirtualMachine", id=id, forced=True).job_id)


def ended(world: World, job_id: str) -> Job:
    return world.manager.engine.wait(job_id, JOB_SECONDS)


def test_jobs_on_one_instance_are_done_in_their_order(shared_world: World) -> None:
    id = shared_world.running(name="orderly")
    first = slow_stop(shared_world, id)
    second = shared_world.call("startVirtualMachine", id=id).job_id
    third = shared_world.call("rebootVirtualMachine", id=id).job_id
    waiting = shared_world.call("queryAsyncJobResult", jobid=third)
    assert (waiting.job_status, shared_world.row(Job, third).waits_for) == (0, id)
    jobs = [ended(shared_world, job_id) for job_id in (first, second, third)]
    assert [job.state for job in jobs] == [JobState.DONE] * 3
    assert [job.ended for job in jobs] == sorted(job.ended for job in jobs if job.ended)
    assert shared_world.instance(id).state is InstanceState.RUNNING


def test_an_instance_names_the_job_that_works_on_it_now(shared_world: World) -> None:
    owner = shared_world.account("busy")
    id = owner.running(name="worked-on")
    assert (owner.instance(id).job_id, owner.instance(id).job_status) == (None, None)
    job = slow_stop(owner, id)
    assert (owner.instance(id).job_id, owner.instance(id).job_status) == (job, 0)
    assert shared_world.instance(id).job_id == job
    ended(owner, job)
    assert owner.instance(id).job_id is None


def test_what_waited_is_refused_by_the_state_it_then_finds(shared_world: World) -> None:
    id = shared_world.running(name="twice-stopped")
    first = slow_stop(shared_world, id)
    reboot = shared_world.call("rebootVirtualMachine", id=id).job_id
    assert ended(shared_world, first).state is JobState.DONE
    refused = ended(shared_world, reboot)
    assert (refused.state, refused.error_status) == (JobState.FAILED, 431)
    assert "is Stopped, which does not allow reboot" in (refused.error or "")
    assert shared_world.row(Instance, id).operation_id is None


def test_an_instance_can_be_destroyed_while_it_is_deployed(shared_world: World) -> None:
    started = shared_world.deploy(name="short")
    assert started.id is not None
    destroyed = shared_world.call("destroyVirtualMachine", id=started.id, expunge=True)
    shared_world.ended(started)
    shared_world.ended(destroyed)
    assert shared_world.row(Instance, started.id).removed is not None


def test_the_next_begins_although_the_first_failed(shared_world: World) -> None:
    id = shared_world.running(name="stubborn")
    shared_world.hosts.order(StopDomain, HostUnreachable(shared_world.host.id, "no link for a moment"))
    shared_world.hosts.order(StopDomain, HostFault(shared_world.host.id, "internal", "libvirt said no"))
    first = shared_world.call("stopVirtualMachine", id=id, forced=True).job_id
    second = shared_world.call("destroyVirtualMachine", id=id).job_id
    assert ended(shared_world, first).state is JobState.FAILED
    assert ended(shared_world, second).state is JobState.DONE
    assert shared_world.instance(id).state is InstanceState.DESTROYED


def test_a_job_whose_holder_ended_unseen_begins_all_the_same(shared_world: World) -> None:
    id = shared_world.running(name="forgotten")
    with shared_world.db.write() as session:
        session.get_one(Instance, id).hold(by=ELSEWHERE)
    stop = shared_world.call("stopVirtualMachine", id=id).job_id
    with shared_world.db.write() as session:
        session.get_one(Instance, id).release(by=ELSEWHERE)
    assert shared_world.row(Job, stop).state is JobState.QUEUED
    shared_world.manager.engine.reconcile(ops.admit)
    assert ended(shared_world, stop).state is JobState.DONE


def test_what_is_not_queued_is_still_refused_at_once(shared_world: World) -> None:
    id = shared_world.running(name="held")
    first = slow_stop(shared_world, id)
    with pytest.raises(Conflict, match=r"held by another running job|does not allow expunge"):
        shared_world.call("expungeVirtualMachine", id=id)
    ended(shared_world, first)
