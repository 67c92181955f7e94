"""The one statement of the intake: everything once, nothing twice, nobody's sibling lost."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from channels.contract import (
    Abandoned,
    Attachment,
    InboundMessage,
    Location,
    Presence,
    Receipt,
    Reception,
    Unknown,
    Unsent,
    WebRequest,
)
from store import recording
from tests.conftest import Work
from triage import intake
from triage.reading import danger

NOW = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)
REQUEST = WebRequest("https://saitrong.test/hooks/line", {}, b"raw \x00\xff body", NOW)


def said(n: int, **more: Any) -> InboundMessage:
    facts: dict[str, Any] = {
        "event_id": f"e{n}",
        "sender": f"U{n}",
        "sent_at": NOW,
        "message_id": f"m{n}",
        "text": "น้ำ",
    }
    return InboundMessage(**facts | more)


def record(work: Work, *events: Any, dangers: Any = None, **how: Any) -> intake.Recorded:
    how = {"inline": False} | how
    pool = work.house.database.intake
    return intake.record(pool, "line", REQUEST, Reception(events), dangers=dangers or {}, **how)


def count(work: Work, table: str) -> int:
    return int(work.value(f"select count(*) from {table}"))


def test_a_hundred_events_of_one_request_are_a_hundred_rows_and_one_body(work: Work) -> None:
    done = record(work, *(said(n) for n in range(100)))
    assert (
        len(done.new)
        == count(work, "message")
        == count(work, "raw_event")
        == count(work, "conversation")
        == 100
    )
    assert work.value("select body from raw_body") == REQUEST.body


def test_the_same_event_twice_in_one_request_is_stored_once(work: Work) -> None:
    done = record(work, said(1), said(2), said(1))
    assert len(done.new) == count(work, "message") == 2


def test_another_event_about_the_same_message_is_no_second_plea(work: Work) -> None:
    record(work, said(1), said(9, message_id="m1", sender="U1"))
    assert (count(work, "message"), count(work, "raw_event")) == (1, 2)


def test_a_request_told_again_writes_nothing_not_even_its_body(work: Work) -> None:
    first = record(work, said(1), said(2))
    again = record(work, said(1), said(2))
    assert (len(first.new), again) == (2, intake.Recorded())
    assert count(work, "raw_body") == 1


def test_of_a_request_half_known_only_the_new_half_is_stored(work: Work) -> None:
    record(work, said(1))
    done = record(work, said(1, text="changed"), said(2))
    assert len(done.new) == 1
    assert [row.text for row in work.rows("select text from message where event_id = 'e1'")] == ["น้ำ"]


def test_the_same_event_id_of_another_account_is_another_event(work: Work) -> None:
    record(work, said(1))
    intake.record(work.house.database.intake, "sms", REQUEST, Reception((said(1),)), dangers={}, inline=True)
    assert count(work, "message") == 2


@pytest.mark.parametrize("broken", ["a\x00b", "\ud83d", "\udc00น้ำ\x00", "\x00" * 50])
def test_what_postgresql_cannot_hold_is_cleaned_and_costs_no_sibling(work: Work, broken: str) -> None:
    spoilt = said(
        1,
        text=broken,
        sender_name=broken,
        location=Location(7.0, 100.0, broken),
        facts={broken: broken},
    )
    assert len(record(work, spoilt, said(2), Unknown("e3", reason=broken)).new) == 2
    assert count(work, "raw_event") == 3


def test_a_text_longer_than_any_person_types_is_cut_and_the_raw_body_keeps_it(work: Work) -> None:
    record(work, said(1, text="ก" * 100_000))
    assert work.value("select length(text) from message") == intake.LONGEST_TEXT


def test_what_a_message_brings_lies_in_its_own_columns(work: Work) -> None:
    photo = Attachment("image", provider_id="p", name="บ้าน.jpg")
    kept = Attachment("image", stored="0" * 64)
    away = Attachment("video", url="https://elsewhere.example/v", external=True)
    record(
        work,
        said(
            1,
            location=Location(7, 100.5, "ตลาด"),
            attachments=(photo, kept, away),
            reply_token="r",
            group="C1",
        ),
    )
    row = work.rows("select latitude, longitude, reply_token, group_id, facts from message")[0]
    assert row == (7.0, 100.5, "r", "C1", {"place_label": "ตลาด", "member": "U1"})
    states = [row.state for row in work.rows("select state from attachment order by position")]
    assert states == ["pending", "stored", "external"]


def test_on_standby_no_free_reply_is_kept_for_us(work: Work) -> None:
    record(work, said(1, standby=True, reply_token="theirs"))
    assert work.value("select reply_token from message") == ""


def test_what_is_no_message_waits_for_the_worker_or_is_kept(work: Work) -> None:
    record(
        work,
        Receipt("r", provider_id="p", status="delivered"),
        Presence("f", "U1", reachable=False, at=NOW),
        Unsent("u", "U1", "m1"),
        Abandoned("a", "call:1", NOW),
        Unknown("x", "strange"),
    )
    rows = {row.kind: row.state for row in work.rows("select kind, state from raw_event")}
    assert rows == dict.fromkeys(("receipt", "presence", "unsent", "abandoned"), "waiting") | {
        "unknown": "unreadable"
    }
    assert count(work, "message") == 0


def test_a_clock_of_the_provider_that_runs_ahead_does_not_put_words_into_the_future(work: Work) -> None:
    record(work, said(1, sent_at=datetime(2099, 1, 1, tzinfo=UTC)))
    assert work.value("select sent_at = received_at from message")


SIGN = danger("น้ำท่วมถึงคอแล้ว มีคนติดอยู่ ช่วยด้วย")


def test_words_to_somebody_in_danger_are_said_once_in_five_minutes(work: Work) -> None:
    assert SIGN
    first = record(work, said(1), said(2, sender="U1"), dangers={0: SIGN, 1: SIGN})
    assert (len(first.new), len(first.canned)) == (2, 1)
    assert record(work, said(3, sender="U1"), dangers={0: SIGN}).canned == ()
    assert len(record(work, said(4, sender="U4"), dangers={0: SIGN}).canned) == 1


def test_a_redelivered_cry_is_not_answered_twice_even_after_five_minutes(work: Work) -> None:
    assert SIGN
    record(work, said(1), dangers={0: SIGN})
    work.value(
        "with old as (update message set sent_at = sent_at - interval '1 hour' returning 1) select count(*) from old"
    )
    assert record(work, said(1), dangers={0: SIGN}) == intake.Recorded()
    assert count(work, "message where purpose = 'danger'") == 1


@pytest.mark.parametrize(
    ("how", "state"), [({"inline": True}, "sent"), ({"answered": True}, "unsure"), ({}, "pending")]
)
def test_the_row_says_by_which_way_the_canned_words_went(
    work: Work, how: dict[str, bool], state: str
) -> None:
    assert SIGN
    done = record(work, said(1), dangers={0: SIGN}, **how)
    assert work.value("select state from message where purpose = 'danger'") == state
    assert bool(done.canned) == (state == "pending")


def test_in_a_group_and_on_standby_nothing_is_said(work: Work) -> None:
    assert SIGN
    record(work, said(1, group="C1"), said(2, standby=True), dangers={0: SIGN, 1: SIGN})
    assert count(work, "message where direction = 'out'") == 0
    assert count(work, "message where urgent") == 2


def test_if_one_part_cannot_be_stored_nothing_is(work: Work) -> None:
    with pytest.raises(psycopg.Error):
        record(work, said(1), said(2, event_id="bad\x00key"))
    assert count(work, "message") == count(work, "raw_body") == 0


def test_a_connection_on_which_something_was_rolled_back_still_takes_the_next_plea(work: Work) -> None:
    """psycopg then forgets all that was prepared there (DEALLOCATE ALL), our own statement too."""
    urgent = said(0, text="ช่วยด้วย น้ำถึงคอแล้ว")
    for n in range(8):  # until psycopg has prepared statements of its own
        more = said(n, event_id=f"u{n}", message_id=f"um{n}", sender=f"Y{n}", text=urgent.text)
        record(work, more, dangers={0: danger(urgent.text)})
    held = work.house.database.intake.getconn()
    try:
        with pytest.raises(psycopg.errors.DivisionByZero), held.transaction():
            held.execute("select 1 / 0")
    finally:
        work.house.database.intake.putconn(held)
    assert all(record(work, said(n)).new for n in range(20, 24))
    urgently = record(work, said(30, text=urgent.text), dangers={0: danger(urgent.text)})
    assert (len(urgently.new), len(urgently.canned)) == (1, 1)


def test_an_error_that_the_server_did_not_word_means_that_it_is_away(work: Work) -> None:
    """So a plea goes to the spool, and a spooled one waits on, instead of being set aside."""
    with work.house.database.intake.connection() as connection:
        server = connection.pgconn
        with pytest.raises(psycopg.OperationalError):
            recording._checked(server, server.make_empty_result(psycopg.pq.ExecStatus.FATAL_ERROR))
