"""`pileus up`: from whatever is there to an instance that runs. Every step may be repeated; what was decided before stays decided.

What may not stand here: how a step is done.
"""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from pileus.host import api, files, instance as instances, preflight, prepare
from pileus.host.errors import HostError
from pileus.host.instance import Instance
from pileus.host.layout import Layout
from pileus.host.lock import alone
from pileus.host.progress import Progress
from pileus.host.services import Services, Supervised, services_of, supervisor
from pileus.host.services.programs import SECRET

if TYPE_CHECKING:
    from pileus.host.first_guest import FirstGuest

READY_WITHIN = 120.0
"""Seconds; a busy machine may need tens of them."""
LOOK_EVERY = 0.02
COUNT_EVERY = 0.25
STARTS = 3
"""That many starts of the manager during one `up` are no accident: it ends each time for the same reason."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line says; None leaves a decision as it was."""

    simulator: bool = False
    hosts: int | None = None
    empty: bool | None = None
    port: int | None = None
    tls_port: int | None = None
    agent_port: int | None = None
    integration_port: int | None = None
    foreground: bool = False


def up(layout: Layout, options: Options, progress: Progress) -> int:
    """Brings the instance up and says how to reach it."""
    if os.geteuid() != 0 and not _decide(instances.load(layout), options).simulator:
        remedy = "run `./pileus up`, which asks sudo for them, or try it with --simulator"
        raise HostError("real guests", "need root rights on this machine", remedy)
    with alone(layout):
        known = instances.load(layout)
        wanted = _decide(known, options)
        process = _bring_up(layout, known, wanted, options, progress)
    if process is not None:
        return _stay(process)
    return 0


def _bring_up(
    layout: Layout, known: Instance | None, wanted: Instance, options: Options, progress: Progress
) -> "subprocess.Popen[bytes] | None":
    with progress.step("preflight"):
        preflight.require(layout, wanted, progress.note)
        if options.agent_port is not None:
            progress.note(f"--agent-port {options.agent_port} is kept for the day other hosts can join; nothing opens it yet")
    if known is not None and wanted != known:
        with progress.step("stop what runs with the old options"):
            services_of(layout, known).stop()
    _record(layout, wanted)
    if not wanted.simulator:
        from pileus.host import real_host  # noqa: PLC0415 - a simulator starts in half the time without it

        wanted = real_host.make(layout, wanted, progress)
    services = services_of(layout, wanted)
    with progress.step("start"):
        process = _start(layout, services, foreground=options.foreground)
        _wait_ready(layout, wanted, services)
        layout.first_password.unlink(missing_ok=True)
    guest = None if wanted.simulator else _first_guest(layout, wanted, progress)
    _tell(layout, wanted, guest, progress)
    return process


# ---- decisions


def _decide(known: Instance | None, options: Options) -> Instance:
    if known is not None and options.simulator and not known.simulator:
        raise HostError("this instance", "is one of real guests, not a simulator", "give the simulator a folder of its own with --root DIR")
    base = known or instances.fresh("simulator" if options.simulator else "host")
    if not base.simulator and (options.hosts is not None or options.empty):
        raise HostError("--hosts and --empty", "are for a simulator", "add --simulator, with a --root of its own")
    given = {
        name: value
        for name in ("hosts", "empty", "port", "tls_port", "agent_port", "integration_port")
        if (value := getattr(options, name)) is not None
    }
    wanted = msgspec.structs.replace(base, **given)
    if known is None and not wanted.simulator:
        wanted = msgspec.structs.replace(wanted, libvirt=os.environ.get("PILEUS_LIBVIRT_URI") or wanted.libvirt)
    twice = sorted(option for option, port in wanted.ports.items() if list(wanted.ports.values()).count(port) > 1)
    if twice:
        raise HostError(" and ".join(twice), f"name the same port {wanted.ports[twice[0]]}", "give each a port of its own")
    return wanted


def _first_guest(layout: Layout, wanted: Instance, progress: Progress) -> "FirstGuest | None":
    from pileus.host.real_host import start_first_guest  # noqa: PLC0415 - as above

    return start_first_guest(layout, wanted, progress)


def _record(layout: Layout, wanted: Instance) -> None:
    """The record comes first: whatever is made afterwards can then be found again, and taken away."""
    if not layout.etc.exists():
        files.folder(layout.etc, prepare.OWN)
    instances.save(layout, wanted)
    user = prepare.prepare(layout, wanted)
    instances.save(layout, wanted, gid=user.gid)
    password = os.environ.get(SECRET)
    if password and not layout.admin.exists():
        files.write(layout.first_password, password.encode(), uid=user.uid, gid=user.gid)


# ---- starting


def _start(layout: Layout, services: Services, *, foreground: bool) -> "subprocess.Popen[bytes] | None":
    if not foreground:
        services.start()
        return None
    if not isinstance(services, Supervised):
        raise HostError(
            "--foreground", "is for machines whose services are not systemd's", "leave it out; follow `journalctl -fu 'pileus-*'`"
        )
    if supervisor.running(layout):
        raise HostError("--foreground", "this instance runs in the background already", "stop it with `pileus down` first")
    return services.spawn(detached=False)


def _wait_ready(layout: Layout, wanted: Instance, services: Services) -> None:
    began = time.monotonic()
    count_at = began + COUNT_EVERY
    started = set[int]()
    trouble = ""
    while not trouble:
        if is_ready(layout, wanted):
            return
        time.sleep(LOOK_EVERY)
        now = time.monotonic()
        if now >= count_at:
            started |= {state.pid for state in services.states() if state.name == "manager" and state.pid}
            count_at = now + COUNT_EVERY
        if len(started) >= STARTS:
            trouble = "ends each time it is started"
        elif now - began >= READY_WITHIN:
            trouble = f"is not ready within {READY_WITHIN:.0f} s"
    raise HostError("the manager", f"{trouble}. Its last words:\n{services.last_words()}\n", "see `pileus doctor`")


def is_ready(layout: Layout, wanted: Instance) -> bool:
    """Whether the manager that runs now answers calls on its own port."""
    try:
        pid = int(layout.manager_ready.read_text())
        os.kill(pid, 0)
    except PermissionError:
        pass
    except (OSError, ValueError):
        return False
    said = api.health(wanted.port)
    return bool(said and said.get("ok"))


def _stay(process: "subprocess.Popen[bytes]") -> int:
    """Waits for the supervisor that stays in the foreground; the terminal's interrupt reaches it too."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()


# ---- telling


def _tell(layout: Layout, wanted: Instance, guest: "FirstGuest | None", progress: Progress) -> None:
    say = progress.say
    base = (
        f"https://{socket.gethostname()}:{wanted.tls_port}"
        if wanted.tls_port and not wanted.simulator
        else f"http://127.0.0.1:{wanted.port}"
    )
    say("")
    say(f"Pileus is up after {progress.seconds:.1f} s" + (f": a simulator of {wanted.hosts} host(s)." if wanted.simulator else "."))
    say(
        f"  web interface  {base}/client/" + (f"  (on this machine also http://127.0.0.1:{wanted.port}/client/)" if wanted.tls_port else "")
    )
    say(f"  API            http://127.0.0.1:{wanted.port}/client/api")
    say(f"  account        admin, domain ROOT; password and keys: {layout.admin}")
    if wanted.tls_port:
        say(f"  certificate    signed by {layout.tls / 'ca.crt'}")
    if guest is not None:
        say(f"  first guest    {guest.name}, {guest.state}, address {guest.address}")
        say(f"  its console    {base}/client/console/{guest.id}")
        shell = ("sudo", *guest.ssh) if "SUDO_UID" in os.environ else guest.ssh  # its key is root's alone
        say(f"  its shell      {' '.join(shell)}")
    elif not wanted.simulator:
        say("  first guest    was removed; start one in the web interface")
    sys.stdout.flush()
