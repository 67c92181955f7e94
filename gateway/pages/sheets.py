"""What a list holds as a sheet, CSV or XLSX: covered unless a head says why not, and every case of it in the log."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from flask import Blueprint, Response, render_template, request, send_file, stream_with_context
from werkzeug.wrappers import Response as Answer

from casework.access import SEES_FULL, Actor, NotAllowed, heads
from gateway.guard import audience, current_actor, house
from gateway.pages import listing, masks, sieves
from gateway.pages.chips import chips
from gateway.pages.limits import too_many
from gateway.pages.shown import channel_kind, name_of, said
from store import audit, caselines, sheets
from store.db import utc_now
from store.exports import mask_numbers
from store.ids import BANGKOK, grouped

sheet = Blueprint("sheets", __name__)

PORTION = 500
MOST_XLSX = 50_000
"""Rows of a workbook, which is made whole before it leaves; a CSV flows and has no end."""
TRIES = 20
ALL = "all"
"""The view that holds what is open and what has ended."""
COLUMNS = (
    "reference", "opened_at", "last_in_at", "closed_at", "state", "urgency", "kind", "category", "vulnerable",
    "place", "owner", "assignee", "channel", "messages", "rating", "who", "phone", "words",
)  # fmt: skip
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@sheet.get("/inbox/export")
@audience("staff")
def show() -> str:
    """The same address as a list (view, filters, q), and what it will hold."""
    _must()
    return _page()


@sheet.post("/inbox/export")
@audience("staff")
def take() -> Answer:
    actor, form = current_actor(), request.form
    _must()
    open_ = form.get("names") == "1"
    reason = " ".join(form.get("reason", "").split())[:200]
    if open_ and not heads(actor):
        raise NotAllowed("export")
    if open_ and not reason:
        return Response(_page(said("sheet.no_reason")), status=400)
    if too_many((f"export {actor.id}", TRIES)):
        return Response(_page(said("login.too_many")), status=429)
    kind = "xlsx" if form.get("kind") == "xlsx" else "csv"
    told = "unmasked" if open_ else "masked"
    now = utc_now()
    with house().database.session() as session:
        # committed before the first row leaves
        detail = f"{kind} {told} {_asked()['view']} {mask_numbers(reason)}".strip()
        audit.note(session, "export.cases", now=now, staff_id=actor.id, detail=detail)
    rows = _rows(actor, open_=open_, told=told)
    name = f"cases-{now.astimezone(BANGKOK):%Y%m%d-%H%M}.{kind}"
    if kind == "csv":
        answer = Response(stream_with_context(_csv(rows)), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    book = tempfile.TemporaryFile()  # noqa: SIM115  closed when it has left
    _xlsx(rows, book)
    book.seek(0)
    whole = send_file(book, as_attachment=True, download_name=name)
    whole.call_on_close(book.close)
    return whole


def _must() -> None:
    if not current_actor().orgs():
        raise NotAllowed("export")


def _asked() -> dict[str, str]:
    return sieves.asked(request.values) | ({"view": ALL} if request.values.get("view") == ALL else {})


def _page(problem: str = "") -> str:
    actor, told = current_actor(), _asked()
    with house().database.session() as session:
        shown = chips(session, told) if len(told) > 1 else ()
    return render_template(
        "sheet.html",
        told={name: value for name, value in told.items() if name != "view"},
        view=told["view"],
        views=[ALL, *sieves.offered(actor)],
        search=request.values.get("q", "").strip()[:100],
        chips=shown,
        may_open=bool(heads(actor)),
        most=MOST_XLSX,
        problem=problem,
        typed=request.form,
    )


# -- rows --------------------------------------------------------------------------------------------------------


def _rows(actor: Actor, *, open_: bool, told: str) -> Iterator[list[str | int | datetime | None]]:
    """Portion by portion, each in a transaction of its own that notes who has read it before it leaves."""
    here, now, orgs = house(), utc_now(), actor.orgs()
    led = heads(actor) if open_ else ()
    for keys in _keys(actor, now):
        with here.database.session() as session:
            name = here.shelf.directory(session).name
            found = sheets.rows(session, keys, orgs=orgs, led=led, full=SEES_FULL)
            sheets.note_taken(
                session, [row.id for row in found if row.full], staff=actor.id, detail=told, now=now
            )
        yield from (_cells(row, name(row.owner)) for row in found)


def _keys(actor: Actor, now: datetime) -> Iterator[Sequence[Any]]:
    told, search = _asked(), request.values.get("q", "").strip()[:100]
    views = ("open", "closed") if told["view"] == ALL else (told["view"],)
    for view in views[:1] if search else views:
        after, first = "", True
        while after or first:
            first = False
            with house().database.session() as session:
                if search:
                    page = caselines.searched(
                        session, search, orgs=actor.orgs(), relations=SEES_FULL, after=after, limit=PORTION
                    )
                else:
                    sieve = sieves.sieve(told | {"view": view}, actor, now)
                    page = caselines.page(
                        session,
                        sieve,
                        orgs=actor.orgs(),
                        relations=listing.LISTED,
                        after=after,
                        limit=PORTION,
                    )
            yield [row.id for row in page.rows]
            after = page.after


def _cells(row: Any, owner: str) -> list[str | int | datetime | None]:
    """led: with name, number and words as they are; full: covered; else what a summary holds."""
    codes = {"category": row.category, "vulnerable": row.vulnerable}
    listed = {table: ", ".join(name_of(table, code) for code in found) for table, found in codes.items()}
    return [
        grouped(row.reference), row.opened_at, row.last_in_at, row.closed_at,
        name_of("state_staff", row.state), name_of("urgency", row.urgency), name_of("kind", row.kind),
        listed["category"], listed["vulnerable"] if row.full else "", row.place_text, owner,
        (row.assignee_name or "") if row.full else "", said(f"channel.{channel_kind(row.account)}"),
        row.message_count, row.rating, *_personal(row),
    ]  # fmt: skip


def _personal(row: Any) -> tuple[str, str, str]:
    if row.led:
        return row.who or "", row.phone, row.text
    if not row.full:
        return "", "", ""
    name = f"{row.who[:1]}…" if row.who else ""
    return name, masks.phone(row.phone), mask_numbers(masks.identity(row.text))


def safe(value: str) -> str:
    """What a table program would run as a formula is a text (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(_BEGINS_A_FORMULA) else value


def _csv(rows: Iterator[list[str | int | datetime | None]]) -> Iterator[bytes]:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([said(f"sheet.column.{name}") for name in COLUMNS])
    # table programs of Windows read UTF-8 only behind this mark
    yield b"\xef\xbb\xbf" + out.getvalue().encode()
    for cells in rows:
        out.seek(0)
        out.truncate()
        write.writerow([_plain(cell) for cell in cells])
        yield out.getvalue().encode()


def _plain(cell: str | int | datetime | None) -> str | int:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(BANGKOK):%Y-%m-%d %H:%M}"
    return safe(cell) if isinstance(cell, str) else "" if cell is None else cell


def _xlsx(rows: Iterator[list[str | int | datetime | None]], into: IO[bytes]) -> None:
    """Row by row to disk (constant_memory), so that a large sheet fits into a small process. Texts are never formulas."""
    from xlsxwriter import Workbook  # only who exports needs it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(into, options) as book:
        page = book.add_worksheet(said("sheet.name"))
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.freeze_panes(1, 1)
        page.set_column(0, len(COLUMNS) - 2, 18)
        page.set_column(len(COLUMNS) - 1, len(COLUMNS) - 1, 60)
        for column, name in enumerate(COLUMNS):
            page.write_string(0, column, said(f"sheet.column.{name}"), bold)
        for line, cells in enumerate(rows, 1):
            if line > MOST_XLSX:
                page.write_string(line, 0, said("sheet.more"))
                break
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(line, column, cell.astimezone(BANGKOK).replace(tzinfo=None), date)
                elif isinstance(cell, int):
                    page.write_number(line, column, cell)
                elif cell:
                    page.write_string(line, column, cell)
