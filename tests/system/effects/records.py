"""Effects of settings on what is kept: events, alerts, jobs and usage."""

from datetime import timedelta
from typing import Any

from tests.system.effects.stage import Stage, effect, fresh

from pileus.manager.infra.alerting import hosts_missed
from pileus.manager.infra.liveness import hosts_alive
from pileus.manager.model.alert import Alert
from pileus.manager.model.event import Event
from pileus.manager.model.instance import Instance
from pileus.manager.model.job import Job, JobState
from pileus.manager.ops.reconcile import RECONCILERS
from pileus.manager.ops.upkeep import cancel_long_jobs, forget
from pileus.manager.system.event_records import old_alerts_forgotten, old_events_forgotten

HOUR = timedelta(hours=1)


@effect("event.purge.delay", "2", before=1, after=0)
def old_events_go(stage: Stage) -> object:
    name = fresh("old")
    with stage.world.db.write() as db:
        then = stage.world.clock.now() - timedelta(days=3)
        whose = {"account_id": stage.account, "domain_id": stage.domain, "user_id": str(stage.ann.caller and stage.ann.caller.user_id)}
        db.add(Event(type="SG.CREATE", description=name, state="Completed", level="INFO", created=then, **whose))
    stage.reconcile(old_events_forgotten)
    return len(stage.world.rows(Event, description=name))


@effect("alert.purge.delay", "2", before=1, after=0)
def old_alerts_go(stage: Stage) -> object:
    name = fresh("old")
    with stage.world.db.write() as db:
        db.add(Alert(type=1, name="ALERT.CPU", subject=name, created=stage.world.clock.now() - timedelta(days=3)))
    stage.reconcile(old_alerts_forgotten)
    return len(stage.world.rows(Alert, subject=name))


@effect("job.expire.minutes", "60", before=1, after=0)
def old_jobs_go(stage: Stage) -> object:
    job = stage.world.call("generateAlert", type=14, name="x", description=fresh("job")).job_id
    stage.world.manager.engine.wait(job, 10)
    with stage.world.db.write() as db:
        row = db.get_one(Job, job)
        assert row.state is JobState.DONE
        row.ended = stage.world.clock.now() - 2 * HOUR
    stage.reconcile(forget)
    return len(stage.world.rows(Job, id=job))


@effect("alert.wait", "0", before=0, after=1)
def hosts_are_missed(stage: Stage) -> object:
    host = stage.world.host.id
    stage.world.hosts.cut(host)
    try:
        stage.reconcile(hosts_alive, hosts_missed)
        return len([alert for alert in stage.world.rows(Alert, type=7) if alert.resolved is None])
    finally:
        stage.world.hosts.mend(host)
        stage.reconcile(hosts_alive, hosts_missed)


@effect("enable.usage.server", "false", before=True, after=False)
def usage_is_told(stage: Stage) -> object:
    return bool(_usage(stage))


@effect("usage.stats.job.aggregation.range", "60", before=False, after=True)
def usage_is_cut(stage: Stage) -> object:
    return len(_usage(stage)) > 20


def _usage(stage: Stage) -> list[object]:
    """The records of a day, of an instance that was there for days."""
    id = stage.stopped()
    with stage.world.db.write() as db:
        db.get_one(Instance, id).created -= timedelta(days=3)
    now = stage.world.clock.now()
    day = {"startdate": (now - timedelta(days=2)).isoformat(), "enddate": (now - timedelta(days=1)).isoformat()}
    return stage.world.call("listUsageRecords", **day, type=2, usageid=id).items


def _pause(reconciler: str) -> Any:
    def seen(stage: Stage) -> object:
        return RECONCILERS[reconciler].pause(stage.world.settings)

    return seen


effect("event.purge.interval", "60", before=86400, after=60)(_pause("event_records.old_events_forgotten"))
effect("alert.purge.interval", "60", before=86400, after=60)(_pause("event_records.old_alerts_forgotten"))
effect("webhook.deliveries.cleanup.interval", "60", before=3600, after=60)(_pause("webhook_deliveries.old_deliveries_forgotten"))
effect("capacity.check.period", "5000", before=300, after=5)(_pause("alerting.capacity_watched"))


@effect("job.cancel.threshold.minutes", "30", before=False, after=True)
def long_jobs_are_cancelled(stage: Stage) -> object:
    name = fresh("long")
    with stage.world.db.write() as db:
        begun = stage.world.clock.now() - timedelta(minutes=45)
        row = Job(operation=name, arguments="[]", account_id=stage.account, state=JobState.RUNNING, created=begun, started=begun)
        db.add(row)
        db.flush()
        id = row.id
    stage.reconcile(cancel_long_jobs)
    with stage.world.db.write() as db:
        asked = db.get_one(Job, id).cancel
        db.delete(db.get_one(Job, id))
    return asked
