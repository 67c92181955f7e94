"""A citizen's own conversation, put together for a page: what was said, by whom, with its photos and its open question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, send_file

from casework.cases import choices_of
from casework.replies import Question
from gateway.guard import house
from gateway.pages import masks, numbers
from gateway.pages.shown import language, said
from store import citizens, files, threads
from store.db import Session
from store.register import Directory
from triage.judge import certain
from triage.question import worded

PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Said:
    """by: "you", "officer" for a person's answer, "house" for what we say by ourselves. files: (id, is a picture)."""

    by: str
    at: datetime
    text: str
    files: tuple[tuple[UUID, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """What the holder sees. reference: "" until a case is open. answered: something was said to them already.
    asks_arrival: they were asked whether help has come. alarmed: staff see it as a life in danger."""

    reference: str = ""
    org: str = ""
    state: str = ""
    case: UUID | None = None
    phone: str = ""
    proven: bool = False
    opened_at: datetime | None = None
    said: tuple[Said, ...] = ()
    call: tuple[numbers.Number, ...] = ()
    question: Question | None = None
    asks_arrival: bool = False
    alarmed: bool = False

    @property
    def answered(self) -> bool:
        return any(each.by != "you" for each in self.said)


def thread_of(session: Session, conversation: UUID, case: UUID | None = None) -> Thread:
    messages = threads.conversation_thread(session, conversation, case)
    kept = threads.conversation_files(session, conversation)
    row = threads.case_of(session, conversation, case)
    call = [number for m in messages if m.purpose == "danger" for number in masks.numbers_in(m.text)]
    directory = house().shelf.directory(session)
    told = tuple(_said(m, kept.get(m.id, ())) for m in messages if m.purpose != "danger")
    if row is None:
        alarmed = any(certain(m) for m in messages if m.direction == "in")
        return Thread(said=told, call=numbers.known(call), alarmed=alarmed)
    return Thread(
        reference=row.reference,
        org=directory.name(row.owner),
        state=row.state,
        case=row.id,
        phone=row.phone,
        proven=bool(citizens.proven_phone(session, row.id)),
        opened_at=row.opened_at,
        said=told,
        call=numbers.known(call),
        question=_question(row, directory) if row.asks_place else None,
        asks_arrival=row.asks_arrival,
        alarmed=row.urgency == "U0",
    )


def _said(message: Any, kept: Sequence[Any]) -> Said:
    shown = tuple((file.id, file.media_type in PICTURES) for file in kept if file.state == "stored")
    if message.direction == "out":
        by = "officer" if message.purpose == "answer" else "house"
        return Said(by, message.sent_at, message.text, shown)
    return Said("you", message.sent_at, _words(message) or ("" if shown else said("receipt.photo")), shown)


def _words(message: Any) -> str:
    """Also what was told by a field of a form and not in words."""
    facts: Mapping[str, str] = message.facts
    lines = [message.text]
    if facts.get("slot") == "danger" and facts.get("answer") == "no":
        lines.append(said("report.danger_no"))
    if facts.get("place"):
        lines.append(said("receipt.told_place", place=facts["place"]))
    if message.latitude is not None:
        lines.append(said("receipt.told_pin"))
    if message.phone:
        lines.append(said("receipt.told_phone", phone=masks.phone(message.phone)))
    return "\n".join(line for line in lines if line)


def _question(case: Any, directory: Directory) -> Question | None:
    """Where it may have happened, as long as the citizen has not answered."""
    offered = choices_of(case)
    return worded(offered, directory, language()) if offered else None


def photo_answer(
    session: Session, conversation: UUID, attachment: UUID, case: UUID | None = None
) -> Response:
    """One picture of this conversation; 404 for anybody else's."""
    messages = {each.id for each in threads.conversation_thread(session, conversation, case)}
    kept = threads.conversation_files(session, conversation)
    found = [file for key, each in kept.items() if key in messages for file in each if file.id == attachment]
    if not found or found[0].state != "stored":
        abort(404)
    path = files.path_of(house().files, found[0].stored)
    if not path.exists():
        abort(404)
    shown = found[0].media_type in PICTURES
    response = send_file(
        path,
        mimetype=found[0].media_type if shown else "application/octet-stream",
        as_attachment=not shown,
        download_name=None if shown else found[0].name or "file",
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
