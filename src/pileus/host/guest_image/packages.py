"""Packages of the distribution: which ones belong to the guest, fetching them, unpacking them. Nothing is ever installed.

What may not stand here: what the guest is made of, or how it is laid out.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pileus.host.guest_image.errors import ImageBuildError
from pileus.host.guest_image.tools import run

_UNUSED = ("./usr/share", "./usr/lib/*/gconv")
"""Manuals, translations and character sets: most of the files of the packages, none of use in the guest."""
_LISTS = Path("/var/lib/apt/lists")
_PLANNED = re.compile(r"^Inst (?P<name>\S+) \((?P<version>\S+) .*\[(?P<arch>\w+)\]\)", re.MULTILINE)
_KERNEL = re.compile(r"linux-(image|modules)-.*\d")
_SHOWN = re.compile(r"^(?P<field>Package|Depends|Pre-Depends): (?P<value>.+)$", re.MULTILINE)
_NAME = re.compile(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)")
_LIBRARY = re.compile(r"z?lib")


@dataclass(frozen=True, kw_only=True, order=True)
class Package:
    """One package at one version."""

    name: str
    version: str
    arch: str

    @property
    def file_name(self) -> str:
        """How apt-get names the file it fetches."""
        return f"{self.name}_{self.version.replace(':', '%3a')}_{self.arch}.deb"

    def __str__(self) -> str:
        return f"{self.name}={self.version}"


class Archive:
    """The distribution's packages as apt knows them.

    The package lists of the host are used as they are. Where they cannot answer, or are so old that a package they name is gone,
    lists of our own are fetched into the work folder, so that the host's stay untouched and no root is needed.
    """

    def __init__(self, work: Path, report: Callable[[str], None]) -> None:
        self._work = work
        self._report = report
        self._options: list[str] = []

    def resolve(self, wanted: Sequence[str], kernel: str) -> list[Package]:
        """The wanted packages, the kernel that the package `kernel` stands for, and every library they need."""
        try:
            return self._resolve(wanted, kernel)
        except ImageBuildError:
            if not self._refresh():
                raise
            return self._resolve(wanted, kernel)

    def fetch(self, packages: Sequence[Package]) -> list[Path]:
        """The packages' files, fetched where they are not there yet; older ones go. apt-get proves each against the signed lists."""
        folder = self._work / "packages"
        folder.mkdir(exist_ok=True)
        missing = [p for p in packages if not (folder / p.file_name).exists()]
        if missing:
            try:
                self._download(missing, folder)
            except ImageBuildError:
                if not self._refresh():
                    raise
                self._download(missing, folder)
        wanted = {p.file_name for p in packages}
        for outdated in (file for file in folder.iterdir() if file.name not in wanted):
            outdated.unlink()
        return [folder / p.file_name for p in packages]

    def _resolve(self, wanted: Sequence[str], kernel: str) -> list[Package]:
        # With an empty status file apt plans for a machine that has nothing, so the answer does not depend on this host's packages.
        status = self._work / "no-packages"
        status.touch()
        plan = run(
            "apt-get", *self._options, "-o", f"Dir::State::status={status}", "-o", "Debug::NoLocking=true",
            "--simulate", "--no-install-recommends", "install", *wanted, kernel,
        ).decode()  # fmt: skip
        planned = {m["name"]: Package(name=m["name"], version=m["version"], arch=m["arch"]) for m in _PLANNED.finditer(plan)}
        lacking = [name for name in wanted if name not in planned]
        kernels = {name for name in planned if _KERNEL.fullmatch(name)}
        if lacking or not kernels:
            raise ImageBuildError(", ".join(lacking) or kernel, "apt-get's plan does not contain it", "apt-get update")
        return sorted(planned[name] for name in kernels | self._with_libraries(wanted, planned))

    def _with_libraries(self, wanted: Sequence[str], planned: Mapping[str, Package]) -> set[str]:
        """The wanted packages and the libraries below them.

        The whole plan would be far too much: it also holds what the packages need only in order to be installed and configured.
        """
        libraries = [p for p in planned.values() if _LIBRARY.match(p.name)]
        shown = run("apt-cache", *self._options, "show", *[str(planned[name]) for name in wanted], *map(str, libraries)).decode()
        needs = _needs(shown)
        chosen, todo = set[str](), set(wanted)
        while todo:
            name = todo.pop()
            chosen.add(name)
            todo |= {n for n in needs.get(name, ()) if n in planned and _LIBRARY.match(n)} - chosen
        return chosen

    def _download(self, packages: Sequence[Package], folder: Path) -> None:
        self._report(f"fetching {len(packages)} packages for the guest image")
        run("apt-get", *self._options, "-q", "download", *map(str, packages), cwd=folder)
        for package in packages:
            if not (folder / package.file_name).exists():
                raise ImageBuildError(package.name, f"apt-get left no file {package.file_name}", "apt-get update")

    def _refresh(self) -> bool:
        """Switches to lists of our own; False when that was done before, so that an error is not tried away for ever."""
        if self._options:
            return False
        self._report("the host's package lists do not do; fetching fresh ones into the work folder")
        state, cache = self._work / "apt" / "state", self._work / "apt" / "cache"
        for folder in (state / "lists" / "partial", cache / "archives" / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        self._options = ["-o", f"Dir::State={state}", "-o", f"Dir::State::lists={state}/lists", "-o", f"Dir::Cache={cache}"]
        run("apt-get", *self._options, "-o", "APT::Update::Error-Mode=any", "-q", "update")
        return True


def _needs(shown: str) -> dict[str, set[str]]:
    """The names that each package depends on, alternatives included, from what apt-cache shows."""
    needs: dict[str, set[str]] = {}
    package = ""
    for match in _SHOWN.finditer(shown):
        if match["field"] == "Package":
            package = match["value"]
        else:
            needs.setdefault(package, set()).update(_NAME.findall(match["value"]))
    return needs


def lists_fingerprint() -> str:
    """Changes whenever the host's package lists change: while it does not, planning again would give the same packages."""
    stats = [(p.name, p.stat()) for p in sorted(_LISTS.glob("*Packages*"))]
    return hashlib.sha256(repr([(name, s.st_size, s.st_mtime_ns) for name, s in stats]).encode()).hexdigest()


def unpack(files: Iterable[Path], folder: Path) -> None:
    """Unpacks packages into one folder with merged /usr, as the distributions lay out their systems today."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (folder / "usr" / name).mkdir(parents=True)
        (folder / name).symlink_to(f"usr/{name}")
    for file in files:
        # dpkg-deb --extract would replace the links by folders
        content = run("dpkg-deb", "--fsys-tarfile", file)
        excludes = [f"--exclude={pattern}" for pattern in _UNUSED]
        run("tar", "--extract", "--keep-directory-symlink", *excludes, "--directory", folder, given=content)
