"""System VMs: one console proxy and one secondary storage service a zone, as well as what is behind them."""

from pathlib import Path

import pytest
from tests.world import ZONE, World

from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.kernel.errors import Conflict, NotAllowed, NotFound
from pileus.manager.model.storage import ImageStore


def folder(world: World) -> Path:
    return Path(world.rows(ImageStore)[0].url.removeprefix("file://"))


def test_a_zone_has_two_that_work(shared_world: World) -> None:
    folder(shared_world).mkdir(exist_ok=True)
    proxy, storage = shared_world.call("listSystemVms", zoneid=ZONE).items
    assert [(vm.name, vm.system_vm_type) for vm in (proxy, storage)] == [("v-default", "consoleproxy"), ("s-default", "secondarystoragevm")]
    assert {(vm.state, vm.agent_state, vm.health_checks_failed) for vm in (proxy, storage)} == {("Running", "Up", False)}
    assert [vm.name for vm in shared_world.call("listSystemVms", id=storage.id).items] == ["s-default"]
    assert [vm.name for vm in shared_world.call("listSystemVms", systemvmtype="consoleproxy").items] == ["v-default"]
    assert shared_world.call("listSystemVms", hostid=shared_world.host.id).count == 0
    assert shared_world.call("listSystemVms", state="stopped").count == 0


def test_secondary_storage_is_down_with_its_folder_and_up_again(shared_world: World) -> None:
    there = folder(shared_world)
    there.mkdir(exist_ok=True)
    there.rmdir()
    [storage] = shared_world.call("listSystemVms", systemvmtype="secondarystoragevm").items
    assert (storage.state, storage.agent_state) == ("Stopped", "Down")
    assert str(there) in storage.health_check_results[0].details
    job = shared_world.failed(shared_world.call("rebootSystemVm", id=storage.id))
    assert str(there) in (job.error or "")
    there.mkdir()
    shared_world.ended(shared_world.call("startSystemVm", id=storage.id))
    started = shared_world.call("rebootSystemVm", id=storage.id)
    shared_world.ended(started)
    answer = shared_world.call("queryAsyncJobResult", jobid=started.job_id).job_result["systemvm"]
    assert (answer["id"], answer["state"]) == (storage.id, "Running")


def test_the_console_proxy_is_down_while_no_host_can_be_reached(shared_world: World) -> None:
    shared_world.hosts.cut(shared_world.host.id)
    shared_world.manager.engine.reconcile(hosts_alive)
    [proxy] = shared_world.call("listSystemVms", systemvmtype="consoleproxy").items
    assert proxy.state == "Stopped"
    assert [check.details for check in proxy.health_check_results if not check.success] == [
        "host host-1 is Disconnected; the consoles of its guests open when its agent is back"
    ]
    shared_world.hosts.mend(shared_world.host.id)
    shared_world.manager.engine.reconcile(hosts_alive)
    assert shared_world.call("listSystemVms", systemvmtype="consoleproxy").items[0].state == "Running"


@pytest.mark.parametrize(("command", "word"), [("stopSystemVm", "stopped"), ("destroySystemVm", "destroyed")])
def test_they_cannot_be_stopped_or_destroyed(shared_world: World, command: str, word: str) -> None:
    for vm in shared_world.call("listSystemVms").items:
        with pytest.raises(Conflict, match=f"{vm.name} cannot be {word}.*rebootSystemVm checks it anew"):
            shared_world.call(command, id=vm.id)


def test_unknown_ones_and_mere_users_are_refused(shared_world: World) -> None:
    with pytest.raises(NotFound):
        shared_world.call("rebootSystemVm", id=ZONE)
    with pytest.raises(NotAllowed):
        shared_world.account("nosy").call("listSystemVms")
