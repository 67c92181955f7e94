"""The aims of a centre, as data (rules/targets.toml): first answer and end of a case, by urgency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from casework import rulefile
from store.cases import Urgency


@dataclass(frozen=True, slots=True)
class Aims:
    """first, whole: urgency → how long after the first word. sources: who says so, first answer and end."""

    first: Mapping[str, timedelta]
    whole: Mapping[str, timedelta]
    sources: tuple[str, str]
    checked_on: date
    verified: bool


@rulefile.kept
def aims() -> Aims:
    """What is in force."""
    table = rulefile.table("targets")
    first, whole = table["first_answer"], table["closing"]
    return Aims(
        {code.value: timedelta(minutes=first[code]) for code in Urgency},
        {code.value: timedelta(days=whole[code]) for code in Urgency},
        (first["source"], whole["source"]),
        table["checked_on"],
        table["verified"],
    )
