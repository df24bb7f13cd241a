"""What the numbers are compared with: the same work done with nothing in between.

`python -m bench.bare PORT` is a web server that answers with a constant.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from tests.server_process import ROOT, free_port

from bench.client import ApiClient
from bench.figures import timed, until

PAGE = """
SELECT i.id, i.number, i.name, i.display_name, i.state, i.reason, i.created, i.updated, i.zone_id, i.host_id, i.user_id, i.template_id,
       i.service_offering_id, i.os_type_id, i.group_id, i.hypervisor, i.cpus, i.cpu_mhz, i.memory_mib, i.details, i.key_pairs,
       i.password_enabled, i.display_vm, i.ha_enabled, i.is_dynamically_scalable, i.delete_protection, i.acceleration,
       a.name, a.project_id, d.id, d.name, d.path, u.name, z.name, h.name, h.state, t.name, t.display_text, t.type, t.format,
       o.name, s.name, v.disk_offering_id, p.type
FROM (SELECT id FROM instance WHERE removed IS NULL ORDER BY name, id LIMIT 500) page
JOIN instance i ON i.id = page.id
JOIN account a ON a.id = i.account_id JOIN domain d ON d.id = a.domain_id JOIN zone z ON z.id = i.zone_id
JOIN template t ON t.id = i.template_id JOIN service_offering o ON o.id = i.service_offering_id
LEFT JOIN user u ON u.id = i.user_id LEFT JOIN host h ON h.id = i.host_id LEFT JOIN os_type s ON s.id = i.os_type_id
LEFT JOIN volume v ON v.instance_id = i.id AND v.type = 'ROOT' AND v.removed IS NULL LEFT JOIN storage_pool p ON p.id = v.pool_id
"""
CARDS = """
SELECT n.*, w.name, w.gateway, w.cidr FROM nic n JOIN network w ON w.id = n.network_id
WHERE n.instance_id IN (SELECT id FROM instance WHERE removed IS NULL ORDER BY name, id LIMIT 500)
"""
GROUPS = """
SELECT m.instance_id, g.id, g.name, g.description FROM security_group_member m JOIN security_group g ON g.id = m.group_id
WHERE m.instance_id IN (SELECT id FROM instance WHERE removed IS NULL ORDER BY name, id LIMIT 500)
"""

COMMITS_OF_A_DEPLOY = 8
"""What the call, four steps, the records of two effects and the end of the job have to make durable at least."""


def page(db: sqlite3.Connection) -> int:
    """The page of 500 instances, straight from the file; answers how many rows it took."""
    return sum(len(db.execute(query).fetchall()) for query in (PAGE, "SELECT count(*) FROM instance WHERE removed IS NULL", CARDS, GROUPS))


def deploys_of_sqlite(folder: Path, seconds: float = 2.0) -> float:
    """How many times a second as many durable commits as a deploy needs can be made, one after the other, on this disk."""
    with closing(sqlite3.connect(folder / "commits.db", isolation_level=None)) as db:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, body TEXT)")
        return _rate(lambda: db.execute("INSERT INTO entry (body) VALUES (?)", ("x" * 500,)), seconds)


def deploys_of_postgres(url: str, seconds: float = 2.0) -> float:
    """The same on PostgreSQL; `url` is SQLAlchemy's."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as db:
        db.execute("CREATE TABLE IF NOT EXISTS bench_entry (id serial PRIMARY KEY, body text)")
        return _rate(lambda: db.execute("INSERT INTO bench_entry (body) VALUES (%s)", ("x" * 500,)), seconds)


def _rate(commit: object, seconds: float) -> float:
    assert callable(commit)
    spent, count = 0.0, 0
    while spent < seconds:
        spent += timed(commit)
        count += 1
    return count / spent / COMMITS_OF_A_DEPLOY


@contextmanager
def web_server() -> Generator[ApiClient]:
    """A bare Starlette that answers one constant, behind the same web server as ours; the client asks it with `get("/")`."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port)], cwd=ROOT)
    client = ApiClient(f"http://127.0.0.1:{port}/", ("", ""))
    try:
        until(lambda: _answers(client), 30, "the bare web server answers")
        yield client
    finally:
        client.close()
        process.kill()
        process.wait()


def _answers(client: ApiClient) -> bool:
    try:
        client.get("/")
    except OSError:
        client.close()
        return False
    return True


def main(port: int) -> None:
    """The web server's process."""
    import uvicorn  # noqa: PLC0415 - whoever imports this module for its queries serves nothing
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import JSONResponse  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    async def answer(request: Request) -> JSONResponse:
        del request
        return JSONResponse({"answer": {"status": 1}})

    uvicorn.run(Starlette(routes=[Route("/", answer)]), host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
