"""Services as units of systemd. What may not stand here: machines without it, and what the processes do."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from pileus.host import files
from pileus.host.errors import HostError
from pileus.host.instance import Instance
from pileus.host.layout import Layout
from pileus.host.services.programs import STOP_WITHIN, Program, State, command, programs
from pileus.host.users import name_of

UNITS = Path("/etc/systemd/system")
READABLE = 0o644

Section = tuple[str, Sequence[tuple[str, str]]]


def systemd_runs() -> bool:
    """Whether this machine's services are systemd's, by its own test."""
    return Path("/run/systemd/system").is_dir()


class SystemdUnits:
    """The instance's processes as units, which also come back when the machine starts."""

    def __init__(self, layout: Layout, instance: Instance, folder: Path = UNITS) -> None:
        self._layout = layout
        self._instance = instance
        self._folder = folder

    def unit(self, program: str) -> str:
        """The unit's name."""
        return f"pileus-{program}.service" if self._layout.is_machine else f"pileus-{self._instance.short}-{program}.service"

    def install(self) -> bool:
        """Writes the units; tells whether any has changed."""
        changed = False
        for program in programs(self._layout, self._instance):
            path = self._folder / self.unit(program.name)
            text = _text(self._sections(program))
            if not path.exists() or path.read_text() != text:
                files.write(path, text.encode(), READABLE)
                changed = True
        return changed

    def start(self) -> None:
        if self.install():
            _systemctl("daemon-reload")
        _systemctl("enable", "--now", "--quiet", *self._names())

    def stop(self) -> None:
        if names := self._installed():
            _systemctl("stop", *names)

    def states(self) -> list[State]:
        return [self._state(program.name) for program in programs(self._layout, self._instance)]

    def last_words(self) -> str:
        done = subprocess.run(
            ["journalctl", "--no-pager", "--lines", "15", "--output", "cat", "--unit", self.unit("manager")],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        return done.stdout.strip()

    def remove(self) -> None:
        if names := self._installed():
            _systemctl("disable", "--now", "--quiet", *names)
            for name in names:
                (self._folder / name).unlink(missing_ok=True)
            _systemctl("daemon-reload")

    def _names(self) -> list[str]:
        return [self.unit(program.name) for program in programs(self._layout, self._instance)]

    def _installed(self) -> list[str]:
        return [name for name in self._names() if (self._folder / name).exists()]

    def _state(self, program: str) -> State:
        done = subprocess.run(
            ["systemctl", "show", "--property", "ActiveState,SubState,MainPID", self.unit(program)],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        said = {key: value for key, _, value in (line.partition("=") for line in done.stdout.splitlines())}
        active, pid = said.get("ActiveState", ""), int(said.get("MainPID") or 0)
        return State(program, active == "active", pid, f"{active or 'unknown'}; see `journalctl -u {self.unit(program)}`")

    def _sections(self, program: Program) -> list[Section]:
        agent = program.name == "agent"
        layout = self._layout
        # stopped before libvirt-guests ends the guests at shutdown, which else would look like their own wish to be off
        after = "network.target local-fs.target" + (" libvirtd.service libvirt-guests.service" if agent else f" {self.unit('agent')}")
        unit = [
            ("Description", f"Pileus {program.name}" + ("" if layout.is_machine else f" of {layout.root}")),
            ("After", after),
            *([("Wants", "libvirtd.service")] if agent else []),
            ("StartLimitIntervalSec", "0"),
        ]
        service = [
            ("Type", "notify" if agent else "exec"),
            ("ExecStartPre", f"+{_words(command(layout, self._instance, 'prepare'))}"),
            ("ExecStart", _words(program.argv)),
            ("Restart", "always"),
            ("RestartSec", "500ms"),
            ("TimeoutStopSec", str(STOP_WITHIN)),
            ("LimitNOFILE", "65536"),
            *(self._for_agent() if agent else self._for_manager()),
        ]
        return [("Unit", unit), ("Service", service), ("Install", [("WantedBy", "multi-user.target")])]

    def _for_agent(self) -> list[tuple[str, str]]:
        """The processes that serve guest networks are its children at first and must outlive it."""
        return [("KillMode", "process")]

    def _for_manager(self) -> list[tuple[str, str]]:
        layout, user = self._layout, name_of(self._layout, self._instance)
        return [
            ("User", user),
            ("Group", user),
            ("NoNewPrivileges", "yes"),
            ("ProtectSystem", "strict"),
            # The agent's folder comes and goes with the agent's socket in it, so all of the run folder must be seen as it is.
            ("ReadWritePaths", _words([str(path) for path in (layout.etc, layout.manager_data, layout.secondary, layout.run)])),
            # An instance in a folder of its own may lie where these would hide it.
            *([("ProtectHome", "yes"), ("PrivateTmp", "yes")] if layout.is_machine else []),
            ("PrivateDevices", "yes"),
            ("ProtectKernelTunables", "yes"),
            ("ProtectKernelModules", "yes"),
            ("ProtectControlGroups", "yes"),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),
            ("RestrictSUIDSGID", "yes"),
            ("LockPersonality", "yes"),
        ]


def _words(argv: Sequence[str]) -> str:
    """A command line as systemd reads it: its special signs are escaped, and words with blanks quoted."""
    return " ".join(f'"{word}"' if " " in word else word for word in (w.replace("%", "%%").replace("$", "$$") for w in argv))


def _text(sections: Sequence[Section]) -> str:
    parts = ["# Written by `pileus up`; changed there, not here. Own settings belong into a drop-in (systemctl edit)."]
    for name, entries in sections:
        parts += ["", f"[{name}]", *(f"{key}={value}" for key, value in entries)]
    return "\n".join(parts) + "\n"


def _systemctl(*words: str) -> None:
    done = subprocess.run(["systemctl", *words], capture_output=True, text=True, timeout=90, check=False)
    if done.returncode:
        raise HostError(
            f"systemctl {words[0]}", done.stderr.strip() or f"failed with status {done.returncode}", "see `systemctl status 'pileus-*'`"
        )
