"""Effects of settings on second factors."""

from typing import Any

from tests.system.effects.stage import Stage, allowed, effect, fresh, of_domain

SETUP = "setupUserTwoFactorAuthentication"


def _log_in(stage: Stage) -> dict[str, Any]:
    """What a new user of the domain is told at log-in."""
    name = fresh("factor")
    stage.account_of(username=name)
    form = {"command": "login", "username": name, "domain": "staged", "password": "a good Passw0rd", "response": "json"}
    with stage.client() as client:
        return client.post("/client/api", data=form).json()["loginresponse"]


@effect("enable.user.2fa", "true", before=False, after=True, of=of_domain)
def factors_can_be_set_up(stage: Stage) -> object:
    could = allowed(stage.ann.call, SETUP)
    stage.ann.call(SETUP, enable=False)
    return could


@effect("mandate.user.2fa", "true", before="true", after="false", of=of_domain)
def factors_are_asked_for(stage: Stage) -> object:
    stage.set("enable.user.2fa", "true", **of_domain(stage))
    try:
        return _log_in(stage)["is2faverified"]
    finally:
        stage.world.call("resetConfiguration", name="enable.user.2fa", **of_domain(stage))


@effect("user.2fa.issuer", "Example", before="CloudStack", after="Example", of=of_domain)
def clouds_have_names(stage: Stage) -> object:
    return _log_in(stage)["issuerfor2fa"]


@effect("user.2fa.default.provider", "staticpin", before=32, after=6, of=of_domain)
def factors_are_of_a_kind(stage: Stage) -> object:
    stage.set("enable.user.2fa", "true", **of_domain(stage))
    try:
        return len(stage.ann.call(SETUP).secret_code)
    finally:
        stage.ann.call(SETUP, enable=False)
        stage.world.call("resetConfiguration", name="enable.user.2fa", **of_domain(stage))
