"""A registration window after a disaster: what its form asks, who registered, who seems to have done so twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from casework import rulefile
from casework.phones import e164
from casework.rulefile import Label
from store.campaigns import Campaign

LONGEST = {"text": 200, "long": 1000, "phone": 40, "number": 4, "day": 10}
MOST_PEOPLE = 99


@dataclass(frozen=True, slots=True)
class Field(Label):
    """kind: as casework/rules/campaign.toml explains."""

    kind: str
    fixed: bool = False
    needed: bool = False
    options: tuple[Label, ...] = ()


@cache
def fields() -> Mapping[str, Field]:
    """Code -> field, in the order of asking."""
    table = rulefile.table("campaign")
    return {
        row["code"]: Field(
            row["code"], row["th"], row["en"], row["kind"], row.get("fixed", False), row.get("needed", False),
            tuple(Label(each["code"], each["th"], each["en"]) for each in row.get("options", ())),
        )
        for row in table["field"]
    }  # fmt: skip


def asked(chosen: Sequence[str]) -> list[Field]:
    """The fields of a form: the fixed ones and those chosen."""
    return [field for field in fields().values() if field.fixed or field.code in chosen]


def is_open(campaign: Campaign, now: datetime) -> bool:
    """It opens and closes by itself, or earlier by a person."""
    return campaign.opens_at <= now < (campaign.ended_at or campaign.closes_at)


class Wrong(Exception):
    """What was typed into a field cannot be; key: the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def checked(field: Field, typed: Sequence[str], today: date) -> str | list[str]:
    """The value of one field as it is kept; Wrong says why not."""
    if field.kind == "many":
        return [option.code for option in field.options if option.code in typed]
    value = (
        " ".join((typed[0] if typed else "").split()) if field.kind != "long" else (typed or [""])[0].strip()
    )
    value = value[: LONGEST.get(field.kind, 200)]
    if field.needed and not value:
        raise Wrong("campaign.needed")
    if not value:
        return ""
    return _CHECKS.get(field.kind, _as_typed)(value, today)


def _as_typed(value: str, _today: date) -> str:
    return value


def _number(value: str, _today: date) -> str:
    digits = "".join(str(int(each)) for each in value if each.isdecimal())
    if not digits or int(digits) > MOST_PEOPLE:
        raise Wrong("campaign.bad_number")
    return str(int(digits))


def _phone(value: str, _today: date) -> str:
    digits = "".join(str(int(each)) for each in value if each.isdecimal())
    if not 9 <= len(digits) <= 15:
        raise Wrong("report.phone_wrong")
    return digits


def _day(value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Wrong("campaign.bad_day") from None
    if not today.year - 2 <= day.year or day > today:
        raise Wrong("campaign.bad_day")
    return day.isoformat()


def _yesno(value: str, _today: date) -> str:
    return value if value in {"yes", "no"} else ""


_CHECKS = {"number": _number, "phone": _phone, "day": _day, "yesno": _yesno}


def words_of(campaign: Campaign, answers: Mapping[str, Any], yes: str, no: str) -> str:
    """The registration as a message that staff read in the case: one line a field, in Thai, as the office files it."""
    told = [campaign.title]
    for field in asked(campaign.fields):
        value = answers.get(field.code)
        if not value or field.code == "phone":
            continue
        if field.kind == "many":
            value = ", ".join(option.th for option in field.options if option.code in value)
        elif field.kind == "yesno":
            value = yes if value == "yes" else no
        told.append(f"{field.th}: {value}")
    return "\n".join(told)


def registration(
    told: Mapping[str, Any], *, case: UUID, phone: str, staff: str, now: datetime
) -> dict[str, Any]:
    """The row beside its case. told: what the form handed over (gateway/pages/registering.py); keys are for likeness."""
    answers = told["answers"]
    house, moo, tambon = answers.get("house", ""), answers.get("moo", ""), told["tambon"]
    name = _plain(answers.get("name", ""))
    return {
        "case_id": case, "campaign_id": UUID(told["id"]), "answers": answers, "tambon_code": tambon,
        "by_staff": UUID(staff) if staff else None, "at": now, "state": "registered",
        "same_phone": e164(phone) or phone,
        "same_house": f"{tambon} {moo} {_plain(house)}" if house else "",
        "same_name": f"{tambon} {moo} {name}" if name else "",
    }  # fmt: skip


_TITLES = ("นางสาว", "นาย", "นาง", "น.ส.", "ด.ช.", "ด.ญ.", "mr.", "mrs.", "miss")


def _plain(text: str) -> str:
    """Letters and digits alone, without the title before a name: "นาย สมชาย  ใจดี" is "สมชายใจดี"."""
    text = "".join(str(int(each)) if each.isdecimal() else each for each in text.lower())
    text = text.strip()
    for title in _TITLES:
        text = text.removeprefix(title)
    return "".join(each for each in text if not each.isspace() and each not in ".-")
