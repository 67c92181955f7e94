"""What LAOs gave towards their hub: entered by the hub's officers, read by them and by the LAO it came from."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework import contributions as verbs
from casework.access import Actor, NotAllowed, keeps_agencies
from casework.committee import BadEntry
from casework.deciding import BadDecision, amount
from casework.documents import money
from gateway.guard import audience, current_actor, house
from gateway.pages import fields
from gateway.pages.plea import Problem
from gateway.pages.sheets import safe
from gateway.pages.shown import name_of, said
from store import audit
from store import contributions as rows
from store.calendar import fiscal_year
from store.contributions import Contribution
from store.db import Session, utc_now
from store.help import HelpKind
from store.ids import BANGKOK
from store.register import Directory

contributions = Blueprint("contributions", __name__)

COLUMNS = ("year", "given_on", "lao", "hub", "kind", "what", "amount", "document", "entered", "voided")
LONGEST = 200


@contributions.get("/hub/contributions")
@audience("staff")
def show() -> str:
    return _page({})


@contributions.post("/hub/contributions")
@audience("staff")
def keep() -> Answer:
    form = {name: request.form.get(name, "").strip()[:LONGEST] for name in _FIELDS}
    actor, now = current_actor(), utc_now()
    verbs.must_keep(actor, form["hub"])
    with house().database.session() as session:
        row, problems = _read(form, house().shelf.directory(session))
        if row is None:
            return Response(_page(form, problems), status=400)
        verbs.enter(session, actor, row, now=now)
        year = row.fiscal_year
    return redirect(url_for("contributions.show", year=year, saved=1), 303)


@contributions.post("/hub/contributions/<uuid:key>/void")
@audience("staff")
def void(key: UUID) -> Answer:
    """It was entered by mistake; it stays in the list, struck out, with the reason."""
    actor, now, reason = current_actor(), utc_now(), fields.words("reason")[:LONGEST]
    if not reason:
        return Response(_page({}, [Problem(f"reason-{key}", said("contribution.no_reason"))]), status=400)
    with house().database.session() as session:
        year = verbs.void(session, actor, key, reason=reason, now=now)
    return redirect(url_for("contributions.show", year=year, saved=1), 303)


@contributions.get("/hub/contributions.csv")
@audience("staff")
def export() -> Response:
    actor, year = _reader(), _year()
    with house().database.session() as session:
        name = house().shelf.directory(session).name
        found = rows.listed(session, actor.orgs(), year)
        audit.note(session, "export.contributions", now=utc_now(), staff_id=actor.id, detail=str(year))
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([said(f"contribution.column.{column}") for column in COLUMNS])
    write.writerows([safe(cell) for cell in _cells(row, name)] for row in found)
    # table programs of Windows read UTF-8 only behind this mark
    answer = Response(b"\xef\xbb\xbf" + out.getvalue().encode(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="contributions-{year}.csv"'
    return answer


def _cells(row: Any, name: Any) -> list[str]:
    return [
        str(row.fiscal_year), row.given_on.isoformat(), name(row.org), name(row.hub), name_of("help_kind", row.kind),
        row.what, f"{row.amount:.2f}", row.document, row.entered_name,
        f"{row.voided_name}: {row.void_reason}" if row.voided_at else "",
    ]  # fmt: skip


_FIELDS = ("key", "hub", "org", "year", "kind", "amount", "what", "document", "given_on")


def _read(form: Mapping[str, str], directory: Directory) -> tuple[Contribution | None, list[Problem]]:
    """The row that the form means, or what is wrong with it."""
    problems = []
    if form["org"] not in verbs.givers(form["hub"], directory):
        problems.append(Problem("org", said("contribution.no_lao")))
    if form["kind"] not in set(HelpKind):
        problems.append(Problem("kind", said("contribution.no_kind")))
    if form["year"] not in map(str, verbs.open_years(_today())):
        problems.append(Problem("year", said("contribution.no_year")))
    if not form["document"]:
        problems.append(Problem("document", said("contribution.no_document")))
    if (sum_ := _amount(form["amount"])) is None:
        problems.append(Problem("amount", said("contribution.no_amount")))
    if (given := _given_on()) is None:
        problems.append(Problem("given_on", said("contribution.no_day")))
    if problems or sum_ is None or given is None:
        return None, problems
    return Contribution(
        id=fields.key(form["key"]) or uuid4(), hub=form["hub"], org=form["org"], fiscal_year=int(form["year"]),
        kind=form["kind"], amount=sum_, what=form["what"], document=form["document"], given_on=given,
        entered_by=current_actor().id, entered_at=utc_now(),
    ), []  # fmt: skip


def _amount(typed: str) -> Decimal | None:
    try:
        return amount(typed) or None
    except BadDecision:
        return None


def _given_on() -> date | None:
    try:
        found = fields.maybe_day("given_on")
    except BadEntry:
        return None
    return found if found and found <= _today() else None


def _today() -> date:
    return utc_now().astimezone(BANGKOK).date()


def _year() -> int:
    typed = request.args.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else fiscal_year(_today())


def _reader() -> Actor:
    actor = current_actor()
    if not actor.orgs():
        raise NotAllowed("contributions")
    return actor


def _page(form: Mapping[str, str], problems: Sequence[Problem] = ()) -> str:
    actor, year = _reader(), _year()
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        found = rows.listed(session, actor.orgs(), year)
        known = rows.years(session, actor.orgs())
    hubs = [code for code in keeps_agencies(actor) if code in directory.register.hubs]
    return render_template(
        "contributions.html",
        rows=found,
        year=year,
        years=sorted({*known, *verbs.open_years(_today()), year}, reverse=True),
        open_years=verbs.open_years(_today()),
        sums=verbs.sums(found),
        hubs=hubs,
        givers={hub: sorted(verbs.givers(hub, directory), key=directory.name) for hub in hubs},
        kinds=[*HelpKind],
        name=directory.name,
        money=money,
        today=_today(),
        form=form or {"key": str(uuid4()), "year": str(year)},
        problems=problems,
        saved="saved" in request.args,
    )


def given_this_year(session: Session, hubs: Sequence[str]) -> Decimal:
    """For the hub's page."""
    return verbs.given(session, hubs, _today())
