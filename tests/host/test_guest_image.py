"""The built-in guest, built once and started by a bare QEMU under emulation, in a network namespace that plays CloudStack's router."""

import base64
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import pytest
from pyroute2 import netns

from pileus.host.guest_image import GuestImage, ImageBuildError, build
from pileus.host.guest_image.distribution import PROGRAMS, this_distribution
from pileus.host.guest_image.packages import Archive

pytestmark = [pytest.mark.host, pytest.mark.slow, pytest.mark.timeout(300)]

SERVER, GUEST, MAC = "10.77.0.1", "10.77.0.10", "02:00:00:77:00:10"
LIMIT = 90.0
"""Seconds that any one thing in an emulated guest may take on a busy machine."""

T = TypeVar("T")


def until(what: str, look: Callable[[], T | None]) -> T:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if (seen := look()) is not None:
            return seen
        time.sleep(0.1)
    pytest.fail(f"{what} did not happen within {LIMIT:.0f} s")


@contextmanager
def process(*command: str | Path) -> Generator[subprocess.Popen[bytes]]:
    """A program that ends with the block, whatever happens in it."""
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as started:
        try:
            yield started
        finally:
            started.kill()


def ask(path: Path, *requests: dict[str, Any]) -> dict[str, Any]:
    """The last answer on a socket that speaks lines of JSON: QEMU's monitor, or the guest agent."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(LIMIT)
        link.connect(str(path))
        stream = link.makefile("rw")
        answer: dict[str, Any] = {}
        for request in requests:
            stream.write(json.dumps(request) + "\n")
            stream.flush()
            answer = json.loads(stream.readline())
            while not answer.keys() & {"return", "error"}:  # greetings and events
                answer = json.loads(stream.readline())
            assert "error" not in answer, answer
        return answer


@dataclass
class Machine:
    """One run of QEMU."""

    folder: Path
    qemu: subprocess.Popen[bytes]

    def serial(self) -> str:
        path = self.folder / "serial.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def says(self, pattern: str) -> re.Match[str]:
        def look() -> re.Match[str] | None:
            found = re.search(pattern, self.serial())
            if found is None and self.qemu.poll() is not None:
                pytest.fail(f"QEMU ended without having shown {pattern!r}:\n{self.serial()}")
            return found

        return until(f"{pattern!r} on the serial console", look)

    def monitor(self, command: str, **arguments: Any) -> None:
        ask(self.folder / "monitor", {"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments})

    def agent(self, command: str, **arguments: Any) -> Any:
        return ask(self.folder / "agent", {"execute": command, "arguments": arguments})["return"]

    def press_power_button(self) -> None:
        """Pressed again while nothing happens, since a guest that has only just booted may not listen yet."""

        def off() -> int | None:
            self.monitor("system_powerdown")
            try:
                return self.qemu.wait(10)
            except subprocess.TimeoutExpired:
                return None

        assert until("power-off", off) == 0


@contextmanager
def machine(folder: Path, disk: Path, *extra: str, prefix: tuple[str, ...] = ()) -> Generator[Machine]:
    folder.mkdir()
    with process(
        *prefix, "qemu-system-x86_64", "-machine", "pc,accel=tcg", "-cpu", "max", "-m", "128", "-nodefaults", "-display", "none",
        "-vga", "std", "-drive", f"file={disk},if=virtio", "-device", "virtio-rng-pci", "-serial", f"file:{folder}/serial.log",
        "-qmp", f"unix:{folder}/monitor,server=on,wait=off", "-device", "virtio-serial-pci",
        "-chardev", f"socket,id=agent,path={folder}/agent,server=on,wait=off",
        "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0", *extra,
    ) as qemu:  # fmt: skip
        yield Machine(folder, qemu)


@dataclass
class Router:
    """What the guest finds at the address that answered its DHCP question: metadata and passwords, as CloudStack's router has them."""

    namespace: str
    metadata: dict[str, str] = field(default_factory=dict[str, str])
    user_data: bytes = b""
    password: str = "saved_password"
    requests: list[str] = field(default_factory=list[str])

    def answer(self, path: str, password_request: str | None) -> bytes | None:
        self.requests.append(password_request or path)
        if password_request == "send_my_password":
            return self.password.encode()
        if password_request == "saved_password":
            self.password = "saved_password"
            return b"saved_password"
        if path == "/latest/user-data":
            return self.user_data
        name = path.removeprefix("/latest/meta-data/")
        return "\n".join(self.metadata).encode() if not name else self.metadata[name].encode() if name in self.metadata else None

    def serve(self, port: int) -> ThreadingHTTPServer:
        router = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = router.answer(self.path, self.headers.get("DomU_Request"))
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        def listen() -> ThreadingHTTPServer:
            netns.setns(self.namespace)  # pyright: ignore[reportUnknownMemberType]  # of this thread alone; the socket stays where it was opened
            return ThreadingHTTPServer((SERVER, port), Handler)

        with ThreadPoolExecutor(1) as thread:
            server = thread.submit(listen).result()
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    def ssh(self, key: Path | str, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a command as root in the guest, with a key file or with a password."""
        options = [
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "ConnectTimeout=30",
        ]
        environment = dict(os.environ)
        if isinstance(key, Path):
            options += ["-i", str(key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"]
        else:
            options += ["-o", "PreferredAuthentications=password", "-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"]
            environment |= {"SSH_ASKPASS": str(_ASKPASS), "SSH_ASKPASS_REQUIRE": "force", "PILEUS_TEST_PASSWORD": key}
        return subprocess.run(
            ["ip", "netns", "exec", self.namespace, "ssh", *options, f"root@{GUEST}", *command],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=LIMIT,
        )  # fmt: skip


_ASKPASS = Path(__file__).parent / "askpass"


@contextmanager
def router(folder: Path) -> Generator[Router]:
    name = f"pgi-{os.getpid()}"
    with ExitStack() as stack:
        subprocess.run(["ip", "netns", "add", name], check=True)
        stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=True)
        for arguments in (
            "link set lo up", "tuntap add dev tap0 mode tap", f"address add {SERVER}/24 dev tap0", "link set tap0 up"
        ):  # fmt: skip
            subprocess.run(["ip", "-n", name, *arguments.split()], check=True)
        # The gateway is an address where nobody is: the guest must ask the one that answered DHCP.
        dnsmasq = process(
            "ip", "netns", "exec", name, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--user=root",
            "--interface=tap0", "--bind-interfaces", f"--dhcp-leasefile={folder}/leases", "--pid-file=",
            f"--dhcp-range={SERVER},static,255.255.255.0", f"--dhcp-host={MAC},{GUEST},web-1", "--domain=cloud.internal",
            "--dhcp-option=option:router,10.77.0.254", "--dhcp-option=option:mtu,1400",
        )  # fmt: skip
        stack.enter_context(dnsmasq)
        made = Router(name)
        for port in (80, 8080):
            server = made.serve(port)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        yield made


def key_pair(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


def overlay(image: GuestImage, path: Path, size: str) -> Path:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(image.path), "-F", "qcow2", str(path), size], check=True)
    return path


@pytest.fixture(scope="module")
def cache() -> Path:
    """Kept between runs: a build of the same sources and packages is found there."""
    return Path.home() / ".cache" / "pileus-tests" / "guest-image"


@pytest.fixture(scope="module")
def image(cache: Path) -> GuestImage:
    return build(cache / "images", cache / "work", report=print)


@dataclass
class Instance:
    """The fully served guest that the tests of this file share."""

    router: Router
    folder: Path
    disk: Path
    key: Path

    @contextmanager
    def boot(self, name: str) -> Generator[Machine]:
        tap = ("-netdev", "tap,id=n,ifname=tap0,script=no,downscript=no", "-device", f"virtio-net-pci,netdev=n,mac={MAC},romfile=")
        spare = ("-netdev", "user,id=spare,restrict=on")
        with machine(self.folder / name, self.disk, *tap, *spare, prefix=("ip", "netns", "exec", self.router.namespace)) as booted:
            yield booted

    def run(self, *command: str) -> str:
        done = self.router.ssh(self.key, *command)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def instance(image: GuestImage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("guest")
    with router(folder) as served:
        key = key_pair(folder / "key")
        served.metadata = {"instance-id": "i-2-3-VM", "public-keys": key.with_suffix(".pub").read_text(), "vm-id": "3"}
        served.user_data = b"#!/bin/sh\necho ran >>/root/user-data-ran\n"
        served.password = "Per:fect $1 'pass\\word"
        yield Instance(served, folder, overlay(image, folder / "disk.qcow2", "3G"), key)


@pytest.fixture(scope="module")
def guest(instance: Instance) -> Iterator[Machine]:
    with instance.boot("first") as booted:
        booted.says("user data script ended with status 0")
        yield booted


def test_a_second_build_finds_the_first(image: GuestImage, cache: Path) -> None:
    before, said = image.path.stat(), list[str]()
    assert build(cache / "images", cache / "work", report=said.append) == image
    assert (image.path.stat(), said) == (before, [])


def test_the_file_is_what_the_answer_says(image: GuestImage) -> None:
    shown = json.loads(subprocess.run(["qemu-img", "info", "--output=json", str(image.path)], check=True, capture_output=True).stdout)
    summed = subprocess.run(["sha256sum", str(image.path)], check=True, capture_output=True, text=True).stdout.split()[0]
    assert (shown["format"], shown["virtual-size"], "backing-filename" in shown) == ("qcow2", image.virtual_size, False)
    assert summed == image.sha256


def test_an_interrupted_build_is_not_taken_for_finished(image: GuestImage, tmp_path: Path, cache: Path) -> None:
    (tmp_path / image.path.name).write_bytes(b"half")
    made = build(tmp_path, cache / "work", report=print)
    assert made.size == made.path.stat().st_size > 1 << 20


def test_a_missing_tool_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImageBuildError, match=r"mcopy.* not found .*apt-get install .*mtools"):
        build(tmp_path / "images", tmp_path / "work", report=print)
    assert list((tmp_path / "images").iterdir()) == []


def test_packages_that_cannot_be_found_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "apt.conf"
    config.write_text('Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null"; Dir::State::lists "/nonexistent";')
    monkeypatch.setenv("APT_CONFIG", str(config))
    with pytest.raises(ImageBuildError, match=r"Unable to locate package busybox-static.*apt-get update"):
        build(tmp_path / "images", tmp_path / "work", report=print)
    assert list((tmp_path / "images").iterdir()) == []


def test_without_package_lists_on_the_host_fresh_ones_are_fetched_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lists, config = tmp_path / "lists", tmp_path / "apt.conf"
    config.write_text(f'Dir::State::lists "{lists}";')
    monkeypatch.setenv("APT_CONFIG", str(config))
    found = Archive(tmp_path, print).resolve(PROGRAMS, this_distribution().kernel)
    assert set(PROGRAMS) < {package.name for package in found}
    assert not lists.exists()


def test_it_reaches_a_login_prompt_without_any_metadata_and_obeys_the_power_button(image: GuestImage, tmp_path: Path) -> None:
    disk = overlay(image, tmp_path / "disk.qcow2", str(image.virtual_size))
    card = ("-netdev", "user,id=n,restrict=on", "-device", "virtio-net-pci,netdev=n,romfile=")
    with machine(tmp_path / "alone", disk, *card) as booted:
        booted.says("guest login:")
        booted.says(r"lease 10\.0\.2\.15 from 10\.0\.2\.2 on eth0")
        booted.press_power_button()


def test_it_boots_from_a_disk_of_another_kind(image: GuestImage, tmp_path: Path) -> None:
    disk = overlay(image, tmp_path / "disk.qcow2", str(image.virtual_size))
    empty = tmp_path / "empty.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(empty), "1M"], check=True)
    scsi = ("-device", "virtio-scsi-pci", "-drive", f"file={disk},if=none,id=d", "-device", "scsi-hd,drive=d,bootindex=1")
    with machine(tmp_path / "scsi", empty, *scsi) as booted:
        booted.says("guest login:")


def test_dhcp_gives_it_name_address_and_mtu(instance: Instance, guest: Machine) -> None:
    guest.says(rf"lease {GUEST} from {SERVER} on eth0")
    assert instance.run("hostname") == "web-1"
    assert instance.run("cat", "/sys/class/net/eth0/mtu") == "1400"
    assert instance.run("hostname", "-f") == "web-1.cloud.internal"


def test_the_password_is_taken_acknowledged_and_works(instance: Instance, guest: Machine) -> None:
    assert instance.router.ssh("Per:fect $1 'pass\\word", "echo", "in").stdout == "in\n"
    assert instance.router.ssh("guessed", "echo", "in").returncode != 0
    asked = instance.router.requests
    assert asked.index("send_my_password") < asked.index("saved_password")


def test_the_key_of_the_host_is_on_the_console(instance: Instance, guest: Machine) -> None:
    shown = guest.says(r"ssh host key (ssh-ed25519 \S+)")[1]
    assert shown in instance.run("dropbearkey", "-y", "-f", "/etc/dropbear/dropbear_ed25519_host_key")


def test_metadata_and_user_data_are_kept(instance: Instance, guest: Machine) -> None:
    assert instance.run("cat", "/var/lib/cloud/meta-data/vm-id") == "3"
    assert instance.run("cat", "/var/lib/cloud/user-data") == instance.router.user_data.decode().strip()


def test_every_file_belongs_to_root(instance: Instance, guest: Machine) -> None:
    assert instance.run("find / -xdev ! -user 0 -o -xdev ! -group 0") == ""


def test_its_root_file_system_fills_a_larger_disk(instance: Instance, guest: Machine) -> None:
    def grown() -> int | None:
        blocks = int(instance.run("df -k / | awk 'END { print $2 }'"))
        return blocks if blocks > 2_500_000 else None

    until("growing", grown)


def test_the_guest_agent_answers_and_sets_passwords(instance: Instance, guest: Machine) -> None:
    assert guest.agent("guest-get-host-name") == {"host-name": "web-1"}
    encoded = base64.b64encode(b"by:the agent").decode()
    guest.agent("guest-set-user-password", username="root", password=encoded, crypted=False)
    assert instance.router.ssh("by:the agent", "echo", "in").stdout == "in\n"


def test_a_card_added_to_the_running_guest_gets_its_address(instance: Instance, guest: Machine) -> None:
    guest.monitor("device_add", driver="virtio-net-pci", netdev="spare", id="added", romfile="")
    guest.says(r"lease 10\.0\.2\.15 from 10\.0\.2\.2 on eth1")
    assert "default via 10.77.0.254 dev eth0" in instance.run("ip", "route")


def test_keys_and_passwords_reset_while_it_was_off_arrive_at_the_next_boot(instance: Instance, guest: Machine) -> None:
    own, new = key_pair(instance.folder / "own"), key_pair(instance.folder / "new")
    old, host_key = instance.key, guest.says(r"ssh host key (\S+ \S+)")[1]
    instance.run(f"echo '{own.with_suffix('.pub').read_text().strip()}' >>/root/.ssh/authorized_keys")
    guest.press_power_button()
    instance.router.metadata["public-keys"] = new.with_suffix(".pub").read_text()
    instance.router.password = "second"
    with instance.boot("second") as booted:
        booted.says("metadata done")
        assert instance.router.ssh(old, "echo", "in").returncode != 0
        assert instance.router.ssh(own, "echo", "in").stdout == "in\n"
        assert instance.router.ssh("second", "echo", "in").stdout == "in\n"
        assert instance.router.ssh(new, "cat", "/root/user-data-ran").stdout == "ran\n"
        assert booted.says(r"ssh host key (\S+ \S+)")[1] == host_key
        booted.press_power_button()
    instance.router.metadata["instance-id"] = "i-2-4-VM"
    with instance.boot("copied") as booted:
        booted.says("user data script ended with status 0")
        assert booted.says(r"ssh host key (\S+ \S+)")[1] != host_key
        assert instance.router.ssh(new, "cat", "/root/user-data-ran").stdout == "ran\nran\n"
        booted.agent("guest-ping")
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(booted.folder / "agent"))
            link.sendall(b'{"execute": "guest-shutdown"}\n')
            assert booted.qemu.wait(LIMIT) == 0
