"""All sentences side by side, for an official who reads them once more: language beside language, length beside limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from casework.access import NotAllowed
from channels.clusters import clusters, units
from channels.segments import segments
from gateway.guard import audience, current_actor
from store.staff import Role
from wording import SPOKEN, sentences
from wording.lengths import Limit, filled, limit_of, reviewed

proof = Blueprint("proof", __name__)

ALL = "all"
_MEASURES: Mapping[str, Callable[[str], int]] = {
    "letters": lambda text: len(clusters(text)),
    "units": units,
    "segments": segments,
}


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence in one language. length: as the limit measures it, None without a limit. "" = said in Thai."""

    text: str
    length: int | None
    over: bool


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    limit: Limit | None
    by_language: Mapping[str, Written]

    @property
    def over(self) -> bool:
        return any(written.over for written in self.by_language.values())


@proof.get("/admin/words")
@audience("staff")
def show() -> str:
    """For everyone who works in an organisation, and for who keeps the installation."""
    actor = current_actor()
    if not (actor.orgs() or actor.has(Role.OPERATOR)):
        raise NotAllowed("words")
    parts = list(dict.fromkeys(key.partition(".")[0] for key in sentences("th")))
    part = request.args.get("part", parts[0])
    part = part if part in parts or part == ALL else parts[0]
    shown = [row for row in rows() if part in {ALL, row.key.partition(".")[0]}]
    return render_template(
        "words.html",
        rows=shown,
        part=part,
        parts=[ALL, *parts],
        languages=SPOKEN,
        reviewed={language: reviewed(language) for language in SPOKEN},
        over=[row.key for row in rows() if row.over],
    )


def rows() -> list[Row]:
    return [
        Row(key, limit, {language: _written(key, language, limit) for language in SPOKEN})
        for key in sentences("th")
        for limit in [limit_of(key)]
    ]


def _written(key: str, language: str, limit: Limit | None) -> Written:
    text = sentences(language).get(key, "")
    length = _MEASURES[limit.measure](filled(text)) if limit and text else None
    return Written(text, length, over=bool(limit and length and length > limit.most))
