"""What the head's page shows, put together: what waits, times against the aims, channels, how people rated it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from casework.targets import Aims, aims
from gateway.pages import dates
from gateway.pages.shown import language, name_of, said
from store import headway, quota, staff
from store.db import Session
from store.register import Directory

WEEKS = (4, 8, 26)


@dataclass(frozen=True, slots=True)
class Channel:
    """last: its newest message, None when there is none since `looked`. fate: what of ours has not gone out."""

    account: str
    last: datetime | None
    looked: datetime | None
    fate: Any
    quota: Any


@dataclass(frozen=True, slots=True)
class Figures:
    """waiting, times: rows of store/headway.py by "all", "person", "category", "urgency", "week", "account"."""

    orgs: tuple[str, ...]
    weeks: int
    since: datetime
    now: datetime
    waiting: Mapping[str, Sequence[Any]]
    times: Mapping[str, Sequence[Any]]
    channels: Sequence[Channel]
    names: Mapping[UUID, str]
    aims: Aims
    capped: bool

    @property
    def now_waiting(self) -> Any:
        return self.waiting["all"][0]

    @property
    def overall(self) -> Any:
        return self.times["all"][0]

    def person(self, row: Any) -> str:
        return self.names.get(row.assignee, "") or said("head.nobody")


def gather(
    session: Session, directory: Directory, orgs: tuple[str, ...], *, weeks: int, now: datetime
) -> Figures:
    goal, since = aims(), now - timedelta(weeks=weeks)
    waits = headway.waiting(session, orgs, now=now)
    took = headway.times(session, orgs, since=since, now=now, first=goal.first, whole=goal.whole)
    people = {row.assignee for row in (*waits, *took) if row.by == "person" and row.assignee}
    grouped = _by(took)
    return Figures(
        orgs,
        weeks,
        since,
        now,
        _by(waits),
        grouped,
        _channels(session, directory, orgs, [row.account for row in grouped["account"]], now),
        staff.names(session, people),
        goal,
        any((row.fullest or 0) >= headway.share(orgs) for row in (*waits, *took) if row.by == "all"),
    )


def _by(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        by: [] for by in ("all", "person", "category", "urgency", "week", "account")
    }
    for row in rows:
        found[row.by].append(row)
    return found


def _channels(
    session: Session, directory: Directory, orgs: Sequence[str], through: Sequence[str], now: datetime
) -> list[Channel]:
    """Accounts by which these organisations' cases came, and those whose home desk they are."""
    kept = {account for account, org in directory.homes.items() if org in orgs}
    accounts = sorted({*through, *kept} - {"screen"})
    last, looked = headway.last_words(session)
    unsent = headway.unsent(session, orgs, now=now)
    standings = {each.account: each for each in quota.standings(session, now=now)}
    return [
        Channel(account, last.get(account), looked, unsent.get(account), standings.get(account))
        for account in accounts
    ]


def span(seconds: float | None) -> str:
    """ "45 นาที", "3 ชม. 10 นาที", "2.5 วัน"; a dash where there is none."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 60:
        return said("head.minutes", n=minutes)
    if minutes < 48 * 60:
        return said("head.hours", h=minutes // 60, m=minutes % 60)
    return said("head.days", n=f"{minutes / 1440:.1f}".removesuffix(".0"))


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def category(code: str) -> str:
    return name_of("category", code) if code else said("head.no_category")


def week_of(day: date) -> str:
    """The Monday it begins with."""
    return dates.calendar(day, language())
