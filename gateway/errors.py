"""Our exceptions -> pages, once. Words of an official, never of a program."""

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException

from casework.access import NotAllowed
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from store.db import OperationalError


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotAllowed, lambda _error: _page(404))
    app.register_error_handler(Stale, lambda _error: _page(409))
    app.register_error_handler(IllegalMove, lambda _error: _page(409))
    app.register_error_handler(OperationalError, lambda _error: _page(503))


def _http(error: HTTPException) -> Response:
    return _page(error.code or 500)


KNOWN = frozenset({400, 403, 404, 405, 409, 413, 429, 503})


def _page(status: int) -> Response:
    """One page for every refusal: what happened, what to do now; emergency numbers stay on top of it."""
    kind = status if status in KNOWN else 500
    return Response(render_template("error.html", status=kind), status=status)
