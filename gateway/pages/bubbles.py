"""What a citizen sees in LINE, drawn on the server from the very JSON that is sent: for staff, and for looking at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template

from casework import handling, outgoing, prompts, replies
from casework.access import Sight
from channels.line import cards
from gateway.guard import audience, current_actor, house
from gateway.pages import numbers
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.shown import channel_kind, language
from store import caselists
from store.db import utc_now
from triage.canned import canned_parts, canned_words

bubbles = Blueprint("bubbles", __name__)

Json = Mapping[str, Any]
_COLOURS = {"#FFFFFF": "white", "#1B1F23": "ink", "#5B6470": "muted"}


@dataclass(frozen=True, slots=True)
class Specimen:
    """name: what it is for. messages: as LINE gets them."""

    name: str
    messages: Sequence[Json]


@bubbles.get("/cases/<reference>/messages/<uuid:message>/line")
@audience("staff")
def one(reference: str, message: UUID) -> str:
    """One message of ours as its receiver sees it; reading it is a reading of the case."""
    with house().database.session() as session:
        digits = digits_of(reference)
        seen = in_full(handling.see(session, current_actor(), digits, now=utc_now()))
        row = caselists.sent(session, seen.row.id, message)
        if row is None or channel_kind(row.account) != "line" or seen.sight != Sight.FULL:
            abort(404)
    said = outgoing.as_outbound(
        key=row.id, recipient="", text=row.text, parts=row.parts, reply_token="", language=row.language
    )
    shown = Specimen("", cards.messages(said, colour_of(row.account)))
    return render_template("bubbles.html", specimens=[shown], back=digits)


@bubbles.get("/admin/cards")
@audience("staff")
def every() -> str:
    """Every card we send, with an invented case, in the language of the page."""
    return render_template("bubbles.html", specimens=specimens(language()), back="")


def colour_of(account: str) -> str:
    return str(getattr(house().channels.get(account), "colour", ""))


def specimens(spoken: str) -> list[Specimen]:
    reference, org = "691100000173", "อบต.โคกสูง" if spoken == "th" else "Khok Sung SAO"
    told: dict[str, Any] = {"reference": reference, "org_name": org, "sms_name": org, "language": spoken}
    called = [each.number for each in numbers.first()]
    danger = replies.Words(canned_words(called, spoken), **_danger(canned_parts(called, spoken)))
    made = (
        ("danger", danger),
        ("ack", replies.acknowledgement(**told, asked=prompts.question("place", spoken), urgent=False)),
        ("ack_urgent", replies.acknowledgement(**told, urgent=True)),
        ("status", replies.status(reference, org, "active", spoken)),
        ("moved", replies.moved(reference, org, spoken)),
        ("closed", replies.status(reference, org, "closed", spoken)),
    )
    return [Specimen(name, cards.messages(_as_sent(words, spoken))) for name, words in made]


def _danger(parts: Json) -> dict[str, Any]:
    return {"short": parts["short"], "card": parts["card"], "buttons": tuple(parts["buttons"])}


def as_sent(text: str, spoken: str) -> Any:
    """Plain words of staff in the contract's form."""
    return _as_sent(replies.answer(text), spoken)


def _as_sent(words: replies.Words, spoken: str) -> Any:
    parts = {"short": words.short, "card": words.card, "buttons": list(words.buttons)}
    return outgoing.as_outbound(
        key=UUID(int=0), recipient="", text=words.text, parts=parts, reply_token="", language=spoken
    )


def text_class(node: Json) -> str:
    """Which of the preview's few classes a text of the bubble is drawn with."""
    told = [f"fx-{node.get('size', 'md')}", f"fx-{_COLOURS.get(node.get('color', ''), 'ink')}"]
    return " ".join([*told, "fx-bold"] if node.get("weight") == "bold" else told)
