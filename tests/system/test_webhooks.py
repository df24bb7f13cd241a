"""Webhooks: what receivers get, what is tried again, and where nothing is posted to."""

import hashlib
import hmac
import json
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.cloud import Cloud
from tests.world import World

from pileus.manager.drivers.posting import refusal_of
from pileus.manager.kernel.errors import ApiError, Conflict, InvalidValue, NotFound, PermissionDenied
from pileus.manager.model.webhook import WebhookDelivery
from pileus.manager.system.webhook_deliveries import old_deliveries_forgotten, webhooks_delivered


@dataclass
class Receiver:
    """A web server that notes what it is posted, and answers as told."""

    url: str
    status: int = 200
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list[tuple[dict[str, str], bytes]])

    def events(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.posts]


@pytest.fixture
def receiver() -> Generator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            there.posts.append((dict(self.headers), body))
            self.send_response(there.status)
            if there.status == 302:
                self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
            self.wfile.write(b"noted")

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hooked(world: World) -> World:
    """A world whose webhooks may be posted to this machine."""
    world.call("updateConfiguration", name="pileus.webhook.to.itself", value="true")
    return world


def deliver(world: World) -> None:
    world.manager.engine.reconcile(webhooks_delivered)


def test_events_reach_webhooks_by_scope_and_signed(hooked: World, receiver: Receiver) -> None:
    ann = hooked.account("ann")
    made = ann.call("createWebhook", name="mine", payloadurl=receiver.url, secretkey="a secret", description="d", scope="Global")
    assert (made.scope, made.secret_key, made.state, made.account) == ("Local", "a secret", "Enabled", "ann")
    [shown] = hooked.call("listWebhooks", listall=True).items
    assert (shown.secret_key, shown.payload_url) == (None, receiver.url)
    hooked.call("createSecurityGroup", name="admins")
    ann.call("createSecurityGroup", name="anns")
    deliver(hooked)
    assert receiver.events() == ["SG.CREATE"]
    [(headers, body)] = receiver.posts
    assert headers["X-CS-Signature"] == hmac.new(b"a secret", body, hashlib.sha256).hexdigest()
    assert (headers["X-CS-Event"], headers["Content-Type"]) == ("SG.CREATE", "application/json")
    told = json.loads(body)
    assert (told["account"], told["status"]) == ("ann", "Completed")
    [record] = ann.call("listWebhookDeliveries", webhookid=made.id).items
    assert (record.success, record.event_type, record.webhook_name, record.response) == (True, "SG.CREATE", "mine", "200 OK\nnoted")
    deliver(hooked)
    assert len(receiver.posts) == 1
    hooked.call("createWebhook", name="all", payloadurl=receiver.url, scope="Global")
    ann.call("createSecurityGroup", name="more")
    deliver(hooked)
    assert receiver.events() == ["SG.CREATE"] * 3
    ann.call("updateWebhook", id=made.id, state="disabled", name="off", secretkey="")
    ann.call("createSecurityGroup", name="yet more")
    deliver(hooked)
    assert len(receiver.posts) == 4


def test_a_delivery_is_tried_again_until_it_is_taken_or_given_up(hooked: World, receiver: Receiver) -> None:
    receiver.status = 500
    hook = hooked.call("createWebhook", name="shaky", payloadurl=receiver.url).id
    hooked.call("updateConfiguration", name="webhook.delivery.tries", value="2")
    hooked.call("createSecurityGroup", name="one")
    deliver(hooked)
    deliver(hooked)
    assert receiver.events().count("SG.CREATE") == 1
    [record] = hooked.call("listWebhookDeliveries", webhookid=hook, eventtype="SG.CREATE").items
    assert (record.success, record.end_date) == (False, None)
    hooked.clock.turn(seconds=60)
    receiver.status = 200
    deliver(hooked)
    [record] = hooked.call("listWebhookDeliveries", webhookid=hook, eventtype="SG.CREATE").items
    assert (record.success, record.end_date is not None) == (True, True)
    receiver.status = 302
    hooked.call("createSecurityGroup", name="two")
    for _ in range(4):
        deliver(hooked)
        hooked.clock.turn(seconds=60)
    assert [row.tries for row in hooked.rows(WebhookDelivery, success=False, event_type="SG.CREATE")] == [2]
    assert receiver.events().count("SG.CREATE") == 4
    hooked.call("updateConfiguration", name="webhook.deliveries.limit", value="1")
    receiver.status = 200
    hooked.call("createSecurityGroup", name="three")
    deliver(hooked)
    hooked.manager.engine.reconcile(old_deliveries_forgotten)
    assert len(hooked.rows(WebhookDelivery)) == 1
    assert hooked.call("deleteWebhookDelivery", webhookid=hook).success
    assert hooked.rows(WebhookDelivery) == []
    assert hooked.call("deleteWebhook", id=hook).success


def test_a_webhook_is_tried_out_at_once(hooked: World, receiver: Receiver) -> None:
    hook = hooked.call("createWebhook", name="try", payloadurl=receiver.url, secretkey="s").id
    came = hooked.call("executeWebhookDelivery", webhookid=hook, payload='{"event":"X"}')
    assert (came.success, came.webhook_name, came.payload) == (True, "try", '{"event":"X"}')
    assert "X-CS-Signature" in receiver.posts[0][0]
    came = hooked.call("executeWebhookDelivery", payloadurl=receiver.url.replace("http:", "https:"))
    assert not came.success
    with pytest.raises(InvalidValue, match="payloadurl is missing"):
        hooked.call("executeWebhookDelivery")
    with pytest.raises(NotFound):
        hooked.account("eve").call("executeWebhookDelivery", webhookid=hook)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8080/", "http://[::1]/", "http://169.254.169.254/latest", "http://0.0.0.0/", "ftp://example.org/",
     "http://user:pw@example.org/", "nonsense", "http://", "http://[::ffff:127.0.0.1]/", "http://224.0.0.1/"],
)  # fmt: skip
def test_nothing_is_posted_to_this_machine_or_to_what_is_no_service(shared_refuser: World, url: str) -> None:
    with pytest.raises(InvalidValue, match="payloadurl"):
        shared_refuser.call("createWebhook", name="bad", payloadurl=url)


@pytest.fixture
def shared_refuser(world: World) -> World:
    return world


def test_names_are_looked_at_again_when_they_are_resolved(hooked: World, receiver: Receiver) -> None:
    hook = hooked.call("createWebhook", name="later refused", payloadurl=receiver.url.replace("127.0.0.1", "localhost")).id
    hooked.call("updateConfiguration", name="pileus.webhook.to.itself", value="false")
    hooked.call("createSecurityGroup", name="rebound")
    deliver(hooked)
    assert receiver.posts == []
    [record] = hooked.call("listWebhookDeliveries", webhookid=hook, eventtype="SG.CREATE").items
    assert "this machine itself" in record.response
    assert refusal_of("10.1.2.3", to_itself=False) is None


def test_webhooks_of_others_do_not_exist(hooked: World, receiver: Receiver) -> None:
    hook = hooked.call("createWebhook", name="own", payloadurl=receiver.url).id
    bob = hooked.account("bob")
    assert bob.call("listWebhooks", listall=True).items == []
    for command in ("updateWebhook", "deleteWebhook"):
        with pytest.raises(NotFound):
            bob.call(command, id=hook)
    with pytest.raises(NotFound):
        bob.call("listWebhookDeliveries", webhookid=hook)
    with pytest.raises(Conflict):
        hooked.call("createWebhook", name="own", payloadurl=receiver.url)
    made = hooked.call(
        "createAccount", username="ra", firstname="R", lastname="A", email="r@example.org", password="a good Passw0rd", accounttype=2
    )
    assert made.id
    with pytest.raises(PermissionDenied, match="scope Global"):
        hooked.as_user("ra").call("createWebhook", name="g", payloadurl=receiver.url, scope="Global")


def test_a_webhook_keeps_a_name_that_is_not_blank(cloud: Cloud) -> None:
    made = cloud.call("createWebhook", name="named", payloadurl="http://192.0.2.7/hook")
    with pytest.raises(ApiError, match="a name of 1 to 255 characters that is not blank"):
        cloud.call("updateWebhook", id=made.id, name="  ")
