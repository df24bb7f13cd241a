"""The system user that the manager of a real host runs as. What may not stand here: what that user owns."""

import grp
import pwd
import subprocess
from dataclasses import dataclass

from pileus.host.errors import HostError
from pileus.host.instance import Instance
from pileus.host.layout import Layout


@dataclass(frozen=True)
class ManagerUser:
    """Name and numbers; -1 stands for whoever runs the command, as a simulator's manager does."""

    name: str
    uid: int = -1
    gid: int = -1


def name_of(layout: Layout, instance: Instance) -> str:
    """The name that the user of a real host's manager has."""
    return "pileus" if layout.is_machine else f"pileus-{instance.short}"


def find(layout: Layout, instance: Instance) -> ManagerUser | None:
    """The user if it is there; raises HostError if the name belongs to somebody else."""
    if instance.simulator:
        return ManagerUser("")
    name = name_of(layout, instance)
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    if entry.pw_gecos != _mark(instance):
        raise HostError(
            f"user {name}",
            "exists on this machine and was not made for this instance",
            f"rename or remove it (`userdel {name}`) if nobody uses it",
        )
    return ManagerUser(name, entry.pw_uid, entry.pw_gid)


def ensure(layout: Layout, instance: Instance) -> ManagerUser:
    """The user, made if it is missing: a system user without home, password or shell."""
    found = find(layout, instance)
    if found is None:
        name = name_of(layout, instance)
        nobody_home = ("--home-dir", "/nonexistent", "--no-create-home", "--shell", "/usr/sbin/nologin")
        _run("useradd", "--system", "--user-group", *nobody_home, "--comment", _mark(instance), name)
        found = find(layout, instance)
    if found is None:
        raise HostError(
            f"user {name_of(layout, instance)}", "was made and cannot be found", "see that /etc/nsswitch.conf reads local users"
        )
    return found


def remove(layout: Layout, instance: Instance) -> None:
    """Takes the user away; one that is gone or was never ours is left alone."""
    try:
        found = find(layout, instance)
    except HostError:
        return
    if found is not None and found.name:
        _run("userdel", found.name)
        try:
            grp.getgrnam(found.name)
        except KeyError:
            return
        _run("groupdel", found.name)


def _mark(instance: Instance) -> str:
    return f"Pileus {instance.installation}"


def _run(*argv: str) -> None:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError as error:
        raise HostError(argv[0], "is not installed", "install the package passwd") from error
    if done.returncode:
        raise HostError(f"user {argv[-1]}", f"{argv[0]} failed: {done.stderr.strip()}", "see whether /etc/passwd can be written")
