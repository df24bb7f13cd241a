"""Lists that are narrowed by what nothing has yet."""

import pytest
from tests.world import NETWORK, World

from pileus.manager.kernel.errors import ApiError

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


@pytest.mark.parametrize("command", ["listVirtualMachines", "listVirtualMachinesMetrics"])
def test_only_the_parts_that_were_asked_for_are_told(shared_world: World, command: str) -> None:
    id = shared_world.running()

    def told(*parts: str) -> set[str]:
        [found] = shared_world.call(command, id=id, showicon=True, details=",".join(parts)).items
        fields = ("nic", "security_group", "affinity_group", "template_name", "service_offering_id", "cpu_number", "root_device_type")
        assert (found.id, found.state, found.zone_name) == (id, "Running", "default")
        return {field for field in fields if getattr(found, field) is not None}

    assert told("min") == set()
    assert told("nics", "tmpl") == {"nic", "template_name"}
    assert told("min", "servoff", "affgrp") == {"affinity_group", "service_offering_id", "cpu_number"}
    assert len(told("all", "min")) == 7
    with pytest.raises(ApiError, match="details"):
        shared_world.call(command, id=id, details="everything")


def test_words_in_filters_are_read_in_any_case(shared_world: World) -> None:
    id = shared_world.running()
    for asked in ({"state": "running"}, {"state": "PRESENT"}, {"hypervisor": "simulator"}):
        assert shared_world.call("listVirtualMachines", id=id, **asked).count == 1
    assert shared_world.call("listVirtualMachines", id=id, hypervisor="kvm").count == 0


def test_an_instance_is_found_by_each_of_its_key_pairs(shared_world: World) -> None:
    names = ["first", "second", "third"]
    for name in names:
        shared_world.call("createSSHKeyPair", name=name)
    id = shared_world.running(keypairs=",".join(names))
    for name in names:
        assert [found.id for found in shared_world.call("listVirtualMachines", keypair=name).items] == [id]
    assert shared_world.call("listVirtualMachines", keypair="irs").count == 0
