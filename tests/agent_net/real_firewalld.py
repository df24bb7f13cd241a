"""A firewalld of the test's own, on a bus of its own, that looks after the namespace of the calling thread.

Its own configuration lies in the given folder; it reads the distribution's zones and services where the package put them.
"""

import contextlib
import subprocess
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from tests.agent_net.world import eventually, run

BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <allow own="org.fedoraproject.FirewallD1"/>
    <allow own="org.fedoraproject.FirewallD1.config"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""


@dataclass
class RealFirewalld:
    """One firewalld with the bus that it is asked through."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    @property
    def bus(self) -> str:
        return f"unix:path={self.folder}/bus"

    def command(self, *words: str) -> str:
        """What its own program says."""
        return run("env", f"DBUS_SYSTEM_BUS_ADDRESS={self.bus}", "firewall-cmd", *words).stdout.strip()

    def running(self) -> bool:
        return run("env", f"DBUS_SYSTEM_BUS_ADDRESS={self.bus}", "firewall-cmd", "--state", check=False).stdout.strip() == "running"

    def start(self) -> None:
        """Returns when its rules are loaded."""
        own = self.folder / "etc"
        own.mkdir(exist_ok=True)
        words = ["firewalld", "--nofork", "--nopid", "--log-target=file", f"--log-file={self.folder}/log", f"--system-config={own}"]
        self.spawn("env", f"DBUS_SYSTEM_BUS_ADDRESS={self.bus}", *words)
        eventually(self.running, limit=30)

    def spawn(self, *argv: str) -> None:
        with (self.folder / "out").open("ab") as output:
            self.processes.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output))

    def stop(self) -> None:
        """Ends firewalld politely, so that it takes its rules along; the bus goes on."""
        process = self.processes.pop()
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def real_firewalld(folder: Path) -> Generator[RealFirewalld]:
    """Runs until the block ends. `folder` must exist; its path must be short, as a socket's is."""
    daemon = RealFirewalld(folder)
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    try:
        daemon.spawn("dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile")
        eventually((folder / "bus").exists)
        daemon.start()
        yield daemon
    finally:
        for process in reversed(daemon.processes):
            process.kill()
            process.wait()
