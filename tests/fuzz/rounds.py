"""A round of fuzzing: a fresh cloud, a number of requests from several callers, and what must hold of every answer and at the end."""

import json
import random
import re
import resource
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.fuzz.requests import Fuzzer, Ids
from tests.fuzz.values import usual_request
from tests.tenants import make_account
from tests.world import World, open_world

from pileus.manager.http.answer import Reply
from pileus.manager.http.api import Api
from pileus.manager.http.credentials import Credentials
from pileus.manager.http.signature import canonical, sign
from pileus.manager.http.throttle import Throttle
from pileus.manager.http.visit import Visit
from pileus.manager.kernel.registry import COMMANDS, Shape
from pileus.manager.model.job import Job, JobState

UNKNOWN = 401
NEVER = frozenset({500, 502, 504})
UNFORESEEN = 530
NAMED_530 = frozenset({"listApis"})
"""Commands whose 530 the protocol names."""

SLOW_SECONDS = 20.0
"""An answer that takes longer counts as a hang, also on a busy machine."""

SETTLE_SECONDS = 60.0
GROWTH_MIB = 150
"""What a round may add to the process: caches fill, pages are not given back."""

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWN_ID = re.compile(rf'"id":"({ID.pattern})"')


@dataclass(frozen=True)
class Keys:
    """A caller's API keys; none for who is not known."""

    name: str
    api_key: str = ""
    secret_key: str = ""


@dataclass
class Report:
    """What a round found."""

    faults: list[str] = field(default_factory=list[str])
    statuses: Counter[int] = field(default_factory=Counter[int])
    slowest: float = 0.0


def play(folder: Path, seed: str, requests: int) -> Report:
    """One round. The same seed sends the same requests as long as the answers bring the same ids."""
    report = Report()
    with open_world(folder) as world:
        api = _api(world)
        callers = _callers(world, "")
        chooser = random.Random(seed)
        fuzzer = Fuzzer(chooser, Ids())
        _harvest(api, callers[0], fuzzer.ids)
        before = _size()
        for number in range(requests):
            caller = chooser.choice(callers)
            sent = fuzzer.request()
            refused = report.statuses[UNKNOWN]
            body = _send(api, caller, sent, report, f"request {number} of seed {seed}, by {caller.name}")
            fuzzer.ids.add(_kind(sent["command"]), (OWN_ID.findall(body[:20_000]) or ID.findall(body[:200]))[:10])
            if caller.api_key and report.statuses[UNKNOWN] > refused:
                callers = _callers(world, str(number))
        report.faults += _left_behind(world)
        if (grown := _size() - before) > GROWTH_MIB:
            report.faults.append(f"the process grew by {grown} MiB in {requests} requests")
    return report


def _api(world: World) -> Api:
    credentials = Credentials(world.users, world.settings, world.clock)
    return Api(world.dispatcher, credentials, Throttle(world.settings))


def _callers(world: World, suffix: str) -> list[Keys]:
    """The administrator, that of a domain, a user, and nobody; made anew when a request has taken a caller's keys or account."""
    domain = world.call("createDomain", name=f"fuzz{suffix}").id
    make_account(world, f"boss{suffix}", domainid=domain, accounttype=2)
    make_account(world, f"user{suffix}", domainid=domain)
    often = ("admin", "admin", "admin", f"boss{suffix}", f"user{suffix}")
    keys = {name: _keys(world, name) for name in dict.fromkeys(often)}
    return [*(keys[name] for name in often), Keys("nobody")]


def _keys(world: World, name: str) -> Keys:
    admin = world.caller
    assert admin is not None
    which = {"id": admin.user_id} if admin.user_name == name else {"username": name}  # the first one may be renamed by a request
    user = world.call("listUsers", **which, listall=True).items[0]
    made = world.call("registerUserKeys", id=user.id)
    return Keys(name, made.api_key, made.secret_key)


def _harvest(api: Api, caller: Keys, ids: Ids) -> None:
    """What there is at first, by every list that can be asked for without more."""
    for name, command in sorted(COMMANDS.items()):
        if command.shape is Shape.LIST:
            sent = usual_request(command) | {"command": name, "response": "json", "listall": "true"}
            ids.add(_kind(name), OWN_ID.findall(_send(api, caller, sent, Report(), name))[:20])


def _kind(command: str) -> str:
    """What a command answers, as parameters name it."""
    return COMMANDS[command].answer.__name__.removesuffix("View")


def _send(api: Api, caller: Keys, sent: dict[str, str], report: Report, which: str) -> str:
    """Sends a request and notes what is wrong with its answer."""
    signed = dict(sent)
    if caller.api_key:
        signed["apiKey"] = caller.api_key
        signed["signature"] = sign(caller.secret_key, canonical(signed))
    begun = time.monotonic()
    reply = api.answer(Visit(method="POST", parameters=signed))
    took = time.monotonic() - begun
    text = reply.body.decode()
    report.statuses[reply.status] += 1
    report.slowest = max(report.slowest, took)
    report.faults += [f"{which}: {fault}; sent {_short(sent)}" for fault in _faults(reply, text, sent, took)]
    return text


def _faults(reply: Reply, text: str, sent: dict[str, str], took: float) -> Iterator[str]:
    if reply.status in NEVER or (reply.status == UNFORESEEN and sent["command"] not in NAMED_530):
        yield f"answered {reply.status}: {text[:500]}"
    if took > SLOW_SECONDS:
        yield f"took {took:.1f} s"
    try:
        json.loads(text) if "json" in reply.media_type else ET.fromstring(text)
    except (ValueError, ET.ParseError) as error:
        yield f"cannot be read: {error}: {text[:300]!r}"


def _short(sent: dict[str, str]) -> str:
    return repr({name[:80]: value[:80] for name, value in sent.items()})


def _left_behind(world: World) -> Iterator[str]:
    """Jobs that do not end."""
    deadline = time.monotonic() + SETTLE_SECONDS
    waker = threading.Event()
    while open_jobs := [job for state in (JobState.QUEUED, JobState.RUNNING) for job in world.rows(Job, state=state)]:
        if time.monotonic() > deadline:
            yield from (f"job {job.id} of {job.operation} is {job.state} still" for job in open_jobs)
            return
        waker.wait(0.1)


def _size() -> int:
    """MiB that the process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
