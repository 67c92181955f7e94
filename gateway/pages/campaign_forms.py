"""The form that opens a registration window or changes one: read, judged, shown again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from casework import campaigns as asking
from casework.access import NotAllowed, keeps_campaigns
from gateway.guard import current_actor, house
from gateway.pages.plea import Problem
from gateway.pages.proposal import needs_known
from gateway.pages.shown import said
from store.campaigns import Campaign
from store.ids import BANGKOK

TYPED = ("code", "org", "title", "need", "places", "note", "opens_at", "closes_at")


def kept(form: Mapping[str, str], chosen: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
    problems = []
    if form["org"] not in keeps_campaigns(current_actor()):
        raise NotAllowed("campaigns")
    if form["org"] not in house().directory().register.laos:
        problems.append(Problem("org", said("campaign.no_lao")))
    if not form["title"]:
        problems.append(Problem("title", said("campaign.no_title")))
    if form["need"] not in needs_known(()):
        problems.append(Problem("need", said("campaign.no_need")))
    opens, closes = _moment(form["opens_at"]), _moment(form["closes_at"])
    if opens is None or closes is None or opens >= closes:
        problems.append(Problem("closes_at", said("campaign.bad_days")))
    found = {
        "org": form["org"], "title": form["title"][:120], "need": form["need"],
        "fields": [code for code in asking.fields() if code in chosen],
        "places": [line.strip() for line in form["places"].splitlines() if line.strip()][:30],
        "note": form["note"][:500], "opens_at": opens, "closes_at": closes,
    }  # fmt: skip
    return found, problems


def _moment(typed: str) -> datetime | None:
    """As the browser's field for a date and an hour gives it, Bangkok time."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found.replace(tzinfo=BANGKOK) if 2020 < found.year < 2100 and found.tzinfo is None else None


def known(campaign: Campaign | None) -> Mapping[str, str]:
    if campaign is None:
        return {}
    return {
        "code": campaign.code, "org": campaign.org, "title": campaign.title, "need": campaign.need,
        "places": "\n".join(campaign.places), "note": campaign.note,
        "opens_at": typed_moment(campaign.opens_at), "closes_at": typed_moment(campaign.closes_at),
    }  # fmt: skip


def typed_moment(day: datetime) -> str:
    return day.astimezone(BANGKOK).strftime("%Y-%m-%dT%H:%M")
