"""A person of the tests' own who may use sudo with a password, and a checkout of theirs, as fresh as from git.

Both are gone when the block ends. The interface comes along as it is built here, since building it says nothing about who builds it.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2]


@dataclass(frozen=True)
class SudoUser:
    """The person; commands run as theirs have no terminal, so that sudo asks a program for the password."""

    name: str
    home: Path
    password: str

    @property
    def checkout(self) -> Path:
        return self.home / "pileus"

    @property
    def shell(self) -> tuple[str, ...]:
        """What goes before a command of theirs."""
        return ("setsid", "--wait", "setpriv", "--reuid", self.name, "--regid", self.name, "--init-groups", "--")

    @property
    def environment(self) -> dict[str, str]:
        """What they have that whoever runs the tests has not."""
        return {
            "HOME": str(self.home),
            "USER": self.name,
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "DISPLAY": "none",
            "SUDO_ASKPASS": str(self.checkout / "tests" / "host" / "askpass"),
            "PILEUS_TEST_PASSWORD": self.password,
        }

    def run(self, *argv: str, cwd: Path | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One command of theirs to its end, in their checkout unless told otherwise."""
        done = subprocess.run(
            [*self.shell, *argv], cwd=cwd or self.checkout, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{argv}: {done.stdout}{done.stderr}"
        return done

    def not_theirs(self) -> list[Path]:
        """Files below their home that belong to somebody else."""
        owner = pwd.getpwnam(self.name).pw_uid
        return [path for path in (self.home, *self.home.rglob("*")) if path.lstat().st_uid != owner]


@contextlib.contextmanager
def sudo_user() -> Generator[SudoUser]:
    """A person with sudo, as Debian's group of that name gives it, with a home that is closed to others."""
    home = Path(tempfile.mkdtemp(prefix="psu-", dir="/tmp"))
    person = SudoUser(f"psu-{secrets.token_hex(4)}", home, secrets.token_hex(8))
    try:
        subprocess.run(["useradd", "--no-create-home", "--home-dir", home, "--user-group", "--groups", "sudo", person.name], check=True)
        subprocess.run(["chpasswd"], input=f"{person.name}:{person.password}\n", text=True, check=True)
        _check_out(person.checkout)
        subprocess.run(["chown", "--recursive", f"{person.name}:{person.name}", home], check=True)
        yield person
    finally:
        shutil.rmtree(home)
        subprocess.run(["userdel", person.name], check=False)
        for told in (Path("/var/lib/sudo/lectured"), Path("/run/sudo/ts")):
            (told / person.name).unlink(missing_ok=True)


def _check_out(folder: Path) -> None:
    """The files that git knows of here, as they are now, committed there; and the interface as it is built here."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=SOURCE, capture_output=True, check=True
    ).stdout
    for name in {os.fsdecode(name) for name in listed.split(b"\0") if name}:
        if (SOURCE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(SOURCE / name, folder / name)
    git = ("git", "-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--no-verify", "--message", "as it is")):
        subprocess.run([*git, *words], cwd=folder, check=True)
    shutil.copytree(SOURCE / "ui" / "dist", folder / "ui" / "dist")
    (folder / "ui" / "node_modules").mkdir()
    for stamp in (".stamp", ".built"):  # setup asks these whether there is anything to fetch or to build
        shutil.copy2(SOURCE / "ui" / "node_modules" / stamp, folder / "ui" / "node_modules" / stamp)
