"""A guest of one page, run straight through the KVM ioctls: it counts, reloads CR3 and exits. How long it takes tells whether KVM is real.

A program of its own (`python -m pileus.agent.kvm`), because a processor that never returns can only be killed. It prints `ready` before
it enters the guest, then `ran MILLISECONDS` or `failed REASON`. What may not stand here: imports from the rest of Pileus, and judgement;
`accel` has the limits.
"""

import contextlib
import ctypes
import fcntl
import mmap
import os
import struct
import sys
import time

TURNS = 20_000_000
"""Turns of the counting loop: tens of milliseconds on a real processor, 20 seconds where ring 0 is emulated step by step."""

RELOADS = 20_000
"""Reloads of CR3: a privileged instruction that shadow paging makes expensive."""

KVM_GET_API_VERSION, KVM_CREATE_VM, KVM_GET_VCPU_MMAP_SIZE = 0xAE00, 0xAE01, 0xAE04
KVM_CREATE_VCPU, KVM_SET_TSS_ADDR, KVM_RUN = 0xAE41, 0xAE47, 0xAE80
KVM_SET_USER_MEMORY_REGION, KVM_GET_SREGS, KVM_SET_SREGS, KVM_SET_REGS = 0x4020AE46, 0x8138AE83, 0x4138AE84, 0x4090AE82
KVM_EXIT_IO = 2
API_VERSION = 12

MEMORY = 1 << 21
TSS = 0xFFFB_D000
PML4, PDPT, PD, STACK, CODE = 0x1000, 0x2000, 0x3000, 0x7000, 0x8000
PRESENT_WRITABLE, LARGE_PAGE = 0x3, 0x83
CR0, CR4, EFER = 0x8005_0033, 0x20, 0x500
"""Protected mode with paging; physical address extension; long mode enabled and active."""
SREGS_SIZE, SEGMENT_SIZE, CR_OFFSET = 312, 24, 24 * 8 + 16 * 2
"""The control registers follow eight segments and two descriptor tables."""


def program(turns: int, reloads: int) -> bytes:
    """The guest's machine code.

    mov ecx,turns; 1: dec ecx; jnz 1b; mov ebx,reloads; 2: mov rax,cr3; mov cr3,rax; dec ebx; jnz 2b;
    mov dx,0x501; mov al,0x2a; out dx,al; hlt
    """
    count = b"\xb9" + struct.pack("<I", turns) + b"\xff\xc9\x75\xfc"
    reload = b"\xbb" + struct.pack("<I", reloads) + b"\x0f\x20\xd8\x0f\x22\xd8\xff\xcb\x75\xf6"
    return count + reload + b"\x66\xba\x01\x05\xb0\x2a\xee\xf4"


def prepare() -> tuple[int, mmap.mmap, list[object]]:
    """A processor that is about to run the program in 64-bit ring 0, its shared page, and what must be kept alive meanwhile."""
    kvm = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    if (version := fcntl.ioctl(kvm, KVM_GET_API_VERSION, 0)) != API_VERSION:
        raise OSError(f"/dev/kvm speaks version {version}, not {API_VERSION}")
    vm = fcntl.ioctl(kvm, KVM_CREATE_VM, 0)
    # fcntl.ioctl takes no unsigned number above 2**31
    ctypes.CDLL(None, use_errno=True).ioctl(vm, KVM_SET_TSS_ADDR, ctypes.c_ulong(TSS))
    memory = mmap.mmap(-1, MEMORY)
    for at, entry in ((PML4, PDPT | PRESENT_WRITABLE), (PDPT, PD | PRESENT_WRITABLE), (PD, LARGE_PAGE)):
        struct.pack_into("<Q", memory, at, entry)
    code = program(TURNS, RELOADS)
    memory[CODE : CODE + len(code)] = code
    view = ctypes.c_char.from_buffer(memory)
    fcntl.ioctl(vm, KVM_SET_USER_MEMORY_REGION, struct.pack("<IIQQQ", 0, 0, 0, MEMORY, ctypes.addressof(view)))
    cpu = fcntl.ioctl(vm, KVM_CREATE_VCPU, 0)
    shared = mmap.mmap(cpu, fcntl.ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0))
    fcntl.ioctl(cpu, KVM_SET_SREGS, system_registers(cpu))
    registers = [0] * 18
    registers[6], registers[16], registers[17] = STACK, CODE, 2  # rsp, rip, rflags
    fcntl.ioctl(cpu, KVM_SET_REGS, struct.pack("<18Q", *registers))
    return cpu, shared, [memory, view]


def system_registers(cpu: int) -> bytes:
    registers = bytearray(SREGS_SIZE)
    fcntl.ioctl(cpu, KVM_GET_SREGS, registers)
    registers[0:SEGMENT_SIZE] = segment(selector=8, kind=11, long=1, default=0)
    for i in range(1, 6):  # ds, es, fs, gs, ss
        registers[SEGMENT_SIZE * i : SEGMENT_SIZE * (i + 1)] = segment(selector=16, kind=3, long=0, default=1)
    (apic_base,) = struct.unpack_from("<Q", registers, CR_OFFSET + 48)
    struct.pack_into("<QQQQQQQ", registers, CR_OFFSET, CR0, 0, PML4, CR4, 0, EFER, apic_base)
    return bytes(registers)


def segment(*, selector: int, kind: int, long: int, default: int) -> bytes:
    return struct.pack("<QIHBBBBBBBBBB", 0, 0xFFFF_FFFF, selector, kind, 1, 0, default, 1, long, 1, 0, 0, 0)


def main() -> None:
    try:
        cpu, shared, _kept = prepare()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        begun = time.monotonic()
        while True:
            with contextlib.suppress(InterruptedError):
                fcntl.ioctl(cpu, KVM_RUN, 0)
                break
        milliseconds = (time.monotonic() - begun) * 1000
        (reason,) = struct.unpack_from("<I", shared, 8)
        sys.stdout.write(f"ran {milliseconds:.1f}\n" if reason == KVM_EXIT_IO else f"failed the guest ended with exit reason {reason}\n")
    except OSError as e:
        sys.stdout.write(f"failed {e}\n")


if __name__ == "__main__":
    main()
