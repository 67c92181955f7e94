"""One body asks another about a case: beyond capacity to the hub, the hub to LAOs, agencies and the province.

Always the same one case: the asked body sees it beside its owner, everything stands in its story (domain.md section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from casework import clocks, deadlines, handling, lifecycle, needs, notices, replies
from casework.access import Actor, NotAllowed, Sight, Stands, orgs_that_may, sight_by
from casework.answering import addressee
from casework.handling import Seen
from casework.hub_rules import rules
from casework.notices_staff import notify
from store import duty, referrals, standing, triaging
from store import needs as need_rows
from store.cases import CaseState, NeedState, Relation
from store.ids import grouped, new_id
from store.referrals import OPEN, Asked, Referral, ReferralState
from store.staff import Role
from wording import say

SHARED = ("words", "place", "name", "phone", "photos")
"""Parts of a case that an agency is shown only if a person ticked them; its kind and number it always sees."""
_RELATIONS = {Asked.HUB: Relation.REFERRED, Asked.LAO: Relation.REFERRED, Asked.PROVINCE: Relation.HUB}
"""How the asked body stands to the case: a province sees its summary; an agency reads what was shared, by its link."""


class AlreadyAsked(Exception):
    """That body has an open request about this case."""


class NoReason(Exception):
    """Beyond capacity without one of the reasons, or something asked without words."""


@dataclass(frozen=True, slots=True)
class Body:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. reason: of rules/hub.toml. needs: codes. files: (stored, media type, name)."""

    words: str = ""
    reason: str = ""
    needs: Sequence[str] = ()
    shared: Sequence[str] = ()
    files: Sequence[tuple[str, str, str]] = ()
    due_at: datetime | None = None


def beyond(
    session: Session, actor: Actor, reference: str, hub: Body, asked: Request, *, version: int, now: datetime
) -> UUID:
    """Beyond our capacity: the hub has it now, with its own clock; the owner keeps seeing it, the number stays.

    NotAllowed, Stale, IllegalMove, NoReason, AlreadyAsked.
    """
    if asked.reason not in rules().reasons:
        raise NoReason
    seen = handling.allowed(session, actor, reference, "refer")
    if hub.code == seen.row.owner or Stands(hub.code, Relation.ACCUSED) in seen.stands:
        raise NotAllowed("refer")
    columns: dict[str, Any] = {"holder": hub.code}
    if not asked.needs:  # with needs, the state is theirs to say
        columns["state"] = lifecycle.move(seen.row.state, CaseState.REFERRED).value
    handling.change(session, seen, version, now, **columns)
    _hand_on_needs(session, actor, seen, hub, asked, now)
    made = _put(session, actor, seen, Asked.HUB, hub, asked, by=seen.row.owner, now=now)
    handling.tell(session, seen, "beyond_capacity", actor, now, to=hub.code, reason=asked.reason)
    _tell_holder(session, seen, hub.name, now)
    return made


def ask(
    session: Session, actor: Actor, reference: str, kind: Asked, body: Body, asked: Request, *, now: datetime
) -> UUID:
    """Ask one more body; those asked before stay asked. NotAllowed, NoReason (no words), AlreadyAsked."""
    seen = handling.allowed(session, actor, reference, "refer")
    if not asked.words:
        raise NoReason
    by = acting(actor, seen)
    if body.code in {by, seen.row.owner} or Stands(body.code, Relation.ACCUSED) in seen.stands:
        raise NotAllowed("refer")  # the accused body is not asked about what it is accused of
    made = _put(session, actor, seen, kind, body, asked, by=by, now=now)
    handling.change(session, seen, seen.row.version, now)
    handling.tell(session, seen, "asked_body", actor, now, to=body.code, referral=str(made))
    return made


def acting(actor: Actor, seen: Seen) -> str:
    """For which of their bodies a person asks: the owner if they work there, else the one that sees the case in full."""
    mine = orgs_that_may(actor, "refer")
    full = [row.org for row in seen.stands if row.org in mine and sight_by(row.relation) == Sight.FULL]
    return seen.row.owner if seen.row.owner in full else full[0]


def _put(
    session: Session,
    actor: Actor,
    seen: Seen,
    kind: Asked,
    body: Body,
    asked: Request,
    *,
    by: str,
    now: datetime,
) -> UUID:
    known = [row for row in referrals.of_case(session, seen.row.id) if row.to_org == body.code]
    if any(row.state in OPEN for row in known):
        raise AlreadyAsked
    calendar = deadlines.load(session, now)
    due = asked.due_at or clocks.in_working_days(calendar, body.code, now, rules().days[kind])
    made = Referral(
        id=new_id(now), case_id=seen.row.id, asked=kind.value, by_org=by, to_org=body.code,
        needs=list(asked.needs), reason=asked.reason, words=asked.words,
        shared=[part for part in SHARED if part in asked.shared], state=ReferralState.SENT.value,
        due_at=due, made_at=now, made_by=actor.id, link_serial=int(kind == Asked.AGENCY),
    )  # fmt: skip
    session.add(made)
    session.flush()
    put_files(session, made.id, asked.files, ours=True, now=now)
    tell_body(session, body.code, seen.row.id, by=actor.id, now=now)
    if kind in _RELATIONS:
        standing.let_see(session, seen.row.id, body.code, _RELATIONS[kind])
    return made.id


def tell_body(session: Session, org: str, case: UUID, *, by: UUID | None, now: datetime) -> None:
    """Its desk and its head hear of it; the page it leads to opens for those who may read it."""
    people = duty.members(session, org, [Role.CLERK, Role.SECRETARY, Role.HEAD])
    notify(session, [row.id for row in people], "handed", case, now, by=by)


def put_files(
    session: Session, referral: UUID, files: Sequence[tuple[str, str, str]], *, ours: bool, now: datetime
) -> None:
    rows = [
        {"id": new_id(now), "ours": ours, "stored": stored, "media_type": kind, "name": name, "at": now}
        for stored, kind, name in files
    ]
    referrals.put_files(session, referral, rows)


def _hand_on_needs(
    session: Session, actor: Actor, seen: Seen, hub: Body, asked: Request, now: datetime
) -> None:
    for code in asked.needs:
        need = need_rows.one(session, seen.row.id, code)
        steps: list[tuple[NeedState, dict[str, str]]] = [
            (NeedState.BEYOND_CAPACITY, {"reason": rules().reasons[asked.reason].th}),
            (NeedState.REFERRED, {"by": hub.code}),
        ]
        if need and need.state == NeedState.PROPOSED:
            steps.insert(0, (NeedState.CONFIRMED, {}))
        for state, facts in steps:
            move_need(session, actor, seen, code, state, now=now, **facts)


def move_need(
    session: Session, actor: Actor, seen: Seen, code: str, state: NeedState, *, now: datetime, **facts: Any
) -> None:
    """The next step of a need from wherever it stands now."""
    need = needs.found(session, seen, code)
    needs.step(session, actor, seen.row.reference, code, state, version=need.version, now=now, **facts)


def _tell_holder(session: Session, seen: Seen, name: str, now: datetime) -> None:
    """The citizen hears who has it now, and that the number stays."""
    language = seen.row.language
    words = replies.answer(say("referred.text", language, reference=grouped(seen.row.reference), org=name))
    to = addressee(session, seen.row)
    rows = [replies.outbound(to, "moved", words, now=now, hold=replies.COMPANY)]
    triaging.put_messages(session, [*rows, *notices.by_text(session, seen.row, now, account=to.account)])
