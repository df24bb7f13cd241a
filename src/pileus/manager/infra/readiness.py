"""Whether a management server can be stopped without harm."""

from typing import Annotated, ClassVar

from pileus.manager.infra import overview
from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Params, View
from pileus.manager.kernel.errors import NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import ADMINS


class ReadinessView(View, kw_only=True):
    """Whether a server can be stopped, and what it still does. Jobs go on where they were when it is started again."""

    object_name: ClassVar[str] = "readyforshutdown"
    management_server_id: str
    state: str
    ready_for_shutdown: bool
    shutdown_triggered: bool = False
    maintenance_initiated: bool = False
    pending_jobs_count: int
    agents: list[str]
    agents_count: int


class Ready(Params, frozen=True, kw_only=True):
    """Which one."""

    management_server_id: Annotated[Id, Doc("the management server")]


@command("readyForShutdown", access=ADMINS, writes=False, since="4.19.0")
def ready_for_shutdown(ctx: Ctx, p: Ready) -> ReadinessView:
    """Tells whether a management server has nothing to do at the moment."""
    servers = overview.list_servers(ctx, overview.ListServers(id=p.management_server_id)).items
    if not servers:
        raise NotFound("managementserverid", p.management_server_id)
    server = servers[0]
    return ReadinessView(
        management_server_id=server.id,
        state=server.state,
        ready_for_shutdown=server.pending_jobs_count == 0,
        pending_jobs_count=server.pending_jobs_count,
        agents=server.agents,
        agents_count=server.agents_count,
    )
