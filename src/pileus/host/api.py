"""A small client of the instance's own API, signed with the first administrator's keys, over the plain port on loopback.

What may not stand here: which commands are called.
"""

import base64
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from pileus.host.errors import HostError
from pileus.host.layout import Layout

PENDING, SUCCEEDED = 0, 1
ASK_AGAIN = 0.2
ANSWER_WITHIN = 60.0
JOB_WITHIN = 3600.0


class Account(Struct, frozen=True):
    """What `admin.json` says."""

    url: str
    username: str
    apikey: str
    secretkey: str
    password: str | None = None
    tls_url: str = ""
    ca: str = ""


def account(layout: Layout) -> Account:
    """The first administrator of the instance."""
    try:
        return msgspec.json.decode(layout.admin.read_bytes(), type=Account)
    except FileNotFoundError as error:
        raise HostError(str(layout.admin), "does not exist: the instance never came up", "run `pileus up`") from error
    except PermissionError as error:
        raise HostError(str(layout.admin), "this user may not read it", "run the command as root (sudo)") from error
    except msgspec.MsgspecError as error:
        raise HostError(str(layout.admin), f"is damaged ({error})", "run `pileus reset-admin`, which writes it anew") from error


@dataclass(frozen=True)
class Api:
    """The API as one caller sees it."""

    account: Account

    def call(self, command: str, parameters: Mapping[str, str] | None = None, **more: str) -> dict[str, Any]:
        """The answer without its envelope; an asynchronous command answers only its job."""
        signed = self._sign({"command": command, "response": "json", "apikey": self.account.apikey, **(parameters or {}), **more})
        status, body = self._post(signed)
        try:
            envelope = cast("dict[str, Any]", json.loads(body))
        except ValueError as error:
            raise HostError(command, f"the server answered something else than JSON (status {status})", "see the manager's log") from error
        nothing: dict[str, Any] = {}
        answer = cast("dict[str, Any]", next(iter(envelope.values()), nothing))
        if status >= 400 or "errorcode" in answer:
            raise _refused(command, str(answer.get("errortext", body[:200])))
        return answer

    def run(self, command: str, parameters: Mapping[str, str] | None = None, *, within: float = JOB_WITHIN, **more: str) -> dict[str, Any]:
        """The answer, waiting for the job of an asynchronous command."""
        answer = self.call(command, parameters, **more)
        return self._result(command, answer["jobid"], within) if "jobid" in answer else answer

    def _result(self, command: str, job: str, within: float) -> dict[str, Any]:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            state = self.call("queryAsyncJobResult", jobid=job)
            if state["jobstatus"] == SUCCEEDED:
                return cast("dict[str, Any]", state.get("jobresult", {}))
            if state["jobstatus"] != PENDING:
                result = cast("dict[str, Any]", state.get("jobresult", {}))
                raise _refused(command, str(result.get("errortext", "the job failed")))
            time.sleep(ASK_AGAIN)
        raise HostError(
            command, f"job {job} is not done within {within:.0f} s", f"look again with `pileus api queryAsyncJobResult jobid={job}`"
        )

    def _sign(self, parameters: Mapping[str, str]) -> dict[str, str]:
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(parameters.items(), key=lambda p: p[0].lower())).lower()
        digest = hmac.new(self.account.secretkey.encode(), text.encode(), hashlib.sha1).digest()
        return {**parameters, "signature": base64.b64encode(digest).decode()}

    def _post(self, parameters: Mapping[str, str]) -> tuple[int, str]:
        where = urlsplit(self.account.url)
        connection = http.client.HTTPConnection(where.hostname or "127.0.0.1", where.port or 80, timeout=ANSWER_WITHIN)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", where.path, urlencode(parameters), headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except OSError as error:
            raise HostError(
                f"the manager at {self.account.url}", f"does not answer ({error})", "see `pileus status`, and start it with `pileus up`"
            ) from error
        finally:
            connection.close()


def _refused(command: str, text: str) -> HostError:
    return HostError(command, text, f"see `pileus api listApis name={command}` for what the command takes")


def health(port: int, *, within: float = 3.0) -> dict[str, Any] | None:
    """What the manager says of itself; None if it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        return cast("dict[str, Any]", json.loads(response.read()))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
