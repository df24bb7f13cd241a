"""Joining two pieces of user data into one that cloud-init takes apart again."""

import base64
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart

BOUNDARY = "=====pileus-user-data====="
"""Fixed, so that the same pieces always give the same text; a line of it in a piece would have to be meant."""

KINDS = (
    ("#!", "x-shellscript"),
    ("#cloud-config", "cloud-config"),
    ("#include", "x-include-url"),
    ("#cloud-boothook", "cloud-boothook"),
    ("#part-handler", "part-handler"),
    ("## template: jinja", "jinja2"),
)
"""How a piece begins, and the kind of text that cloud-init takes it for."""


def joined(first: str, second: str) -> str:
    """Both pieces, each Base64, as one; the first comes first."""
    whole = MIMEMultipart("mixed", BOUNDARY)
    for number, piece in enumerate((first, second), start=1):
        whole.attach(_part(base64.b64decode(piece), number))
    return base64.b64encode(whole.as_bytes()).decode()


def _part(content: bytes, number: int) -> MIMEBase:
    start = content.lstrip()[:40].decode("utf-8", "replace").lower()
    kind = next((kind for prefix, kind in KINDS if start.startswith(prefix)), "plain")
    part = MIMEBase("text", kind)
    part.set_payload(base64.encodebytes(content).decode())
    part.add_header("Content-Transfer-Encoding", "base64")
    part.add_header("Content-Disposition", "attachment", filename=f"part-{number:03}")
    return part
