"""The copy of Pileus that the services of a real host run from, so that the checkout may be moved or deleted.

What may not stand here: starting anything.
"""

import compileall
import hashlib
import importlib.metadata
import re
import shutil
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

from pileus.host import files
from pileus.host.errors import HostError
from pileus.host.layout import SOURCE, Layout

LOCK = Path("requirements/run.lock")
PARTS = (Path("src/pileus"), Path("ui/dist"), Path("tools/packages.table"), LOCK)
"""What is copied besides the environment; the copy has the shape of a checkout."""

ENVIRONMENT = ".venv"
STAMP = "version"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==[^ ;\\]+\s*(;)?")

LAUNCHER = "#!{python} -I\nimport sys\n\nfrom pileus.cli import main\n\nsys.exit(main())\n"


def python_of(program: Path) -> Path:
    """The interpreter that runs a copy."""
    return program / ENVIRONMENT / "bin" / "python"


def ensure(layout: Layout) -> bool:
    """Makes the copy the same as what runs now, unless it is what runs now; tells whether it is a new one."""
    target = layout.program
    if target == SOURCE:
        return False
    wanted = _fingerprint()
    if _stamp(target) == wanted:
        return False
    fresh, old = (target.with_name(f".{target.name}.{word}") for word in ("new", "old"))
    for leftover in (fresh, old):
        files.remove(leftover)
    files.folder(fresh, 0o755)
    try:
        _copy(fresh, target)
        (fresh / STAMP).write_text(wanted)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    finally:
        files.remove(fresh)
    files.remove(old)
    return True


def _copy(fresh: Path, target: Path) -> None:
    for part in PARTS:
        source = SOURCE / part
        (fresh / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, fresh / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, fresh / part)
    # the manager's user may not write there, and would compile everything at each start
    compileall.compile_dir(fresh / "src", quiet=1, stripdir=str(fresh), prependdir=str(target))
    venv.EnvBuilder(symlinks=True).create(fresh / ENVIRONMENT)
    here = Path(sysconfig.get_path("purelib"))
    site = fresh / ENVIRONMENT / here.relative_to(Path(sys.prefix))
    site.mkdir(parents=True, exist_ok=True)
    for name in sorted(_top_level()):
        if (here / name).is_dir():
            shutil.copytree(here / name, site / name, symlinks=True)
        elif (here / name).exists():
            shutil.copy2(here / name, site / name)
    for binding in here.glob("libvirt*"):  # a link to the distribution's own
        shutil.copy2(binding, site / binding.name, follow_symlinks=False)
    (site / "pileus.pth").write_text("../../../../src\n")
    launcher = fresh / ENVIRONMENT / "bin" / "pileus"
    launcher.write_text(LAUNCHER.format(python=python_of(target)))
    launcher.chmod(0o755)


def _top_level() -> set[str]:
    """Names in site-packages of everything that runs, without what only developers need."""
    found: set[str] = set()
    for name in (*_locked(), "pileus"):
        for file in importlib.metadata.distribution(name).files or ():
            first = file.parts[0]
            if first not in {"..", "__pycache__", "pileus.pth"}:
                found.add(first)
    return found


def _locked() -> Iterator[str]:
    """The packages of the lock that are installed here; one without a condition must be."""
    lock = SOURCE / LOCK
    if not lock.exists():
        raise HostError(str(lock), "is missing", "run `pileus up` from a whole checkout")
    for line in lock.read_text().splitlines():
        if match := _PINNED.match(line):
            name, conditional = match.groups()
            try:
                importlib.metadata.distribution(name)
            except importlib.metadata.PackageNotFoundError as error:
                if conditional:
                    continue
                raise HostError(f"the Python package {name}", "is not installed", "run `make setup`") from error
            yield name


def _fingerprint() -> str:
    """Changes with every file that would be copied."""
    digest = hashlib.sha256(sys.version.encode())
    for part in PARTS:
        for file in sorted((SOURCE / part).rglob("*")) if (SOURCE / part).is_dir() else [SOURCE / part]:
            if file.is_file() and "__pycache__" not in file.parts:
                status = file.stat()
                digest.update(f"{file.relative_to(SOURCE)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _stamp(target: Path) -> str:
    try:
        return (target / STAMP).read_text()
    except (FileNotFoundError, NotADirectoryError):
        return ""
