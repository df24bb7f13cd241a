"""Whether a management server can be stopped."""

import pytest
from tests.world import ZONE, World

from pileus.manager.kernel.errors import NotFound


def test_a_server_without_jobs_is_ready_to_be_stopped(shared_world: World) -> None:
    [server] = shared_world.call("listManagementServers").items
    told = shared_world.call("readyForShutdown", managementserverid=server.id)
    assert (told.management_server_id, told.shutdown_triggered) == (server.id, False)
    assert told.ready_for_shutdown == (told.pending_jobs_count == 0)
    with pytest.raises(NotFound, match="managementserverid"):
        shared_world.call("readyForShutdown", managementserverid=ZONE)
