"""The kernel of the unpacked packages and those of its modules that a guest on QEMU needs.

What may not stand here: when the guest loads which of them; its own scripts say that.
"""

import lzma
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from pileus.host.guest_image.errors import ImageBuildError
from pileus.host.guest_image.tools import run

FOR_THE_DISK = ("virtio_pci", "virtio_blk", "ext4")
"""Without these no root file system on the usual kind of disk."""
FOR_OTHER_DISKS = ("virtio_scsi", "sd_mod", "ata_piix")
FOR_THE_SYSTEM = (
    "virtio_net", "virtio_console", "virtio_balloon", "virtio_rng", "button", "evdev",
    "sr_mod", "isofs", "vfat", "nls_ascii", "nls_cp437",
)  # fmt: skip


class Kernel:
    """One kernel with its modules, as unpacked below `tree`."""

    def __init__(self, tree: Path) -> None:
        images = sorted((tree / "boot").glob("vmlinuz-*"))
        if not images:
            raise ImageBuildError("the kernel's package", "holds no /boot/vmlinuz", "report this with the package's name")
        self.image = images[-1]
        self.release = self.image.name.removeprefix("vmlinuz-")
        self._modules = tree / "usr/lib/modules" / self.release
        run("depmod", "-b", tree, self.release)
        self._needs = dict(_dependencies(self._modules / "modules.dep"))
        self._builtin = {_name(line) for line in (self._modules / "modules.builtin").read_text().splitlines()}

    def closure(self, names: Iterable[str]) -> list[PurePosixPath]:
        """The files of the named modules and of all they need, in the order of loading; what is built in needs none."""
        paths: dict[PurePosixPath, None] = {}
        for name in names:
            if name in self._needs:
                path, needed = self._needs[name]
                # modules.dep lists what a module needs with the deepest last
                paths.update(dict.fromkeys([*reversed(needed), path]))
            elif name not in self._builtin:
                raise ImageBuildError(f"kernel {self.release}", f"has no module {name}", "report this with the kernel's name")
        return list(paths)

    def copy(self, paths: Sequence[PurePosixPath], folder: Path, *, numbered: bool = False) -> None:
        """Copies modules, unpacked so that busybox can load them: in their own folders, or side by side in their order's number."""
        for number, path in enumerate(paths):
            plain = path.with_suffix("") if path.suffix != ".ko" else path
            target = folder / (f"{number:02}-{plain.name}" if numbered else plain)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy_unpacked(self._modules / path, target)

    def install(self, names: Iterable[str], tree: Path) -> None:
        """Puts modules into the tree of a guest in such a way that its modprobe finds them."""
        folder = tree / "usr/lib/modules" / self.release
        self.copy(self.closure(names), folder)
        for index in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
            shutil.copyfile(self._modules / index, folder / index)
        run("depmod", "-b", tree, self.release)


def _dependencies(file: Path) -> Iterator[tuple[str, tuple[PurePosixPath, list[PurePosixPath]]]]:
    for line in file.read_text().splitlines():
        path, _, needed = line.partition(":")
        yield _name(path), (PurePosixPath(path), [PurePosixPath(p) for p in needed.split()])


def _name(path: str) -> str:
    """A module's name as modprobe compares it."""
    return PurePosixPath(path).name.partition(".ko")[0].replace("-", "_")


def _copy_unpacked(source: Path, target: Path) -> None:
    match source.suffix:
        case ".xz":
            target.write_bytes(lzma.decompress(source.read_bytes()))
        case ".zst":
            target.write_bytes(run("zstd", "--decompress", "--stdout", source))
        case _:
            shutil.copyfile(source, target)
