"""Pictures that staff send, at addresses which only whoever got the message knows, and only for a while."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, send_file, url_for

from casework.enclosures import Address
from gateway.guard import audience, house
from store import caselists, files
from store.db import utc_now

sentfiles = Blueprint("sentfiles", __name__)

GOOD_FOR = timedelta(days=7)
"""LINE's app fetches a picture when the chat is opened; after a week it keeps its own copy or none."""


def addresses(at: datetime) -> Address:
    """Addresses good for a week from `at`. Nothing of the person stands in them."""
    ends = int((at + GOOD_FOR).timestamp())
    public = house().settings.public_url

    def address(attachment: UUID) -> tuple[str, str]:
        whole, small = (
            url_for(
                "sentfiles.show", attachment=attachment, ends=ends, seal=_seal(attachment, ends), size=size
            )
            for size in ("full", "small")
        )
        return public + whole, public + small

    return address


@sentfiles.get("/sent/<uuid:attachment>/<int:ends>/<seal>/<any(full, small):size>")
@audience("anyone")
def show(attachment: UUID, ends: int, seal: str, size: str) -> Response:
    """A picture that we said; 404 for a wrong seal, after its time, and for anything a citizen sent."""
    right = hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(attachment, ends).encode())
    if not right or utc_now().timestamp() > ends:
        abort(404)
    with house().database.session() as session:
        row = caselists.file(session, attachment)
    if row is None or row.direction != "out" or row.state != "stored" or not row.thumb:
        abort(404)
    path = files.path_of(house().files, row.thumb if size == "small" else row.stored)
    if not path.exists():
        abort(404)
    response = send_file(path, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _seal(attachment: UUID, ends: int) -> str:
    told = f"sent {attachment} {ends}".encode()
    return hmac.new(house().settings.secret_key.encode(), told, hashlib.sha256).hexdigest()[:32]
