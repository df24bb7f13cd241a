"""Real SIGKILL, for one step of each kind; and the work of a dead manager, taken over by another."""

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.ops.faults import engine_of
from tests.ops.toys import Box, starter, toy_trial
from tests.postgres import Postgres

from pileus.manager.kernel.ids import new_id
from pileus.manager.model.job import Job, JobState


@contextmanager
def manager(folder: Path, url: str, name: str, *more: str) -> Generator[subprocess.Popen[str]]:
    """A manager in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.ops.manager_process", str(folder), url, name, *more],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("kind", "number"), [("step", 2), ("effect", 3), ("undo", 2), ("undo", 3)])
def test_a_killed_manager_loses_nothing(kind: str, number: int, when: str, url: str, tmp_path: Path) -> None:
    with manager(tmp_path, url, "executor", "1", kind, str(number), when) as process:
        assert process.wait(60) == -signal.SIGKILL
    with toy_trial(tmp_path, url) as trial:
        with trial.db.read() as session:
            job_id = session.query(Job.id).scalar()
        engine = engine_of(trial, tmp_path)
        engine.launch()
        try:
            job = engine.wait(job_id)
        finally:
            engine.stop()
        assert job.state is (JobState.FAILED if kind == "undo" else JobState.DONE), job.error
        trial.check(job)


@pytest.mark.slow
def test_a_live_manager_takes_over_the_jobs_of_a_dead_one(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    with toy_trial(tmp_path, url) as trial:
        with manager(tmp_path, url, "first", "1", "effect", "3", "after") as first:
            assert first.wait(60) == -signal.SIGKILL
        with trial.db.read() as session:
            job_id = session.query(Job.id).scalar()
        engine = engine_of(trial, tmp_path)
        engine.launch()
        try:
            assert engine.wait(job_id, 60).state is JobState.DONE
        finally:
            engine.stop()
        trial.check(engine.wait(job_id))


@pytest.mark.slow
def test_one_of_two_managers_leads_and_the_other_follows_it(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    with toy_trial(tmp_path, url) as trial:
        engine = engine_of(trial, tmp_path)
        engine.launch()
        try:
            with manager(tmp_path, url, "second") as second:
                assert second.stdout is not None
                assert second.stdout.readline() == "ready \n"
                assert engine.leads
                ids = [new_id() for _ in range(6)]
                with trial.db.write() as session:
                    session.add_all([Box(id=id) for id in ids])
                jobs = [starter(trial.db, trial.clock, id)() for id in ids]
                assert {engine.wait(job, 60).state for job in jobs} == {JobState.DONE}
        finally:
            engine.stop()
