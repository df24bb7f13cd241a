"""From a request to its parameters: query string and form body, decoded and merged, within limits."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from pileus.manager.kernel.errors import Malformed

LARGEST_BODY = 1048576
MOST_KEYS = 5000
FORM = "application/x-www-form-urlencoded"


async def read(request: Request) -> dict[str, str]:
    """The parameters by name as sent. The query string wins over the body, and within it the last of a repeated name."""
    sent: dict[str, str] = {}
    for name, value in _decoded(await _body(request)):
        sent.setdefault(name, value)
    sent.update(_decoded(request.scope["query_string"]))
    return sent


async def _body(request: Request) -> bytes:
    """The form body; a body of any other type holds no parameters."""
    if request.method != "POST" or request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
        return b""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Malformed(f"the form is larger than {LARGEST_BODY} bytes, the most that is accepted; send less at once")
    return bytes(body)


def _decoded(text: bytes) -> list[tuple[str, str]]:
    """Pairs of a query string. Items without `=` are ignored."""
    items = [item for item in text.decode("latin-1").split("&") if "=" in item]
    if len(items) > MOST_KEYS:
        raise Malformed(f"{len(items)} parameters were sent, and at most {MOST_KEYS} are accepted; send less at once")
    return parse_qsl("&".join(items), keep_blank_values=True, encoding="utf-8", errors="replace")
