"""What effects of settings are seen on, and their registry: one entry a setting says what is looked at, and what is seen before and after.

@effect("vm.password.length", "20", before=6, after=20)
def password_length(stage: Stage) -> object: ...

The test makes the change itself, so that an entry can neither leave it out nor see anything but its effect.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient
from tests.cloud import PASSWORD
from tests.world import ZONE, World

from pileus.manager.kernel.errors import ApiError

NUMBERS = itertools.count()


def fresh(word: str) -> str:
    """A name that nothing had before."""
    return f"{word}{next(NUMBERS)}"


@dataclass(frozen=True)
class Stage:
    """A running server, and a domain with an administrator and a user of its own."""

    world: World
    domain: str
    boss: World
    ann: World

    @property
    def account(self) -> str:
        """Id of the user's account."""
        return str(self.ann.caller and self.ann.caller.account_id)

    @property
    def cluster(self) -> str:
        """Id of the first cluster."""
        return self.world.call("listClusters").items[0].id

    @property
    def pool(self) -> str:
        """Id of the first host's pool."""
        return self.world.call("listStoragePools").items[0].id

    def set(self, name: str, value: str | None, **of: str) -> None:
        """Changes another setting that an effect depends on; without a value it goes back to its default."""
        self.world.call("updateConfiguration", name=name, value=value, **of)

    def account_of(self, **more: Any) -> str:
        """Id of a new account in the domain; its user has the account's name."""
        name = more.pop("username", None) or fresh("u")
        who = {
            "username": name,
            "firstname": "A",
            "lastname": "B",
            "email": "a@example.org",
            "password": "a good Passw0rd",
            "accounttype": 0,
        }
        return self.world.call("createAccount", **who | {"domainid": self.domain, "password": "a good Passw0rd"} | more).id

    def client(self, **more: Any) -> TestClient:
        """A browser's place at the plain port."""
        return TestClient(self.world.manager.web.plain, base_url="http://127.0.0.1:8080", **more)

    def logged_in(self, client: TestClient) -> str:
        """Logs the first administrator in, and answers the session key."""
        sent = {"command": "login", "username": "admin", "password": PASSWORD, "response": "json"}
        return client.post("/client/api", data=sent).json()["loginresponse"]["sessionkey"]

    def reconcile(self, *reconcilers: Any) -> None:
        """Runs reconcilers now."""
        for one in reconcilers:
            self.world.manager.engine.reconcile(one)

    def stopped(self, **more: Any) -> str:
        """Id of a new instance that was never started."""
        caller = more.pop("caller", self.world)
        started = caller.deploy(**{"name": fresh("vm"), "startvm": False, **more})
        caller.ended(started)
        return started.id


def allowed(command: Callable[..., object], *arguments: Any, **parameters: Any) -> bool:
    """Whether a call is not refused."""
    try:
        command(*arguments, **parameters)
    except ApiError:
        return False
    return True


Observe = Callable[[Stage], object]
Of = Callable[[Stage], dict[str, str]]


@dataclass(frozen=True)
class Effect:
    """What a setting's change does."""

    value: str
    before: object
    after: object
    of: Of
    observe: Observe


EFFECTS: dict[str, Effect] = {}


def globally(stage: Stage) -> dict[str, str]:
    """The change is made for all."""
    del stage
    return {}


def of_domain(stage: Stage) -> dict[str, str]:
    """The change is made for the stage's domain."""
    return {"domainid": stage.domain}


def of_account(stage: Stage) -> dict[str, str]:
    """The change is made for the stage's user."""
    return {"accountid": stage.account}


def of_zone(stage: Stage) -> dict[str, str]:
    """The change is made for the zone."""
    del stage
    return {"zoneid": ZONE}


def of_cluster(stage: Stage) -> dict[str, str]:
    """The change is made for the first cluster."""
    return {"clusterid": stage.cluster}


def of_pool(stage: Stage) -> dict[str, str]:
    """The change is made for the first host's pool."""
    return {"storageid": stage.pool}


def effect(name: str, value: str, *, before: object, after: object, of: Of = globally) -> Callable[[Observe], Observe]:
    """Registers what is seen of a setting at its default, and once it has this value."""
    assert before != after, f"{name}: nothing would be seen"
    assert name not in EFFECTS, f"{name} is registered twice"

    def register(observe: Observe) -> Observe:
        EFFECTS[name] = Effect(value, before, after, of, observe)
        return observe

    return register
