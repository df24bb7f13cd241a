"""P3, P7, and P8 after a crash: the rate of jobs on fake hosts, and how soon their callers know."""

import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from sqlalchemy import func, select
from tests.postgres import running
from tests.server_process import ServerProcess, serving

from bench import bare
from bench.client import ApiClient
from bench.crowd import deploy, ended
from bench.figures import Figure, in_turn, median, missing, ms, percentile, s, timed, until
from bench.processes import cpu_seconds
from pileus.manager.kernel.database import Database
from pileus.manager.model.job import Job, JobState

QUEUED = 1000
CALLERS = 4
MOST_SECONDS = 40.0
"""Deploys are counted for so long, once all calls have been answered."""
FINAL = (JobState.DONE, JobState.FAILED)
WATCHED = 60


def measure(folder: Path) -> Generator[Figure]:
    """On SQLite, then on PostgreSQL where its programs are."""
    with serving(folder / "sqlite", hosts=4) as server:
        yield from _answers(server)
        yield _told(server)
        yield _goes_on(server)
        yield from _rate(server, "SQLite", bare.deploys_of_sqlite(folder))
    try:
        with running() as postgres, tempfile.TemporaryDirectory() as place:
            url = postgres.database()
            with serving(Path(place), hosts=4, database=url) as server:
                yield from _rate(server, "PostgreSQL", bare.deploys_of_postgres(url))
    except RuntimeError as error:
        yield missing("P3", "deploys on PostgreSQL", "≥ 20/s", str(error))


# ---- P3


def _rate(server: ServerProcess, database: str, commits: float) -> Generator[Figure]:
    waits: list[float] = []
    begun = time.monotonic()
    threads = [threading.Thread(target=_call, args=(server, number, waits)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = time.monotonic() - begun
    with _jobs(server) as db:
        first = _ended(db)
        counted, processor = time.monotonic(), cpu_seconds(server.pid)
        while (done := _ended(db)) < QUEUED and time.monotonic() < counted + MOST_SECONDS:
            time.sleep(0.2)
        spent, processor = time.monotonic() - counted, cpu_seconds(server.pid) - processor
        failed = _count(db, JobState.FAILED)
    rate = (done - first) / spent
    each = processor / max(1, done - first)
    yield Figure(
        goal="P3",
        what=f"simulator, {database}: {QUEUED:,} deploys called at once, {CALLERS} callers",
        number=f"{rate:.1f} deploys/s" + (f", {failed} failed" if failed else ""),
        baseline=f"{bare.COMMITS_OF_A_DEPLOY} bare commits each: {commits:.0f}/s",
        wanted="≥ 20/s",
        met=rate >= 20 and not failed,
        note=f"counted for {spent:.0f} s, when all calls had been answered ({asked:.0f} s) and {first} jobs had ended; "
        f"{ms(each)} of processor time each",
    )
    slow = percentile(waits, 99)
    yield Figure(
        goal="P3",
        what=f"simulator, {database}: answer to the call meanwhile",
        number=f"p50 {ms(median(waits))}, p99 {ms(slow)}",
        wanted="p99 ≤ 100 ms",
        met=slow <= 0.1,
    )


def _call(server: ServerProcess, number: int, waits: list[float]) -> None:
    client = ApiClient.of(server)
    names = [f"queued-{number}-{count}" for count in range(QUEUED // CALLERS)]
    client.smallest  # noqa: B018 - looked up before the time is taken
    waits.extend(timed(lambda name=name: deploy(client, name)) for name in names)
    client.close()


@contextmanager
def _jobs(server: ServerProcess) -> Generator[Database]:
    db = Database(server.database)
    try:
        yield db
    finally:
        db.close()


def _ended(db: Database) -> int:
    with db.read() as session:
        query = select(func.count()).select_from(Job).where(Job.state.in_(FINAL), Job.description.contains("queued-"))
        return session.scalar(query) or 0


def _count(db: Database, state: JobState) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state == state)) or 0


# ---- P7


def _answers(server: ServerProcess) -> Generator[Figure]:
    client = ApiClient.of(server)
    started = deploy(client, "asked-about")
    ended(client, started)
    with bare.web_server() as web:
        ours, bares = in_turn(300, lambda: client.raw("queryAsyncJobResult", jobid=started["jobid"]), lambda: web.get("/"))
    client.close()
    yield Figure(
        goal="P7",
        what="queryAsyncJobResult of an ended deploy, signed",
        number=f"p50 {ms(median(ours))}, p99 {ms(percentile(ours, 99))}",
        baseline=f"bare Starlette p50 {ms(median(bares))}",
        wanted="p50 ≤ 3 ms",
        met=median(ours) <= 0.003,
    )


def _told(server: ServerProcess) -> Figure:
    """Deploys one after the other, and takes the time until the event stream tells of each end."""
    client, stream = ApiClient.of(server), ApiClient.of(server)
    heard: SimpleQueue[tuple[str, float]] = SimpleQueue()
    threading.Thread(target=_listen, args=(stream, heard), daemon=True).start()
    arrived: dict[str, float] = {}
    for number in range(WATCHED):
        job = deploy(client, f"watched-{number}")["jobid"]
        while job not in arrived:
            try:
                id, at = heard.get(timeout=20)
            except Empty as error:
                raise TimeoutError(f"the event stream does not tell of the end of job {job}") from error
            arrived.setdefault(id, at)
    client.close()
    with _jobs(server) as db, db.read() as session:
        ends = {job.id: job.ended for job in session.scalars(select(Job).where(Job.id.in_(arrived)))}
    waits = [max(0.0, at - end.timestamp()) for id, at in arrived.items() if (end := ends[id])]
    slow = percentile(waits, 95)
    return Figure(
        goal="P7",
        what="end of a job to its waiting client (event stream)",
        number=f"p50 {ms(median(waits))}, p95 {ms(slow)}",
        wanted="p95 ≤ 50 ms",
        met=slow <= 0.05,
        note="from the time stamp in the job's row, which is before its commit",
    )


def _listen(stream: ApiClient, heard: SimpleQueue[tuple[str, float]]) -> None:
    """Says which jobs ended, and when it was told."""
    for topic, entry in stream.events():
        if topic == "job" and entry["status"]:
            heard.put((entry["id"], time.time()))


# ---- P8


def _goes_on(server: ServerProcess) -> Figure:
    """Kills the manager in the middle of many jobs, starts it at once, and waits for the next that ends."""
    waits: list[float] = []
    for round in range(3):
        client = ApiClient.of(server)
        jobs = [deploy(client, f"killed-{round}-{number}")["jobid"] for number in range(20)]
        client.close()
        server.kill()
        begun = time.monotonic()
        with _jobs(server) as db:
            before = _of(db, jobs)
            server.start()
            until(lambda db=db, jobs=jobs, before=before: _of(db, jobs) > before, 60, "a job goes on after the crash")
            waits.append(time.monotonic() - begun)
            until(lambda db=db, jobs=jobs: _of(db, jobs) == len(jobs), 60, "all jobs end after the crash")
    return Figure(
        goal="P8",
        what="kill -9 in the middle of 20 deploys to the next that ends",
        number=s(median(waits)),
        baseline="",
        wanted="≤ 5 s",
        met=median(waits) <= 5,
        note="the start of the process is part of it",
    )


def _of(db: Database, jobs: list[str]) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(FINAL), Job.id.in_(jobs))) or 0
