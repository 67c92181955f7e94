"""What staff do with the demo cases: the story of each, the longer ago it began the further."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from casework import alarms, correcting, ending, following, giving, handling, incidents, sending, transcripts
from casework import needs as steps
from casework.access import Actor, NotAllowed
from casework.giving import Given
from casework.lifecycle import IllegalMove
from casework.sending import Sending
from demo_courses import chosen
from demo_stage import Stage, say
from store import alarmlists, demo_fates, needs
from store.cases import Track
from store.help import Answer, HelpKind, MoneySource, Receipt
from store.ids import conversation_id, new_id
from triage import pipeline

REASONS = ("helped", "helped", "helped", "advised", "advised", "passed_on", "outside", "not_reached")
RINGING = timedelta(hours=1)
"""What is newer nobody has looked at yet."""


def go_on(
    stage: Stage, account: str, sender: str, plea: dict[str, str], answer: dict[str, str], heard: str, at: datetime
) -> None:  # fmt: skip
    """The story of a case: alarm, taken, answered, ended, rated; the older it is, the more of it has happened."""
    dice = stage.dice
    case = partial(demo_fates.newest, stage.session, conversation_id(account, sender))
    row = case()
    if row.urgency == "U0":
        _alarm(stage, row, at)
    hours = dice.lognormvariate(0.6, 1.1) * (0.3 if row.urgency in {"U0", "U1"} else 2.0)
    taken = at + timedelta(hours=hours)
    if heard:
        stage.at(taken - timedelta(minutes=4), lambda when: _hear(stage, case(), heard, when))
    if dice.random() < 0.08 or stage.until - at < RINGING:
        return  # nobody has looked at it yet
    stage.at(taken, lambda when: _do(stage, case(), when, handling.take))
    if plea["topic"] == "F":
        stage.at(taken + timedelta(minutes=1), lambda when: _group(stage, case(), when))
    waits, ends = dice.random() < 0.3, dice.random() < 0.82
    course = chosen(stage, account, plea["topic"])
    if course:
        stage.at(taken + timedelta(hours=4), lambda when: course(stage, account, sender, when))
    stage.at(
        taken + timedelta(minutes=dice.randrange(2, 90)),
        lambda when: _do(stage, case(), when, sending.reply, answer["reply"], Sending(waits=waits)),
    )
    if ends and not course:
        closed = taken + timedelta(days=dice.lognormvariate(1.0, 0.9))
        reason = dice.choice(REASONS)
        stage.at(closed, lambda when: _close(stage, case(), when, reason, answer["end"]))
        if account == "line" and dice.random() < 0.6:
            stars = dice.choice((5, 5, 5, 4, 4, 3, 2, 1))
            stage.at(
                closed + timedelta(minutes=dice.randrange(2, 600)),
                lambda when: say(stage, account, sender, when, choice=f"rate:{row.reference}:{stars}"),
            )


def _clerk(stage: Stage, row: Any) -> Actor | None:
    working = stage.clerks.get(row.owner, [])
    return working[int(row.reference[-2]) % len(working)] if working else None


def _do(stage: Stage, row: Any, at: datetime, verb: Any, *given: Any, **more: Any) -> None:
    actor = _clerk(stage, row)
    if actor is None:
        return
    try:
        verb(stage.session, actor, row.reference, *given, now=at, **more)
    except (NotAllowed, IllegalMove):
        return  # it has gone to another desk, or has ended, meanwhile


def _close(stage: Stage, row: Any, at: datetime, reason: str, words: str) -> None:
    if reason == "helped":
        row = _help(stage, row, at)
        reason = reason if row.state == "helped" else "advised"
    _do(stage, row, at, ending.close, version=row.version, reason=reason, words=words)


def _help(stage: Stage, row: Any, at: datetime) -> Any:
    """What was read first is confirmed and given, and the person says that it came; the case as it is then."""
    need = next(iter(needs.of_case(stage.session, row.id)), None)
    if need is None or row.state in {"closed", "cancelled", "merged"}:
        return row
    _do(stage, row, at, correcting.correct, field="need", value=f"={need.code}", version=row.version)
    need = needs.one(stage.session, row.id, need.code)
    disaster = need.code.startswith("disaster:")
    track, happening = (Track.IMMEDIATE, "just_now") if disaster else (Track.SERVICE, None)
    _do(stage, row, at, steps.set_track, need.code, track, version=need.version, happening=happening)
    kind = HelpKind.GOODS if disaster else HelpKind.SERVICE
    given = Given(
        new_id(at), kind, steps.need_name(need.code), Decimal(1), "ชุด" if disaster else "ครั้ง", None,
        MoneySource.OWN, at, Receipt.NONE, "", "",
    )  # fmt: skip
    _do(stage, row, at, giving.give, need.code, given)
    following.answered(stage.session, row.id, Answer.YES, now=at)
    return demo_fates.newest(stage.session, row.conversation_id)


def _hear(stage: Stage, row: Any, words: str, at: datetime) -> None:
    found = demo_fates.recording_of(stage.session, row.id)
    if found:
        _do(stage, row, at, transcripts.transcribe, found.id, words, before=found.text)
        pipeline.triage(stage.session, stage.directory, now=at)
        heard = demo_fates.newest(stage.session, row.conversation_id)
        if heard.urgency == "U0" != row.urgency:
            _alarm(stage, heard, at)


def _group(stage: Stage, row: Any, at: datetime) -> None:
    """The flood's cases belong together, as far as one clerk may say so."""
    if row.urgency == "U3" or row.incident_id:
        return
    if first := stage.first.get(row.owner):
        _do(stage, row, at, incidents.together, first, title="น้ำท่วมลุ่มน้ำคลองอู่ตะเภา", version=row.version)
    else:
        stage.first[row.owner] = row.reference


def _alarm(stage: Stage, row: Any, at: datetime) -> None:
    """Somebody went within minutes; only those of the last hour still ring."""
    alarms.opened(stage.session, row.id, "opened", now=at)
    actor = _clerk(stage, row)
    if actor is None or stage.until - at < RINGING:
        return
    ids = [each.id for each in alarmlists.of_case(stage.session, row.id)]
    stage.at(at + timedelta(seconds=stage.dice.randrange(20, 400)), partial(_goes, stage, ids, actor.id))
    for key in ids:
        stage.at(at + timedelta(hours=stage.dice.uniform(0.5, 4)), partial(_arrived, stage, key, actor.id))


def _goes(stage: Stage, ids: list[UUID], staff: UUID, at: datetime) -> None:
    alarms.acknowledge(stage.session, ids, staff=staff, how="inbox", now=at)


def _arrived(stage: Stage, alarm: UUID, staff: UUID, at: datetime) -> None:
    row = alarmlists.one(stage.session, alarm)
    alarms.end(stage.session, row, staff=staff, reason="arrived", words="", now=at)
