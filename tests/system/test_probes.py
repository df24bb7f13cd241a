"""What CloudStack's own web UI asks around its log-in."""

import pytest
from tests.cloud import Cloud
from tests.tenants import make_account

from pileus.manager.kernel.errors import PermissionDenied


@pytest.mark.parametrize("command", ["listGuiThemes", "listOauthProvider"])
def test_answers_without_log_in(cloud: Cloud, command: str) -> None:
    assert cloud.as_nobody().call(command).count == 0


def test_a_forgotten_password_is_refused_with_advice_but_not_as_missing_log_in(cloud: Cloud) -> None:
    with pytest.raises(PermissionDenied, match="ask your administrator"):
        cloud.as_nobody().call("forgotPassword", username="admin")


def test_answers_after_log_in(cloud: Cloud) -> None:
    make_account(cloud, "ann")
    ann = cloud.as_user("ann")
    assert ann.call("listLdapConfigurations").count == 0
    assert not ann.call("cloudianIsEnabled").enabled


def test_there_are_no_identity_providers(cloud: Cloud) -> None:
    assert cloud.as_nobody().call("listIdps").count == 0
