from typing import Any


def test_the_log_in_page_of_cloudstack_s_ui_gets_its_answers(wire: Any) -> None:
    assert wire.get("listGuiThemes", listonlydefaulttheme="true").json() == {"listguithemesresponse": {}}
    assert wire.get("listOauthProvider").json() == {"listoauthproviderresponse": {}}
    refused = wire.post("forgotPassword", username="ann")
    assert refused.status_code == 431
    assert "administrator" in refused.json()["forgotpasswordresponse"]["errortext"]
    assert wire.get("listIdps").status_code == 401


def test_directories_are_listed_after_log_in(ann: Any) -> None:
    assert ann.get("listLdapConfigurations").json() == {"ldapconfigurationresponse": {}}
