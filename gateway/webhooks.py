"""POST /hooks/<account>[/<step>]: a provider's request put into the contract's words and handed to the one door.

Plain WSGI before Flask: routing, contexts and response objects cost as much as storing the plea does
(benchmarks/intake.py), and a provider needs none of them.
"""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import get_content_length, get_input_stream

from channels.contract import Reception, WebRequest
from gateway.door import Door, Received, receive
from store.db import utc_now

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("saitrong.webhooks")

BELOW = "/hooks/"
LONGEST_BODY = 4_000_000
"""Bytes of one webhook; LINE and Twilio send far less, a hundred events stay below a tenth of it."""
_FORM = "application/x-www-form-urlencoded"


class Hooks:
    """The WSGI application in front of `inner`; it answers what lies below /hooks/ and hands on the rest."""

    def __init__(self, door: Door, inner: "WSGIApplication") -> None:
        self.door = door
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if not path.startswith(BELOW):
            return self.inner(environ, start_response)
        if environ["REQUEST_METHOD"] != "POST":
            return _answer(start_response, _refused(HTTPStatus.METHOD_NOT_ALLOWED))
        return _answer(start_response, self._receive(environ, _decoded(path)))

    def _receive(self, environ: "WSGIEnvironment", path: str) -> Received:
        account, _, step = path[len(BELOW) :].partition("/")
        try:
            web = as_web_request(environ, path, step, public_url=self.door.house.settings.public_url)
            return receive(self.door, account, web)
        except HTTPException as refused:
            return _refused(HTTPStatus(refused.code or 400))
        except Exception:
            # a provider that hears 500 sends it again: better than an answer that says it was taken
            log.exception("not received account=%s", account)
            return _refused(HTTPStatus.INTERNAL_SERVER_ERROR)


def as_web_request(environ: "WSGIEnvironment", path: str, step: str, *, public_url: str) -> WebRequest:
    """werkzeug's RequestEntityTooLarge and ClientDisconnected: the body is refused or did not come whole."""
    body = _body(environ)
    query = environ.get("QUERY_STRING", "")
    # the raw path and query as the provider asked for them, whatever a proxy made of host and scheme; granian hands
    # over a decoded path, and our own callback paths hold unreserved characters only
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    raw = raw or quote(path, safe="/~!$&'()*+,;=:@-._") + (f"?{query}" if query else "")
    form = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == _FORM
    return WebRequest(
        url=public_url + raw,
        headers=_headers(environ),
        body=body,
        received_at=utc_now(),
        step=step,
        form=_pairs(body.decode("utf-8", "replace")) if form else (),
        query=_pairs(query) if query else (),
    )


def _body(environ: "WSGIEnvironment") -> bytes:
    if (get_content_length(environ) or 0) > LONGEST_BODY:
        raise RequestEntityTooLarge
    return get_input_stream(environ, max_content_length=LONGEST_BODY).read()


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return headers


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    # blank fields are signed too
    return tuple(parse_qsl(text, keep_blank_values=True))


def _decoded(path: str) -> str:
    """WSGI carries bytes as latin-1."""
    return path if path.isascii() else path.encode("latin-1", "replace").decode("utf-8", "replace")


def _refused(status: HTTPStatus) -> Received:
    return Received(status, Reception(answer=status.phrase))


def _answer(start_response: Callable[..., object], got: Received) -> list[bytes]:
    body = got.reception.answer.encode()
    start_response(
        _LINES[got.status],
        [("Content-Type", got.reception.media_type), ("Content-Length", str(len(body)))],
    )
    return [body]


_LINES = {int(status): f"{int(status)} {status.phrase}" for status in HTTPStatus}
