"""The dossier of a meeting and of a case: the list of who asks, what was given at once, and a sheet for each need."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from casework import double_help, needs
from casework.documents import long_date
from casework.double_help import Other
from casework.meetings import Sitting
from casework.sheets import Block, Desk, Facts, sheet
from store import agendas, dossiers
from store.db import Session
from store.dossiers import Told
from store.ids import grouped
from wording import say

Data = dict[str, Any]
AT_ONCE = 25
"""Needs put together between two signs of progress."""


def of_meeting(session: Session, desk: Desk, sitting: Sitting, progress: Callable[[int], None]) -> Data:
    """List, reports and a sheet for every need of the agenda. progress: called with how many are put together."""
    found: list[Block] = []
    doubles = double_help.check(session, desk.actor, sitting.items)
    count = 0
    for some in _parts(sitting.items):
        cases = {need.case_id for need in some}
        told, surveys = dossiers.told(session, cases), dossiers.surveys(session, cases)
        checks = dossiers.checks(session, cases)
        for need in some:
            count += 1
            facts = Facts(
                told.get(need.case_id, Told()),
                surveys.get(need.case_id),
                doubles.get(need.need_id, ()),
                checks.get(need.need_id, ()),
            )
            found += [
                {"page": 1},
                *sheet(desk, need, facts, count),
            ]
        progress(count)
    blocks = [*_listed(sitting.items, doubles), *_reported(sitting.reports), *found]
    return paper(desk, say("dossier.title"), sitting.row, blocks)


def of_case(session: Session, desk: Desk, case: UUID) -> Data:
    """Every need of one case, a sheet each."""
    rows = agendas.of_case(session, case)
    doubles = double_help.check(session, desk.actor, rows)
    told = dossiers.told(session, [case]).get(case, Told())
    survey, checks = dossiers.surveys(session, [case]).get(case), dossiers.checks(session, [case])
    blocks: list[Block] = []
    for number, need in enumerate(rows, 1):
        blocks += [
            *([{"page": 1}] if blocks else []),
            *sheet(
                desk,
                need,
                Facts(told, survey, doubles.get(need.need_id, ()), checks.get(need.need_id, ())),
                number,
            ),
        ]
    return paper(desk, "", None, blocks)


def paper(desk: Desk, title: str, meeting: Any, blocks: Sequence[Block]) -> Data:
    """meeting: its number, day and place stand under the title."""
    under = [desk.name(meeting.org), meeting_line(meeting)] if meeting else []
    return {
        "title": title, "subtitle": under, "footer": say("dossier.footer"), "thai_digits": desk.thai_digits,
        "author": desk.name(meeting.org) if meeting else "", "blocks": list(blocks),
    }  # fmt: skip


def meeting_line(meeting: Any) -> str:
    return say(
        "dossier.meeting",
        number=meeting.number,
        year=meeting.year,
        day=long_date(meeting.day),
        place=meeting.place,
    )


def _listed(items: Sequence[Any], others: Mapping[UUID, Sequence[Other]]) -> list[Block]:
    if not items:
        return [{"text": say("dossier.nothing"), "indent": True}]
    head = [
        say(f"dossier.{name}")
        for name in ("nth", "reference", "who", "place", "need", "double_short", "resolution")
    ]
    rows = [
        [
            str(number), grouped(item.reference), item.who or say("dossier.no_name"), item.place_text,
            needs.need_name(item.code), _short(others.get(item.need_id, ())), resolution(item),
        ]
        for number, item in enumerate(items, 1)
    ]  # fmt: skip
    return [
        {"heading": say("dossier.list"), "level": 1},
        {"head": head, "rows": rows, "widths": [2, 7, 5, 6, 5, 3, 4], "size": 13, "align": ["center"]},
    ]


def _short(others: Sequence[Other]) -> str:
    return say("dossier.count", n=len(others)) if others else "-"


def resolution(item: Any) -> str:
    return say(f"decision.{item.decision}") if item.decision else ""


def _reported(reports: Sequence[Any]) -> list[Block]:
    """Help that went out at once, told to the committee afterwards."""
    if not reports:
        return []
    head = [say(f"dossier.{name}") for name in ("nth", "reference", "who", "place", "need", "state")]
    rows = [
        [
            str(number), grouped(each.reference), each.who or say("dossier.no_name"), each.place_text,
            needs.need_name(each.code), say(f"need_state.{each.state}"),
        ]
        for number, each in enumerate(reports, 1)
    ]  # fmt: skip
    return [
        {"heading": say("dossier.reports"), "level": 1},
        {"head": head, "rows": rows, "widths": [2, 7, 5, 6, 5, 4], "size": 13, "align": ["center"]},
    ]


def _parts(items: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some


reported = _reported
