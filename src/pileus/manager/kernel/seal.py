"""Sealing secrets at rest: authenticated encryption with the instance's key."""

import os
from pathlib import Path

from cryptography.fernet import Fernet


class Sealer:
    """Seals and opens texts. What was sealed with another key raises `cryptography.fernet.InvalidToken`."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> str:
        """An unreadable, tamper-proof form, fit for a text column."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again."""
        return self._fernet.decrypt(sealed.encode()).decode()


def sealer_at(path: Path) -> Sealer:
    """The sealer whose key lies in `path`; a new key (mode 0600) is made where there is none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Sealer(path.read_bytes())
    key = Fernet.generate_key()
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return Sealer(key)
