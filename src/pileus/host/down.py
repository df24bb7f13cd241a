"""`pileus down`: ends the instance's own processes. Guests, and what serves their networks, go on.

What may not stand here: taking anything away, which is `uninstall`'s.
"""

from pileus.host import instance as instances
from pileus.host.layout import Layout
from pileus.host.lock import alone
from pileus.host.progress import Progress
from pileus.host.services import services_of


def down(layout: Layout, progress: Progress) -> int:
    """Stops what runs; stopping what is stopped is no fault."""
    instance = instances.existing(layout)
    with alone(layout):
        services = services_of(layout, instance)
        if not any(state.running for state in services.states()):
            progress.say("Pileus is stopped already.")
            return 0
        with progress.step("stop"):
            services.stop()
    progress.say("Pileus is stopped." + ("" if instance.simulator else " Guests and their networks go on; `pileus up` finds them again."))
    return 0
