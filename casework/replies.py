"""What we say to a citizen about their case, as rows of the outbox: acknowledgement, added, moved, answers of staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from store.ids import grouped, new_id
from wording import say

# what only inbound rows and the delivery fill
_BLANK: dict[str, Any] = {
    "provider_message_id": "",
    "choice": "",
    "group_id": "",
    "phone": "",
    "standby": False,
    "unreadable": False,
    "reply_token": "",
    "reply_used": False,
    "attempts": 0,
    "sent_how": "",
    "error": "",
    "not_before": None,
    "segments": 0,
    "hold_until": None,
}


COMPANY = timedelta(seconds=15)
"""News that nobody waits for may go in one push with what is said next; staff who move a case often answer at once."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom and in which case. language: "th" or "en"; others are answered in Thai."""

    account: str
    conversation: UUID
    case: UUID | None
    language: str


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said, in the forms channels carry: text, one SMS segment, speech, a card, quick replies."""

    text: str
    short: str = ""
    spoken: str = ""
    card: Mapping[str, Any] | None = None
    buttons: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The one question about the place: in full with numbered answers, within two SMS segments, the answers alone."""

    text: str
    short: str
    answers: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Without the answers, where they are buttons anyway."""
        return self.text.partition("\n")[0]


def outbound(
    to: Addressee,
    purpose: str,
    words: Words,
    *,
    now: datetime,
    urgent: bool = False,
    staff: UUID | None = None,
    sender_name: str = "",
    hold: timedelta | None = None,
) -> dict[str, Any]:
    """A pending row, whole; the delivery takes it from here. hold: wait that long for company."""
    return _BLANK | {
        "id": new_id(now),
        "direction": "out",
        "account": to.account,
        "conversation_id": to.conversation,
        "case_id": to.case,
        "state": "pending",
        "sent_at": now,
        "received_at": now,
        "text": words.text,
        "language": to.language,
        "sender_name": sender_name,
        "urgent": urgent,
        "purpose": purpose,
        "staff_id": staff,
        "facts": {},
        "not_before": now + hold if hold else None,
        "parts": {
            "short": words.short,
            "spoken": words.spoken,
            "card": words.card,
            "buttons": list(words.buttons),
        },
    }


def acknowledgement(
    *,
    reference: str,
    org_name: str,
    sms_name: str,
    language: str,
    urgent: bool,
    silent: bool = False,
    next_step: str = "",
    asked: Words | None = None,
    away: str = "",
    notice: str = "",
) -> Words:
    """Reference, organisation, what happens next; what is plainly missing is asked for. No promise.

    silent: who cannot speak reads that nobody rings back.
    next_step: what happens now, where it is not the usual. asked: the first question, with its buttons.
    away: who is not on the system yet, and who is. notice: the privacy notice at first contact.
    """
    number = grouped(reference)
    usual = "ack.next_silent" if silent else "ack.next_urgent" if urgent else "ack.next"
    then = next_step or say(usual, language)
    note = "\n".join(filter(None, (away, asked.text if asked else "", notice)))
    text = say("ack.text", language, reference=number, org=org_name, next=then)
    lines = [[say("ack.holder", language), org_name], [say("ack.then", language), then]]
    card = case_card(say("ack.title", language), number, lines, language, note=note, urgent=urgent)
    return Words(
        text=f"{text}\n{note}".strip(),
        short=say("ack.sms", language, reference=reference, org=sms_name),
        spoken=say("ack.spoken", language, reference=spoken_number(reference), org=org_name),
        card=card,
        buttons=asked.buttons if asked else (),
    )


def case_card(
    title: str,
    number: str,
    lines: Sequence[list[str]],
    language: str,
    *,
    note: str = "",
    urgent: bool = False,
) -> Mapping[str, Any]:
    """A case at a glance: its state as the head, the number to photograph, who has it; three buttons at most."""
    return {
        "title": title,
        "lines": [[say("ack.reference", language), number], *lines],
        "note": note,
        "tone": "danger" if urgent else "ok",
        "buttons": [_typed(key, language) for key in ("button.status", "button.add", "button.staff")],
    }


def _typed(key: str, language: str) -> dict[str, str]:
    """A button that says what a person at a computer would type."""
    return {"label": say(key, language), "action": "text", "value": say(key, language)}


def answers(question: Question, language: str) -> tuple[Mapping[str, str], ...]:
    """The choices as buttons; a pin may say it too."""
    chosen = ({"label": each, "action": "text", "value": each} for each in question.answers)
    return (*chosen, _pin(language))


def _pin(language: str) -> Mapping[str, str]:
    return {"label": say("button.pin", language), "action": "location", "value": ""}


def asked(question: Question, language: str) -> Words:
    """The question as a message of its own."""
    return Words(text=question.text, short=question.short, buttons=answers(question, language))


def away(laos: Sequence[str], org_name: str, language: str) -> str:
    """Who would have it is not on the system yet, said as it is."""
    return say("away.text", language, lao=say("away.and", language).join(laos), org=org_name)


def away_short(lao: str, sms_name: str, language: str) -> Words:
    """The same in one SMS segment."""
    return Words(text=say("away.sms", language, lao=lao, org=sms_name))


def unsure(reference: str, org_name: str, language: str) -> Words:
    return _same(say("ask.unsure_text", language, reference=grouped(reference), org=org_name))


def added(reference: str, language: str) -> Words:
    return _same(say("added.text", language, reference=grouped(reference)))


def pinned(reference: str, language: str) -> Words:
    return _same(say("added.pinned", language, reference=grouped(reference)))


def moved(reference: str, org_name: str, language: str) -> Words:
    return _same(say("moved.text", language, reference=grouped(reference), org=org_name))


def with_more(told: Words, *, asked: Words | None = None, away: str = "", also: str = "") -> Words:
    """away: why it is not the body the citizen may expect. asked: what is still open. also: one more sentence."""
    more = (away, also, asked.text if asked else "")
    text = "\n".join(filter(None, (told.text, *more)))
    return replace(told, text=text, buttons=asked.buttons if asked else told.buttons)


def status(reference: str, org_name: str, state: str, language: str, *, sms_name: str = "") -> Words:
    """Only what may be said to whoever holds the number: who has it and how far it is. short: one segment."""
    number, so_far = grouped(reference), say(f"state.{state}", language)
    text = say("status.text", language, reference=number, org=org_name, state=so_far)
    short = say("status.sms", language, reference=reference, org=sms_name or org_name, state=so_far)
    card = case_card(so_far, number, [[say("ack.holder", language), org_name]], language)
    return Words(text=text, short=short, spoken=text, card=card)


def line(key: str, language: str) -> Words:
    """One fixed sentence (thanks, no case found, a polite word to what is not a plea)."""
    return _same(say(key, language))


def answer(text: str) -> Words:
    """A staff member's own words."""
    return _same(text)


def spoken_number(reference: str) -> str:
    """Digits in groups of four with pauses, as a caller writes them down."""
    return ", ".join(" ".join(reference[i : i + 4]) for i in range(0, len(reference), 4))


def _same(text: str) -> Words:
    return Words(text=text, short=text, spoken=text)
