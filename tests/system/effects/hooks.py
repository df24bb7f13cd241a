"""Effects of settings on webhooks, with a receiver that answers late."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.system.effects.stage import Stage, effect, fresh, of_domain

from pileus.manager.model.outbox import OutboxEntry
from pileus.manager.model.sequence import Sequence
from pileus.manager.model.webhook import WebhookDelivery
from pileus.manager.system.webhook_deliveries import CURSOR, old_deliveries_forgotten, webhooks_delivered

NOBODY = "http://127.0.0.1:1/"
LATE_SECONDS = 1.3


@dataclass
class Receiver:
    """Answers each post after a while, and notes how many it had at once."""

    seconds: float
    now: int = 0
    most: int = 0
    lock: Any = field(default_factory=threading.Lock)
    url: str = ""


@contextmanager
def receiving(seconds: float) -> Generator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver(seconds)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with receiver.lock:
                receiver.now += 1
                receiver.most = max(receiver.most, receiver.now)
            time.sleep(receiver.seconds)  # the lateness is what is being tried
            with receiver.lock:
                receiver.now -= 1
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - a poster that gave up closes its connection
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hooked(stage: Stage, url: str = NOBODY) -> Generator[str]:
    """A webhook of the user's to this machine."""
    stage.set("pileus.webhook.to.itself", "true")
    hook = stage.ann.call("createWebhook", name=fresh("hook"), payloadurl=url).id
    _catch_up(stage)
    try:
        yield hook
    finally:
        stage.ann.call("deleteWebhook", id=hook)
        stage.set("pileus.webhook.to.itself", None)


def _catch_up(stage: Stage) -> None:
    """Passes over what happened before: nobody looked while there was no webhook."""
    newest = max(entry.number for entry in stage.world.rows(OutboxEntry))
    while not any(row.last >= newest for row in stage.world.rows(Sequence, name=CURSOR)):
        stage.reconcile(webhooks_delivered)


def _happen(stage: Stage, times: int = 1) -> None:
    for _ in range(times):
        stage.ann.call("createSecurityGroup", name=fresh("sg"))


@effect("webhook.delivery.tries", "1", before=2, after=1, of=of_domain)
def posts_are_tried_again(stage: Stage) -> object:
    with hooked(stage) as hook:
        _happen(stage)
        for _ in range(2):
            stage.reconcile(webhooks_delivered)
            stage.world.clock.turn(seconds=60)
        return stage.world.rows(WebhookDelivery, webhook_id=hook, event_type="SG.CREATE")[0].tries


@effect("webhook.deliveries.limit", "1", before=3, after=1)
def deliveries_are_kept(stage: Stage) -> object:
    with receiving(0) as receiver, hooked(stage, receiver.url) as hook:
        _happen(stage, 3)
        stage.reconcile(webhooks_delivered, old_deliveries_forgotten)
        return len(stage.world.rows(WebhookDelivery, webhook_id=hook, event_type="SG.CREATE"))


@effect("publish.action.events", "false", before=1, after=0)
def events_are_published(stage: Stage) -> object:
    with hooked(stage) as hook:
        _happen(stage)
        stage.reconcile(webhooks_delivered)
        return len(stage.world.rows(WebhookDelivery, webhook_id=hook, event_type="SG.CREATE"))


@effect("webhook.delivery.timeout", "1", before=True, after=False, of=of_domain)
def receivers_may_be_late(stage: Stage) -> object:
    with receiving(LATE_SECONDS) as receiver, hooked(stage, receiver.url) as hook:
        return stage.ann.call("executeWebhookDelivery", webhookid=hook, payload="{}").success


@effect("webhook.delivery.thread.pool.size", "1", before=True, after=False)
def posts_go_at_once(stage: Stage) -> object:
    with receiving(0.2) as receiver, hooked(stage, receiver.url):
        _happen(stage, 3)
        stage.reconcile(webhooks_delivered)
        return receiver.most > 1
