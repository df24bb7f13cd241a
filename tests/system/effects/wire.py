"""Effects of settings on calls and answers themselves."""

from tests.cloud import PASSWORD
from tests.system.effects.stage import Stage, effect

KEY = "sessionkey"


def _status(stage: Stage, command: str = "listZones", *, keep_cookie: bool = True, peer: str = "10.1.2.3") -> int:
    """How a GET in a session of the first administrator is answered."""
    with stage.client(client=(peer, 5000)) as client:
        key = stage.logged_in(client)
        if not keep_cookie:
            client.cookies.delete(KEY)
        asked = {"command": command, KEY: key, "response": "json", "type": "1"}
        return client.get("/client/api", params=asked).status_code


@effect("api.sessionkey.check.locations", "ParameterOnly", before=401, after=200)
def the_key_is_looked_for(stage: Stage) -> object:
    return _status(stage, keep_cookie=False)


@effect("api.sessionkey.cookie.samesite", "Strict", before="Lax", after="Strict")
def other_sites_send_the_cookie(stage: Stage) -> object:
    with stage.client() as client:
        sent = {"command": "login", "username": "admin", "password": PASSWORD}
        cookies = client.post("/client/api", data=sent).headers.get_list("set-cookie")
    [cookie] = [cookie for cookie in cookies if cookie.startswith(KEY)]
    return cookie.rpartition("SameSite=")[2].split(";")[0]


@effect("enforce.post.requests.and.timestamps", "true", before=200, after=400)
def changes_are_posted(stage: Stage) -> object:
    return _status(stage, "archiveAlerts")


@effect("api.allowed.source.cidr.list", "10.9.9.0/24", before=200, after=401,
        of=lambda stage: {"accountid": str(stage.world.caller and stage.world.caller.account_id)})  # fmt: skip
def calls_come_from_networks(stage: Stage) -> object:
    return _status(stage)


@effect("api.source.cidr.checks.enabled", "false", before=401, after=200)
def sources_are_checked(stage: Stage) -> object:
    stage.set("api.allowed.source.cidr.list", "10.9.9.0/24")
    try:
        return _status(stage)
    finally:
        stage.set("api.allowed.source.cidr.list", None)


@effect("default.page.size", "2", before=False, after=True)
def pages_are_short(stage: Stage) -> object:
    return len(stage.world.call("listOsTypes").items) == 2


@effect("default.ui.page.size", "50", before=20, after=50)
def pages_of_the_web_interface(stage: Stage) -> object:
    return stage.ann.call("listCapabilities").default_ui_page_size


@effect("expose.cloudstack.version.api.list.capabilities", "false", before="4.22.0.0", after=None)
def the_version_is_told(stage: Stage) -> object:
    return stage.ann.call("listCapabilities").cloudstack_version
