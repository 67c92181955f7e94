"""Office hours and special days: kept by a centre itself, and what the next fourteen days look like."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from casework import deadlines
from tests.days import today
from tests.pages.helpers import HAT_YAI, KHUAN_LANG
from tests.pages.test_people import ask

PATH = f"/admin/hours/{KHUAN_LANG}"


def saturday() -> date:
    day = today()
    return day + timedelta(days=(5 - day.weekday()) % 7 or 7)


def books(work: Any) -> deadlines.Calendar:
    with work.house.database.session() as session:
        return deadlines.load(session, datetime.now(UTC))


def test_a_centre_keeps_its_own_week_and_goes_back_to_the_general_one(staff: Any, work: Any) -> None:
    admin = staff(KHUAN_LANG, "admin")
    assert books(work).open_on(KHUAN_LANG, saturday()) is None
    week = {"do": "week", "open5": "1", "from5": "09.00", "to5": "12:00"}
    assert ask(admin, PATH, **week).status_code == 303
    opens, closes = books(work).open_on(KHUAN_LANG, saturday())  # type: ignore[misc]
    assert (opens.isoformat("minutes"), closes.isoformat("minutes")) == ("09:00", "12:00")
    assert books(work).open_on(KHUAN_LANG, saturday() + timedelta(days=1)) is None
    assert books(work).open_on(HAT_YAI, saturday()) is None
    page = admin.get(PATH).text
    assert "09.00–12.00" in page
    assert len(re.findall(r'<ol class="fortnight">.*?</ol>', page, re.DOTALL)[0].split("<li")) == 15
    assert ask(admin, PATH, do="usual").status_code == 303
    assert books(work).open_on(KHUAN_LANG, saturday()) is None


WRONG: tuple[dict[str, str], ...] = (
    {"do": "week"},
    {"do": "week", "open0": "1", "from0": "16:30", "to0": "08:30"},
    {"do": "week", "open0": "1", "from0": "เช้า", "to0": "08:30"},
    {"do": "day", "day": "", "name": "x"},
    {"do": "day", "day": "2020-01-01", "name": "x"},
    {"do": "day", "day": str(today() + timedelta(days=3)), "name": " "},
    {"do": "other"},
)


def test_hours_that_cannot_be_are_refused_and_what_was_typed_stays(staff: Any, work: Any) -> None:
    head = staff(KHUAN_LANG, "head")
    for wrong in WRONG:
        answer = ask(head, PATH, **wrong)
        assert answer.status_code == 400, wrong
        assert 'role="alert"' in answer.text
        if wrong.get("from0"):
            assert f'value="{wrong["from0"]}"' in answer.text
    for table in ("office_hours", "special_day"):
        assert work.value(f"select count(*) from {table}") == 0


def test_a_special_day_closes_or_opens_the_office_and_says_why(staff: Any, work: Any) -> None:
    admin, day = staff(KHUAN_LANG, "admin"), saturday()
    given = {"do": "day", "day": str(day), "works": "1", "name": "ชดเชยน้ำท่วม", "source": "มติที่ประชุม"}
    assert ask(admin, PATH, **given).status_code == 303
    assert books(work).works(KHUAN_LANG, day)
    assert not books(work).works(HAT_YAI, day)
    assert "ชดเชยน้ำท่วม" in admin.get(PATH).text
    assert work.value("select set_by is not null from special_day")
    ask(admin, PATH, do="drop", day=str(day))
    assert not books(work).works(KHUAN_LANG, day)
    acts = [row[0] for row in work.rows("select action from audit where action like 'hours.%' order by id")]
    assert acts == ["hours.day", "hours.day_dropped"]


def test_only_the_operator_sets_days_for_all_and_nobody_those_of_another_centre(
    staff: Any, work: Any
) -> None:
    day = {"do": "day", "day": str(saturday()), "works": "1", "name": "มติ ครม."}
    operator = staff(KHUAN_LANG, "operator")
    assert operator.get("/admin/hours", follow_redirects=True).status_code == 200
    assert ask(operator, "/admin/hours/all", **day).status_code == 303
    assert books(work).works(HAT_YAI, saturday())
    assert "มติ ครม." in staff(HAT_YAI, "admin").get(f"/admin/hours/{HAT_YAI}").text
    for org, role in ((HAT_YAI, "admin"), (KHUAN_LANG, "clerk"), (KHUAN_LANG, "operator")):
        person = staff(org, role)
        assert person.get(PATH).status_code == 404
        assert ask(person, PATH, **day).status_code == 404
    assert ask(staff(HAT_YAI, "admin"), "/admin/hours/all", **day).status_code == 404
