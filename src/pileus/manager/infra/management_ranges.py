"""Ranges of management addresses of a pod: create, delete, update."""

from typing import Annotated

from pileus.manager import ops
from pileus.manager.infra.pods import ENTITY, Address, PodView
from pileus.manager.infra.spans import Span, check_apart, inside, network_of, span, spans_of, store
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Started, Success
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.infrastructure import Pod
from pileus.manager.model.ip_range import UNTAGGED


class CreateRange(Params, frozen=True, kw_only=True):
    """What the range is."""

    pod_id: Annotated[Id, Names("Pod"), Doc("pod it belongs to")]
    gateway: Annotated[Address, Doc("gateway of its network")]
    netmask: Annotated[Address, Doc("netmask of its network")]
    start_ip: Annotated[Address, Doc("first address")]
    end_ip: Annotated[Address | None, Doc("last address; just the first when left out")] = None
    vlan: Annotated[str | None, Doc("VLAN of the range; untagged when left out")] = None
    for_system_vms: Annotated[bool, Doc("true: kept for system VMs")] = False


@command("createManagementNetworkIpRange", access=ADMINS, event="MANAGEMENT.IP.RANGE.CREATE", entity=ENTITY)
def create_range(ctx: Ctx, p: CreateRange) -> Started[PodView]:
    """Adds a range of management addresses to a pod."""
    pod = ctx.get(Pod, p.pod_id, "podid")
    vlan = (p.vlan or UNTAGGED).removeprefix("vlan://")
    made = span(p.start_ip, p.end_ip, p.gateway, p.netmask, vlan=vlan, for_system_vms=p.for_system_vms)
    network = network_of(p.gateway, p.netmask)
    inside(made, network)
    if vlan == UNTAGGED and pod.gateway and network != network_of(pod.gateway, pod.netmask):
        raise InvalidValue(
            f"network {network} is not the management network {network_of(pod.gateway, pod.netmask)} of pod {pod.name}; "
            "give that one's gateway and netmask, or a vlan of its own"
        )
    spans = [*spans_of(pod), made]
    check_apart(ctx.db, pod, spans)
    store(pod, spans)
    if not pod.gateway:
        pod.gateway, pod.netmask = p.gateway, p.netmask
    return ops.settled(ctx, ENTITY, pod.id, f"creating management range {made.name} of pod {pod.name}")


class DeleteRange(Params, frozen=True, kw_only=True):
    """Which range of which pod."""

    pod_id: Annotated[Id, Names("Pod"), Doc("pod it belongs to")]
    start_ip: Annotated[Address, Doc("first address")]
    end_ip: Annotated[Address, Doc("last address")]
    vlan: Annotated[str, Doc("VLAN of the range, or untagged")]


@command("deleteManagementNetworkIpRange", access=ADMINS, event="MANAGEMENT.IP.RANGE.DELETE", entity=ENTITY)
def delete_range(ctx: Ctx, p: DeleteRange) -> Started[Success]:
    """Takes a range of management addresses from a pod."""
    pod = ctx.get(Pod, p.pod_id, "podid")
    gone = _one(pod, p.start_ip, p.end_ip, p.vlan.removeprefix("vlan://"))
    store(pod, [one for one in spans_of(pod) if one != gone])
    return ops.settled(ctx, ENTITY, pod.id, f"deleting management range {gone.name} of pod {pod.name}", gone=True)


class UpdateRange(Params, frozen=True, kw_only=True):
    """Which range of which pod, and what it becomes."""

    pod_id: Annotated[Id, Names("Pod"), Doc("pod it belongs to")]
    current_start_ip: Annotated[Address, Doc("its first address now")]
    current_end_ip: Annotated[Address, Doc("its last address now")]
    new_start_ip: Annotated[Address | None, Doc("its first address from now on")] = None
    new_end_ip: Annotated[Address | None, Doc("its last address from now on")] = None


@command("updatePodManagementNetworkIpRange", access=ADMINS, event="MANAGEMENT.IP.RANGE.UPDATE", entity=ENTITY)
def update_range(ctx: Ctx, p: UpdateRange) -> Started[Success]:
    """Changes the ends of a pod's range of management addresses."""
    pod = ctx.get(Pod, p.pod_id, "podid")
    if not p.new_start_ip and not p.new_end_ip:
        raise InvalidValue("nothing to change; give newstartip, newendip or both")
    old = _one(pod, p.current_start_ip, p.current_end_ip, None)
    new = span(
        p.new_start_ip or old.first,
        p.new_end_ip or old.last,
        old.gateway,
        old.netmask,
        vlan=old.vlan,
        for_system_vms=old.for_system_vms,
    )
    inside(new, network_of(old.gateway, old.netmask))
    spans = [new if one == old else one for one in spans_of(pod)]
    check_apart(ctx.db, pod, spans)
    store(pod, spans)
    return ops.settled(ctx, ENTITY, pod.id, f"updating management range {old.name} of pod {pod.name} to {new.name}", gone=True)


def _one(pod: Pod, first: str, last: str, vlan: str | None) -> Span:
    for one in spans_of(pod):
        if (one.first, one.last) == (first, last) and vlan in (None, one.vlan):
            return one
    known = ", ".join(f"{one.name} ({one.vlan})" for one in spans_of(pod)) or "none"
    raise InvalidValue(f"pod {pod.name} has no management range {first} to {last}; it has: {known}")
