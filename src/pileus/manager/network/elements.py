"""Elements: the devices of providers of network services, which are enabled before their providers."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, ListParams, Names, NoEffect, Page, Params, Started, WorkedOn
from pileus.manager.kernel.errors import Conflict, InUse, InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.narrow import narrow
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import DOMAIN_ADMINS
from pileus.manager.model.access import SYSTEM
from pileus.manager.model.account import Account
from pileus.manager.model.physical_network import ProviderElement, ProviderState, ServiceProvider
from pileus.manager.network.providers import INTERNAL_LB, OVS, VIRTUAL_ROUTER, VPC_ROUTER

ROUTER, BALANCER, SWITCH = "VirtualRouterElement", "InternalLoadBalancerElement", "OvsElement"
EVENT = "NETWORK.ELEMENT.CONFIGURE"
"""What each change of an element leaves."""

ROUTERS, BALANCERS, SWITCHES = (VIRTUAL_ROUTER, VPC_ROUTER), (INTERNAL_LB,), (OVS,)


class OwnedElementView(WorkedOn, kw_only=True):
    """An element; all belong to the system's own account."""

    object_name: ClassVar[str] = "virtualrouterelement"
    id: str
    nspid: str
    enabled: bool
    account: str
    domain: str
    domain_id: str
    domain_path: str
    project: str | None = None
    project_id: str | None = None


class BalancerElementView(WorkedOn, kw_only=True):
    """The internal load balancer of a physical network."""

    object_name: ClassVar[str] = "internalloadbalancerelement"
    id: str
    nspid: str
    enabled: bool


class SwitchElementView(OwnedElementView, kw_only=True):
    """The Open vSwitch of a physical network."""

    object_name: ClassVar[str] = "ovselement"


E = TypeVar("E", bound=OwnedElementView)


def _owned(db: Session, row: ProviderElement, view: type[E]) -> E:
    system = db.get_one(Account, SYSTEM)
    return view(
        id=row.id,
        nspid=row.provider_id,
        enabled=row.enabled,
        account=system.name,
        domain=system.domain.name,
        domain_id=system.domain_id,
        domain_path=system.domain.shown_path,
    )


@ops.shows(ROUTER)
def router_view(db: Session, id: str) -> OwnedElementView:
    """A virtual router's element."""
    return _owned(db, db.get_one(ProviderElement, id), OwnedElementView)


@ops.shows(BALANCER)
def balancer_view(db: Session, id: str) -> BalancerElementView:
    """An internal load balancer's element."""
    row = db.get_one(ProviderElement, id)
    return BalancerElementView(id=row.id, nspid=row.provider_id, enabled=row.enabled)


@ops.shows(SWITCH)
def switch_view(db: Session, id: str) -> SwitchElementView:
    """An Open vSwitch's element."""
    return _owned(db, db.get_one(ProviderElement, id), SwitchElementView)


class ListElements(ListParams, frozen=True, kw_only=True):
    """Which elements."""

    id: Annotated[Id | None, Names("ProviderElement"), Doc("only this element")] = None
    nspid: Annotated[Id | None, Names("ServiceProvider"), Doc("only the element of this provider")] = None
    enabled: Annotated[bool | None, Doc("only elements that are, or are not, enabled")] = None


class ConfigureElement(Params, frozen=True, kw_only=True):
    """Which element, and how it shall be."""

    id: Annotated[Id, Names("ProviderElement"), Doc("the element")]
    enabled: Annotated[bool, Doc("true makes it ready, so that its provider can be enabled")]


class CreateElement(Params, frozen=True, kw_only=True):
    """Of what."""

    nspid: Annotated[Id, Names("ServiceProvider"), Doc("the provider")]


class CreateRouterElement(CreateElement, frozen=True, kw_only=True):
    """Of what."""

    provider_type: Annotated[
        Id | None, Names("ServiceProvider"), Doc("kind of router"), NoEffect("the provider says whether its router is one for VPCs")
    ] = None


def _visible(ctx: Ctx, p: ListElements, kinds: Sequence[str]) -> Sequence[ProviderElement]:
    query = narrow(
        ctx.visible(ProviderElement, p).where(ProviderElement.kind.in_(kinds)).order_by(ProviderElement.created, ProviderElement.id),
        (ProviderElement.id, p.id),
        (ProviderElement.provider_id, p.nspid),
        (ProviderElement.enabled, p.enabled),
    )
    return ctx.db.scalars(query).all()


def _configure(ctx: Ctx, p: ConfigureElement, kinds: Sequence[str], entity: str) -> Started[Any]:
    row = ctx.get(ProviderElement, p.id)
    if row.kind not in kinds:
        raise NotFound("id", p.id)
    provider = ctx.db.get_one(ServiceProvider, row.provider_id)
    if not p.enabled and provider.state is ProviderState.ENABLED:
        raise InUse(f"the provider {provider.name} is enabled and needs this element; disable it with updateNetworkServiceProvider first")
    row.enabled = p.enabled
    ctx.save()
    return ops.settled(ctx, entity, row.id, f"configuring the element of provider {provider.name}")


def _create(ctx: Ctx, p: CreateElement, kinds: Sequence[str], entity: str) -> Started[Any]:
    provider = ctx.get(ServiceProvider, p.nspid, "nspid")
    if provider.name not in kinds:
        raise InvalidValue(f"nspid: provider {provider.name} has no element of this kind; give the id of {' or '.join(kinds)}")
    if ctx.db.scalar(select(ProviderElement.id).where(ProviderElement.provider_id == provider.id)):
        raise Conflict(f"nspid: provider {provider.name} has its element already; the list of elements by nspid shows it")
    row = ctx.insert(ProviderElement(provider_id=provider.id, kind=provider.name))
    return ops.settled(ctx, entity, row.id, f"creating the element of provider {provider.name}", new=True)


@command("listVirtualRouterElements", access=DOMAIN_ADMINS)
def list_router_elements(ctx: Ctx, p: ListElements) -> Page[OwnedElementView]:
    """Lists the elements of the providers VirtualRouter and VpcVirtualRouter."""
    return ctx.slice([router_view(ctx.db, row.id) for row in _visible(ctx, p, ROUTERS)], p)


@command("configureVirtualRouterElement", access=DOMAIN_ADMINS, event=EVENT, entity=ROUTER)
def configure_router_element(ctx: Ctx, p: ConfigureElement) -> Started[OwnedElementView]:
    """Makes the element of a virtual router ready, or not."""
    return _configure(ctx, p, ROUTERS, ROUTER)


@command("createVirtualRouterElement", access=DOMAIN_ADMINS, event=EVENT, entity=ROUTER)
def create_router_element(ctx: Ctx, p: CreateRouterElement) -> Started[OwnedElementView]:
    """Creates the element of a virtual router where it is missing."""
    return _create(ctx, p, ROUTERS, ROUTER)


@command("listInternalLoadBalancerElements", access=DOMAIN_ADMINS, since="4.2.0")
def list_balancer_elements(ctx: Ctx, p: ListElements) -> Page[BalancerElementView]:
    """Lists the elements of the provider InternalLbVm."""
    return ctx.slice([balancer_view(ctx.db, row.id) for row in _visible(ctx, p, BALANCERS)], p)


@command("configureInternalLoadBalancerElement", access=DOMAIN_ADMINS, event=EVENT, entity=BALANCER, since="4.2.0")
def configure_balancer_element(ctx: Ctx, p: ConfigureElement) -> Started[BalancerElementView]:
    """Makes the element of an internal load balancer ready, or not."""
    return _configure(ctx, p, BALANCERS, BALANCER)


@command("createInternalLoadBalancerElement", access=DOMAIN_ADMINS, event=EVENT, entity=BALANCER, since="4.2.0")
def create_balancer_element(ctx: Ctx, p: CreateElement) -> Started[BalancerElementView]:
    """Creates the element of an internal load balancer where it is missing."""
    return _create(ctx, p, BALANCERS, BALANCER)


@command("listOvsElements", access=DOMAIN_ADMINS)
def list_switch_elements(ctx: Ctx, p: ListElements) -> Page[SwitchElementView]:
    """Lists the elements of the provider Ovs, which physical networks with the isolation GRE have."""
    return ctx.slice([switch_view(ctx.db, row.id) for row in _visible(ctx, p, SWITCHES)], p)


@command("configureOvsElement", access=DOMAIN_ADMINS, event=EVENT, entity=SWITCH)
def configure_switch_element(ctx: Ctx, p: ConfigureElement) -> Started[SwitchElementView]:
    """Makes the element of an Open vSwitch ready, or not."""
    return _configure(ctx, p, SWITCHES, SWITCH)
