"""The words for each thing the dialogue says about a wish (Say.what), with what must be known of the case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from casework import prompts, replies
from casework.replies import Words
from store.cases import ENDED, CaseState
from store.gazetteer import amphoe_name, tambon_name
from triage.plan import OpenCase
from triage.speaking import Speaking
from triage.states import Known, Say
from triage.turn import Turn
from wording import say

OVER = frozenset({*(state.value for state in ENDED), CaseState.HELPED.value})
SHOWN = 3
"""Own cases told at once."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What may be said of a case to its own person; to anybody else only number, state and holder."""

    id: UUID
    reference: str
    kind: str
    state: str
    urgency: str
    owner: str
    language: str
    mine: bool
    due_at: Any = None
    step_due_at: Any = None

    @property
    def known(self) -> Known:
        return Known(self.id, self.mine, self.state in OVER, self.urgency == "U0")


def brief_of(row: Any, *, mine: bool) -> Brief:
    return Brief(
        row.id,
        row.reference,
        row.kind,
        row.state,
        row.urgency,
        row.owner,
        row.language,
        mine,
        row.due_at,
        row.step_due_at,
    )


def brief_of_open(case: OpenCase) -> Brief:
    return Brief(
        case.id,
        case.reference,
        case.kind,
        case.state,
        case.urgency,
        case.holder or case.owner,
        case.language,
        mine=True,
    )


def words_of(speaking: Speaking, turn: Turn, said: Say, cases: Sequence[Brief]) -> tuple[str, Words]:
    """(purpose, words). cases: what `said` may be about, this person's own newest first."""
    about = next((case for case in cases if case.id == said.case), None)
    build = _WORDS.get(said.what)
    if build is None:
        return said.what, _sentence(said, about, turn.language)
    return "status" if said.what == "status" else said.what, build(speaking, turn, about, cases)


def _sentence(said: Say, about: Brief | None, language: str) -> Words:
    key = _SENTENCES[said.what]
    facts: Mapping[str, str] = {"by": say(f"channel.{said.value}", language)} if said.what == "by.set" else {}
    return prompts.about(key, about.reference if about else "", language, **facts)


_SENTENCES: Mapping[str, str] = {
    "cancel.none": "dialogue.cancel_none",
    "cancel.ended": "dialogue.cancel_ended",
    "cancel.urgent": "dialogue.cancel_urgent",
    "cancel.done": "dialogue.cancel_done",
    "cancel.kept": "dialogue.cancel_kept",
    "add": "dialogue.add",
    "add.none": "dialogue.add_none",
    "correct": "dialogue.correct",
    "old": "dialogue.old",
    "fresh": "dialogue.fresh",
    "which.kept": "dialogue.which_kept",
    "which.joined": "dialogue.which_joined",
    "rated": "dialogue.rated",
    "arrived.yes": "dialogue.arrived_yes",
    "arrived.not_yet": "dialogue.arrived_not_yet",
    "wrong": "dialogue.wrong_number",
    "erase.already": "dialogue.erase_already",
    "prove.none": "dialogue.prove_none",
    "prove.sent": "dialogue.prove_sent",
    "prove.wrong": "dialogue.prove_wrong",
    "prove.done": "dialogue.prove_done",
    "prove.over": "dialogue.prove_over",
    "by.set": "dialogue.by_set",
    "by.none": "dialogue.by_none",
}


def _status(speaking: Speaking, turn: Turn, about: Brief | None, cases: Sequence[Brief]) -> Words:
    """The case of a number that was named, else the newest own ones."""
    shown = [about] if about else [case for case in cases if case.mine][:SHOWN]
    if not shown:
        return prompts.plainly("status.none", turn.language)
    return prompts.listed([_line(speaking, turn, case) for case in shown], turn.language)


def _line(speaking: Speaking, turn: Turn, case: Brief) -> Words:
    org = speaking.directory.name(case.owner)
    name = speaking.directory.names.get(case.owner)
    told = replies.status(case.reference, org, case.state, turn.language, sms_name=name.sms if name else org)
    when = _next_date(speaking, turn, case) if case.mine else ""
    return replace(told, text=f"{told.text} {when}".strip(), spoken=f"{told.spoken} {when}".strip())


def _next_date(speaking: Speaking, turn: Turn, case: Brief) -> str:
    """When something is due in it: a data request's last day, that of the step of a need, or the day on which staff read a new case."""
    language = turn.language
    if case.due_at:
        return say("dialogue.due", language, day=speaking.day(case.due_at, language))
    if case.step_due_at and case.state not in OVER:
        late = case.step_due_at < speaking.now
        return say(
            "dialogue.step_late" if late else "dialogue.step_due",
            language,
            day=speaking.day(case.step_due_at, language),
        )
    if case.state == CaseState.NEW and case.urgency != "U0":
        opening = speaking.calendar.next_opening(case.owner, speaking.now)
        return say("dialogue.read_on", language, day=speaking.day(opening, language))
    return ""


def _staff(speaking: Speaking, turn: Turn, about: Brief | None, cases: Sequence[Brief]) -> Words:
    case = about or next((each for each in cases if each.mine), None)
    org = case.owner if case else ""
    reference, language = case.reference if case else "", turn.language
    told = prompts.about("dialogue.staff", reference, language, org=speaking.directory.name(org))
    closed = speaking.closed(org, language)
    short = say("dialogue.staff_sms", language, reference=reference)
    if closed:
        opening = speaking.calendar.next_opening(org, speaking.now)
        day = speaking.day(opening, language)
        short = say("dialogue.staff_closed_sms", language, reference=reference, day=day)
    return Words(text=f"{told.text} {closed}".strip(), short=short, spoken=f"{told.spoken} {closed}".strip())


def _cancel_sure(_speaking: Speaking, turn: Turn, about: Brief | None, _cases: Sequence[Brief]) -> Words:
    return prompts.cancel_sure(about.reference if about else "", turn.language)


def _menu(_speaking: Speaking, turn: Turn, _about: Brief | None, _cases: Sequence[Brief]) -> Words:
    return prompts.menu(turn.language)


def _privacy(speaking: Speaking, turn: Turn, _about: Brief | None, _cases: Sequence[Brief]) -> Words:
    return prompts.privacy(turn.language, speaking.url)


def _summary(_speaking: Speaking, turn: Turn, about: Brief | None, _cases: Sequence[Brief]) -> Words:
    case = turn.cases.get(about.id) if about else None
    place = _place(case) if case else ""
    return prompts.summary(about.reference if about else "", place, turn.phone, turn.language)


def _place(case: OpenCase) -> str:
    """As far as it is known; names are Thai in every language, as they stand on the signs."""
    if case.tambon_code:
        moo = f"ม.{case.moo} " if case.moo else ""
        return f"{moo}ต.{tambon_name(case.tambon_code)} อ.{amphoe_name(case.tambon_code[:4])}"
    return f"อ.{amphoe_name(case.amphoe_code)}" if case.amphoe_code else ""


_WORDS: dict[str, Callable[[Speaking, Turn, Brief | None, Sequence[Brief]], Words]] = {
    "status": _status,
    "staff": _staff,
    "cancel.sure": _cancel_sure,
    "menu": _menu,
    "privacy": _privacy,
    "summary": _summary,
}
