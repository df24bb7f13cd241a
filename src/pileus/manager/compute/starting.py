"""The steps and effects by which an instance comes to run on a host; deploy and start are made of them."""

from msgspec import Struct
from sqlalchemy.orm import Session

from pileus.manager import ops
from pileus.manager.appliances import routers
from pileus.manager.compute import holdings
from pileus.manager.compute.domain import domain_spec
from pileus.manager.drivers.hosts import HostFault
from pileus.manager.infra import capacity, placement, reach
from pileus.manager.model.instance import Instance, InstanceState
from pileus.manager.model.network import Network, Nic
from pileus.manager.model.offering import ServiceOffering
from pileus.manager.model.rows import utcnow
from pileus.manager.model.storage import ImageStore, StoragePool, Template, VolumeState
from pileus.manager.network import wiring
from pileus.wire.domains import StartDomain, StopDomain
from pileus.wire.networks import ApplyGuard, EnsureGuest, EnsureNetwork
from pileus.wire.storage import EnsureVolume, ImageRef, PoolRef, RemoveVolume

BOOT_TIMEOUT = 120.0
COPY_TIMEOUT = 1800.0
"""Seconds; the first disk from a template waits for the template's copy on the pool."""


class Placed(Struct, frozen=True):
    """Where an instance was put, and the epoch under which this operation acts on it."""

    instance_id: str
    host_id: str
    epoch: int


class Disk(Struct, frozen=True):
    """A disk as it stands on the host. Sizes in bytes."""

    volume_id: str
    path: str
    size: int
    physical_size: int


class Wired(Struct, frozen=True):
    """Which state of networks and guard the host was told."""

    networks: dict[str, int]
    """Generations of those told whole."""
    guests: dict[str, int]
    """Of those told of this guest alone: the generation that began with it."""
    guard: int


@ops.step
def mark_starting(db: Session, op: ops.OpId, id: str) -> None:
    """The instance is the operation's, and wanted running."""
    instance = db.get_one(Instance, id)
    instance.move("start", by=op)
    instance.wanted = "running"
    instance.reason = None


@ops.step
def mark_first_starting(db: Session, op: ops.OpId, id: str) -> None:
    """The same for an instance that never ran: its undo leaves nothing but the row."""
    mark_starting(db, op, id)


@ops.step
def mark_starting_again(db: Session, op: ops.OpId, id: str) -> None:
    """The same for an instance that Pileus itself starts: its undo leaves it wanted running."""
    mark_starting(db, op, id)


@mark_starting.undo
def back_to_stopped(db: Session, op: ops.OpId, id: str) -> None:
    """Stopped again, with the reason; whoever asked is told, and asks again."""
    _back(db, op, id, wanted="stopped")


@mark_starting_again.undo
def to_be_tried_again(db: Session, op: ops.OpId, id: str) -> None:
    """Stopped again, with the reason, for a later try."""
    _back(db, op, id, wanted="running")


def _back(db: Session, op: ops.OpId, id: str, *, wanted: str) -> None:
    instance = db.get_one(Instance, id)
    if instance.state is InstanceState.STARTING and instance.operation_id == op:
        instance.move("fail", by=op)
        instance.reason = ops.reason(db, op)
        instance.wanted = wanted
        instance.release(by=op)


@mark_first_starting.undo
def into_error(db: Session, op: ops.OpId, id: str) -> None:
    """In Error with the reason, holding nothing."""
    instance = db.get_one(Instance, id)
    if instance.state is InstanceState.STARTING and instance.operation_id == op:
        holdings.give_back(db, instance)
        instance.move("fail first", by=op)
        instance.reason = ops.reason(db, op)
        instance.wanted = "stopped"
        instance.release(by=op)


@ops.step
def place(db: Session, op: ops.OpId, id: str, host_id: str, pod_id: str, cluster_id: str, planner: str) -> Placed:
    """Claims a host with room and a pool for new disks. Refuses with the rule that refused each host."""
    instance = db.get_one(Instance, id)
    disks = holdings.volumes(db, id)
    new = [disk for disk in disks if disk.pool_id is None]
    found = placement.place(
        db,
        placement.Ask(
            instance=instance,
            offering=db.get_one(ServiceOffering, instance.service_offering_id),
            disk_bytes=sum(disk.size for disk in new),
            host_id=host_id or None,
            pod_id=pod_id or None,
            cluster_id=cluster_id or None,
            planner=planner,
            pool_id=next((disk.pool_id for disk in disks if disk.pool_id), None),
        ),
    )
    for disk in new:
        disk.pool_id = found.pool.id
    for disk in disks:
        if disk.state is VolumeState.ALLOCATED:
            disk.move("create", by=op)
    for card in holdings.cards(db, id):
        routers.ensure(db, db.get_one(Network, card.network_id), found.host)
    wiring.guards_changed(db, [id])
    return Placed(instance_id=id, host_id=found.host.id, epoch=instance.epoch)


@place.undo
def unplace(db: Session, op: ops.OpId, id: str, host_id: str, pod_id: str, cluster_id: str, planner: str) -> None:
    """Gives back host and room."""
    del host_id, pod_id, cluster_id, planner
    instance = db.get_one(Instance, id)
    if instance.operation_id != op:
        return
    capacity.release(db, instance)
    for disk in holdings.volumes(db, id):
        if disk.operation_id == op and disk.state is VolumeState.CREATING:
            disk.move("fail", by=op)
            disk.release(by=op)
            placement.give_back_disk(db, disk)


@ops.effect
def prepare_disks(to: ops.Drivers, placed: Placed) -> list[Disk]:
    """Makes what disks are not there yet."""
    made: list[Disk] = []
    for request in _disk_requests(to, placed):
        there = to.hosts.call(placed.host_id, request, timeout=COPY_TIMEOUT)
        made.append(Disk(volume_id=there.volume_id, path=there.path, size=there.virtual_size, physical_size=there.physical_size))
    return made


@prepare_disks.undo
def remove_new_disks(to: ops.Drivers, placed: Placed) -> None:
    """Removes the disks that this operation was to make."""
    with to.db_read() as db:
        requests = [
            RemoveVolume(key=f"{to.key}/{disk.id}", target=disk.id, epoch=disk.epoch, pool=_pool(db, disk.pool_id), volume_id=disk.id)
            for disk in holdings.volumes(db, placed.instance_id)
            if disk.state is VolumeState.CREATING and disk.pool_id
        ]
    for request in requests:
        to.hosts.call(placed.host_id, request)


def _disk_requests(to: ops.Drivers, placed: Placed) -> list[EnsureVolume]:
    with to.db_read() as db:
        return [
            EnsureVolume(
                key=f"{to.key}/{disk.id}",
                target=disk.id,
                epoch=disk.epoch,
                pool=_pool(db, disk.pool_id),
                volume_id=disk.id,
                size=disk.size,
                image=image(db, disk.template_id) if disk.template_id else None,
            )
            for disk in holdings.volumes(db, placed.instance_id)
        ]


def _pool(db: Session, pool_id: str | None) -> PoolRef:
    return reach.ref(db.get_one(StoragePool, pool_id))


def image(db: Session, template_id: str) -> ImageRef:
    """A template as the host finds it on secondary storage."""
    template = db.get_one(Template, template_id)
    store = db.get_one(ImageStore, template.image_store_id)
    return ImageRef(
        template_id=template.id,
        path=f"{store.url.removeprefix('file://').rstrip('/')}/{template.path}",
        sha256=template.sha256,
        format="iso" if template.format == "ISO" else "raw" if template.format == "RAW" else "qcow2",
    )


@ops.effect
def wire_up(to: ops.Drivers, placed: Placed) -> Wired:
    """Tells the host the networks with this instance in them, and what may reach it, before it can speak."""
    with to.db_read() as db:
        instance = db.get_one(Instance, placed.instance_id)
        guard = ApplyGuard(
            key=f"{to.key}/guard",
            target=wiring.guard_target(instance.id),
            epoch=instance.guard_generation,
            instance_id=instance.id,
            guards=wiring.guard_specs(db, [instance.id])[instance.id],
        )
        cards = holdings.cards(db, instance.id)
    networks: dict[str, int] = {}
    guests: dict[str, int] = {}
    for card in cards:
        if _tell_guest(to, placed.host_id, card.id):
            guests[card.network_id] = card.generation
        else:
            networks[card.network_id] = _tell_network(to, placed.host_id, card.network_id)
    to.hosts.call(placed.host_id, guard)
    return Wired(networks=networks, guests=guests, guard=guard.epoch)


def _tell_guest(to: ops.Drivers, host_id: str, card_id: str) -> bool:
    """Tells a host that knows the network of one more guest; false if the host has to be told the whole."""
    with to.db_read() as db:
        card = db.get_one(Nic, card_id)
        if not routers.known(db, host_id, card.network_id):
            return False
        request = wiring.ensure_guest(db, to.sealer, to.settings, db.get_one(Network, card.network_id), card, key=to.key)
    try:
        _call_unless_stale(to, host_id, request)
    except HostFault as fault:
        if fault.kind != "missing":
            raise
        return False
    return True


def _tell_network(to: ops.Drivers, host_id: str, network_id: str) -> int:
    """Tells a host all of a network; answers its generation."""
    with to.db_read() as db:
        request = wiring.ensure_network(db, to.sealer, to.settings, db.get_one(Network, network_id), key=to.key)
    _call_unless_stale(to, host_id, request)
    return request.epoch


def _call_unless_stale(to: ops.Drivers, host_id: str, request: EnsureNetwork | EnsureGuest) -> None:
    """That the host has been told something newer already is as good: it knows of this change too."""
    try:
        to.hosts.call(host_id, request)
    except HostFault as fault:
        if fault.kind != "stale":
            raise


@wire_up.undo
def unguard(to: ops.Drivers, placed: Placed) -> None:
    """Takes the guard away. The routers are told when the cards are gone, by their reconciler."""
    with to.db_read() as db:
        epoch = db.get_one(Instance, placed.instance_id).guard_generation
    request = ApplyGuard(key=to.key, target=wiring.guard_target(placed.instance_id), epoch=epoch, instance_id=placed.instance_id, guards=[])
    to.hosts.call(placed.host_id, request)


@ops.effect
def boot(to: ops.Drivers, placed: Placed, disks: list[Disk]) -> str:
    """Starts the guest; answers how it is accelerated."""
    with to.db_read() as db:
        spec = domain_spec(db, to.settings, db.get_one(Instance, placed.instance_id), {disk.volume_id: disk.path for disk in disks})
    request = StartDomain(key=to.key, target=placed.instance_id, epoch=placed.epoch, spec=spec)
    return to.hosts.call(placed.host_id, request, timeout=BOOT_TIMEOUT).acceleration


@boot.undo
def unboot(to: ops.Drivers, placed: Placed, disks: list[Disk]) -> None:
    """Ends the guest, if it came to run."""
    del disks
    request = StopDomain(key=to.key, target=placed.instance_id, epoch=placed.epoch, instance_id=placed.instance_id, grace=0)
    to.hosts.call(placed.host_id, request)


@ops.step
def mark_running(db: Session, op: ops.OpId, placed: Placed, disks: list[Disk], wired: Wired, acceleration: str) -> None:
    """The instance runs; its disks are ready."""
    instance = db.get_one(Instance, placed.instance_id)
    on_host = {disk.volume_id: disk for disk in disks}
    for volume in holdings.volumes(db, instance.id):
        there = on_host[volume.id]
        volume.path, volume.physical_size = there.path, there.physical_size
        if volume.state is VolumeState.CREATING:
            volume.move("created", by=op)
            volume.release(by=op)
    instance.move("started", by=op)
    instance.acceleration = acceleration
    instance.guard_applied = max(instance.guard_applied, wired.guard)
    instance.updated = utcnow()
    instance.release(by=op)
    routers.told(db, placed.host_id, wired.networks)
    routers.told_of_guests(db, placed.host_id, wired.guests)
