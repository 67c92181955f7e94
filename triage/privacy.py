"""The privacy notice's version and the clock of data requests, as officials set them (rules/privacy.toml)."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Notice:
    """answers_in: until when a request is to be answered, from its receipt. verified: a data protection officer read it."""

    version: int
    since: date
    answers_in: timedelta
    verified: bool


@cache
def notice() -> Notice:
    told = tomllib.loads((files("triage") / "rules" / "privacy.toml").read_text("utf-8"))
    return Notice(told["version"], told["since"], timedelta(days=told["answer_days"]), told["verified"])
