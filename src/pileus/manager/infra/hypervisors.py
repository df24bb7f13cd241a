"""What hypervisors can do, and limits on it: list, update."""

from typing import Annotated, ClassVar

from msgspec import Meta
from sqlalchemy.orm import Session

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, Page, Params, View
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import Id, derived_id
from pileus.manager.kernel.narrow import containing, narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS
from pileus.manager.model.hypervisor import HypervisorCapabilities

KNOWN = ("KVM", "Simulator")


def stock(db: Session, installation: str) -> None:
    """A row for each hypervisor that hosts can have."""
    for name in KNOWN:
        id = derived_id(installation, "hypervisor capabilities", name)
        if db.get(HypervisorCapabilities, id) is None:
            db.add(HypervisorCapabilities(id=id, hypervisor=name))


class CapabilitiesView(View, kw_only=True):
    """What a hypervisor can do. A limit that is left out does not exist."""

    object_name: ClassVar[str] = "hypervisorCapabilities"
    id: str
    hypervisor: str
    hypervisor_version: str
    max_guests_limit: int | None
    max_data_volumes_limit: int
    max_hosts_per_cluster: int | None
    security_group_enabled: bool
    storage_motion_enabled: bool
    vm_snapshot_enabled: bool


def _view(row: HypervisorCapabilities) -> CapabilitiesView:
    return CapabilitiesView(
        id=row.id,
        hypervisor=row.hypervisor,
        hypervisor_version=row.hypervisor_version,
        max_guests_limit=row.max_guests,
        max_data_volumes_limit=row.max_data_volumes,
        max_hosts_per_cluster=row.max_hosts_per_cluster,
        security_group_enabled=row.security_groups,
        storage_motion_enabled=row.storage_motion,
        vm_snapshot_enabled=row.vm_snapshots,
    )


class ListCapabilities(ListParams, frozen=True, kw_only=True):
    """Of which hypervisor."""

    id: Annotated[Id | None, Names("HypervisorCapabilities"), Doc("only these")] = None
    hypervisor: Annotated[str | None, Doc("only those of this hypervisor: KVM or Simulator")] = None


@command("listHypervisorCapabilities", access=ADMINS)
def list_capabilities(ctx: Ctx, p: ListCapabilities) -> Page[CapabilitiesView]:
    """Lists what hypervisors can do, and the limits on it."""
    query = ctx.visible(HypervisorCapabilities, p).order_by(HypervisorCapabilities.hypervisor)
    query = narrow(query, (HypervisorCapabilities.id, p.id), (HypervisorCapabilities.hypervisor, p.hypervisor))
    return ctx.page(containing(query, p.keyword, HypervisorCapabilities.hypervisor), p, _view)


class UpdateCapabilities(Params, frozen=True, kw_only=True):
    """Of which hypervisor, and what of it changes."""

    id: Annotated[Id | None, Names("HypervisorCapabilities"), Doc("which; or give hypervisor and hypervisorversion")] = None
    hypervisor: Annotated[str | None, Doc("KVM or Simulator")] = None
    hypervisor_version: Annotated[str | None, Doc("its version; default for all")] = None
    max_guests_limit: Annotated[int | None, Meta(ge=1), Doc("guests on one host at the same time, at the most")] = None
    max_data_volumes_limit: Annotated[int | None, Meta(ge=0, le=1000), Doc("data disks of one instance, at the most")] = None
    max_hosts_per_cluster: Annotated[int | None, Meta(ge=1), Doc("hosts in one cluster, at the most")] = None
    security_group_enabled: Annotated[bool | None, Doc("whether guests can have security groups; they always can")] = None
    storage_motion_enabled: Annotated[bool | None, Doc("whether disks can move with a running guest; they cannot")] = None
    vm_snapshot_enabled: Annotated[bool | None, Doc("whether running guests can have snapshots; they cannot yet")] = None


@command("updateHypervisorCapabilities", access=ADMINS, object_name="hypervisorcapabilities")
def update_capabilities(ctx: Ctx, p: UpdateCapabilities) -> CapabilitiesView:
    """Updates the limits on a hypervisor. What it cannot do cannot be switched on."""
    row = _row(ctx, p)
    for field, column, fact in (
        ("securitygroupenabled", p.security_group_enabled, row.security_groups),
        ("storagemotionenabled", p.storage_motion_enabled, row.storage_motion),
        ("vmsnapshotenabled", p.vm_snapshot_enabled, row.vm_snapshots),
    ):
        if column is not None and column != fact:
            raise InvalidValue(
                f"{field} of {row.hypervisor} is {str(fact).lower()} and cannot be changed: it is what the hypervisor can do"
            )
    if p.max_guests_limit is not None:
        row.max_guests = p.max_guests_limit
    if p.max_data_volumes_limit is not None:
        row.max_data_volumes = p.max_data_volumes_limit
    if p.max_hosts_per_cluster is not None:
        row.max_hosts_per_cluster = p.max_hosts_per_cluster
    ctx.save()
    return _view(row)


def _row(ctx: Ctx, p: UpdateCapabilities) -> HypervisorCapabilities:
    if p.id is not None:
        return ctx.get(HypervisorCapabilities, p.id)
    if p.hypervisor is None:
        raise InvalidValue("give id, or hypervisor and hypervisorversion")
    query = narrow(
        ctx.visible(HypervisorCapabilities),
        (HypervisorCapabilities.hypervisor, p.hypervisor),
        (HypervisorCapabilities.hypervisor_version, p.hypervisor_version or "default"),
    )
    row = ctx.db.scalars(query).one_or_none()
    if row is None:
        raise NotFound("hypervisor", p.hypervisor)
    return row
