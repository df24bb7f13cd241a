"""Runs a command on a machine whose kernel has no bridge filter and whose modprobe finds none, as far as the command can see.

It lives in a mount namespace of its own, where the switches are hidden and another modprobe comes first. Use `without_bridge_filter()`; the
module is also the program that runs inside the namespace.
"""

import os
import subprocess
import sys
from pathlib import Path

REFUSAL = "modprobe: FATAL: Module br_netfilter not found in directory /lib/modules/0"
NET = Path("/proc/sys/net")


def without_bridge_filter(folder: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end; `folder` must be empty."""
    modprobe = folder / "modprobe"
    modprobe.write_text(f"#!/bin/sh\necho '{REFUSAL}' >&2\nexit 1\n")
    modprobe.chmod(0o755)
    words = ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, str(folder), *argv]
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


def main(folder: Path, argv: list[str]) -> None:
    """Inside the namespace: hides the switches and becomes the command."""
    others = [part.name for part in NET.iterdir() if part.is_dir() and part.name != "bridge"]
    for name in others:
        (folder / name).mkdir()
        subprocess.run(["mount", "--bind", NET / name, folder / name], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", NET], check=True)
    for name in others:
        (NET / name).mkdir()
        subprocess.run(["mount", "--bind", folder / name, NET / name], check=True)
    os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
    os.execvp(argv[0], argv)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
