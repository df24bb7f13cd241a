"""A real agent in a process of its own, for a throw-away installation, on a libvirtd of the tests' own."""

import contextlib
import hashlib
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

from tests.contract_agent.rig import Client, Image
from tests.host.libvirtd import Libvirtd, private_libvirtd, wait_for

from pileus.agent.installation import Installation
from pileus.agent.net import links, nft, processes
from pileus.agent.net.names import Names
from pileus.agent.net.net import Net
from pileus.agent.net.router import stray_processes
from pileus.agent.net.ruleset import Tables

AGENT = """
import sys
from pathlib import Path
from uuid import UUID
import libvirt
from pileus.agent.agent import Options, run
from pileus.agent.installation import Installation
uuid, root, uri, boot, hearing = sys.argv[1:]
if hearing == "deaf":
    libvirt.virConnect.domainEventRegisterAny = lambda self, *_: 0
root = Path(root)
installation = Installation(uuid=UUID(uuid), data=root / "data", run=root / "run", log=root / "log")
sys.exit(run(Options(installation=installation, libvirt_uri=uri, boot=boot or None)))
"""


class RealAgent:
    """The process, and what a test may do to it and its host."""

    def __init__(self, root: Path, libvirtd: Libvirtd) -> None:
        self.installation = Installation(uuid=uuid4(), data=root / "data", run=root / "run", log=root / "log")
        self.libvirtd = libvirtd
        self.pools = root / "pools"
        self.image = _empty_image(root / "image.qcow2")
        self.boot = ""
        """Boot id of the machine from the next start on, if not the real one."""
        self.deaf = False
        """Whether, from the next start on, every event of libvirt's is lost."""
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers calls."""
        self._process = self.another_process()
        wait_for(self._is_ready, 30, f"the agent is ready; see {self._root}/agent.out")

    def another_process(self) -> subprocess.Popen[bytes]:
        """A process that tries to be this agent."""
        hearing = "deaf" if self.deaf else "hears"
        arguments = [str(self.installation.uuid), str(self._root), self.libvirtd.uri, self.boot, hearing]
        with (self._root / "agent.out").open("ab") as output:
            return subprocess.Popen([sys.executable, "-c", AGENT, *arguments], stdout=output, stderr=output)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def connect(self) -> Client:
        return Client(self.installation.socket)

    def end_behind_its_back(self, name: str) -> None:
        """Ends the guest as somebody with virsh would."""
        self.libvirtd.virsh("destroy", self.installation.domain_name(name))

    def qemu_of(self, name: str) -> int:
        """Process id of the guest's QEMU."""
        pid_file = self.libvirtd.folder / "run" / "qemu" / f"{self.installation.domain_name(name)}.pid"
        return int(pid_file.read_text())

    def lose_power(self) -> None:
        """The machine is off from one moment to the next. What is on disk stays; `start`, after libvirtd's, is its next boot."""
        self.stop(signal.SIGKILL)
        self.libvirtd.lose_power()
        names = Names(self.installation)
        processes.stop_all(stray_processes(self.installation))
        for namespace in links.namespaces(names.namespace_prefix):
            links.delete_namespace(namespace)
        for link in links.marked(names.alias_prefix):
            links.delete(link.name)
        nft.commit(Tables(names).removed())
        shutil.rmtree(self.installation.run)
        self.boot = str(uuid4())

    def forget_networks(self) -> None:
        """Takes the installation's networks off the host and puts the host's own settings back."""
        net = Net(self.installation, lambda _: None)
        net.remove_all()
        net.revert_changes()

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._root / "agent.out").read_text()
        ready = self.installation.ready
        return ready.exists() and ready.read_text().strip() == str(self._process.pid)


@contextlib.contextmanager
def real_agent(libvirtd: Libvirtd | None = None) -> Generator[RealAgent]:
    """A running agent, on a libvirtd of its own if none is given; it, its guests, networks and files end with the block."""
    root = Path(tempfile.mkdtemp(prefix="pag-", dir="/tmp"))  # QEMU's user must be able to enter it, and socket paths are short
    root.chmod(0o755)
    with contextlib.ExitStack() as last:
        last.callback(shutil.rmtree, root)
        agent = RealAgent(root, libvirtd or last.enter_context(private_libvirtd()))
        last.callback(agent.forget_networks)
        last.callback(agent.stop)
        agent.start()
        yield agent


def _empty_image(path: Path) -> Image:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(path), "64M"], check=True)
    return Image(path=str(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest(), virtual_size=64 << 20)
