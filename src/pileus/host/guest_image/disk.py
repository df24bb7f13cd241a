"""The guest's disk: a boot partition that syslinux starts from, a root partition behind it, and the qcow2 file that holds both.

Everything is written into files; nothing is mounted and no loop device is used, so no root rights are needed.
What may not stand here: what the partitions contain.
"""

import struct
from pathlib import Path

from pileus.host.guest_image.tools import run

VIRTUAL_SIZE = 512 << 20
"""Small, so that copies are cheap; the guest lets its root file system follow a larger disk."""
SIGNATURE = b"PILE"
"""The disk signature by which the guest recognises its own partition table before it changes it."""
KERNEL_OPTIONS = "ro quiet console=tty0 console=ttyS0,115200n8 net.ifnames=0 no_timer_check"
"""The last one: on a busy host an emulated timer may fail the kernel's test of it, and the guest would stop there."""

_SECTOR = 512
_MIB_SECTORS = (1 << 20) // _SECTOR
_BOOT_START = _MIB_SECTORS
_BOOT_SECTORS = 32 * _MIB_SECTORS
_ROOT_START = _BOOT_START + _BOOT_SECTORS
_ROOT_SECTORS = VIRTUAL_SIZE // _SECTOR - _ROOT_START
_FAT16, _LINUX = 0x0E, 0x83
_SYSLINUX_CONFIG = f"""DEFAULT guest
PROMPT 0
LABEL guest
 KERNEL /vmlinuz
 INITRD /initrd.img
 APPEND {KERNEL_OPTIONS}
"""


def make_disk(kernel: Path, initramfs: Path, root: Path, boot_sector: bytes, work: Path) -> Path:
    """Writes the disk into the work folder and returns its qcow2 file."""
    raw, disk = work / "disk.raw", work / "disk.qcow2"
    with raw.open("wb") as file:
        file.write(_master_boot_record(boot_sector))
        file.truncate(VIRTUAL_SIZE)
    _write_boot_partition(raw, kernel, initramfs, work)
    _write_root_partition(raw, root)
    run("qemu-img", "convert", "-O", "qcow2", "-c", "-o", "compression_type=zstd", raw, disk)
    return disk


def _master_boot_record(boot_sector: bytes) -> bytes:
    return (
        boot_sector.ljust(440, b"\0")
        + SIGNATURE
        + bytes(2)
        + _partition(0x80, _FAT16, _BOOT_START, _BOOT_SECTORS)
        + _partition(0, _LINUX, _ROOT_START, _ROOT_SECTORS)
        + bytes(32)
        + b"\x55\xaa"
    )


def _partition(flag: int, kind: int, first: int, count: int) -> bytes:
    # the old addresses by cylinder, head and sector say "too far for me"
    return struct.pack("<B3sB3sII", flag, b"\xfe\xff\xff", kind, b"\xfe\xff\xff", first, count)


def _write_boot_partition(raw: Path, kernel: Path, initramfs: Path, work: Path) -> None:
    config, offset = work / "syslinux.cfg", _BOOT_START * _SECTOR
    config.write_text(_SYSLINUX_CONFIG)
    run(
        "mkfs.vfat", "-F", "16", "-s", "8", "-n", "BOOT", "-h", _BOOT_START, f"--offset={_BOOT_START}", raw, _BOOT_SECTORS // 2
    )  # fmt: skip
    for file, name in ((kernel, "vmlinuz"), (initramfs, "initrd.img"), (config, "syslinux.cfg")):
        run("mcopy", "-i", f"{raw}@@{offset}", file, f"::/{name}")
    run("syslinux", "--install", "--offset", offset, raw)


def _write_root_partition(raw: Path, tree: Path) -> None:
    offset = _ROOT_START * _SECTOR
    run(
        "mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-m", "1", "-L", "guest", "-J", "size=4", "-N", "32768",
        "-O", "^64bit,^metadata_csum", "-E", f"offset={offset},root_owner=0:0", "-d", tree, raw, f"{_ROOT_SECTORS // 2}k",
    )  # fmt: skip
    # The files belong to whoever builds; in the guest they are root's.
    script = "".join(f"sif {_quoted(path, tree)} {field} 0\n" for path in sorted(tree.rglob("*")) for field in ("uid", "gid"))
    run("debugfs", "-w", "-f", "-", f"{raw}?offset={offset}", given=script.encode())


def _quoted(path: Path, tree: Path) -> str:
    return f'"/{path.relative_to(tree)}"'
