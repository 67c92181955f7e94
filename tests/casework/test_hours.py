from datetime import datetime

import pytest

from casework.hours import is_open
from store.ids import BANGKOK


@pytest.mark.parametrize(
    ("at", "open_then"),
    [
        ("2026-11-26 08:30", True),
        ("2026-11-26 16:29", True),
        ("2026-11-26 16:30", False),
        ("2026-11-26 08:29", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-12-10 10:00", False),  # Constitution Day
    ],
)
def test_offices_are_open_on_working_days_by_the_clock_of_bangkok(at: str, open_then: bool) -> None:
    assert is_open(datetime.fromisoformat(at).replace(tzinfo=BANGKOK)) is open_then
