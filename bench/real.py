"""P1, P2 and the agent's part of P9: real guests, on a libvirtd of the bench's own, beside bare `qemu-img create` and `createXML`."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import libvirt
from tests.host.real_agent import RealAgent, real_agent
from tests.host.real_cloud import real_server
from tests.server_process import ServerProcess

from bench.client import ApiClient
from bench.crowd import deploy, ended
from bench.figures import Figure, median, missing, percentile, s, until
from bench.processes import resident_mib
from pileus.manager.compute.first_cloud import BuiltIn

TIMES = 8
AT_ONCE = 20
XML_INACTIVE = 2
"""libvirt's VIR_DOMAIN_XML_INACTIVE: the definition without what a running guest adds."""
WANTED = {
    "P1": ("deployVirtualMachine to Running on libvirt", "p50 ≤ 1.25 ×, p95 ≤ 1.5 ×"),
    "P2": (f"{AT_ONCE} deploys at once on libvirt", "≥ 0.8 × the bare rate, none failed"),
}


def measure(folder: Path) -> Generator[Figure]:
    """Says why not, where there can be no real guests."""
    why = _why_not()
    if why:
        for goal, (what, wanted) in WANTED.items():
            yield missing(goal, what, wanted, why)
        return
    with real_agent() as agent, _manager(folder, agent) as server:
        client = ApiClient.of(server)
        until(lambda: any(host["state"] == "Up" for host in client.call("listHosts").get("host", [])), 60, "the host joins")
        bare = Bare(agent, client)
        yield _one_by_one(client, bare)
        yield _at_once(client, bare)
        yield _memory(agent)
        bare.close()
        client.close()


def _why_not() -> str:
    if os.geteuid() != 0:
        return "a libvirtd of the bench's own needs root rights"
    lacking = [
        name for name in ("libvirtd", "virsh", "qemu-img", "qemu-system-x86_64") if shutil.which(name, path="/usr/sbin:/usr/bin") is None
    ]
    return f"not installed here: {', '.join(lacking)}" if lacking else ""


@contextmanager
def _manager(folder: Path, agent: RealAgent) -> Generator[ServerProcess]:
    """A manager on that agent, whose template is an empty disk."""
    image = agent.image
    path = Path(image.path)
    empty = BuiltIn(name="Empty", path=path.name, sha256=image.sha256, size=image.virtual_size, physical_size=path.stat().st_size)
    with real_server(folder, agent, empty, path.parent) as server:
        with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"))) as db:
            db.execute("UPDATE service_offering SET cpu_mhz = 50")  # twenty instances are to fit on two cores
            db.commit()
        yield server


class Bare:
    """Guests like ours, made by nobody but qemu-img and libvirt. A guest of ours is their pattern."""

    def __init__(self, agent: RealAgent, client: ApiClient) -> None:
        made = deploy(client, "pattern")
        ended(client, made)
        self._libvirt = libvirt.open(agent.libvirtd.uri)
        domain = self._libvirt.lookupByUUIDString(made["id"])
        self._pattern = domain.XMLDesc(XML_INACTIVE)
        disk = ET.fromstring(self._pattern).find("devices/disk[@device='disk']/source")
        assert disk is not None
        self._folder = Path(disk.attrib["file"]).parent
        told = subprocess.run(["qemu-img", "info", "-U", "--output=json", disk.attrib["file"]], capture_output=True, check=True)
        info = json.loads(told.stdout)
        self._backing = ["-b", info["full-backing-filename"], "-F", "qcow2"] if "backing-filename" in info else []
        self._size = str(info["virtual-size"])
        ended(client, client.call("destroyVirtualMachine", id=made["id"], expunge="true"))

    def create(self, id: str) -> str:
        """One disk and one domain of this UUID, which it answers."""
        disk = str(self._folder / f"bare-{id}.qcow2")
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *self._backing, disk, self._size], check=True)
        self._libvirt.createXML(self._definition(id, disk))
        return id

    def _definition(self, id: str, disk: str) -> str:
        """The pattern under another name, with its own disk and card."""
        root = ET.fromstring(self._pattern)
        for path, text in (("name", f"bare-{id[:8]}"), ("uuid", id)):
            element = root.find(path)
            assert element is not None
            element.text = text
        for parent in list(root.iter()):
            for child in [c for c in parent if c.tag in ("metadata", "seclabel", "log") or (parent.tag, c.tag) == ("interface", "target")]:
                parent.remove(child)
        for source in root.findall("devices/disk[@device='disk']/source"):
            source.set("file", disk)
        for mac in root.findall("devices/interface/mac"):
            mac.set("address", f"52:54:00:{id[0:2]}:{id[2:4]}:{id[4:6]}")
        return ET.tostring(root, encoding="unicode")

    def end(self, ids: list[str]) -> None:
        """Takes them away."""
        for id in ids:
            self._libvirt.lookupByUUIDString(id).destroy()
            (self._folder / f"bare-{id}.qcow2").unlink()

    def close(self) -> None:
        """Closes its connection to libvirt."""
        self._libvirt.close()


def _one_by_one(client: ApiClient, bare: Bare) -> Figure:
    """In turn; what was made is taken away before the next is timed."""
    ours: list[float] = []
    bares: list[float] = []
    for number in range(TIMES + 1):
        begun = time.perf_counter()
        bare_id = bare.create(str(uuid.uuid4()))
        bares.append(time.perf_counter() - begun)
        bare.end([bare_id])
        begun = time.perf_counter()
        made = deploy(client, f"single-{number}")
        ended(client, made)
        ours.append(time.perf_counter() - begun)
        ended(client, client.call("destroyVirtualMachine", id=made["id"], expunge="true"))
    ours, bares = ours[1:], bares[1:]  # the first of each warms up
    ratio, slow = median(ours) / median(bares), percentile(ours, 95) / percentile(bares, 95)
    what, wanted = WANTED["P1"]
    return Figure(
        goal="P1",
        what=what,
        number=f"p50 {s(median(ours))} ({ratio:.2f} ×), p95 {s(percentile(ours, 95))} ({slow:.2f} ×)",
        baseline=f"bare p50 {s(median(bares))}, p95 {s(percentile(bares, 95))}",
        wanted=wanted,
        met=ratio <= 1.25 and slow <= 1.5,
    )


def _at_once(client: ApiClient, bare: Bare) -> Figure:
    names = [str(uuid.uuid4()) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = time.perf_counter()
        ids = list(pool.map(bare.create, names))
        bare_rate = AT_ONCE / (time.perf_counter() - begun)
    bare.end(ids)
    begun = time.perf_counter()
    made = [deploy(client, f"together-{number}") for number in range(AT_ONCE)]
    states: list[int] = []
    for one in made:
        until(lambda one=one: _status(client, one) != 0, 300, f"the end of job {one['jobid']}")
        states.append(_status(client, one))
    rate = AT_ONCE / (time.perf_counter() - begun)
    for one in made:
        ended(client, client.call("destroyVirtualMachine", id=one["id"], expunge="true"))
    failed = states.count(2)
    what, wanted = WANTED["P2"]
    return Figure(
        goal="P2",
        what=what,
        number=f"{rate:.2f}/s ({rate / bare_rate:.2f} ×), {failed} failed",
        baseline=f"bare {bare_rate:.2f}/s",
        wanted=wanted,
        met=rate >= 0.8 * bare_rate and not failed,
    )


def _status(client: ApiClient, started: dict[str, Any]) -> int:
    return client.call("queryAsyncJobResult", jobid=started["jobid"])["jobstatus"]


def _memory(agent: RealAgent) -> Figure:
    resident = resident_mib(agent.pid)
    return Figure(
        goal="P9", what="agent, resident", number=f"{resident:.0f} MiB", wanted="≤ 200 MB (with the manager)", met=None,
        note="add it to the manager's line",
    )  # fmt: skip
