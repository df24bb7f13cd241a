"""What CloudStack's own web UI asks around its log-in."""

import pytest
from tests.cloud import Cloud
from tests.tenants import make_account


@pytest.mark.parametrize("command", ["listGuiThemes", "listOauthProvider"])
def test_answers_without_log_in(cloud: Cloud, command: str) -> None:
    assert cloud.as_nobody().call(command).count == 0


def test_answers_after_log_in(cloud: Cloud) -> None:
    make_account(cloud, "ann")
    ann = cloud.as_user("ann")
    assert ann.call("listLdapConfigurations").count == 0
    assert not ann.call("cloudianIsEnabled").enabled


def test_there_are_no_identity_providers(cloud: Cloud) -> None:
    assert cloud.as_nobody().call("listIdps").count == 0
