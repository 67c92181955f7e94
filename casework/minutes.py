"""Papers of a meeting besides the dossier: its minutes, and the list for the notice board."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from casework import needs
from casework.announcing import Line
from casework.committee import rules
from casework.documents import in_words, long_date, money
from casework.dossiers import Data, meeting_line, paper, reported, resolution
from casework.meetings import Sitting
from casework.sheets import Block, Desk
from store.committee import Attends, Seat
from store.ids import grouped
from wording import say


def minutes(desk: Desk, sitting: Sitting) -> Data:
    """Who was there, whether they could decide, what they decided, what was reported to them."""
    number = sitting.row.minutes_number
    return paper(
        desk,
        say("minutes.title") + (f" {number}" if number else ""),
        sitting.row,
        [
            *_present(sitting),
            {"text": _quorum(sitting), "indent": True},
            *_decisions(sitting),
            *reported(sitting.reports),
            *(
                [{"heading": say("minutes.notes"), "level": 1}, {"text": sitting.row.notes}]
                if sitting.row.notes
                else []
            ),
            {"signatures": _signers(sitting)},
        ],
    )


def _present(sitting: Sitting) -> list[Block]:
    head = [say("dossier.nth"), say("minutes.name"), say("minutes.seat"), say("minutes.came")]
    rows = [
        [
            str(number),
            _who(sitting, member),
            f"{member.position}\n{say(f'seat.{member.seat}')}".strip(),
            _came(sitting, member),
        ]
        for number, member in enumerate(sitting.members, 1)
    ]
    return [
        {"heading": say("minutes.present"), "level": 1},
        {"head": head, "rows": rows, "widths": [1, 6, 6, 3], "align": ["center"]},
    ]


def _who(sitting: Sitting, member: Any) -> str:
    row = sitting.attendance.get(member.id)
    if row and row.how == Attends.STAND_IN:
        return say("minutes.instead", name=row.stand_in, member=member.name)
    return str(member.name)


def _came(sitting: Sitting, member: Any) -> str:
    row = sitting.attendance.get(member.id)
    return say(f"attends.{row.how if row else Attends.ABSENT}")


def _quorum(sitting: Sitting) -> str:
    q = sitting.quorum
    return say(
        "minutes.quorum" if q.holds else "minutes.no_quorum",
        present=q.present,
        members=q.members,
        needed=q.needed,
    )


def _decisions(sitting: Sitting) -> list[Block]:
    blocks: list[Block] = [
        {"heading": say("minutes.matter"), "level": 1},
        {"text": say("minutes.by_rule", regulation=rules().regulation(sitting.row.day)), "indent": True},
    ]
    for category, items in sitting.groups:
        blocks += [{"heading": say(f"category.{category}"), "level": 2}, _table(items)]
    total = sum(
        (item.amount for item in sitting.items if item.amount and item.decision in {"approved", "amended"}),
        Decimal(),
    )
    if total:
        blocks.append({"text": say("minutes.total", sum=money(total), words=in_words(total)), "indent": True})
    return blocks


def _table(items: Sequence[Any]) -> Block:
    head = [say(f"dossier.{name}") for name in ("nth", "reference", "who", "need", "resolution", "sum")]
    rows = [
        [
            str(number), grouped(item.reference), f"{item.who or say('dossier.no_name')}\n{item.place_text}",
            needs.need_name(item.code), _resolved(item), money(item.amount) or "-",
        ]
        for number, item in enumerate(items, 1)
    ]  # fmt: skip
    return {
        "head": head, "rows": rows, "widths": [2, 7, 6, 5, 8, 4], "size": 13,
        "align": ["center", "left", "left", "left", "left", "right"],
    }  # fmt: skip


def _resolved(item: Any) -> str:
    said = resolution(item) or say("minutes.put_off")
    return "\n".join(
        filter(None, (said, item.help, item.reason and say("minutes.reason", reason=item.reason)))
    )


def _signers(sitting: Sitting) -> list[dict[str, str]]:
    return [
        {"mark": say("dossier.signed"), "name": _name(sitting, seat), "position": say(f"minutes.{part}")}
        for seat, part in ((Seat.SECRETARY, "writer"), (Seat.CHAIR, "approver"))
    ]


def _name(sitting: Sitting, seat: Seat) -> str:
    return next((str(member.name) for member in sitting.members if member.seat == seat), "")


def board(desk: Desk, sitting: Sitting, posted: Any, lines: Sequence[Line]) -> Data:
    """The notice itself: name and village, nothing else. posted: a row of the announcements, None while it is prepared."""
    told = (
        say("board.days", posted=long_date(posted.posted_on), down=long_date(posted.down_on))
        if posted
        else ""
    )
    rows = [[str(number), line.name, line.village] for number, line in enumerate(lines, 1)]
    return {
        "title": say("board.title"), "subtitle": [desk.name(sitting.row.org), meeting_line(sitting.row)],
        "thai_digits": desk.thai_digits,
        "blocks": [
            {"text": say("board.text", regulation=rules().regulation(sitting.row.day)), "indent": True},
            {"head": [say("dossier.nth"), say("board.name"), say("board.village")], "rows": rows, "widths": [1, 5, 5], "align": ["center"]},
            *([{"text": told, "indent": True}] if told else []),
            {"text": say("board.object"), "indent": True},
            {"signatures": [{"name": _name(sitting, Seat.CHAIR), "position": say("seat.chair"), "mark": say("dossier.signed")}]},
        ],
    }  # fmt: skip
