"""Questions that only a working service answers: one DNS query, one HTTP request.

What may not stand here: how the services are started.
"""

import http.client
import secrets
import socket
import struct
from pathlib import Path

_LIMIT = 1.0
"""Seconds; a healthy service on the same host answers in a few milliseconds."""


def dns_fault(server: str, name: str, address: str) -> str:
    """What is wrong with the server's answer for this name, or nothing if it is the address."""
    number = secrets.randbits(16)
    labels = b"".join(bytes([len(label)]) + label for label in name.rstrip(".").encode().split(b"."))
    query = struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", 1, 1)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.settimeout(_LIMIT)
            udp.connect((server, 53))
            udp.send(query)
            answer = udp.recv(2048)
    except OSError as error:
        return f"{server} does not answer DNS questions: {error}"
    if answer[:2] != query[:2] or not answer.endswith(socket.inet_aton(address)):
        return f"{server} does not know {name}"
    return ""


def http_fault(server: str, port: int) -> str:
    """What is wrong with the health page on this port, or nothing."""
    connection = http.client.HTTPConnection(server, port, timeout=_LIMIT)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        return f"{server}:{port} does not answer: {error}"
    finally:
        connection.close()
    return "" if answer.status == http.client.OK else f"{server}:{port} answers {answer.status} {answer.reason}"


def udp_fault(pid: int, port: int) -> str:
    """What is wrong if nothing listens on this UDP port in the network namespace of the process."""
    try:
        rows = Path(f"/proc/{pid}/net/udp").read_text().splitlines()[1:]
    except OSError as error:
        return f"process {pid} is gone: {error}"
    return "" if any(row.split()[1].endswith(f":{port:04X}") for row in rows) else f"nothing listens on UDP port {port}"
