"""After the flood 500 households register in one window, at the counter and by QR, and the list goes to the committee."""

import time

from tests.pages.registering import Counter, opened, register
from tests.stories.harness import Story

AT_THE_COUNTER, BY_QR, TWICE = 400, 92, 8
MOST_SECONDS = 60


def test_five_hundred_register_by_the_real_path(story: Story) -> None:
    keeper, clerk = story.staff("secretary"), story.staff("clerk")
    code = opened(keeper.client)
    begun = time.monotonic()
    counter = Counter(clerk.client, code)
    for n in range(AT_THE_COUNTER):
        assert counter.register(n).status_code == 303
    phone = story.app.test_client()
    for n in range(AT_THE_COUNTER, AT_THE_COUNTER + BY_QR):
        assert register(phone, code, n).status_code == 303
    # eight households come to the counter although a neighbour has registered them by QR
    for n in range(TWICE):
        counter.register(AT_THE_COUNTER + n, name=f"ญาติของบ้าน {n}", phone="")
    while story.work.triage():
        pass
    assert time.monotonic() - begun < MOST_SECONDS

    assert story.work.value("select count(*) from registration") == 500
    assert story.work.value("select count(distinct reference) from \"case\" where owner = '9079'") == 500
    assert story.work.value("select count(*) from message where purpose = 'ack'") == 500
    page = keeper.sees(f"/campaigns/{code}")
    assert page.count("บ้านหลังเดียวกัน") == TWICE

    pairs = story.work.rows(
        "select a.case_id as one, b.case_id as other from registration a join registration b"
        " on b.same_house = a.same_house and b.case_id > a.case_id"
    )
    for pair in pairs:
        keeper.press(f"/campaigns/{code}/alike", pair=f"{pair.one}/{pair.other}", same="1")
    # a hundred with each press, and what was set aside is not among them
    keeper.press(f"/campaigns/{code}/committee")
    states = story.work.rows("select state, count(*) from need group by state order by state")
    assert [tuple(row) for row in states] == [("proposed", 400), ("ready", 100)]
    assert f"รอเสนอ {500 - TWICE - 100} ราย" in keeper.sees(f"/campaigns/{code}")
