"""The charts of the head's page: the same figures as its tables, as pictures for reports."""

from collections.abc import Callable, Mapping
from typing import Any

from casework.charts import Chart, Row
from gateway.pages import dates
from gateway.pages.figures import Figures, category, span, week_of
from gateway.pages.shown import language, name_of, said


def chart(name: str, figures: Figures, orgs: str) -> Chart:
    """KeyError: no chart of that name. orgs: whose figures they are, for the note."""
    made = CHARTS[name](figures)
    at = dates.moment(figures.now, language())
    return Chart(made.title, made.series, made.rows, said("head.chart_note", orgs=orgs, at=at))


def _weeks(figures: Figures) -> Chart:
    series = (said("head.came"), said("head.helped"), said("head.merely"))
    rows = [_counts(week_of(row.week), row.n, row.helped, row.merely) for row in figures.times["week"]]
    return Chart(said("head.by_week"), series, rows)


def _waiting(figures: Figures) -> Chart:
    series = (said("head.open"), said("head.unanswered"))
    rows = [_counts(category(row.category), row.n, row.unanswered) for row in figures.waiting["category"]]
    return Chart(said("head.waiting_by_category"), series, rows)


def _people(figures: Figures) -> Chart:
    series = (said("head.open"), said("head.unanswered"))
    rows = [_counts(figures.person(row), row.n, row.unanswered) for row in figures.waiting["person"][:20]]
    return Chart(said("head.waiting_by_person"), series, rows)


def _first(figures: Figures) -> Chart:
    series = (said("head.half"), said("head.most"))
    rows = [
        Row(week_of(row.week), _values(row), (span(row.first_half), span(row.first_most)))
        for row in figures.times["week"]
    ]
    return Chart(said("head.first_by_week"), series, rows)


def _stars(figures: Figures) -> Chart:
    stars = figures.overall.stars
    rows = [_counts("★" * n, stars[n - 1]) for n in range(5, 0, -1)]
    return Chart(said("head.satisfaction"), (said("head.rated"),), rows)


def _urgency(figures: Figures) -> Chart:
    series = (said("head.first_kept"), said("head.first_late"))
    rows = [
        _counts(name_of("urgency", row.urgency), row.first_kept, row.first_late)
        for row in sorted(figures.times["urgency"], key=lambda row: str(row.urgency))
    ]
    return Chart(said("head.against_aims"), series, rows)


def _counts(label: str, *counts: int) -> Row:
    return Row(label, tuple(counts), tuple(f"{count:,}" for count in counts))


def _values(row: Any) -> tuple[float | None, ...]:
    return row.first_half, row.first_most


CHARTS: Mapping[str, Callable[[Figures], Chart]] = {
    "weeks": _weeks,
    "waiting": _waiting,
    "people": _people,
    "first": _first,
    "aims": _urgency,
    "stars": _stars,
}
