"""The bodies of the instance's processes: what `pileus manager` and `pileus agent` run.

What may not stand here: who starts them. Manager and agent are imported by the process that needs them, since neither may cost the other,
or the command line, its memory and time.
"""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pileus.host import users
from pileus.host.certificates import Certificates
from pileus.host.instance import Instance, address_plan, agent_installation, existing
from pileus.host.layout import SOURCE, Layout
from pileus.host.services.programs import SECRET

if TYPE_CHECKING:
    from pileus.manager.app import Config

SIMULATED_NETWORK = IPv4Network("10.1.0.0/16")
"""Of a simulator, whose guests need no address that is free here."""


def run_manager(layout: Layout) -> int:
    """The management server, until it is told to end."""
    gc.disable()  # until the server has started: collecting while modules are imported takes a tenth of its start
    from pileus.manager import app  # noqa: PLC0415

    os.umask(0o077)
    with suppress(FileNotFoundError):
        os.environ[SECRET] = layout.first_password.read_text()
    return app.run(config_of(layout, existing(layout)))


def run_agent(layout: Layout) -> int:
    """The hypervisor agent, until it is told to end."""
    from pileus.agent.agent import Options, run  # noqa: PLC0415

    os.umask(0o026)  # nobody reads our files, and services of networks reach theirs
    instance = existing(layout)
    user = users.find(layout, instance)
    return run(
        Options(
            installation=agent_installation(layout, instance),
            libvirt_uri=instance.libvirt,
            manager_uid=user.uid if user else None,
            socket_gid=user.gid if user else None,
        )
    )


def reset_admin(layout: Layout, password: str | None) -> str:
    """A new password for the first administrator, written into `admin.json` too; runs as the manager's user. Answers the password."""
    from pileus.manager import app  # noqa: PLC0415
    from pileus.manager.identity.seed import reset_admin as reset  # noqa: PLC0415
    from pileus.manager.kernel.database import Database  # noqa: PLC0415
    from pileus.manager.kernel.seal import sealer_at  # noqa: PLC0415

    os.umask(0o077)
    config = config_of(layout, existing(layout))
    database = Database(config.database or f"sqlite:///{Path(config.data) / 'pileus.db'}")
    try:
        with database.write() as session:
            admin = reset(session, sealer_at(Path(config.data) / "seal.key"), password=password)
        app.write_admin(config, admin)
    finally:
        database.close()
    return admin.password or ""


def config_of(layout: Layout, instance: Instance) -> "Config":
    """What the manager is told of the instance."""
    from pileus.manager.app import Config  # noqa: PLC0415
    from pileus.manager.compute import first_cloud  # noqa: PLC0415

    network = instance.network or address_plan(SIMULATED_NETWORK)
    tls = Certificates(layout.tls)
    plan = first_cloud.Plan(
        installation=instance.installation,
        hypervisor="Simulator" if instance.simulator else "KVM",
        network=msgspec.convert(msgspec.to_builtins(network), first_cloud.Range),
        secondary=str(layout.secondary),
        template=msgspec.convert(msgspec.to_builtins(instance.template), first_cloud.BuiltIn) if instance.template else None,
    )
    return Config(
        installation=instance.installation,
        etc=str(layout.etc),
        data=str(layout.manager_data),
        run=str(layout.manager_run),
        log=str(layout.log),
        port=instance.port,
        tls_port=instance.tls_port,
        tls_certificate=str(tls.certificate) if instance.tls_port else "",
        tls_key=str(tls.key) if instance.tls_port else "",
        ca=str(tls.ca) if instance.tls_port else "",
        integration_port=instance.integration_port,
        simulated_hosts=instance.hosts if instance.simulator else 0,
        empty=instance.empty,
        plan=plan,
        primary=str(layout.primary),
        agent_socket=str(agent_installation(layout, instance).socket),
        ui=str(SOURCE / "ui" / "dist"),
    )


def become_manager_user(layout: Layout, instance: Instance) -> None:
    """Gives up root rights for good, so that files made from here on are the manager's."""
    user = users.find(layout, instance)
    if user is not None and user.uid >= 0 and os.geteuid() == 0:
        groups: Sequence[int] = []
        os.setgroups(groups)
        os.setresgid(user.gid, user.gid, user.gid)
        os.setresuid(user.uid, user.uid, user.uid)
        sys.stdout.flush()
