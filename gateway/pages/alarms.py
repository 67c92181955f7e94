"""Alarms as staff see them: the bar above every page until somebody goes, the list, and the panel of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import alarms as acts
from casework import duty_words, handling
from casework.access import Actor, NotAllowed, Sight, Stands, most
from casework.alarm_rules import rules
from gateway.guard import audience, current_actor, house
from gateway.pages.alarmpanel import panel
from gateway.pages.casepage import digits_of
from gateway.pages.shown import said
from store import alarmlists, caselists
from store.cases import Relation
from store.db import Session, utc_now
from store.staff import Role

alarms = Blueprint("alarms", __name__)

BAR = 3
"""Alarms with their words in the bar; the others are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One alarm. words: "" unless the case may be read in full. mine: its case may be opened."""

    id: UUID
    reference: str
    what: str
    place: str
    words: str
    silent: bool
    nobody: bool
    cause: str
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_name: str
    acknowledged_how: str
    ended_at: datetime | None
    ended_name: str
    end_reason: str
    orgs: tuple[str, ...]
    mine: bool

    @property
    def state(self) -> str:
        return "ended" if self.ended_at else "acknowledged" if self.acknowledged_at else "ringing"


@alarms.get("/alarms")
@audience("staff")
def show() -> str:
    return _page()


@alarms.get("/alarms/bar")
@audience("staff")
def bar() -> str:
    """What stands above every page: asked for every few seconds, and at once when the stream says so."""
    with house().database.session() as session:
        found = [line for line in listed(session, current_actor()) if line.state == "ringing"]
    return render_template(
        "_alarmbar.html", lines=found[:BAR], count=len(found), ids=[str(line.id) for line in found]
    )


@alarms.get("/alarms/of/<reference>")
@audience("staff")
def state(reference: str) -> str:
    """How the newest alarm of a case stands, for its panel; no words of the case, so no reading."""
    with house().database.session() as session:
        seen = handling.glance(session, current_actor(), digits_of(reference))
        if seen.sight < Sight.SUMMARY:
            raise NotAllowed("read")
        return render_template(
            "_alarm_state.html", reference=seen.row.reference, **panel(session, seen.row.id)
        )


@alarms.post("/alarms/<uuid:alarm>/acknowledge")
@audience("staff")
def acknowledge(alarm: UUID) -> Answer:
    """This person goes. A second one is shown who went."""
    actor = current_actor()
    with house().database.session() as session:
        found = tended(session, actor, alarm)
        done = acts.acknowledge(session, [alarm], staff=actor.id, how="inbox", now=utc_now())
    house().nudges.ring((org, alarm) for org in found.orgs)
    return _back(found) if done else _late(found)


@alarms.post("/alarms/<uuid:alarm>/end")
@audience("staff")
def end(alarm: UUID) -> Answer:
    actor, form = current_actor(), request.form
    with house().database.session() as session:
        found = tended(session, actor, alarm)
        try:
            done = acts.end(
                session,
                found,
                staff=actor.id,
                reason=form.get("reason", ""),
                words=form.get("words", ""),
                now=utc_now(),
            )
        except acts.NoReason:
            return Response(_page(said("alarm.no_reason"), alarm), status=400)
    house().nudges.ring((org, alarm) for org in found.orgs)
    return _back(found) if done else _late(found)


def tended(session: Session, actor: Actor, alarm: UUID) -> Any:
    """The alarm, if this person may tend it; as if it were not there otherwise."""
    found = alarmlists.one(session, alarm)
    if found is None:
        abort(404)
    stands = [Stands(org, Relation(relation)) for org, relation in caselists.standing(session, found.case_id)]
    if not acts.may_tend(actor, found, stands):
        raise NotAllowed("alarm")
    return found


def listed(session: Session, actor: Actor) -> list[Line]:
    """Open alarms of this person's bodies (of all, for the operator), and those that ended within a day."""
    operator = actor.has(Role.OPERATOR)
    found = alarmlists.listed(
        session, orgs=actor.orgs(), everything=operator, since=utc_now() - alarmlists.DAY
    )
    directory = house().shelf.directory(session)
    return [_line(row, directory.name) for row in found if "accused" not in (row.relation or ())]


def _line(row: Any, name: Any) -> Line:
    full = most(row.relation or ()) == Sight.FULL
    return Line(
        id=row.id,
        reference=row.reference,
        what=duty_words.sign(row.reasons),
        place=row.place_text,
        words=row.text[:160] if full else "",
        silent=row.silent,
        nobody=row.nobody,
        cause=row.cause,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_name=row.acknowledged_name or "",
        acknowledged_how=row.acknowledged_how,
        ended_at=row.ended_at,
        ended_name=row.ended_name or "",
        end_reason=row.end_reason,
        orgs=tuple(name(org) for org in row.orgs),
        mine=bool(row.relation),
    )


def _page(notice: str = "", wrong: UUID | None = None) -> str:
    with house().database.session() as session:
        lines = listed(session, current_actor())
        rings = alarmlists.rings(session, [line.id for line in lines if not line.ended_at])
        org_name = house().shelf.directory(session).name
    return render_template(
        "alarms.html", lines=lines, rings=rings, rules=rules(), notice=notice, wrong=wrong,
        org_name=org_name, draft=request.form,
    )  # fmt: skip


def _back(found: Any) -> Answer:
    """To the case it was done on, or to the list."""
    to_case = request.form.get("back") == "case"
    return redirect(
        url_for("cases.show", reference=found.reference) if to_case else url_for("alarms.show"), 303
    )


def _late(_found: Any) -> Answer:
    return Response(_page(said("alarm.late")), status=409)


@alarms.app_template_global("alarm_reasons")
def reasons() -> Sequence[str]:
    """For the form that ends an alarm, which stands in a case's page too."""
    return acts.REASONS
