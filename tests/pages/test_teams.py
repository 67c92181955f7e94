"""Teams of a centre: made by its head, given cases, and seen by their own people only."""

from typing import Any

from store import succession
from store.db import utc_now
from tests.pages.helpers import HAT_YAI, HUB, KHUAN_LANG, WORDS, csrf, plea, press, press_now


def id_of(work: Any, role: str, org: str = KHUAN_LANG) -> Any:
    return work.value("select id from staff where email = :email", email=f"{role}.{org}@example.org")


def made(staff: Any, work: Any, name: str = "ทีมเรือ", *members: str) -> Any:
    head = staff(KHUAN_LANG, "head")
    people = [id_of(work, role) for role in members]
    answer = head.post(
        "/admin/teams", data={"csrf": csrf(head), "org": KHUAN_LANG, "name": name, "member": people}
    )
    assert answer.status_code == 303
    return work.value("select id from team where name = :name", name=name)


def test_a_case_is_given_to_a_team_whose_people_find_it_there(client: Any, work: Any, staff: Any) -> None:
    case, clerk, field = plea(client, work), staff(KHUAN_LANG), staff(KHUAN_LANG, "field")
    team = made(staff, work, "ทีมเรือ", "field")
    assert "ทีมเรือ" in clerk.get(f"/cases/{case.reference}/team").text
    assert press_now(clerk, work, case, "team", team=team).status_code == 303
    assert WORDS[:8] in field.get("/teams").text
    assert WORDS[:8] not in clerk.get("/teams").text
    assert press_now(field, work, case, "team", team="").status_code == 404
    assert press_now(clerk, work, case, "team", team="").status_code == 303
    assert WORDS[:8] not in field.get("/teams").text
    verbs = [row[0] for row in work.rows("select verb from case_event where verb like 'team%' order by at")]
    assert verbs == ["team_given", "team_taken"]


def test_a_case_that_goes_to_another_body_leaves_the_team(client: Any, work: Any, staff: Any) -> None:
    case, clerk = plea(client, work), staff(KHUAN_LANG)
    team = made(staff, work, "ทีมเรือ", "clerk")
    press_now(clerk, work, case, "team", team=team)
    version = work.value('select version from "case"')
    press(clerk, f"/cases/{case.reference}/hand-over", org=HAT_YAI, version=version)
    assert WORDS[:8] not in clerk.get("/teams").text
    assert press_now(staff(HAT_YAI), work, case, "team", team=team).status_code == 404


def test_a_team_needs_a_name_of_its_own_and_people_of_the_centre(work: Any, staff: Any) -> None:
    staff(HAT_YAI)
    team = made(staff, work)
    head = staff(KHUAN_LANG, "head")
    stranger = id_of(work, "clerk", HAT_YAI)
    given = {"csrf": csrf(head), "org": KHUAN_LANG}
    for name in ("", "  ", "ทีมเรือ"):
        assert head.post("/admin/teams", data=given | {"name": name}).status_code == 400
    changed = given | {"key": team, "name": "ทีมบ้าน", "member": [stranger, id_of(work, "head")]}
    assert head.post("/admin/teams", data=changed).status_code == 303
    assert work.rows("select staff_id from team_member") == [(id_of(work, "head"),)]
    assert "ทีมบ้าน" in head.get("/admin/teams").text
    assert head.post("/admin/teams", data=given | {"key": team, "drop": "1"}).status_code == 303
    assert work.value("select count(*) from team") == 0


def test_nobody_else_keeps_a_centres_teams_or_sees_the_part_of_a_foreign_case(
    client: Any, work: Any, staff: Any
) -> None:
    case, team = plea(client, work), made(staff, work)
    for org, role in ((HAT_YAI, "admin"), (KHUAN_LANG, "clerk"), (KHUAN_LANG, "operator"), (HUB, "head")):
        person = staff(org, role)
        data = {"csrf": csrf(person), "org": KHUAN_LANG, "key": team, "name": "x"}
        assert person.post("/admin/teams", data=data).status_code == 404, (org, role)
    for org in (HAT_YAI, HUB):
        assert staff(org).get(f"/cases/{case.reference}/team").status_code == 404
        assert "ทีมเรือ" not in staff(org).get("/teams").text
    assert work.value("select name from team") == "ทีมเรือ"


def test_teams_of_a_merged_body_live_on_in_its_successor(client: Any, work: Any, staff: Any) -> None:
    case = plea(client, work)
    team = made(staff, work, "ทีมเรือ", "head")
    press_now(staff(KHUAN_LANG), work, case, "team", team=team)
    work.change(
        "insert into team (id, org, name, made_at) values (gen_random_uuid(), :org, 'ทีมเรือ', now())",
        org=HAT_YAI,
    )
    with work.house.database.session() as session:
        succession.move(session, KHUAN_LANG, HAT_YAI, now=utc_now())
    assert work.rows("select org, name from team") == [(HAT_YAI, "ทีมเรือ")]
    assert work.value("select count(*) from team_member") == 1
    assert WORDS[:8] in staff(HAT_YAI, "head").get("/teams").text
