"""The end of tenants: what stops, what goes, what stays refused, on fake hosts with the engine at work."""

from typing import cast

import pytest
from tests import ledger
from tests.world import World

from pileus.manager.appliances.routers import routers_up_to_date
from pileus.manager.compute.tenant_ends import tenants_ended
from pileus.manager.kernel.authentication import LogIn
from pileus.manager.kernel.errors import InUse, LoginFailed, NotFound, PermissionDenied
from pileus.manager.model.account import Account
from pileus.manager.model.domain import Domain
from pileus.manager.model.instance import Instance, SshKeyPair
from pileus.manager.model.job import Job, JobState
from pileus.manager.model.project import Project
from pileus.manager.model.setting import ResourceCount


def account_of(world: World) -> str:
    assert world.caller is not None
    return world.caller.account_id


def differences(world: World) -> list[str]:
    """What rows and hosts do not agree on, once the network has been told of what is gone."""
    world.manager.engine.reconcile(routers_up_to_date)
    return ledger.differences(world.db, world.hosts.world)


def in_domain(world: World, name: str, domain: str, path: str, **more: object) -> World:
    who = {"username": name, "firstname": name, "lastname": "Test", "email": f"{name}@example.org"}
    world.call("createAccount", **who, password="a good Passw0rd", domainid=domain, **({"accounttype": 0} | more))
    return cast("World", world.as_user(name, path))


def test_a_deleted_account_takes_all_it_owns_with_it(world: World) -> None:
    iris = world.account("iris")
    id = account_of(iris)
    instance = iris.running(name="web")
    iris.call("createSSHKeyPair", name="key")
    iris.call("createSecurityGroup", name="mine")
    world.ended(world.call("deleteAccount", id=id))
    assert world.call("listAccounts", id=id).count == 0
    assert world.row(Instance, instance).removed is not None
    assert world.guests() == {}
    assert world.rows(SshKeyPair, account_id=id) == []
    assert world.rows(ResourceCount, owner_id=id) == []
    assert differences(world) == []
    with pytest.raises(LoginFailed):
        world.users.log_in(LogIn(username="iris", password="a good Passw0rd"))
    assert account_of(world.account("iris")) != id
    with pytest.raises(NotFound):
        world.call("deleteAccount", id=id)


def test_nobody_deletes_or_disables_oneself_or_the_first_administrator(world: World) -> None:
    domain = world.call("createDomain", name="sales").id
    boss = in_domain(world, "boss", domain, "/sales/", accounttype=2)
    for command, more in (("deleteAccount", {}), ("disableAccount", {"lock": False})):
        with pytest.raises(PermissionDenied, match="your own"):
            boss.call(command, id=account_of(boss), **more)
        with pytest.raises(PermissionDenied, match="first start"):
            world.call(command, id=account_of(world), **more)
        with pytest.raises(NotFound):
            boss.call(command, id=account_of(world), **more)
    with pytest.raises(PermissionDenied, match="holds you"):
        boss.call("deleteDomain", id=domain)
    with pytest.raises(PermissionDenied, match="holds you"):
        world.call("deleteDomain", id=world.admin_domain, cleanup=True)


def test_a_disabled_accounts_instances_stop_and_a_locked_ones_run_on(world: World) -> None:
    iris = world.account("iris")
    id, instance = account_of(iris), iris.running(name="web")
    world.ended(world.call("disableAccount", id=id, lock=True))
    assert world.instance(instance).state == "Running"
    world.call("enableAccount", id=id)
    world.ended(world.call("disableAccount", account="iris", lock=False))
    assert world.instance(instance).state == "Stopped"
    with pytest.raises(PermissionDenied, match="iris is disabled"):
        world.call("startVirtualMachine", id=instance)
    with pytest.raises(LoginFailed):
        world.users.log_in(LogIn(username="iris", password="a good Passw0rd"))
    world.call("enableAccount", id=id)
    assert world.instance(instance).state == "Stopped"


def test_what_runs_of_a_disabled_account_is_stopped_later(world: World) -> None:
    iris = world.account("iris")
    id, instance = account_of(iris), iris.running(name="web")
    with world.db.write() as db:
        db.get_one(Account, id).state = "disabled"
    report = world.manager.engine.reconcile(tenants_ended)
    assert any("web" in line for line in report.repaired)
    stopping = next(job for job in world.rows(Instance, id=instance)).operation_id
    assert stopping is not None
    world.manager.engine.wait(stopping, 60)
    assert world.instance(instance).state == "Stopped"


def test_a_suspended_projects_instances_stop_and_a_deleted_one_is_gone(world: World) -> None:
    iris = world.account("iris")
    started = iris.call("createProject", name="apollo")
    iris = cast("World", world.as_user("iris"))
    instance = iris.running(name="web", projectid=started.id)
    iris.ended(iris.call("suspendProject", id=started.id))
    assert iris.call("listVirtualMachines", id=instance).items[0].state == "Stopped"
    assert iris.call("listProjects", id=started.id).items[0].state == "Suspended"
    with pytest.raises(PermissionDenied, match="apollo is not active"):
        iris.call("startVirtualMachine", id=instance)
    with pytest.raises(InUse, match="alone administers"):
        world.call("deleteAccount", id=account_of(iris))
    with pytest.raises(InUse, match="owns 1 instances"):
        iris.call("deleteProject", id=started.id)
    ending = iris.call("deleteProject", id=started.id, cleanup=True)
    world.ended(ending)
    assert world.as_user("iris").call("queryAsyncJobResult", jobid=ending.job_id).job_status == 1
    assert world.rows(Project, id=started.id)[0].removed is not None
    assert iris.call("listProjects", listall=True).count == 0
    assert iris.call("listAccounts").items[0].project_total == 0
    assert differences(world) == []


def test_a_domain_is_deleted_with_all_in_it_only_when_asked_to(world: World) -> None:
    top = world.call("createDomain", name="sales").id
    east = world.call("createDomain", name="east", parentdomainid=top).id
    bob = in_domain(world, "bob", east, "/sales/east/")
    instance = bob.running(name="web")
    bob.ended(bob.call("createProject", name="apollo"))
    with pytest.raises(InUse, match="cleanup=true"):
        world.call("deleteDomain", id=top)
    world.ended(world.call("deleteDomain", id=top, cleanup=True))
    assert [d.name for d in world.call("listDomains").items] == ["ROOT"]
    assert world.row(Instance, instance).removed is not None
    assert world.row(Domain, east).removed is not None
    assert differences(world) == []
    empty = world.call("createDomain", name="sales").id
    world.ended(world.call("deleteDomain", id=empty))


def test_a_deletion_that_failed_is_gone_on_with(world: World) -> None:
    iris = world.account("iris")
    id, instance = account_of(iris), iris.running(name="web")
    world.hosts.cut(world.host.id)
    world.failed(world.call("deleteAccount", id=id))
    left = world.call("listAccounts", id=id).items[0]
    assert (left.state, left.is_cleanup_required) == ("disabled", True)
    assert world.row(Instance, instance).removed is None
    world.hosts.mend(world.host.id)
    report = world.manager.engine.reconcile(tenants_ended)
    assert report.repaired == ["account iris: its deletion goes on"]
    [job] = [job for job in world.rows(Job, instance_id=id) if job.state not in (JobState.DONE, JobState.FAILED)]
    world.manager.engine.wait(job.id, 60)
    assert world.call("listAccounts", id=id).count == 0
    assert world.guests() == {}
