"""Makes the engine look for interrupted work more often than each second, so that a thousand restarts do not take a thousand seconds."""

from dbos._dbos import _get_or_create_dbos_registry  # pyright: ignore[reportPrivateUsage]


def recovery() -> None:
    """For an engine that is constructed and not launched yet."""
    _get_or_create_dbos_registry().get_internal_queue()._polling_interval_sec = 0.05  # pyright: ignore[reportPrivateUsage]
