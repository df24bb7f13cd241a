"""What one network's metadata service knows: its guests by address, and which passwords have been fetched.

Configuration (`metadata.json`, replaced as a whole by the agent, read again when it changed)::

    {"address": "10.1.1.2", "gateway": "10.1.1.1",
     "guests": {"10.1.1.10": {"instance": "…", "metadata": {"local-hostname": "web"}, "user_data": "<base64>" or null,
                              "password": "…" or null, "password_id": "…"}}}

State (`passwords.json`, written by the service, readable by root alone)::

    {"handed": {"<instance>": "<password id>"}, "saved": {"<instance>": "<password id>"}}

What may not stand here: sockets and HTTP.
"""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

NOTHING_TO_SAVE = "saved_password"
"""What a guest hears when no password waits for it; its script takes that as 'done already'."""


@dataclass(frozen=True)
class Guest:
    """One guest of the network."""

    instance: str
    metadata: dict[str, str]
    user_data: bytes | None
    password: str | None
    password_id: str


class Guests:
    """The guests as configured now."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._version: tuple[int, int, int] | None = None
        self._guests: dict[str, Guest] = {}
        self.address = ""
        self.gateway = ""
        self.refresh()

    def refresh(self) -> None:
        """Reads the configuration if it is another than last time."""
        status = self._file.stat()
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        if version == self._version:
            return
        configuration = cast("dict[str, Any]", json.loads(self._file.read_bytes()))
        self._guests = {address: _guest(entry) for address, entry in configuration["guests"].items()}
        self.address = configuration["address"]
        self.gateway = configuration["gateway"]
        self._version = version

    def at(self, address: str) -> Guest | None:
        """The guest that has this address."""
        self.refresh()
        return self._guests.get(address)

    def instances(self) -> set[str]:
        """Ids of all instances of the network."""
        return {guest.instance for guest in self._guests.values()}


def _guest(entry: dict[str, Any]) -> Guest:
    return Guest(
        instance=entry["instance"],
        metadata=entry["metadata"],
        user_data=base64.b64decode(entry["user_data"]) if entry["user_data"] is not None else None,
        password=entry["password"],
        password_id=entry["password_id"],
    )


class Passwords:
    """Hands a password out until its guest acknowledges it, and never again under the same id, whatever is restarted in between."""

    def __init__(self, file: Path) -> None:
        self._file = file
        state = cast("dict[str, dict[str, str]]", json.loads(file.read_bytes())) if file.exists() else {}
        self._handed = state.get("handed", {})
        self._saved = state.get("saved", {})

    def hand_out(self, guest: Guest) -> str:
        """The password, or the word for 'nothing to save'."""
        if not guest.password or self._saved.get(guest.instance) == guest.password_id:
            return NOTHING_TO_SAVE
        if self._handed.get(guest.instance) != guest.password_id:
            self._handed[guest.instance] = guest.password_id
            self._write()
        return guest.password

    def acknowledge(self, guest: Guest, instances: set[str]) -> None:
        """The guest saved the password it was handed last, which need not be the newest; forgets instances that are no more."""
        handed = self._handed.get(guest.instance)
        if handed is None or self._saved.get(guest.instance) == handed:
            return
        self._saved[guest.instance] = handed
        self._handed = {instance: number for instance, number in self._handed.items() if instance in instances}
        self._saved = {instance: number for instance, number in self._saved.items() if instance in instances}
        self._write()

    def _write(self) -> None:
        new = self._file.with_name(f".{self._file.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"handed": self._handed, "saved": self._saved}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)
