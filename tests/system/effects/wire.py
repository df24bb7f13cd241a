"""Effects of settings on calls and answers themselves."""

from tests.cloud import PASSWORD
from tests.system.effects.stage import Stage, effect, fresh

KEY = "sessionkey"


def _status(stage: Stage, command: str = "listZones", *, keep_cookie: bool = True, told: dict[str, str] | None = None) -> int:
    """How a GET in a session of the first administrator is answered."""
    with stage.client(client=("10.1.2.3", 5000), headers=told or {}) as client:
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
    [cookie] = [cookie for cookie in _cookies(stage) if cookie.startswith(KEY)]
    return cookie.rpartition("SameSite=")[2].split(";")[0]


def _cookies(stage: Stage) -> list[str]:
    """The cookies of a log-in."""
    with stage.client() as client:
        sent = {"command": "login", "username": "admin", "password": PASSWORD}
        return client.post("/client/api", data=sent).headers.get_list("set-cookie")


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


def _behind_a_proxy(stage: Stage, **others: str) -> int:
    """How a call is answered that must come from one network, and is told by a proxy to do so."""
    others["api.allowed.source.cidr.list"] = "10.9.9.0/24"
    for name, value in others.items():
        stage.set(name, value)
    try:
        return _status(stage, told={"X-Forwarded-For": "10.9.9.9, 10.1.2.4", "X-Other": "10.8.8.8"})
    finally:
        for name in others:
            stage.set(name, None)


@effect("proxy.header.verify", "true", before=401, after=200)
def proxies_are_believed(stage: Stage) -> object:
    return _behind_a_proxy(stage, **{"proxy.cidr": "10.1.2.0/24"})


@effect("proxy.cidr", "10.1.2.0/24", before=401, after=200)
def some_proxies_are_believed(stage: Stage) -> object:
    return _behind_a_proxy(stage, **{"proxy.header.verify": "true"})


@effect("proxy.header.names", "X-Other", before=200, after=401)
def headers_of_proxies_are_read(stage: Stage) -> object:
    return _behind_a_proxy(stage, **{"proxy.header.verify": "true", "proxy.cidr": "10.1.2.0/24"})


@effect("enable.secure.session.cookie", "true", before=False, after=True)
def cookies_are_for_https(stage: Stage) -> object:
    return all("Secure" in cookie for cookie in _cookies(stage))


def _answer(stage: Stage, response: str) -> tuple[str, str]:
    """Content type and body of an answer."""
    with stage.client() as client:
        key = stage.logged_in(client)
        answer = client.get("/client/api", params={"command": "listZones", KEY: key, "response": response})
        return answer.headers["content-type"], answer.text


@effect("json.content.type", "text/javascript", before="application/json; charset=UTF-8", after="text/javascript")
def json_has_a_type(stage: Stage) -> object:
    return _answer(stage, "json")[0]


@effect("expose.cloudstack.version.api.xml.response", "false", before=True, after=False)
def xml_tells_the_version(stage: Stage) -> object:
    return "cloud-stack-version" in _answer(stage, "xml")[1]


@effect("sortkey.algorithm", "false", before=["low", "high"], after=["high", "low"])
def sort_keys_rise(stage: Stage) -> object:
    word = fresh("sorted")
    for name, key in (("low", -5), ("high", 5)):
        made = stage.world.call("createDiskOffering", name=f"{word} {name}", displaytext=name, disksize=1)
        stage.world.call("updateDiskOffering", id=made.id, sortkey=key)
    return [item.display_text for item in stage.world.call("listDiskOfferings", keyword=word).items]
