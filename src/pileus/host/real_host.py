"""What a host of real guests is made of before its services start, and the first guest afterwards.

What may not stand here: how a part is made, and what a simulator needs too.
"""

import time
from typing import Any

import msgspec

from pileus.host import api, files, first_guest, host_checks, instance as instances, network_plan, prepare, program, users
from pileus.host.errors import HostError
from pileus.host.first_guest import FirstGuest
from pileus.host.guest_image import ImageBuildError, build
from pileus.host.instance import BuiltInTemplate, Instance
from pileus.host.layout import Layout
from pileus.host.progress import Progress
from pileus.host.services import services_of

TEMPLATE = "Tiny Linux (built in)"

HOST_WITHIN = 120.0


def make(layout: Layout, wanted: Instance, progress: Progress) -> Instance:
    """Everything but running processes. Answers the instance with the decisions that were made, which are kept."""
    if wanted.network is None:
        with progress.step("choose a private range that nobody here uses"):
            network = network_plan.choose(wanted.installation, bridge=layout.bridge)
            wanted = msgspec.structs.replace(wanted, network=network)
            progress.note(f"{network.cidr}, gateway {network.gateway}")
            _keep(layout, wanted)
    files.folder(layout.first_guest, prepare.OWN)
    host_checks.remember_acceleration(layout)
    with progress.step(f"copy the program to {layout.program}"):
        renewed = program.ensure(layout)
    if renewed:
        services_of(layout, wanted).stop()
    with progress.step("guest image"):
        wanted = msgspec.structs.replace(wanted, template=_template(layout, wanted, progress))
        _keep(layout, wanted)
    return wanted


def start_first_guest(layout: Layout, instance: Instance, progress: Progress) -> FirstGuest | None:
    """The guest that `up` ends with, running and reached; None if somebody has removed it."""
    if instance.network is None:
        return None
    caller = api.Api(api.account(layout))
    with progress.step("host joins"):
        _wait_for_host(caller)
    with progress.step("first guest"):
        guest = first_guest.ensure(layout, caller, instance.network.gateway, progress.note)
    if guest is not None and guest.state == "Running":
        with progress.step("ssh answers in the guest"):
            first_guest.wait_for_ssh(guest)
    return guest


def _keep(layout: Layout, wanted: Instance) -> None:
    user = users.find(layout, wanted)
    instances.save(layout, wanted, gid=user.gid if user else -1)


def _template(layout: Layout, known: Instance, progress: Progress) -> BuiltInTemplate:
    """The newest image; where no newer one can be built, as on a machine that is cut off, the one that is there."""
    folder = layout.secondary / "builtin"
    files.folder(folder, prepare.LOOK)
    try:
        image = build(folder, layout.image_work, report=progress.note)
    except ImageBuildError as error:
        if known.template is not None and (layout.secondary / known.template.path).exists():
            progress.note(f"the image that is there stays; a newer one cannot be built: {error}")
            return known.template
        raise HostError(error.what, error.cause, error.remedy) from error
    image.path.chmod(0o644)
    return BuiltInTemplate(
        name=TEMPLATE,
        path=str(image.path.relative_to(layout.secondary)),
        sha256=image.sha256,
        size=image.virtual_size,
        physical_size=image.size,
    )


def _wait_for_host(caller: api.Api) -> None:
    deadline = time.monotonic() + HOST_WITHIN
    hosts: list[dict[str, Any]] = []
    while time.monotonic() < deadline:
        hosts = caller.call("listHosts", type="Routing").get("host", [])
        if any(host["state"] == "Up" for host in hosts):
            return
        time.sleep(0.1)
    how = ", ".join(f"{host['name']} is {host['state']}" for host in hosts) or "none has joined"
    raise HostError("the host", f"is not up within {HOST_WITHIN:.0f} s ({how})", "see `pileus doctor` and the agent's log")
