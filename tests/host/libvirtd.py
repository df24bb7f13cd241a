"""A libvirtd of the tests' own, so that the machine's is never touched: own sockets, state, logs and configuration.

It lives in a mount namespace of its own, where the usual folders are other ones; networks and processes are the machine's. Domains on it
are ended with it. Its virtlogd comes along, since nothing starts one on demand where systemd does not run.

Use `private_libvirtd()`; the module is also the program that runs inside the namespace.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

FOLDERS = {
    "run": "/run/libvirt",
    "lib": "/var/lib/libvirt",
    "log": "/var/log/libvirt",
    "etc": "/etc/libvirt",
    "cache": "/var/cache/libvirt",
}

LIBVIRTD_CONF = """\
auth_unix_rw = "none"
unix_sock_rw_perms = "0700"
host_uuid = "{uuid}"
log_outputs = "2:file:{log}/libvirtd.log"
"""

QEMU_CONF = """\
security_driver = "none"
cgroup_controllers = []
"""


@dataclass
class Libvirtd:
    """One running private libvirtd."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    @property
    def uri(self) -> str:
        return f"qemu+unix:///system?socket={self.folder}/run/libvirt-sock"

    def start(self) -> None:
        """Starts it and returns when it answers. Domains of an earlier run are found again."""
        self.processes = [self._spawn("virtlogd"), self._spawn("libvirtd")]
        wait_for(lambda: self.virsh("list", check=False).returncode == 0, 30, "the private libvirtd answers")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Ends libvirtd at once; its guests run on."""
        self.processes[-1].send_signal(number)
        self.processes[-1].wait(30)

    def restart(self) -> None:
        self.processes[-1] = self._spawn("libvirtd")
        wait_for(lambda: self.virsh("list", check=False).returncode == 0, 30, "the private libvirtd answers again")

    def lose_power(self) -> None:
        """Everything of it is gone from one moment to the next: daemons, guests, and what a reboot takes away. `start` brings it back."""
        self._kill_all()
        for entry in (self.folder / "run").iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def _kill_all(self) -> None:
        """The daemons, and every QEMU that is left."""
        for process in self.processes:
            process.kill()
            process.wait(30)
        for file in (self.folder / "run" / "qemu").glob("*.pid"):
            line = Path("/proc", file.read_text().strip(), "cmdline")
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it may be gone already, whatever the file says
                if f"guest={file.stem}," in line.read_text():
                    os.kill(int(line.parent.name), signal.SIGKILL)
                    wait_for(lambda line=line: not line.exists(), 30, f"QEMU of {file.stem} is gone")

    def virsh(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """What a stranger would do to our guests."""
        return subprocess.run(["virsh", "-c", self.uri, *arguments], capture_output=True, text=True, timeout=60, check=check)

    def domains(self) -> list[str]:
        return self.virsh("list", "--all", "--name").stdout.split()

    def stop(self) -> None:
        """Ends every domain on it, then itself."""
        if self.virsh("list", check=False).returncode == 0:
            for name in self.domains():
                self.virsh("destroy", name, check=False)
                self.virsh("undefine", name, check=False)
        self._kill_all()  # a polite end takes libvirtd eight seconds, and nothing of it is kept

    def _spawn(self, daemon: str) -> subprocess.Popen[bytes]:
        output = (self.folder / "log" / f"{daemon}.out").open("ab")
        with output:
            return subprocess.Popen(
                ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, str(self.folder), daemon],
                stdout=output,
                stderr=output,
            )


@contextlib.contextmanager
def private_libvirtd() -> Generator[Libvirtd]:
    """A libvirtd that ends, with everything on it, when the block does."""
    folder = Path(tempfile.mkdtemp(prefix="plv-", dir="/tmp"))  # short: socket paths are limited
    folder.chmod(0o755)
    for part, usual in FOLDERS.items():
        (folder / part).mkdir()
        Path(usual).mkdir(parents=True, exist_ok=True)
    (folder / "etc" / "libvirtd.conf").write_text(LIBVIRTD_CONF.format(uuid=uuid4(), log="/var/log/libvirt"))
    (folder / "etc" / "qemu.conf").write_text(QEMU_CONF)
    libvirtd = Libvirtd(folder)
    try:
        libvirtd.start()
        yield libvirtd
    finally:
        libvirtd.stop()
        shutil.rmtree(folder)


def wait_for(holds: Callable[[], object], limit: float, what: str) -> None:
    """Returns as soon as `holds` is true; fails with `what` after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not holds():
        assert time.monotonic() < deadline, f"not within {limit} s: {what}"
        time.sleep(0.02)


def main(folder: Path, daemon: str) -> None:
    """Inside the namespace: puts the private folders in the usual places and becomes the daemon."""
    for part, usual in FOLDERS.items():
        subprocess.run(["mount", "--bind", str(folder / part), usual], check=True)
    path = shutil.which(daemon, path="/usr/sbin:/usr/bin")
    assert path is not None, f"{daemon} is not installed"
    pid_file = f"/run/libvirt/{daemon}.pid"
    os.execv(path, [daemon, "--pid-file", pid_file])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
