"""The checklist of a need, and the papers that the citizen is asked for; the robot asks, a person judges."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from casework import criteria, handling, needs, notices, replies
from casework.access import Actor
from casework.answering import addressee
from casework.handling import Seen
from store import checks, standards, triaging
from store.cases import CaseState
from store.checks import Found, PaperState
from store.ids import grouped
from wording import say


class NoSuchLine(Exception):
    """A criterion or a paper that the data does not hold for this need."""


def check(
    session: Session, actor: Actor, reference: str, code: str, found: Mapping[str, str], *, now: datetime
) -> None:
    """found: criterion → yes, no, unknown. What was checked before and is not named stays as it is."""
    seen = handling.allowed(session, actor, reference, "survey")
    need, book = needs.found(session, seen, code), criteria.book(seen.row.owner)
    _known(found, {line.code for line in book.of(code).criteria})
    standards.keep_book(session, book.version, book.told(), now=now)
    checks.put_checks(
        session,
        [
            {
                "need_id": need.id, "criterion": name, "found": Found(value).value, "criteria": book.version,
                "staff_id": actor.id, "at": now,
            }
            for name, value in found.items()
        ],
    )  # fmt: skip
    handling.tell(session, seen, "checked", actor, now, need=code, criteria=book.version)


def mark_papers(
    session: Session,
    actor: Actor,
    reference: str,
    code: str,
    papers: Mapping[str, PaperState],
    *,
    now: datetime,
) -> None:
    """papers: paper → given, or waived (a person does without it)."""
    seen = handling.allowed(session, actor, reference, "survey")
    need = needs.found(session, seen, code)
    _known(papers, {line.code for line in criteria.book(seen.row.owner).of(code).papers})
    checks.put_papers(session, [_row(need, name, state, actor, None, now) for name, state in papers.items()])
    facts = {name: state.value for name, state in papers.items()}
    handling.tell(session, seen, "papers_marked", actor, now, need=code, **facts)


def ask_papers(
    session: Session, actor: Actor, reference: str, code: str, papers: Collection[str], *, now: datetime
) -> None:
    """The robot asks the citizen, on their channel and in their language; the case waits, its clocks stand still."""
    seen = handling.allowed(session, actor, reference, "reply")
    need, known = needs.found(session, seen, code), criteria.book(seen.row.owner).of(code).papers
    _known(papers, {line.code for line in known})
    lines = [line for line in known if line.code in papers]
    if not lines:
        raise NoSuchLine("")
    checks.put_papers(session, [_row(need, line.code, PaperState.ASKED, actor, now, now) for line in lines])
    message = replies.outbound(
        addressee(session, seen.row), "papers", _words(seen, need, lines), now=now, staff=actor.id
    )
    triaging.put_messages(session, [message, *notices.by_text(session, seen.row, now)])
    if seen.row.state in {CaseState.NEW, CaseState.ACTIVE}:
        handling.change(session, seen, seen.row.version, now, state=CaseState.WAITING_CITIZEN.value)
    handling.tell(session, seen, "papers_asked", actor, now, need=code, papers=",".join(sorted(papers)))


def _words(seen: Seen, need: Any, lines: Collection[criteria.Line]) -> replies.Words:
    language, reference = seen.row.language, seen.row.reference
    told = {
        "need": needs.need_name(need.code, language),
        "papers": ", ".join(line.words(language) for line in lines),
    }
    text = say("papers.ask", language, reference=grouped(reference), **told)
    short = say(
        "papers.ask_sms", language, reference=reference, papers=" ".join(line.short for line in lines)
    )
    return replies.Words(text=text, short=short, spoken=text)


def _row(
    need: Any, paper: str, state: PaperState, actor: Actor, asked_at: datetime | None, now: datetime
) -> dict[str, Any]:
    return {
        "need_id": need.id, "paper": paper, "state": state.value, "asked_at": asked_at, "staff_id": actor.id,
        "at": now,
    }  # fmt: skip


def _known(told: Collection[str], known: Collection[str]) -> None:
    if unknown := set(told) - set(known):
        raise NoSuchLine(min(unknown))
