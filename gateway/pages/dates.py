"""Times as people in Thailand read them: Bangkok's clock, the Buddhist era, and how long ago."""

from datetime import date, datetime
from functools import lru_cache

from store.ids import BANGKOK
from wording import say


def moment(at: datetime, language: str) -> str:
    """ "อา. 22 พ.ย. 69 · 20.15 น." """
    return _moment(at.replace(second=0, microsecond=0), language)


@lru_cache(maxsize=8192)
def _moment(at: datetime, language: str) -> str:
    """Kept by the minute: a list shows fifty, and the same ones again and again."""
    local = at.astimezone(BANGKOK)
    year = local.year + 543 if language == "th" else local.year
    return say(
        "date.moment",
        language,
        weekday=say("date.weekdays", language).split()[local.weekday()],
        day=local.day,
        month=say("date.months", language).split()[local.month - 1],
        year=year % 100 if language == "th" else year,
        hour=f"{local.hour:02d}",
        minute=f"{local.minute:02d}",
    )


def clock(at: datetime, language: str) -> str:
    """ "20.15 น.", for times under a heading that names the day."""
    local = at.astimezone(BANGKOK)
    return say("date.clock", language, hour=f"{local.hour:02d}", minute=f"{local.minute:02d}")


def ago(at: datetime, now: datetime, language: str) -> str:
    """ "12 นาทีที่แล้ว"; after a week the date says more than a count of days."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return say("date.now", language)
    if minutes < 60:
        return say("date.minutes", language, n=minutes)
    if minutes < 24 * 60:
        return say("date.hours", language, n=minutes // 60)
    if minutes < 7 * 24 * 60:
        return say("date.days", language, n=minutes // (24 * 60))
    return day(at, language)


def day(at: datetime, language: str) -> str:
    """ "22 พ.ย. 69" """
    return calendar(at.astimezone(BANGKOK).date(), language)


def calendar(local: date, language: str) -> str:
    """The same of a day without a time."""
    month = say("date.months", language).split()[local.month - 1]
    return f"{local.day} {month} {(local.year + 543) % 100 if language == 'th' else local.year}"
