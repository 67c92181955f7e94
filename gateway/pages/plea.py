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
LONGEST_PLACE, LONGEST_NAME, LONGEST_PHONE = 500, 200, 40


@dataclass(frozen=True, slots=True)
class Problem:
    """field: the id of the input it is about. words: the same in the summary and at the field."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Plea:
    """What was typed, as it was typed, and the photos that could be taken."""

    nonce: str
    text: str = ""
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

    @property
    def position(self) -> tuple[float | None, float | None]:
        """The pin; without pin and words for the place, where the first photo says it was taken."""
        if self.latitude is not None or self.place:
            return self.latitude, self.longitude
        found = next((photo.position for photo in self.photos if photo.position), None)
        return found or (None, None)


def blank() -> Plea:
    return Plea(receipts.nonce_of(""))


def from_request(*, empty: str = "report.empty") -> tuple[Plea, list[Problem]]:
    """The plea of this POST and what is wrong with it. Photos that are fine are stored already.

    empty: the sentence for a form without words and photos.
    """
    form = request.form
    nonce = receipts.nonce_of(form.get("nonce", ""))
    kept = photos.redeem(house().settings.secret_key, nonce, form.getlist("kept"))
    taken, problems = take_photos(kept)
    plea = Plea(
        nonce,
        form.get("text", "").strip(),
        form.get("place", "").strip()[:LONGEST_PLACE],
        form.get("name", "").strip()[:LONGEST_NAME],
        form.get("phone", "").strip()[:LONGEST_PHONE],
        degrees(form.get("lat", ""), 90),
        degrees(form.get("lon", ""), 180),
        tuple(taken),
    )
    if not plea.text and not plea.photos and not problems:
        problems.append(Problem("text", said(empty)))
    if len(plea.text) > LONGEST:
        problems.append(Problem("text", said("report.long", most=f"{LONGEST:,}")))
    return plea, problems


def must_go(plea: Plea) -> bool:
    """Somebody is in danger and the words are there: a bad photo must not hold them up."""
    return 0 < len(plea.text) <= LONGEST and danger(plea.text) is not None


def send(account: str, plea: Plea, token: str, *, turn: str = "", sender: str = "", **more: Any) -> Received:
    """Through the one door, as every provider's words come in.

    token: of the private link; sender: instead of it, where only what the database knows of it is at hand.
    turn: tells changes of the same answer apart, so that one changed back is not taken for a repetition.
    more: further facts of the form.
    """
    latitude, longitude = plea.position
    repeated = (turn,) if turn else ()
    told = {
        "nonce": receipts.event_of(
            plea.nonce, plea.text, plea.place, plea.name, plea.phone, latitude, longitude,
            [photo.stored for photo in plea.photos], *repeated,
        ),
        "sender": sender or receipts.sender_of(token),
        "text": plea.text,
        "place": plea.place,
        "lat": latitude,
        "lon": longitude,
        "phone": plea.phone,
        "name": plea.name,
        "language": language(),
        "attachments": [photo.attachment() for photo in plea.photos],
    }  # fmt: skip
    return hand_over(account, told | more)


def hand_over(account: str, told: dict[str, Any]) -> Received:
    settings = house().settings
    door: Door = current_app.extensions["door"]
    url = settings.public_url + request.path
    web = signed_request(told, secret=settings.secret_key, url=url, received_at=utc_now())
    return receive(door, account, web)


def take_photos(kept: Sequence[Photo]) -> tuple[list[Photo], list[Problem]]:
    """The uploads of this request beside those that came before; what cannot be taken is said by name."""
    uploads = [each for each in request.files.getlist("photos") if each.filename]
    taken, problems = _take(kept, uploads)
    for upload in uploads:
        upload.close()
    return taken, problems


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


def digits_of(phone: str) -> str:
    """ASCII digits, because people type Thai ones too."""
    return "".join(str(int(c)) for c in phone if c.isdecimal())
