"""From page to page of the citizen's form: what is asked next, and where the receipt is."""

from typing import Any

from flask import url_for

from gateway.guard import house
from gateway.pages import drafts, receipts
from gateway.pages.drafts import Draft
from store import caselists
from store.db import OperationalError
from store.ids import grouped
from triage.reading.central import central
from triage.reading.danger import SERIOUS, watch
from triage.reading.normalise import normalise

ACCOUNT = "web"
SLOT = {"danger": "danger", "place": "place", "contact": "phone", "photos": "photo"}
"""Page → slot of the dialogue."""


def order(draft: Draft) -> tuple[str, ...]:
    """The pages after the first. In danger only the place is asked; danger only where the words or the door leave it open."""
    if draft.call and not draft.doubted:
        return ("place",)
    asked = draft.doubted or draft.told.get("danger") or leaves_open(draft.typed.get("text", ""))
    return (*(("danger",) if asked else ()), "place", "contact", "photos", "check")


def leaves_open(text: str) -> bool:
    """Something in the words speaks of danger, and not enough to be sure."""
    words = normalise(text)
    seen = watch(text, words, central(words))
    return seen.listed is None and any(hit.weight >= SERIOUS for hit in seen.alive)


def after_first(draft: Draft, *, photos_lost: bool) -> str:
    """The first page that asks for something not said yet."""
    pages = order(draft)
    open_pages = [page for page in pages if not draft.told.get(SLOT.get(page, ""), "").strip()]
    if not open_pages:
        return to_receipt(draft, photos_lost=photos_lost)
    lost: dict[str, Any] = {"photos": "lost"} if photos_lost else {}
    return url_for("citizen.report.steps.show", step=open_pages[0], **lost)


def to_receipt(draft: Draft, *, photos_lost: bool = False) -> str:
    """All is said: the address of the receipt."""
    draft.done = True
    drafts.keep(draft)
    return receipt_address(token_of(draft), draft.call, photos_lost=photos_lost)


def receipt_address(token: str, call: list[str], *, photos_lost: bool) -> str:
    """sent: the case may still be on its way. call: numbers to show at once, even with every worker dead."""
    asked: dict[str, Any] = {"sent": "1"}
    if call:
        asked["call"] = "-".join(call)
    if photos_lost:
        asked["photos"] = "lost"
    return url_for("citizen.thread.receipt", token=token, **asked)


def place_told(draft: Draft) -> str:
    return "\n".join(draft.typed.get(name, "") for name in ("place", "lat", "lon")).strip()


def number_of(draft: Draft) -> str:
    """The number of the draft's case, "" until a worker has opened it."""
    if not draft.told:
        return ""
    try:
        with house().database.session() as session:
            sender = receipts.sender_of(token_of(draft))
            case = caselists.brief(session, account=ACCOUNT, by="sender", value=sender)
    except OperationalError:
        return ""
    return grouped(case.reference) if case else ""


def token_of(draft: Draft) -> str:
    return receipts.token_of(house().settings.secret_key, draft.nonce)
