"""The outgoing rows: who is served first, who waits for whom, what a crash leaves behind."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from casework import replies
from casework.replies import Addressee
from store import outbox, triaging
from store.ids import conversation_id
from store.presence import Presence
from tests.conftest import Work

NOW = datetime.now(UTC)


def person(work: Work, name: str, account: str = "line") -> UUID:
    key = conversation_id(account, name)
    with work.house.database.session() as session:
        session.execute(
            text(
                "insert into conversation (id, account, sender, name, language, reachable, spam_count, opened_at)"
                " values (:id, :account, :sender, '', 'th', true, 0, now()) on conflict do nothing"
            ),
            {"id": key, "account": account, "sender": name},
        )
    return key


def put(
    work: Work, who: str, words: str = "คำ", *, account: str = "line", after: float = 0, urgent: bool = False
) -> UUID:
    key = person(work, who, account)
    row = replies.outbound(
        Addressee(account, key, None, "th"),
        "answer",
        replies.answer(words),
        now=NOW + timedelta(seconds=after),
        urgent=urgent,
    )
    with work.house.database.session() as session:
        triaging.put_messages(session, [row])
    return UUID(str(row["id"]))


def claim(work: Work, *, limit: int = 50, by: int = 1, at: datetime = NOW, **more: Any) -> list[Any]:
    with work.house.database.session() as session:
        return outbox.claim(session, now=at, limit=limit, by=by, **more)


def ids(rows: list[Any]) -> set[UUID]:
    return {row.id for row in rows}


def test_rows_are_taken_in_the_order_they_were_written(work: Work) -> None:
    written = [put(work, f"U{n}") for n in range(6)]
    assert [claim(work, limit=1)[0].id for _ in range(6)] == written


def test_danger_goes_before_everything_older(work: Work) -> None:
    put(work, "U1")
    urgent = put(work, "U2", after=5, urgent=True)
    assert ids(claim(work, limit=1)) == {urgent}


def test_two_things_said_to_one_person_leave_one_after_the_other(work: Work) -> None:
    first, second = put(work, "U1"), put(work, "U1")
    assert ids(claim(work)) == {first}
    assert claim(work) == []
    with work.house.database.session() as session:
        assert outbox.record(session, first, state="sent", now=NOW, provider_id="p")
    assert ids(claim(work)) == {second}


def test_a_failed_first_word_does_not_silence_the_second(work: Work) -> None:
    first, second = put(work, "U1"), put(work, "U1")
    claim(work)
    with work.house.database.session() as session:
        outbox.record(session, first, state="failed", now=NOW)
    assert ids(claim(work)) == {second}


def test_a_word_of_danger_waits_for_nobody(work: Work) -> None:
    first, urgent = put(work, "U1"), put(work, "U1", after=1, urgent=True)
    assert ids(claim(work)) == {first, urgent}


def test_a_row_that_shall_wait_is_not_taken_before_its_time(work: Work) -> None:
    row = put(work, "U1")
    claim(work)
    with work.house.database.session() as session:
        outbox.record(session, row, state="pending", now=NOW, not_before=NOW + timedelta(seconds=10))
    assert claim(work, at=NOW + timedelta(seconds=9)) == []
    (again,) = claim(work, at=NOW + timedelta(seconds=11))
    assert (again.id, again.attempts, again.first_tried_at) == (row, 2, NOW)


def test_an_account_with_enough_calls_under_way_is_left_alone(work: Work) -> None:
    put(work, "U1")
    other = put(work, "+66811111111", account="sms")
    assert ids(claim(work, full=["line"])) == {other}


def test_a_sender_may_ask_for_its_own_rows_only(work: Work) -> None:
    put(work, "U1")
    mine = put(work, "U2")
    assert ids(claim(work, only=[mine])) == {mine}


def test_two_claimers_at_once_never_hold_the_same_row(work: Work) -> None:
    for n in range(40):
        put(work, f"U{n}")
    database = work.house.database
    with database.session() as one, database.session() as two:
        first = outbox.claim(one, now=NOW, limit=25, by=1)
        second = outbox.claim(two, now=NOW, limit=25, by=2)
        assert (len(first), len(second)) == (25, 15)
        assert not ids(first) & ids(second)


def test_a_claim_that_was_not_committed_is_free_again(work: Work) -> None:
    row = put(work, "U1")
    with work.house.database.session() as session:
        assert outbox.claim(session, now=NOW, limit=1, by=1)
        session.get_transaction().rollback()
    assert ids(claim(work)) == {row}


def test_what_became_of_a_row_is_said_once(work: Work) -> None:
    row = put(work, "U1")
    claim(work)
    with work.house.database.session() as session:
        assert outbox.record(session, row, state="sent", now=NOW, provider_id="p")
        assert not outbox.record(session, row, state="failed", now=NOW)
    assert work.value("select state from message") == "sent"


def reply_to(work: Work, who: str, token: str, *, ago: float, name: str) -> None:
    with work.house.database.session() as session:
        session.execute(
            text(
                "insert into message (id, direction, account, conversation_id, state, provider_message_id, sent_at,"
                " received_at, text, choice, language, sender_name, group_id, phone, standby, unreadable, urgent, facts,"
                " reply_token, reply_used, purpose, parts, attempts, sent_how, error) values (gen_random_uuid(), 'in',"
                " 'line', :c, 'triaged', :name, :at, :at, '', '', '', '', '', '', false, false, false, '{}', :token,"
                " false, '', '{}', 0, '', '')"
            ),
            {"c": person(work, who), "token": token, "at": NOW - timedelta(seconds=ago), "name": name},
        )


def test_the_newest_free_reply_is_used_up_by_whoever_takes_it(work: Work) -> None:
    reply_to(work, "U1", "old", ago=90, name="1")
    reply_to(work, "U1", "newer", ago=20, name="2")
    reply_to(work, "U1", "newest", ago=10, name="3")
    reply_to(work, "U2", "theirs", ago=1, name="4")
    since = NOW - timedelta(seconds=50)
    with work.house.database.session() as session:
        taken = [
            outbox.take_reply_token(session, conversation_id("line", "U1"), since=since) for _ in range(3)
        ]
    assert taken == ["newest", "newer", ""]


def recover(work: Work, at: datetime, *safe: str) -> tuple[int, int]:
    with work.house.database.session() as session:
        return outbox.recover(session, now=at, safe=safe)


def left_behind(work: Work, how: str, by: int = 77) -> UUID:
    row = put(work, f"U-{how}-{by}")
    claim(work, by=by, only=[row])
    with work.house.database.session() as session:
        outbox.mark_how(session, row, how)
    return row


def test_after_a_crash_a_push_is_sent_again_and_a_reply_is_unsure(work: Work) -> None:
    push, reply = left_behind(work, "push"), left_behind(work, "reply")
    assert recover(work, NOW + timedelta(seconds=1), "line") == (0, 0), "the grace of two seconds"
    assert recover(work, NOW + timedelta(seconds=5), "line") == (1, 1)
    states = {row.id: row.state for row in work.rows("select id, state from message")}
    assert states == {push: "pending", reply: "unsure"}


def test_without_a_retry_key_nothing_is_sent_again(work: Work) -> None:
    left_behind(work, "push")
    assert recover(work, NOW + timedelta(seconds=5)) == (0, 1)


def test_what_a_living_process_holds_is_its_own_until_the_lease_ends(work: Work) -> None:
    presence = Presence(work.house.database)
    presence.hold()
    left_behind(work, "push", by=presence.key)
    assert recover(work, NOW + timedelta(seconds=30), "line") == (0, 0)
    assert recover(work, NOW + outbox.LEASE + timedelta(seconds=1), "line") == (1, 0)
    presence.drop()


def test_the_lease_is_longer_than_the_longest_call(work: Work) -> None:
    from channels.line.send import TIMEOUT
    from channels.twilio_rest import TIMEOUT as TWILIO

    assert 2 * sum(TIMEOUT) < outbox.LEASE.total_seconds()
    assert outbox.LEASE.total_seconds() > 2 * TWILIO
