"""Pools, volumes and hostile images, on a folder of the test's own and with the real qemu-img."""

import hashlib
import os
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from pileus.agent.faults import AgentFault
from pileus.agent.installation import Installation
from pileus.agent.storage import qemu_img
from pileus.agent.storage.claims import Claims, clear
from pileus.agent.storage.pools import MARKER
from pileus.agent.storage.storage import Storage
from pileus.wire.storage import EnsureImage, EnsureVolume, ImageRef, PoolRef, ReadPool, RemoveVolume

MIB = 1 << 20


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder that other users may enter, as a pool's must be; pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="pst-") as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


@pytest.fixture
def storage(root: Path) -> Storage:
    return Storage(Installation(uuid=uuid4(), data=root, run=root, log=root))


@pytest.fixture
def pool(root: Path) -> PoolRef:
    return PoolRef(pool_id=str(uuid4()), path=str(root / "pool"))


def qcow2(path: Path, *arguments: str, size: str = "16M") -> Path:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *arguments, str(path), size], check=True)
    return path


def ref(path: Path, image_format: str = "qcow2") -> ImageRef:
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    assert image_format in ("qcow2", "raw", "iso")
    return ImageRef(template_id=str(uuid4()), path=str(path), sha256=checksum, format=image_format)


def ensure_image(storage: Storage, pool: PoolRef, image: ImageRef) -> Path:
    answered = storage.ensure_image(EnsureImage(key=str(uuid4()), target=image.template_id, epoch=1, pool=pool, image=image))
    return Path(answered.path)


def ensure_volume(storage: Storage, pool: PoolRef, image: ImageRef | None, size: int) -> Path:
    volume_id = str(uuid4())
    request = EnsureVolume(key=str(uuid4()), target=volume_id, epoch=1, pool=pool, volume_id=volume_id, size=size, image=image)
    return Path(storage.ensure_volume(request).path)


def patched(path: Path, offset: int, data: bytes) -> Path:
    with path.open("r+b") as f:
        f.seek(offset)
        f.write(data)
    return path


def with_backing(root: Path) -> Path:
    (root / "secret").write_bytes(b"the host's secret".ljust(MIB))
    return qcow2(root / "i.qcow2", "-F", "raw", "-b", str(root / "secret"))


def with_data_file(root: Path) -> Path:
    return qcow2(root / "i.qcow2", "-o", f"data_file={root}/secret,data_file_raw=on")


def with_protocol_backing(root: Path) -> Path:
    """A backing name that is no file at all, put where qemu-img itself would not put it."""
    name = b"nbd://127.0.0.1:1/x"
    path = qcow2(root / "i.qcow2")
    return patched(patched(path, 512, name), 8, struct.pack(">QI", 512, len(name)))


def encrypted(root: Path) -> Path:
    options = "encrypt.format=luks,encrypt.key-secret=k,encrypt.iter-time=10"
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "--object", "secret,id=k,data=x", "-o", options]
    subprocess.run([*command, str(root / "i.qcow2"), "1M"], check=True)
    return root / "i.qcow2"


def gigantic(root: Path) -> Path:
    return patched(qcow2(root / "i.qcow2"), 24, struct.pack(">Q", 1 << 60))


def cut_short(root: Path) -> Path:
    path = qcow2(root / "i.qcow2")
    os.truncate(path, 40)
    return path


def of_version_nine(root: Path) -> Path:
    return patched(qcow2(root / "i.qcow2"), 4, struct.pack(">I", 9))


def with_wild_tables(root: Path) -> Path:
    return patched(qcow2(root / "i.qcow2"), 36, struct.pack(">IQ", 0xFFFF_FFFF, 1 << 62))


def a_vmdk(root: Path) -> Path:
    subprocess.run(["qemu-img", "create", "-q", "-f", "vmdk", str(root / "i.qcow2"), "1M"], check=True)
    return root / "i.qcow2"


def text(root: Path) -> Path:
    (root / "i.qcow2").write_text("<html>404 Not Found</html>")
    return root / "i.qcow2"


def nothing(root: Path) -> Path:
    (root / "i.qcow2").touch()
    return root / "i.qcow2"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (with_backing, "backing file"),
        (with_data_file, "data file"),
        (with_protocol_backing, "backing file"),
        (encrypted, "encrypted"),
        (gigantic, "refused|cannot read"),
        (cut_short, "cut short"),
        (of_version_nine, "version 9"),
        (with_wild_tables, "cannot read"),
        (a_vmdk, "vmdk"),
        (text, "something else"),
        (nothing, "something else"),
    ],
)
def test_a_hostile_qcow2_is_refused_and_leaves_nothing(
    storage: Storage, pool: PoolRef, root: Path, make: Callable[[Path], Path], why: str
) -> None:
    image = ref(make(root))
    with pytest.raises(AgentFault, match=why) as refused:
        ensure_image(storage, pool, image)
    assert refused.value.kind == "invalid"
    assert [p for p in Path(pool.path).rglob("*") if p.is_file() and p.name != MARKER] == []


@pytest.mark.parametrize("declared", ["raw", "iso"])
def test_a_qcow2_declared_as_something_else_is_refused(storage: Storage, pool: PoolRef, root: Path, declared: str) -> None:
    with pytest.raises(AgentFault, match="but is qcow2"):
        ensure_image(storage, pool, ref(qcow2(root / "i"), declared))


def test_text_declared_as_an_iso_is_refused(storage: Storage, pool: PoolRef, root: Path) -> None:
    (root / "i").write_text("no disc at all")
    with pytest.raises(AgentFault, match="ISO 9660"):
        ensure_image(storage, pool, ref(root / "i", "iso"))


def test_an_iso_and_a_raw_disk_are_taken_as_they_are(storage: Storage, pool: PoolRef, root: Path) -> None:
    (root / "disc").write_bytes(bytes(32769) + b"CD001" + bytes(4096 * 2))
    (root / "disk").write_bytes(bytes(MIB) + b"data".ljust(MIB))
    for source, image_format in ((root / "disc", "iso"), (root / "disk", "raw")):
        assert ensure_image(storage, pool, ref(source, image_format)).read_bytes() == source.read_bytes()


def test_a_link_or_device_in_place_of_an_image_is_refused(storage: Storage, pool: PoolRef, root: Path) -> None:
    true = ref(qcow2(root / "true.qcow2"))
    (root / "link").symlink_to(root / "true.qcow2")
    for path in (root / "link", Path("/dev/zero")):
        disguised = ImageRef(template_id=true.template_id, path=str(path), sha256=true.sha256, format="qcow2")
        with pytest.raises(AgentFault, match=true.template_id):
            ensure_image(storage, pool, disguised)


def test_a_copy_that_was_cut_off_is_made_anew(storage: Storage, pool: PoolRef, root: Path) -> None:
    image = ref(qcow2(root / "i.qcow2"))
    storage.read_pool(ReadPool(pool=pool))
    (Path(pool.path) / "incoming" / f"{image.template_id}.qcow2").write_bytes(b"half a cop")
    assert ensure_image(storage, pool, image).read_bytes() == (root / "i.qcow2").read_bytes()


def test_an_image_outlives_its_source(storage: Storage, pool: PoolRef, root: Path) -> None:
    image = ref(qcow2(root / "i.qcow2"))
    ensure_image(storage, pool, image)
    (root / "i.qcow2").unlink()
    ensure_volume(storage, pool, image, 32 * MIB)


def test_a_volume_begins_with_the_bytes_of_its_image(storage: Storage, pool: PoolRef, root: Path) -> None:
    raw = root / "raw"
    raw.write_bytes(b"boot".ljust(MIB, b"!"))
    subprocess.run(["qemu-img", "convert", "-O", "qcow2", str(raw), str(root / "i.qcow2")], check=True)
    volume = ensure_volume(storage, pool, ref(root / "i.qcow2"), 2 * MIB)
    subprocess.run(["qemu-img", "convert", "-O", "raw", str(volume), str(root / "back")], check=True)
    assert (root / "back").read_bytes() == b"boot".ljust(MIB, b"!") + bytes(MIB)


def test_a_pool_may_be_moved_as_a_whole(storage: Storage, pool: PoolRef, root: Path) -> None:
    volume = ensure_volume(storage, pool, ref(qcow2(root / "i.qcow2")), 32 * MIB)
    Path(pool.path).rename(root / "moved")
    moved = root / "moved" / "volumes" / volume.name
    subprocess.run(["qemu-img", "check", "-q", str(moved)], check=True)
    assert [v.path for v in storage.read_pool(ReadPool(pool=PoolRef(pool_id=pool.pool_id, path=str(root / "moved")))).volumes] == [
        str(moved)
    ]


@pytest.mark.parametrize("size", [1, 511, 513])
def test_sizes_are_rounded_up_to_whole_blocks(storage: Storage, pool: PoolRef, size: int) -> None:
    assert qemu_img.probe(ensure_volume(storage, pool, None, size), "qcow2", hostile=False).virtual_size == (512 if size < 512 else 1024)


def test_a_folder_with_files_of_others_does_not_become_a_pool(storage: Storage, root: Path) -> None:
    (root / "home").mkdir()
    (root / "home" / "thesis.txt").write_text("mine")
    with pytest.raises(AgentFault, match=r"thesis\.txt") as refused:
        storage.read_pool(ReadPool(pool=PoolRef(pool_id=str(uuid4()), path=str(root / "home"))))
    assert refused.value.kind == "conflict"
    assert [p.name for p in (root / "home").iterdir()] == ["thesis.txt"]


def test_a_fresh_file_system_and_a_claim_that_was_cut_off_count_as_empty(storage: Storage, pool: PoolRef) -> None:
    (Path(pool.path) / "lost+found").mkdir(parents=True)
    (Path(pool.path) / f"{MARKER}.new").write_text("{")
    assert storage.read_pool(ReadPool(pool=pool)).volumes == []


def test_a_pool_of_another_installation_is_not_touched(storage: Storage, pool: PoolRef, root: Path) -> None:
    other = Storage(Installation(uuid=uuid4(), data=root, run=root, log=root))
    volume = ensure_volume(other, pool, None, MIB)
    with pytest.raises(AgentFault, match=pool.path):
        storage.remove_volume(RemoveVolume(key="k", target="t", epoch=1, pool=pool, volume_id=volume.stem))
    with pytest.raises(AgentFault, match="not in a pool of this installation"):
        storage.check_disk(str(volume))
    assert volume.exists()


def test_the_folder_of_a_pool_that_is_no_more_can_be_a_pool_again_but_never_with_disks(storage: Storage, pool: PoolRef) -> None:
    volume = ensure_volume(storage, pool, None, MIB)
    again = PoolRef(pool_id=str(uuid4()), path=pool.path)
    with pytest.raises(AgentFault, match=f"is pool {pool.pool_id}"):
        storage.read_pool(ReadPool(pool=again))
    volume.unlink()
    with pytest.raises(AgentFault, match=f"is pool {pool.pool_id}"):  # another host may have its disks elsewhere below one mount
        storage.read_pool(ReadPool(pool=msgspec.structs.replace(again, shared=True)))
    assert storage.read_pool(ReadPool(pool=again)).pool_id == again.pool_id
    assert ensure_volume(storage, again, None, MIB).exists()


def test_pools_are_found_again_and_cleared_of_what_is_ours(root: Path, pool: PoolRef) -> None:
    installation = Installation(uuid=uuid4(), data=root / "data", run=root, log=root)
    elsewhere = PoolRef(pool_id=str(uuid4()), path=str(root / "elsewhere"))
    for wanted in (pool, elsewhere):
        ensure_volume(Storage(installation), wanted, None, MIB)
    assert [found.id for found in Claims(installation).pools()] == [elsewhere.pool_id, pool.pool_id]
    notes = Path(pool.path) / "notes.txt"
    notes.write_text("of the administrator")
    for found in Claims(installation).pools():
        clear(found)
    assert list(Path(elsewhere.path).iterdir()) == []
    assert list(Path(pool.path).iterdir()) == [notes]
    assert Claims(installation).pools() == []


@pytest.mark.parametrize("path", ["relative/pool", "/tmp/../etc/pool", ""])
def test_a_pool_path_must_say_where_it_is(storage: Storage, path: str) -> None:
    with pytest.raises(AgentFault, match="absolute"):
        storage.read_pool(ReadPool(pool=PoolRef(pool_id=str(uuid4()), path=path)))


def test_only_files_of_a_pool_are_disks(storage: Storage, pool: PoolRef, root: Path) -> None:
    volume = ensure_volume(storage, pool, None, MIB)
    storage.check_disk(str(volume))
    (volume.parent / "link.qcow2").symlink_to("/etc/passwd")
    wrong = [volume.parent / "link.qcow2", Path(pool.path) / MARKER, volume.parent / ".." / "volumes" / volume.name, Path("/etc/passwd")]
    for path in wrong:
        with pytest.raises(AgentFault, match="not in a pool") as refused:
            storage.check_disk(str(path))
        assert refused.value.kind == "invalid"
    with pytest.raises(AgentFault, match="does not exist") as missing:
        storage.check_disk(str(volume.with_name(f"{uuid4()}.qcow2")))
    assert missing.value.kind == "missing"


def test_every_folder_of_a_new_pool_can_be_entered_and_its_disks_read_by_their_owner_alone(storage: Storage, root: Path) -> None:
    before = os.umask(0o077)
    try:
        volume = ensure_volume(storage, PoolRef(pool_id=str(uuid4()), path=str(root / "a" / "b" / "pool")), None, MIB)
    finally:
        os.umask(before)
    folder = volume.parent
    while folder != root:
        assert folder.stat().st_mode & 0o777 == 0o711
        folder = folder.parent
    assert volume.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_full_pool_says_so(storage: Storage, root: Path) -> None:
    small = root / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(small)], check=True)
    try:
        (root / "big").write_bytes(os.urandom(4 * MIB))
        with pytest.raises(AgentFault, match="no space") as refused:
            ensure_image(storage, PoolRef(pool_id=str(uuid4()), path=str(small)), ref(root / "big", "raw"))
        assert refused.value.kind == "capacity"
    finally:
        subprocess.run(["umount", str(small)], check=True)
