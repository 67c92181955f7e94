"""Days of the tests, asked anew each time: a run may pass Bangkok's midnight."""

from datetime import UTC, date, datetime

from store.ids import BANGKOK


def today() -> date:
    return datetime.now(UTC).astimezone(BANGKOK).date()
