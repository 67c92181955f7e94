"""Two cases compared and made one, parted again, linked; one case with two pleas cut in two. Nothing happens by looking."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import handling, splitting
from casework import merging as joins
from casework.access import NotAllowed
from casework.handling import Seen, Stale
from casework.lifecycle import IllegalMove, is_open
from casework.splitting import NothingToSplit
from gateway.guard import audience, current_actor, house
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.shown import channel_kind, said
from gateway.pages.verbs import done, version_shown
from store import merged
from store.cases import Urgency
from store.db import Session, utc_now
from store.ids import typed_reference
from store.queue import DELIVER, TRIAGE

merging = Blueprint("merging", __name__)


@merging.get("/cases/<reference>/merge")
@audience("staff")
def compare(reference: str) -> str | Answer:
    """other: the number of another case, as typed; both side by side, and which of them goes on."""
    digits = digits_of(reference)
    with house().database.session() as session:
        return _comparing(session, digits, request.args.get("other", ""))


@merging.post("/cases/<reference>/merge")
@audience("staff")
def merge(reference: str) -> Answer | tuple[str, int]:
    """other: the second case; stays: the one of both that goes on; version and other_version: as they were compared."""
    mine, other = digits_of(reference), digits_of(request.form.get("other", ""))
    stays = request.form.get("stays", "")
    gone, kept = (mine, other) if stays == other else (other, mine)
    shown = {mine: version_shown(), other: _number(request.form.get("other_version", ""))}
    try:
        with house().database.session() as session:
            joins.merge(
                session,
                current_actor(),
                gone,
                kept,
                version=shown[gone],
                into_version=shown[kept],
                now=utc_now(),
            )
    except (Stale, IllegalMove) as late:
        why = "merged.stale" if isinstance(late, Stale) else "merged.illegal"
        with house().database.session() as session:
            page = _comparing(session, mine, other, notice=said(why))
        return (page, 409) if isinstance(page, str) else page
    house().nudges.wake(DELIVER)
    return redirect(url_for("cases.show", reference=kept, _anchor="reporters"), 303)


@merging.post("/cases/<reference>/part")
@audience("staff")
def part(reference: str) -> Answer:
    digits = digits_of(reference)
    return done(
        digits,
        lambda session: joins.undo(session, current_actor(), digits, version=version_shown(), now=utc_now()),
    )


@merging.post("/cases/<reference>/link")
@audience("staff")
def link(reference: str) -> Answer:
    digits, other = digits_of(reference), typed_reference(request.form.get("other", "")) or ""

    def do(session: Session) -> None:
        joins.link(session, current_actor(), digits, digits_of(other), now=utc_now())

    return done(digits, do, at="together")


@merging.get("/cases/<reference>/split")
@audience("staff")
def choose(reference: str) -> str:
    with house().database.session() as session:
        return _splitting(session, digits_of(reference))


@merging.post("/cases/<reference>/split")
@audience("staff")
def split(reference: str) -> Answer:
    """message, need: ids of what goes into the new case; urgency: of the new case."""
    digits = digits_of(reference)
    try:
        with house().database.session() as session:
            number = splitting.split(
                session,
                current_actor(),
                digits,
                version=version_shown(),
                messages=_ids("message"),
                needs=_ids("need"),
                urgency=request.form.get("urgency", ""),
                now=utc_now(),
            )
    except (NothingToSplit, Stale, IllegalMove) as late:
        nothing = isinstance(late, NothingToSplit)
        with house().database.session() as session:
            why = said("merged.nothing_chosen" if nothing else "case.stale")
            return Response(_splitting(session, digits, notice=why), 400 if nothing else 409)
    house().nudges.wake(DELIVER)
    house().nudges.wake(TRIAGE)
    return redirect(url_for("cases.show", reference=number), 303)


def _comparing(session: Session, digits: str, typed: str, *, notice: str = "") -> str | Answer:
    """Only whoever may read both in full compares them; another number is as one that is not there."""
    actor = current_actor()
    mine = in_full(handling.allowed(session, actor, digits, "close"))
    other = typed_reference(typed)
    theirs = _theirs(session, other) if other and other != digits else None
    if theirs is not None:
        handling.see(session, actor, theirs.row.reference, now=utc_now())
    if typed and theirs is None and not notice:
        notice = said("merged.no_such")
    return render_template(
        "merge.html",
        mine=_side(session, mine),
        other=_side(session, theirs) if theirs else None,
        typed=typed,
        notice=notice,
        ready=theirs is not None and is_open(mine.row.state) and is_open(theirs.row.state),
    )


def _theirs(session: Session, other: str) -> Seen | None:
    try:
        return in_full(handling.allowed(session, current_actor(), other, "close"))
    except NotAllowed:
        return None


def _side(session: Session, seen: Seen) -> dict[str, Any]:
    row = seen.row
    return {
        "row": row,
        "channel": channel_kind(row.account),
        "said": merged.said_in(session, row.id)[-5:],
        "others": len(merged.reporters(session, row.id)),
    }


def _splitting(session: Session, digits: str, *, notice: str = "") -> str:
    seen = in_full(handling.allowed(session, current_actor(), digits, "correct"))
    handling.see(session, current_actor(), digits, now=utc_now())
    return render_template(
        "split.html",
        row=seen.row,
        said=merged.said_in(session, seen.row.id),
        needs=splitting.standing(session, seen.row.id),
        urgencies=[each.value for each in Urgency],
        usual="U1" if seen.row.urgency == "U0" else seen.row.urgency,
        chosen={*_ids("message"), *_ids("need")},
        notice=notice,
    )


def _ids(name: str) -> set[UUID]:
    found = set()
    for value in request.form.getlist(name):
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return found


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1
