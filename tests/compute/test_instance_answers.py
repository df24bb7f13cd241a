"""What answers tell of an instance and of what belongs to it."""

from tests.world import NETWORK, TEMPLATE, World

from pileus.manager.kernel.render import render
from pileus.manager.kernel.roles import RoleType
from pileus.manager.model.network import Network


def test_groups_of_an_instance_say_whose_they_are(shared_world: World) -> None:
    owner = shared_world.account("grouped")
    owner.ended(owner.call("createAffinityGroup", name="apart", type="non-strict host anti-affinity"))
    id = owner.running(name="grouped", affinitygroupnames="apart")
    shown = shared_world.instance(id)
    for group in (*shown.security_group, *shown.affinity_group):
        assert (group.account, group.domain, group.domain_id, group.domain_path) == ("grouped", "ROOT", shared_world.admin_domain, "ROOT")
        assert (group.project, group.project_id) == (None, None)
    assert [group.name for group in shown.affinity_group] == ["apart"]


def test_a_card_tells_its_vlan_to_root_admins_alone(shared_world: World) -> None:
    id = shared_world.running(name="tagged-card")
    [untagged] = shared_world.call("listNics", virtualmachineid=id).items
    assert (untagged.broadcast_uri, untagged.vlan_id) == ("vlan://untagged", None)
    with shared_world.db.write() as db:
        db.get_one(Network, NETWORK).vlan = "42"
    try:
        [card] = shared_world.call("listNics", virtualmachineid=id).items
    finally:
        with shared_world.db.write() as db:
            db.get_one(Network, NETWORK).vlan = "untagged"
    told = render(card, RoleType.ADMIN)
    assert (told["broadcasturi"], told["isolationuri"], told["vlanid"]) == ("vlan://42", "vlan://42", 42)
    assert not {"broadcasturi", "isolationuri", "vlanid"} & set(render(card, RoleType.USER))


def test_a_template_is_in_one_zone_by_cloudstack_s_own_word(shared_world: World) -> None:
    [template] = shared_world.call("listTemplates", templatefilter="all", id=TEMPLATE).items
    told = render(template, RoleType.USER)
    assert (told["crossZones"], told["forcks"]) == (False, False)
