"""A case on paper: the same blocks as a page to print (A4) and as PDF. Notes of colleagues stay in the house."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template

from casework import handling
from gateway.guard import audience, current_actor, house
from gateway.pages import dates, masks
from gateway.pages.casefile import Casefile, casefile
from gateway.pages.casepage import digits_of, in_full
from gateway.pages.shown import channel_kind, language, name_of, said
from gateway.pages.thread import qr
from store import audit
from store.db import utc_now
from store.ids import grouped

casepaper = Blueprint("casepaper", __name__)

Block = dict[str, Any]


@casepaper.get("/cases/<reference>/print")
@audience("staff")
def sheet(reference: str) -> str:
    """For the browser's own printing: nothing but the case."""
    return render_template("case_print.html", paper=_paper(reference, "print"), qr=qr)


@casepaper.get("/cases/<reference>/case.pdf")
@audience("staff")
def pdf(reference: str) -> Response:
    paper = _paper(reference, "pdf")
    # 40 MB of program that only who prints needs
    from casework.documents import pdf as drawn

    response = Response(drawn("paper", paper), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{digits_of(reference)}.pdf"'
    return response


def _paper(reference: str, how: str) -> dict[str, Any]:
    """Reading it is a reading of the case; that it went on paper is recorded too."""
    actor, now = current_actor(), utc_now()
    with house().database.session() as session:
        seen = in_full(handling.see(session, actor, digits_of(reference), now=now))
        case = casefile(session, actor, seen)
        audit.note(session, f"case.{how}", now=now, staff_id=actor.id, case_id=seen.row.id)
    spoken = language()
    printed = said("casepaper.printed", at=dates.moment(now, spoken), name=actor.name)
    return {
        "title": said("casepaper.title", reference=grouped(case.reference)),
        "subtitle": [case.owner],
        "footer": printed,
        "language": spoken,
        "blocks": list(_blocks(case)),
    }


def _blocks(case: Casefile) -> Iterator[Block]:
    row = case.row
    yield {"facts": [[said(f"case.{key}"), value] for key, value in _facts(case) if value], "label_width": 45}
    yield from _headed("casepaper.words", {"text": masks.identity(row.text)} if row.text else None)
    needs = [
        [name_of("need", need.code.partition(":")[2]), name_of("need_state", need.state)]
        for need in _needs(case)
    ]
    yield from _headed("reading.needs", _table(("casepaper.need", "casepaper.state"), needs, [3, 2]))
    said_rows = [_said(case, each) for each in case.messages if each.direction != "note"]
    head = ("casepaper.when", "casepaper.who", "casepaper.said")
    yield from _headed("casepaper.talk", _table(head, said_rows, [3, 3, 8]))
    story = [[_at(each.at), _did(each)] for each in case.story]
    yield from _headed("case.story", _table(("casepaper.when", "casepaper.what"), story, [3, 9]))
    address = f"{house().settings.public_url}/cases/{case.reference}"
    yield {"qr": address, "caption": said("casepaper.qr")}


def _needs(case: Casefile) -> list[Any]:
    return list(case.proposal.needs) if case.proposal else []


def _facts(case: Casefile) -> list[tuple[str, str]]:
    row = case.row
    return [
        ("who", row.who or said("case.caller")),
        ("phone", masks.phone(row.phone)),
        ("kind", name_of("kind", case.kind)),
        ("category", ", ".join(name_of("category", code) for code in case.category)),
        ("urgency", said(f"urgency.{case.urgency}")),
        ("place", case.place or said("case.no_place")),
        ("owner", case.owner),
        ("assignee", row.assignee_name or said("case.nobody")),
        ("opened", _at(row.opened_at)),
        ("last_in", _at(row.last_in_at)),
        ("closed", _at(case.closed_at) if case.closed_at else ""),
    ]


def _headed(key: str, block: Block | None) -> Iterator[Block]:
    if block:
        yield {"heading": said(key), "level": 2}
        yield block


def _table(head: tuple[str, ...], rows: list[list[str]], widths: list[int]) -> Block | None:
    return {"head": [said(key) for key in head], "rows": rows, "widths": widths, "size": 13} if rows else None


def _said(case: Casefile, each: Any) -> list[str]:
    ours = each.direction == "out"
    who = (
        (each.staff_name or said("case.robot"))
        if ours
        else (each.sender_name or case.row.who or said("case.caller"))
    )
    by = said(f"channel.{channel_kind(each.account)}")
    fate = said(f"fate.{each.state}") if ours else ""
    files = case.files.get(each.id, ())
    words = [masks.identity(each.text), said("casepaper.files", n=len(files)) if files else ""]
    return [_at(each.sent_at), "\n".join(filter(None, (who, by, fate))), "\n".join(filter(None, words))]


def _did(event: Any) -> str:
    told = name_of("did", event.verb)
    return f"{told} · {event.staff_name}" if event.staff_name else told


def _at(at: Any) -> str:
    return dates.moment(at, language())
