"""Worlds for the operations of security groups and system VMs."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

from tests.ops.faults import Trial, scenario
from tests.ops.scenarios.instances import directly, nothing, trials
from tests.world import World

from pileus.manager.appliances import system_vms
from pileus.manager.network import security_group_rules


def guarded(world: World) -> str:
    """A running instance in a group with one rule; answers the rule's id."""
    nothing(world)
    group = world.call("createSecurityGroup", name="guarded").id
    directly(world, world.deploy(name="guarded", securitygroupids=group))
    directly(world, world.call("authorizeSecurityGroupIngress", securitygroupid=group, protocol="tcp", startport=22, cidrlist="10.0.0.0/8"))
    return cast("str", world.call("listSecurityGroups", id=group).items[0].ingress_rule[0].rule_id)


def another_rule(world: World) -> Any:
    wanted = {"protocol": "udp", "startport": 53, "cidrlist": "10.0.0.0/8"}
    return world.call("authorizeSecurityGroupIngress", securitygroupname="guarded", **wanted)


@scenario(security_group_rules.allow)
def add_a_rule(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, guarded, lambda world, _: another_rule(world))


@scenario(security_group_rules.forbid)
def remove_a_rule(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, guarded, lambda world, rule: world.call("revokeSecurityGroupIngress", id=rule))


def with_a_host(world: World) -> str:
    """A cloud whose console proxy works; answers its id."""
    nothing(world)
    return cast("str", world.call("listSystemVms", systemvmtype="consoleproxy").items[0].id)


@scenario(system_vms.check_again)
def check_the_console_proxy(folder: Path, url: str) -> Generator[Trial]:
    yield from trials(folder, url, with_a_host, lambda world, proxy: world.call("rebootSystemVm", id=proxy))
