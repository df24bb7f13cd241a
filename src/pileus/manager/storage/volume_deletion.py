"""Volumes: delete."""

from typing import Annotated

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Names, Params, Success
from pileus.manager.kernel.errors import InvalidValue, NotFound
from pileus.manager.kernel.ids import Id
from pileus.manager.kernel.registry import command
from pileus.manager.kernel.roles import USERS
from pileus.manager.model.account import Account
from pileus.manager.model.instance import Instance
from pileus.manager.model.storage import Volume
from pileus.manager.storage import expunging


class DeleteVolume(Params, frozen=True, kw_only=True):
    """Which volume."""

    id: Annotated[Id, Names("Volume"), Doc("the volume; one that an instance has cannot be deleted")]


@command("deleteVolume", access=USERS, event="VOLUME.DELETE", entity="Volume")
def delete_volume(ctx: Ctx, p: DeleteVolume) -> Success:
    """Deletes a volume that no instance has, for good: its content is removed from its pool at once."""
    volume = ctx.get(Volume, p.id)
    if volume.removed is not None:
        raise NotFound("id", p.id)
    if volume.instance_id is not None:
        name = ctx.db.get_one(Instance, volume.instance_id).name
        raise InvalidValue(f"volume {volume.name} is attached to instance {name}; it can be deleted when that instance is destroyed")
    volume.require("expunge")
    expunging.begin(ctx.db, volume, ctx.clock)
    owner = ctx.db.get_one(Account, volume.account_id)
    ctx.tell(f"deleted volume {volume.name}", id=volume.id, account_id=owner.id, domain_id=owner.domain_id)
    return Success()
