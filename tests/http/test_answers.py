from typing import Any
from xml.etree.ElementTree import fromstring


def _make(wire: Any, *names: str) -> list[str]:
    return [wire.json("createGadget", name=n)["gadget"]["id"] for n in names]


def test_an_object_stands_under_its_name(root: Any) -> None:
    answer = root.post("createGadget", name="web", **{"details[0].a": "b"})
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    gadget = answer.json()["creategadgetresponse"]["gadget"]
    assert gadget == {
        "id": gadget["id"],
        "name": "web",
        "colour": "Red",
        "created": "2016-08-18T17:53:47+0000",
        "shelf": "A1",
        "part": [{"name": "bolt", "made": "2016-08-18T17:53:47+0000"}],
        "tags": {"a": "b"},
    }


def test_empty_lists_and_maps_are_sent_and_absent_fields_not(root: Any) -> None:
    _make(root, "web")
    gadget = root.json("listGadgets")["gadget"][0]
    assert gadget["part"] == []
    assert gadget["tags"] == {}
    assert "note" not in gadget


def test_fields_of_other_roles_are_left_out(wire: Any) -> None:
    wire.log_in("ann")
    _make(wire, "web")
    assert "shelf" not in wire.json("listGadgets")["gadget"][0]


def test_lists_tell_their_count_and_are_empty_objects_without_matches(root: Any) -> None:
    assert root.get("listGadgets").json() == {"listgadgetsresponse": {}}
    _make(root, "a1", "b1", "c1")
    page = root.json("listGadgets", page="2", pagesize="2")
    assert (page["count"], [g["name"] for g in page["gadget"]]) == (3, ["c1"])
    assert root.json("listGadgets", page="3", pagesize="2") == {"count": 3}
    assert root.json("listGadgets", pagesize="-1")["count"] == 3
    assert root.get("listGadgets", page="1").status_code == 431
    assert root.get("listGadgets", page="1", pagesize="501").status_code == 431


def test_a_single_object_may_be_shaped_as_a_list(root: Any) -> None:
    [id] = _make(root, "web")
    body = root.get("getGadget", id=id).json()
    assert body["oddgadgetresponse"]["count"] == 1
    assert body["oddgadgetresponse"]["gadget"][0]["id"] == id


def test_success_is_a_boolean_with_its_text(root: Any) -> None:
    [id] = _make(root, "web")
    assert root.get("deleteGadget", id=id).json() == {"deletegadgetresponse": {"success": True, "displaytext": "gone"}}


def test_an_asynchronous_command_answers_its_job_and_the_new_object(root: Any) -> None:
    [id] = _make(root, "web")
    assert root.json("startGadget", id=id, injectedjobid="j1") == {"jobid": "j1", "id": id}


def test_events_of_synchronous_commands_are_recorded_with_the_command_s_words(root: Any, world: Any) -> None:
    [id] = _make(root, "web")
    root.get("deleteGadget", id=id)
    root.get("startGadget", id=id)
    made, gone = world.events.happened
    assert (made.type, made.entity, made.entity_id) == ("GADGET.CREATE", "Gadget", id)
    assert (gone.type, gone.description, gone.account_id) == (
        "GADGET.DELETE",
        "removed gadget web",
        world.identity.users["root"].account_id,
    )


def test_a_failed_command_leaves_nothing_and_runs_no_work_after_the_commit(root: Any, world: Any) -> None:
    _make(root, "web")
    assert root.post("createGadget", name="web").status_code == 431
    assert root.post("breakGadget").status_code == 530
    assert world.seen.committed == 1
    assert len(world.events.happened) == 1
    assert root.json("listGadgets")["count"] == 1


def test_the_event_of_a_refusal_says_what_the_caller_was_told(wire: Any, world: Any) -> None:
    for name, text in {"root": "host-7 has no room", "ann": "no host has room: 1 is full"}.items():
        wire.log_in(name)
        wire.json("placeGadget")
        wire.json("breakGadget")
        wire.json("deleteGadget", id=3 * "11111111-")
        placed, broken = world.events.refusals[-2:]
        assert (placed.type, placed.description) == ("GADGET.PLACE", f"Error while running placeGadget: {text}")
        assert broken.description == "Error while running breakGadget: a fault of the server, which its log tells more of"
        assert {placed.account_id, broken.account_id} == {world.identity.users[name].account_id}
    assert len(world.events.refusals) == 4


def test_errors_have_cloudstack_s_shape(root: Any) -> None:
    _make(root, "web")
    answer = root.post("createGadget", name="web")
    assert answer.json() == {
        "creategadgetresponse": {
            "uuidList": [],
            "errorcode": 431,
            "cserrorcode": 4350,
            "errortext": "gadget web already exists; choose another name",
        }
    }
    assert answer.headers["x-description"] == "gadget web already exists; choose another name"


def test_infrastructure_is_told_to_root_admins_only(wire: Any) -> None:
    wire.log_in("root")
    assert wire.json("placeGadget")["errortext"] == "host-7 has no room"
    assert "host-7" in wire.json("breakGadget")["errortext"]
    wire.log_in("ann")
    assert wire.json("placeGadget")["errortext"] == "no host has room: 1 is full"
    assert wire.json("placeGadget")["errorcode"] == 533
    broken = wire.post("breakGadget")
    assert broken.status_code == 530
    assert "host-7" not in broken.text
    assert "host-7" not in broken.headers["x-description"]


def test_refusal_by_role_and_unknown_commands_are_not_told_apart(wire: Any) -> None:
    wire.log_in("ann")
    for name in ("adminGadget", "flyToTheMoon"):
        answer = wire.get(name)
        assert answer.status_code == 432
        assert answer.json()["errorresponse"]["errorcode"] == 432
        assert f"[{name}] does not exist or is not available for the account ann" in answer.json()["errorresponse"]["errortext"]


def test_without_credentials_everything_but_open_commands_is_401(wire: Any) -> None:
    for name in ("listGadgets", "flyToTheMoon"):
        answer = wire.get(name)
        assert answer.status_code == 401
        assert "cserrorcode" not in next(iter(answer.json().values()))
    assert wire.get("listThemes").json() == {"listthemesresponse": {}}


def test_no_command_is_400(root: Any) -> None:
    answer = root.http.get("/client/api", params={"response": "json"})
    assert answer.status_code == 400
    assert list(answer.json()) == ["errorresponse"]
    assert root.http.put("/client/api", params={"command": "listGadgets"}).status_code == 405


def test_xml_is_the_default(root: Any) -> None:
    [id] = _make(root, "a<b>&\"'")
    answer = root.get("listGadgets", response="")
    assert answer.headers["content-type"] == "text/xml; charset=UTF-8"
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8"?><listgadgetsresponse cloud-stack-version="')
    tree = fromstring(answer.text)
    assert tree.findtext("count") == "1"
    assert [(g.findtext("id"), g.findtext("name")) for g in tree.findall("gadget")] == [(id, "a<b>&\"'")]


def test_xml_repeats_elements_and_writes_maps_as_text(root: Any) -> None:
    tree = fromstring(root.post("createGadget", name="web", response="xml", **{"details[0].a": "b"}).text)
    gadget = tree.find("gadget")
    assert gadget is not None
    assert gadget.findtext("part/name") == "bolt"
    assert gadget.findtext("tags") == "{a=b}"
    tree = fromstring(root.post("deleteGadget", id=gadget.findtext("id"), response="xml").text)
    assert tree.findtext("success") == "true"


def test_errors_as_xml_have_no_version(root: Any) -> None:
    tree = fromstring(root.post("createGadget", name="", response="xml").text)
    assert (tree.tag, tree.attrib, tree.findtext("errorcode")) == ("creategadgetresponse", {}, "431")


def test_every_answer_carries_the_security_headers(root: Any) -> None:
    for answer in (root.get("listGadgets"), root.get("nothing"), root.http.get("/health"), root.http.get("/client/")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-xss-protection"] == "1;mode=block"
    assert root.get("listGadgets").headers["content-security-policy"].startswith("default-src 'none'")


def test_large_answers_are_compressed(root: Any) -> None:
    _make(root, *(f"gadget-{i}" for i in range(20)))
    answer = root.get("listGadgets")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["listgadgetsresponse"]["count"] == 20


def test_throttling_counts_users_and_leaves_root_alone(wire: Any, world: Any) -> None:
    world.settings.values |= {"api.throttling.enabled": True, "api.throttling.max": 2, "api.throttling.interval": 3600}
    wire.log_in("ann")
    assert [wire.get("listGadgets").status_code for _ in range(3)] == [200, 200, 429]
    wire.log_in("root")
    assert {wire.get("listGadgets").status_code for _ in range(4)} == {200}
