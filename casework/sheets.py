"""The sheet of one need for the committee: who asks, the trouble in their words, what was found, the officers' parts left
empty for the pen (the fields of domain.md 1.9). No ID, no phone, no third person: only what a committee needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import criteria, needs
from casework.access import Actor
from casework.committee import rules
from casework.documents import long_date
from casework.double_help import Other, house_number
from store.dossiers import Told
from store.ids import BANGKOK, grouped
from wording import say, sentences

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom and from where papers are made. name: of a body by its code."""

    actor: Actor
    name: Callable[[str], str]
    public_url: str
    now: datetime
    thai_digits: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one need, beside its row. survey: the newest visit, None while nobody has been there. checks: what was found
    about each criterion (store/dossiers.py)."""

    told: Told
    survey: Any
    others: Sequence[Other]
    checks: Sequence[Any] = ()


def sheet(desk: Desk, need: Any, facts: Facts, number: int) -> list[Block]:
    day = need.asked_at.astimezone(BANGKOK).date()
    return [
        {"heading": say("dossier.sheet", number=number, need=needs.need_name(need.code)), "level": 1},
        {"facts": _facts(desk, need, facts.told), "label_width": 44},
        {"heading": say("dossier.trouble"), "level": 2},
        {"text": facts.told.words or need.text or say("dossier.no_words"), "indent": True},
        *_survey(facts.survey),
        *_checked(need, facts.checks),
        *_doubles(desk, facts.others),
        {"text": say("dossier.by_rule", regulation=rules().regulation(day)), "size": 13},
        *_officers(),
        {
            "qr": f"{desk.public_url}/cases/{need.reference}",
            "caption": say("dossier.code", reference=grouped(need.reference)),
        },
    ]


def _facts(desk: Desk, need: Any, told: Told) -> list[list[str]]:
    house = house_number(f"{need.said_place}\n{need.place_text}\n{told.words}")
    facts = {
        "reference": grouped(need.reference),
        "who": need.who or say("dossier.no_name"),
        "place": " ".join(filter(None, (house and say("dossier.house", number=house), need.place_text))),
        "asked": long_date(need.asked_at),
        "category": say(f"category.{need.code.partition(':')[0]}"),
        "need": needs.need_name(need.code),
        "vulnerable": ", ".join(_word("vulnerable", each) for each in need.vulnerable),
        "files": say("dossier.count", n=told.files) if told.files else "",
        "owner": desk.name(need.owner),
    }
    return [[say(f"dossier.{name}"), value] for name, value in facts.items() if value]


def _word(table: str, code: str) -> str:
    """A newer code than our words is printed as it is."""
    key = f"{table}.{code}"
    return say(key) if key in sentences("th") else code


def _survey(visit: Any) -> list[Block]:
    """What was found on the place, when somebody has been there."""
    if visit is None:
        return [{"facts": [[say("dossier.survey"), say("dossier.no_survey")]], "label_width": 44}]
    heading: Block = {"heading": say("dossier.survey"), "level": 2}
    facts = {
        "survey_by": f"{visit.surveyor} {long_date(visit.ended_at)}",
        "survey_agrees": _word("visit_agrees", visit.agrees),
        "survey_found": visit.found,
        "survey_damage": ", ".join(_damage(each) for each in visit.damage),
        "survey_people": _people(visit.household),
        "survey_elsewhere": visit.help_elsewhere,
        "survey_photos": say("dossier.count", n=visit.photos) if visit.photos else "",
    }
    told = [[say(f"dossier.{name}"), value] for name, value in facts.items() if value]
    return [heading, {"facts": told, "label_width": 44}]


def _checked(need: Any, checks: Sequence[Any]) -> list[Block]:
    """Each criterion with what was found, and the version of the criteria that was before the eyes of who checked."""
    if not checks:
        return []
    words = {line.code: line.th for line in criteria.book(need.owner).of(need.code).criteria}
    told = [[words.get(row.criterion, row.criterion), say(f"check.{row.found}")] for row in checks]
    versions = ", ".join(dict.fromkeys(row.criteria for row in checks))
    return [
        {"heading": say("dossier.checked"), "level": 2},
        {"facts": told, "label_width": 110},
        {"text": say("dossier.criteria", version=versions), "size": 13},
    ]


def _damage(each: Mapping[str, Any]) -> str:
    item = _word("damage", str(each.get("item", "")))
    return " ".join(filter(None, (item, str(each.get("quantity") or ""), str(each.get("note") or ""))))


def _people(household: Sequence[Mapping[str, Any]]) -> str:
    """How many live there and what makes them vulnerable; nobody by name."""
    risks = sorted({str(risk) for each in household for risk in each.get("risks", ())})
    count = say("dossier.persons", n=len(household)) if household else ""
    return " ".join(filter(None, (count, ", ".join(_word("vulnerable", risk) for risk in risks))))


def _doubles(desk: Desk, others: Sequence[Other]) -> list[Block]:
    if not others:
        return [{"facts": [[say("dossier.double"), say("dossier.no_double")]], "label_width": 44}]
    head = [say(f"dossier.{name}") for name in ("reference", "owner", "asked", "signs", "state")]
    rows = [
        [
            grouped(other.reference) if other.reference else say("dossier.elsewhere"), desk.name(other.owner),
            long_date(other.asked_at), signs(other), how_far(other),
        ]
        for other in others
    ]  # fmt: skip
    return [
        {"heading": say("dossier.double"), "level": 2},
        {"head": head, "rows": rows, "widths": [6, 5, 5, 4, 4], "size": 13},
    ]


def signs(other: Other) -> str:
    return ", ".join(say(f"sign.{sign}") for sign in other.signs)


def how_far(other: Other) -> str:
    if not other.state:
        return say("dossier.unknown")
    return say(f"decision.{other.decision}") if other.decision else say(f"need_state.{other.state}")


def _officers() -> list[Block]:
    """The officer block of the form (domain.md 1.9 A), empty for the pen."""
    return [
        {"pen": say("dossier.opinion"), "lines": 2},
        {"pen": say("dossier.order"), "lines": 2},
        {"text": say("dossier.units"), "size": 14},
        {"pen": say("dossier.outcome"), "lines": 1},
        {"signatures": [
            {"mark": say("dossier.signed"), "name": "", "position": say("dossier.receiver")},
            {"mark": say("dossier.signed"), "name": "", "position": say("dossier.commander")},
        ]},
    ]  # fmt: skip
