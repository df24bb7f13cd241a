"""Affinity groups: what they are, who may use them, and on which hosts their instances come to be."""

from collections.abc import Iterator

import pytest
from tests.world import World, open_world

from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound
from pileus.manager.model.instance import Instance


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A server with three hosts."""
    with open_world(tmp_path_factory.mktemp("wide"), hosts=3) as world:
        yield world


def group(world: World, name: str, type: str) -> str:
    started = world.call("createAffinityGroup", name=name, type=type)
    world.ended(started)
    return str(started.id)


def host_of(world: World, id: str) -> str | None:
    return world.row(Instance, id).host_id


def test_members_of_a_strict_group_are_apart_until_no_host_is_left(wide: World) -> None:
    apart = group(wide, "apart", "host anti-affinity")
    ids = [wide.running(affinitygroupids=[apart]) for _ in range(3)]
    assert len({host_of(wide, id) for id in ids}) == 3
    refused = wide.failed(wide.deploy(affinitygroupids=[apart]))
    assert refused.error_status == 533
    assert "affinity group apart is of type host anti-affinity, and another of it is there" in (refused.error or "")
    assert "3 by affinity" in (refused.error_public or "")
    wide.ended(wide.call("destroyVirtualMachine", id=ids[0], expunge=True))
    assert wide.running(affinitygroupnames="apart")


def test_members_of_a_strict_group_are_together(wide: World) -> None:
    group(wide, "together", "host affinity")
    first = wide.running(affinitygroupnames="together")
    others = [wide.running(affinitygroupnames="together") for _ in range(3)]
    assert {host_of(wide, id) for id in others} == {host_of(wide, first)}


def test_a_wish_is_followed_while_it_can_be(wide: World) -> None:
    rather = group(wide, "rather-apart", "non-strict host anti-affinity")
    ids = [wide.running(affinitygroupids=[rather]) for _ in range(4)]
    assert len({host_of(wide, id) for id in ids[:3]}) == 3
    assert wide.instance(ids[3]).state == "Running"
    group(wide, "rather-together", "non-strict host affinity")
    pair = [wide.running(affinitygroupnames="rather-together") for _ in range(2)]
    assert len({host_of(wide, id) for id in pair}) == 1


def test_a_stopped_instance_is_put_into_other_groups_and_starts_by_them(wide: World) -> None:
    one, two = group(wide, "was", "host affinity"), group(wide, "is", "host anti-affinity")
    id = wide.running(name="mover", affinitygroupids=[one])
    with pytest.raises(Conflict, match="mover is Running; stop it"):
        wide.call("updateVMAffinityGroup", id=id, affinitygroupids=[two])
    wide.ended(wide.call("stopVirtualMachine", id=id, forced=True))
    wide.ended(wide.call("updateVMAffinityGroup", id=id, affinitygroupids=[two]))
    assert [(ref.name, ref.type) for ref in wide.instance(id).affinity_group] == [("is", "host anti-affinity")]
    assert [i.id for i in wide.call("listVirtualMachines", affinitygroupid=two).items] == [id]
    [listed] = wide.call("listAffinityGroups", virtualmachineid=id).items
    assert (listed.id, listed.virtual_machine_ids) == (two, [id])
    wide.ended(wide.call("updateVMAffinityGroup", id=id))
    assert wide.instance(id).affinity_group == []


def test_a_deleted_group_asks_for_nothing_any_more(wide: World) -> None:
    gone = group(wide, "gone", "host anti-affinity")
    id = wide.running(affinitygroupids=[gone])
    wide.ended(wide.call("deleteAffinityGroup", name="gone"))
    assert wide.call("listAffinityGroups", id=gone).count == 0
    assert wide.instance(id).affinity_group == []


def test_types_and_names(wide: World) -> None:
    types = [t.type for t in wide.call("listAffinityGroupTypes").items]
    assert types == ["host affinity", "host anti-affinity", "non-strict host affinity", "non-strict host anti-affinity"]
    group(wide, "unique", "host affinity")
    with pytest.raises(Conflict, match="affinity group unique already exists"):
        wide.call("createAffinityGroup", name="unique", type="host affinity")
    with pytest.raises(ApiError, match=r"type .* must be one of"):
        wide.call("createAffinityGroup", name="odd", type="ExplicitDedication")
    assert wide.call("listAffinityGroups", type="host affinity", name="unique").count == 1
    assert wide.call("listAffinityGroups", type="ExplicitDedication").count == 0


def test_groups_are_their_accounts_own(wide: World) -> None:
    mine = group(wide, "admins", "host affinity")
    tenant = wide.account("tenant")
    theirs = group(tenant, "theirs", "host affinity")
    assert [g.id for g in tenant.call("listAffinityGroups", listall=True).items] == [theirs]
    with pytest.raises(NotFound, match=f"value={mine} due to incorrect"):
        tenant.call("deleteAffinityGroup", id=mine)
    with pytest.raises(NotFound, match="affinitygroupids"):
        tenant.deploy(affinitygroupids=[mine])
    with pytest.raises(InvalidValue, match="has no affinity group admins"):
        tenant.deploy(affinitygroupnames="admins")
    with pytest.raises(InvalidValue, match="is not of account admin"):
        wide.deploy(affinitygroupids=[theirs])
