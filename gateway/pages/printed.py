"""Papers to fetch: a case's sheets, minutes and the notice at once; a meeting's whole dossier when a worker has drawn it."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import announcing, dossiers, handling, identity, meetings, naming, paperwork
from casework import minutes as written
from casework.access import NotAllowed, Sight
from casework.committee import BadEntry
from casework.dossiers import Data
from casework.paperwork import FORMS, TYPES
from casework.sheets import Desk
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of
from gateway.pages.verbs import again, done, version_shown
from store import announcements, files
from store.db import Session, utc_now
from store.ids import grouped

papers = Blueprint("papers", __name__)


@papers.get("/cases/<reference>/dossier.<form>")
@audience("staff")
def case(reference: str, form: str) -> Response:
    """The sheets of one case, for whoever may read it in full; the reading is recorded."""
    with house().database.session() as session:
        seen = handling.see(session, current_actor(), reference, now=utc_now())
        if seen.sight != Sight.FULL:
            raise NotAllowed("paper")
        told = dossiers.of_case(session, desk(session), seen.row.id)
    return printed(told, form, grouped(seen.row.reference))


@papers.post("/cases/<reference>/applicant")
@audience("staff")
def applicant(reference: str) -> Answer:
    """The name that these papers print."""
    digits, name = digits_of(reference), request.form.get("applicant", "")

    def do(session: Session) -> None:
        naming.name_applicant(session, current_actor(), digits, name, version=version_shown(), now=utc_now())

    try:
        return done(digits, do, "applicant")
    except BadEntry:
        return again(digits, "committee_bad.name", 400, "applicant")


@papers.post("/cases/<reference>/id-number")
@audience("staff")
def id_number(reference: str) -> Answer:
    """Of the applicant, to find the same help asked for elsewhere; nothing but a mark of it is kept."""
    digits, typed = digits_of(reference), request.form.get("id_number", "")
    secret = house().settings.secret_key

    def do(session: Session) -> None:
        identity.note(session, current_actor(), digits, typed, secret=secret, now=utc_now())

    try:
        return done(digits, do, "id_number")
    except BadEntry:
        return again(digits, "committee.bad_id", 400, "id_number")


@papers.get("/committee/meetings/<uuid:meeting>/minutes.<form>")
@audience("staff")
def minutes(meeting: UUID, form: str) -> Response:
    with house().database.session() as session:
        sitting = meetings.sitting(session, current_actor(), meeting)
        told = written.minutes(desk(session), sitting)
    return printed(told, form, f"minutes-{sitting.row.number}-{sitting.row.year}")


@papers.get("/committee/meetings/<uuid:meeting>/announcement.<form>")
@audience("staff")
def board(meeting: UUID, form: str) -> Response:
    with house().database.session() as session:
        sitting = meetings.sitting(session, current_actor(), meeting)
        told = written.board(
            desk(session),
            sitting,
            announcements.of_meeting(session, meeting),
            announcing.list_of(session, meeting),
        )
    return printed(told, form, f"announcement-{sitting.row.number}-{sitting.row.year}")


@papers.post("/committee/meetings/<uuid:meeting>/dossier")
@audience("staff")
def ask(meeting: UUID) -> Answer:
    """A worker draws it; the page follows with a bar."""
    with house().database.session() as session:
        paperwork.ask(
            session, current_actor(), meeting, form=request.form.get("form", "pdf"),
            thai_digits="thai_digits" in request.form, now=utc_now(),
        )  # fmt: skip
    return redirect(url_for("committee.sittings.show", meeting=meeting, _anchor="papers"), 303)


@papers.get("/committee/papers/<uuid:paper>")
@audience("staff")
def follow(paper: UUID) -> str:
    """The bar, asked for again by the page until the paper is there."""
    with house().database.session() as session:
        return render_template("_paper_job.html", job=paperwork.mine(session, current_actor(), paper))


@papers.get("/committee/papers/<uuid:paper>/file")
@audience("staff")
def fetch(paper: UUID) -> Response:
    with house().database.session() as session:
        row = paperwork.mine(session, current_actor(), paper)
    if not row.file:
        abort(404)
    made = files.path_of(house().files, row.file).read_bytes()
    named = f'attachment; filename="dossier.{row.form}"'
    return Response(made, mimetype=TYPES[row.form], headers={"Content-Disposition": named})


def desk(session: Session) -> Desk:
    """For whom this request makes a paper. ?digits=thai turns its digits."""
    name = house().shelf.directory(session).name
    thai = request.args.get("digits") == "thai"
    return Desk(current_actor(), name, house().settings.public_url, utc_now(), thai_digits=thai)


def printed(told: Data, form: str, name: str, template: str = "paper") -> Response:
    """The paper in the form the address ends with."""
    if form not in FORMS:
        abort(404)
    made = FORMS[form](template, told)
    shown = "inline" if form == "pdf" else "attachment"
    return Response(
        made, mimetype=TYPES[form], headers={"Content-Disposition": f'{shown}; filename="{name}.{form}"'}
    )
