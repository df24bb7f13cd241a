"""The `qemu-img` program, kept on a short leash: limits on time, memory and what it may write. What may not stand here: where files lie."""

import os
import pwd
import subprocess
from pathlib import Path

import msgspec
from msgspec import Struct

from pileus.agent.faults import AgentFault

PROBE_SECONDS = 20
CREATE_SECONDS = 60

PROBE_LIMITS = ["--as=2147483648", f"--cpu={PROBE_SECONDS}", "--fsize=0", "--nofile=64", "--core=0"]
"""For a look at a file that may be hostile: 2 GiB of address space, no file written."""

SANDBOX_USER = "nobody"


class Info(Struct, frozen=True, rename="kebab"):
    """The part of `qemu-img info --output=json` that matters here."""

    virtual_size: int
    format: str
    backing_filename: str | None = None
    encrypted: bool = False
    format_specific: "_Specific | None" = None

    @property
    def data_file(self) -> str | None:
        return self.format_specific.data.data_file if self.format_specific else None


class _Data(Struct, frozen=True, rename="kebab"):
    data_file: str | None = None


class _Specific(Struct, frozen=True):
    data: _Data = _Data()


def probe(path: Path, file_format: str, *, hostile: bool) -> Info:
    """What the file says of itself, read as `file_format` and nothing else. A hostile file must belong to `sandbox_user` already."""
    command = ["prlimit", *PROBE_LIMITS, "qemu-img", "info", "--output=json", "-U", "-f", file_format, str(path)]
    output = _run(command, PROBE_SECONDS, f"read {path}", as_user=sandbox_user() if hostile else None)
    try:
        return msgspec.json.decode(output, type=Info)
    except msgspec.MsgspecError as e:
        raise AgentFault("invalid", f"cannot read {path}: qemu-img says {output[:200]!r}", "The file is damaged; get it again.") from e


def sandbox_user() -> int | None:
    """The powerless user that looks at hostile files; None when the agent itself is not root, and then may look as what it is."""
    return pwd.getpwnam(SANDBOX_USER).pw_uid if os.geteuid() == 0 else None


def create(path: Path, size: int) -> None:
    """An empty disk."""
    _run(["qemu-img", "create", "-q", "-f", "qcow2", str(path), str(size)], CREATE_SECONDS, f"make disk {path}")


def create_over(path: Path, backing: str, backing_format: str, size: int) -> None:
    """A disk that begins as what `backing` (relative to the disk's folder) holds."""
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", backing_format, "-b", backing, str(path), str(size)]
    _run(command, CREATE_SECONDS, f"make disk {path} over {backing}")


def _run(command: list[str], seconds: int, subject: str, as_user: int | None = None) -> bytes:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
            user=as_user,
            group=as_user,
            extra_groups=None if as_user is None else [],
        )
    except subprocess.TimeoutExpired as e:
        raise AgentFault("timeout", f"cannot {subject}: qemu-img took more than {seconds} s", "The file or its storage is at fault.") from e
    except FileNotFoundError as e:
        raise AgentFault("unavailable", f"cannot {subject}: {e.filename} is not installed", "Install qemu-utils and util-linux.") from e
    if done.returncode == 0:
        return done.stdout
    words = " ".join(done.stderr.decode(errors="replace").split()) or f"qemu-img ended with status {done.returncode}"
    if "No space left on device" in words:
        raise AgentFault("capacity", f"cannot {subject}: {words}", "Make room on the pool's file system.")
    raise AgentFault("invalid", f"cannot {subject}: {words}", "The file is damaged or not what it was declared as.")
