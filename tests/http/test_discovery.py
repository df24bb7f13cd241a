import json
from typing import Any

from pileus.manager.http import generate


def _api(wire: Any, name: str) -> dict[str, Any]:
    return wire.json("listApis", name=name)["api"][0]


def test_list_apis_shows_only_what_the_caller_may_call_and_send(root: Any, wire: Any) -> None:
    admin = {a["name"]: a for a in root.json("listApis", listall="true")["api"]}
    assert "adminGadget" in admin
    assert "shelf" in {p["name"] for p in admin["createGadget"]["params"]}
    assert "shelf" in {f["name"] for f in admin["createGadget"]["response"]}
    wire.log_in("ann")
    user = wire.json("listApis")
    apis = {a["name"]: a for a in user["api"]}
    assert user["count"] == len(apis) > 0
    assert "adminGadget" not in apis
    assert "shelf" not in {p["name"] for p in apis["createGadget"]["params"]}
    assert "shelf" not in {f["name"] for f in apis["createGadget"]["response"]}


def test_every_item_has_what_cloudmonkey_reads(root: Any) -> None:
    for api in root.json("listApis")["api"]:
        assert isinstance(api["isasync"], bool)
        assert isinstance(api["description"], str)
        assert isinstance(api["params"], list)
        assert isinstance(api["response"], list)
        for parameter in api["params"]:
            assert parameter.keys() >= {"name", "type", "required", "description"}
        assert {"jobid", "jobstatus"} <= {f["name"] for f in api["response"]}


def test_types_are_cloudstack_words(root: Any) -> None:
    parameters = {p["name"]: p for p in _api(root, "createGadget")["params"]}
    types = {name: p["type"] for name, p in parameters.items()}
    assert types["groupid"] == "uuid"
    assert types["name"] == "string"
    assert types["size"] == "integer"
    assert types["weight"] == "float"
    assert types["loud"] == "boolean"
    assert types["ownerids"] == "list"
    assert types["details"] == types["iptonetworklist"] == types["options"] == "map"
    assert types["startdate"] == "date"
    assert parameters["name"]["required"] is True
    assert parameters["pin"]["length"] == 8
    assert "without effect" in parameters["smell"]["description"]
    fields = {f["name"]: f for f in _api(root, "createGadget")["response"]}
    assert fields["part"]["type"] == "list"
    assert {f["name"] for f in fields["part"]["response"]} == {"name", "made"}


def test_related_commands_have_the_same_answer(root: Any) -> None:
    assert _api(root, "createGadget")["related"] == "getGadget,listGadgets,startGadget"
    assert "related" not in _api(root, "deleteGadget")
    assert _api(root, "startGadget")["isasync"] is True


def test_unknown_name_is_530(root: Any) -> None:
    answer = root.get("listApis", name="flyToTheMoon")
    assert answer.status_code == 530
    assert "flyToTheMoon" in answer.json()["listapisresponse"]["errortext"]


def test_list_apis_as_xml(root: Any) -> None:
    body = root.get("listApis", name="createGadget", response="xml").text
    assert "<name>createGadget</name>" in body
    assert "<type>uuid</type>" in body


def test_generated_files_tell_of_every_command(commands: None) -> None:
    texts = generate.texts()
    page = texts["docs/commands.md"]
    assert "## createGadget\n\nCreates a gadget.\n\nIt stands on a shelf." in page
    assert "| createGadget | `smell` | gadgets have none |" in page
    assert "one of Red, Blue" in page
    paths = json.loads(texts["docs/openapi.json"])["paths"]
    form = paths["/client/api/createGadget"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["properties"]["size"] == {"type": "integer", "format": "int32", "minimum": 1, "maximum": 64, "description": "size in cm"}
    assert form["properties"]["command"] == {"type": "string", "const": "createGadget"}
    assert "get" in paths["/client/api/listGadgets"]
    assert paths["/client/api/listThemes"]["get"]["security"] == []
    client = texts["ui/src/api/generated/client.ts"]
    assert "  createGadget: { isAsync: false, wrapper: 'creategadgetresponse', object: 'gadget', shape: 'object' }," in client
    assert "  deleteGadget: { isAsync: false, wrapper: 'deletegadgetresponse', object: null, shape: 'success' }," in client
    assert "  iptonetworklist?: readonly Readonly<Record<string, string | number>>[];" in client
    assert "  part?: Part[];" in client


def test_every_path_of_the_openapi_document_is_an_address_of_its_command(root: Any) -> None:
    answer = root.http.get("/client/api/listGadgets", params={"command": "listGadgets", "response": "json", "sessionkey": root.key})
    assert answer.json() == {"listgadgetsresponse": {}}
