"""Security groups: their life, their rules, and what the hosts are told of them."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.world import World

from pileus.manager.drivers.fake.host import Guards
from pileus.manager.kernel.errors import ApiError, Conflict, InUse, InvalidValue, NotFound
from pileus.manager.model.instance import Instance
from pileus.manager.model.security_group import SecurityGroupRule
from pileus.manager.network.guarding import guards_up_to_date
from pileus.wire.networks import RuleSpec


def make(world: World, name: str) -> Any:
    return world.call("createSecurityGroup", name=name)


def allow(world: World, direction: str = "Ingress", **parameters: Any) -> Mapping[str, Any]:
    """The answer of a job that authorized something."""
    started = world.call(f"authorizeSecurityGroup{direction}", **parameters)
    world.ended(started)
    return world.call("queryAsyncJobResult", jobid=started.job_id).job_result["securitygroup"]


def group(world: World, id: str) -> Any:
    return world.call("listSecurityGroups", id=id, listall=True).items[0]


def ingress(world: World, instance_id: str) -> list[RuleSpec]:
    return world.thing("guard", instance_id, Guards).guards[0].ingress


def test_a_group_is_made_listed_and_deleted(shared_world: World) -> None:
    made = make(shared_world, "life")
    assert (made.name, made.account, made.ingress_rule, made.virtual_machine_count) == ("life", "admin", [], 0)
    listed = shared_world.call("listSecurityGroups", securitygroupname="life").items
    assert [g.id for g in listed] == [made.id]
    assert shared_world.call("deleteSecurityGroup", id=made.id).success
    assert shared_world.call("listSecurityGroups", id=made.id).count == 0


def test_group_names_are_unique_within_an_account(shared_world: World) -> None:
    make(shared_world, "twice")
    with pytest.raises(Conflict, match="twice already exists"):
        make(shared_world, "twice")


def test_every_account_is_born_with_the_group_default_and_keeps_it(shared_world: World) -> None:
    mary = shared_world.account("mary")
    [default] = mary.call("listSecurityGroups").items
    assert (default.name, default.ingress_rule, default.egress_rule) == ("default", [], [])
    with pytest.raises(InvalidValue, match="default cannot be deleted"):
        mary.call("deleteSecurityGroup", name="default")


def test_the_answer_of_authorize_holds_the_new_rules_alone(shared_world: World) -> None:
    made = make(shared_world, "answers")
    allow(shared_world, securitygroupid=made.id, protocol="tcp", startport=22, endport=22, cidrlist="10.0.0.0/8")
    answer = allow(shared_world, securitygroupid=made.id, protocol="ICMP", icmptype=8, icmpcode=0, cidrlist="0.0.0.0/0")
    [rule] = answer["ingressrule"]
    assert rule["ruleid"]
    assert {k: rule[k] for k in ("protocol", "icmptype", "icmpcode", "cidr")} == {
        "protocol": "icmp", "icmptype": 8, "icmpcode": 0, "cidr": "0.0.0.0/0",
    }  # fmt: skip
    assert answer["egressrule"] == []
    assert [(r.protocol, r.start_port, r.end_port) for r in group(shared_world, made.id).ingress_rule] == [
        ("tcp", 22, 22),
        ("icmp", None, None),
    ]


def test_each_peer_becomes_a_rule_and_groups_are_peers_too(shared_world: World) -> None:
    front, back = make(shared_world, "front"), make(shared_world, "back")
    allow(
        shared_world,
        securitygroupname="back",
        protocol="tcp",
        startport=5432,
        cidrlist=["192.0.2.0/24", "198.51.100.7/32"],
        usersecuritygrouplist=[{"account": "admin", "group": "front"}],
    )
    rules = group(shared_world, back.id).ingress_rule
    assert sorted((r.cidr or f"{r.account}/{r.security_group_name}", r.start_port, r.end_port) for r in rules) == [
        ("192.0.2.0/24", 5432, 5432),
        ("198.51.100.7/32", 5432, 5432),
        ("admin/front", 5432, 5432),
    ]
    with pytest.raises(InUse, match="named by rules of back"):
        shared_world.call("deleteSecurityGroup", id=front.id)


def test_rules_reach_the_host_of_a_running_member_and_leave_it(shared_world: World) -> None:
    web = make(shared_world, "web-rules")
    id = shared_world.running(name="web-rules", securitygroupids=web.id)
    assert ingress(shared_world, id) == []
    answer = allow(shared_world, securitygroupid=web.id, protocol="tcp", startport=80, endport=81, cidrlist="0.0.0.0/0")
    assert [(r.protocol, r.first_port, r.last_port, r.cidrs) for r in ingress(shared_world, id)] == [("tcp", 80, 81, ["0.0.0.0/0"])]
    applied = shared_world.row(Instance, id)
    assert applied.guard_applied == applied.guard_generation
    with pytest.raises(InUse, match="in use by 1 instance"):
        shared_world.call("deleteSecurityGroup", id=web.id)
    shared_world.ended(shared_world.call("revokeSecurityGroupIngress", id=answer["ingressrule"][0]["ruleid"]))
    assert ingress(shared_world, id) == []
    assert group(shared_world, web.id).ingress_rule == []


def test_the_first_egress_rule_closes_everything_else_and_the_last_opens_it(shared_world: World) -> None:
    out = make(shared_world, "out")
    id = shared_world.running(name="out", securitygroupids=out.id)
    assert shared_world.thing("guard", id, Guards).guards[0].egress is None
    answer = allow(shared_world, "Egress", securitygroupid=out.id, protocol="udp", startport=53, cidrlist="192.0.2.53/32")
    egress = shared_world.thing("guard", id, Guards).guards[0].egress
    assert egress is not None
    assert [(r.protocol, r.first_port, r.last_port, r.cidrs) for r in egress] == [("udp", 53, 53, ["192.0.2.53/32"])]
    shared_world.ended(shared_world.call("revokeSecurityGroupEgress", id=answer["egressrule"][0]["ruleid"]))
    assert shared_world.thing("guard", id, Guards).guards[0].egress is None


def test_a_new_member_is_let_in_where_its_group_is_and_shut_out_when_it_is_gone(shared_world: World) -> None:
    callers, called = make(shared_world, "callers"), make(shared_world, "called")
    server = shared_world.running(name="called", securitygroupids=called.id)
    peer = [{"account": "admin", "group": "callers"}]
    allow(shared_world, securitygroupid=called.id, protocol="tcp", startport=443, usersecuritygrouplist=peer)
    assert ingress(shared_world, server) == []
    client = shared_world.running(name="caller", securitygroupids=callers.id)
    shared_world.manager.engine.reconcile(guards_up_to_date)
    assert [r.cidrs for r in ingress(shared_world, server)] == [[f"{shared_world.instance(client).ip_address}/32"]]
    shared_world.ended(shared_world.call("destroyVirtualMachine", id=client, expunge=True))
    shared_world.manager.engine.reconcile(guards_up_to_date)
    assert ingress(shared_world, server) == []


REFUSED = [
    ({"protocol": "tcp", "startport": 90, "endport": 80}, "startport 90 is above endport 80"),
    ({"protocol": "tcp", "startport": 70000}, "startport 70000 is no port"),
    ({"protocol": "udp", "startport": 1, "endport": -1}, "endport -1 is no port"),
    ({"protocol": "tcp", "icmptype": 8}, "icmptype does not go with protocol tcp"),
    ({"protocol": "icmp", "startport": 1}, "startport does not go with protocol icmp"),
    ({"protocol": "icmp", "icmptype": 256}, "icmptype 256 does not exist"),
    ({"protocol": "icmp", "icmpcode": 3}, "icmpcode 3 needs an icmptype"),
    ({"protocol": "all", "startport": 1}, "startport does not go with protocol all"),
    ({"protocol": "256"}, "protocol 256 is unknown"),
    ({"protocol": "carrier-pigeon"}, "protocol carrier-pigeon is unknown"),
    ({"cidrlist": "10.0.0.300/8"}, "cidrlist: '10.0.0.300/8' is no address range"),
    ({"cidrlist": "10.0.0.1"}, "cidrlist: '10.0.0.1' has no prefix length; write 10.0.0.1/32"),
    ({"cidrlist": "1"}, "cidrlist: '1' is no address range"),
    ({"cidrlist": None}, "cidrlist or usersecuritygrouplist is missing"),
    ({"cidrlist": None, "usersecuritygrouplist": [{"account": "nobody", "group": "x"}]}, "group x of account nobody does not exist"),
    ({"cidrlist": None, "usersecuritygrouplist": [{"group": "unheard"}]}, "group unheard of account admin does not exist"),
]


@pytest.mark.parametrize(("wrong", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_bad_rules_are_refused_by_name_and_change_nothing(shared_world: World, wrong: dict[str, Any], said: str) -> None:
    [target] = shared_world.call("listSecurityGroups", securitygroupname="refusals").items or [make(shared_world, "refusals")]
    with pytest.raises(ApiError, match=said.replace("'", ".")) as refused:
        shared_world.call("authorizeSecurityGroupIngress", **{"securitygroupid": target.id, "cidrlist": "10.0.0.0/8", **wrong})
    assert refused.value.status == 431
    assert shared_world.rows(SecurityGroupRule, group_id=target.id) == []


def test_a_rule_that_is_there_already_is_refused_with_its_id(shared_world: World) -> None:
    made = make(shared_world, "doubles")
    answer = allow(shared_world, securitygroupid=made.id, protocol="6", startport=22, cidrlist="10.0.0.0/8")
    with pytest.raises(Conflict, match=answer["ingressrule"][0]["ruleid"]):
        allow(shared_world, securitygroupid=made.id, protocol="tcp", startport=22, endport=22, cidrlist="10.0.0.0/8")


def test_a_rule_is_revoked_only_in_its_own_direction(shared_world: World) -> None:
    made = make(shared_world, "directions")
    rule = allow(shared_world, securitygroupid=made.id, protocol="all", cidrlist="10.0.0.0/8")["ingressrule"][0]["ruleid"]
    with pytest.raises(NotFound):
        shared_world.call("revokeSecurityGroupEgress", id=rule)


def test_another_accounts_groups_do_not_exist(shared_world: World) -> None:
    mine = make(shared_world, "private")
    rule = allow(shared_world, securitygroupid=mine.id, protocol="all", cidrlist="10.0.0.0/8")["ingressrule"][0]["ruleid"]
    eve = shared_world.account("eve")
    assert eve.call("listSecurityGroups", id=mine.id).count == 0
    for command, parameters in (
        ("deleteSecurityGroup", {"id": mine.id}),
        ("authorizeSecurityGroupIngress", {"securitygroupid": mine.id, "cidrlist": "0.0.0.0/0"}),
        ("authorizeSecurityGroupEgress", {"securitygroupid": mine.id, "cidrlist": "0.0.0.0/0"}),
        ("revokeSecurityGroupIngress", {"id": rule}),
    ):
        with pytest.raises(NotFound):
            eve.call(command, **parameters)
    spying = {"securitygroupname": "default", "usersecuritygrouplist": [{"account": "admin", "group": "private"}]}
    with pytest.raises(InvalidValue, match="does not exist"):
        eve.call("authorizeSecurityGroupIngress", **spying)


def test_an_administrator_renames_a_group(shared_world: World) -> None:
    made = shared_world.call("createSecurityGroup", name="old name")
    assert shared_world.call("updateSecurityGroup", id=made.id, name="new name").name == "new name"
    shared_world.call("createSecurityGroup", name="taken")
    with pytest.raises(Conflict):
        shared_world.call("updateSecurityGroup", id=made.id, name="taken")
    with pytest.raises(InvalidValue, match="group default"):
        shared_world.call("updateSecurityGroup", id=made.id, name="default")


def test_groups_and_their_rules_carry_tags(shared_world: World) -> None:
    made = make(shared_world, "labelled")
    answer = allow(shared_world, securitygroupid=made.id, protocol="TCP", startport=22, endport=22, cidrlist="10.0.0.0/8")
    rule = answer["ingressrule"][0]["ruleid"]
    for kind, id in (("SecurityGroup", made.id), ("SecurityGroupRule", rule)):
        tags = [{"key": "for", "value": kind}]
        shared_world.ended(shared_world.call("createTags", resourcetype=kind, resourceids=[id], tags=tags))
    shown = group(shared_world, made.id)
    assert [tag.value for tag in shown.tags] == ["SecurityGroup"]
    assert [(tag.value, tag.domain_path) for tag in shown.ingress_rule[0].tags] == [("SecurityGroupRule", "ROOT")]
