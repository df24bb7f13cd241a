"""Telling a person what is being done, and how long it took. What may not stand here: what is done."""

import logging
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import structlog


def quiet_logs() -> None:
    """Programs of the agent that run inside a command tell of trouble only, and not among what the command prints."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )


class Progress:
    """Lines on standard output, one a step."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    @contextmanager
    def step(self, what: str) -> Generator[None]:
        """Names the step now, so that a long one is seen, and its time once it is done."""
        began = time.monotonic()
        if sys.stdout.isatty() and not self._quiet:
            sys.stdout.write(f"  … {what}\r")
            sys.stdout.flush()
        try:
            yield
        except BaseException:
            self.say(f"  ✗ {what}")
            raise
        self.say(f"  ✓ {what:<60} {time.monotonic() - began:5.1f} s")

    def note(self, text: str) -> None:
        """Something that happens inside a step."""
        self.say(f"    {text}")

    def say(self, text: str) -> None:
        if not self._quiet:
            clear = "\x1b[2K" if sys.stdout.isatty() else ""
            sys.stdout.write(f"{clear}{text}\n")
            sys.stdout.flush()
