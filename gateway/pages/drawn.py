"""What is the same in row after row of a list, drawn once for each language instead of fifty times a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask import current_app
from markupsafe import Markup

from gateway.pages import dates
from gateway.pages.sieves import CHANNELS
from store.cases import CaseState, Urgency
from store.db import utc_now
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
    states: Mapping[str, str]
    summary: str
    no_words: str
    no_place: str

    def when(self, at: datetime) -> Markup:
        """How long ago, with the full date for those who hover or print; both are our own words."""
        full, ago = dates.moment(at, self.language), dates.ago(at, utc_now(), self.language)
        return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}" title="{full}">{ago}</time>')  # noqa: S704

    def about(self, kind: str, category: Sequence[str]) -> str:
        if category:
            return named(self.language, "category", category[0])
        return named(self.language, "kind", kind) if kind != "plea" else ""


@cache
def named(language: str, table: str, code: str) -> str:
    """The word for a code; a newer code than our words is shown as it is."""
    return sentences(language).get(f"{table}.{code}", code)


@cache
def drawn(language: str) -> Drawn:
    draws = current_app.jinja_env.get_template("_macros.html").make_module()
    return Drawn(
        language,
        marks={each.value: draws.urgency(each.value, word=False) for each in Urgency},  # type: ignore[attr-defined]
        urgent={
            code: Markup('<span class="{}">{}</span>').format(code.lower(), say(f"urgency.{code}", language))
            for code in ("U0", "U1")
        },
        channels={kind: draws.channel(kind) for kind in (*CHANNELS, "other")},  # type: ignore[attr-defined]
        states={
            each.value: say(f"state_staff.{each.value}", language)
            for each in CaseState
            if each.value not in SAYS_NOTHING
        },
        summary=say("case.summary_only", language),
        no_words=say("case.no_words", language),
        no_place=say("case.no_place", language),
    )
