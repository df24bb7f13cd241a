"""Parameters of deploying that shape the machine, its disks and leases: each reaches the host; what cannot be followed is refused."""

from typing import Any, cast

import pytest
from tests.world import NETWORK, TEMPLATE, World

from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.drivers.fake.host import Guest
from pileus.manager.kernel.errors import ApiError, Conflict
from pileus.manager.model.instance import Instance
from pileus.manager.model.storage import Volume
from pileus.wire.networks import GuestSpec

GIB = 1 << 30


def disk_offering(world: World, name: str) -> str:
    return next(str(o.id) for o in world.call("listDiskOfferings").items if o.name == name)


def disks(world: World, id: str) -> dict[int, Volume]:
    return {volume.device_id or 0: volume for volume in world.rows(Volume, instance_id=id)}


def lease(world: World, id: str) -> GuestSpec:
    world.manager.engine.reconcile(routers_up_to_date)
    return next(g for g in world.network().guests if g.instance_id == id)


def test_drivers_and_queues_reach_the_domain(shared_world: World) -> None:
    id = shared_world.running(
        name="tuned", iodriverpolicy="IO_uring", iothreadsenabled=True, nicmultiqueuenumber=2, nicpackedvirtqueuesenabled=True
    )
    spec = shared_world.thing("domain", id, Guest).spec
    assert (spec.iothread, [disk.io for disk in spec.disks]) == (True, ["io_uring"])
    assert [(nic.queues, nic.packed) for nic in spec.nics] == [(2, True)]
    shown = shared_world.instance(id).details
    assert (shown["io.policy"], shown["iothreads"], shown["nic.multiqueue.number"]) == ("io_uring", "true", "2")


def test_details_of_the_same_meaning_do_the_same_and_minus_one_is_a_queue_a_processor(shared_world: World) -> None:
    id = shared_world.running(
        name="detailed-tuning",
        details={"io.policy": "threads", "nic.multiqueue.number": "-1", "rootDiskController": "SCSI", "nicAdapter": "E1000"},
    )
    spec = shared_world.thing("domain", id, Guest).spec
    assert (spec.disks[0].io, spec.disks[0].bus, spec.nics[0].queues, spec.nics[0].model) == ("threads", "scsi", spec.vcpus, "e1000")


def test_changed_details_come_with_the_next_start(shared_world: World) -> None:
    id = shared_world.running(name="retuned")
    shared_world.call("updateVirtualMachine", id=id, details={"iothreads": "true"})
    assert not shared_world.thing("domain", id, Guest).spec.iothread
    shared_world.ended(shared_world.call("stopVirtualMachine", id=id, forced=True))
    shared_world.ended(shared_world.call("startVirtualMachine", id=id))
    assert shared_world.thing("domain", id, Guest).spec.iothread


def test_another_disk_offering_makes_the_root_disk(shared_world: World) -> None:
    small, custom = disk_offering(shared_world, "Small"), disk_offering(shared_world, "Custom")
    fixed = shared_world.running(name="fixed-root", overridediskofferingid=small)
    assert disks(shared_world, fixed)[0].size == 5 * GIB
    assert shared_world.instance(fixed).disk_offering_id == small
    chosen = shared_world.running(name="chosen-root", overridediskofferingid=custom, rootdisksize=3)
    assert disks(shared_world, chosen)[0].size == 3 * GIB
    plain = shared_world.running(name="plain-root", rootdisksize=2)
    assert disks(shared_world, plain)[0].size == 2 * GIB


def test_a_data_disk_can_be_made_from_a_template(shared_world: World) -> None:
    filled = {"datadisktemplateid": TEMPLATE, "diskofferingid": disk_offering(shared_world, "Small")}
    empty = {"diskofferingid": disk_offering(shared_world, "Custom"), "size": 1, "deviceid": 1}
    id = shared_world.running(name="filled", datadiskofferinglist=[filled], datadisksdetails=[empty])
    found = disks(shared_world, id)
    assert {n: (d.template_id, d.size) for n, d in found.items()} == {
        0: (TEMPLATE, found[0].size),
        1: (None, GIB),
        2: (TEMPLATE, 5 * GIB),
    }
    assert [disk.slot for disk in shared_world.thing("domain", id, Guest).spec.disks] == [0, 1, 2]


def test_no_data_disk_takes_the_place_of_the_drive(shared_world: World) -> None:
    wanted = [{"diskofferingid": disk_offering(shared_world, "Custom"), "size": 1} for _ in range(3)]
    assert sorted(disks(shared_world, shared_world.running(name="many", datadisksdetails=wanted))) == [0, 1, 2, 4]


def test_dhcp_options_reach_the_lease_and_can_be_changed(shared_world: World) -> None:
    id = shared_world.running(name="optioned", dhcpoptionsnetworklist=[{"networkid": NETWORK, "dhcp:42": "10.9.0.7", "dhcp:66": "boot"}])
    assert lease(shared_world, id).dhcp_options == {42: "10.9.0.7", 66: "boot"}
    [card] = shared_world.call("listNics", virtualmachineid=id).items
    assert [(o.extra_dhcp_option_code, o.extra_dhcp_value) for o in card.extra_dhcp_option] == [(42, "10.9.0.7"), (66, "boot")]
    assert len({option.id for option in card.extra_dhcp_option}) == len(card.extra_dhcp_option)
    shared_world.call("updateVirtualMachine", id=id, dhcpoptionsnetworklist=[{"networkid": NETWORK, "dhcp:42": "10.9.0.8"}])
    assert lease(shared_world, id).dhcp_options == {42: "10.9.0.8"}
    shared_world.call("updateVirtualMachine", id=id, displayname="kept")
    assert lease(shared_world, id).dhcp_options == {42: "10.9.0.8"}


def test_the_templates_tags_are_copied_when_asked_for(shared_world: World) -> None:
    tag = {"key": "kind", "value": "tiny"}
    shared_world.ended(shared_world.call("createTags", resourceids=TEMPLATE, resourcetype="Template", tags=[tag]))
    copied, plain = shared_world.running(name="copied", copyimagetags=True), shared_world.running(name="untagged")
    assert [(t.key, t.value) for t in shared_world.instance(copied).tags] == [("kind", "tiny")]
    assert shared_world.instance(plain).tags == []


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"bootintosetup": True}, "bootintosetup is not possible: the firmware"),
    ({"externaldetails": {"a": "b"}}, "externaldetails is not possible"),
    ({"extraconfig": "%3Cdevices%2F%3E"}, "extraconfig is not possible"),
    ({"ip6address": "fd00::1"}, "ip6address is not possible"),
    ({"iptonetworklist": [{"networkid": NETWORK, "ipv6": "fd00::1"}]}, "ipv6 is not possible"),
    ({"leaseduration": 7}, "leaseduration is not possible"),
    ({"leaseexpiryaction": "STOP"}, "leaseexpiryaction is not possible"),
    ({"nicnetworklist": [{"nic": "0", "network": NETWORK}]}, "nicnetworklist is not possible"),
    ({"properties": [{"key": "a", "value": "b"}]}, "properties is not possible"),
    ({"snapshotid": NETWORK}, "snapshotid is not possible"),
    ({"volumeid": NETWORK}, "volumeid is not possible"),
    ({"deploymentplanner": "Dice"}, "deploymentplanner Dice is unknown: it must be one of FirstFitPlanner, "),
    ({"iodriverpolicy": "fastest"}, "iodriverpolicy"),
    ({"nicmultiqueuenumber": 0}, "nic.multiqueue.number cannot be '0'"),
    ({"details": {"iothreads": "maybe"}}, "iothreads cannot be 'maybe'; it is one of true, false"),
    ({"details": {"rootDiskController": "floppy"}}, "rootDiskController cannot be 'floppy'"),
    ({"overridediskofferingid": "Small", "rootdisksize": 9}, "rootdisksize: disk offering Small fixes its size"),
    ({"overridediskofferingid": "Custom"}, "rootdisksize is missing"),
    ({"diskofferingid": "Small", "datadisksdetails": [{"diskofferingid": "Small", "deviceid": 3}]}, "deviceid 3 is not for a data disk"),
    ({"datadisksdetails": [{"diskofferingid": "Small", "deviceid": 2}] * 2}, "deviceid 2 is given to two disks"),
    ({"datadiskofferinglist": [{"diskofferingid": "Small", "datadisktemplateid": NETWORK}]}, "datadisktemplateid"),
    ({"datadiskofferinglist": [{"diskofferingid": "Small"}]}, "datadisktemplateid is missing"),
    ({"dhcpoptionsnetworklist": [{"dhcp:42": "1"}]}, r"dhcpoptionsnetworklist\[0\].networkid is missing"),
    ({"dhcpoptionsnetworklist": [{"networkid": TEMPLATE, "dhcp:42": "1"}]}, "has no card on network"),
    ({"dhcpoptionsnetworklist": [{"networkid": NETWORK, "dhcp:53": "1"}]}, "option 53 belongs to the protocol"),
    ({"dhcpoptionsnetworklist": [{"networkid": NETWORK, "dhcp:42": "1\n67,evil"}]}, "dhcp:42 must have"),
    ({"dhcpoptionsnetworklist": [{"networkid": NETWORK, "ntp": "1"}]}, "ntp is no DHCP option"),
]


@pytest.mark.parametrize(("wrong", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_followed_is_refused_by_name_and_makes_nothing(shared_world: World, wrong: dict[str, Any], said: str) -> None:
    before = len(shared_world.rows(Instance))
    with pytest.raises(ApiError, match=said) as refused:
        shared_world.deploy(**{name: _resolved(shared_world, value) for name, value in wrong.items()})
    assert refused.value.status == 431
    assert len(shared_world.rows(Instance)) == before


def _resolved(world: World, value: Any) -> Any:
    """The value with names of disk offerings replaced by their ids."""
    if isinstance(value, list):
        entries = cast("list[dict[str, Any]]", value)
        return [{name: _resolved(world, inner) for name, inner in entry.items()} for entry in entries]
    return disk_offering(world, value) if value in ("Small", "Custom") else value


def test_what_asks_for_nothing_is_no_reason_to_refuse(shared_world: World) -> None:
    id = shared_world.running(name="modest", bootintosetup=False, leaseduration=-1, extraconfig="")
    shared_world.ended(shared_world.call("rebootVirtualMachine", id=id, bootintosetup=False))
    for command, wrong in (("startVirtualMachine", "bootintosetup"), ("rebootVirtualMachine", "bootintosetup")):
        with pytest.raises(ApiError, match="bootintosetup is not possible"):
            shared_world.call(command, id=id, **{wrong: True})
    for name, value in (("customid", NETWORK), ("instancename", "mine"), ("extraconfig", "x"), ("leaseduration", 3)):
        with pytest.raises(ApiError, match=f"{name} is not possible"):
            shared_world.call("updateVirtualMachine", id=id, **{name: value})


def test_a_taken_mac_is_told_from_a_taken_name(shared_world: World) -> None:
    mac = "02:5e:00:00:00:01"
    shared_world.ended(shared_world.deploy(name="with-mac", macaddress=mac, startvm=False))
    with pytest.raises(Conflict, match=f"macaddress {mac} belongs to a card already"):
        shared_world.deploy(name="same-mac", macaddress=mac, startvm=False)
    with pytest.raises(Conflict, match="an instance named with-mac already; choose another name"):
        shared_world.deploy(name="with-mac", startvm=False)


def test_what_the_server_tells_of_an_instance_cannot_be_said_for_it(shared_world: World) -> None:
    started = shared_world.deploy(name="pretender", startvm=False, details=[{"acceleration": "kvm", "reason": "none", "mine": "yes"}])
    shared_world.ended(started)
    assert shared_world.instance(started.id).details == {"mine": "yes"}


def test_an_instance_begins_with_the_details_of_its_template(shared_world: World) -> None:
    shared_world.call("updateTemplate", id=TEMPLATE, details={"rootDiskController": "scsi", "nicAdapter": "e1000", "made": "here"})
    try:
        id = shared_world.running(name="as-its-template", details={"nicAdapter": "virtio"})
    finally:
        shared_world.call("updateTemplate", id=TEMPLATE, cleanupdetails=True)
    spec = shared_world.thing("domain", id, Guest).spec
    assert (spec.disks[0].bus, spec.nics[0].model) == ("scsi", "virtio")
    details = shared_world.instance(id).details
    assert (details["rootDiskController"], details["nicAdapter"], details["made"]) == ("scsi", "virtio", "here")
