"""What `doctor` says of an instance: every fault is planted, and found with its evidence, its effect and the next step."""

import os
import socket
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from tests.world import World, open_world

from pileus.agent.net import links
from pileus.agent.net.names import Names
from pileus.host import api, doctor, host_checks, instance as instances, users
from pileus.host.findings import Checked, Finding, Level
from pileus.host.instance import Instance
from pileus.host.layout import Layout, layout
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.model.network import Router

HOST = pytest.mark.host


@pytest.fixture
def where(tmp_path: Path) -> Layout:
    return layout(str(tmp_path / "instance"))


@pytest.fixture
def wanted() -> Instance:
    return instances.fresh("host")


def only(checked: list[Checked]) -> Checked:
    assert len(checked) == 1, checked
    return checked[0]


def told(finding: Finding, id: str, level: Level, evidence: str) -> None:
    """What a person is told: which check, how grave, what was seen, what follows, what to do."""
    assert (finding.id, finding.level) == (id, level)
    assert evidence in finding.evidence
    assert finding.effect
    assert finding.next


def repaired(checked: Checked) -> None:
    assert checked.repair is not None
    checked.repair()


@contextmanager
def namespace(name: str) -> Generator[str]:
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


@contextmanager
def serving(app: Starlette) -> Generator[int]:
    """Serves on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def test_a_clock_that_stands_before_pileus_was_made_is_an_error(where: Layout, wanted: Instance) -> None:
    wrong = only(list(doctor.clock(where, wanted, now=datetime(1970, 1, 1, tzinfo=UTC)))).finding
    told(wrong, "CLOCK", Level.ERROR, "1970-01-01")
    assert "NTP" in wrong.next
    assert only(list(doctor.clock(where, wanted))).finding.level is Level.OK


def test_a_missing_certificate_is_found_and_made(where: Layout) -> None:
    instance = msgspec.structs.replace(instances.fresh("simulator"), tls_port=8443)
    found = only(list(doctor.certificate(where, instance)))
    told(found.finding, "CERTIFICATE", Level.WARNING, "the HTTPS certificate: ")
    repaired(found)
    assert only(list(doctor.certificate(where, instance))).finding.level is Level.OK


@HOST
def test_a_manager_user_that_is_gone_is_found_and_made_again(where: Layout, wanted: Instance) -> None:
    try:
        found = only(list(doctor.manager_user(where, wanted)))
        told(found.finding, "MANAGER-USER", Level.ERROR, f"user {users.name_of(where, wanted)} is gone")
        repaired(found)
        assert list(doctor.manager_user(where, wanted)) == []
    finally:
        users.remove(where, wanted)


@HOST
def test_a_network_without_its_router_is_named(where: Layout, wanted: Instance) -> None:
    installation, network = instances.agent_installation(where, wanted), str(uuid4())
    spec = installation.state / "net" / "networks" / network / "spec.json"
    spec.parent.mkdir(parents=True)
    spec.write_text("{}")
    found = only(list(doctor.namespaces(where, wanted))).finding
    told(found, "NETWORKS", Level.WARNING, network)
    assert "pileus up" in found.next
    with namespace(Names(installation).namespace(network)):
        assert only(list(doctor.namespaces(where, wanted))).finding.level is Level.OK


@HOST
def test_a_libvirt_that_listens_on_the_network_is_a_warning(where: Layout, wanted: Instance) -> None:
    def look() -> dict[str, Finding]:
        return {checked.finding.id: checked.finding for checked in host_checks.libvirt(where, wanted)}

    def look_while_it_listens() -> dict[str, Finding]:
        with socket.create_server(("127.0.0.1", host_checks.LIBVIRT_PORT)):
            return look()

    with namespace(f"doc-{os.getpid()}-{uuid4().hex[:6]}") as name:  # its ports are free, whatever the host's are
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        assert "SEC-LIBVIRT" not in links.in_namespace(name, look)
        found = links.in_namespace(name, look_while_it_listens)["SEC-LIBVIRT"]
    told(found, "SEC-LIBVIRT", Level.WARNING, str(host_checks.LIBVIRT_PORT))
    assert "listen_tcp" in found.next


def write_account(where: Layout, port: int, api_key: str, secret_key: str) -> None:
    url = f"http://127.0.0.1:{port}/client/api"
    where.admin.write_bytes(msgspec.json.encode(api.Account(url=url, username="admin", apikey=api_key, secretkey=secret_key)))


@pytest.fixture
def answering(tmp_path: Path) -> Generator[tuple[World, Layout, Instance]]:
    """A manager in this process that answers as the instance of a folder, with one running guest."""
    where = layout(str(tmp_path))
    with open_world(tmp_path) as world, serving(world.manager.web.plain) as port:
        write_account(where, port, world.admin.api_key, world.admin.secret_key)
        where.manager_ready.parent.mkdir(parents=True, exist_ok=True)
        where.manager_ready.write_text(str(os.getpid()))
        world.running(name="web")
        yield world, where, msgspec.structs.replace(instances.fresh("simulator"), port=port)


def test_hosts_that_are_away_and_routers_that_are_ill_are_named(answering: tuple[World, Layout, Instance]) -> None:
    world, where, instance = answering

    def look() -> dict[str, Finding]:
        return {checked.finding.id: checked.finding for checked in doctor.services_answer(where, instance)}

    assert {id: finding.level for id, finding in look().items()} == {"HOSTS": Level.OK, "ROUTERS": Level.OK}
    world.hosts.cut(world.host.id)
    world.manager.engine.reconcile(hosts_alive)
    with world.db.write() as session:
        router = session.scalars(select(Router)).one()
        router.services = [{"name": "dhcp", "up": False, "detail": "dnsmasq does not run"}]
        name = router.name
    found = look()
    told(found["HOSTS"], "HOSTS", Level.ERROR, "is Disconnected")
    assert "agent" in found["HOSTS"].next
    told(found["ROUTERS"], "ROUTERS", Level.ERROR, f"{name}: dhcp: dnsmasq does not run")


def test_an_instance_whose_interface_refuses_its_keys_says_so(answering: tuple[World, Layout, Instance]) -> None:
    world, where, instance = answering
    write_account(where, instance.port, world.admin.api_key, "somebody else's")
    told(only(list(doctor.services_answer(where, instance))).finding, "API", Level.ERROR, "listHosts")
