"""What lists are narrowed by that no instance has yet, and where an instance starts."""

from pathlib import Path

import pytest
from tests.world import NETWORK, World, open_world

from pileus.manager.model.infrastructure import Host
from pileus.manager.model.instance import Instance

NOWHERE = "ffffffff-ffff-4fff-8fff-ffffffffffff"


@pytest.mark.parametrize("command", ["listVirtualMachines", "listVirtualMachinesMetrics"])
def test_what_no_instance_has_finds_none_and_its_lack_finds_all(shared_world: World, command: str) -> None:
    id = shared_world.running()
    ids = ("isoid", "vpcid", "autoscalevmgroupid", "backupofferingid", "extensionid")
    for asked in ({name: NOWHERE} for name in ids):
        assert shared_world.call(command, id=id, **asked).count == 0
    for name in ("gpuenabled", "isvnf", "leased", "forvirtualnetwork"):
        assert (shared_world.call(command, id=id, **{name: True}).count, shared_world.call(command, id=id, **{name: False}).count) == (0, 1)
    assert (shared_world.call(command, id=id, arch="x86_64").count, shared_world.call(command, id=id, arch="aarch64").count) == (1, 0)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("listZones", {"tags": [{"key": "a", "value": "b"}]}),
        ("listZones", {"storageaccessgroup": "fast"}),
        ("listPods", {"storageaccessgroup": "fast"}),
        ("listClusters", {"storageaccessgroup": "fast"}),
        ("listHosts", {"storageaccessgroup": "fast"}),
        ("listHosts", {"outofbandmanagementenabled": True}),
        ("listHosts", {"outofbandmanagementpowerstate": "On"}),
        ("listNetworks", {"associatednetworkid": NETWORK}),
        ("listNetworks", {"vlan": "7"}),
        ("listRouters", {"vpcid": NOWHERE, "listall": True}),
        ("listRouters", {"arch": "aarch64", "listall": True}),
        ("listRouters", {"version": "4.9", "listall": True}),
        ("listServiceOfferings", {"vgpuprofileid": NOWHERE}),
        ("listTemplates", {"templatefilter": "all", "extensionid": NOWHERE}),
    ],
)
def test_other_lists_tell_truly_that_they_have_no_such_thing(shared_world: World, command: str, asked: dict[str, object]) -> None:
    shared_world.running()
    without = {name: value for name, value in asked.items() if name in ("listall", "templatefilter")}
    assert shared_world.call(command, **without).count > 0
    assert shared_world.call(command, **asked).count == 0


def test_cards_that_are_not_shown_to_their_owner_there_are_none(shared_world: World) -> None:
    id = shared_world.running()
    assert [shared_world.call("listNics", virtualmachineid=id, fordisplay=shown).count for shown in (True, False)] == [1, 0]


def test_capacity_of_a_tag_is_that_of_its_hosts(world: World) -> None:
    with world.db.write() as session:
        session.get_one(Host, world.host.id).tags = "ssd,fast"
    memory = {tag: world.call("listCapacity", type=0, tag=tag).items[0].capacity_total for tag in ("fast", "fas")}
    assert memory["fast"] > 0
    assert memory["fas"] == 0


def test_the_last_host_counts_only_while_it_is_to(tmp_path: Path) -> None:
    with open_world(tmp_path, hosts=2) as world:
        id = world.running(name="mover")
        first = world.row(Instance, id).host_id
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        assert world.row(Instance, id).last_host_id == first
        world.ended(world.call("startVirtualMachine", id=id))
        assert world.row(Instance, id).host_id == first
        world.ended(world.call("stopVirtualMachine", id=id, forced=True))
        world.ended(world.call("startVirtualMachine", id=id, considerlasthost=False, deploymentplanner="FirstFitPlanner"))
        assert world.instance(id).state == "Running"
