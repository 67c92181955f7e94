"""GET /prompts/<account>/<address>: a recorded sentence of the hotline, for the exchange that plays it."""

from flask import Blueprint, abort, current_app, send_file
from werkzeug.wrappers import Response

from channels.contract import ServesPrompts
from gateway.guard import audience
from gateway.whose import Door, channel_of

prompts = Blueprint("prompts", __name__)

_YEAR = 365 * 24 * 3600


@prompts.get("/prompts/<account>/<address>")
@audience("anyone")
def prompt(account: str, address: str) -> Response:
    """The address changes with the content, so what was fetched once may be kept."""
    door: Door = current_app.extensions["door"]
    channel: object = channel_of(door, account)
    found = channel.prompt(address) if isinstance(channel, ServesPrompts) else None
    if found is None:
        abort(404)
    response = send_file(found.path, mimetype=found.media_type, conditional=True)
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
