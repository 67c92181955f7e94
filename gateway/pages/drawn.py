"""What is the same in row after row of a list, drawn once for each language instead of fifty times a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from gateway.pages import dates
from gateway.pages.sieves import CHANNELS
from store.cases import CaseState, Urgency
from wording import say, sentences

SAYS_NOTHING = frozenset({CaseState.NEW.value, CaseState.ACTIVE.value})
"""States that a row does not name: what is at work is what a list is made of."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """marks: urgency → its picture. urgent: the word of the two that are. channels: kind → picture. states: name of each
    that says something."""

    language: str
    marks: Mapping[str, Markup]
    urgent: Mapping[str, Markup]
    channels: Mapping[str, Markup]
    states: Mapping[str, Markup]
    waits: Markup
    summary: Markup
    no_words: Markup
    no_place: Markup
    picks: Markup

    def when(self, at: datetime, now: int) -> Markup:
        """How long ago, with the full date for those who hover or print. now: minutes since 1970."""
        return _when(int(at.timestamp()) // 60, now, self.language)

    def second(self, row: Any, channel: str, place: Markup, assignee: str) -> Markup:
        """The second line: what is shared is drawn already, what the row adds is escaped here or comes so."""
        parts = [
            self.channels[channel],
            self.urgent.get(row.urgency, ""),
            '<span class="place">',
            place,
            "</span>",
        ]
        if row.category:
            parts.append(_span(named(self.language, "category", row.category[0])))
        elif row.kind != "plea":
            parts.append(_span(named(self.language, "kind", row.kind)))
        if assignee:
            parts.append(f'<span class="assignee">{escape(assignee)}</span>')
        if row.wants_person_at is not None:
            parts.append(self.waits)
        parts.append(self.states.get(row.state, ""))
        return Markup("".join(parts))  # noqa: S704


@lru_cache(maxsize=8192)
def _when(minute: int, now_minute: int, language: str) -> Markup:
    """By the minute, so that the same rows are written once a minute; all of it is our own words."""
    at, now = (datetime.fromtimestamp(each * 60, UTC) for each in (minute, now_minute))
    full, ago = dates.moment(at, language), dates.ago(at, now, language)
    return Markup(f'<time datetime="{at.isoformat(timespec="minutes")}" title="{full}">{ago}</time>')  # noqa: S704


@cache
def _span(words: str) -> Markup:
    """Of our own words, of which there are few."""
    return Markup("<span>{}</span>").format(words)


@cache
def named(language: str, table: str, code: str) -> str:
    """The word for a code; a newer code than our words is shown as it is."""
    return sentences(language).get(f"{table}.{code}", code)


@cache
def drawn(language: str) -> Drawn:
    macros = vars(current_app.jinja_env.get_template("_macros.html").make_module())
    return Drawn(
        language,
        marks={each.value: macros["urgency"](each.value, word=False) for each in Urgency},
        urgent={
            code: Markup('<span class="{}">{}</span>').format(code.lower(), say(f"urgency.{code}", language))
            for code in ("U0", "U1")
        },
        channels={kind: macros["channel"](kind) for kind in (*CHANNELS, "other")},
        states={
            each.value: _span(say(f"state_staff.{each.value}", language))
            for each in CaseState
            if each.value not in SAYS_NOTHING
        },
        waits=Markup('<b class="u1">{}</b>').format(say("person.waits", language)),
        summary=escape(say("case.summary_only", language)),
        no_words=escape(say("case.no_words", language)),
        no_place=escape(say("case.no_place", language)),
        picks=escape(say("bulk.pick", language)),
    )
