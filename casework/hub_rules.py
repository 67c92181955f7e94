"""What the joint centre works with, as data (rules/hub.toml): reasons, kinds of agencies, clocks; with source and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from casework import rulefile
from casework.rulefile import Label
from store.referrals import Asked


@dataclass(frozen=True, slots=True)
class Rules:
    """days: working days that each kind of body has to answer. remind: after so many more days, most times at most.
    link: how long the link of an agency without an account opens."""

    reasons: Mapping[str, Label]
    agencies: Mapping[str, Label]
    days: Mapping[str, int]
    remind: timedelta
    most_reminders: int
    link: timedelta
    source: str
    verified: bool


@cache
def rules() -> Rules:
    """The file in force, read once per process."""
    table = rulefile.table("hub")
    clock = table["clock"]
    return Rules(
        reasons=_labels(table["reason"]),
        agencies=_labels(table["agency"]),
        days={asked.value: int(clock["days"][asked]) for asked in Asked},
        remind=timedelta(days=clock["remind_days"]),
        most_reminders=clock["most_reminders"],
        link=timedelta(days=clock["link_days"]),
        source=clock["source"],
        verified=clock["verified"],
    )


def _labels(rows: list[dict[str, Any]]) -> dict[str, Label]:
    return {row["code"]: Label(row["code"], row["th"], row["en"]) for row in rows}
