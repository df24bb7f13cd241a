"""The networks of a fake host. Like a real agent it keeps when it was told of what, whole or guest by guest."""

from msgspec import Struct

from pileus.manager.drivers.fake.world import World
from pileus.manager.drivers.hosts import HostFault
from pileus.wire.message import Nothing
from pileus.wire.networks import (
    EnsureGuest,
    EnsureNetwork,
    GuestSpec,
    ListNetworks,
    NetworkIs,
    Networks,
    NetworkSpec,
    RemoveNetwork,
    ServiceHealth,
    with_later,
)

SERVICES = ("bridge", "nat", "dhcp", "dns", "metadata", "password")


class _Whole(Struct, frozen=True):
    """A network as it was told whole, and when."""

    spec: NetworkSpec
    generation: int


class _Later(Struct, frozen=True):
    """A guest told of since, and when."""

    network_id: str
    guest: GuestSpec
    generation: int


class _Head(Struct, frozen=True):
    network_id: str
    bridge: str


class _WithoutGuests(Struct, frozen=True):
    """What is read where the guests do not matter: there may be thousands."""

    spec: _Head
    generation: int


def networks_on(world: World, host_id: str) -> dict[str, NetworkSpec]:
    """The networks on a host, with all their guests, by id."""
    later = world.all(host_id, "card", _Later).values()
    return {
        id: with_later(whole.spec, [one.guest for one in later if one.network_id == id])
        for id, whole in world.all(host_id, "network", _Whole).items()
    }


class FakeNetworks:
    """The networks of one host."""

    def __init__(self, world: World, host_id: str) -> None:
        self.failing_services: dict[str, str] = {}
        """Services of routers that fail from now on, and what is wrong with each."""
        self._world = world
        self._host_id = host_id

    def ensure_network(self, request: EnsureNetwork) -> NetworkIs:
        """The network is so, but for guests told of later."""
        id = request.spec.network_id
        self._world.put(self._host_id, "network", id, _Whole(request.spec, request.epoch))
        self._forget(id, request.epoch)
        return self._described(id, request.spec.bridge)

    def ensure_guest(self, request: EnsureGuest) -> NetworkIs:
        """The router serves this guest too."""
        known = self._world.get(self._host_id, "network", request.network_id, _WithoutGuests)
        if known is None:
            raise HostFault(
                self._host_id, "missing", f"The network {request.network_id} is not on this host.", "Send the whole network first."
            )
        if request.epoch > known.generation:
            self._world.put(self._host_id, "card", request.guest.nic_id, _Later(request.network_id, request.guest, request.epoch))
        return self._described(request.network_id, known.spec.bridge)

    def remove_network(self, request: RemoveNetwork) -> Nothing:
        """The network is gone, with all its guests."""
        self._world.take(self._host_id, "network", request.network_id)
        self._forget(request.network_id)
        return Nothing()

    def list_networks(self, request: ListNetworks) -> Networks:
        """The health of every network."""
        del request
        known = self._world.all(self._host_id, "network", _WithoutGuests)
        return Networks(networks=[self._described(id, network.spec.bridge) for id, network in known.items()])

    def _forget(self, network_id: str, generation: int | None = None) -> None:
        """Guests told of alone, up to that time."""
        for nic_id, told in self._world.all(self._host_id, "card", _Later).items():
            if told.network_id == network_id and (generation is None or told.generation <= generation):
                self._world.take(self._host_id, "card", nic_id)

    def _described(self, network_id: str, bridge: str) -> NetworkIs:
        failing = self.failing_services
        services = [ServiceHealth(name=name, up=name not in failing, detail=failing.get(name, "")) for name in SERVICES]
        return NetworkIs(network_id=network_id, bridge=bridge or "simulated", router_namespace="simulated", services=services)
