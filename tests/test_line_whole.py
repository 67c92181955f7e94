"""LINE as people use it: photos sent together, groups, standby, stickers; numbers of channels.md section 5."""

import itertools
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from casework import courtesies
from store.db import utc_now
from tests.conftest import Work, log_in
from tests.line_talk import GROUP, US, fetch_all, picture, said
from tests.speak import DROWNING, ROOF, line_event, post_line, user

# -- photos sent together ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(3, 1, 5, 2, 4), (5, 4, 3, 2, 1)])
def test_five_photos_in_any_order_are_one_case_one_answer_and_in_the_order_they_were_chosen(
    wired_app: Any, wired_work: Work, provider: Any, order: tuple[int, ...]
) -> None:
    """[16, 18] each of them may come in a batch of its own, and long after the first."""
    client = wired_app.test_client()
    start = int(datetime.now(UTC).timestamp() * 1000) - 200_000
    for waited, index in enumerate(order):
        event = picture(f"p{index}", provider, id="set1", index=index, total=5)
        post_line(client, event | {"timestamp": start + waited * 40_000})
        wired_work.all()
    fetch_all(wired_work)
    assert wired_work.value('select count(*) from "case"') == 1
    assert len(provider.deliveries) == 1
    clerk, reference = _owner(wired_app, wired_work)
    page = clerk.get(f"/cases/{reference}").get_data(as_text=True)
    shown = [part.split('"')[0].split("?")[0] for part in page.split('<img src="')[1:]]
    told = {
        str(row.id): row.name for row in wired_work.rows("select id, provider_id as name from attachment")
    }
    assert [told[address.rsplit("/", 1)[-1]] for address in shown] == ["p1", "p2", "p3", "p4", "p5"]


def test_a_set_whose_rest_never_comes_shows_what_came(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[17] nothing waits for the third."""
    for index in (2, 1):
        post_line(wired_app.test_client(), picture(f"p{index}", provider, id="set1", index=index, total=3))
    wired_work.all()
    assert fetch_all(wired_work) == ["stored", "stored"]
    clerk, reference = _owner(wired_app, wired_work)
    assert clerk.get(f"/cases/{reference}").get_data(as_text=True).count("<img src=") == 2


def _owner(app: Any, work: Work) -> tuple[Any, str]:
    row = work.rows('select reference, owner from "case"')[0]
    return log_in(app, row.owner), row.reference


# -- groups, standby, signs in the chat ------------------------------------------------------------------------------


def test_in_a_group_we_are_silent_unless_addressed_and_nothing_there_is_a_plea(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[29]"""
    client = wired_app.test_client()
    post_line(client, line_event(DROWNING, source=GROUP))
    assert wired_work.all() == []
    post_line(client, line_event(source=GROUP, **said("@สายตรง น้ำท่วมบ้านฉัน", "g2", mention=US)))
    assert [(o.state, o.how) for o in wired_work.all()] == [("sent", "reply")]
    (told,) = provider.deliveries
    assert "กลุ่ม" in told.body[0]["text"]
    assert wired_work.rows('select 1 from "case"') == []


def test_danger_told_to_us_in_a_group_is_answered_with_the_number_to_call(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[29]"""
    post_line(wired_app.test_client(), line_event(source=GROUP, **said(DROWNING, "g1", mention=US)))
    wired_work.all()
    assert re.search(r"โทรเลย \d{3,4}", provider.deliveries[0].body[0]["text"])


def test_what_is_said_to_one_person_never_leaves_through_a_groups_free_reply(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[29] the same user writes in a group while their own case is answered."""
    client = wired_app.test_client()
    post_line(client, line_event(replyToken=None))
    post_line(client, line_event("คุยกันในกลุ่ม", source=GROUP))
    wired_work.all()
    assert [(one.api, one.to) for one in provider.deliveries] == [("line.push", user(1))]


def test_a_groups_answer_that_comes_too_late_is_never_pushed(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[29] a push into a group is counted once for each of its members."""
    event = line_event(source=GROUP, **said("@สายตรง สวัสดี", "g1", mention=US))
    provider.state.used_tokens.add(event["replyToken"])
    post_line(wired_app.test_client(), event)
    assert [o.state for o in wired_work.all()] == ["failed"]
    assert provider.deliveries == []


@pytest.mark.parametrize(
    "what", [said(ROOF, "s1"), {"type": "postback", "message": None, "postback": {"data": "x"}}]
)
def test_on_standby_nothing_at_all_is_sent(
    wired_app: Any, wired_work: Work, provider: Any, what: Any
) -> None:
    """[32] not even to a group, nor the number to call."""
    client = wired_app.test_client()
    post_line(client, line_event(mode="standby", replyToken=None, **what))
    post_line(client, line_event(mode="standby", source=GROUP, **said(DROWNING, "s2", mention=US)))
    post_line(client, line_event(DROWNING, mode="standby"))
    wired_work.all()
    assert courtesies.show_waiting(wired_work.house.database, wired_work.house.channels, now=utc_now()) == 0
    assert provider.deliveries == []


def test_joining_and_leaving_a_group_are_known_events(client: Any, work: Work) -> None:
    for kind in ("join", "leave"):
        post_line(client, line_event(type=kind, message=None, source=GROUP))
    work.triage()
    assert {row.state for row in work.rows("select state from raw_event")} == {"done"}


def test_a_menu_that_changed_its_language_is_remembered_and_not_answered(client: Any, work: Work) -> None:
    post_line(client, line_event())
    work.all()
    switched = {"data": "language:en", "params": {"newRichMenuAliasId": "saitrong-en", "status": "SUCCESS"}}
    post_line(client, line_event(type="postback", message=None, postback=switched))
    assert work.all() == []
    assert work.value("select language from conversation") == "en"


def test_a_late_unfollow_does_not_silence_who_follows_again(client: Any, work: Work) -> None:
    """[26] events arrive in any order; the newer one counts."""
    post_line(client, line_event())
    work.triage()
    now = int(datetime.now(UTC).timestamp() * 1000)
    for kind, at in (("follow", now), ("unfollow", now - 5000)):
        post_line(client, line_event(type=kind, message=None, timestamp=at))
        work.triage()
    assert work.value("select reachable from conversation")


def test_the_words_of_a_sticker_a_pin_and_a_sound_are_never_lost(
    wired_app: Any, wired_work: Work, provider: Any
) -> None:
    """[24]"""
    client = wired_app.test_client()
    kinds = (
        {
            "type": "sticker",
            "id": "1",
            "stickerId": "1",
            "packageId": "1",
            "keywords": ["ขอความช่วยเหลือ", "น้ำท่วม"],
        },
        {"type": "location", "id": "2", "latitude": 7.0, "longitude": 100.4},
        {"type": "audio", "id": "3", "duration": 7000, "contentProvider": {"type": "line"}},
    )
    for n, message in zip(itertools.count(1), kinds):
        post_line(client, line_event(message=message, source={"type": "user", "userId": user(n)}))
    wired_work.all()
    assert len(provider.deliveries) == 3
    # a sticker alone is kept and asked about; its words are the shop's, not the sender's
    assert wired_work.value('select count(*) from "case"') == 2
    kept = [row.text for row in wired_work.rows("select text from message where direction = 'in'")]
    assert "น้ำท่วม" in json.dumps(kept, ensure_ascii=False)
    assert wired_work.value("select seconds from attachment") == 7
