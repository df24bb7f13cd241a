"""Building the guest image from packages to a finished file, once for each set of sources and packages.

What may not stand here: how any one step is done.
"""

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pileus.host.guest_image.disk import VIRTUAL_SIZE, make_disk
from pileus.host.guest_image.distribution import PROGRAMS, Distribution, this_distribution
from pileus.host.guest_image.errors import ImageBuildError
from pileus.host.guest_image.kernel import Kernel
from pileus.host.guest_image.packages import Archive, Package, lists_fingerprint, unpack
from pileus.host.guest_image.system import make_initramfs, make_root
from pileus.host.guest_image.tools import require


@dataclass(frozen=True, kw_only=True)
class GuestImage:
    """A finished image. Its file never changes: another version is another file."""

    path: Path
    version: str
    """The distribution's label and a hash of the sources and package versions that the image was made from."""
    sha256: str
    virtual_size: int
    """Bytes of the disk that a guest sees."""
    size: int
    """Bytes of the file."""


def build(target: Path, work: Path, *, report: Callable[[str], None]) -> GuestImage:
    """Makes sure that the newest guest image stands in the folder `target`, and says which file it is.

    Nothing is done when the image was already made from the same sources and packages. `work` keeps the fetched packages between
    builds and may be deleted at any time. Root rights are not needed, and nothing is installed on the host. Two builds into the
    same work folder wait for each other. A build that is interrupted leaves no image. Raises ImageBuildError.
    """
    target.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    distribution, sources = this_distribution(), _sources_digest()
    with _alone(work):
        lists = lists_fingerprint()
        for image, made_from in _finished(target):
            if made_from == {"sources": sources, "lists": lists}:
                return image
        require()
        archive = Archive(work, report)
        packages = archive.resolve(PROGRAMS, distribution.kernel)
        version = f"{distribution.label}-{_version_digest(sources, packages)}"
        image = next((image for image, _ in _finished(target) if image.version == version), None)
        if image is None:
            image = _make(target, work, version, archive.fetch(packages), distribution, report)
        _write_manifest(image, {"sources": sources, "lists": lists})
        return image


def _make(
    target: Path, work: Path, version: str, files: Sequence[Path], distribution: Distribution, report: Callable[[str], None]
) -> GuestImage:
    report("building the guest image")
    with tempfile.TemporaryDirectory(dir=work, prefix="build-") as name:
        folder = Path(name)
        unpack(files, folder / "packages")
        kernel = Kernel(folder / "packages")
        initramfs = folder / "initrd.img"
        make_root(folder / "packages", kernel, distribution, version, folder / "root")
        make_initramfs(folder / "packages", kernel, folder / "initramfs", initramfs)
        disk = make_disk(kernel.image, initramfs, folder / "root", _boot_sector(distribution), folder)
        path = target / f"pileus-guest-{version}.qcow2"
        _move(disk, path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    image = GuestImage(path=path, version=version, sha256=digest, virtual_size=VIRTUAL_SIZE, size=path.stat().st_size)
    report(f"guest image {version} is ready ({image.size / (1 << 20):.0f} MiB)")
    return image


def _boot_sector(distribution: Distribution) -> bytes:
    try:
        return distribution.boot_sector.read_bytes()
    except OSError as error:
        raise ImageBuildError(str(distribution.boot_sector), error.strerror or "unreadable", "apt-get install syslinux-common") from error


def _move(source: Path, target: Path) -> None:
    """Into place at once, even when the two folders lie on different disks."""
    partial = target.with_suffix(".partial")
    shutil.copyfile(source, partial)
    partial.replace(target)


@contextmanager
def _alone(work: Path) -> Generator[None]:
    with (work / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _finished(target: Path) -> Iterator[tuple[GuestImage, dict[str, str]]]:
    """The images of the folder that are complete, each with what its manifest says it was made from."""
    for manifest in sorted(target.glob("pileus-guest-*.json")):
        said = json.loads(manifest.read_text())
        image = GuestImage(path=manifest.with_suffix(".qcow2"), **said["image"])
        if image.path.exists() and image.path.stat().st_size == image.size:
            yield image, said["made_from"]


def _write_manifest(image: GuestImage, made_from: dict[str, str]) -> None:
    """Written last: an image without it is not taken for finished."""
    facts = asdict(image)
    del facts["path"]
    partial = image.path.with_suffix(".json.partial")
    partial.write_text(json.dumps({"image": facts, "made_from": made_from}, indent=1))
    partial.replace(image.path.with_suffix(".json"))


def _sources_digest() -> str:
    """Of this package's own files: a change to any script or step makes another image."""
    folder, digest = Path(__file__).parent, hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _version_digest(sources: str, packages: Sequence[Package]) -> str:
    return hashlib.sha256("\n".join([sources, *map(str, packages)]).encode()).hexdigest()[:12]
