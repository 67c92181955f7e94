"""Pages and styles leave gzipped: a citizen's phone may have a poor line (the first page stays below 60 kB).

Pages of staff are left alone: compressing a page that holds a secret beside what a stranger typed tells its length.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, request

_KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
_SMALLEST = 600
"""Bytes that fit one packet anyway."""


def squeeze(response: Response) -> Response:
    if response.mimetype not in _KINDS or not _wanted(response):
        return response
    data = _file() if request.endpoint == "static" else gzip.compress(response.get_data(), 6, mtime=0)
    if data is None:
        return response
    if response.direct_passthrough:
        response.close()  # the open file behind it
        response.direct_passthrough = False
    response.set_data(data)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("ETag", None)
    response.vary.add("Accept-Encoding")
    return response


def _wanted(response: Response) -> bool:
    if "gzip" not in request.headers.get("Accept-Encoding", "").lower() or response.status_code != 200:
        return False
    if request.endpoint == "static":
        return request.method == "GET"
    audience = getattr(current_app.view_functions.get(request.endpoint or ""), "audience", "")
    return audience == "citizen" and len(response.get_data()) > _SMALLEST


def _file() -> bytes | None:
    """The file of this address, squeezed once per version of it."""
    name = (request.view_args or {}).get("filename", "")
    path = Path(current_app.static_folder or "") / name
    return _squeezed(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=32)
def _squeezed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
