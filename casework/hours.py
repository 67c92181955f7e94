"""Whether offices are open: Monday to Friday by the clock of Bangkok, without the holidays of the government."""

from datetime import datetime, time
from functools import cache

from store.ids import BANGKOK

OPENS, CLOSES = time(8, 30), time(16, 30)


def is_open(at: datetime) -> bool:
    local = at.astimezone(BANGKOK)
    working = local.weekday() < 5 and local.date() not in _holidays(local.year)
    return working and OPENS <= local.time() < CLOSES


@cache
def _holidays(year: int) -> frozenset[object]:
    from holidays import country_holidays  # a tenth of a second, which only a call needs to spend

    return frozenset(country_holidays("TH", years=year, categories=("public", "government")))
