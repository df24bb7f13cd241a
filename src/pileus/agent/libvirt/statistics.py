"""Libvirt's bulk statistics as one row a guest. What may not stand here: rates; the manager computes them."""

from collections.abc import Mapping
from typing import Any

import libvirt

from pileus.wire.domains import DomainStats

STATISTICS = (
    libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    | libvirt.VIR_DOMAIN_STATS_BALLOON
    | libvirt.VIR_DOMAIN_STATS_VCPU
    | libvirt.VIR_DOMAIN_STATS_INTERFACE
    | libvirt.VIR_DOMAIN_STATS_BLOCK
)


def row(instance_id: str, numbers: Mapping[str, Any]) -> DomainStats:
    """Sums over a guest's disks and cards. What libvirt does not tell, as of a guest without balloon driver, is 0."""

    def total(group: str, name: str) -> int:
        return sum(int(numbers.get(f"{group}.{i}.{name}", 0)) for i in range(int(numbers.get(f"{group}.count", 0))))

    return DomainStats(
        instance_id=instance_id,
        cpu_ns=int(numbers.get("cpu.time", 0)),
        vcpus=int(numbers.get("vcpu.current", 0)),
        memory_kib=int(numbers.get("balloon.current", 0)),
        memory_free_kib=int(numbers.get("balloon.usable", numbers.get("balloon.unused", 0))),
        disk_read_bytes=total("block", "rd.bytes"),
        disk_write_bytes=total("block", "wr.bytes"),
        disk_read_requests=total("block", "rd.reqs"),
        disk_write_requests=total("block", "wr.reqs"),
        net_received_bytes=total("net", "rx.bytes"),
        net_sent_bytes=total("net", "tx.bytes"),
    )
