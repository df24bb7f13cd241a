from datetime import UTC, datetime
from typing import Any

import pytest

GROUP = "11111111-2222-3333-4444-5555aaaabbbb"


def _params(wire: Any, world: Any, **sent: Any) -> Any:
    answer = wire.post("createGadget", **({"name": f"gadget-{len(world.seen.params)}"} | sent))
    assert answer.status_code == 200, answer.text
    return world.seen.params[-1]


def _refusal(wire: Any, **sent: Any) -> tuple[int, str]:
    answer = wire.post("createGadget", **({"name": "a gadget"} | sent))
    body = answer.json()["creategadgetresponse"]
    assert answer.status_code == body["errorcode"]
    return body["errorcode"], body["errortext"]


def test_names_are_case_insensitive_and_unknown_ones_ignored(root: Any, world: Any) -> None:
    p = _params(root, world, GroupID=GROUP.upper(), SIZE="7", flavour="sweet", **{"flavours[x]": "sweet"})
    assert (p.group_id, p.size) == (GROUP, 7)


def test_command_names_keep_their_case(root: Any) -> None:
    answer = root.get("listgadgets")
    assert answer.status_code == 432
    assert list(answer.json()) == ["errorresponse"]


def test_only_true_is_true(root: Any, world: Any) -> None:
    sent = ("true", "TRUE", "1", "yes", "")
    assert [_params(root, world, name=f"gadget {i}", loud=text).loud for i, text in enumerate(sent)] == [True, True, False, False, False]


def test_blank_means_not_given(root: Any, world: Any) -> None:
    p = _params(root, world, size=" ", weight="", groupid="", ownerids="", startdate="", colour="", pin="")
    assert (p.size, p.weight, p.group_id, p.owner_ids, p.start_date, p.colour) == (None, None, None, None, None, "Red")
    assert p.pin == ""


def test_required_parameters_must_not_be_empty(root: Any) -> None:
    assert _refusal(root, name="") == (431, "Unable to execute API command: parameter name is missing; give it a value")


def test_numbers_are_checked(root: Any, world: Any) -> None:
    assert _params(root, world, size="-0064"[1:], weight="2.5").weight == 2.5
    for bad in ("7.5", "seven", "0x7", "9" * 30, "2147483648", "0", "65"):
        code, text = _refusal(root, size=bad)
        assert code == 431
        assert "parameter size is" in text
    for bad in ("nan", "inf", "heavy"):
        assert _refusal(root, weight=bad)[0] == 431


def test_a_described_check_is_told_in_its_own_words(root: Any) -> None:
    assert _refusal(root, name="x")[1].endswith("parameter name is 'x' and must be at least two characters long")


def test_words_of_a_set_ignore_case_and_the_refusal_lists_them(root: Any, world: Any) -> None:
    assert _params(root, world, colour="bLuE").colour == "Blue"
    assert "one of Red, Blue" in _refusal(root, colour="pink")[1]


def test_an_id_that_is_no_uuid_answers_like_an_unknown_one(root: Any) -> None:
    expected = "Invalid parameter groupid value=seven due to incorrect long value format, or entity does not exist"
    assert _refusal(root, groupid="seven") == (431, expected)
    unknown = root.post("deleteGadget", id=GROUP).json()["deletegadgetresponse"]
    assert unknown["errortext"] == f"Invalid parameter id value={GROUP} due to incorrect long value format, or entity does not exist"
    assert unknown["cserrorcode"] == 9999


def test_lists_are_split_at_commas_without_empty_parts(root: Any, world: Any) -> None:
    p = _params(root, world, words="a,, b,", ownerids=f"{GROUP},{GROUP}")
    assert p.words == ["a", " b"]
    assert p.owner_ids == [GROUP, GROUP]


def test_maps_are_merged_in_both_styles(root: Any, world: Any) -> None:
    p = _params(root, world, **{"details[0].cpuNumber": "2", "Details[1].memory": "512", "details[7].key": "a.b", "details[7].value": "c"})
    assert p.details == {"cpuNumber": "2", "memory": "512", "a.b": "c"}


def test_indexed_maps_become_entries_in_order_of_their_index(root: Any, world: Any) -> None:
    p = _params(
        root,
        world,
        **{
            "iptonetworklist[5].networkid": GROUP,
            "ipToNetworkList[2].networkId": GROUP.upper(),
            "iptonetworklist[2].ip": "10.1.1.2",
            "iptonetworklist[2].unknown": "x",
            "options[0].dhcp:66": "boot",
        },
    )
    assert [(s.network_id, s.ip) for s in p.ip_to_network_list] == [(GROUP, "10.1.1.2"), (GROUP, None)]
    assert p.options == [{"dhcp:66": "boot"}]


@pytest.mark.parametrize("name", ["details[x].a", "details[0]a", "details[0]", "details[0][1].a", "details", "size[0].x"])
def test_malformed_maps_are_430(root: Any, name: str) -> None:
    assert _refusal(root, **{name: "1"})[0] == 430


def test_faults_inside_maps_name_the_entry(root: Any) -> None:
    assert "iptonetworklist[3].networkid is missing" in _refusal(root, **{"iptonetworklist[3].ip": "10.1.1.2"})[1]
    assert _refusal(root, **{"iptonetworklist[3].networkid": "x"})[0] == 431
    assert _refusal(root, **{"details[0].a": "x" * 6000})[0] == 431


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("2016-08-18T17:53:47+0000", datetime(2016, 8, 18, 17, 53, 47, tzinfo=UTC)),
        ("2016-08-18T19:53:47+02:00", datetime(2016, 8, 18, 17, 53, 47, tzinfo=UTC)),
        ("2016-08-18T17:53:47Z", datetime(2016, 8, 18, 17, 53, 47, tzinfo=UTC)),
        ("2016-08-18 17:53:47", datetime(2016, 8, 18, 17, 53, 47, tzinfo=UTC)),
        ("2016-08-18", datetime(2016, 8, 18, tzinfo=UTC)),
    ],
)
def test_dates(root: Any, world: Any, sent: str, meant: datetime) -> None:
    assert _params(root, world, startdate=sent).start_date == meant


def test_an_end_date_without_time_is_the_end_of_its_day(root: Any, world: Any) -> None:
    assert _params(root, world, enddate="2016-08-18").end_date == datetime(2016, 8, 18, 23, 59, 59, tzinfo=UTC)
    for bad in ("yesterday", "2016-13-01", "0001-01-01T00:00:00+23:59"):
        assert _refusal(root, enddate=bad)[0] == 431


def test_texts_have_a_length_and_no_control_characters(root: Any, world: Any) -> None:
    assert _refusal(root, name="x" * 256)[0] == 431
    assert _refusal(root, pin="123456789")[0] == 431
    assert "control characters" in _refusal(root, name="a\x07b")[1]
    assert _params(root, world, words="a\nb").words == ["a\nb"]


def test_secrets_never_stand_in_refusals_or_records(root: Any, world: Any) -> None:
    assert "123456789" not in _refusal(root, pin="123456789")[1]
    _params(root, world, pin="1234", smell="of roses")
    assert world.seen.raw[-1].keys() == {"command", "response", "name", "smell"}


def test_parameters_of_other_roles_are_ignored(wire: Any, world: Any) -> None:
    wire.log_in("ann")
    assert _params(wire, world, shelf="B2").shelf is None
    wire.log_in("root")
    assert _params(wire, world, name="another", shelf="B2").shelf == "B2"


def test_the_query_wins_over_the_body_and_its_last_value_over_the_first(root: Any, world: Any) -> None:
    answer = root.http.post(
        f"/client/api?size=1&size=2&nothing&sessionkey={root.key}&name=a+b%20%C3%A9",
        data={"command": "createGadget", "response": "json", "size": "3", "name": "body"},
    )
    assert answer.status_code == 200
    assert (world.seen.params[-1].size, world.seen.params[-1].name) == (2, "a b é")


def test_too_large_forms_are_refused(root: Any) -> None:
    assert root.post("createGadget", name="x" * 1048577).status_code == 400
    assert root.http.post("/client/api", data={f"n{i}": "1" for i in range(5001)}).status_code == 400
