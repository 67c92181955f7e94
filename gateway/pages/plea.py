"""What a citizen's form says: read from the request, judged, handed to the door as one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from channels.web import signed_request
from gateway.door import Door, Received, receive
from gateway.guard import house
from gateway.pages import photos, receipts
from gateway.pages.photos import Photo, Refused
from gateway.pages.shown import language, said
from store.db import utc_now
from triage.reading import danger

LONGEST = 10_000
"""As much as the intake keeps of one message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """field: the id of the input it is about. words: the same in the summary and at the field."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Plea:
    """What was typed, as it was typed, and the photos that could be taken."""

    nonce: str
    text: str
    place: str = ""
    name: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    photos: tuple[Photo, ...] = ()

    @property
    def tickets(self) -> list[tuple[str, str]]:
        """(ticket, file name) of each photo, for the form that is shown again."""
        secret = house().settings.secret_key
        return [(photos.ticket(secret, self.nonce, photo), photo.name) for photo in self.photos]


def blank() -> Plea:
    return Plea(receipts.nonce_of(""), "")


def from_request() -> tuple[Plea, list[Problem]]:
    """The plea of this POST and what is wrong with it. Photos that are fine are stored already."""
    form = request.form
    nonce = receipts.nonce_of(form.get("nonce", ""))
    kept = photos.redeem(house().settings.secret_key, nonce, form.getlist("kept"))
    uploads = [each for each in request.files.getlist("photos") if each.filename]
    taken, problems = _take(kept, uploads)
    for upload in uploads:
        upload.close()
    plea = Plea(
        nonce,
        form.get("text", "").strip(),
        form.get("place", "").strip()[:500],
        form.get("name", "").strip()[:200],
        form.get("phone", "").strip()[:40],
        degrees(form.get("lat", ""), 90),
        degrees(form.get("lon", ""), 180),
        tuple(taken),
    )
    if not plea.text and not plea.photos and not problems:
        problems.append(Problem("text", said("report.empty")))
    if len(plea.text) > LONGEST:
        problems.append(Problem("text", said("report.long", most=f"{LONGEST:,}")))
    return plea, problems


def must_go(plea: Plea) -> bool:
    """Somebody is in danger and the words are there: a bad photo must not hold them up."""
    return 0 < len(plea.text) <= LONGEST and danger(plea.text) is not None


def send(account: str, plea: Plea, token: str, **more: Any) -> Received:
    """Through the one door, as every provider's words come in. more: further facts of the form."""
    settings = house().settings
    told = {
        "nonce": receipts.event_of(
            plea.nonce, plea.text, plea.place, plea.name, plea.phone, plea.latitude, plea.longitude,
            [photo.stored for photo in plea.photos],
        ),
        "sender": receipts.sender_of(token),
        "text": plea.text,
        "place": plea.place,
        "lat": plea.latitude,
        "lon": plea.longitude,
        "phone": plea.phone,
        "name": plea.name,
        "language": language(),
        "attachments": [photo.attachment() for photo in plea.photos],
    }  # fmt: skip
    url = settings.public_url + request.path
    door: Door = current_app.extensions["door"]
    web = signed_request(told | more, secret=settings.secret_key, url=url, received_at=utc_now())
    return receive(door, account, web)


def _take(kept: Sequence[Photo], uploads: Sequence[FileStorage]) -> tuple[list[Photo], list[Problem]]:
    if len(kept) + len(uploads) > photos.MOST:
        return list(kept), [Problem("photos", said("report.photo_many", most=photos.MOST))]
    taken, problems = list(kept), []
    for upload in uploads:
        name = (upload.filename or "").replace("\\", "/").rpartition("/")[2][:100]
        try:
            taken.append(photos.take(house().files, upload.stream, name))
        except Refused as refused:
            problems.append(Problem("photos", said(refused.key, name=refused.name)))
        except OSError:
            # a full disk takes no photo; the words may still find room
            problems.append(Problem("photos", said("report.photo_unkept", name=name)))
    return taken, problems


def degrees(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= most else None
