"""The processes of an instance as services: units where systemd runs, else children of a small supervisor.

What may not stand here: what the processes do.
"""

from pileus.host.instance import Instance
from pileus.host.layout import Layout
from pileus.host.services.programs import Services, State
from pileus.host.services.supervised import Supervised
from pileus.host.services.systemd import SystemdUnits, systemd_runs

__all__ = ["Services", "State", "Supervised", "SystemdUnits", "services_of", "systemd_runs"]


def services_of(layout: Layout, instance: Instance) -> Services:
    """How this machine keeps the instance's processes running."""
    if not instance.simulator and systemd_runs():
        return SystemdUnits(layout, instance)
    return Supervised(layout, instance)
