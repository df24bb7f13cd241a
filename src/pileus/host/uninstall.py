"""`pileus uninstall`: takes away everything that Pileus made on this machine, and nothing else; puts the host's own settings back.

What may not stand here: knowledge of how a thing was made.
"""

import os
from contextlib import suppress

from pileus.agent.faults import AgentFault
from pileus.agent.storage import claims
from pileus.host import files, libvirt_daemons, packages, users
from pileus.host.errors import HostError
from pileus.host.guests import HostParts, disks, host_parts, libvirt_logs, pools
from pileus.host.instance import Instance, existing
from pileus.host.layout import Layout
from pileus.host.lock import alone
from pileus.host.progress import Progress
from pileus.host.services import services_of


def uninstall(layout: Layout, *, destroy_guests: bool, progress: Progress) -> int:
    """Removes the instance. Refuses while guests exist, unless told to destroy them. Safe to repeat after an interruption."""
    instance = existing(layout)
    if not instance.simulator and os.geteuid() != 0:
        raise HostError("uninstall", "needs root rights on this machine", "run the command as root (sudo)")
    with alone(layout):
        if not destroy_guests:
            _refuse_guests(layout, instance)
        services = services_of(layout, instance)
        with progress.step("stop"):
            services.stop()
            services.remove()
        left = [] if instance.simulator else _take_off_host(layout, instance, progress)
        stays = packages.installed_by_setup()
        with progress.step("delete files"):
            _delete(layout)
    progress.say("Pileus is uninstalled.")
    for line in left:
        progress.say(f"  left: {line}")
    if not instance.simulator:
        progress.say(f"  packages stay, since others may use them: {' '.join(stays)}")
    return 0


def _refuse_guests(layout: Layout, instance: Instance) -> None:
    """A disk stands for a guest: each has one, and it is what would be lost."""
    if found := [] if instance.simulator else disks(layout, instance):
        raise HostError(
            f"{len(found)} guest disk(s) in {', '.join(sorted({str(disk.parent.parent) for disk in found}))}",
            "belong to guests that would be lost",
            "expunge the instances and delete the volumes they left, or say `pileus uninstall --destroy-guests`",
        )


def _take_off_host(layout: Layout, instance: Instance, progress: Progress) -> list[str]:
    """Guests, networks, settings, user; answers what was left and why."""
    left: list[str] = []
    with host_parts(layout, instance) as host:
        with progress.step("destroy guests"):
            left += _destroy(host)
        with progress.step("remove networks, put the host's settings back"):
            host.net.remove_all()
            left += host.net.revert_changes()
    for pool in pools(layout, instance):
        claims.clear(pool)
    for log in libvirt_logs(instance):
        log.unlink(missing_ok=True)
    left += _end_daemons()
    users.remove(layout, instance)
    return left


def _destroy(host: HostParts) -> list[str]:
    try:
        host.destroy()
    except AgentFault as fault:
        if fault.kind != "unavailable":
            raise HostError("the guests", fault.text, fault.hint) from fault
        return [f"guests, if any still run: {fault.text}"]
    return []


def _end_daemons() -> list[str]:
    """Libvirt's daemons go too if Pileus started them and nobody needs them: the last instance sees to it."""
    ours = libvirt_daemons.started_by_pileus()
    if not ours:
        return []
    if others := libvirt_daemons.used_by_others():
        return [f"libvirt's daemons, which Pileus started: {others}"]
    libvirt_daemons.end(ours)
    return []


def _delete(layout: Layout) -> None:
    """The program's copy goes last: it may be what runs this."""
    for folder in layout.own_folders:
        files.remove(folder)
    if not layout.is_machine:
        with suppress(OSError):  # somebody else's files stay, and the folder with them
            layout.root.rmdir()
