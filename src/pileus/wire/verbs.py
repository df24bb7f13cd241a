"""The closed list of verbs: what an agent must be able to do."""

from pileus.wire.domains import ListDomains, OpenConsole, ReadDomainStats, RebootDomain, StartDomain, StopDomain
from pileus.wire.hosts import ReadFacts, ReadStats
from pileus.wire.networks import ApplyGuard, EnsureGuest, EnsureNetwork, ListNetworks, RemoveNetwork, SyncGuards
from pileus.wire.storage import EnsureImage, EnsureVolume, ReadPool, RemoveVolume

AnyRequest = (
    ReadFacts
    | ReadStats
    | EnsureImage
    | EnsureVolume
    | RemoveVolume
    | ReadPool
    | EnsureNetwork
    | EnsureGuest
    | RemoveNetwork
    | ListNetworks
    | ApplyGuard
    | SyncGuards
    | StartDomain
    | StopDomain
    | RebootDomain
    | ListDomains
    | ReadDomainStats
    | OpenConsole
)
"""Decoding a frame's `request` against this union is the agent's whole input check of shape."""
