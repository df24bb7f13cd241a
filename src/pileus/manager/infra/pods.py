"""Pods: list."""

from typing import Annotated, ClassVar

from pileus.manager.infra import capacity
from pileus.manager.infra.capacity import CapacityView
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, View
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import RESOURCE_ADMINS
from pileus.manager.model.infrastructure import Pod, Zone
from pileus.manager.model.rows import Flag


class PodView(View, kw_only=True):
    """A pod."""

    object_name: ClassVar[str] = "pod"
    id: str
    name: str
    zone_id: str
    zone_name: str
    gateway: str
    netmask: str
    start_ip: list[str]
    end_ip: list[str]
    allocation_state: Flag
    capacity: list[CapacityView] | None = None


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

    def view(pod: Pod) -> PodView:
        return PodView(
            id=pod.id,
            name=pod.name,
            zone_id=pod.zone_id,
            zone_name=ctx.db.get_one(Zone, pod.zone_id).name,
            gateway=pod.gateway,
            netmask=pod.netmask,
            start_ip=[pod.start_ip],
            end_ip=[pod.end_ip],
            allocation_state=pod.allocation_state,
            capacity=capacity.of_pod(ctx.db, pod.id) if p.show_capacities else None,
        )

    return ctx.page(query, p, view)
