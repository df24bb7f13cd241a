"""CloudStack's parameters of the instance commands that would change how an instance runs and cannot be followed here.

An unknown parameter is ignored; one of these must not be, since the instance would not be what was asked for. What becomes possible is
declared by its command and taken out here.
"""

from collections.abc import Mapping

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.errors import InvalidValue

NO_SETUP = "the firmware of guests has no set-up menu"
NO_LEASE = "leases of instances are not kept here"
RAW = "an instance's definition is made here alone; details such as io.policy or nic.multiqueue.number change parts of it"

DEPLOY: Mapping[str, str] = {
    "bootintosetup": NO_SETUP,
    "externaldetails": "every hypervisor here is a KVM host of its own, and takes no such details",
    "extraconfig": RAW,
    "ip6address": "networks here have IPv4 addresses only",
    "leaseduration": NO_LEASE,
    "leaseexpiryaction": NO_LEASE,
    "nicnetworklist": "there are no templates of network appliances here; name the networks by networkids, in order of the cards",
    "properties": "there are no vApp templates here; hand such values over by userdata",
    "snapshotid": "an instance starts from a template here, not from a snapshot",
    "volumeid": "an instance starts from a template here, not from an existing volume",
}
START: Mapping[str, str] = {"bootintosetup": NO_SETUP}
UPDATE: Mapping[str, str] = {
    "customid": "an instance keeps the id it was made with",
    "extraconfig": RAW,
    "instancename": "the internal name follows from the instance's number",
    "leaseduration": NO_LEASE,
    "leaseexpiryaction": NO_LEASE,
}


def refuse(ctx: Ctx, reasons: Mapping[str, str]) -> None:
    """Refuses the call if it gives one of these parameters a value; false and -1 ask for nothing."""
    for name, text in ctx.raw.items():
        parameter = name.split("[", 1)[0].lower()
        if parameter in reasons and text.strip().lower() not in ("", "false", "-1"):
            raise InvalidValue(f"{parameter} is not possible: {reasons[parameter]}; leave {parameter} out")
