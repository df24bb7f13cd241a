"""Instances: start, stop, reboot."""

from typing import Annotated

from msgspec import Struct
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.compute import holdings, refusals, starting
from pileus.manager.compute.domain import domain_spec
from pileus.manager.compute.instance_view import InstanceView, one_of, with_password
from pileus.manager.compute.instances import ENTITY
from pileus.manager.identity.owners import check_enabled
from pileus.manager.infra import capacity, planners
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Only, Params, Started
from pileus.manager.kernel.errors import InvalidValue, PermissionDenied, Unavailable
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS, USERS, RoleType
from pileus.manager.kernel.settings import Scope, flag, number
from pileus.manager.model.infrastructure import Cluster, Host, Pod
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.rows import utcnow
from pileus.manager.network import wiring
from pileus.wire.domains import RebootDomain, StopDomain
from pileus.wire.networks import ApplyGuard

USER_MAY_FORCE = flag(
    "allow.user.force.stop.vm", default=True, doc="Whether users may pull their instances' plug.", scopes=(Scope.ACCOUNT,)
)
STOP_GRACE = number("wait.stop.grace", 30, "Seconds a guest has to shut down or reboot by itself before it is forced.")


def _job(ctx: Ctx, operation: ops.Operation, instance: Instance, *more: str) -> Started[InstanceView]:
    """Starts a job on the instance, which is held from now on; while another job holds it, this one waits."""
    about = f"{operation.name} of instance {instance.name}"
    return ops.start(
        ctx,
        operation,
        instance.id,
        *more,
        about=(ENTITY, instance.id),
        account_id=instance.account_id,
        description=about,
        holding=instance,
    )


def asked_place(
    ctx: Ctx, host_id: str | None, pod_id: str | None, cluster_id: str | None, planner: str | None
) -> tuple[str, str, str, str]:
    """Host, pod, cluster and planner as operations take them, empty for any. An unknown one is refused now, not in the job."""
    for model, id, param in ((Host, host_id, "hostid"), (Pod, pod_id, "podid"), (Cluster, cluster_id, "clusterid")):
        if id is not None:
            ctx.see(model, id, param)
    if planner and (why := planners.known(planner)):
        raise InvalidValue(f"deploymentplanner {planner} is unknown: it {why}")
    return host_id or "", pod_id or "", cluster_id or "", planner or ""


class Start(Params, frozen=True, kw_only=True):
    """What to start, and where."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]
    host_id: Annotated[Id | None, Names("Host"), Only(ADMINS), Doc("host it must start on")] = None
    pod_id: Annotated[Id | None, Names("Pod"), Only(ADMINS), Doc("pod it must start in")] = None
    cluster_id: Annotated[Id | None, Names("Cluster"), Only(ADMINS), Doc("cluster it must start in")] = None
    consider_last_host: Annotated[bool, Only(ADMINS), Doc("false: its last host is no better than others")] = True
    deployment_planner: Annotated[
        str | None, Only(ADMINS), Doc("how a host is chosen, as listDeploymentPlanners names it; the offering's planner when left out")
    ] = None


@command("startVirtualMachine", access=USERS, event="VM.START", entity=ENTITY)
def start_instance(ctx: Ctx, p: Start) -> Started[InstanceView]:
    """Starts a stopped instance."""
    instance = ctx.get(Instance, p.id)
    check_enabled(ctx, instance.account_id)
    refusals.refuse(ctx, refusals.START)
    instance.require("start", queued=True)
    if not p.consider_last_host:
        instance.last_host_id = None
    return _job(ctx, start, instance, *asked_place(ctx, p.host_id, p.pod_id, p.cluster_id, p.deployment_planner))


@ops.operation(result=with_password)
def start(op: ops.Op, id: str, host_id: str, pod_id: str, cluster_id: str, planner: str) -> None:
    """Starts an instance that ran before; if any step fails it is Stopped again, with its disks and addresses."""
    op.run(starting.mark_starting, id)
    placed = op.run(starting.place, id, host_id, pod_id, cluster_id, planner)
    disks = op.run(starting.prepare_disks, placed)
    wired = op.run(starting.wire_up, placed)
    acceleration = op.run(starting.boot, placed, disks)
    op.run(starting.mark_running, placed, disks, wired, acceleration)


class Stop(Params, frozen=True, kw_only=True):
    """What to stop, and how."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]
    forced: Annotated[bool, Doc("pull the plug instead of asking the guest to shut down")] = False


@command("stopVirtualMachine", access=USERS, event="VM.STOP", entity=ENTITY)
def stop_instance(ctx: Ctx, p: Stop) -> Started[InstanceView]:
    """Stops an instance: asks the guest first, and pulls the plug when it does not follow."""
    instance = ctx.get(Instance, p.id)
    if (
        p.forced
        and ctx.caller.role_type is RoleType.USER
        and not ctx.settings.get(USER_MAY_FORCE, scope=Scope.ACCOUNT, of=ctx.caller.account_id)
    ):
        raise PermissionDenied(f"forced: {USER_MAY_FORCE.name} keeps users from pulling the plug of their instances; leave it out")
    instance.require("stop", queued=True)
    grace = 0 if p.forced else ctx.settings.get(STOP_GRACE)
    return _job(ctx, stop, instance, str(grace))


class Held(Struct, frozen=True):
    """A running instance in an operation's hands; `host_id` is empty when it does not run."""

    instance_id: str
    host_id: str
    epoch: int
    guard: int


@ops.operation(result=one_of)
def stop(op: ops.Op, id: str, grace: str) -> None:
    """Stops an instance and gives back its processors and memory."""
    held = op.run(mark_stopping, id)
    op.run(shut_down, held, grace)
    op.run(mark_stopped, id)


@ops.step
def mark_stopping(db: Session, op: ops.OpId, id: str) -> Held:
    """The instance is the operation's, and wanted stopped; one that is stopped already stays so."""
    instance = db.get_one(Instance, id)
    instance.move("stop", by=op)
    instance.wanted = "stopped"
    wiring.guards_changed(db, [id])
    db.refresh(instance)
    return Held(id, instance.host_id or "", instance.epoch, instance.guard_generation)


@mark_stopping.undo(frees=False)
def still_running(db: Session, op: ops.OpId, id: str) -> None:
    """Running again, as far as is known; the power reconciler sees what is true."""
    instance = db.get_one(Instance, id)
    if instance.operation_id != op:
        return
    if instance.state is InstanceState.STOPPING:
        instance.move("fail", by=op)
        instance.wanted = "running"
    instance.release(by=op)


@ops.effect
def shut_down(to: ops.Drivers, held: Held, grace: str) -> None:
    """Ends the guest and takes its guard away."""
    if not held.host_id:
        return
    seconds = int(grace)
    request = StopDomain(key=to.key, target=held.instance_id, epoch=held.epoch, instance_id=held.instance_id, grace=seconds)
    to.hosts.call(held.host_id, request, timeout=seconds + 60.0)
    unguard = ApplyGuard(
        key=f"{to.key}/guard",
        target=wiring.guard_target(held.instance_id),
        epoch=held.guard,
        instance_id=held.instance_id,
        guards=[],
    )
    to.hosts.call(held.host_id, unguard)


@ops.step
def mark_stopped(db: Session, op: ops.OpId, id: str) -> None:
    """Stopped, holding no processors and no memory."""
    instance = db.get_one(Instance, id)
    capacity.release(db, instance)
    if instance.state is InstanceState.STOPPING:
        instance.move("stopped", by=op)
    instance.acceleration = ""
    instance.updated = utcnow()
    instance.release(by=op)


@ops.step
def hold_to_stop(db: Session, op: ops.OpId, id: str) -> Held:
    """Takes an instance that still runs; any other is left alone."""
    instance = db.get_one(Instance, id)
    if instance.state is InstanceState.RUNNING and instance.operation_id in (None, op):
        return mark_stopping(db, op, id)
    return Held(id, "", instance.epoch, instance.guard_generation)


@hold_to_stop.undo(frees=False)
def not_stopped(db: Session, op: ops.OpId, id: str) -> None:
    """As it was, as far as is known."""
    still_running(db, op, id)


@ops.step
def mark_stopped_if_held(db: Session, op: ops.OpId, id: str) -> None:
    """Stopped, if it was taken."""
    if db.get_one(Instance, id).operation_id == op:
        mark_stopped(db, op, id)


class Reboot(Params, frozen=True, kw_only=True):
    """What to reboot, and how."""

    id: Annotated[Id, Names("Instance"), Doc("the instance")]
    forced: Annotated[bool, Doc("reset it hard instead of asking the guest")] = False


@command("rebootVirtualMachine", access=USERS, event="VM.REBOOT", entity=ENTITY)
def reboot_instance(ctx: Ctx, p: Reboot) -> Started[InstanceView]:
    """Reboots a running instance on its host."""
    instance = ctx.get(Instance, p.id)
    refusals.refuse(ctx, refusals.START)
    instance.require("reboot", queued=True)
    grace = 0 if p.forced else ctx.settings.get(STOP_GRACE)
    return _job(ctx, reboot, instance, str(grace))


@ops.operation(result=one_of)
def reboot(op: ops.Op, id: str, grace: str) -> None:
    """Reboots an instance; it stays Running throughout."""
    held = op.run(take_running, id)
    op.run(reset, held, grace)
    op.run(let_go, id)


@ops.step
def take_running(db: Session, op: ops.OpId, id: str) -> Held:
    """The instance is the operation's."""
    instance = db.get_one(Instance, id)
    instance.move("reboot", by=op)
    if instance.host_id is None:
        raise Unavailable(f"instance {instance.name} has no host; look at it again in a few seconds")
    return Held(id, instance.host_id, instance.epoch, instance.guard_generation)


@take_running.undo(frees=False)
def give_up_reboot(db: Session, op: ops.OpId, id: str) -> None:
    """Lets it go."""
    db.get_one(Instance, id).release(by=op)


@ops.effect
def reset(to: ops.Drivers, held: Held, grace: str) -> None:
    """Reboots the guest: by ACPI within the grace, else hard."""
    seconds = int(grace)
    with to.db_read() as db:
        paths = {volume.id: volume.path for volume in holdings.volumes(db, held.instance_id)}
        spec = domain_spec(db, to.settings, db.get_one(Instance, held.instance_id), paths)
    request = RebootDomain(key=to.key, target=held.instance_id, epoch=held.epoch, spec=spec, grace=seconds)
    to.hosts.call(held.host_id, request, timeout=seconds + 120.0)


@ops.step
def let_go(db: Session, op: ops.OpId, id: str) -> None:
    """Done."""
    instance = db.get_one(Instance, id)
    instance.updated = utcnow()
    instance.release(by=op)
