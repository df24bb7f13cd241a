"""Which commands make sense in which state of an object: what the UI enables, filled from the state tables.

The server's own check stays `Stateful.move`; this table only tells of it beforehand.
"""

ACTIONS: dict[str, dict[str, list[str]]] = {}
"""Commands by kind of object (its name on the wire, e.g. `virtualmachine`) and state. `declare` fills it at import."""


def declare(entity: str, states: dict[str, list[str]]) -> None:
    """Registers the table of one kind of object. Every state of the object stands in it, also one that allows nothing."""
    if entity in ACTIONS:
        raise TypeError(f"actions of {entity} are declared twice")
    ACTIONS[entity] = states
