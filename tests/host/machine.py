"""A machine of the tests' own whose services are systemd's: a container over this machine's files, with a network of its own.

Nothing that happens in it reaches this machine: what is written goes into memory, and only what every Debian starts is started. It has
systemd as its first process, may do what root may on a host, and can be booted again. Guests in it are emulated.

Use `machine()`; the module is also the program that runs in the mount namespace that the container's files are put together in.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.host.libvirtd import wait_for

BOOTS_WITHIN = 60.0

CHECKOUT = Path(__file__).parents[2]

OWN = ("etc", "var/lib", "var/log", "opt")
"""Folders of an instance that this machine may have."""

REBOOTS = 133
"""How the container's program ends when the machine shall be booted again."""

ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}


@dataclass
class Machine:
    """A booted machine."""

    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def root(self) -> Path:
        """Its files, as this machine sees them."""
        return Path(f"/proc/{self.init()}/root")

    def init(self) -> int:
        """This machine's id of its first process; 0 while there is none."""
        below = [child for container in _children(self.process.pid) for child in _children(container)]
        return next((child for child in below if _name(child) == "systemd"), 0)

    def run(self, *argv: str, check: bool = True, limit: float = 300) -> subprocess.CompletedProcess[str]:
        """One command in it, as root, to its end."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.init()), "--all", "--wdns=/", "--", *argv],
            env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
        return done

    def shows(self, unit: str, name: str) -> str:
        """A property of a unit, as systemd tells it."""
        return self.run("systemctl", "show", "--value", "--property", name, unit).stdout.strip()

    def wait_until_booted(self) -> None:
        wait_for(self.init, BOOTS_WITHIN, f"systemd runs; see {self.folder}/out")
        wait_for(self._is_up, BOOTS_WITHIN, f"everything has started; see {self.folder}/out")

    def _is_up(self) -> bool:
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() in {"running", "degraded"}

    def reboot(self) -> None:
        """As when somebody types reboot; returns when it is up again."""
        before = self.init()
        self.run("systemctl", "reboot", check=False)
        wait_for(lambda: self.init() not in {0, before}, BOOTS_WITHIN, "another first process runs")
        self.wait_until_booted()

    def switch_off(self) -> None:
        """At once: the kernel ends everything in it with its first process."""
        with contextlib.suppress(ProcessLookupError):
            if init := self.init():
                os.kill(init, signal.SIGKILL)
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@contextlib.contextmanager
def machine(files: dict[str, Path]) -> Generator[Machine]:
    """A machine that is off and gone when the block ends. `files` are those that it has besides: where, and a copy of which."""
    folder = Path("/tmp") / f"pma-{secrets.token_hex(4)}"  # its name is the machine's, so no other signs
    for name in ("memory", "root"):
        (folder / name).mkdir(parents=True)
    words = [f"{place}={source}" for place, source in files.items()]
    with (folder / "out").open("wb") as output:
        process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", sys.executable, "-m", "tests.host.machine", str(folder), *words],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=CHECKOUT, start_new_session=True,
        )  # fmt: skip
    made = Machine(folder, process)
    try:
        made.wait_until_booted()
        yield made
    finally:
        made.switch_off()
        shutil.rmtree(folder)


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def main(folder: Path, files: dict[str, Path]) -> None:
    """Inside the namespace: puts the container's files together and boots it until it is off."""
    memory, root = folder / "memory", folder / "root"
    _mount("tmpfs", "tmpfs", memory, "mode=755")
    for name in ("upper", "work"):
        (memory / name).mkdir()
    _mount("overlay", "overlay", root, f"lowerdir=/,upperdir={memory}/upper,workdir={memory}/work")
    _mount("tmpfs", "tmpfs", Path("/run/systemd"), "mode=755")
    _forget_this_machine(root)
    if CHECKOUT.stat().st_dev != Path("/").stat().st_dev:
        subprocess.run(["mount", "--bind", CHECKOUT, root / CHECKOUT.relative_to("/")], check=True)
    (root / "etc/tmpfiles.d/tmp.conf").write_text("")  # /tmp is not emptied at boot: the checkout may lie there
    # it has none of this machine's cgroups to put guests into
    (root / "etc/libvirt/qemu.conf").write_text("cgroup_controllers = []\n")
    for place, source in files.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, root / place)
    container = [
        "systemd-nspawn", f"--directory={root}", "--boot", f"--machine={folder.name}", "--register=no", "--keep-unit", "--settings=no",
        "--private-network", "--capability=all", "--bind=/dev/net/tun", "--link-journal=no", "--console=pipe",
    ]  # fmt: skip
    keep_tmp = {**os.environ, "SYSTEMD_NSPAWN_TMPFS_TMP": "0"}  # the checkout may lie there
    while subprocess.run(container, env=keep_tmp, stdin=subprocess.DEVNULL, check=False).returncode == REBOOTS:
        pass


def _mount(kind: str, source: str, target: Path, options: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", kind, "-o", options, source, target], check=True)


def _forget_this_machine(root: Path) -> None:
    """Another identity, none of this machine's instances of Pileus, and no service that only this machine has."""
    (root / "etc/machine-id").write_text(f"{uuid4().hex}\n")
    for folder in OWN:
        shutil.rmtree(root / folder / "pileus", ignore_errors=True)
    for wants in (root / "etc/systemd/system").glob("*.wants/*"):
        if "libvirt" not in wants.name and "virtlog" not in wants.name:
            wants.unlink()
    for script in root.glob("etc/rc?.d/S*"):
        script.unlink()
    for name in ("passwd", "group", "shadow", "gshadow"):
        table = root / "etc" / name
        table.write_text("".join(line for line in table.read_text().splitlines(keepends=True) if not line.startswith("pileus")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), {place: Path(source) for place, _, source in (word.partition("=") for word in sys.argv[2:])})
