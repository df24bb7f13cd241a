"""Keeping hosts up to security groups when they refuse, were away, or lost what they had been told."""

from tests.world import World

from pileus.manager.drivers.fake.host import Guards
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.model.instance import Instance
from pileus.manager.network.guarding import guards_complete, guards_up_to_date
from pileus.wire.networks import ApplyGuard, SyncGuards


def member(world: World, name: str) -> tuple[str, str]:
    """A group without rules, and a running instance in it."""
    group = world.call("createSecurityGroup", name=name).id
    return group, world.running(name=name, securitygroupids=group)


def open_port(world: World, group: str, port: int) -> None:
    world.ended(world.call("authorizeSecurityGroupIngress", securitygroupid=group, protocol="tcp", startport=port, cidrlist="10.0.0.0/8"))


def open_ports(world: World, instance_id: str) -> list[int]:
    return [rule.first_port for rule in world.thing("guard", instance_id, Guards).guards[0].ingress]


def test_a_rule_that_a_host_refuses_is_not_there_afterwards(world: World) -> None:
    group, _ = member(world, "refused")
    for _ in range(10):  # the reconciler tries, too
        world.hosts.order(ApplyGuard, HostFault(world.host.id, "invalid", "the rule cannot be used", "use another"))
    job = world.failed(world.call("authorizeSecurityGroupIngress", securitygroupid=group, protocol="all", cidrlist="10.0.0.0/8"))
    assert "the rule cannot be used" in (job.error or "")
    assert world.call("listSecurityGroups", id=group).items[0].ingress_rule == []


def test_what_changed_while_a_host_was_away_reaches_it_when_it_is_back(world: World) -> None:
    group, id = member(world, "away")
    world.hosts.cut(world.host.id)
    open_port(world, group, 22)
    assert open_ports(world, id) == []
    world.hosts.mend(world.host.id)
    world.manager.engine.reconcile(guards_up_to_date)
    assert open_ports(world, id) == [22]
    applied = world.row(Instance, id)
    assert applied.guard_applied == applied.guard_generation


def test_a_host_that_lost_its_rules_gets_them_all_and_keeps_none_of_the_dead(world: World) -> None:
    group, id = member(world, "lost")
    open_port(world, group, 22)
    kept = world.thing("guard", id, Guards)
    world.hosts.world.clear(world.host.id, "guard")
    world.hosts.world.put(world.host.id, "guard", "an instance long gone", kept)
    world.manager.engine.reconcile(guards_complete)
    assert world.hosts.world.all(world.host.id, "guard", Guards) == {id: kept}


def test_a_host_that_refuses_the_whole_set_is_reported(world: World) -> None:
    for _ in range(2):  # the server's own round may come just before, and meet one
        world.hosts.order(SyncGuards, HostFault(world.host.id, "unavailable", "nft does not answer", "look at the host"))
    report = world.manager.engine.reconcile(guards_complete)
    assert ["nft does not answer" in line for line in report.wrong] == [True]
