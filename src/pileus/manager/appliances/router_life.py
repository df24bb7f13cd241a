"""The life of routers: start, stop, reboot, destroy, and their health.

A router is the namespace that serves a network on a host, and the network's bridge there goes with it: while guests are on that bridge
the router cannot be taken away.
"""

from typing import Annotated, Any, ClassVar

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.appliances.routers import HealthView, RouterView, told, view
from pileus.manager.kernel import actions
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, NoEffect, Params, Started, View
from pileus.manager.kernel.errors import InUse, Unavailable
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import Shape, command
from pileus.manager.kernel.roles import ADMINS, DOMAIN_ADMINS
from pileus.manager.kernel.seal import Sealer
from pileus.manager.model.infrastructure import Host, HostState
from pileus.manager.model.instance import Instance
from pileus.manager.model.network import Network, Nic, Router
from pileus.manager.network import wiring
from pileus.wire.networks import RemoveNetwork

ENTITY = "DomainRouter"

actions.declare(
    "router",
    {
        "Starting": ["rebootRouter"],
        "Running": ["stopRouter", "rebootRouter", "destroyRouter"],
        "Stopped": ["startRouter", "destroyRouter"],
        "Unknown": ["rebootRouter"],
    },
)


class OneRouter(Params, frozen=True, kw_only=True):
    """Which router."""

    id: Annotated[Id, Names("Router"), Doc("the router")]


class ForcedRouter(OneRouter, frozen=True, kw_only=True):
    """Which router, and how."""

    forced: Annotated[bool, Doc("at once"), NoEffect("a router takes no time to end; guests on its bridge keep it either way")] = False


class Where(Struct, frozen=True):
    """A router and its network as a host is told of them."""

    router_id: str
    host_id: str
    network_id: str
    epoch: int
    clear: bool
    """Whether it is to be taken away first."""


def _guests(db: Session, router: Router) -> list[str]:
    """Names of the instances whose cards are on the router's bridge, or are about to be."""
    there = select(Instance.name).join(Nic, Nic.instance_id == Instance.id)
    query = there.where(Nic.network_id == router.network_id, Instance.host_id == router.host_id).order_by(Instance.name)
    return list(db.scalars(query))


def _started(ctx: Ctx, id: str, operation: ops.Operation, doing: str) -> Started[Any]:
    router = ctx.get(Router, id)
    host = ctx.db.get(Host, router.host_id) if router.host_id else None
    if host is None or host.state is not HostState.UP:
        raise Unavailable(f"router {router.name}: its host is {host.state if host else 'gone'}; repeat when its agent is back")
    return ops.start(ctx, operation, id, about=(ENTITY, id), account_id=router.account_id, description=f"{doing} router {router.name}")


def _shown(db: Session, sealer: Sealer, id: str) -> RouterView:
    """The router as it stands."""
    del sealer
    return view(db, db.get_one(Router, id))


@command("startRouter", access=DOMAIN_ADMINS, event="ROUTER.START", entity=ENTITY)
def start_router(ctx: Ctx, p: OneRouter) -> Started[RouterView]:
    """Starts a router; of one that runs, whatever is missing is made again."""
    return _started(ctx, p.id, begin, "starting")


@ops.operation(result=_shown)
def begin(op: ops.Op, id: str) -> None:
    """Makes the network and its services on the host."""
    where = op.run(wanted_up, id)
    op.run(set_up, where)
    op.run(mark_up, where)


@command("rebootRouter", access=DOMAIN_ADMINS, event="ROUTER.REBOOT", entity=ENTITY)
def reboot_router(ctx: Ctx, p: ForcedRouter) -> Started[RouterView]:
    """Reboots a router. While guests are on its bridge it is not taken away: whatever of it is missing is made again."""
    return _started(ctx, p.id, begin_anew, "rebooting")


@ops.operation(result=_shown)
def begin_anew(op: ops.Op, id: str) -> None:
    """Takes the network away where no guest is on it, and makes it and its services."""
    where = op.run(wanted_anew, id)
    op.run(clear_away, where)
    op.run(set_up, where)
    op.run(mark_up, where)


@command("stopRouter", access=DOMAIN_ADMINS, event="ROUTER.STOP", entity=ENTITY)
def stop_router(ctx: Ctx, p: ForcedRouter) -> Started[RouterView]:
    """Stops a router that no guest needs. A guest that starts on its network there starts it again."""
    _refuse_guests(ctx.db, ctx.get(Router, p.id))
    return _started(ctx, p.id, end, "stopping")


@ops.operation(result=_shown)
def end(op: ops.Op, id: str) -> None:
    """Takes the network and its services off the host."""
    where = op.run(wanted_down, id)
    op.run(clear_away, where)
    op.run(mark_down, where)


class DestroyedRouterView(View, kw_only=True):
    """What is left of a router that was destroyed."""

    object_name: ClassVar[str] = "router"
    id: str
    state: str = "Destroyed"


@command("destroyRouter", access=DOMAIN_ADMINS, event="ROUTER.DESTROY", entity=ENTITY)
def destroy_router(ctx: Ctx, p: OneRouter) -> Started[DestroyedRouterView]:
    """Destroys a router that no guest needs. The next guest of its network on that host gets a new one."""
    _refuse_guests(ctx.db, ctx.get(Router, p.id))
    return _started(ctx, p.id, end_for_good, "destroying")


def _destroyed(db: Session, sealer: Sealer, id: str) -> DestroyedRouterView:
    """What is left of it."""
    del db, sealer
    return DestroyedRouterView(id=id)


@ops.operation(result=_destroyed)
def end_for_good(op: ops.Op, id: str) -> None:
    """Takes the network and its services off the host, and the router out of the lists."""
    where = op.run(wanted_down, id)
    op.run(clear_away, where)
    op.run(forget, where)


def _refuse_guests(db: Session, router: Router) -> None:
    names = _guests(db, router)
    if names:
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        raise InUse(f"router {router.name} serves instances on its host ({shown}); stop them first, or use rebootRouter")


def _where(db: Session, id: str, *, clear: bool) -> Where:
    """The router's place. What is taken away gets a generation of its own, so that nothing older comes after it."""
    router = db.get_one(Router, id)
    network = db.get_one(Network, router.network_id, with_for_update=True)
    if clear:
        network.generation += 1
        db.flush()
    return Where(id, router.host_id or "", network.id, network.generation, clear)


@ops.step
def wanted_up(db: Session, op: ops.OpId, id: str) -> Where:
    """It is to run from here on."""
    del op
    db.get_one(Router, id).held_down = False
    return _where(db, id, clear=False)


@wanted_up.undo
def tell_again(db: Session, op: ops.OpId, id: str) -> None:
    """The reconciler makes of it what it should be."""
    del op
    router = db.get(Router, id)
    if router is not None:
        router.held_down, router.generation = False, 0


@ops.step
def wanted_anew(db: Session, op: ops.OpId, id: str) -> Where:
    """It is to run, and to be made anew where no guest is on its bridge."""
    del op
    router = db.get_one(Router, id)
    router.held_down = False
    return _where(db, id, clear=not _guests(db, router))


@wanted_anew.undo
def tell_again_anew(db: Session, op: ops.OpId, id: str) -> None:
    """The reconciler makes of it what it should be."""
    tell_again(db, op, id)


@ops.step
def wanted_down(db: Session, op: ops.OpId, id: str) -> Where:
    """It is to stay away from here on, unless a guest came in between."""
    del op
    router = db.get_one(Router, id)
    _refuse_guests(db, router)
    router.held_down = True
    return _where(db, id, clear=True)


@wanted_down.undo
def not_down(db: Session, op: ops.OpId, id: str) -> None:
    """The reconciler makes of it what it should be."""
    tell_again(db, op, id)


@ops.effect
def clear_away(to: ops.Drivers, where: Where) -> None:
    """Takes router, bridge and rules of the network off the host."""
    if where.clear:
        request = RemoveNetwork(key=to.key, target=where.network_id, epoch=where.epoch, network_id=where.network_id)
        to.hosts.call(where.host_id, request)


@clear_away.undo
def left_to_the_reconciler(to: ops.Drivers, where: Where) -> None:
    """Nothing here: the step's own undo has the reconciler make the network again."""
    del to, where


@ops.effect
def set_up(to: ops.Drivers, where: Where) -> int:
    """Makes the network and its services; answers the generation the host has then."""
    with to.db_read() as db:
        request = wiring.ensure_network(db, to.sealer, to.settings, db.get_one(Network, where.network_id), key=to.key)
    to.hosts.call(where.host_id, request, timeout=120.0)
    return request.epoch


@set_up.undo
def left_as_it_is(to: ops.Drivers, where: Where) -> None:
    """A router too many does no harm; the reconciler looks after it."""
    del to, where


@ops.step
def mark_up(db: Session, op: ops.OpId, where: Where) -> None:
    """Running; its health is read soon."""
    del op
    router = db.get_one(Router, where.router_id)
    router.state = "Running"
    told(db, where.host_id, {where.network_id: where.epoch})


@mark_up.undo
def not_marked_up(db: Session, op: ops.OpId, where: Where) -> None:
    """What its state is, the reconciler sees."""
    del db, op, where


@ops.step
def mark_down(db: Session, op: ops.OpId, where: Where) -> None:
    """Stopped, unless a guest came meanwhile: then the host is told of the network again."""
    del op
    router = db.get_one(Router, where.router_id)
    if _guests(db, router):
        router.held_down, router.generation = False, 0
    else:
        router.state, router.services = "Stopped", []


@mark_down.undo
def not_marked_down(db: Session, op: ops.OpId, where: Where) -> None:
    """What its state is, the reconciler sees."""
    del db, op, where


@ops.step
def forget(db: Session, op: ops.OpId, where: Where) -> None:
    """No row is left, unless a guest came meanwhile: then the host is told of the network again."""
    del op
    router = db.get(Router, where.router_id)
    if router is None:
        return
    if _guests(db, router):
        router.held_down, router.generation = False, 0
    else:
        db.delete(router)


@forget.undo
def not_forgotten(db: Session, op: ops.OpId, where: Where) -> None:
    """It is the last part: one that fails has forgotten nothing."""
    del db, op, where


class HealthChecksView(View, kw_only=True):
    """The health of a router, service by service."""

    object_name: ClassVar[str] = "routerhealthchecks"
    router_id: str
    health_checks: list[HealthView]


class GetHealth(Params, frozen=True, kw_only=True):
    """Of which router."""

    router_id: Annotated[Id, Names("Router"), Doc("the router")]
    perform_fresh_checks: Annotated[bool, Doc("look now"), NoEffect("every service is looked at each 15 seconds")] = False


@command("getRouterHealthCheckResults", access=ADMINS, shape=Shape.OBJECT, since="4.14.0")
def get_health(ctx: Ctx, p: GetHealth) -> HealthChecksView:
    """Tells how the services of a router do."""
    router = ctx.see(Router, p.router_id, "routerid")
    shown = view(ctx.db, router, results=True)
    return HealthChecksView(router_id=router.id, health_checks=shown.health_check_results or [])
