"""What must be there before any process of an instance starts: folders with the right owners, and a valid certificate.

Safe to repeat, and repeated at every start, since a reboot takes the run folder away and certificates end.
What may not stand here: what an instance is made of once (`up`).
"""

from pileus.host import files, users
from pileus.host.instance import Instance, agent_installation
from pileus.host.layout import Layout

STICKY_FOR_GROUP = 0o1770
"""The manager may add and replace its own files there, and no others."""

ENTER = 0o711
LOOK = 0o755
OWN = 0o700


def prepare(layout: Layout, instance: Instance) -> users.ManagerUser:
    """Makes folders, the manager's user and certificates as they shall be; answers the user."""
    user = users.ManagerUser("") if instance.simulator else users.ensure(layout, instance)
    make_folders(layout, instance, user)
    if instance.tls_port:
        from pileus.host import certificates  # noqa: PLC0415 - a simulator has none as a rule, and starts sooner without

        at = certificates.Certificates(layout.tls)
        certificates.ensure(at, instance.installation, certificates.names_of_this_machine(), gid=user.gid)
    return user


def make_folders(layout: Layout, instance: Instance, user: users.ManagerUser) -> None:
    """The instance's folders, each with its owner and mode."""
    root = -1 if instance.simulator else 0
    if not layout.is_machine and not layout.root.exists():
        files.folder(layout.root, LOOK)
    files.folder(layout.etc, OWN if instance.simulator else STICKY_FOR_GROUP, uid=root, gid=user.gid)
    for path in (layout.data, layout.run):
        files.folder(path, OWN if instance.simulator else ENTER, uid=root)
    files.folder(layout.log, OWN if instance.simulator else ENTER, uid=root)
    files.folder(layout.manager_data, OWN, uid=user.uid, gid=user.gid)
    files.folder(layout.manager_run, OWN if instance.simulator else LOOK, uid=user.uid, gid=user.gid)
    files.folder(layout.secondary, LOOK, uid=user.uid, gid=user.gid)
    if not instance.simulator:
        files.folder(agent_installation(layout, instance).state, ENTER, uid=root)
    if instance.tls_port:
        files.folder(layout.tls, OWN if instance.simulator else LOOK, uid=root, gid=user.gid)
