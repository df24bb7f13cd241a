"""The web UI's files below /client/, with the index for every address the UI itself makes."""

import json
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SOURCES = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "style-src": "'self' 'unsafe-inline'",  # the terminal sets the sizes of its cells by style elements of its own
    "connect-src": "'self' ws: wss:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{what} {where}" for what, where in SOURCES.items())
"""What the UI's pages may load, and from where."""

HASHED = "assets/"
"""Files below here carry a digest of their content in their names: they never change."""

CONFIG = {"apiBase": "/client/api"}
"""What the UI reads from config.json."""

UNBUILT = "The web UI is not built here. Build it with `make setup`; the API at /client/api works without it.\n"


class UiFiles(StaticFiles):
    """Serves a built UI from a folder, which may be absent."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        self.config_checked = True
        self._index = directory / "index.html"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of that name, else the index."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(HASHED):
                raise
            response = self._fallback()
        hashed = path.startswith(HASHED) and response.status_code < 400
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def _fallback(self) -> Response:
        if not self._index.is_file():
            return Response(UNBUILT, 404, media_type="text/plain")
        return FileResponse(self._index)


async def config(_request: Request) -> Response:
    """The UI's configuration."""
    return Response(json.dumps(CONFIG), media_type="application/json", headers={"Cache-Control": "no-cache"})
