"""POST /hooks/<account>: a provider's request put into the contract's words and handed to the one door."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request, send_file
from werkzeug.wrappers import Response as Answer

from channels.contract import ServesPrompts, WebRequest
from gateway.door import Door, channel_of, receive
from gateway.guard import audience
from store.db import utc_now

hooks = Blueprint("hooks", __name__)

LONGEST_BODY = 4_000_000
"""Bytes of one webhook; LINE and Twilio send far less, a hundred events stay below a tenth of it."""


@hooks.post("/hooks/<account>")
@hooks.post("/hooks/<account>/<path:step>")
@audience("provider")
def hook(account: str, step: str = "") -> Response:
    door: Door = current_app.extensions["door"]
    request.max_content_length = LONGEST_BODY
    got = receive(door, account, as_web_request(step))
    return Response(got.reception.answer, status=got.status, content_type=got.reception.media_type)


@hooks.get("/hooks/<account>/prompts/<address>")
@audience("provider")
def prompt(account: str, address: str) -> Answer:
    """A recorded sentence of the hotline; its address changes with its content, so it may be kept for ever."""
    door: Door = current_app.extensions["door"]
    channel: object = channel_of(door, account)
    found = channel.prompt(address) if isinstance(channel, ServesPrompts) else None
    if found is None:
        abort(404)
    response = send_file(found.path, mimetype=found.media_type, conditional=True, max_age=31536000)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def as_web_request(step: str) -> WebRequest:
    body = request.get_data(cache=True, parse_form_data=False)
    form: tuple[tuple[str, str], ...] = ()
    if request.mimetype == "application/x-www-form-urlencoded":
        form = tuple(request.form.items(multi=True))
    return WebRequest(
        url=public_url(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        received_at=utc_now(),
        step=step,
        form=form,
        query=tuple(request.args.items(multi=True)),
    )


def public_url() -> str:
    """PUBLIC_URL + path and query as the provider asked for them, whatever a proxy made of host and scheme."""
    door: Door = current_app.extensions["door"]
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if not raw:
        # granian hands over a decoded path; our own callback paths hold unreserved characters only
        query = request.environ.get("QUERY_STRING", "")
        raw = quote(request.path, safe="/~!$&'()*+,;=:@-._") + (f"?{query}" if query else "")
    return door.house.settings.public_url + raw
