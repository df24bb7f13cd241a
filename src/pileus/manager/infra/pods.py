"""Pods: list, create, update, delete. Their address ranges stand in `management_ranges`."""

from typing import Annotated, ClassVar

from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.infra import capacity, standing
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.infra.dedications import release
from pileus.manager.infra.spans import Span, SpanView, check_apart, inside, network_of, span, spans_of, store
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Length, ListParams, Names, NoEffect, Page, Params, Success, WorkedOn
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.names import Name
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, RESOURCE_ADMINS
from pileus.manager.model.dedication import Dedicable
from pileus.manager.model.infrastructure import Pod, Zone
from pileus.manager.model.rows import Flag, utcnow

ENTITY = "Pod"

Address = Annotated[str, Length(64)]


class PodView(WorkedOn, kw_only=True):
    """A pod. The n-th entries of its lists belong to the n-th range; `ip_ranges` tells them together."""

    object_name: ClassVar[str] = "pod"
    annotated = ("POD",)
    id: str
    name: str
    zone_id: str
    zone_name: str
    gateway: str
    netmask: str
    start_ip: list[str]
    end_ip: list[str]
    for_system_vms: list[str]
    vlan_id: list[str]
    ip_ranges: list[SpanView]
    allocation_state: Flag
    capacity: list[CapacityView] | None = None
    has_annotations: bool | None = None


@ops.shows(ENTITY)
def shown(db: Session, id: str) -> PodView:
    """A pod as root admins see it."""
    return view(db, db.get_one(Pod, id))


def view(db: Session, pod: Pod, *, with_capacity: bool = False) -> PodView:
    """A pod as root admins see it."""
    spans = spans_of(pod)
    return PodView(
        id=pod.id,
        name=pod.name,
        zone_id=pod.zone_id,
        zone_name=db.get_one(Zone, pod.zone_id).name,
        gateway=pod.gateway,
        netmask=pod.netmask,
        start_ip=[one.first for one in spans],
        end_ip=[one.last for one in spans],
        for_system_vms=["1" if one.for_system_vms else "0" for one in spans],
        vlan_id=[one.vlan for one in spans],
        ip_ranges=[SpanView.of(one) for one in spans],
        allocation_state=pod.allocation_state,
        capacity=capacity.of_pod(db, pod.id) if with_capacity else None,
    )


class ListPods(ListParams, frozen=True, kw_only=True):
    """Which pods."""

    id: Annotated[Id | None, Names("Pod"), Doc("only this pod")] = None
    name: Annotated[str | None, Doc("only the pod of this name")] = None
    zone_id: Annotated[Id | None, Names("Zone"), Doc("only pods of this zone")] = None
    allocation_state: Annotated[Flag | None, Doc("only pods in this state: Enabled or Disabled")] = None
    storage_access_group: Annotated[str | None, Doc("only pods of this storage access group; there are none")] = None
    show_capacities: Annotated[bool, Doc("with the capacity of each pod")] = False


@command("listPods", access=RESOURCE_ADMINS)
def list_pods(ctx: Ctx, p: ListPods) -> Page[PodView]:
    """Lists the pods."""
    if p.storage_access_group:
        return Page(0, [])
    query = ctx.visible(Pod, p).order_by(Pod.name)
    query = narrow(query, (Pod.id, p.id), (Pod.name, p.name), (Pod.zone_id, p.zone_id), (Pod.allocation_state, p.allocation_state))
    query = containing(query, p.keyword, Pod.name)
    return ctx.page(query, p, lambda pod: view(ctx.db, pod, with_capacity=p.show_capacities))


class CreatePod(Params, frozen=True, kw_only=True):
    """What the pod is. Gateway and netmask name its management network, startip and endip the addresses of it that it may use."""

    zone_id: Annotated[Id, Names("Zone"), Doc("zone it lies in")]
    name: Annotated[Name, Doc("name of the pod, unique in its zone")]
    gateway: Annotated[Address | None, Doc("gateway of its management network; not needed in edge zones")] = None
    netmask: Annotated[Address | None, Doc("netmask of its management network; not needed in edge zones")] = None
    start_ip: Annotated[Address | None, Doc("first management address; not needed in edge zones")] = None
    end_ip: Annotated[Address | None, Doc("last one; just the first when left out")] = None
    allocation_state: Annotated[Flag, Doc("whether instances may start in it: Enabled or Disabled")] = Flag.ENABLED
    storage_access_groups: Annotated[
        list[str] | None, Doc("groups that hosts and pools must share"), NoEffect("every host reaches every pool of its zone")
    ] = None


@command("createPod", access=ADMINS, event="POD.CREATE", entity=ENTITY)
def create_pod(ctx: Ctx, p: CreatePod) -> PodView:
    """Creates a pod, with a first range of management addresses."""
    zone = ctx.get(Zone, p.zone_id, "zoneid")
    pod = Pod(zone_id=zone.id, name=p.name, allocation_state=p.allocation_state)
    if zone.type == "Edge" and not (p.gateway or p.netmask or p.start_ip):
        pod = ctx.insert(pod)
    else:
        missing = [name for name in ("gateway", "netmask", "start_ip") if not getattr(p, name)]
        if missing:
            names = ", ".join(name.replace("_", "") for name in missing)
            raise InvalidValue(f"pod {p.name} needs {names}; only pods of edge zones can do without")
        _place(ctx.db, pod, p.gateway or "", p.netmask or "", [span(p.start_ip or "", p.end_ip, p.gateway or "", p.netmask or "")])
        pod = ctx.insert(pod)
    ctx.tell(f"creating pod {pod.name} in zone {zone.name}", id=pod.id)
    return view(ctx.db, pod)


def _place(db: Session, pod: Pod, gateway: str, netmask: str, spans: list[Span]) -> None:
    """Sets network and ranges after checking that they fit each other, and overlap no other pod's."""
    network = network_of(gateway, netmask)
    for one in spans:
        inside(one, network)
    check_apart(db, pod, spans)
    pod.gateway, pod.netmask = gateway, netmask
    store(pod, spans)


class UpdatePod(Params, frozen=True, kw_only=True):
    """Which pod, and what of it changes."""

    id: Annotated[Id, Names("Pod"), Doc("the pod")]
    name: Annotated[Name | None, Doc("new name")] = None
    gateway: Annotated[Address | None, Doc("gateway of its management network")] = None
    netmask: Annotated[Address | None, Doc("netmask of its management network")] = None
    start_ip: Annotated[Address | None, Doc("first address of its first range")] = None
    end_ip: Annotated[Address | None, Doc("last address of its first range")] = None
    allocation_state: Annotated[Flag | None, Doc("whether instances may start in it: Enabled or Disabled")] = None


@command("updatePod", access=ADMINS, event="POD.EDIT", entity=ENTITY)
def update_pod(ctx: Ctx, p: UpdatePod) -> PodView:
    """Updates a pod."""
    pod = ctx.get(Pod, p.id)
    if p.name is not None:
        pod.name = p.name
    if p.allocation_state is not None:
        pod.allocation_state = p.allocation_state
    if p.gateway or p.netmask or p.start_ip or p.end_ip:
        _move(ctx.db, pod, p)
    ctx.save()
    ctx.tell(f"updating pod {pod.name}", id=pod.id)
    return view(ctx.db, pod)


def _move(db: Session, pod: Pod, p: UpdatePod) -> None:
    gateway, netmask = p.gateway or pod.gateway, p.netmask or pod.netmask
    spans = spans_of(pod)
    first = spans[0].first if spans else ""
    last = spans[0].last if spans else None
    if not (gateway and netmask and (p.start_ip or first)):
        raise InvalidValue(f"pod {pod.name} has no management network yet; give gateway, netmask and startip together")
    changed = span(p.start_ip or first, p.end_ip or last, gateway, netmask)
    moved = [Span(one.first, one.last, gateway, netmask, one.vlan, one.for_system_vms) for one in spans[1:]]
    _place(db, pod, gateway, netmask, [changed, *moved])


class DeletePod(Params, frozen=True, kw_only=True):
    """Which pod."""

    id: Annotated[Id, Names("Pod"), Doc("the pod")]


@command("deletePod", access=ADMINS, event="POD.DELETE", entity=ENTITY)
def delete_pod(ctx: Ctx, p: DeletePod) -> Success:
    """Deletes a pod in which nothing stands any more."""
    pod = ctx.get(Pod, p.id)
    standing.refuse(ctx.db, pod, standing.IN_POD)
    release(ctx, Dedicable.POD, pod.id)
    pod.removed = utcnow()
    ctx.tell(f"deleting pod {pod.name}", id=pod.id)
    return Success()
