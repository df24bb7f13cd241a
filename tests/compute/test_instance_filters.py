"""Lists that are narrowed by what nothing has yet."""

import pytest
from tests.world import NETWORK, World

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
