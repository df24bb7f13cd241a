"""The whole of it, with nothing fake: a manager in a process of its own, a real agent, a libvirtd of the tests' own, and real guests.

Guests are of the built-in template, on a private range that nobody here uses. `real_cloud()` ends all of it, however a test ends.
"""

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import msgspec
from cs import CloudStack
from sqlalchemy import select
from tests import ledger
from tests.host.libvirtd import wait_for
from tests.host.real_agent import RealAgent, real_agent
from tests.server_process import ServerProcess

from pileus.agent.net.desired import Desired
from pileus.agent.net.names import Names
from pileus.agent.storage.pools import Pool
from pileus.host.guest_image import build
from pileus.host.network_plan import choose
from pileus.manager.compute.first_cloud import BuiltIn, Plan, Range
from pileus.manager.kernel.database import Database
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.network import Nic
from pileus.manager.model.storage import StoragePool
from pileus.wire.domains import ListDomains

LIMIT = 120.0
"""Seconds that any one thing in an emulated guest may take on a busy machine."""

CACHE = Path.home() / ".cache" / "pileus-tests" / "guest-image"
UI = Path(__file__).parents[2] / "ui" / "dist"
KEY_PAIR, REACHABLE = "tests", "reachable"


class RealCloud:
    """An installation with one host, as its first administrator."""

    def __init__(self, agent: RealAgent, server: ServerProcess) -> None:
        self.agent = agent
        self.server = server
        self._key = server.folder / "key"

    # ---- calls

    @property
    def port(self) -> int:
        """Of the web interface, on loopback."""
        return self.server.config.port

    @property
    def admin(self) -> dict[str, str]:
        return json.loads((Path(self.server.config.etc) / "admin.json").read_text())

    def api(self, command: str, *parameters: str) -> dict[str, Any]:
        """Calls; waits for the job if there is one, which must go well."""
        answer = self.begin(command, *parameters)
        return self.ended(answer)["jobresult"] if "jobid" in answer else answer

    def begin(self, command: str, *parameters: str) -> dict[str, Any]:
        """Calls, and waits for nothing."""
        key, secret = self.server.keys
        client: Any = CloudStack(endpoint=self.server.url, key=key, secret=secret, timeout=60)
        return getattr(client, command)(**dict(pair.split("=", 1) for pair in parameters))

    def ended(self, started: dict[str, Any]) -> dict[str, Any]:
        """A job that went well, once it is over."""
        job = self._over(started)
        assert job["jobstatus"] == 1, job
        return job

    def failed(self, started: dict[str, Any]) -> dict[str, Any]:
        """A job that failed, as expected, once it is over."""
        job = self._over(started)
        assert job["jobstatus"] == 2, job
        return job

    def _over(self, started: dict[str, Any]) -> dict[str, Any]:
        found: list[dict[str, Any]] = []

        def is_over() -> bool:
            found[:] = [self.begin("queryAsyncJobResult", f"jobid={started['jobid']}")]
            return found[0]["jobstatus"] != 0

        wait_for(is_over, LIMIT, f"job {started['jobid']} ends")
        return found[0]

    def wait_for_the_host(self) -> None:
        """It takes a moment after a start of the manager or the agent."""
        wait_for(lambda: [host["state"] for host in self.api("listHosts").get("host", [])] == ["Up"], LIMIT, "the host is up")

    # ---- instances

    def deploy(self, name: str, *more: str) -> dict[str, Any]:
        """Starts to deploy the smallest instance; answers its id and jobid. With a key and reachable by ssh unless groups are named."""
        groups = () if any(word.startswith("securitygroup") for word in more) else (f"securitygroupnames={REACHABLE}",)
        template = self.api("listTemplates", "templatefilter=executable")["template"][0]
        size = self.api("listServiceOfferings", "name=Tiny Instance")["serviceoffering"][0]
        place = (f"zoneid={template['zoneid']}", f"templateid={template['id']}", f"serviceofferingid={size['id']}")
        return self.begin("deployVirtualMachine", f"name={name}", f"keypair={KEY_PAIR}", *place, *groups, *more)

    def running(self, name: str, *more: str) -> str:
        """Id of a new instance whose guest has begun to boot."""
        started = self.deploy(name, *more)
        self.ended(started)
        return str(started["id"])

    def instance(self, id: str) -> dict[str, Any]:
        return self.api("listVirtualMachines", f"id={id}")["virtualmachine"][0]

    def state(self, id: str) -> str:
        return str(self.instance(id)["state"])

    def address(self, id: str) -> str:
        return str(self.instance(id)["nic"][0]["ipaddress"])

    def qemu(self, id: str) -> int:
        """Process id of the guest's QEMU."""
        return self.agent.qemu_of(self.instance(id)["instancename"])

    def tap(self, id: str) -> str:
        """The host's end of the instance's card."""
        return Names(self.agent.installation).tap(self.instance(id)["nic"][0]["id"])

    def end_behind_its_back(self, id: str) -> None:
        """Ends the guest as somebody with virsh would."""
        self.agent.end_behind_its_back(self.instance(id)["instancename"])

    # ---- inside a guest

    def booted(self, id: str) -> str:
        """The address of a guest that answers over ssh."""
        address = self.address(id)
        wait_for(lambda: self.ssh(address, "echo in", check=False) == "in", LIMIT, f"{address} answers over ssh")
        return address

    def boot_of(self, address: str) -> str:
        """The guest's boot id: another one after it has booted again."""
        return self.ssh(address, "cat /proc/sys/kernel/random/boot_id")

    def ssh(self, address: str, command: str, *, check: bool = True) -> str:
        """What a command in the guest prints; with `check`, it must succeed."""
        done = self._ssh(address, command)
        assert not check or done.returncode == 0, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def _ssh(self, address: str, command: str) -> subprocess.CompletedProcess[str]:
        options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes", "ConnectTimeout=5", "LogLevel=ERROR")
        words = [
            "ssh",
            "-F",
            "none",
            "-i",
            str(self._key),
            *(word for option in options for word in ("-o", option)),
            f"root@{address}",
            command,
        ]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False)

    # ---- the ledger

    def settled(self) -> None:
        """In time no job is left, and the database, the agent, libvirt, the kernel and the disks agree."""
        found: list[str] = []

        def agree() -> bool:
            found[:] = self._differences()
            return not found

        try:
            wait_for(agree, 60, "database and host agree")
        except AssertionError as late:
            raise AssertionError("\n".join([str(late), *found])) from late

    def _differences(self) -> list[str]:
        db = Database(self.server.database)
        try:
            with db.read() as session:
                taps = {
                    Names(self.agent.installation).tap(nic)
                    for nic in session.scalars(
                        select(Nic.id).join(Instance, Instance.id == Nic.instance_id).where(Instance.state == InstanceState.RUNNING)
                    )
                }
                pools = [Pool(id, Path(path)) for id, path in session.execute(select(StoragePool.id, StoragePool.path))]
            found = ledger.differences_from(db, lambda _: self._things(pools))
        finally:
            db.close()
        there = {folder.name for folder in Path("/sys/class/net").iterdir() if folder.name.startswith(f"pt{self.agent.installation.short}")}
        return [*found, *(f"tap {tap} is with one of the two only" for tap in taps ^ there)]

    def _things(self, pools: list[Pool]) -> ledger.Things:
        desired = Desired(self.agent.installation.state / "net")
        with self.agent.connect() as agent:
            domains = {domain.instance_id for domain in agent.call(ListDomains()).domains}
        assert len(self.agent.libvirtd.domains()) == len(domains), "libvirt has a domain that is not told of"
        return ledger.Things(
            domains=domains,
            guards=desired.guards,
            volumes={file.stem: pool.id for pool in pools for file in pool.volumes()},
            networks=list(desired.networks.values()),
        )

    def prepare(self) -> None:
        """A key, and a group that lets it in from the host."""
        pair = self.api("createSSHKeyPair", f"name={KEY_PAIR}")["keypair"]
        self._key.touch(0o600)
        self._key.write_text(pair["privatekey"])
        self.api("createSecurityGroup", f"name={REACHABLE}")
        self.allow(REACHABLE, "tcp", 22, self.gateway)

    def allow(self, group: str, protocol: str, port: int, address: str, direction: str = "Ingress") -> None:
        """Opens one port, or all of ICMP, for one address."""
        what = ("icmptype=-1", "icmpcode=-1") if protocol == "icmp" else (f"startport={port}", f"endport={port}")
        words = (f"securitygroupname={group}", f"protocol={protocol}", *what, f"cidrlist={address}/32")
        self.api(f"authorizeSecurityGroup{direction}", *words)

    @property
    def gateway(self) -> str:
        assert self.server.config.plan is not None
        return self.server.config.plan.network.gateway


@contextlib.contextmanager
def real_server(folder: Path, agent: RealAgent, template: BuiltIn, secondary: Path) -> Generator[ServerProcess]:
    """A manager that is linked to that agent, whose host is up when this returns."""
    server = ServerProcess(folder, hosts=0)
    installation = str(agent.installation.uuid)
    plan = Plan(
        installation=installation,
        hypervisor="KVM",
        network=msgspec.convert(msgspec.to_builtins(choose(installation, bridge="")), Range),
        secondary=str(secondary),
        template=template,
    )
    server.configure(
        msgspec.structs.replace(
            server.config,
            plan=plan,
            installation=installation,
            agent_socket=str(agent.installation.socket),
            primary=str(agent.pools),
            ui=str(UI),
        )
    )
    try:
        server.start()
        yield server
    finally:
        server.clean_up()


@contextlib.contextmanager
def real_cloud(agent: RealAgent) -> Generator[RealCloud]:
    """A manager on that agent, with the built-in template."""
    image = build(CACHE / "images", CACHE / "work", report=print)
    template = BuiltIn(
        name="Tiny", path=image.path.name, sha256=image.sha256, size=image.virtual_size, physical_size=image.path.stat().st_size
    )
    with (
        tempfile.TemporaryDirectory(prefix="prc-", dir="/tmp") as folder,
        real_server(Path(folder), agent, template, image.path.parent) as server,
    ):
        cloud = RealCloud(agent, server)
        cloud.prepare()
        cloud.wait_for_the_host()
        yield cloud


@contextlib.contextmanager
def whole_cloud() -> Generator[RealCloud]:
    """All of it: libvirtd, agent and manager."""
    with real_agent() as agent, real_cloud(agent) as cloud:
        yield cloud
