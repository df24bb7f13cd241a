"""User data of templates: what its policy makes of an instance's own."""

import base64
import email
from email.message import Message
from typing import Any

import pytest
from tests.compute.test_user_data import CONFIG, SCRIPT, register, told
from tests.world import TEMPLATE, World

from pileus.manager.kernel.errors import InUse, InvalidValue


def link(world: World, data: Any, policy: str | None) -> Any:
    return world.call("linkUserDataToTemplate", templateid=TEMPLATE, userdataid=data and data.id, userdatapolicy=policy)


def test_a_templates_user_data_goes_by_its_policy(world: World) -> None:
    data = register(world, "base", CONFIG)
    template = link(world, data, "DENYOVERRIDE")
    assert (template.user_data_name, template.user_data_policy) == ("base", "DENYOVERRIDE")
    denied = world.running(name="denied")
    assert told(world, denied).user_data == CONFIG
    with pytest.raises(InvalidValue, match="brings user data of its own"):
        world.deploy(userdata=SCRIPT)
    link(world, data, "ALLOWOVERRIDE")
    assert told(world, world.running(userdata=SCRIPT)).user_data == SCRIPT
    link(world, data, "append")
    both = email.message_from_bytes(base64.b64decode(told(world, world.running(userdata=SCRIPT)).user_data or ""))
    parts: list[Message] = [part for part in both.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/cloud-config", "text/x-shellscript"]
    assert [part.get_payload(decode=True) for part in parts] == [base64.b64decode(CONFIG), base64.b64decode(SCRIPT)]
    with pytest.raises(InUse, match="in use by 1 template"):
        world.call("deleteUserData", id=data.id)
    link(world, None, None)
    assert told(world, world.running(name="bare")).user_data is None
