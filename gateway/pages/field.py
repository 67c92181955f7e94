"""The rapid unit and surveyors on their phones: what is to be done, on a map too; it works with a lost connection."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from casework import dispatching, handling
from casework.access import Actor, NotAllowed, may
from casework.dispatching import JOB_MOVES
from casework.handling import Stale
from casework.lifecycle import IllegalMove
from gateway.guard import audience, current_actor, house
from gateway.pages.maps import Map, amphoe_map
from gateway.pages.shown import said
from store import jobs
from store import needs as need_rows
from store.db import Session, utc_now
from store.jobs import JobState
from store.queue import DELIVER
from store.staff import Role

field = Blueprint("field", __name__)

GOES = frozenset({Role.FIELD, Role.CLERK, Role.HEAD, Role.ADMIN})
LATELY = timedelta(hours=24)
NEXT = {
    JobState.SENT: (JobState.ACCEPTED,),
    JobState.ACCEPTED: (JobState.UNDER_WAY, JobState.ON_SITE),
    JobState.UNDER_WAY: (JobState.ON_SITE,),
    JobState.ON_SITE: (JobState.DONE,),
}
"""Buttons of a job, the usual one first."""


@field.get("/field")
@audience("staff")
def show() -> str:
    actor, now = current_actor(), utc_now()
    orgs = _orgs(actor)
    with house().database.session() as session:
        open_jobs = jobs.open_of(session, orgs)
        visits = need_rows.to_survey(session, orgs)
        done = jobs.done_lately(session, actor.id, now - LATELY)
        drawn, points = _map(session, open_jobs)
    return render_template(
        "field.html", jobs=open_jobs, visits=visits, done=done, drawn=drawn, points=points, now=now
    )


@field.get("/field/jobs/<uuid:job>")
@audience("staff")
def one(job: UUID) -> str:
    with house().database.session() as session:
        return _page(session, job)


@field.post("/field/jobs/<uuid:job>/<after>")
@audience("staff")
def press(job: UUID, after: str) -> Answer:
    """version: as shown; latitude, longitude: of the phone, where its holder allowed it; found: at the end."""
    if after not in set(JobState):
        abort(400)
    try:
        with house().database.session() as session:
            dispatching.press(
                session,
                current_actor(),
                job,
                JobState(after),
                version=_version(),
                now=utc_now(),
                position=_position(),
                found=request.form.get("found", ""),
            )
    except (Stale, IllegalMove):
        with house().database.session() as session:
            return Response(_page(session, job, notice=said("field.stale")), status=409)
    house().nudges.wake(DELIVER)
    return redirect(url_for(".one", job=job), 303)


@field.get("/field/worker.js")
@audience("anyone")
def worker() -> Answer:
    """The service worker: from an address under /field, which is as far as it may reach."""
    script = (Path(current_app.static_folder or "") / "field-worker.js").read_bytes()
    return Response(
        script,
        mimetype="text/javascript",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/field"},
    )


def _page(session: Session, job: UUID, notice: str = "") -> str:
    row = jobs.one(session, job)
    if row is None:
        raise NotAllowed("go")
    seen = handling.allowed(session, current_actor(), row.reference, "go")
    handling.see(session, current_actor(), row.reference, now=utc_now())
    needs = [
        need
        for need in need_rows.of_case(session, seen.row.id)
        if need.state not in {"proposed", "withdrawn"}
    ]
    mine = row.staff_id in {None, current_actor().id}
    return render_template(
        "job.html", job=row, case=seen.row, needs=needs, notice=notice,
        next=NEXT.get(JobState(row.state), ()) if mine else (),
        recalls=JobState.RECALLED in JOB_MOVES[JobState(row.state)] and may(current_actor(), "dispatch", seen.stands),
    )  # fmt: skip


def _orgs(actor: Actor) -> tuple[str, ...]:
    return actor.orgs(GOES)


def _version() -> int:
    given = request.form.get("version", "")
    if not given.isdecimal() or len(given) > 9:
        abort(400)
    return int(given)


def _position() -> tuple[float, float] | None:
    try:
        latitude, longitude = float(request.form["latitude"]), float(request.form["longitude"])
    except (KeyError, ValueError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _map(session: Session, rows: list[Any]) -> tuple[Map | None, list[tuple[int, int, Any]]]:
    """The amphoe in which most open jobs lie, with those of them whose place has a position."""
    known = [row for row in rows if row.amphoe_code]
    if not known:
        return None, []
    codes = [row.amphoe_code for row in known]
    drawn = amphoe_map(session, house().database, max(set(codes), key=codes.count))
    if drawn is None:
        return None, []
    points = []
    for row in known:
        if row.case_latitude is None:
            continue
        x, y = drawn.at(row.case_latitude, row.case_longitude)
        if 0 <= x <= drawn.width and 0 <= y <= drawn.height:
            points.append((x, y, row))
    return drawn, points
