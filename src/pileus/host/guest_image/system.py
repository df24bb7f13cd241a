"""The two file trees of the guest: its root file system and the initramfs that finds it.

What the guest does is said by the scripts below `files/`; what may not stand here is any of that, or a disk's layout.
"""

import re
import shutil
import stat
from pathlib import Path

from pileus.host.guest_image.distribution import Distribution
from pileus.host.guest_image.errors import ImageBuildError
from pileus.host.guest_image.kernel import FOR_OTHER_DISKS, FOR_THE_DISK, FOR_THE_SYSTEM, Kernel
from pileus.host.guest_image.tools import run

FILES = Path(__file__).parent / "files"

_PROGRAMS = ("usr/sbin/dropbear", "usr/bin/dropbearkey", "usr/sbin/qemu-ga", "usr/sbin/resize2fs")
_FOLDERS = ("dev", "proc", "tmp", "root/.ssh", "sys", "run", "mnt", "home", "etc/dropbear", "var/log", "var/lib/cloud")
_MODES = {"tmp": 0o1777, "root": 0o700, "root/.ssh": 0o700, "etc/shadow": 0o600}
"""Where a mode is not the usual one."""
_LINKS = {"etc/mtab": "../proc/self/mounts", "usr/sbin/init": "../bin/busybox", "var/run": "../run"}
_LIBRARY = re.compile(r"^\s+[^/\s]+ => (.+) \(0x", re.MULTILINE)
"""A line of the loader's list; its line for itself names a path on the left."""


def make_root(packages: Path, kernel: Kernel, distribution: Distribution, version: str, tree: Path) -> None:
    """Lays out the guest's root file system in `tree` from the unpacked packages and our own files."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (tree / "usr" / name).mkdir(parents=True)
        (tree / name).symlink_to(f"usr/{name}")
    for name in _FOLDERS:
        (tree / name).mkdir(parents=True, exist_ok=True)
    for link, goal in _LINKS.items():
        (tree / link).symlink_to(goal)
    _busybox(packages, tree)
    for program in _PROGRAMS:
        _program(packages, program, tree)
    kernel.install((*FOR_THE_DISK, *FOR_OTHER_DISKS, *FOR_THE_SYSTEM), tree)
    _own_files(FILES / "root", tree)
    (tree / "etc/os-release").write_text(
        f'ID=pileus-guest\nNAME="Pileus small guest"\nVERSION_ID="{version}"\n'
        f'PRETTY_NAME="Pileus small guest, made from the packages of {distribution.name}"\n'
    )
    _set_modes(tree)


def make_initramfs(packages: Path, kernel: Kernel, tree: Path, file: Path) -> None:
    """Lays out the initramfs in `tree` and packs it into `file`."""
    for name in ("bin", "dev", "proc", "tmp", "root/.ssh", "sys", "newroot", "lib/modules/slow"):
        (tree / name).mkdir(parents=True)
    shutil.copy(_found(packages, "usr/bin/busybox"), tree / "bin/busybox")
    fast = kernel.closure(FOR_THE_DISK)
    slow = [path for path in kernel.closure(FOR_OTHER_DISKS) if path not in fast]
    kernel.copy(fast, tree / "lib/modules/fast", numbered=True)
    kernel.copy(slow, tree / "lib/modules/slow", numbered=True)
    _own_files(FILES / "initramfs", tree)
    names = b"".join(bytes(path.relative_to(tree)) + b"\0" for path in sorted(tree.rglob("*")))
    archive = run("cpio", "--null", "--create", "--format=newc", "--owner=0:0", "--quiet", given=names, cwd=tree)
    file.write_bytes(run("lz4", "-l", "-9", "-c", given=archive))


def _busybox(packages: Path, tree: Path) -> None:
    program = tree / "usr/bin/busybox"
    shutil.copy(_found(packages, "usr/bin/busybox"), program)
    for applet in run(program, "--list").decode().split():
        if applet != "busybox":
            (tree / "usr/bin" / applet).symlink_to("busybox")


def _program(packages: Path, program: str, tree: Path) -> None:
    """Copies a program and the libraries that its own distribution's loader finds for it, never those of this machine."""
    source = _found(packages, program)
    shutil.copy(source, tree / program)
    folders = ":".join(str(folder) for folder in (packages / "usr/lib/x86_64-linux-gnu", packages / "usr/lib"))
    loader = _found(packages, "lib64/ld-linux-x86-64.so.2").resolve()
    listed = run(loader, "--inhibit-cache", "--library-path", folders, "--list", source).decode()
    for library in map(Path, _LIBRARY.findall(listed)):
        if not library.is_relative_to(packages):
            raise ImageBuildError(program, f"needs {library.name}, which none of the fetched packages holds", "apt-get update")
        target = tree / library.relative_to(packages)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library.resolve(), target)
    shutil.copy(loader, tree / "usr/lib64/ld-linux-x86-64.so.2")


def _own_files(source: Path, tree: Path) -> None:
    for file in sorted(source.rglob("*")):
        if not file.is_file():
            continue
        name = str(file.relative_to(source))
        content = file.read_bytes()
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # an applet of busybox may stand where ours belongs, and writing through its link would destroy busybox itself
        target.unlink(missing_ok=True)
        target.write_bytes(content)
        # by content, since an installed package does not keep the modes of its files
        target.chmod(0o755 if content.startswith(b"#!") else 0o644)


def _set_modes(tree: Path) -> None:
    """The modes of the guest's files, whatever umask the build runs under."""
    for path in tree.rglob("*"):
        name = str(path.relative_to(tree))
        if path.is_symlink():
            continue
        usual = 0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644
        path.chmod(_MODES.get(name, usual))


def _found(packages: Path, name: str) -> Path:
    path = packages / name
    if not path.exists():
        raise ImageBuildError(f"/{name}", "is in none of the fetched packages", "apt-get update")
    return path
