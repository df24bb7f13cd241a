"""P4, P5, P6, P8 with data, P9: servers among a thousand, ten thousand and a hundred thousand instances."""

import sqlite3
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from tests.server_process import ServerProcess, serving

from bench import bare, crowd
from bench.client import ApiClient
from bench.figures import Figure, in_turn, median, ms, percentile, s, timed
from bench.processes import cpu_seconds, resident_mib

FEW, MANY, MOST = 1_000, 10_000, 100_000
PAGE = {"listall": "true", "page": "1", "pagesize": "500"}
DEEP = PAGE | {"page": "181"}
"""The page at offset 90,000."""
NARROWED = {
    "keyword": PAGE | {"keyword": crowd.WORD},
    "tags": PAGE | {"tags[0].key": crowd.TAG[0], "tags[0].value": crowd.TAG[1]},
}
TURNS = 100
FEWER_TURNS = 15
IDLE_SECONDS = 20.0
ASKING_SECONDS = 5.0
DEPLOYS = 10


def measure(folder: Path) -> Generator[Figure]:
    """Fills servers, and asks them."""
    with serving(_below(folder, "many"), hosts=3) as server:
        crowd.fill(server, MANY)
        yield _start(server)
        client = ApiClient.of(server)
        yield _page(server, client)
        yield from _rest(server)
        yield from _one(server, client)
        client.close()
        server.stop()
    yield from _growth(folder)


def _below(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _growth(folder: Path) -> Generator[Figure]:
    """The same lists of a small and of a large server, in turn."""
    with serving(_below(folder, "few"), hosts=3) as small, serving(_below(folder, "most"), hosts=3) as large:
        owners = [ApiClient(server.url, crowd.fill(server, count)) for server, count in ((small, FEW), (large, MOST))]
        roots = [ApiClient.of(server) for server in (small, large)]
        yield _ratio("listVirtualMachines, 500 of 100,000", "of 1,000", (roots[1], PAGE), (roots[0], PAGE), 1.5)
        yield _ratio("listVirtualMachines, 500 of 100,000 from 90,000 on", "from the first on", (roots[1], DEEP), (roots[1], PAGE), 2)
        for word, asked in NARROWED.items():
            yield _ratio(f"listVirtualMachines, 100 of 100,000 by {word}", "of 1,000", (roots[1], asked), (roots[0], asked), 1.5)
        yield _ratio("listVirtualMachines, a tenant's 100 of 100,000", "of 1,000", (owners[1], PAGE), (owners[0], PAGE), 1.5)
        for client in (*owners, *roots):
            client.close()


def _ratio(what: str, beside: str, ours: tuple[ApiClient, dict[str, str]], base: tuple[ApiClient, dict[str, str]], most: float) -> Figure:
    """One list against another."""
    for client, asked in (ours, base):
        assert client.call("listVirtualMachines", **asked)["virtualmachine"]
    ours_took, base_took = in_turn(
        FEWER_TURNS, lambda: ours[0].raw("listVirtualMachines", **ours[1]), lambda: base[0].raw("listVirtualMachines", **base[1])
    )
    ratio = median(ours_took) / median(base_took)
    return Figure(
        goal="P5",
        what=what,
        number=f"p50 {ms(median(ours_took))} ({ratio:.2f} ×)",
        baseline=f"{beside} p50 {ms(median(base_took))}",
        wanted=f"≤ {most} ×",
        met=ratio <= most,
    )


def _one(server: ServerProcess, client: ApiClient) -> Generator[Figure]:
    """One instance by its id: against a bare web server, and as often as two callers can while ten deploys run."""
    asked = {"id": client.call("listVirtualMachines", **PAGE)["virtualmachine"][0]["id"]}
    with bare.web_server() as other:
        ours, base = in_turn(TURNS, lambda: client.raw("listVirtualMachines", **asked), lambda: other.get("/"))
    ratio = median(ours) / median(base)
    yield Figure(
        goal="P6",
        what="listVirtualMachines, one by id, signed",
        number=f"p50 {ms(median(ours))} ({ratio:.1f} ×)",
        baseline=f"bare Starlette p50 {ms(median(base))}",
        wanted="≤ 10 ×",
        met=ratio <= 10,
    )
    with _deploying(server), ThreadPoolExecutor(2) as callers:
        before = time.perf_counter()
        count = sum(callers.map(_asked, (server, server), (asked, asked)))
        rate = count / (time.perf_counter() - before)
    yield Figure(
        goal="P6", what="the same, two callers, while 10 deploys run", number=f"{rate:.0f}/s", wanted="≥ 500/s on one core", met=rate >= 500
    )


def _asked(server: ServerProcess, asked: dict[str, str]) -> int:
    """How often one caller is answered."""
    with closing(ApiClient.of(server)) as client:
        until, count = time.perf_counter() + ASKING_SECONDS, 0
        while time.perf_counter() < until:
            client.raw("listVirtualMachines", **asked)
            count += 1
    return count


@contextmanager
def _deploying(server: ServerProcess) -> Generator[None]:
    """Ten callers that each deploy one instance after the other."""
    over = threading.Event()

    def deploy(number: int) -> None:
        with closing(ApiClient.of(server)) as client:
            count = 0
            while not over.is_set():
                count += 1
                crowd.ended(client, crowd.deploy(client, f"beside-{number}-{count}"))

    with ThreadPoolExecutor(DEPLOYS) as callers:
        deploys = [callers.submit(deploy, number) for number in range(DEPLOYS)]
        try:
            yield
        finally:
            over.set()
    for each in deploys:
        each.result()


def _start(server: ServerProcess) -> Figure:
    """From nothing running to the first answer, three times, in turn with a bare web server."""

    def ours() -> None:
        server.stop()
        nonlocal spent
        spent = timed(lambda: (server.start(), _first_answer(server)))

    spent = 0.0
    starts: list[float] = []
    bares: list[float] = []
    for _ in range(3):
        ours()
        starts.append(spent)
        bares.append(_bare_start())
    return Figure(
        goal="P8",
        what="start to first answer, 10,000 instances",
        number=s(median(starts)),
        baseline=f"bare Starlette {s(median(bares))}",
        wanted="≤ 4 s",
        met=median(starts) <= 4,
    )


def _first_answer(server: ServerProcess) -> None:
    client = ApiClient.of(server)
    client.call("listZones")
    client.close()


def _bare_start() -> float:
    before = time.perf_counter()
    with bare.web_server():
        return time.perf_counter() - before


def _page(server: ServerProcess, client: ApiClient) -> Figure:
    with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"))) as db:
        assert len(client.call("listVirtualMachines", **PAGE)["virtualmachine"]) == int(PAGE["pagesize"])
        before = cpu_seconds(server.pid)
        ours, raw = in_turn(TURNS, lambda: client.raw("listVirtualMachines", **PAGE), lambda: bare.page(db))
    each = (cpu_seconds(server.pid) - before) / (TURNS + 1)
    ratio, slow = median(ours) / median(raw), percentile(ours, 99)
    return Figure(
        goal="P4",
        what="listVirtualMachines, 500 of 10,000, signed",
        number=f"p50 {ms(median(ours))} ({ratio:.1f} ×), p99 {ms(slow)}",
        baseline=f"raw sqlite3 p50 {ms(median(raw))}",
        wanted="p50 ≤ 8 ×, p99 ≤ 100 ms",
        met=ratio <= 8 and slow <= 0.1,
        note=f"{ms(each)} of the manager's processor time each",
    )


def _rest(server: ServerProcess) -> Generator[Figure]:
    """Memory and idle time, after the lists above."""
    before = cpu_seconds(server.pid)
    time.sleep(IDLE_SECONDS)  # idleness is what is measured
    share = 100 * (cpu_seconds(server.pid) - before) / IDLE_SECONDS
    yield Figure(
        goal="P9",
        what="manager idle at 10,000 instances",
        number=f"{share:.1f} % of a core",
        wanted="≤ 2 % of a core (with the agent)",
        met=share <= 2,
    )
    resident = resident_mib(server.pid)
    yield Figure(
        goal="P9",
        what="manager and UI, resident at 10,000 instances",
        number=f"{resident:.0f} MiB",
        wanted="≤ 200 MB (with the agent)",
        met=resident <= 190,
        note="the fake hosts of the simulator live in the same process, and are counted",
    )
