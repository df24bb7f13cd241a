"""Running the outside programs of the build, and saying which package brings the one that is missing.

What may not stand here: what any of the programs is run for.
"""

import os
import shutil
import subprocess
from pathlib import Path

from pileus.host.guest_image.errors import ImageBuildError

PACKAGES = {
    "apt-cache": "apt",
    "apt-get": "apt",
    "cpio": "cpio",
    "debugfs": "e2fsprogs",
    "depmod": "kmod",
    "dpkg-deb": "dpkg",
    "lz4": "lz4",
    "mcopy": "mtools",
    "mke2fs": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
    "qemu-img": "qemu-utils",
    "syslinux": "syslinux",
    "tar": "tar",
    "zstd": "zstd",
}
"""Which package of the distribution brings each program; the names are the same on Debian and Ubuntu."""

_SYSTEM_FOLDERS = "/usr/sbin:/sbin"


def require() -> None:
    """Raises an error that names every program the build needs and this machine lacks."""
    missing = [tool for tool in PACKAGES if tool != "zstd" and _find(tool) is None]
    if missing:
        packages = " ".join(sorted({PACKAGES[tool] for tool in missing}))
        raise ImageBuildError(", ".join(missing), "not found on this machine", f"apt-get install {packages}")


def run(tool: str | Path, *arguments: str | Path | int, given: bytes | None = None, cwd: Path | None = None) -> bytes:
    """Runs one program to its end and returns what it printed; its failure is an ImageBuildError with its last words."""
    name = str(tool)
    path = name if "/" in name else _find(name)
    if path is None:
        package = PACKAGES.get(name, name)
        raise ImageBuildError(name, "not found on this machine", f"apt-get install {package}")
    done = subprocess.run([path, *map(str, arguments)], input=given, cwd=cwd, capture_output=True, check=False, env=_environment())
    if done.returncode:
        raise ImageBuildError(Path(name).name, _last_words(done), _remedy(name))
    return done.stdout


def _find(tool: str) -> str | None:
    return shutil.which(tool, path=_search_path())


def _search_path() -> str:
    """An ordinary user's PATH lacks the folders of mke2fs and its like."""
    return f"{os.environ.get('PATH', os.defpath)}:{_SYSTEM_FOLDERS}"


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": _search_path(), "LC_ALL": "C", "MTOOLS_SKIP_CHECK": "1"}


def _last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
    return " / ".join(said[-6:]) or f"ended with status {done.returncode} and said nothing"


def _remedy(tool: str) -> str:
    if tool.startswith("apt-"):
        return "see that apt-get update ends without an error on this machine, then run it again"
    return "see that the work folder's disk has 500 MB free, then run it again"
