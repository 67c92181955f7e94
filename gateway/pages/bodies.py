"""Which bodies were asked about a case, how far each one is, and which may still be asked: a part of the case page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from casework.access import Actor, may, orgs_that_may
from casework.handling import Seen
from casework.hub_rules import rules
from casework.lifecycle import is_open
from casework.referring import SHARED
from casework.rulefile import Label
from gateway.guard import house
from gateway.pages import answer_links
from gateway.pages.shown import language
from store.cases import NeedState
from store.db import utc_now
from store.gazetteer import amphoe_name, province_name
from store.referrals import OPEN, ReferralState
from store.register import Directory

GOES = frozenset(
    {
        NeedState.PROPOSED,
        NeedState.CONFIRMED,
        NeedState.SURVEYING,
        NeedState.READY,
        NeedState.DECIDED,
        NeedState.HELPING,
    }
)
"""States of a need out of which it may go to the hub."""


@dataclass(frozen=True, slots=True)
class Line:
    """One request. to, by: names. reached: somebody there is known to have it. ours: we asked; mine: we were asked."""

    id: UUID
    reference: str
    kind: str
    to: str
    by: str
    state: str
    words: str
    reason: str
    answer: str
    due_at: datetime
    made_at: datetime
    reached_at: datetime | None
    reached_how: str
    ended_at: datetime | None
    late: bool
    open: bool
    ours: bool
    mine: bool
    about: Any
    link: str
    phone: str
    files: Sequence[Any] = ()

    @property
    def reached(self) -> bool:
        return self.reached_at is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """hub: (code, name) of whom the case may go to when it is beyond capacity, None when it may not.

    agencies, laos: (code, name) that may be asked. needs: (code, state) that may go along. province: its code or "".
    """

    lines: Sequence[Line]
    may: bool
    hub: tuple[str, str] | None
    hub_away: bool
    reasons: Sequence[tuple[str, str]]
    agencies: Sequence[tuple[str, str]]
    laos: Sequence[tuple[str, str]]
    province: tuple[str, str] | None
    needs: Sequence[str]
    shared: Sequence[str] = SHARED

    @property
    def unseen(self) -> bool:
        """One of us was asked and nobody has looked yet."""
        return any(line.mine and line.state == ReferralState.SENT for line in self.lines)


def asked_bodies(actor: Actor, seen: Seen, directory: Directory, facts: Mapping[str, Sequence[Any]]) -> Asked:
    """facts: what store/casefacts.py gathered."""
    row = seen.row
    allowed = may(actor, "refer", seen.stands) and is_open(row.state)
    hub = directory.register.hub_of(row.amphoe_code, row.owner)
    here = row.owner in orgs_that_may(actor, "refer") and not row.holder and row.owner != row.hub
    return Asked(
        lines=lines(actor, facts["referrals"], by_request(facts["referral_files"]), directory),
        may=allowed,
        hub=(hub.code, directory.name(hub.code)) if allowed and here and hub and hub.at_work else None,
        hub_away=bool(allowed and here and not (hub and hub.at_work)),
        reasons=_named(rules().reasons, language()),
        agencies=[(each.org, each.name) for each in facts["agencies"]] if allowed else (),
        laos=_laos(directory, row) if allowed else (),
        province=_province(directory, row) if allowed else None,
        needs=[need.code for need in facts["needs"] if NeedState(need.state) in GOES],
    )


def lines(
    actor: Actor, rows: Sequence[Any], files: Mapping[UUID, Sequence[Any]], directory: Directory
) -> list[Line]:
    """As this actor may act on them. rows: of store/referrals.py."""
    mine, now = orgs_that_may(actor, "refer"), utc_now()
    return [
        Line(
            row.id, row.reference, row.asked, directory.name(row.to_org), directory.name(row.by_org), row.state,
            row.words, reason_name(row.reason), row.answer, row.due_at, row.made_at, row.reached_at, row.reached_how,
            row.ended_at, row.state in OPEN and row.due_at < now, row.state in OPEN, row.by_org in mine,
            row.to_org in mine, row, link(row) if row.by_org in mine else "", _phone(directory, row.to_org),
            files.get(row.id, ()),
        )
        for row in rows
    ]  # fmt: skip


def link(row: Any) -> str:
    """The address to give to an agency, "" where there is none."""
    if not row.link_serial or row.state not in OPEN:
        return ""
    return house().settings.public_url + url_for("answers.cover", token=answer_links.token_of(row))


def _phone(directory: Directory, code: str) -> str:
    known = directory.names.get(code)
    return known.phone if known else ""


def by_request(files: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for file in files:
        found.setdefault(file.referral_id, []).append(file)
    return found


def reason_name(code: str) -> str:
    known = rules().reasons.get(code)
    return known.named(language()) if known else ""


def _named(labels: Mapping[str, Label], spoken: str) -> list[tuple[str, str]]:
    return [(label.code, label.named(spoken)) for label in labels.values()]


def _laos(directory: Directory, row: Any) -> list[tuple[str, str]]:
    """Of the case's district and at work here; the owner already has it."""
    return sorted(
        (
            (lao.code, directory.name(lao.code))
            for lao in directory.register.laos.values()
            if lao.at_work
            and lao.code != row.owner
            and row.amphoe_code
            and lao.amphoe_code == row.amphoe_code
        ),
        key=lambda each: each[1],
    )


def _province(directory: Directory, row: Any) -> tuple[str, str] | None:
    code = f"prov-{row.province_code}" if row.province_code else ""
    known = directory.names.get(code)
    return (code, known.name) if known and known.at_work else None


def where(amphoe: str | None, province: str) -> str:
    """The district or the province an agency serves."""
    return f"อ.{amphoe_name(amphoe)}" if amphoe else f"จ.{province_name(province)}"
